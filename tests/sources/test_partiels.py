"""What befell a part of the rows, or a list that holds a part of what was asked: told, not stopped."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from tests.outils.inconnus import Agent, population
from tests.sources.test_croisement import AGENTS, JOUR, ad, dpi, lecture, national, rh
from tests.sources.test_retouches import _dits, structure

from workbench.socle.settings import Settings
from workbench.sources.croisement import cross
from workbench.sources.modeles import Lecture

BEAUCOUP = population(300)


def _jour(rang: int, recul: int = 0) -> dt.date:
    """Days in no order."""
    return JOUR - dt.timedelta(days=recul + random.Random(rang).randrange(100))


def _rh(**autres: Callable[[int, Agent], object]) -> Lecture:
    """An ordinary HR list: both sexes, departures, several contracts, days in no order."""
    ordinaire: dict[str, Callable[[int, Agent], object]] = {
        "sexe": lambda r, a: "FM"[r % 2],
        "type_contrat": lambda r, a: ("titulaire", "cdd", "titulaire", "cdi")[r % 4],
        "date_debut": lambda r, a: _jour(r, 900),
        "date_fin": lambda r, a: (
            _jour(r, 40) if r % 5 == 0 else JOUR.replace(year=2027) if r % 4 == 1 else None
        ),
        "service_code": lambda r, a: f"U{r * 7 % 11}",
    }
    return rh(AGENTS, **{**ordinaire, **autres})


def _ad(**autres: Callable[[int, Agent], object]) -> Lecture:
    ordinaire: dict[str, Callable[[int, Agent], object]] = {
        "actif": lambda r, a: r % 5 != 0,
        "date_creation": lambda r, a: _jour(r, 700),
        "date_derniere_connexion": lambda r, a: _jour(r, 150) if r % 5 == 0 else _jour(r) if r % 3 else JOUR,
        "email": lambda r, a: f"p{r}@ght.example",
    }
    return ad(AGENTS, **{**ordinaire, **autres})


CAS: dict[str, tuple[Callable[[], list[Lecture]], str]] = {
    "entrées triées sur une sélection": (
        lambda: [
            _rh(date_debut=lambda r, a: JOUR - dt.timedelta(900 - r) if 20 <= r < 34 else _jour(r, 900))
        ],
        "PLAGE_RANGEE",
    ),
    "unité copiée sur huit lignes": (
        lambda: [_rh(service_code=lambda r, a: "U3" if 20 <= r < 28 else f"U{r * 7 % 11}")],
        "PLAGE_RECOPIEE",
    ),
    "présents seuls": (
        lambda: [_rh(date_fin=lambda r, a: JOUR.replace(year=2027) if r % 4 == 1 else None)],
        "AUCUN_DEPART",
    ),
    "titulaires et CDI seuls": (
        lambda: [_rh(type_contrat=lambda r, a: ("titulaire", "cdi")[r % 2])],
        "SANS_CONTRAT_COURT",
    ),
    "un seul sexe": (lambda: [_rh(sexe=lambda r, a: "F")], "SEXE_UNIQUE"),
    "nom d'usage dans les deux colonnes": (
        lambda: [_rh(nom_naissance=lambda r, a: AGENTS[r].usage)],
        "NOMS_TOUJOURS_EGAUX",
    ),
    "fin de position": (
        lambda: [
            _rh(
                date_fin=lambda r, a: (
                    dt.date(2026, 9, 30) if r % 4 == 0 else JOUR.replace(year=2027) if r % 4 == 1 else None
                )
            )
        ],
        "DEPART_COMMUN",
    ),
    "entrées à la reprise": (
        lambda: [_rh(date_debut=lambda r, a: dt.date(2024, 1, 1) if r % 2 else _jour(r, 900))],
        "JOUR_COMMUN",
    ),
    "préproduction": (
        lambda: [dpi(date_derniere_connexion=lambda r, a: JOUR if r % 20 == 0 else _jour(r, 200))],
        "BASE_ANCIENNE",
    ),
    "un seul contrôleur": (
        lambda: [_ad(date_derniere_connexion=lambda r, a: None if r % 2 else JOUR)],
        "JAMAIS_CONNECTES",
    ),
    "mouvements du mois": (lambda: [_ad(date_creation=lambda r, a: _jour(r))], "COMPTES_RECENTS"),
    "adresses coupées": (
        lambda: [_ad(email=lambda r, a: f"p{r}@ght.exa" if r % 8 == 0 else f"p{r}@ght.example")],
        "ADRESSES_COUPEES",
    ),
    "pilotes inversés": (
        lambda: [
            lecture("s", "structure", [{"service_code": f"U{r}", "pilote": r % 9 > 0} for r in range(30)])
        ],
        "PILOTES_NOMBREUX",
    ),
    "contrats courts sans fin": (
        lambda: [_rh(date_fin=lambda r, a: _jour(r, 40) if r % 20 == 0 else None)],
        "SANS_FIN",
    ),
    "stages de l'année scolaire": (
        lambda: [
            _rh(
                type_contrat=lambda r, a: "stage",
                date_debut=lambda r, a: dt.date(2026, 9, 1),
                date_fin=lambda r, a: dt.date(2027, 8, 31),
            )
        ],
        "STAGES_LONGS",
    ),
    "moyens en service seuls": (
        lambda: [
            lecture("p", "parc_mie", [{"numero_serie": f"S{r}", "statut": "active"} for r in range(40)])
        ],
        "MOYENS_TOUS_ACTIFS",
    ),
    "connectés seuls": (
        lambda: [dpi(date_derniere_connexion=lambda r, a: _jour(r) if r % 2 else JOUR)],
        "CONNECTES_SEULS",
    ),
    "logins coupés": (
        lambda: [_ad(), dpi(login=lambda r, a: a.login[:-1] if len(a.login) > 6 else a.login)],
        "LOGINS_COUPES",
    ),
    "un moyen à deux porteurs": (
        lambda: [
            lecture(
                "p",
                "parc_mie",
                [
                    {"numero_serie": f"S{r // 2 if r == 7 else r}", "statut": "active", "matricule": f"M{r}"}
                    for r in range(9)
                ],
            )
        ],
        "MOYENS_DEUX_PORTEURS",
    ),
    "matricules hachés": (
        lambda: [_rh(matricule=lambda r, a: sha256(a.matricule.encode()).hexdigest()[:16]), _ad()],
        "CLES_HACHEES",
    ),
    "extraction sans mode d'exercice": (
        lambda: [
            lecture(
                "public",
                "rpps_public",
                [
                    {"nom_exercice": f"N{r}", "profession_code": "60", "finess_site": "990000028"}
                    for r in range(120)
                ],
            )
        ],
        "COLONNE_VIDE",
    ),
    "naissances décalées de dix lignes": (
        lambda: [
            _rh(date_naissance=lambda r, a: AGENTS[r - 5].naissance if r > 52 else a.naissance),
            national(),
        ],
        "TRAIT_CONTREDIT",
    ),
    "numéros d'autrui": (
        lambda: [_rh(), _ad(matricule=lambda r, a: AGENTS[r - 20].matricule if r % 15 == 0 else a.matricule)],
        "NUMERO_D_AUTRUI",
    ),
    "un pôle seul": (lambda: [replace(_rh(), lignes=_rh().lignes.head(40)), _ad()], "COMPTES_HORS_RH"),
    "un ancien contrat": (
        lambda: [
            _rh(date_fin=lambda r, a: _jour(r, 300) if r % 5 == 0 else None),
            _ad(actif=lambda r, a: True),
        ],
        "PARTIS_CONNECTES",
    ),
}


def test_ordinary_lists_are_told_nothing(reglages: Settings) -> None:
    ordinaires = [_rh(), _ad(), dpi(), national(), structure(2)]
    croisement = cross(ordinaires, reglages)
    assert not croisement.doutes and not _dits(ordinaires, reglages)


@pytest.mark.parametrize("cas", CAS)
def test_a_part_of_the_rows_or_of_the_list_is_told(cas: str, reglages: Settings) -> None:
    sources, code = CAS[cas]
    found = sources()
    assert code in _dits(found, reglages)
    assert not cross(found, reglages).doutes


def test_another_national_extraction_is_doubted(reglages: Settings) -> None:
    savoir_faire = [
        {"nom_exercice": f"N{r}", "profession_code": "60", "finess_site": None} for r in range(120)
    ]
    doutes = cross([lecture("public", "rpps_public", savoir_faire)], reglages).doutes
    assert any("c'est une autre extraction" in doute.message for doute in doutes)


def test_half_the_alphabet_is_doubted(reglages: Settings) -> None:
    connus = national([replace(a, rpps=f"1{r:010}") for r, a in enumerate(BEAUCOUP)])
    entiere = ad(BEAUCOUP)
    moitie = ad([a for a in BEAUCOUP if a.usage < "L"])
    assert not any("lettre" in doute.message for doute in cross([entiere, connus], reglages).doutes)
    assert any("après la lettre" in doute.message for doute in cross([moitie, connus], reglages).doutes)


def test_names_exchanged_at_one_site_are_told(reglages: Settings) -> None:
    maries = [replace(a, nom=f"{a.nom}EAU", usage=a.usage) for a in AGENTS]

    def liste(site: str) -> Lecture:
        return rh(
            maries,
            finess=lambda r, a: "990000028" if r % 3 else "990000044",
            nom_naissance=lambda r, a: a.usage if not r % 3 and site else a.nom,
            nom_usage=lambda r, a: a.nom if not r % 3 and site else a.usage,
        )

    assert "NOMS_D_UN_SITE" in _dits([liste("B"), ad(maries)], reglages)
    assert "NOMS_D_UN_SITE" not in _dits([liste(""), ad(maries)], reglages)


def test_sexes_that_given_names_contradict_are_told(reglages: Settings) -> None:
    autre = replace(
        rh(BEAUCOUP, sexe=lambda r, a: a.sexe), source=rh().source.model_copy(update={"code": "autre"})
    )
    juste = rh(BEAUCOUP[:90], sexe=lambda r, a: a.sexe)
    inverse = rh(BEAUCOUP[:90], sexe=lambda r, a: {"F": "M", "M": "F"}[a.sexe] if r < 20 else a.sexe)
    assert "SEXES_CONTREDITS" not in _dits([juste, autre], reglages)
    assert "SEXES_CONTREDITS" in _dits([inverse, autre], reglages)


def test_cards_in_use_that_the_national_file_does_not_know_are_told(reglages: Settings) -> None:
    porteurs = lecture("cps", "porteurs_cps", [{"rpps": a.rpps, "nom": a.usage} for a in AGENTS if a.rpps])
    ouverts = dpi(mode_auth=lambda r, a: "CPS" if a.rpps else "MDP")
    peu = replace(porteurs, lignes=porteurs.lignes.gather_every(5))
    assert "PORTEURS_ABSENTS" in _dits([ouverts, peu], reglages)
    assert "PORTEURS_ABSENTS" not in _dits([ouverts, porteurs], reglages)
