"""What one side forgot, what names and units say otherwise than the other sources: told, and no word of it on
the same delivery written right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from tests.outils.inconnus import population
from tests.sources.test_croisement import AGENTS, JOUR, Ligne, ad, dpi, lecture, national, rh
from tests.sources.test_partiels import _ad, _jour, _rh
from tests.sources.test_retouches import _dits

from workbench.socle.settings import Settings, Source
from workbench.socle.settings.reglages import Nature
from workbench.sources.modeles import Lecture
from workbench.sources.porte.noms_recus import clean_names

NOMBREUX = population(300)
SERVIS = dpi(date_derniere_connexion=lambda r, a: JOUR)


def _gardees(une: Lecture, kept: Callable[[int], bool]) -> Lecture:
    ranks = [rank for rank in range(une.lignes.height) if kept(rank)]
    return replace(une, lignes=une.lignes[ranks])


def _medecins(perdu: Callable[[int], bool]) -> list[Lecture]:
    """Fifty nurses, ten doctors; the directory without these rows, under no number."""
    agents = _rh(emploi=lambda r, a: "PRATICIEN" if r >= 50 else "IDE")
    return [agents, _gardees(ad(matricule=lambda r, a: None), lambda r: not perdu(r)), SERVIS]


def _metier_d_un_site(perdu: Callable[[int], bool]) -> list[Lecture]:
    """A job that HR writes in two ways, and another hospital, whose directory is whole."""
    agents = _rh(emploi=lambda r, a: ("AS NORMALE", "AS SUP", "AS NORMALE", *["IDE"] * 7)[r % 10])
    ailleurs = rh(population(40, 9), emploi=lambda r, a: ("AS NORMALE", "AS SUP")[r % 2])
    ailleurs = replace(ailleurs, source=ailleurs.source.model_copy(update={"code": "rh2", "nom": "Autre"}))
    autre = ad(population(40, 9), matricule=lambda r, a: None)
    autre = replace(autre, source=autre.source.model_copy(update={"code": "ad2"}))
    return [
        agents,
        ailleurs,
        _gardees(ad(matricule=lambda r, a: None), lambda r: not perdu(r)),
        autre,
        SERVIS,
    ]


def _recents(inconnu: Callable[[int], bool], sur: int = 6) -> list[Lecture]:
    annuaire = _ad(date_creation=lambda r, a: JOUR - dt.timedelta(days=20 if r % sur == 0 else 900 + r))
    return [_gardees(_rh(), lambda r: not inconnu(r)), annuaire]


def _services(gardes: Callable[[int], bool]) -> list[Lecture]:
    """Eleven services of five or six agents, those of the rows left out without an account."""
    agents = _rh(service=lambda r, a: unite(r), date_fin=lambda r, a: None)
    return [agents, _gardees(_ad(service=lambda r, a: unite(r)), gardes)]


def _fermes(ferme: Callable[[int], bool], depuis: int = 30) -> list[Lecture]:
    """Accounts closed, last used so many days ago."""
    return [
        _rh(date_fin=lambda r, a: _jour(r, 40) if r % 5 == 0 else None),
        _ad(
            actif=lambda r, a: r % 5 != 0 and not ferme(r),
            date_derniere_connexion=lambda r, a: JOUR - dt.timedelta(days=depuis),
        ),
    ]


def _fermes_sans_date(ferme: Callable[[int], bool]) -> list[Lecture]:
    return [
        _rh(date_fin=lambda r, a: None),
        _ad(actif=lambda r, a: not ferme(r), date_derniere_connexion=lambda r, a: None),
    ]


def _missions(fin: Callable[[int], dt.date | None], debut: Callable[[int], dt.date]) -> list[Lecture]:
    return [
        _rh(
            type_contrat=lambda r, a: "interim",
            date_debut=lambda r, a: debut(r),
            date_fin=lambda r, a: fin(r),
        )
    ]


def _unites(service: Callable[[int], str], code: Callable[[int], str]) -> list[Lecture]:
    rows: list[Ligne] = [
        {"service_code": f"R{r:02}", "service": f"UNITE {'ABCDEFGHIJK'[r]}"} for r in range(11)
    ]
    agents = _rh(service=lambda r, a: service(r), service_code=lambda r, a: code(r))
    return [agents, lecture("structure", "structure", rows)]


def _lieux(lieu: Callable[[str], str]) -> list[Lecture]:
    connu = national()
    codes = pl.Series("code_commune_naissance", [f"{rang % 90:02}123" for rang in range(connu.lignes.height)])
    connu = replace(connu, lignes=connu.lignes.with_columns(codes))
    known = dict(zip(connu.lignes["rpps"], codes, strict=True))
    return [_rh(code_commune_naissance=lambda r, a: lieu(known[a.rpps]) if a.rpps else None), connu]


def _mariees(saisie: Callable[[int], bool]) -> list[Lecture]:
    """Everybody practises under another name than that of birth."""
    connu = national()
    connu = replace(connu, lignes=connu.lignes.with_columns(nom_exercice=pl.col("nom_naissance") + "OISEAU"))
    return [_rh(nom_naissance=lambda r, a: f"{a.nom}OISEAU" if saisie(r) else a.nom), connu]


def _homonymes(gardes: Callable[[int], bool]) -> list[Lecture]:
    """Three people of each surname in both files, unless one only of each is kept in HR's."""
    noms = [a.nom for a in NOMBREUX]
    agents = rh(
        NOMBREUX,
        nom_naissance=lambda r, a: noms[r // 3],
        prenoms=lambda r, a: ("ANNE", "OMAR", "PAUL")[r % 3],
    )
    annuaire = ad(
        NOMBREUX, nom=lambda r, a: noms[r // 3], prenom=lambda r, a: ("ANNE", "OMAR", "PAUL")[r % 3]
    )
    return [_gardees(agents, gardes), annuaire]


def unite(rang: int) -> str:
    return f"UNITE {'ABCDEFGHIJK'[rang % 11]}"


def loin(rang: int) -> dt.date:
    return JOUR - dt.timedelta(days=300 + rang)


veille, prevue = JOUR - dt.timedelta(days=1), JOUR + dt.timedelta(days=90)
CAS: dict[str, tuple[Callable[[], list[Lecture]], Callable[[], list[Lecture]], str]] = {
    "branche": (
        lambda: _medecins(lambda r: r >= 50 or r % 10 == 0),
        lambda: _medecins(lambda r: r % 7 == 0),
        "BRANCHE_OUBLIEE",
    ),
    "arrivées": (
        lambda: _recents(lambda r: r % 6 == 0),
        lambda: _recents(lambda r: r % 30 == 0),
        "ARRIVEES_PAS_SAISIES",
    ),
    "un service oublié": (
        lambda: _services(lambda r: r % 11 != 2),
        lambda: _services(lambda r: r % 11 != 2 or r > 40),
        "SERVICES_SANS_COMPTE",
    ),
    "noms joints, application": (
        lambda: [ad(), dpi(nom=lambda r, a: f"{a.usage}-DELORME" if r % 3 == 0 else a.usage)],
        lambda: [ad(), dpi(nom=lambda r, a: f"{a.usage} {a.prenom}" if r % 3 == 0 else a.usage)],
        "NOMS_PLUS_LONGS_APPLI",
    ),
    "comptes endormis": (
        lambda: _fermes(lambda r: r % 12 == 1),
        lambda: _fermes(lambda r: r % 12 == 1, 400),
        "PRESENTS_COMPTE_FERME",
    ),
    "départs": (
        lambda: _fermes(lambda r: r % 12 == 1),
        lambda: _fermes(lambda r: r == 1),
        "PRESENTS_COMPTE_FERME",
    ),
    "fermés, sans dernière connexion": (
        lambda: _fermes_sans_date(lambda r: r % 8 == 1),
        lambda: _fermes_sans_date(lambda r: r % 30 == 1),
        "PRESENTS_SANS_COMPTE_OUVERT",
    ),
    "un métier d'un site, sous deux libellés": (
        lambda: _metier_d_un_site(lambda r: r % 10 < 3),
        lambda: _metier_d_un_site(lambda r: r % 4 == 0),
        "BRANCHE_OUBLIEE",
    ),
    "deux arrivées": (
        lambda: _recents(lambda r: r in (12, 24), 12),
        lambda: _recents(lambda r: r == 12, 12),
        "ARRIVEES_PAS_SAISIES",
    ),
    "missions": (
        lambda: _missions(lambda r: veille if r % 2 else _jour(r, 40), loin),
        lambda: _missions(lambda r: veille if r % 20 == 1 else prevue + dt.timedelta(r), loin),
        "FINS_A_L_EDITION",
    ),
    "la relève": (
        lambda: _missions(lambda r: veille if r % 2 else None, loin),
        lambda: _missions(lambda r: veille if r % 2 else None, lambda r: loin(r) if r % 2 else JOUR),
        "FINS_A_L_EDITION",
    ),
    "liste finie la veille": (
        lambda: _missions(lambda r: veille if r == 3 else _jour(r, 40), loin),
        lambda: _missions(lambda r: prevue if r == 3 else _jour(r, 40), loin),
        "PLUS_RIEN_EN_COURS",
    ),
    "noms joints": (
        lambda: [_rh(), _ad(nom=lambda r, a: f"{a.usage}-Delorme" if r % 2 else a.usage)],
        lambda: [_rh(), _ad(nom=lambda r, a: f"{a.usage}-Delorme" if r == 3 else a.usage)],
        "NOMS_PLUS_LONGS",
    ),
    "second prénom": (
        lambda: [
            _rh(prenoms=lambda r, a: f"APOLLINE {a.prenom}" if r % 3 else f"{a.prenom} APOLLINE"),
            _ad(),
        ],
        lambda: [_rh(prenoms=lambda r, a: f"{a.prenom} APOLLINE"), _ad()],
        "PRENOMS_EN_DESORDRE",
    ),
    "usage saisi": (
        lambda: _mariees(lambda r: r % 3 == 0),
        lambda: _mariees(lambda r: r == 0),
        "USAGE_POUR_NAISSANCE",
    ),
    "doublons supprimés": (
        lambda: _homonymes(lambda r: r % 3 == 0),
        lambda: _homonymes(lambda r: r % 3 == 0 or r == 1),
        "SANS_HOMONYME",
    ),
    "unité d'attente": (
        lambda: _unites(lambda r: "DISPONIBILITE" if r % 9 == 0 else unite(r), lambda r: f"R{r % 11:02}"),
        lambda: _unites(unite, lambda r: f"R{r % 11:02}"),
        "UNITE_D_ATTENTE",
    ),
    "codes sans leur lettre": (
        lambda: _unites(unite, lambda r: f"{r % 11:02}"),
        lambda: _unites(unite, lambda r: f"R{r % 11:02}"),
        "CODES_D_UNITE_AUTRES",
    ),
    "code postal": (
        lambda: _lieux(lambda code: f"{code[:2]}000"),
        lambda: _lieux(str),
        "COMMUNES_CONTREDITES",
    ),
}


@pytest.mark.parametrize("nom", CAS)
def test_it_is_told_and_only_it(nom: str, reglages: Settings) -> None:
    abime, ordinaire, code = CAS[nom]
    assert code in _dits(abime(), reglages)
    assert code not in _dits(ordinaire(), reglages)


def test_the_rpps_of_one_namesake_is_told_a_number_of_two_accounts_is_not(reglages: Settings) -> None:
    """One RPPS is one person's; two accounts of a family may well share a personnel number by mistake."""

    def deux(colonne: str) -> list[Lecture]:
        premier = AGENTS[0]
        return [
            _rh(
                **{
                    "nom_naissance": lambda r, a: premier.nom if r < 2 else a.nom,
                    "nom_usage": lambda r, a: premier.nom if r < 2 else a.usage,
                    "prenoms": lambda r, a: ("CLAIRE", "OMAR")[r] if r < 2 else a.prenom,
                    colonne: lambda r, a: "10101010109" if r < 2 else None,
                }
            )
        ]

    assert "NUMERO_D_HOMONYME" in _dits(deux("rpps"), reglages)
    assert "NUMERO_D_HOMONYME" not in _dits([_rh()], reglages)


@pytest.mark.parametrize(
    ("nature", "forme", "retiree"),
    [
        ("sirh", "{} (RETRAITE)", True),
        ("sirh", "{} - CLM", True),
        ("application", "ZZ_{}", True),
        ("annuaire", "{} - EXT", True),
        ("annuaire", "{} (EXT)", False),  # read there as a mark already, beside the name as shown
        ("sirh", "{}-RETRAITE", False),  # a hyphen alone joins two names
    ],
)
def test_a_mark_beside_names_goes_away_and_is_told(nature: Nature, forme: str, retiree: bool) -> None:
    noms = [a.nom for a in AGENTS]
    source = Source(code="s", nature=nature, fichier="s.csv", colonnes={"nom": "N"})
    ecrits = [forme.format(nom) if rang % 9 == 0 else nom for rang, nom in enumerate(noms)]
    rows, said = clean_names(source, "s.csv", pl.DataFrame({"nom": ecrits}))
    assert rows["nom"].to_list() == (noms if retiree else ecrits)
    assert [one["code"] for one in said] == (["MENTION_DANS_LE_NOM"] if retiree else [])


def test_another_name_of_each_in_brackets_stays() -> None:
    source = Source(code="s", nature="sirh", fichier="s.csv", colonnes={"nom": "N"})
    ecrits = [f"{a.nom} ({b.nom})" for a, b in zip(AGENTS, AGENTS[1:] + AGENTS[:1], strict=True)]
    rows, said = clean_names(source, "s.csv", pl.DataFrame({"nom": ecrits}))
    assert rows["nom"].to_list() == ecrits
    assert said == []


def test_figures_among_the_letters_of_names_are_told() -> None:
    source = Source(code="s", nature="sirh", fichier="s.csv", colonnes={"nom": "N"})
    lus = [a.nom.replace("O", "0").replace("I", "1") for a in AGENTS]
    for ecrits, attendu in ((lus, ["CHIFFRES_DANS_LE_NOM"]), ([a.nom for a in AGENTS], [])):
        assert [
            one["code"] for one in clean_names(source, "s.csv", pl.DataFrame({"nom": ecrits}))[1]
        ] == attendu
