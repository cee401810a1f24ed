"""Columns whose every value reads well and that no hospital's list would hold: doubted, cause and remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from tests.sources.test_croisement import AGENTS, JOUR, Ligne, ad, dpi, lecture, national, rh

from workbench.run.traits import changed_traits
from workbench.socle.settings import Settings
from workbench.sources.croisement import cross
from workbench.sources.jugement import rules
from workbench.sources.modeles import Lecture
from workbench.sources.porte.noms_recus import clean_names

Geste = Callable[[int], Ligne]
PLUS_TARD, AVANT = JOUR + dt.timedelta(days=40), dt.date(2010, 3, 1)


def liste(geste: Geste) -> Lecture:
    """The HR list, contracts without a term, with something else on each row."""

    def of(rang: int) -> Ligne:
        juste: Ligne = {"type_contrat": "titulaire", "date_debut": AVANT + dt.timedelta(days=11 * rang)}
        return juste | geste(rang)

    rows = rh().lignes.to_dicts()
    ajouts = {"ligne", "source", "fichier"}
    kept = [{name: one[name] for name in one.keys() - ajouts} for one in rows]
    return lecture("rh", "sirh", [one | of(rang) for rang, one in enumerate(kept)])


def parc(geste: Geste) -> Lecture:
    """Cards, ordered then delivered."""
    return lecture(
        "parc",
        "parc_mie",
        [
            {
                "numero_serie": f"S{rang:03}",
                "type_mie": "carte_etablissement",
                "date_commande": AVANT,
                "date_remise": AVANT + dt.timedelta(days=30),
                "date_activation": AVANT + dt.timedelta(days=31),
                "statut": "active",
            }
            | geste(rang)
            for rang in range(20)
        ],
    )


def comptes(ouvert: Callable[[int], bool]) -> Lecture:
    """Accounts all used lately, some of them closed."""
    found = dpi(date_derniere_connexion=lambda r, a: JOUR - dt.timedelta(days=r * 7 % 9))
    actif = pl.Series("actif", [ouvert(rang) for rang in range(found.lignes.height)])
    return replace(found, lignes=found.lignes.with_columns(actif))


DOUTES: dict[str, tuple[Lecture, str]] = {
    "départ à venir pour tous": (liste(lambda r: {"date_fin": PLUS_TARD}), "date de départ"),
    "tous partis": (liste(lambda r: {"date_fin": dt.date(2026, 1, 1 + r % 28)}), "agents sortis"),
    "tous entrés le jour de l'export": (liste(lambda r: {"date_debut": JOUR}), "date de l'export"),
    "fin sans début": (
        liste(lambda r: {"date_debut": None, "date_fin": AVANT} if r % 3 else {}),
        "pas de date de début",
    ),
    "entrée après la sortie": (
        liste(lambda r: {"date_fin": dt.date(2009, 1, 1), "type_contrat": "cdd"}),
        "vient avant",
    ),
    "FINESS tiré vers le bas": (liste(lambda r: {"finess": f"{990000028 + r}"}), "tirée vers le bas"),
    "code et libellé échangés": (
        liste(lambda r: {"service_code": f"MEDECINE {chr(65 + r % 9)}", "service": f"UF{r % 9}"}),
        "code et le libellé",
    ),
    "nom d'usage recopié": (
        liste(lambda r: {"nom_usage": f"ZOLA{chr(65 + (r // 7) * 37 % 8)}"}),
        "recopiée vers le bas",
    ),
    "remise avant la commande": (parc(lambda r: {"date_remise": dt.date(2009, 1, 1)}), "vient avant"),
    "état recopié": (parc(lambda r: {"date_activation": None} if r % 3 else {}), "date d'activation"),
    "état recopié sur quelques lignes": (
        parc(lambda r: {} if r < 4 else {"date_activation": None} | ({"statut": "recu"} if r > 9 else {})),
        "date d'activation",
    ),
    "pôle et vague échangés": (
        lecture(
            "structure",
            "structure",
            [{"service_code": f"U{r}", "service": f"S{r}", "pole": f"Vague {r % 3}"} for r in range(12)],
        ),
        "vague",
    ),
    "oui et non inversés": (
        comptes(lambda r: r % 4 == 0),
        "oui et non",
    ),
}  # fmt: skip


def _doutes(found: Lecture, reglages: Settings) -> str:
    return " ".join(one.message for one in cross([found], reglages).doutes)


@pytest.mark.parametrize("cas", DOUTES)
def test_what_no_list_holds_is_doubted(cas: str, reglages: Settings) -> None:
    found, dit = DOUTES[cas]
    assert dit in _doutes(found, reglages)


def test_right_lists_are_not_doubted(reglages: Settings) -> None:
    justes = [
        # a few activations not dated yet, here and there among cards on their way
        parc(
            lambda r: {"date_activation": AVANT if r % 8 == 1 else None, "statut": ["recu", "active"][r % 2]}
        ),
        liste(lambda r: {"date_fin": PLUS_TARD} if r % 9 == 0 else {}),
        liste(lambda r: {"date_fin": dt.date(2026, 1, 1)} if r % 2 else {}),
        liste(lambda r: {"type_contrat": "stage", "date_debut": JOUR, "date_fin": PLUS_TARD}),
        liste(lambda r: {"finess": f"99000002{r % 3}"}),
        liste(lambda r: {"service_code": f"UF{r % 9}", "service": f"MEDECINE {chr(65 + r % 9)}"}),
        parc(lambda r: {"date_activation": None} if r % 5 == 0 else {}),
        comptes(lambda r: r % 4 != 0),
    ]
    assert not [text for one in justes if (text := _doutes(one, reglages))]


def test_a_national_file_of_another_place_or_with_names_moved_is_doubted(reglages: Settings) -> None:
    juste = [rh(), national()]
    public = lecture("public", "rpps_public", [
        {"rpps": a.rpps, "nom_exercice": a.usage, "prenom_exercice": a.prenom} for a in AGENTS if a.rpps
    ])  # fmt: skip
    assert not cross([*juste, public], reglages).doutes
    ailleurs = replace(public, lignes=public.lignes.head(2))
    moved = replace(public, lignes=public.lignes.with_columns(nom_exercice=pl.col("prenom_exercice")))
    assert "autre département" in " ".join(d.message for d in cross([*juste, ailleurs], reglages).doutes)
    assert "n'ont pas le nom" in " ".join(d.message for d in cross([*juste, moved], reglages).doutes)


def test_service_and_job_exchanged_in_the_directory(reglages: Settings) -> None:
    found = [
        liste(lambda r: {"service": f"Service {chr(65 + r % 9)}", "emploi": "Infirmier"}),
        ad(service=lambda r, a: "Infirmier", fonction=lambda r, a: f"Service {chr(65 + r % 9)}"),
    ]
    assert "noms de services" in " ".join(d.message for d in cross(found, reglages).doutes)


def test_a_trait_that_changes_for_many_stops_the_next_month() -> None:
    rule = rules()["traits"]
    before = pl.DataFrame(
        {
            "source": "rh",
            "nature": "sirh",
            "type_contrat": "cdi",
            "cle_source": [f"{r:03}" for r in range(20)],
            "sexe": "F",
            "nom_naissance": [f"NOM{chr(65 + r)}" for r in range(20)],
            "prenoms": [f"PRE{chr(65 + r)}" for r in range(20)],
            "date_naissance": [AVANT + dt.timedelta(days=r) for r in range(20)],
            "date_fin": pl.Series([None] * 20, dtype=pl.Date),
        }
    )
    first = pl.col("cle_source") < "010"

    def told(*changes: pl.Expr) -> list[str]:
        return [one.code for one in changed_traits("rh", before.with_columns(changes), before, rule)]

    assert told() == []
    assert told(pl.col("nom_naissance").str.to_lowercase()) == []
    assert told(pl.when(first).then(pl.lit("M")).otherwise("sexe").alias("sexe")) == ["trait:sexe"]
    assert told(pl.lit(PLUS_TARD).alias("date_fin")) == ["trait:date_fin"]
    one = pl.col("cle_source") == "003"
    other = [
        pl.when(one).then(pl.lit("AUTRE")).otherwise(name).alias(name)
        for name in ("nom_naissance", "prenoms")
    ]
    assert told(*other) == []
    born = (
        pl.when(one).then(AVANT - dt.timedelta(days=900)).otherwise("date_naissance").alias("date_naissance")
    )
    assert told(*other, born) == ["numero_repris"]


def test_dates_that_all_move_by_as_many_days_are_told() -> None:
    rule = rules()["traits"]
    courts = pl.DataFrame(
        {
            "source": "rh",
            "nature": "sirh",
            "type_contrat": "cdd",
            "cle_source": [f"{r:03}" for r in range(60)],
            "nom_naissance": "NOM",
            "prenoms": "PRENOM",
            "date_naissance": AVANT,
            "date_fin": [PLUS_TARD + dt.timedelta(days=r * 7) if r % 2 else None for r in range(60)],
        }
    )

    def told(jours: int, seuls: pl.Expr) -> list[str]:
        later = pl.when(seuls).then(pl.col("date_fin").dt.offset_by(f"{jours}d")).otherwise("date_fin")
        return [one.code for one in changed_traits("rh", courts.with_columns(date_fin=later), courts, rule)]

    quelques = pl.col("cle_source") < "015"
    assert told(1, quelques) == ["decale:date_fin"]
    assert told(0, quelques) == told(1, pl.col("cle_source") < "005") == []


def test_a_civility_leaves_the_name_and_cut_names_are_told() -> None:
    source = rh().source
    rows = pl.DataFrame({"nom_naissance": [f"Mme NOM{chr(65 + r % 26)}" + "X" * (r % 4) for r in range(40)]})
    cleaned, said = clean_names(source, "rh.csv", rows)
    assert not cleaned["nom_naissance"].str.contains("Mme").any()
    assert "CIVILITE_DANS_LE_NOM" in [one["code"] for one in said]
    noms = [("ABCDEFGHIJKLMN" * 2)[r % 12 : r % 12 + 10] if r % 3 else "PETIT" for r in range(40)]
    cut = pl.DataFrame({"nom_naissance": noms})
    assert "NOMS_COUPES" in [one["code"] for one in clean_names(source, "rh.csv", cut)[1]]
    usual = pl.DataFrame({"nom_naissance": [a.nom for a in AGENTS]})
    assert clean_names(source, "rh.csv", usual)[1] == []
