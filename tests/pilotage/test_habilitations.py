"""Entitlements: learned from what a post holds, never from three people; deviations of each kind found, and
a person's word above what was learned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from tests.jouet import compte, personne, publier

from workbench.access import ouvrir
from workbench.decisions import Decision
from workbench.decisions.rejeu import entitlement_table
from workbench.pilotage.comptes import habilitations
from workbench.warehouse import open_published

IDE, MED = range(1, 13), range(21, 33)
AUTRES = {
    41: ("Infirmier", "Bloc", True, "IDE;URGENCES"),  # came from Urgences, where the post holds URGENCES
    42: ("Infirmier", "Urgences", False, "IDE|URGENCES"),  # gone
    51: ("Kiné", "Rééducation", True, "KINE"),
    52: ("Kiné", "Rééducation", True, "KINE"),
    53: ("Kiné", "Rééducation", True, "TOUT"),
}


def lignes() -> dict[str, list[dict[str, Any]]]:
    held = dict.fromkeys(IDE, ("Infirmier", "Urgences", True, "IDE | URGENCES"))
    held |= dict.fromkeys(MED, ("Médecin", "Bloc", True, "Médecin"))
    held |= dict.fromkeys(range(61, 72), ("Infirmier", "Bloc", True, "ide")) | AUTRES
    held[1] = ("Infirmier", "Urgences", True, "IDE, URGENCES + MEDECIN")  # cumulates
    held[2] = ("Infirmier", "Urgences", True, "IDE")  # lacks one
    held[3] = ("Infirmier", "Urgences", True, "IDE|URGENCES|EXPORT")
    held[21] = ("Médecin", "Bloc", True, None)  # lacks the only one
    people = [
        personne(n, presente=here, profession=job, service=place, etablissement="CHA")
        for n, (job, place, here, _) in held.items()
    ]
    accounts = [compte(f"u{n}", n, profil=told) for n, (_, _, _, told) in held.items()]
    moved = {"source": "rh", "cle_source": "41", "etablissement": "CHA", "service": "Urgences"}
    return {
        "identite": people,
        "compte": accounts,
        "affectation": [moved],
        "identite_fiche": [{"source": "rh", "cle_source": "41", "id_unique": "ID00000041"}],
    }


def ecarts(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str, str]]:
    return set(con.sql("SELECT login, profil, ecart FROM mart.habilitation_ecart").fetchall())


ATTENDUS = {
    ("u1", "MEDECIN", "cumul"),
    ("u2", "URGENCES", "manquante"),
    ("u3", "EXPORT", "en_trop"),
    ("u21", "MEDECIN", "manquante"),
    ("u41", "URGENCES", "ancien_poste"),
    ("u42", "IDE", "parti"),
    ("u42", "URGENCES", "parti"),
}


def test_chaque_ecart_et_rien_sur_trois_personnes(home: Path) -> None:
    publier(home, **lignes())
    con = open_published(home)
    assert ecarts(con) == ATTENDUS
    learned = con.sql(
        "SELECT effectif, tenants, regle FROM mart.habilitation_matrice"
        " WHERE niveau = 'poste' AND service = 'Urgences' AND profil = 'URGENCES'"
    ).fetchall()
    assert learned == [(12, 11, "attendu")]
    told = con.sql("SELECT DISTINCT regle FROM mart.habilitation_matrice WHERE metier = 'Kiné'").fetchall()
    assert told == [("non_appris",)]
    rows = ouvrir(home, "essai", "essai").nominatif(
        "mart.revue_acces_compte", motif="essai des habilitations"
    )
    noted = dict(rows.select("login", "droits_a_regarder").drop_nulls().iter_rows())
    assert noted["u1"] == "Cumulé avec celui d’un autre métier : MEDECIN"
    assert set(noted) == {login for login, _, _ in ATTENDUS}


def test_la_parole_d_une_personne_passe_avant(home: Path) -> None:
    def said(service: str, profil: str, verdict: str) -> Decision:
        post = {"source": "dpi", "metier": "Infirmier", "etablissement": "CHA" if service else ""}
        objet = habilitations.subject(post | {"service": service, "profil": profil})
        return Decision("habilitation", "chef", "vu avec le cadre", verdict=verdict, objet=objet)

    decided = entitlement_table(
        [
            said("Urgences", "MEDECIN", "admis"),
            said("Urgences", "URGENCES", "admis"),
            said("", "EXPORT", "admis"),
            said("Bloc", "IDE", "interdit"),
        ]
    )
    publier(home, **lignes(), meta_habilitation_decidee=decided.to_dicts())
    con = open_published(home)
    found = ecarts(con)
    gone = {(login, profil) for login, profil, _ in ATTENDUS - found}
    assert gone == {("u1", "MEDECIN"), ("u2", "URGENCES"), ("u3", "EXPORT")}
    assert {kind for login, profil, kind in found if login == "u61"} == {"interdit"}


def test_une_application_sans_profil_ne_manque_de_rien(home: Path) -> None:
    bare = lignes()
    bare["compte"] = [row | {"profil": None} for row in bare["compte"]]
    publier(home, **bare)
    assert ecarts(open_published(home)) == set()


def test_la_liste_des_profils_vaut_pour_toute_l_application(home: Path) -> None:
    listed = lignes()
    listed["compte"] = [
        row | {"habilitations": row["profil"], "profil": "AUTRE CHOSE"} for row in listed["compte"]
    ]
    publier(home, **listed)
    assert ecarts(open_published(home)) == ATTENDUS


@pytest.mark.parametrize("changed", ["effectif_min = 3", "rare = 0.9", 'separateurs = "["'])
def test_des_seuils_impossibles_sont_refuses(tmp_path: Path, changed: str) -> None:
    name = changed.partition(" ")[0]
    source = Path(habilitations.__file__).with_suffix(".toml").read_text("utf-8")
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles" / "habilitations.toml").write_text(
        "\n".join(changed if line.startswith(name) else line for line in source.splitlines()), "utf-8"
    )
    with pytest.raises(habilitations.RegleHabilitation):
        habilitations.rules(tmp_path)


def test_la_verite_de_la_demo(petite_demo: Path) -> None:
    """At 300 people few posts may be learned: what is said is right, and every leaver's profile is said."""
    con = open_published(petite_demo)
    found = con.sql("SELECT login, profil, ecart FROM mart.habilitation_ecart WHERE source = 'dpi'").pl()
    [[day]] = con.sql("SELECT max(date_execution) FROM meta.execution").fetchall()
    truth = pl.read_parquet(petite_demo / "data/demo_verite/habilitations.parquet")
    truth = truth.filter(pl.col("livraison") == day)
    wrong = found.join(truth, on=["login", "profil", "ecart"], how="anti")
    assert wrong.is_empty()
    assert found.filter(ecart="parti").height > 0
