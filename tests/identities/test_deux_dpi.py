"""Several DPIs in one group, accounts with their own key and the directory's login: both serve, both
count.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from workbench.identities import build_fiches, reconcile
from workbench.socle.settings import Settings
from workbench.sources import read_deliveries

JOUR = dt.date(2026, 11, 1)
FICHIERS = {
    "rh.csv": (
        "MAT;NOM;PRENOM;NAIS;LOGIN\n1;ROUX;Léa;01/02/1980;lroux\n2;PETIT;Ana;03/04/1985;\n"
        "3;BLANC;Marc;05/06/1990;\n4;NOIR;Paul;07/08/1970;10204\n"
    ),
    "orbis.csv": "CLE;COMPTE;NOM;PRENOM\n10201;lroux;ROUX;Léa\n10204;;NOIR;Paul\n10999;lroux;ROUX;Léa\n",
    "easily.csv": "LOGIN;NOM;PRENOM;MAT\napetit;PETIT;Ana;2\n",
    "gam.csv": "LOGIN;NOM;PRENOM;MAT\nmblanc;BLANC;Marc;3\n",
}


def rapprocher(home: Path):
    folder = home / "data" / "raw" / JOUR.isoformat()
    folder.mkdir(parents=True)
    for name, text in FICHIERS.items():
        (folder / name).write_text(text, "utf-8")
    qui = {"nom": "NOM", "prenom": "PRENOM"}
    sources = [
        {
            "code": "rh",
            "nature": "sirh",
            "fichier": "rh*",
            "colonnes": {
                "matricule": "MAT",
                "nom": "NOM",
                "prenoms": "PRENOM",
                "date_naissance": "NAIS",
                "login": "LOGIN",
            },
        },
        {
            "code": "orbis",
            "nature": "application",
            "role": "dpi",
            "fichier": "orbis*",
            "colonnes": qui | {"identifiant": "CLE", "login": "COMPTE"},
        },
        {
            "code": "easily",
            "nature": "application",
            "application": "Easily",
            "role": "dpi",
            "fichier": "easily*",
            "colonnes": qui | {"login": "LOGIN", "matricule": "MAT"},
        },
        {
            "code": "gam",
            "nature": "application",
            "fichier": "gam*",
            "colonnes": qui | {"login": "LOGIN", "matricule": "MAT"},
        },
    ]
    settings = Settings.model_validate({"home": home, "etablissement": {"nom": "E"}, "sources": sources})
    fiches = build_fiches(read_deliveries(settings, JOUR), settings, JOUR)
    return fiches, reconcile(fiches.fiche, settings, JOUR)


def test_the_users_of_either_dpi_are_users_of_the_dpi(tmp_path: Path) -> None:
    _, found = rapprocher(tmp_path)
    by_given = dict(found.identite.select("prenoms", "utilisateur_dpi").iter_rows())
    assert by_given == {"Léa": True, "Ana": True, "Paul": True, "Marc": False}
    roles = dict(found.compte.select("source", "role").unique().iter_rows())
    assert roles == {"orbis": "dpi", "easily": "dpi", "gam": "gam"}


def test_own_key_and_login_both_recognise_the_person(tmp_path: Path) -> None:
    fiches, found = rapprocher(tmp_path)
    comptes = {row["login"]: row for row in found.compte.filter(found.compte["source"] == "orbis").to_dicts()}
    assert set(comptes) == {
        "lroux",
        "10204",
        "10999",
    }, "la clé propre tient lieu de login quand il manque ou sert déjà"
    assert {row["situation"] for row in comptes.values()} == {"liee"}
    assert comptes["lroux"]["id_unique"] == comptes["10999"]["id_unique"] != comptes["10204"]["id_unique"]
    proofs = dict(found.identite_fiche.select("cle_source", "preuve").iter_rows())
    assert proofs["10204"] == "même login" and proofs["lroux"] == "même login"
    keys = (
        fiches.fiche.filter(fiches.fiche["source"] == "orbis")
        .select("cle_source", "login", "identifiant")
        .rows()
    )
    assert keys == [("10204", "10204", "10204"), ("10999", "lroux", "10999"), ("lroux", "lroux", "10201")]
