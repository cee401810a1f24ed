"""The 27 lessons: what each is wired to moves, the right way, in the very case the lesson speaks of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.jouet import JOUR, compte, lien, personne, publier

from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Registre
from workbench.projet import changer, ouvrir
from workbench.projet.risques import enseignements

Tables = dict[str, list[dict[str, Any]]]
PREUVE = "decision_attestation"
HIER = JOUR - dt.timedelta(30)


def prouve(rang: int, preuve: str = PREUVE) -> dict[str, Any]:
    return {**lien(rang, "confirme", f"1{rang:010d}", preuve), "a_reverifier": False, "date_preuve": HIER}


def rh(rang: int, source: str = "rh", **fiche: Any) -> Tables:
    place = {"source": source, "cle_source": str(rang)}
    return {
        "fiche": [{**place, **fiche}],
        "identite_fiche": [{**place, "id_unique": f"ID{rang:08d}"}],
    }


def ensemble(*parts: Tables) -> Tables:
    found: Tables = defaultdict(list)
    for part in parts:
        for name, rows in part.items():
            found[name] += rows
    return found


def agent(rang: int, autorite: str, apres: bool, **autres: Any) -> Tables:
    """Somebody whose number is found afterwards."""
    return {
        "identite": [personne(rang, autorite, **autres)],
        "lien_rpps": [prouve(rang) if apres else lien(rang, "absent")],
    }


def court(apres: bool) -> Tables:
    contrat = {"source": "rh", "cle_source": "3", "type_contrat": "cdd", "date_debut": HIER}
    return ensemble(agent(3, "ordre", apres), rh(3), {"contrat": [contrat]})


def compte_explique(apres: bool) -> Tables:
    situation = "liee" if apres else "sans_identite"
    return {
        "identite": [personne(4, "hors_perimetre")],
        "compte": [compte("c4", 4, source="gam", application="gam", situation=situation)],
    }


def regles_appliquees(apres: bool) -> Tables:
    ne = dt.date(1980, 1, 1)
    return ensemble(
        {"identite": [personne(5, "hors_perimetre", date_naissance=ne)]},
        rh(5, date_naissance=ne),
        rh(5, "ars", date_naissance=ne if apres else dt.date(1980, 1, 2)),
    )


def restreintes(apres: bool) -> Tables:
    preuve = "traits_restreint_unique" if apres else PREUVE
    return {"identite": [personne(6)], "lien_rpps": [prouve(6, preuve)]}


def moyen(apres: bool) -> Tables:
    tenu = {"id_unique": "ID00000007", "type_mie": "ecps", "statut": "active" if apres else "remis"}
    return {
        "identite": [personne(7, "hors_perimetre")],
        "compte": [compte("c7", 7)],
        "mie": [tenu | {"source": "parc", "numero_serie": "7", "date_remise": HIER}],
    }


def dpi(rang: int, avant: str, apres: bool) -> Tables:
    """An account of the DPI: its holder's number proved or not before; proved and known there afterwards."""
    known = avant == "prouve"
    connu = prouve(rang)["rpps"] if apres else None
    return {
        "identite": [personne(rang)],
        "lien_rpps": [prouve(rang) if apres or known else lien(rang, "absent")],
        "compte": [compte(f"c{rang}", rang, rpps_connu=connu)],
    }


def informe(apres: bool) -> Tables:
    note = {"portee": "personne", "id_unique": "ID00000021", "date_information": HIER}
    return ensemble(agent(21, "role", True), {"meta_information": [note] if apres else []})


def hors_parc(apres: bool) -> Tables:
    tenu = {"id_unique": "ID00000023", "type_mie": "cps", "statut": "active", "source": "parc"}
    return {
        "identite": [personne(23, "hors_perimetre")],
        "compte": [compte("c23", 23, mode_auth="cps")],
        "mie": [tenu | {"numero_serie": "23", "date_activation": HIER}] if apres else [],
    }


def verifiee(apres: bool) -> Tables:
    dite = {"id": "d25", "genre": "identite_verifiee", "id_unique": "ID00000025", "etat": "appliquee"}
    return {
        "identite": [personne(25, "hors_perimetre")],
        "meta_decision": [dite | {"le": dt.datetime(2026, 5, 1, tzinfo=dt.UTC)}] if apres else [],
    }


def demande(rang: int, autorite: str, apres: bool) -> Tables:
    """Nobody has a number yet: what the lesson asks is that the request has left."""
    partie = {
        "id_unique": f"ID{rang:08d}",
        "autorite": autorite,
        "verdict": "demandee",
        "ouverte": True,
        "date_demande": HIER,
    }
    return ensemble(agent(rang, autorite, False), {"meta_demarche": [partie] if apres else []})


MESURES: dict[str, tuple[Any, int]] = {  # the case, and how many more the wired figure counts with every case
    "REX-03": (court, -1),
    "REX-04": (compte_explique, 1),
    "REX-05": (regles_appliquees, 1),
    "REX-06": (restreintes, 1),
    "REX-07": (moyen, 2),  # 7, and 23 whose means enters the park
    "REX-12": (lambda apres: dpi(12, "prouve", apres), -1),
    "REX-13": (lambda apres: dpi(13, "absent", apres), 2),  # 12 and 13
    "REX-18": (lambda apres: agent(18, "role", apres), 2),  # 18 and 22
    "REX-19": (
        lambda apres: ensemble(demande(19, "ordre", apres), demande(119, "ars", apres)),
        -5,  # 19 and 119, and 3, 13, 20 whose number is found
    ),
    "REX-20": (lambda apres: agent(20, "ordre", apres, profession_code="60"), 1),
    "REX-21": (informe, 1),
    "REX-22": (lambda apres: agent(22, "role", apres), -2),
    "REX-23": (hors_parc, -1),
    "REX-25": (verifiee, 1),
}


@pytest.fixture(scope="module")
def tente(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pl.DataFrame]:
    """A home, and its history: before every case, then after."""
    home = tmp_path_factory.mktemp("rex")
    for jour, apres in ((HIER, False), (JOUR, True)):
        publier(home, jour, **ensemble(*(case(apres) for case, _ in MESURES.values())))
    return home, ouvrir_porte(home, "essai", "essais").agregat("mart.historique").sort("date_execution")


@pytest.mark.parametrize("code", MESURES)
def test_l_indicateur_bouge_dans_le_cas_dont_l_enseignement_parle(
    tente: tuple[Path, pl.DataFrame], code: str
) -> None:
    home, historique = tente
    [lesson] = [une for une in enseignements(ouvrir(home), historique) if une.fiche["id"] == code]
    counted = historique.filter(indicateur=lesson.fiche["indicateur"])["numerateur"].to_list()
    assert counted[1] - counted[0] == MESURES[code][1], (lesson.fiche["indicateur"], counted)
    assert lesson.signal is not None and lesson.signal.etat == "ameliore", lesson.signal


def test_les_autres_se_prouvent_par_un_livrable_qui_avance(tmp_path: Path) -> None:
    rien = pl.DataFrame(schema={"indicateur": pl.String, "date_execution": pl.Date, "valeur": pl.Float64})
    lessons = enseignements(ouvrir(tmp_path), rien)
    others = {une.fiche["id"]: une.fiche["livrable"] for une in lessons if not une.fiche["indicateur"]}
    assert len(lessons) == len(MESURES) + len(others) == 27 and not others.keys() & MESURES.keys()
    rows = [{"id": code, "etat": "en_cours"} for code in sorted(set(others.values()))]
    changer(Registre(tmp_path), "livrable", rows, "alice", "essai")
    moved = {une.fiche["id"]: une.etat_livrable for une in enseignements(ouvrir(tmp_path), rien)}
    before = {une.fiche["id"]: une.etat_livrable for une in lessons}
    for code in others:
        assert (before[code], moved[code]) == ("À faire", "En cours"), code
