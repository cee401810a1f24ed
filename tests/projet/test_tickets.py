"""The support desk's export: what is read, what is refused, never counted twice."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from tests.outils.classeurs import classeur

from workbench.decisions import Registre
from workbench.exchange import tickets
from workbench.exchange.plan import ClasseurIllisible
from workbench.projet import changer, ouvrir
from workbench.socle.erreurs import ErreurWorkbench

LE = dt.date(2026, 6, 1)


TITRES = ["Référence", "Créé le", "CATEGORIE", "Groupe d'affectation", "Temps passé (min)", "Demandeur"]


def test_importer_les_demandes():
    contenu = classeur(
        ["Extraction du 1er juin"],
        TITRES,
        [1, "12/05/2026 09:14", "Inscription RPPS de Mme DURAND", "DRH", 10, "DURAND"],
        [2, dt.datetime(2026, 5, 14), "numéro RPPS", "DRH", "5", "MARTIN"],
        [3, "2026-05-20", "Mot de passe oublié", "", None, "X"],
        [4, "03/04/2026", "Machine à café", "Standard", 3, "Y"],
    )
    plan = tickets.lire(contenu, LE)
    assert plan.fautes == []
    assert (plan.lues, plan.non_classees, plan.ignorees) == (4, 1, ["Référence", "Demandeur"])
    assert [(c["le"], c["theme"][:4], c["direction"], c["nombre"], c["minutes"]) for c in plan.lignes] == [
        (dt.date(2026, 4, 1), "Autr", "autre", 1, 3),
        (dt.date(2026, 5, 1), "Mot ", "dsi", 1, None),
        (dt.date(2026, 5, 1), "RPPS", "rh", 2, 15),
    ]
    assert "DURAND" not in str(plan.lignes), "le texte des demandes n’est jamais gardé"


def test_importer_deux_fois_ne_compte_pas_double(tmp_path: Path):
    registre = Registre(tmp_path)
    premier = classeur(["Date", "Thème", "Nombre"], ["01/05/2026", "rpps", 4], ["02/05/2026", "carte", 2])
    plan = tickets.lire(premier, LE, ouvrir(tmp_path).lignes("ticket"))
    assert changer(registre, "ticket", plan.lignes, "alice", "export du support") == 2
    assert changer(registre, "ticket", plan.lignes, "alice", "export du support") == 0
    second = classeur(["Date", "Thème", "Nombre"], ["01/05/2026", "rpps", 5])
    plan = tickets.lire(second, LE, ouvrir(tmp_path).lignes("ticket"))
    changer(registre, "ticket", plan.lignes, "alice", "export corrigé")
    assert tickets.charge(ouvrir(tmp_path).lignes("ticket"), ["direction"]).rows() == [("rh", 5, None, None)]


def test_les_fautes_sont_situees():
    contenu = classeur(
        ["Date", "Thème", "Nombre", "Minutes"],
        ["31/02/2026", "rpps", 1, 1],
        ["01/07/2031", "rpps", 1, 1],
        ["01/05/2026", "rpps", -2, 1],
        ["01/05/2026", "rpps", 1, "beaucoup"],
        ["01/05/2026", "rpps", "=1+1", 1],
    )
    plan = tickets.lire(contenu, LE)
    assert [(f.ligne, f.colonne) for f in plan.fautes] == [(2, "A"), (3, "A"), (4, "C"), (5, "D"), (6, "C")]


@pytest.mark.parametrize(
    "contenu",
    [b"", b"pas un classeur", b"PK\x03\x04tronque", classeur(["Nom", "Prénom"], ["A", "B"]), classeur()],
    ids=["vide", "texte", "tronque", "autres_colonnes", "feuille_vide"],
)
def test_un_mauvais_fichier_est_refuse_en_francais(contenu: bytes):
    with pytest.raises(ErreurWorkbench) as refus:
        tickets.lire(contenu, LE)
    assert refus.value.conseil


def abime(contenu: bytes, geste: Callable[[bytes], bytes]) -> bytes:
    """The same workbook, its sheet's XML changed."""
    flux = BytesIO()
    with zipfile.ZipFile(BytesIO(contenu)) as lu, zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for nom in lu.namelist():
            octets = lu.read(nom)
            ecrit.writestr(nom, geste(octets) if nom == "xl/worksheets/sheet1.xml" else octets)
    return flux.getvalue()


def test_la_taille_annoncee_d_une_feuille_ne_fait_rien_perdre():
    """Some tools write a `<dimension>` smaller than the sheet: every row and column is read all the same."""
    entier = classeur(
        ["Date", "Thème", "Nombre"], *([f"{jour:02}/05/2026", "rpps", 4] for jour in range(1, 11))
    )
    menteur = abime(entier, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B3"', xml))
    assert menteur != entier
    plan = tickets.lire(menteur, LE)
    assert (plan.lues, plan.lignes) == (10, tickets.lire(entier, LE).lignes)
    assert plan.lignes[0]["nombre"] == 40


def test_une_feuille_coupee_est_refusee_en_francais():
    lignes = [[f"{1 + rang % 28:02}/05/2026", "rpps", 4] for rang in range(2_000)]
    coupee = abime(classeur(["Date", "Thème", "Nombre"], *lignes), lambda xml: xml[: len(xml) // 2])
    with pytest.raises(ClasseurIllisible, match="illisible") as refus:
        tickets.lire(coupee, LE)
    assert "Rien n’a été importé" in refus.value.conseil


def test_deux_themes_qui_commencent_pareil_ne_se_confondent_pas(tmp_path: Path):
    """The establishment's own themes may share their first words: two cards, and the load of each."""
    (tmp_path / "regles").mkdir()
    livre = files("workbench.exchange").joinpath("tickets.toml").read_text("utf-8")
    siens = "".join(
        f'[[themes]]\nlibelle = "Déclaration de l’agent {mot}"\ndirection = "rh"\nmots = ["{mot}"]\n'
        for mot in ("titulaire", "vacataire")
    )
    tete, _, reste = livre.partition("[[themes]]")
    (tmp_path / "regles/tickets.toml").write_text(f"{tete}{siens}[[themes]]{reste}", "utf-8")
    contenu = classeur(
        ["Date", "Thème", "Nombre"], ["01/05/2026", "titulaire", 4], ["02/05/2026", "vacataire", 3]
    )
    plan = tickets.lire(contenu, LE, home=tmp_path)
    assert len({carte["id"] for carte in plan.lignes}) == len(plan.lignes) == 2
    assert changer(Registre(tmp_path), "ticket", plan.lignes, "alice", "export du support") == 2
    assert tickets.charge(ouvrir(tmp_path).lignes("ticket"), ["direction"])["nombre"].to_list() == [7]


def test_un_fichier_gonfle_est_refuse():
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for rang in range(4):
            archive.writestr(f"xl/{rang}.xml", b"0" * 90_000_000)
    with pytest.raises(ClasseurIllisible, match="illisible"):
        tickets.lire(flux.getvalue(), LE)
