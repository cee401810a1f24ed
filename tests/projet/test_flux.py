"""The register of flows: what is known is proposed once, what is declared holds together, each link of the
target says where it stands.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from workbench.decisions import Registre
from workbench.projet import FicheInvalide, changer, flux, genres_de_fiches, ouvrir
from workbench.socle.settings import Source

HIER, AVANT = dt.date(2026, 11, 1), dt.date(2026, 6, 1)
SOURCES = [
    Source(code="rh", libelle="SIRH", nature="sirh", fichier="rh*.csv", proprietaire="DRH"),
    Source(code="ad", libelle="AD", nature="annuaire", fichier="ad*.csv"),
]
LIVRAISONS: dict[str, flux.Jours] = {"rh": (AVANT, HIER)}
RETOURS: dict[str, flux.Jours] = {"retour_dpi": (HIER, None), "retour_psi": (None, None)}
AUTO = {
    "de": "SIRH",
    "vers": "IAM",
    "donnees": "agents",
    "maillon": "rh_annuaire",
    "mode": "automatique",
    "essaye_le": HIER,
}


def test_ce_qui_est_connu_se_declare_une_fois(tmp_path: Path):
    registre, projet = Registre(tmp_path), ouvrir(tmp_path)
    connus = flux.known(SOURCES, LIVRAISONS, RETOURS)
    assert [(f.de, f.maillon, f.depuis, f.essaye_le) for f in connus] == [
        ("SIRH", "rh_annuaire", AVANT, HIER),
        (flux.rules()["outil"], "annuaire_dpi", HIER, None),
    ]
    assert {link.etat for link in flux.architecture(projet)} == {"absent"}
    fiches = [flow.fiche for flow in flux.missing(projet, connus)]
    assert changer(registre, flux.GENRE, fiches, "alice", "état des lieux") == 2
    projet = ouvrir(tmp_path)
    assert flux.missing(projet, connus) == []
    etats = {link.code: link.etat for link in flux.architecture(projet)}
    assert (etats["rh_annuaire"], etats["annuaire_dpi"], etats["annuaire_ad"]) == (
        "partiel",
        "partiel",
        "absent",
    )


def test_un_maillon_atteint_l_est_par_tous_ses_flux(tmp_path: Path):
    registre = Registre(tmp_path)
    changer(registre, flux.GENRE, [AUTO, AUTO | {"de": "Paie", "mode": "prevu"}], "alice", "essais du 1er")
    etats = {link.code: link.etat for link in flux.architecture(ouvrir(tmp_path))}
    assert etats["rh_annuaire"] == "atteint", "ce qui est prévu ne compte pas encore"
    changer(registre, flux.GENRE, [AUTO | {"de": "Intérim", "mode": "manuel"}], "alice", "état des lieux")
    assert {link.code: link.etat for link in flux.architecture(ouvrir(tmp_path))}["rh_annuaire"] == "partiel"


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"vers": "sirh"}, "un flux va d’un système à un autre"),
        ({"essaye_le": None}, "essayé au moins une fois"),
        ({"mode": "prevu", "depuis": HIER}, "pas encore en service"),
        ({"mode": "pigeon"}, "n’est pas un choix possible"),
        ({"essaye_le": "hier"}, "n’est pas une date"),
    ],
)
def test_un_flux_qui_ne_tient_pas_est_refuse(tmp_path: Path, change: dict, dit: str):
    with pytest.raises(FicheInvalide) as refus:
        changer(Registre(tmp_path), flux.GENRE, [AUTO | change], "alice", "état des lieux")
    assert dit in refus.value.message


def test_chaque_maillon_et_chaque_nature_sont_de_la_liste():
    champs = genres_de_fiches()[flux.GENRE]
    regles = flux.rules()
    dits = [m["code"] for m in regles["maillons"]] + [n["maillon"] for n in regles["natures"].values()]
    assert set(dits) | {r["maillon"] for r in regles["retours"]} == set(champs.champ("maillon").options)
    assert {mode for m in regles["maillons"] for mode in m["attendu"]} <= set(champs.champ("mode").options)
    assert set(flux.COLONNES) == {champ.code for champ in champs.champs}
