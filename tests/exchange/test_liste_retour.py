"""A working list sent, filled and taken back: « Fait le » is recorded, whole or not at all."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.jouet import JOUR, personne, publier
from tests.outils.demo import copier

from workbench.access import Acces, ouvrir
from workbench.decisions import Decision, Registre
from workbench.documents.listes import gestes, liste, travail
from workbench.exchange.listes import retour
from workbench.exchange.plan import ClasseurIllisible, Plan, record
from workbench.looks import titres


@pytest.fixture(scope="module")
def publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("publie")
    ici = {"etablissement": "CHA", "service": "Bloc", "profession": "Infirmier", "profession_code": "60"}
    contrat = {"source": "rh", "date_debut": JOUR, "date_fin": None, "agence": None}
    publier(
        home,
        identite=[personne(n, **ici, nom_naissance=nom) for n, nom in ((1, "ROY"), (2, "DUPRÉ"), (3, "ZOLA"))]
        + [personne(4, "inconnue", **ici), personne(5, "role", **ici), personne(6, **ici)],
        identite_fiche=[
            {"source": "rh", "cle_source": f"C{n}", "id_unique": f"ID0000000{n}"} for n in range(1, 7)
        ],
        contrat=[
            {**contrat, "cle_source": f"C{n}", "matricule": matricule}
            for n, matricule in ((1, "0001"), (2, "0002"), (4, "0004"), (5, "0005"), (3, "77"), (6, "77"))
        ],
    )
    return home


@pytest.fixture
def acces(publie: Path, tmp_path: Path) -> Acces:
    return ouvrir(copier(publie, tmp_path / "home"), "essai", "essai")


def relue(acces: Acces, geste: Callable[[Worksheet, int], None]) -> Plan:
    archive = travail.contenu(acces, "service", "relance", dt.date(2026, 7, 1))
    with ZipFile(BytesIO(archive)) as lu:
        livre = load_workbook(BytesIO(lu.read("bloc_cha.xlsx")))
    feuille = livre["Liste"]
    geste(feuille, [c.value for c in feuille[2]].index("Fait le") + 1)
    flux = BytesIO()
    livre.save(flux)
    registre = Registre(acces.home)
    return retour.lire(
        flux.getvalue(), retour.people(acces), registre.en_vigueur(), "rh", dt.date(2026, 6, 30)
    )


def ligne_de(feuille: Worksheet, repere: str) -> int:
    colonne = [c.value for c in feuille[2]].index("Matricule") + 1
    return next(r for r in range(3, feuille.max_row + 1) if feuille.cell(r, colonne).value == repere)


def test_chacun_est_designe_par_son_matricule_ou_sa_reference(acces: Acces):
    gens = {p["id_unique"]: p["repere"] for p in retour.people(acces).to_dicts()}
    assert gens["ID00000001"] == "0001"
    assert gens["ID00000003"] == "ID00000003", "deux personnes portent le matricule 77"


def test_fait_le_s_inscrit_et_ne_s_inscrit_pas_deux_fois(acces: Acces):
    def remplir(feuille: Worksheet, fait: int) -> None:
        feuille.cell(ligne_de(feuille, "0001"), fait).value = "12/06/2026"
        feuille.cell(ligne_de(feuille, "ID00000003"), fait).value = dt.date(2026, 6, 13)
        feuille.cell(ligne_de(feuille, "0005"), fait).value = dt.datetime(2026, 6, 14)

    plan = relue(acces, remplir)
    assert plan.fautes == []
    assert {(e.id_unique[-1], e.valeur["autorite"], e.valeur["date_demande"]) for e in plan.entrees} == {
        ("1", "ordre", "2026-06-12"),
        ("3", "ordre", "2026-06-13"),
        ("5", "rpps_plus", "2026-06-14"),
    }
    assert record(Registre(acces.home), plan) == 3
    encore = relue(acces, remplir)
    assert (encore.entrees, encore.deja, encore.fautes) == ([], 3, [])


@pytest.mark.parametrize(
    ("geste", "motif"),
    [
        (lambda f, fait: setattr(f.cell(ligne_de(f, "0002"), fait), "value", "bientôt"), "pas une date"),
        (
            lambda f, fait: setattr(f.cell(ligne_de(f, "0002"), fait), "value", "12/06/2027"),
            "futur|venir|tard",
        ),
        (lambda f, fait: setattr(f.cell(ligne_de(f, "0004"), fait), "value", "12/06/2026"), "métier"),
        (lambda f, fait: f.merge_cells(start_row=4, end_row=5, start_column=1, end_column=2), "fusion"),
    ],
)
def test_une_faute_et_rien_ne_s_inscrit(acces: Acces, geste: Callable[[Worksheet, int], None], motif: str):
    def remplir(feuille: Worksheet, fait: int) -> None:
        feuille.cell(ligne_de(feuille, "0001"), fait).value = "12/06/2026"
        geste(feuille, fait)

    plan = relue(acces, remplir)
    assert plan.entrees == [] and plan.fautes
    assert any(re.search(motif, faute.motif) for faute in plan.fautes), plan.fautes


def test_un_matricule_pose_devant_un_autre_nom_est_refuse(acces: Acces):
    def echanger(feuille: Worksheet, fait: int) -> None:
        rang = ligne_de(feuille, "0001")
        feuille.cell(rang, [c.value for c in feuille[2]].index("Matricule") + 1).value = "0002"
        feuille.cell(rang, fait).value = "12/06/2026"

    plan = relue(acces, echanger)
    assert plan.entrees == [] and "autre personne" in plan.fautes[0].motif


def test_une_liste_de_page_revient_quand_elle_porte_le_matricule(acces: Acces):
    """Its dates are recorded; a later one replaces the first instead of being taken for it."""
    gens = retour.people(acces)
    livre = load_workbook(BytesIO(liste.contenu(gens, titres.de("nom prenom repere"), "Liste")))
    page = livre["Liste"]
    fait = [c.value for c in page[2]].index("Fait le") + 1

    def lue(jour: dt.date, vigueur: list[Decision]) -> Plan:
        page.cell(ligne_de(page, "0001"), fait).value = jour
        flux = BytesIO()
        livre.save(flux)
        return retour.lire(flux.getvalue(), gens, vigueur, "rh", dt.date(2026, 6, 30))

    [premiere] = lue(dt.date(2026, 6, 12), []).entrees
    assert lue(dt.date(2026, 6, 12), [premiere]).deja == 1
    [suivante] = lue(dt.date(2026, 6, 20), [premiere]).entrees
    assert suivante.valeur["date_demande"] == "2026-06-20"
    sans = liste.contenu(gens, titres.de("nom prenom"), "Liste")
    with pytest.raises(ClasseurIllisible, match="Fait le"):
        retour.lire(sans, gens, [], "rh")


# what a page lists besides numbers to ask: code of the list, what designates a line, its columns, its rows
GESTES: dict[str, tuple[tuple[str, ...], str, list[tuple[str | None, ...]]]] = {
    "contrats_courts_parti_sans": (
        ("id_unique",), "nom prenom id_unique", [("Roy", "A", "ID1"), ("Le\u00a0Goff", "B", "ID2")],
    ),
    "psi": (("id_unique",), "nom prenom id_unique", [("Roy", "A", "ID1"), ("Roy", "A", "ID2")]),
    "mie_expire": (("id_unique",), "nom prenom id_unique", [("محمد", "A", "ID1"), ("R 😀", "B", "I2")]),
    "comptes_dormant": (
        ("source", "login"), "nom source login", [(None, "dpi", "-generique"), ("Roy", "ad", "ROY")],
    ),
    "habilitations_rare": (
        ("cle", "profil"), "nom login cle profil", [("Roy", "r", "dpi:r", "A|B"), ("Roy", "r", "dpi:r", "C")],
    ),
    "a_informer": (("id_unique",), "nom prenom id_unique", [("Roy", "A", "ID1"), ("Zola", "B", "ID2")]),
}  # fmt: skip
LE = dt.date(2026, 6, 12)
DITS = ("Référence du geste", "Nom", "Login")


def de_gestes(code: str, decisions: list[Decision] | None = None) -> Worksheet:
    cles, colonnes, rangs = GESTES[code]
    gens = pl.DataFrame(rangs, schema=dict.fromkeys(colonnes.split(), pl.String), orient="row")
    octets = liste.contenu(
        gens, titres.de("nom prenom login service"), code,
        geste=gestes.Geste(code, cles), faits=gestes.done(decisions or []),
    )  # fmt: skip
    return load_workbook(BytesIO(octets))["Gestes"]


def case(page: Worksheet, rang: int, titre: str) -> Any:
    return page.cell(rang, [c.value for c in page[2]].index(titre) + 1)


def reprise(page: Worksheet, vigueur: list[Decision]) -> Plan:
    flux = BytesIO()
    page.parent.save(flux)
    gens = pl.DataFrame(schema=dict.fromkeys(retour.COLONNES, pl.String))
    return retour.lire(flux.getvalue(), gens, vigueur, "chef", dt.date(2026, 6, 30))


def test_un_systeme_est_nomme_et_sa_ligne_revient():
    """The name is on the sheet; the reference keeps the code, which the next list looks for."""
    comptes = pl.DataFrame({"nom": ["Roy"], "application": ["ad_cha"], "login": ["ROY"]})
    geste = gestes.Geste("mots_de_passe", ("application", "login"))
    octets = liste.contenu(
        comptes, titres.de("nom application login"), "x", geste=geste, systemes={"ad_cha": "Annuaire CHA"}
    )
    page = load_workbook(BytesIO(octets))["Gestes"]
    assert case(page, 3, "Système").value == "Annuaire CHA"
    case(page, 3, "Fait le").value = LE
    [entree] = reprise(page, []).entrees
    assert gestes.done([entree]) == {"mots_de_passe|ad_cha|ROY": LE}


@pytest.mark.parametrize("code", GESTES)
def test_chaque_liste_revient_et_la_suivante_le_montre(code: str):
    page = de_gestes(code)
    page.title = "Feuil1"  # renamed: known by its columns
    assert "qui la reprend" in " ".join(str(c.value) for c in page[1])
    case(page, 3, "Fait le").value = "12/06/2026"
    case(page, 4, "Fait le").value = LE
    case(page, 4, "Commentaire").value = "ok"
    plan = reprise(page, [])
    assert plan.fautes == [] and len(plan.entrees) == 2, "deux lignes, deux sujets"
    assert gestes.done(plan.entrees).keys() == {e.objet or f"a_informer|{e.id_unique}" for e in plan.entrees}
    suivante = de_gestes(code, plan.entrees)
    assert [case(suivante, rang, "Fait le").value.date() for rang in (3, 4)] == [LE, LE]
    assert (reprise(suivante, plan.entrees).deja, reprise(suivante, plan.entrees).entrees) == (2, [])
    case(suivante, 3, "Fait le").value = dt.date(2026, 6, 20)
    [changee] = reprise(suivante, plan.entrees).entrees
    assert changee.sujet == plan.entrees[0].sujet


@pytest.mark.parametrize(
    ("geste", "motif"),
    [
        (lambda p: setattr(case(p, 4, "Fait le"), "value", "bientôt"), "pas une date"),
        (lambda p: setattr(case(p, 4, "Fait le"), "value", "12/06/2027"), "à venir"),
        (lambda p: setattr(case(p, 4, "Référence du geste"), "value", None), "pas de référence"),
        (lambda p: setattr(case(p, 4, "Référence du geste"), "value", "ID2"), "pas de référence"),
        (lambda p: setattr(case(p, 4, "Nom"), "value", "ZOLA"), "triée seule"),
        (lambda p: setattr(case(p, 4, "Login"), "value", "autre"), "triée seule"),
        (lambda p: p.merge_cells("A3:A4"), "fusion"),
        (lambda p: [setattr(case(p, 4, t), "value", case(p, 3, t).value) for t in DITS], "déjà dite"),
    ],
)  # fmt: skip
def test_une_ligne_fautive_et_la_liste_entiere_est_refusee(geste: Callable[[Worksheet], object], motif: str):
    page = de_gestes("comptes_dormant")
    for rang in (3, 4):
        case(page, rang, "Fait le").value = LE
    geste(page)
    plan = reprise(page, [])
    assert plan.entrees == [] and any(motif in faute.motif for faute in plan.fautes), plan.fautes


def test_toute_liste_de_page_revient_ou_dit_pourquoi(acces: Acces):
    """What designates its lines is in its mart."""
    vues = 0
    for fichier in Path("pages").rglob("*.py"):
        for appel in ast.walk(ast.parse(fichier.read_text("utf-8"))):
            if not isinstance(appel, ast.Call) or not ast.unparse(appel.func).endswith("Liste"):
                continue
            dits = {mot.arg: mot.value for mot in appel.keywords}
            vues += 1
            if "gardee" in dits or not isinstance(appel.args[1], ast.Constant):
                assert "gardee" in dits, fichier
                continue
            designe = ast.literal_eval(dits["designe"]) if "designe" in dits else ("id_unique",)
            assert set(designe) <= set(acces.nominatif(str(appel.args[1].value), motif="essai").columns), (
                fichier,
                appel.lineno,
            )
    assert vues > 15
