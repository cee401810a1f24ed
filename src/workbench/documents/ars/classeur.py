"""The workbook for the ARS and the GRADeS: counts only, never a name, small counts hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars import definitions as ars_definitions
from workbench.documents.ars import feuilles as ars_feuilles
from workbench.documents.ars import jumeau as ars_jumeau
from workbench.documents.ars import lisezmoi as ars_lisezmoi
from workbench.documents.ars import pilotage as ars_pilotage
from workbench.documents.ars.controles import feuille_controles
from workbench.documents.ars.couverture import REQUIS, Comptages
from workbench.documents.ars.donnees import Contenu, libelle_autorite, rassembler
from workbench.documents.ars.feuilles import UTILISATEURS, taux, titre
from workbench.documents.ars.premiere import premiere as ouvrir_sur
from workbench.documents.ars.scores import histoire, nom_jalon, score_jalon
from workbench.documents.ars.systeme import TOUT
from workbench.documents.secret import MARQUE
from workbench.looks.etats import AUTORITES_COURTES, STATUTS, mot
from workbench.looks.formats import jour, pourcent
from workbench.office import feuille as f
from workbench.office.graphes_tableur import Suite, barres, courbes
from workbench.office.paquet import octets
from workbench.office.tenue import compact

MIME = f.MIME
BARRES = 15
SYNTHESE, QUI = "Synthèse", ars_pilotage.QUI
SANS_LIVRAISON, SANS_LIGNE = "aucune livraison mesurée", "rien à compter"
DIT_REQUIS = "Requis : métiers qu’une autorité enregistre ; hors périmètre et à déterminer non compris."
AIDES = {
    **{etat.mot.capitalize(): etat.definition for etat in STATUTS.values()},
    "Requis": DIT_REQUIS,
    "Confirmés / requis": "Part des personnes requises dont le numéro est confirmé.",
}


def nom_fichier(le: date) -> str:
    """The file's name, dated by its data."""
    return f"hospiconnect_ars_{le.isoformat()}.xlsx"


def deux(home: Path, utilisateur: str = "application") -> tuple[date, bytes, bytes]:
    """The date of the data, the workbook and its twin, told by one reading: the same cells hidden in both."""
    donnees = rassembler(home, utilisateur)
    return donnees.le, _octets(donnees), ars_jumeau.contenu(donnees)


def export(home: Path, out: Path) -> Path:
    """Write the workbook and its twin (.zip) beside it; `out` is a folder (files named after their date) or
    an .xlsx path.
    """
    donnees = rassembler(home, "export")
    cible = out if out.suffix.lower() == ".xlsx" else out / nom_fichier(donnees.le)
    cible.parent.mkdir(parents=True, exist_ok=True)
    cible.write_bytes(_octets(donnees))
    cible.with_suffix(".zip").write_bytes(ars_jumeau.contenu(donnees))
    return cible


def jumeau(home: Path, utilisateur: str = "application") -> bytes:
    """The twin's bytes, for a download."""
    return ars_jumeau.contenu(rassembler(home, utilisateur))


def contenu(home: Path, utilisateur: str = "application") -> bytes:
    """The workbook's bytes, for a download."""
    return _octets(rassembler(home, utilisateur))


def _octets(donnees: Contenu) -> bytes:
    classeur = Workbook()
    premiere = classeur.active
    premiere.title = "Lisez-moi"
    tues = _silent(donnees)
    essentiel, detail = (
        {nom: d for nom, d in part.items() if nom not in tues} for part in (ESSENTIEL, DETAIL)
    )
    if _sans_utilisateurs(donnees):
        detail = {QUI if nom == SYNTHESE else nom: d for nom, d in detail.items()}
    ouvrir_sur(premiere, donnees, {"À lire ensuite": list(essentiel), "Détail": list(detail)}, tues)
    premiere.sheet_properties.tabColor = f.BLEU
    for nom, dessiner in (essentiel | detail).items():
        page = classeur.create_sheet(nom)
        page.sheet_properties.tabColor = f.BLEU if nom in ESSENTIEL else f.TRAIT
        dessiner(page, donnees)
    nom = f"HospiConnect, objectifs 1.1 et 1.2 : {donnees.synthese['etablissement']}"
    return octets(classeur, donnees.le, nom, f"Données du {jour(donnees.le)}", phrases=True)


def _silent(donnees: Contenu) -> dict[str, str]:
    """The sheets left out, that would only say what they cannot measure: name → why."""
    c, vues = donnees.cellules, _sans_utilisateurs(donnees)
    moyens = c.lignes("mie_type") or c.lignes("mie")
    lues = {
        "Couverture par profession": vues,
        "MIE": donnees.absence(*ars_feuilles.MOYENS_CONNUS) or (None if moyens else SANS_LIGNE),
        "Jalons 1.1": None if _livraisons(donnees)[0] else vues or SANS_LIVRAISON,
        "Comptes": donnees.absence(*ars_feuilles.COMPTES_LIES)
        or (None if c.lignes("comptes") else SANS_LIGNE),
    }
    return {nom: motif for nom, motif in lues.items() if motif}


def _sans_utilisateurs(donnees: Contenu) -> str | None:
    """Why nobody who uses the EHR is counted, None when somebody is."""
    return donnees.absence(*UTILISATEURS) or (None if donnees.comptages.professions() else SANS_LIGNE)


def _synthese(page: Worksheet, donnees: Contenu) -> None:
    """The scores and the authorities, then who declares; who declares alone when nothing is measured."""
    if _sans_utilisateurs(donnees):
        titre(page, QUI, f"{donnees.synthese['etablissement']}, au {jour(donnees.le)}.")
        ars_pilotage.identification(page, donnees, 4)
        f.largeurs(page, [34, 13, 13, 40])
        f.impression(page, "HospiConnect, qui déclare", jour(donnees.le), None)
        return
    titre(
        page,
        SYNTHESE,
        f"{donnees.synthese['etablissement']}, au {jour(donnees.le)}. Objectifs en comptes, autorités en"
        " personnes.",
    )
    entetes = [
        "Objectif",
        "Année",
        "Score",
        "Numéro connu",
        "Comptes concernés",
        "Restent",
        "Échéance",
        "État",
    ]
    motifs = [None, "0", f.TAUX, f.ENTIER, f.ENTIER, f.ENTIER, f.DATE, None]
    lignes = [score_jalon(donnees, jalon) for jalon in donnees.jalons]
    fin = f.tableau(page, 4, entetes, lignes, "Synthese", motifs)
    page.cell(
        fin + 2, 1, "Utilisateurs du dossier patient, par autorité d’enregistrement"
    ).font = f.SOUS_TITRE
    comptages = donnees.comptages
    motifs = [None, *[f.ENTIER] * (len(STATUTS) + 2), f.TAUX]
    lignes = [[libelle_autorite(a), *_etats(comptages, a, TOUT)] for a in comptages.autorites()]
    fin = f.tableau(page, fin + 3, ["Autorité", *_titres_etats()], lignes, "Autorites", motifs)
    f.aider(page, fin - len(lignes), AIDES)
    f.ligne_total(page, fin + 1, ["Ensemble", *_etats(comptages, TOUT, TOUT)], motifs)
    page.cell(fin + 3, 1, f"n. c. : non communiqué, voir Définitions. {DIT_REQUIS}").font = f.DISCRET
    page.cell(fin + 5, 1, QUI).font = f.SOUS_TITRE
    ars_pilotage.identification(page, donnees, fin + 6)
    f.largeurs(page, [34, 13, 13, 13, 13, 13, 13, 22, 13, 18])
    page.freeze_panes = "A5"
    f.impression(page, "HospiConnect, synthèse", jour(donnees.le), None)
    compact(page)


def _titres_etats() -> list[str]:
    return [*(etat.mot.capitalize() for etat in STATUTS.values()), "Total", "Requis", "Confirmés / requis"]


def _etats(comptages: Comptages, autorite: str, profession: str) -> list[Any]:
    nombres = [comptages.lire(autorite, profession, statut) for statut in (*STATUTS, TOUT, REQUIS)]
    return [*nombres, taux(comptages.taux(autorite, profession))]


def _jalons(page: Worksheet, donnees: Contenu) -> None:
    titre(
        page,
        "Jalons de l’objectif 1.1",
        "Score à chaque livraison : comptes dont le numéro est connu, parmi les comptes requis.",
    )
    dates, suites = _livraisons(donnees)
    entetes = ["Données du", *(f"Score {jalon['annee']}" for jalon in donnees.jalons), "Cible"]
    cible = donnees.jalons[0]["cible"] if donnees.jalons else 1.0
    lignes = [[le, *(suite.get(le) for suite in suites), cible] for le in dates]
    motifs = [f.DATE, *[f.TAUX] * (len(suites) + 1)]
    fin = f.tableau(page, 4, entetes, lignes, "Historique", motifs)
    dites = ars_definitions.notes(donnees)
    f.aider(page, 4, {f"Score {j['annee']}": dites.get(nom_jalon(j), "") for j in donnees.jalons})
    if len(dates) > 1:
        couleurs = ("1F4E8C", "C77A0A")
        lues = [[_visible(suite.get(le)) for le in dates] for suite in suites]
        noms = [f"Score {jalon['annee']}" for jalon in donnees.jalons]
        traits = [Suite(nom, lu, couleur) for nom, lu, couleur in zip(noms, lues, couleurs, strict=False)]
        plus_bas = min((v for lu in lues for v in lu if v is not None), default=0.0)
        courbe = courbes(
            [f"{le:%m/%Y}" for le in dates],
            [*traits, Suite("Cible", [cible] * len(dates), "5D6470", tirets=True)],
            "Score aux livraisons successives (un point manque : score non communiqué)",
            "Courbes du tableau ci-dessus : " + " ; ".join(map(_dernier, noms, lues)),
            max(0.0, int(plus_bas * 10) / 10 - 0.1),
        )
        page.add_chart(courbe, f"A{fin + 3}")
    f.largeurs(page, [18, 16, 16, 16, 16, 16, 16])
    page.freeze_panes = "A5"
    f.impression(page, "HospiConnect, jalons 1.1", jour(donnees.le), 4)


def _livraisons(donnees: Contenu) -> tuple[list[date], list[dict[date, Any]]]:
    """The deliveries that measured a score, and what each milestone was then."""
    suites = [
        {
            le: MARQUE if donnees.jalon_cache(nom_jalon(jalon), le) else taux
            for le, _, _, taux in histoire(donnees, jalon)
        }
        for jalon in donnees.jalons
    ]
    return sorted({le for suite in suites for le in suite}), suites


def _visible(valeur: float | str | None) -> float | None:
    """What a chart may draw."""
    return valeur if isinstance(valeur, float) else None


def _dernier(nom: str, lus: Sequence[float | None]) -> str:
    """What a curve says in a word."""
    connus = [lu for lu in lus if lu is not None]
    return (
        f"{nom}, {pourcent(connus[-1])} au dernier point communiqué" if connus else f"{nom}, non communiqué"
    )


def _metier(profession: str, autorite: str) -> str:
    """A profession with who registers it, unless that says the same: « Étudiant »."""
    return profession if profession.rstrip("s") == autorite.rstrip("s") else f"{profession} ({autorite})"


def _professions(page: Worksheet, donnees: Contenu) -> None:
    comptages = donnees.comptages
    titre(
        page,
        "Couverture RPPS par profession",
        f"Utilisateurs du dossier patient au {jour(donnees.le)}. Unité : personnes. n. c. : non communiqué."
        f" {DIT_REQUIS}",
    )
    motifs = [None, None, *[f.ENTIER] * (len(STATUTS) + 2), f.TAUX]
    metiers = [paire for paire in comptages.professions() if _dite(comptages, *paire)]
    lignes = [[p, mot(AUTORITES_COURTES, a), *_etats(comptages, a, p)] for a, p in metiers]
    fin = f.tableau(page, 4, ["Profession", "Autorité", *_titres_etats()], lignes, "Professions", motifs)
    f.aider(page, 4, AIDES)
    f.ligne_total(page, fin + 1, ["Ensemble", "", *_etats(comptages, TOUT, TOUT)], motifs)
    tues = [
        _metier(p, mot(AUTORITES_COURTES, a)) for a, p in comptages.professions() if (a, p) not in metiers
    ]
    bas = fin + 1
    if tues:
        bas = fin + 3
        page.cell(bas, 1, f"Effectif non communiqué : {' ; '.join(tues)}.").font = f.DISCRET
    montrees = [paire for paire in metiers if comptages.lire(*paire, TOUT) not in (0, MARQUE)]
    if montrees:
        _barres(page, comptages, montrees[:BARRES], len(comptages.professions()))
        page.print_area = f"A1:K{bas}"  # the chart redraws the table: on screen only
    f.largeurs(page, [48, 16, 11, 11, 12, 11, 9, 11, 9, 9, 12])
    page.freeze_panes = "B5"
    f.impression(page, "HospiConnect, couverture par profession", jour(donnees.le), 4)
    compact(page)


def _dite(comptages: Comptages, autorite: str, profession: str) -> bool:
    """Whether the line of a profession says how many they are, or their rate."""
    return comptages.lire(autorite, profession, TOUT) != MARQUE or isinstance(
        comptages.taux(autorite, profession), float
    )


def _barres(page: Worksheet, comptages: Comptages, paires: list[tuple[str, str]], total: int) -> None:
    """A bar a profession whose total is printed; what its hidden states share is drawn as such."""
    lus = [[comptages.lire(a, p, s) for s in STATUTS] for a, p in paires]
    caches = [
        int(comptages.lire(a, p, TOUT)) - sum(n for n in ligne if isinstance(n, int))
        for (a, p), ligne in zip(paires, lus, strict=True)
    ]
    suites = [
        Suite(etat.mot, [n if isinstance(n, int) and n else None for n in colonne], etat.couleur.lstrip("#"))
        for etat, colonne in zip(STATUTS.values(), zip(*lus, strict=True), strict=True)
    ]
    suites.append(Suite("Non communiqué", [n or None for n in caches], "D5D9E0"))
    dessinees = f"{len(paires)} profession{'s' if len(paires) > 1 else ''} sur {total}"
    barres_lues = barres(
        [p for _, p in paires],
        suites,
        f"Personnes par état du numéro RPPS ({dessinees})",
        f"{dessinees}, les plus nombreuses dont le total est communiqué : "
        + " ; ".join(f"{p} {comptages.lire(a, p, TOUT)}" for a, p in paires),
        f.ENTIER,
    )
    page.add_chart(barres_lues, "M2")


ESSENTIEL = {
    "Objectifs et critères": ars_pilotage.objectifs,
    "Couverture par profession": _professions,
    "MIE": ars_feuilles.mie,
    "Plan d’action": ars_pilotage.plan,
    "Définitions": ars_lisezmoi.methode,
}
DETAIL = {
    SYNTHESE: _synthese,
    "Jalons 1.1": _jalons,
    "Comptes": ars_feuilles.comptes,
    "Qualité": ars_feuilles.qualite,
    "Contrôles": feuille_controles,
}
