"""Another list than the one asked, values the other sources know otherwise: told; a right list is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.outils.inconnus import Agent
from tests.sources.test_croisement import AGENTS, JOUR, ad, dpi, lecture, rh
from tests.sources.test_retouches import _dits

from workbench.socle.settings import Settings
from workbench.sources.modeles import Lecture

SERVICES = ("CARDIOLOGIE", "URGENCES", "IMAGERIE", "MATERNITE")
METIERS = ("Infirmier", "Aide soignant", "Médecin", "Secrétaire")


def _missions(recul: int) -> Lecture:
    fin: dict[str, Callable[[int, Agent], object]] = {
        "date_debut": lambda r, a: JOUR - dt.timedelta(days=recul + 40 + r * 7 % 20),
        "date_fin": lambda r, a: JOUR - dt.timedelta(days=recul + r * 11 % 30 - 10),
        "type_contrat": lambda r, a: "interim",
    }
    return rh(AGENTS[:8], **fin)


def _structure(fermees: int) -> Lecture:
    actives = [{"service_code": f"U{r}", "service": f"S{r}", "pole": "P"} for r in range(20)]
    anciennes = [{**actives[r], "service_code": f"X{r}"} for r in range(fermees)]
    return lecture("s", "structure", [*actives, *anciennes])


def _parc(badge: int) -> Lecture:
    return lecture("p", "parc_mie", [
        {"numero_serie": f"S{r}", "nom": a.usage, "prenom": a.prenom,
         "matricule": f"9{r:05}" if badge and r % badge == 0 else a.matricule}
        for r, a in enumerate(AGENTS)
    ])  # fmt: skip


def _a_service(texte: Callable[[int], str]) -> list[Lecture]:
    return [rh(service=lambda r, a: SERVICES[r * 7 % 4]), dpi(service=lambda r, a: texte(r))]


def _a_metier(partiel: int) -> list[Lecture]:
    return [
        rh(emploi=lambda r, a: "A TEMPS PARTIEL" if partiel and r % partiel == 0 else METIERS[r * 7 % 4]),
        ad(fonction=lambda r, a: METIERS[r * 7 % 4]),
    ]


def _comptes(reprise: int) -> Lecture:
    return dpi(
        date_creation=lambda r, a: JOUR if reprise and r % reprise == 0 else JOUR - dt.timedelta(900 + r),
        date_derniere_connexion=lambda r, a: JOUR - dt.timedelta(days=1 + r * 37 % 80),
    )


def _en_double(missions: bool) -> Lecture:
    liste = rh(AGENTS[:12])
    seconde = rh(AGENTS[:12], matricule=lambda r, a: f"{a.matricule}B").lignes
    return replace(liste, lignes=liste.lignes.vstack(seconde)) if missions else liste


CAS: dict[str, tuple[list[Lecture], list[Lecture], str]] = {
    "missions de l'an dernier": ([_missions(365)], [_missions(0)], "LISTE_FINIE"),
    "référence de mission": ([_en_double(True)], [_en_double(False)], "CLE_DE_MISSION"),
    "création des comptes fermés au jour de l'export": ([_comptes(9)], [_comptes(0)], "ORDRE_PARTIEL"),
    "libellé dans le login": (
        [dpi(login=lambda r, a: f"{a.usage} {a.prenom}")], [dpi()], "LOGIN_EST_LE_NOM",
    ),
    "badge une carte sur quatre": ([rh(), _parc(4)], [rh(), _parc(0)], "MATRICULES_ETRANGERS"),
    "plusieurs services": (
        _a_service(lambda r: f"{SERVICES[r * 7 % 4]},URGENCES" if r % 3 == 0 else SERVICES[r * 7 % 4]),
        _a_service(lambda r: SERVICES[r * 7 % 4]),
        "PLUSIEURS_SERVICES",
    ),
    "temps partiel pour métier": (_a_metier(5), _a_metier(0), "METIER_SANS_SENS"),
    "unités fermées": (
        [rh(service_code=lambda r, a: f"U{r % 20}"), _structure(6)],
        [rh(service_code=lambda r, a: f"U{r % 20}"), _structure(0)],
        "UNITES_SANS_PERSONNE",
    ),
}  # fmt: skip


@pytest.mark.parametrize("cas", CAS)
def test_what_is_another_s_is_told_and_the_right_list_is_not(cas: str, reglages: Settings) -> None:
    autre, juste, code = CAS[cas]
    assert code in _dits(autre, reglages)
    assert code not in _dits(juste, reglages)
