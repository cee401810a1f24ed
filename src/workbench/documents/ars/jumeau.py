"""The twin of the ARS workbook: the same protected counts, row by row; it never says more than the sheets."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from workbench.documents.ars.cellules import ACCEPTE, ETAPES, MOYENS, PROUVE, TOUT, applications_dpi
from workbench.documents.ars.couverture import cle_jalon, cles_taux
from workbench.documents.ars.donnees import Contenu
from workbench.documents.jumeau import SANS_FINESS, VERSION, Entete, EntiteJumeau, Ligne, ecrire
from workbench.documents.secret import Cle
from workbench.looks.etats import STATUTS
from workbench.marts import cartes
from workbench.office.paquet import archive
from workbench.pilotage.objectifs.jalons import reasons
from workbench.socle.departements import du_finess

Fait = tuple[
    str, str, str, int | None, int | None, bool
]  # indicator, axis, value, numerator, denominator, hidden


def contenu(donnees: Contenu) -> bytes:
    """The archive's bytes: the same for the same run."""
    lignes = lignes_de(donnees)
    return archive(ecrire(entete_de(donnees, len(lignes)), lignes))


# A fact has no row when the indicator that counts the same people is not measurable (mesurables.toml).
SOURCES_DES_FAITS = {
    "couverture": ("1.1-2027", "1.1-2028"),
    "mie_": ("mie_remis_dpi",),
    "moyens_": ("mie_remis",),
    "compte_": ("comptes_lies",),
    "connexion_": ("comptes_lies",),
}


def entete_de(donnees: Contenu, lignes: int) -> Entete:
    """Who declares: the first entity with a FINESS EJ; the others are listed, so that nobody is counted
    twice.
    """
    etab = donnees.reglages.etablissement
    entites = [EntiteJumeau(nom=e.nom, finess_ej=e.finess_ej, finess_et=e.finess_et) for e in etab.entites]
    finess = next((e.finess_ej for e in etab.entites if e.finess_ej), SANS_FINESS)
    return Entete(
        version_schema="1",
        type="etablissement",
        finess_ej=finess,
        nom=etab.nom,
        departement=etab.departement or du_finess(finess),
        entites=entites,
        date_donnees=donnees.le,
        seuil=max(2, donnees.seuil),
        reference=str(donnees.synthese["version"]),
        lignes=lignes,
    )


def lignes_de(donnees: Contenu) -> list[Ligne]:
    """Every row, in a fixed order."""
    entete = entete_de(donnees, 0)
    versions = {carte.id: carte.version for carte in cartes.toutes(donnees.reglages.home)}
    commun = {nom: getattr(entete, nom) for nom in ("finess_ej", "nom", "departement", "date_donnees")}
    out = []
    roles = dict(donnees.marts["mode_auth"].select("application", "role").unique().iter_rows())
    for indicateur, axe, valeur, num, den, masque in faits(donnees):
        part = round(num / den, 6) if num is not None and den and not masque else None
        version = versions.get(indicateur) or next(
            (v for k, v in versions.items() if indicateur.startswith(k)), VERSION
        )
        out.append(
            Ligne(
                **commun,
                indicateur=indicateur,
                axe=axe,  # type: ignore[arg-type]
                valeur_axe=valeur,
                role=roles.get(valeur) if axe == "application" else None,
                numerateur=num,
                denominateur=den,
                taux=part,
                masque=masque,
                version_definition=version,
            )
        )
    for objectif in donnees.objectifs:
        out.append(
            Ligne(
                **commun,
                indicateur=f"objectif_{objectif.code}",
                axe="ensemble",
                valeur_axe="",
                numerateur=None,
                denominateur=None,
                taux=None if donnees.score_cache(objectif) else _arrondi(objectif.score),
                masque=donnees.score_cache(objectif),
                version_definition=VERSION,
            )
        )
    return out


def _arrondi(valeur: float | None) -> float | None:
    return None if valeur is None else round(valeur, 6)


def faits(donnees: Contenu) -> Iterator[Fait]:
    """Every printed count as a fact."""
    for jalon in donnees.jalons:
        if jalon["motif"]:  # not measurable: no fact, never a zero
            continue
        num, den = (cle_jalon(jalon["annee"], nom) for nom in ("numerateur", "denominateur"))
        yield _fait(donnees, f"{jalon['objectif']}-{jalon['annee']}", "ensemble", "", num, den)
    missing = reasons(pl.DataFrame(donnees.historique, infer_schema_length=None))
    yield from (
        fait
        for part in (_couverture, _moyens, _comptes, _qualite)
        for fait in part(donnees)
        if not _needs(fait[0]) & missing.keys()
    )


def _needs(indicateur: str) -> set[str]:
    """The followed indicators whose source this fact counts too."""
    return {
        mesure
        for debut, mesures in SOURCES_DES_FAITS.items()
        if indicateur.startswith(debut)
        for mesure in mesures
    } | {indicateur}


def _fait(donnees: Contenu, indicateur: str, axe: str, valeur: str, num: Cle, den: Cle) -> Fait:
    c = donnees.cellules
    return indicateur, axe, valeur, c.nombre(num), c.nombre(den), bool({num, den} & c.masquees)


def _couverture(donnees: Contenu) -> Iterator[Fait]:
    places = [("ensemble", "", TOUT, TOUT)]
    places += [("autorite", a, a, TOUT) for a in donnees.comptages.autorites()]
    places += [("profession", f"{a} | {p}", a, p) for a, p in sorted(donnees.comptages.professions())]
    for axe, valeur, a, p in places:
        yield _fait(donnees, "couverture", axe, valeur, *cles_taux(a, p))
        for statut in STATUTS:
            yield _fait(donnees, f"couverture_{statut}", axe, valeur, (a, p, statut), (a, p, TOUT))


def _moyens(donnees: Contenu) -> Iterator[Fait]:
    c = donnees.cellules
    for code in (TOUT, *sorted(c.lignes("mie"))):
        axe, valeur = ("ensemble", "") if code == TOUT else ("autorite", code)
        for etape in (*ETAPES[1:], PROUVE, ACCEPTE):
            yield _fait(
                donnees, f"mie_{etape}", axe, valeur, ("mie", code, etape, ""), ("mie", code, "besoin", "")
            )
    for code in (TOUT, *sorted(c.lignes("mie_type"))):
        axe, valeur = ("ensemble", "") if code == TOUT else ("moyen", code)
        for colonne in MOYENS[1:]:
            num, den = ("mie_type", code, colonne, ""), ("mie_type", code, "moyens", "")
            yield _fait(donnees, f"moyens_{colonne}", axe, valeur, num, den)
    for code in sorted(c.lignes("alerte")):
        yield _fait(
            donnees, "mie_alerte", "alerte", code, ("alerte", code, "", ""), ("mie", TOUT, "besoin", "")
        )


def _comptes(donnees: Contenu) -> Iterator[Fait]:
    c = donnees.cellules
    dpis = applications_dpi(donnees.marts["mode_auth"])
    for probleme in c.lignes("compte"):
        for application in (TOUT, *c.lignes("comptes")):
            axe, valeur = ("ensemble", "") if application == TOUT else ("application", application)
            num, den = ("compte", probleme, application, ""), ("comptes", application, "", "")
            gens = cartes.population(f"compte_{probleme}")
            if application == TOUT and gens is not None and gens.code == "comptes_dpi":
                if len(dpis) != 1:  # several: said application by application only
                    continue
                den = ("comptes", dpis[0], "", "")  # divided by the accounts it is found among, no others
            yield _fait(donnees, f"compte_{probleme}", axe, valeur, num, den)
    for cle in sorted(cle for cle in c.valeurs if cle[0] == "mode" and cle[2] != TOUT):
        yield _fait(donnees, f"connexion_{cle[2]}", "application", cle[1], cle, ("mode", cle[1], TOUT, ""))


def _qualite(donnees: Contenu) -> Iterator[Fait]:
    lues = donnees.marts["vertu"].filter(pl.col("axe").is_in(["ensemble", "etablissement"]))
    finess = {e.code: e.finess_ej or e.code for e in donnees.reglages.etablissement.entites}
    for mesure, axe, ou in (
        lues.sort("rang", "axe", "valeur_axe").select("mesure", "axe", "valeur_axe").iter_rows()
    ):
        place = TOUT if axe == "ensemble" else ou
        num, den = ("vertu", mesure, place, "num"), ("vertu", mesure, place, "den")
        yield _fait(
            donnees, f"vertu_{mesure}", axe, "" if axe == "ensemble" else finess.get(ou, ou), num, den
        )
