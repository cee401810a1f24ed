"""Every workbook that comes back, by the register of contracts: two bad lines in the middle refuse the whole
and are both named; a merge is read on each of its lines, or refused, never dropped.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.outils import documents
from tests.outils.demo import copier

from workbench import projet as salle
from workbench.access import Acces, ouvrir
from workbench.documents.region import depot
from workbench.documents.systemes.dpi import etats
from workbench.documents.systemes.dpi import fichier as dpi
from workbench.exchange import tickets
from workbench.exchange.acces import retour as acces_retour
from workbench.exchange.contrat import contrat
from workbench.exchange.listes import retour as listes
from workbench.exchange.maturite import retour as maturite
from workbench.exchange.ordre import reponse as ordre
from workbench.exchange.plan import ClasseurIllisible, Faute, Plan
from workbench.exchange.projet import retour as projet
from workbench.exchange.revue import retour as revue
from workbench.exchange.rpps_plus import retour as rpps_plus
from workbench.exchange.rpps_plus.classeur import read
from workbench.exchange.systemes import accuse, correspondance
from workbench.pilotage import suivi_rpps
from workbench.socle.erreurs import ErreurWorkbench

CONTRATS = Path(tickets.__file__).parent / "contrats"
JOUR = dt.date(2026, 11, 20)
REPONDUES = 4  # lines: two in the middle are bad
Lu = tuple[Sequence[Faute], int]
"""What is wrong, and how many answers would be recorded."""


@dataclass(frozen=True)
class Porte:
    """A workbook and its reader.

    `reponse`: the column people fill; `bonne`, `mauvaise`: an answer, and one nobody could record; `cle`: the
    column that names the line; `feuille`: the sheet, the first one that has the answers when empty; `avec`:
    what else an answer needs, column → value.
    """

    contenu: bytes
    lire: Callable[[bytes], Lu]
    reponse: str
    bonne: Any
    mauvaise: Any
    cle: str
    feuille: str = ""
    avec: Mapping[str, Any] = field(default_factory=dict)


def _plan(plan: Plan) -> Lu:
    return plan.fautes, len(plan.entrees)


def _table(*rangs: Sequence[Any]) -> bytes:
    livre = Workbook()
    for rang in rangs:
        livre.active.append(list(rang))
    return _octets(livre)


def _octets(livre: Workbook) -> bytes:
    flux = io.BytesIO()
    livre.save(flux)
    return flux.getvalue()


def _seules(contenu: bytes, *gardees: str) -> bytes:
    """The workbook with these sheets only: what is not tried need not be opened ten times."""
    livre = load_workbook(io.BytesIO(contenu))
    for nom in set(livre.sheetnames) - set(gardees):
        livre.remove(livre[nom])
    return _octets(livre)


def _revue(acces: Acces) -> Porte:
    connus = revue.Connus.of(
        acces.nominatif("mart.revue_fiche", motif="essai", colonnes=revue.FICHES),
        acces.nominatif("mart.identite", motif="essai", colonnes=revue.PERSONNES),
    )

    def lire(contenu: bytes) -> Lu:
        return _plan(revue.lire(io.BytesIO(contenu), "essai", [], [], connus))

    faits = documents.FABRIQUES["revue"](acces)["revue.xlsx"]
    return Porte(faits, lire, "Réponse", "personnes différentes", "peut-être", "Fiche A", "Qui est qui")


def _liste(acces: Acces) -> Porte:
    dedans = [
        octets
        for nom, faits in documents.FABRIQUES["listes"](acces).items()
        for interieur, octets in documents.dedans(nom, faits).items()
        if interieur.endswith(".xlsx") and interieur != nom
    ]
    gens = listes.people(acces)
    longue = max(dedans, key=lambda octets: load_workbook(io.BytesIO(octets))["Liste"].max_row)

    def lire(contenu: bytes) -> Lu:
        return _plan(listes.lire(contenu, gens, [], "essai", JOUR))

    return Porte(longue, lire, "Fait le", dt.date(2026, 10, 5), "31/02/2026", "Matricule", "Liste")


def _acces(acces: Acces) -> Porte:
    campagne = documents._campagne(acces)
    dedans = documents.dedans("listes.zip", documents.FABRIQUES["acces"](acces)["listes.zip"])
    longue = max(dedans.values(), key=len)
    return Porte(
        longue,
        lambda lu: _plan(acces_retour.lire(lu, campagne, "chef")),
        "Décision",
        "Garder",
        "Bof",
        "Référence",
    )


def _accuse(acces: Acces) -> Porte:
    [fait] = [dpi.prepare(acces, code, [], False) for code in dpi.sources(acces)][:1]
    titres, *rangs = fait.produit.octets.decode("utf-8-sig").splitlines()
    separateur = ";"
    table = _table(
        [*titres.split(separateur), "STATUT"], *([*rang.split(separateur), "OK"] for rang in rangs)
    )
    [lot] = etats.lots([fait.decision])

    def lire(contenu: bytes) -> Lu:
        recu = accuse.Recu("accuse.xlsx", contenu)
        return _plan(accuse.lire(acces.home, recu, lot, [fait.decision], "essai").plan)

    return Porte(table, lire, "STATUT", "OK", "mystère", titres.split(separateur)[0])


def _rpps_plus(acces: Acces) -> Porte:
    faits = documents.FABRIQUES["rpps_plus"](acces)
    attendu = rpps_plus.Attendu(read(acces), [], "essai", JOUR)
    feuille = "Personnes à inscrire"
    [longue] = [
        o for o in faits.values() if feuille in load_workbook(io.BytesIO(o), read_only=True).sheetnames
    ][:1]
    return Porte(
        _seules(longue, feuille),
        lambda lu: _plan(rpps_plus.lire(lu, attendu)),
        "Réponse",
        "Rien à faire",
        "Bof",
        "Référence",
        avec={"Motif": "partie en retraite"},
    )


def _projet(acces: Acces) -> Porte:
    lu = salle.ouvrir(acces.home)

    def lire(contenu: bytes) -> Lu:
        repris = projet.lire(contenu, lu)
        return repris.fautes, repris.fiches

    faits = documents.FABRIQUES["projet"](acces)["projet.xlsx"]
    return Porte(
        _seules(faits, "Lisez-moi", "Listes", "Tâches"),
        lire,
        "Durée (jours ouvrés)",
        77,
        "beaucoup",
        "N°",
        "Tâches",
    )


def _maturite(acces: Acces) -> Porte:
    return Porte(
        documents.FABRIQUES["maturite"](acces)["maturite.xlsx"],
        lambda lu: _plan(maturite.lire(lu, ["ensemble"], [], "essai", acces.home, JOUR)),
        "Niveau",
        "2",
        "beaucoup",
        "Référence",
        avec={
            "Preuve": "PV 12",
            "Constaté le": dt.date(2026, 10, 5),
            "Circonstance": "entretien avec le RSSI",
        },
    )


def _ordre(acces: Acces) -> Porte:
    gens = acces.nominatif("mart.infirmier_personne", motif="essai").drop_nulls("rpps").head(9)
    rules = suivi_rpps.nurse_rules(acces.home)
    table = _table(
        ["RPPS", "Nom de naissance", "Statut"],
        *([r, nom, "Inscrit"] for r, nom in gens.select("rpps", "nom_naissance").iter_rows()),
    )

    def lire(contenu: bytes) -> Lu:
        lue = ordre.lire(contenu, "reponse.xlsx", rules)
        return [f for f in lue.refus if not f.gardee], lue.lignes.height if lue.complete else 0

    return Porte(table, lire, "Statut", "Inscrit", "peut-être", "RPPS")


def _tickets(acces: Acces) -> Porte:
    rangs = [[JOUR, f"Mot de passe {n}", n] for n in range(1, 10)]

    def lire(contenu: bytes) -> Lu:
        lus = tickets.lire(contenu, JOUR)
        return lus.fautes, sum(ligne["nombre"] for ligne in lus.lignes)

    return Porte(_table(["Date", "Thème", "Nombre"], *rangs), lire, "Nombre", 4, "plein", "Date")


def _correspondance(acces: Acces) -> Porte:
    def lire(contenu: bytes) -> Lu:
        chemin = acces.home / "correspondance.xlsx"
        chemin.write_bytes(contenu)
        try:
            return (), len(correspondance.read_ids(chemin))
        except ClasseurIllisible as refus:
            lignes = [dit.partition(" : ")[0].removeprefix("ligne ") for dit in refus.message.splitlines()]
            return [Faute("", int(rang), "", refus.message) for rang in lignes], 0

    rangs = [[f"ID{n:08d}", f"u-{n}"] for n in range(1, 10)]
    return Porte(_table(["externalId", "id"], *rangs), lire, "id", None, "", "externalId")


PORTES: dict[str, Callable[[Acces], Porte]] = {
    "revue": _revue,
    "liste": _liste,
    "acces": _acces,
    "accuse": _accuse,
    "rpps_plus": _rpps_plus,
    "maturite": _maturite,
    "projet": _projet,
    "ordre": _ordre,
    "tickets": _tickets,
    "correspondance": _correspondance,
}


@pytest.fixture(scope="module")
def acces(petite_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Acces:
    return ouvrir(copier(petite_demo, tmp_path_factory.mktemp("portes") / "home"), "essai", "essai")


@pytest.fixture(scope="module")
def portes(acces: Acces) -> dict[str, Porte]:
    return {code: faire(acces) for code, faire in PORTES.items()}


def _ouvrir(porte: Porte) -> tuple[Workbook, Worksheet, int, dict[str, int]]:
    """The workbook, its sheet, the line of its titles, and their columns."""
    livre = load_workbook(io.BytesIO(porte.contenu))
    for page in [livre[porte.feuille]] if porte.feuille else livre.worksheets:
        for rang in page.iter_rows(max_row=6):
            titres = {str(case.value): case.column for case in rang if case.value is not None}
            if porte.reponse in titres and porte.cle in titres:
                return livre, page, rang[0].row, titres
    raise AssertionError(f"{porte.reponse} et {porte.cle} introuvables")


def _repondu(porte: Porte) -> tuple[Workbook, Worksheet, list[int], int, int]:
    """The same, its first lines answered: their numbers, the columns of the answers and of the key."""
    livre, page, haut, titres = _ouvrir(porte)
    cle = titres[porte.cle]
    rangs = [rang for rang in range(haut + 1, page.max_row + 1) if page.cell(rang, cle).value][:REPONDUES]
    dites = {**porte.avec, **({porte.reponse: porte.bonne} if porte.bonne is not None else {})}
    for rang in rangs:
        for titre, valeur in dites.items():
            page.cell(rang, titres[titre]).value = valeur
    return livre, page, rangs, titres[porte.reponse], cle


def test_chaque_contrat_a_sa_porte() -> None:
    assert set(PORTES) == {chemin.stem for chemin in CONTRATS.glob("*.toml")}
    assert all(contrat(code).lignes_max for code in PORTES)


@pytest.mark.parametrize("code", PORTES)
def test_deux_mauvaises_lignes_refusent_tout_et_sont_nommees(portes: dict[str, Porte], code: str) -> None:
    porte = portes[code]
    livre, _, rangs, _, _ = _repondu(porte)
    assert len(rangs) == REPONDUES, "assez de lignes pour que le milieu en soit un"
    fautes, combien = porte.lire(_octets(livre))
    assert not fautes and combien >= REPONDUES, (
        "le bon est pris, ou rien de ce qui suit ne veut dire quelque chose"
    )
    livre, page, rangs, reponse, _ = _repondu(porte)
    for rang in rangs[1:3]:
        page.cell(rang, reponse).value = porte.mauvaise or None
    fautes, combien = porte.lire(_octets(livre))
    assert combien == 0, "rien n’est pris d’un fichier fautif"
    assert set(rangs[1:3]) <= {faute.ligne for faute in fautes}
    assert all(len(faute.motif) > 5 for faute in fautes)


@pytest.mark.parametrize("code", PORTES)
def test_une_fusion_est_lue_sur_chaque_ligne_ou_refusee(portes: dict[str, Porte], code: str) -> None:
    porte = portes[code]
    livre, *_ = _repondu(porte)
    _, attendues = porte.lire(_octets(livre))

    def fusionne(gauche: int, droite: int) -> Lu:
        livre, page, rangs, _, _ = _repondu(porte)
        page.merge_cells(start_row=rangs[1], end_row=rangs[2], start_column=gauche, end_column=droite)
        return porte.lire(_octets(livre))

    *_, reponse, cle = _repondu(porte)
    fautes, combien = fusionne(reponse, reponse)  # one answer for two lines
    assert (combien, bool(fautes)) in ((attendues, False), (0, True))
    for cote in (-1, 1):  # an answer and its neighbour in one
        if reponse + cote < 1:
            continue
        fautes, combien = fusionne(*sorted((reponse, reponse + cote)))
        assert (combien, bool(fautes)) == (0, True)
    fautes, combien = fusionne(cle, cle)  # two lines under one name
    assert (combien, bool(fautes)) in ((attendues, False), (0, True))


def test_la_liste_des_attendus_est_gardee_entiere_ou_pas(tmp_path: Path) -> None:
    bonne = "finess_ej;nom;sorti_le\n380000018;CH un;\n690000013;CH deux;01/10/2026\n"
    depot.keep(tmp_path, "attendus.csv", bonne.encode())
    mauvaise = bonne + "12;CH trois;\n730000015;CH quatre;\n740000021;CH cinq;hier\n"
    with pytest.raises(ErreurWorkbench) as refus:
        depot.keep(tmp_path, "attendus.csv", mauvaise.encode())
    assert "Ligne 4" in refus.value.message and "Ligne 6" in refus.value.message
    assert (tmp_path / "attendus.csv").read_text("utf-8") == bonne, "celle d’avant reste"
