"""The national directory's two extractions, in the exact published layouts, at national sizes."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import polars as pl

from workbench.demo.noms import name_pools
from workbench.demo.personnes import Personne
from workbench.demo.tables import Monde
from workbench.socle.luhn import luhn_cle_expr

PROFESSIONS = ["60", "10", "70", "21", "40", "50", "98", "93", "91", "95", "99"]
POIDS = np.array([0.42, 0.17, 0.07, 0.05, 0.035, 0.02, 0.03, 0.05, 0.02, 0.01, 0.125])
ROLES = ["313", "331", "316", "315", "314"]
AUTORITES = {
    "60": "ONI",
    "10": "CNOM",
    "70": "CNOMK",
    "21": "CNOP",
    "40": "ONCD",
    "50": "CNOSF",
    "99": "ENREG",
}
REGIONS_AILLEURS = 0.25  # share of a hospital's regional names in the country, beside its own
SECONDES = {"60": "72", "70": "71"}  # a nurse also psychothérapeute, a physiotherapist also ostéopathe


def header(name: str) -> list[str]:
    """Column titles of a national file, in order."""
    text = files("workbench.demo").joinpath(f"{name}.csv").read_text("utf-8")
    return [row["column_fr"] for row in csv.DictReader(text.splitlines())]


@dataclass
class Annuaire:
    """Everybody in the fictional directory. Columns: rpps, nom, prenom, naissance traits, profession, depuis,
    restreint, agent.
    """

    personnes: pl.DataFrame


def _luhn(bodies: np.ndarray) -> np.ndarray:
    return (
        pl.Series("corps", bodies)
        .to_frame()
        .select(luhn_cle_expr(pl.col("corps"), 10))
        .to_series()
        .to_numpy()
    )


def _strangers(graine: int, count: int, start: int, monde: Monde) -> pl.DataFrame:
    rng = np.random.default_rng([graine, 2])
    names = name_pools(graine, monde)
    origins = names.origins(rng, count, REGIONS_AILLEURS)
    women = rng.random(count) < 0.68
    surnames = names.surnames(rng, count, origins)
    usage = np.where(
        women & (rng.random(count) < 0.35), names.surnames(rng, count, origins), np.array(None, dtype=object)
    )
    first, second = names.given(rng, women, origins), names.given(rng, women, origins)
    body = (
        1_900_000_000
        + (np.arange(start, start + count, dtype=np.int64) * 48_271 + graine * 7_919) % 100_000_000
    )
    profession = rng.choice(PROFESSIONS, count, p=POIDS / POIDS.sum())
    place = rng.integers(0, len(monde.communes), count)
    return pl.DataFrame(
        {
            "rpps": (body * 10 + _luhn(body)).astype(str),
            "sexe": np.where(women, "F", "M"),
            "nom": pl.Series(surnames.tolist(), dtype=pl.String),
            "usage": pl.Series(usage.tolist(), dtype=pl.String),
            "prenom": pl.Series(first.tolist(), dtype=pl.String),
            "prenom2": pl.Series(
                np.where(rng.random(count) < 0.6, second, np.array(None, dtype=object)).tolist(),
                dtype=pl.String,
            ),
            "naissance": pl.Series(rng.integers(-3_700, 13_100, count)).cast(pl.Int32).cast(pl.Date),
            "commune": np.array([c for c, _ in monde.communes])[place],
            "lieu": np.array([p for _, p in monde.communes])[place],
            "profession": profession,
            "role": np.where(profession == "99", rng.choice(ROLES, count), ""),
            "finess": (920_000_000 + rng.integers(0, 40_000, count)).astype(str),
            "liberal": rng.random(count) < 0.4,
            "etudiant": rng.random(count) < 0.02,
            "depuis": pl.Series([dt.date(2015, 1, 1)] * count),
            "restreint": rng.random(count) < (0.12 if count > 300_000 else 0.14),
            "agent": False,
        }
    )


def _agents(people: list[Personne], monde: Monde) -> pl.DataFrame:
    finess = {entite.code: entite.finess_et for entite in monde.entites}
    rows = [
        {
            "rpps": p.rpps,
            "sexe": p.sexe,
            "nom": p.nom_naissance,
            "usage": p.nom_usage,
            "prenom": p.prenoms[0],
            "prenom2": " ".join(p.prenoms[1:]) or None,
            "naissance": p.naissance,
            "commune": p.commune,
            "lieu": p.lieu,
            "profession": "99" if p.metier.role else p.metier.code,
            "role": p.metier.code if p.metier.role else "",
            "finess": finess[p.entite],
            "liberal": False,
            "etudiant": p.contrat == "interne",
            "depuis": p.rpps_depuis,
            "restreint": p.restreint,
            "agent": True,
        }
        for p in people
        if p.rpps
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _homonyms(graine: int, agents: pl.DataFrame, strangers: pl.DataFrame, un_sur: int) -> pl.DataFrame:
    """Give some strangers the exact names (never the birth date) of the group's own professionals."""
    rng = np.random.default_rng([graine, 3])
    count = min(len(agents) // un_sur, len(strangers))
    model = agents[rng.integers(0, len(agents), count)].select(
        "sexe", "nom", "usage", "prenom", "profession", "role"
    )
    head = strangers.head(count).with_columns(model[name].alias(name) for name in model.columns)
    return pl.concat([head.with_columns(restreint=pl.lit(True)), strangers.slice(count)])


def build_directory(graine: int, size: int, people: list[Personne], monde: Monde) -> Annuaire:
    """The whole directory at the last delivery: the group's registered people, strangers, homonyms."""
    agents = _agents(people, monde)
    strangers = _strangers(graine, max(0, size - len(agents)), 1_000_000, monde)
    strangers = strangers.cast(
        {name: agents.schema[name] for name in agents.columns if name in strangers.columns}
    )
    homonyms = _homonyms(graine, agents, strangers.select(agents.columns), monde.un_homonyme_national_sur)
    everybody = pl.concat([agents, homonyms])
    return Annuaire(everybody.sort("rpps"))


def public_extract(annuaire: Annuaire, day: dt.date) -> pl.DataFrame:
    """`PS_LibreAcces_Personne_activite` at a date: 56 columns, several rows for some people."""
    known = annuaire.personnes.filter(pl.col("depuis") <= day)
    again = known.filter(pl.col("rpps").str.slice(8, 1) == "7").with_columns(
        finess=(pl.lit(930_000_000) + pl.col("rpps").str.slice(3, 4).cast(pl.Int64)).cast(pl.String),
        liberal=pl.lit(True),
    )
    rows = pl.concat([known, again, _second_professions(known)]).sort("rpps", "finess")
    autorite = pl.col("profession").replace_strict(AUTORITES, default="ARS-75")
    filled = {
        "Type d'identifiant PP": pl.lit("8"),
        "Identifiant PP": pl.col("rpps"),
        "Identification nationale PP": pl.lit("8") + pl.col("rpps"),
        "Code civilité": pl.when(pl.col("sexe") == "F").then(pl.lit("MME")).otherwise(pl.lit("M")),
        "Libellé civilité": (
            pl.when(pl.col("sexe") == "F").then(pl.lit("Madame")).otherwise(pl.lit("Monsieur"))
        ),
        "Nom d'exercice": pl.coalesce("usage", "nom").str.to_uppercase(),
        "Prénom d'exercice": pl.col("prenom"),
        "Code profession": pl.col("profession"),
        "Code catégorie professionnelle": pl.when("etudiant").then(pl.lit("E")).otherwise(pl.lit("C")),
        "Libellé catégorie professionnelle": (
            pl.when("etudiant").then(pl.lit("Etudiant")).otherwise(pl.lit("Civil"))
        ),
        "Code mode exercice": pl.when("liberal").then(pl.lit("L")).otherwise(pl.lit("S")),
        "Libellé mode exercice": pl.when("liberal").then(pl.lit("Libéral")).otherwise(pl.lit("Salarié")),
        "Numéro FINESS site": pl.when("liberal").then(pl.lit("")).otherwise(pl.col("finess")),
        "Raison sociale site": (
            pl.when("liberal").then(pl.lit("CABINET FICTIF")).otherwise(pl.lit("ETABLISSEMENT FICTIF"))
        ),
        "Code Département (coord. structure)": pl.col("finess").str.slice(0, 2),
        "Autorité d'enregistrement": autorite,
        "Code fonction": pl.col("role"),
    }
    folded = {title.casefold(): value for title, value in filled.items()}
    titles = header("header_PS_LibreAcces_Personne_activite")
    return rows.select(folded.get(title.casefold(), pl.lit("")).alias(title) for title in titles)


def _second_professions(known: pl.DataFrame) -> pl.DataFrame:
    """A few of the group's nurses and physiotherapists also practise, in town, under another title: read off
    the number.
    """
    double = known.filter(
        pl.col("agent"),
        pl.col("profession").is_in(list(SECONDES)),
        pl.col("rpps").str.slice(7, 2).is_in(["11", "37"]),
    )
    return double.with_columns(
        profession=pl.col("profession").replace_strict(SECONDES, return_dtype=pl.String),
        finess=pl.lit("999999999"),  # sorts after the hospital's own row; a practice shows no FINESS
        liberal=pl.lit(True),
    )


def restricted_extract(annuaire: Annuaire, day: dt.date) -> pl.DataFrame:
    """The restricted extraction at a date: birth traits, given names separated by apostrophes."""
    rows = annuaire.personnes.filter((pl.col("depuis") <= day) & pl.col("restreint"))
    filled = {
        "Type d'identifiant PP": pl.lit("8"),
        "Identifiant PP": pl.col("rpps"),
        "Identification nationale PP": pl.lit("8") + pl.col("rpps"),
        "Nom de famille": pl.col("nom").str.to_uppercase(),
        "Prénoms": (
            (
                pl.col("prenom") + (pl.lit("'") + pl.col("prenom2").str.replace_all(" ", "'")).fill_null("")
            ).str.to_uppercase()
        ),
        "Date de naissance": pl.col("naissance").dt.strftime("%d/%m/%Y"),
        "Code commune de naissance": pl.col("commune"),
        "Lieu de naissance": pl.col("lieu"),
        "Code sexe": pl.col("sexe"),
        "Code profession": pl.col("profession"),
        "Code catégorie professionnelle": pl.when("etudiant").then(pl.lit("E")).otherwise(pl.lit("C")),
        "Nom d'exercice": pl.coalesce("usage", "nom").str.to_uppercase(),
        "Prénom d'exercice": pl.col("prenom"),
        "Code mode exercice": pl.when("liberal").then(pl.lit("L")).otherwise(pl.lit("S")),
        "Code rôle": pl.col("role"),
        "Numéro FINESS site": pl.when("liberal").then(pl.lit("")).otherwise(pl.col("finess")),
        "Autorité d'enregistrement": pl.col("profession").replace_strict(AUTORITES, default="ARS-75"),
        "Autres identifiants": pl.lit("8") + pl.col("rpps") + pl.lit(",RPPS,1"),
    }
    titles = header("header_Extraction_ProSanteConnect_civil_traits")
    return rows.select(filled.get(title, pl.lit("")).alias(title) for title in titles)


def card_holders(annuaire: Annuaire, day: dt.date) -> pl.DataFrame:
    """`Porteurs_CPS_CPF` at a date: one card for most registered people who are not role-based."""
    rows = annuaire.personnes.filter(
        (pl.col("depuis") <= day) & (pl.col("profession") != "99") & (pl.col("rpps").str.slice(9, 1) < "7")
    )
    return rows.select(
        pl.lit("8").alias("Type d'identifiant PP"),
        pl.col("rpps").alias("Identifiant PP"),
        (pl.lit("8") + pl.col("rpps")).alias("Identification nationale PP"),
        pl.coalesce("usage", "nom").str.to_uppercase().alias("Nom d'exercice"),
        pl.col("prenom").alias("Prénom d'exercice"),
        pl.col("profession").alias("Code profession"),
        pl.when("etudiant").then(pl.lit("CPF")).otherwise(pl.lit("CPS")).alias("Code type de carte"),
        (pl.lit("280") + pl.col("rpps").str.slice(2, 8)).alias("Numéro carte"),
        pl.when(pl.col("rpps").str.slice(7, 1) == "3")
        .then(pl.lit("30/09/2026"))
        .otherwise(pl.lit("31/12/2028"))
        .alias("Date fin validité"),
    )
