"""The sources of a delivery, read by one another: read right when values prove it, else doubted out loud."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest
from tests.outils.inconnus import Agent, population

from workbench.socle.settings import Settings, Source
from workbench.sources.croisement import Croisement, cross
from workbench.sources.modeles import FichierLu, Lecture, rejections_frame
from workbench.sources.porte.contrat import contracts

JOUR = dt.date(2026, 11, 2)
AGENTS = population(60)
Ligne = dict[str, object]


def lecture(code: str, nature: str, lignes: list[Ligne]) -> Lecture:
    """These rows, every other column of the contract empty."""
    contrat = contracts()[nature]
    types = {
        **dict.fromkeys(contrat["textes"], pl.String),
        **dict.fromkeys(contrat["dates"], pl.Date),
        **dict.fromkeys(contrat.get("booleens", []), pl.Boolean),
        "ligne": pl.Int32,
    }
    rows = [{"ligne": rang} | ligne for rang, ligne in enumerate(lignes, 2)]
    frame = pl.DataFrame(rows, schema=types, orient="row").with_columns(
        source=pl.lit(code), fichier=pl.lit(f"{code}.csv")
    )
    fichier = FichierLu(code, f"{code}.csv", JOUR, 1, code, len(lignes))
    return Lecture(
        Source(code=code, nature=nature, fichier=f"{code}_*.csv"), [fichier], frame, rejections_frame([])
    )


def rh(agents: list[Agent] = AGENTS, **autres: Callable[[int, Agent], object]) -> Lecture:
    return lecture("rh", "sirh", [
        {"matricule": a.matricule, "nom_naissance": a.nom, "nom_usage": a.usage, "prenoms": a.prenom,
         "date_naissance": a.naissance, "rpps": a.rpps or None}
        | {nom: geste(rang, a) for nom, geste in autres.items()}
        for rang, a in enumerate(agents)
    ])  # fmt: skip


def ad(agents: list[Agent] = AGENTS, **autres: Callable[[int, Agent], object]) -> Lecture:
    return lecture("ad", "annuaire", [
        {"login": a.login, "nom": a.usage, "prenom": a.prenom, "matricule": a.matricule}
        | {nom: geste(rang, a) for nom, geste in autres.items()}
        for rang, a in enumerate(agents)
    ])  # fmt: skip


def dpi(agents: list[Agent] = AGENTS, **autres: Callable[[int, Agent], object]) -> Lecture:
    return lecture("dpi", "application", [
        {"login": a.login, "nom": a.usage, "prenom": a.prenom, "rpps": a.rpps or None}
        | {nom: geste(rang, a) for nom, geste in autres.items()}
        for rang, a in enumerate(agents)
    ])  # fmt: skip


def national(agents: list[Agent] = AGENTS) -> Lecture:
    return lecture("restreint", "rpps_restreint", [
        {"rpps": a.rpps, "nom_naissance": a.nom, "nom_exercice": a.usage, "prenoms": a.prenom,
         "date_naissance": a.naissance}
        for a in agents if a.rpps
    ])  # fmt: skip


def lue(croisement: Croisement, code: str) -> Lecture:
    return next(one for one in croisement.lectures if one.source.code == code)


def doute(croisement: Croisement) -> str:
    return " ".join(one.message for one in croisement.doutes)


def test_an_ordinary_delivery_is_left_as_it_is(reglages: Settings) -> None:
    recues = [rh(), ad(), dpi(), national()]
    croisement = cross(recues, reglages)
    assert croisement.doutes == []
    for avant, apres in zip(recues, croisement.lectures, strict=True):
        assert apres.lignes.equals(avant.lignes) and apres.rejets.equals(avant.rejets)


@pytest.mark.parametrize("combien", [60, 6])
def test_names_in_each_other_s_column_are_read_the_right_way(combien: int, reglages: Settings) -> None:
    echange = ad(AGENTS[:combien], nom=lambda r, a: a.prenom, prenom=lambda r, a: a.usage)
    croisement = cross([rh(), echange, national()], reglages)
    assert croisement.doutes == []
    assert (
        lue(croisement, "ad")
        .lignes.select("nom", "prenom")
        .equals(ad(AGENTS[:combien]).lignes.select("nom", "prenom"))
    )
    assert lue(croisement, "ad").rejets["code"].to_list() == ["NOMS_ECHANGES"]


def test_both_ways_in_one_column_stop_the_run(reglages: Settings) -> None:
    mele = ad(
        nom=lambda r, a: a.prenom if r % 2 else a.usage, prenom=lambda r, a: a.usage if r % 2 else a.prenom
    )
    assert "semblent échangés sur" in doute(cross([rh(), mele, national()], reglages))


@pytest.mark.parametrize(
    "entier",
    [
        lambda r, a: f"{a.usage} {a.prenom}",
        lambda r, a: f"{a.prenom} {a.usage}",
        lambda r, a: f"{a.usage}, {a.prenom}",
        lambda r, a: f"{a.usage} {a.prenom}" if r % 2 else a.usage,
    ],
)
def test_a_whole_name_is_a_surname_once_the_given_name_is_taken_off(
    entier: Callable[[int, Agent], str], reglages: Settings
) -> None:
    croisement = cross([rh(), ad(nom=entier), national()], reglages)
    assert croisement.doutes == []
    assert lue(croisement, "ad").lignes["nom"].to_list() == [a.usage for a in AGENTS]
    assert lue(croisement, "ad").rejets["code"].to_list() == ["NOM_ENTIER"]


def test_one_column_taken_twice_stops_the_run(reglages: Settings) -> None:
    assert "est prise deux fois" in doute(cross([rh(), ad(prenom=lambda r, a: a.usage)], reglages))


@pytest.mark.parametrize(
    "ecrit",
    [
        lambda r, a: f"CHR-{a.matricule}",
        lambda r, a: f"MAT{a.matricule}",
        lambda r, a: f"{a.matricule}/1",
        lambda r, a: f"{a.matricule}_CHR",
        lambda r, a: f"75-{a.matricule}",
        lambda r, a: f"AGT {a.matricule.lstrip('0')}" if r % 2 else a.matricule,
    ],
)
def test_a_personnel_number_is_found_by_its_digits_and_the_name(
    ecrit: Callable[[int, Agent], str], reglages: Settings
) -> None:
    croisement = cross([rh(), ad(matricule=ecrit)], reglages)
    assert croisement.doutes == []
    assert lue(croisement, "ad").lignes["matricule"].to_list() == [a.matricule for a in AGENTS]


@pytest.mark.parametrize(
    ("rh_ecrit", "ad_ecrit"),
    [
        (lambda r, a: f"75{a.matricule}", lambda r, a: a.matricule),  # a site code glued to the number
        (lambda r, a: a.matricule, lambda r, a: f"75{a.matricule.lstrip('0').zfill(6)}"),
        (lambda r, a: f"{a.matricule}01", lambda r, a: a.matricule.lstrip("0")),
        (lambda r, a: f"MAT-A{a.matricule}", lambda r, a: f"A{a.matricule}"),
    ],
)
def test_un_texte_constant_s_apprend_des_personnes_communes(
    reglages: Settings, rh_ecrit: Callable[[int, Agent], str], ad_ecrit: Callable[[int, Agent], str]
) -> None:
    croisement = cross([rh(matricule=rh_ecrit), ad(matricule=ad_ecrit)], reglages)
    assert not croisement.doutes
    attendus = [rh_ecrit(r, a) for r, a in enumerate(AGENTS)]
    assert lue(croisement, "ad").lignes["matricule"].to_list() == attendus
    assert "ajout" in str(lue(croisement, "ad").rejets["motif"].to_list())


def test_deux_comptes_suffisent_quand_toute_la_liste_des_rh_porte_le_texte(reglages: Settings) -> None:
    deux = ad(AGENTS[:2])
    croisement = cross([rh(matricule=lambda r, a: f"CHR-{a.matricule}"), deux], reglages)
    attendus = [f"CHR-{a.matricule}" for a in AGENTS[:2]]
    assert lue(croisement, "ad").lignes["matricule"].to_list() == attendus
    seuls = cross([rh(matricule=lambda r, a: f"CHR-{a.matricule}" if r < 30 else f"B{r}"), deux], reglages)
    assert lue(seuls, "ad").lignes["matricule"].to_list() == [a.matricule for a in AGENTS[:2]]


def test_un_texte_devant_le_numero_de_quelqu_un_d_autre_ne_s_apprend_pas(reglages: Settings) -> None:
    autres = ad(matricule=lambda r, a: f"75{AGENTS[(r + 7) % 60].matricule}")
    croisement = cross([rh(), autres], reglages)
    assert lue(croisement, "ad").lignes["matricule"].to_list() == autres.lignes["matricule"].to_list()


def test_digits_alone_prove_nothing_when_the_names_disagree(reglages: Settings) -> None:
    autres = ad(matricule=lambda r, a: f"X{AGENTS[(r + 7) % 60].matricule}")
    croisement = cross([rh(), autres], reglages)
    assert lue(croisement, "ad").lignes.equals(autres.lignes)


def fausse(rpps: str) -> str:
    return rpps[:-1] + str((int(rpps[-1]) + 3) % 10)


AVEC = [a for a in AGENTS if a.rpps]


@pytest.mark.parametrize(
    ("gestes", "dit"),
    [
        ({"rpps": lambda r, a: AVEC[r - 1].rpps}, "quelqu'un d'autre, d'après l'Annuaire Santé"),
        ({"rpps": lambda r, a: AVEC[r - 1].rpps if 4 < r < 10 else a.rpps}, "le numéro de la ligne voisine"),
        ({"rpps": lambda r, a: AVEC[0].rpps if r < 8 else a.rpps}, "est porté par"),
        ({"rpps": lambda r, a: AVEC[r - r % 2].rpps}, "recopiée"),
        ({"rpps": lambda r, a: None, "adeli": lambda r, a: a.rpps[:9]}, "coupés à neuf chiffres"),
        ({"rpps": lambda r, a: a.rpps[:10] if r % 6 == 0 else a.rpps}, "n'ont pas leurs onze chiffres"),
        ({"rpps": lambda r, a: None, "adeli": lambda r, a: a.rpps[-9:]}, "coupés à neuf chiffres"),
        ({"rpps": lambda r, a: fausse(a.rpps) if r % 5 < 2 else a.rpps}, "clé de contrôle fausse"),
    ],
)  # fmt: skip
def test_numbers_on_the_wrong_people_stop_the_run(
    gestes: dict[str, Callable[[int, Agent], object]], dit: str, reglages: Settings
) -> None:
    assert len(AVEC) > 20
    assert dit in doute(cross([rh(), dpi(AVEC, **gestes), national()], reglages))


@pytest.mark.parametrize(
    ("recu", "dit"),
    [
        (ad(matricule=lambda r, a: AGENTS[r - 1].matricule), "d'après le fichier des RH"),
        (dpi(login=lambda r, a: AGENTS[r - 1].login), "d'après l'annuaire"),
        (ad(nom=lambda r, a: AGENTS[r - 1].usage), "la colonne du nom"),
        (ad(nom=lambda r, a: AGENTS[r - 1].usage if 9 < r < 20 else a.usage), "nom de la ligne voisine"),
        (dpi(prenom=lambda r, a: AGENTS[r - 3].prenom), "la colonne du prénom"),
    ],
)
def test_keys_on_the_wrong_people_stop_the_run(recu: Lecture, dit: str, reglages: Settings) -> None:
    autres = [rh(), *([] if recu.source.code == "ad" else [ad()]), national()]
    assert dit in doute(cross([*autres, recu], reglages))


def test_accounts_opened_here_and_there_under_a_colleague_s_login_are_no_shift(reglages: Settings) -> None:
    prete = dpi(login=lambda r, a: AGENTS[r + 1].login if r % 8 == 0 else None if r % 8 == 1 else a.login)
    assert cross([rh(), ad(), prete, national()], reglages).doutes == []
    decale = dpi(login=lambda r, a: AGENTS[r - 1].login if 9 < r < 19 else None if r % 8 == 1 else a.login)
    assert "le numéro de la ligne voisine" in doute(cross([rh(), ad(), decale, national()], reglages))


def test_a_surname_column_shifted_against_the_other_stops_the_run(reglages: Settings) -> None:
    assert "de la ligne voisine" in doute(cross([rh(nom_usage=lambda r, a: AGENTS[r - 1].usage)], reglages))


@pytest.mark.parametrize(
    ("recu", "dit"),
    [
        (rh(matricule=lambda r, a: AGENTS[0].matricule if r < 9 else a.matricule), "est porté par"),
        (rh(date_naissance=lambda r, a: AGENTS[0].naissance if r < 9 else a.naissance), "est portée par"),
    ],
)
def test_a_cell_dragged_down_stops_the_run(recu: Lecture, dit: str, reglages: Settings) -> None:
    assert dit in doute(cross([recu], reglages))


def test_birth_dates_shifted_by_a_row_stop_the_run(reglages: Settings) -> None:
    decale = rh(date_naissance=lambda r, a: AGENTS[r - 1].naissance)
    assert "autre date de naissance" in doute(cross([decale, national()], reglages))


def test_a_doubt_is_bound_to_its_files_and_holds_no_name(reglages: Settings) -> None:
    recu = ad(prenom=lambda r, a: a.usage)
    [un], [autre] = (cross([rh(), recu], reglages).doutes for _ in range(2))
    assert un.empreinte == autre.empreinte
    assert not {a.nom for a in AGENTS} & set(str(un.valeur).replace("'", " ").split())
