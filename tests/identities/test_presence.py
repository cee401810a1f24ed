"""When a presence began, of contracts that follow one another or not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from workbench.decisions import Decision, Registre
from workbench.decisions.saisie import composer
from workbench.identities import build_fiches
from workbench.identities.arrivees import GENRE, corrected_arrivals
from workbench.run.pipeline import run
from workbench.socle.settings import load_settings
from workbench.sources import read_deliveries
from workbench.sources.confirmation import Confirmation
from workbench.warehouse import read_table

JOUR = dt.date(2026, 11, 2)
REGLAGES = """version = 1
[etablissement]
nom = "Essai"
[[sources]]
code = "rh"
nature = "sirh"
fichier = "rh.csv"
colonnes = { matricule = "M", nom = "N", date_debut = "D", date_fin = "F" }
"""


@pytest.mark.parametrize(
    ("contrats", "debut"),
    [
        (["01/02/1990;31/01/1991", "01/09/2009;"], dt.date(2009, 9, 1)),  # came back
        (["01/02/2020;31/01/2021", "15/03/2021;30/06/2022", "01/07/2022;"], dt.date(2020, 2, 1)),
        (["01/02/1990;", "01/09/2009;"], dt.date(1990, 2, 1)),  # the first one never ended
        (["01/02/1990;31/01/1991"], dt.date(1990, 2, 1)),  # gone
        ([";31/01/1991", "01/09/2009;"], dt.date(2009, 9, 1)),
        (["01/09/2009;", "01/09/2009;31/12/2009"], dt.date(2009, 9, 1)),
        ([";"], None),
    ],
)
def test_le_debut_est_celui_de_la_presence(
    tmp_path: Path, contrats: list[str], debut: dt.date | None
) -> None:
    livraison = tmp_path / "data" / "raw" / JOUR.isoformat()
    livraison.mkdir(parents=True)
    (tmp_path / "workbench.toml").write_text(REGLAGES, "utf-8")
    lignes = ["M;N;D;F", *(f"12;PETIT;{contrat}" for contrat in contrats)]
    (livraison / "rh.csv").write_text("\n".join([*lignes, "13;AUBERT;13/02/2001;"]) + "\n", "utf-8")
    settings = load_settings(tmp_path)
    fiche = build_fiches(read_deliveries(settings, JOUR), settings, JOUR).fiche
    assert fiche.select("cle_source", "date_debut").rows() == [("12", debut), ("13", dt.date(2001, 2, 13))]


def _livrer(home: Path, jour: dt.date, *lignes: str) -> None:
    """An HR list that holds one line an agent, the current contract, and the run that publishes it."""
    livraison = home / "data" / "raw" / jour.isoformat()
    livraison.mkdir(parents=True)
    (home / "workbench.toml").write_text(REGLAGES, "utf-8")
    (livraison / "rh.csv").write_text("\n".join(["M;N;D;F", *lignes]) + "\n", "utf-8")


def _arrivees(home: Path) -> dict[str, dt.date]:
    found = read_table(home, "curated.fiche")
    assert found is not None
    return dict(found.select("cle_source", "date_debut").rows())


def test_une_liste_qui_oublie_les_contrats_garde_les_arrivees(tmp_path: Path) -> None:
    autres = [f"{40 + k};AUBERT{k};01/02/2001;" for k in range(12)]
    mois = [dt.date(2026, 9, 1), dt.date(2026, 10, 1), dt.date(2026, 11, 1)]
    _livrer(
        tmp_path,
        mois[0],
        "1;PETIT;01/03/2024;31/08/2026",  # renewed each month, the line before it lost
        "2;ROUX;15/08/2026;31/12/2026",  # the same contract, its start put right
        "3;VIDAL;10/08/2026;31/03/2027",  # came later than said: the contract keeps its end
        "4;MOREL;01/02/2024;31/01/2026",  # comes back after more than four months
        "5;KELLER;01/02/2024;31/08/2026",  # the number goes to somebody else
        *autres,
    )
    run(tmp_path, mois[0])
    neufs = ["4;MOREL;15/09/2026;31/12/2026", "5;GARCIA;02/09/2026;31/12/2026"]
    _livrer(
        tmp_path,
        mois[1],
        "1;PETIT;01/09/2026;30/09/2026",
        "1;PETIT;01/10/2026;31/10/2026",
        "2;ROUX;20/08/2026;31/12/2026",
        "3;VIDAL;05/09/2026;31/03/2027",
        *neufs,
        *autres,
    )
    attendu = {
        "1": dt.date(2024, 3, 1),
        "2": dt.date(2026, 8, 20),
        "3": dt.date(2026, 9, 5),
        "4": dt.date(2026, 9, 15),
        "5": dt.date(2026, 9, 2),
    }
    bilan = run(tmp_path, mois[1], confirmation=Confirmation(["rh"], "essai", "essai"))
    assert _arrivees(tmp_path).items() >= attendu.items()
    assert any("un agent déjà connu n'y a plus que le nouveau contrat" in one for one in bilan.constats)
    run(tmp_path, mois[1])  # the same again
    assert _arrivees(tmp_path).items() >= attendu.items()
    _livrer(
        tmp_path, mois[2], "1;PETIT;01/10/2026;31/12/2026", "2;ROUX;20/08/2026;31/12/2026", *neufs, *autres
    )
    bilan = run(tmp_path, mois[2], confirmation=Confirmation(["rh"], "essai", "essai"))
    assert _arrivees(tmp_path)["1"] == dt.date(2024, 3, 1)
    assert not any("nouveau contrat" in one for one in bilan.constats)


def _identites(home: Path) -> dict[str, dt.date]:
    """Name → arrival, as published."""
    found = read_table(home, "curated.identite")
    assert found is not None
    return dict(found.select("nom_naissance", "date_arrivee").rows())


def _dire(home: Path, nom: str, jour: dt.date) -> None:
    found = read_table(home, "curated.identite")
    assert found is not None
    ident = found.filter(nom_naissance=nom)["id_unique"].item()
    dite = {"date_arrivee": jour, "motif": "dossier RH vu"}
    Registre(home).enregistrer([composer("arrivee_corrigee", "rh", dite, id_unique=ident, jour=JOUR)])


def test_une_arrivee_publiee_trop_tot_se_corrige_et_la_correction_s_annule(tmp_path: Path) -> None:
    mois = [dt.date(2026, 9, 1), dt.date(2026, 10, 1)]
    autres = [f"{40 + k};AUBERT{k};01/02/2001;" for k in range(12)]
    _livrer(tmp_path, mois[0], "1;PETIT;01/03/2014;31/08/2026", "2;ROUX;01/09/2026;31/12/2026", *autres)
    run(tmp_path, mois[0])
    _livrer(tmp_path, mois[1], "1;PETIT;01/09/2026;31/12/2026", "2;ROUX;01/09/2026;31/12/2026", *autres)
    oui = Confirmation(["rh"], "essai", "essai")
    run(tmp_path, mois[1], confirmation=oui)
    assert _identites(tmp_path)["PETIT"] == dt.date(2014, 3, 1), "the day published too early stays"
    _dire(tmp_path, "PETIT", dt.date(2024, 3, 1))
    _dire(tmp_path, "ROUX", dt.date(2021, 5, 3))  # the list has never shown but this contract
    run(tmp_path, mois[1], confirmation=oui)
    assert _identites(tmp_path)["PETIT"] == dt.date(2024, 3, 1)
    assert _identites(tmp_path)["ROUX"] == dt.date(2021, 5, 3)
    run(tmp_path, mois[1], confirmation=oui)
    assert _identites(tmp_path)["PETIT"] == dt.date(2024, 3, 1), "said once, it lasts"
    registre = Registre(tmp_path)
    for dite in [entry.id for entry in registre.en_vigueur() if entry.genre == GENRE]:
        registre.annuler(dite, "rh", "essai")
    run(tmp_path, mois[1], confirmation=oui)
    assert _identites(tmp_path)["PETIT"] == dt.date(2014, 3, 1)
    assert _identites(tmp_path)["ROUX"] == dt.date(2026, 9, 1)


DITE = Decision(
    GENRE,
    "rh",
    "dossier RH vu",
    id_unique="ID1",
    valeur={"date_arrivee": "2024-03-01"},
    id="d",
    le=dt.datetime(2026, 10, 5),
)


@pytest.mark.parametrize(
    ("lue", "depart", "etat", "arrivee"),
    [
        (dt.date(2014, 3, 1), None, "appliquee", dt.date(2024, 3, 1)),
        (dt.date(2026, 11, 1), None, "sans_objet", dt.date(2026, 11, 1)),  # came back since it was said
        (dt.date(2014, 3, 1), dt.date(2020, 1, 1), "a_revoir", dt.date(2014, 3, 1)),  # gone before that day
        (None, None, "sans_objet", None),
    ],
)
def test_une_correction_ne_vaut_que_de_la_presence_d_alors(
    lue: dt.date | None, depart: dt.date | None, etat: str, arrivee: dt.date | None
) -> None:
    rows = {"id_unique": ["ID2"], "date_arrivee": [lue], "date_depart": [depart]}
    types = {"id_unique": pl.String, "date_arrivee": pl.Date, "date_depart": pl.Date}
    gens = pl.DataFrame(rows, schema=types)
    suivie = pl.DataFrame({"id_ancien": ["ID1"], "id_nouveau": ["ID2"]})  # merged since it was said
    apres, effets = corrected_arrivals(gens, [DITE], suivie)
    assert effets["d"].etat == etat
    assert apres["date_arrivee"].item() == arrivee
    _, absents = corrected_arrivals(gens, [DITE], suivie.clear())
    assert absents["d"].etat == "a_revoir"


def test_des_entrees_qui_veulent_dire_inconnue_sont_dites(tmp_path: Path) -> None:
    _livrer(
        tmp_path, JOUR, *(f"{r};PETIT{r};{'01/01/1900' if r % 6 == 0 else '03/02/2001'};" for r in range(40))
    )
    (lecture,) = read_deliveries(load_settings(tmp_path), JOUR)
    assert lecture.lignes["date_debut"].null_count() == 7
    assert lecture.rejets.filter(code="DATES_CONVENUES")["motif"].str.contains(
        "7 lignes sur 40"
    ).to_list() == [True]
