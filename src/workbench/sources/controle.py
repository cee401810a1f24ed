"""From a file's text columns to the nature's contract: mapping, conversions, rules; what fails is set aside with why."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
from rapidfuzz import process

from workbench.socle.settings import Source
from workbench.socle.tables import ENTREE, Table, tables
from workbench.sources.conversions import is_blank_date, map_values, parse_boolean, parse_date
from workbench.sources.lecteurs import header_key
from workbench.sources.modeles import NIR_MOTIF, SourceInutilisable, raw_json, rejection
from workbench.sources.numeros_recus import CLES, NATIONALES, read_numbers
from workbench.sources.vides import empty_names

CODES = {"type_contrat", "sexe", "mode_auth", "type_mie", "statut"}
GENRES = {"textes": "texte", "dates": "date", "booleens": "booleen"}
NIR_SURVEILLES = (
    "matricule",
    "identifiant",
    "login",
    "nom",
    "nom_naissance",
    "nom_usage",
    "prenoms",
    "email",
)
Rejets = list[dict[str, object]]


@cache
def contracts() -> dict[str, Any]:
    """By nature, what a source must bring (socle/tables/entree.toml); under `defauts`, its national headers."""
    natures = {name.split(".")[1]: one for name, one in tables().items() if name.startswith(f"{ENTREE}.")}
    found: dict[str, Any] = {nature: _contract(one) for nature, one in natures.items()}
    headers = {nature: {c.nom: c.titre for c in one.colonnes if c.titre} for nature, one in natures.items()}
    return {**found, "defauts": {nature: titles for nature, titles in headers.items() if titles}}


def _contract(table: Table) -> dict[str, Any]:
    def of(kind: str) -> list[str]:
        return [column.nom for column in table.colonnes if column.type == kind]

    return {
        "cle": list(table.cle),
        "obligatoires": [column.nom for column in table.colonnes if column.requis],
        "au_moins_un": list(table.au_moins_un),
        "unique": table.unique,
        **{name: of(kind) for name, kind in GENRES.items()},
    }


def column_mapping(source: Source) -> dict[str, list[str]]:
    """Canonical column → headers to look for, the source's own or the national defaults."""
    declared = source.colonnes or contracts().get("defauts", {}).get(source.nature, {})
    return {
        name: [headers] if isinstance(headers, str) else list(headers) for name, headers in declared.items()
    }


def wanted_headers(source: Source) -> set[str]:
    """Keys of every header this source's mapping may read."""
    return {header_key(header) for headers in column_mapping(source).values() for header in headers}


def check_columns(source: Source, file_name: str, frame: pl.DataFrame) -> Rejets:
    """Required columns are there, nothing mapped looks like a NIR; unmapped NIR columns are reported, never kept.

    Raises:
        SourceInutilisable: a required column is missing, a mapped header does not exist, a mapped column holds NIRs.
    """
    contract = contracts()[source.nature]
    present = {header_key(name): name for name in frame.columns if name != "ligne"}
    mapping = column_mapping(source)
    found = {
        name for name, headers in mapping.items() if any(header_key(header) in present for header in headers)
    }
    missing = [name for name in contract["obligatoires"] if name not in found]
    any_of = contract.get("au_moins_un", [])
    if any_of and not found & set(any_of):
        missing.append(" ou ".join(any_of))
    if missing:
        raise SourceInutilisable(
            "Colonne obligatoire absente",
            f"{file_name} (source {source.code}) : {'; '.join(_missing(name, mapping, present) for name in missing)}",
            "Corrigez [sources.colonnes] dans workbench.toml, ou redemandez le fichier avec cette colonne.",
        )
    mapped = {present[header_key(h)] for hs in mapping.values() for h in hs if header_key(h) in present}
    nirs = nir_columns(frame)
    if refused := sorted(mapped & set(nirs)):
        raise SourceInutilisable(
            "Numéro de sécurité sociale refusé",
            f"{file_name} (source {source.code}), colonne « {refused[0]} » : les valeurs ont la forme d'un NIR.",
            "Le NIR n'est jamais chargé. Retirez cette colonne de [sources.colonnes], et si possible du fichier.",
        )
    return [
        rejection(
            source.code,
            file_name,
            None,
            "NIR_COLONNE",
            f"La colonne « {name} » a la forme d'un numéro de sécurité sociale : elle n'est pas chargée.",
            "information",
        )
        for name in nirs
    ]


def _missing(name: str, mapping: dict[str, list[str]], present: dict[str, str]) -> str:
    headers = [header for part in name.split(" ou ") for header in mapping.get(part, [])]
    if not headers:
        return f"aucune colonne n'est associée à « {name} »"
    close = process.extractOne(header_key(headers[0]), list(present), score_cutoff=70)
    hint = f" (peut-être « {present[close[0]]} » ?)" if close else ""
    return f"la colonne « {headers[0]} », attendue pour « {name} », n'est pas dans le fichier{hint}"


def nir_columns(frame: pl.DataFrame) -> list[str]:
    """Columns where most of the first 5,000 values have the shape of a social security number."""
    refused = []
    head = frame.head(5_000)
    for name in head.columns:
        values = head[name].drop_nulls() if head[name].dtype == pl.String else pl.Series([], dtype=pl.String)
        if len(values) and values.str.contains(NIR_MOTIF).mean() > 0.5:  # type: ignore[operator]
            refused.append(name)
    return refused


def canonical(source: Source, file_name: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, Rejets]:
    """Rows of the nature's contract, and what was refused or doubted.

    Returns:
        A frame with every column of the contract plus source, fichier, ligne; and rows of `meta.rejet`.
    """
    contract = contracts()[source.nature]
    present = {header_key(name): name for name in frame.columns}
    texts: list[pl.Expr] = []
    mapping = column_mapping(source)
    columns = [*contract["textes"], *contract.get("dates", []), *contract.get("booleens", [])]
    for name in columns:
        headers = [present[header_key(h)] for h in mapping.get(name, []) if header_key(h) in present]
        parts = [pl.col(header).replace("", None) for header in headers]
        texts.append((pl.coalesce(parts) if parts else pl.lit(None, dtype=pl.String)).alias(name))
    raw = frame.select("ligne", *texts)
    received, rejets = read_numbers(source, file_name, raw)
    converted = _convert(received, source, contract)
    converted, doubtful = empty_names(source, file_name, converted, contract)
    rejets += doubtful
    rejets += _doubts(source, file_name, received, converted, contract)
    bad = _failures(converted, source, contract)
    rejets += _refused(source, file_name, raw, bad)
    if key := CLES.get(source.nature):
        converted = converted.with_columns(raw[key].alias("cle_brute"))
    kept = converted.filter(~pl.col("ligne").is_in(bad["ligne"].implode())) if bad.height else converted
    return kept.with_columns(pl.lit(source.code).alias("source"), pl.lit(file_name).alias("fichier")), rejets


def _convert(received: pl.DataFrame, source: Source, contract: dict[str, Any]) -> pl.DataFrame:
    """Dates of a national file are few and repeated: each distinct text is read once."""
    out = received.with_columns(_conversions(source, contract))
    for name in contract.get("dates", []):
        distinct = received.select(pl.col(name).alias("_texte")).unique()
        read = distinct.with_columns(_date_of(distinct.rename({"_texte": name}), name, source))
        known = received.select(pl.col(name).alias("_texte")).join(
            read, on="_texte", how="left", nulls_equal=True, maintain_order="left"
        )
        out = out.with_columns(known["_lue"].alias(name))
    return out


def _date_of(distinct: pl.DataFrame, name: str, source: Source) -> pl.Series:
    value = parse_date(name, source.format.format_date)
    if name == "date_naissance":
        value = pl.when(value.dt.year().is_between(1920, 2015)).then(value)
    return distinct.select(value.alias("_lue")).to_series()


def _conversions(source: Source, contract: dict[str, Any]) -> list[pl.Expr]:
    out: list[pl.Expr] = []
    for name in contract["textes"]:
        local = source.valeurs.get(name, {})
        if name in CODES:
            out.append(map_values(name, name, local).alias(name))
        elif local:
            out.append(pl.col(name).replace(local).alias(name))
    out += [
        parse_boolean(name, source.valeurs.get(name, {})).alias(name) for name in contract.get("booleens", [])
    ]
    if source.type_contrat_defaut and source.nature == "sirh":
        out = [
            e.fill_null(source.type_contrat_defaut) if e.meta.output_name() == "type_contrat" else e
            for e in out
        ]
    return out


def _doubts(
    source: Source, file_name: str, received: pl.DataFrame, converted: pl.DataFrame, contract: dict[str, Any]
) -> Rejets:
    """Values that could not be read: the row stays, the value is emptied, and it is said."""
    rejets: Rejets = []
    for name in contract.get("dates", []):
        mask = converted[name].is_null() & ~received.select(is_blank_date(name)).to_series()
        for row in received.filter(mask).select("ligne", name).iter_rows():
            motif = f"Date illisible ou hors limites dans « {name} » : valeur ignorée."
            rejets.append(
                rejection(
                    source.code,
                    file_name,
                    row[0],
                    "DATE_ILLISIBLE",
                    motif,
                    "information",
                    raw_json({name: row[1]}),
                )
            )
    for name in [*sorted(CODES & set(contract["textes"])), *contract.get("booleens", [])]:
        mask = converted[name].is_null() & received[name].is_not_null()
        unknown = received.filter(mask).group_by(name).agg(pl.len(), pl.col("ligne").min()).sort(name)
        for value, count, first in unknown.iter_rows():
            motif = f"Valeur « {value} » inconnue dans « {name} » ({count} ligne(s)) : à ajouter à [sources.valeurs.{name}]."
            rejets.append(rejection(source.code, file_name, first, "VALEUR_INCONNUE", motif, "information"))
    return rejets


def _failures(converted: pl.DataFrame, source: Source, contract: dict[str, Any]) -> pl.DataFrame:
    """(ligne, code, motif) of the rows that break the contract; one reason a row, the first."""
    checks: list[tuple[pl.Expr, str, str]] = []
    for name in contract["obligatoires"]:
        checks.append((pl.col(name).is_null(), "OBLIGATOIRE", f"« {name} » est vide ou illisible."))
    if any_of := contract.get("au_moins_un"):
        empty = pl.all_horizontal(pl.col(name).is_null() for name in any_of)
        checks.append((empty, "OBLIGATOIRE", "Aucun nom n'est renseigné."))
    for name in NIR_SURVEILLES:
        if name in contract["textes"]:
            motif = f"« {name} » a la forme d'un numéro de sécurité sociale."
            checks.append((pl.col(name).str.contains(NIR_MOTIF), "NIR_VALEUR", motif))
    if source.nature in NATIONALES:
        dead = pl.col("rpps").str.len_bytes() == 9
        checks.append(
            (dead, "ADELI_ETEINT", "L'identifiant est un numéro ADELI (type 0), éteint depuis 2024.")
        )
        shape = ~pl.col("rpps").str.contains(r"^\d{11}$")
        checks.append((shape, "RPPS_FORME", "L'identifiant n'est pas un numéro RPPS (onze chiffres)."))
    found = [
        converted.filter(condition.fill_null(False)).select(
            "ligne", pl.lit(code).alias("code"), pl.lit(motif).alias("motif")
        )
        for condition, code, motif in checks
    ]
    return pl.concat(found).unique("ligne", keep="first", maintain_order=True)


def _refused(source: Source, file_name: str, received: pl.DataFrame, bad: pl.DataFrame) -> Rejets:
    if bad.is_empty():
        return []
    joined = bad.join(received, on="ligne", how="left", maintain_order="left")
    return [
        rejection(
            source.code,
            file_name,
            row["ligne"],
            row["code"],
            row["motif"],
            "ligne",
            raw_json({k: v for k, v in row.items() if k not in {"ligne", "code", "motif"}}),
        )
        for row in joined.iter_rows(named=True)
    ]
