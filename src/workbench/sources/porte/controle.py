"""From a file's text columns to the nature's contract: mapping, conversions, rules; what fails is set aside
with why.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import polars as pl
from rapidfuzz import process

from workbench.socle.nir import cells_with_nir, is_nir_column, likely_expected
from workbench.socle.settings import Source
from workbench.socle.tables import ENTREE, Table, tables
from workbench.sources.lecture.lecteurs import header_key
from workbench.sources.modeles import Constat, SourceInutilisable, mask_nir, raw_json, rejection
from workbench.sources.porte.conversions import map_values, parse_boolean
from workbench.sources.porte.dates import decide, meaning_of, normal_form, read_distinct, regles, same_hand
from workbench.sources.porte.numeros_recus import CLES, NATIONALES, read_numbers
from workbench.sources.porte.vides import empty_names

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
    """By nature, what a source must bring (socle/tables/entree.toml); under `defauts`, its national
    headers.
    """
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


def found_columns(source: Source, frame: pl.DataFrame) -> tuple[str, ...]:
    """Canonical columns whose title is in this file."""
    present = {header_key(name) for name in frame.columns}
    return tuple(
        name
        for name, headers in column_mapping(source).items()
        if any(header_key(header) in present for header in headers)
    )


def wanted_headers(source: Source) -> set[str]:
    """Keys of every header this source's mapping may read."""
    return {header_key(header) for headers in column_mapping(source).values() for header in headers}


def check_columns(source: Source, file_name: str, frame: pl.DataFrame) -> Rejets:
    """Required columns are there, nothing mapped looks like a NIR; unmapped NIR columns are reported, never
    kept.

    Raises:
        SourceInutilisable: a required column is missing, a mapped header does not exist, a mapped column
        holds NIRs.
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
            f"{file_name} (source {source.code}) :"
            f" {'; '.join(_missing(name, mapping, present) for name in missing)}",
            "Corrigez [sources.colonnes] dans workbench.toml, ou redemandez le fichier avec cette colonne.",
        )
    absent = [name for name in source.colonnes if name not in found]
    mapped = {present[header_key(h)] for hs in mapping.values() for h in hs if header_key(h) in present}
    nirs = nir_columns(frame)
    if refused := sorted(mapped & set(nirs)):
        raise SourceInutilisable(
            "Numéro de sécurité sociale refusé",
            f"{file_name} (source {source.code}), colonne « {refused[0]} » : les valeurs ont la forme d'un"
            " NIR.",
            "Le NIR n'est jamais chargé. Retirez cette colonne de [sources.colonnes], et si possible du"
            " fichier.",
        )
    return [
        *(
            rejection(
                source.code,
                file_name,
                None,
                "COLONNE_ABSENTE",
                f"{_missing(name, mapping, present)} : lue comme vide. Corrigez [sources.colonnes], ou"
                " redemandez-la.",
                "information",
            )
            for name in absent
        ),
        *_said_nirs(source, file_name, nirs),
    ]


def _said_nirs(source: Source, file_name: str, nirs: list[str]) -> Rejets:
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
    """Columns that hold social security numbers, by their values and their title (see `socle.nir`)."""
    return [
        name for name in frame.columns if frame[name].dtype == pl.String and is_nir_column(frame[name], name)
    ]


def canonical(
    source: Source, file_name: str, frame: pl.DataFrame, date: dt.date | None = None
) -> tuple[pl.DataFrame, Rejets]:
    """Rows of the nature's contract, and what was refused or doubted.

    Args:
        date: the run's date, for the bounds of dates; None leaves them out.

    Returns:
        A frame with every column of the contract plus source, fichier, ligne, and `annee_naissance` (Int32)
        beside
        a birth date; and rows of `meta.rejet`.

    Raises:
        SourceInutilisable: the dates of a column cannot be read without risk.
    """
    contract = contracts()[source.nature]
    received = _received(source, frame, contract)
    raw, masked, nirs = _hide_nirs(source, file_name, received, contract)
    received, unread = read_numbers(source, file_name, raw)
    converted, read = _convert(received, source, contract, (file_name, date))
    converted, doubtful = empty_names(source, file_name, converted, contract)
    rejets: Rejets = [*masked, *unread, *doubtful, *_doubts(source, file_name, received, converted, contract)]
    rejets += _date_doubts(source, file_name, received, read)
    bad = _failures(converted, source, contract)
    bad = pl.concat([nirs, bad]).unique("ligne", keep="first", maintain_order=True)
    rejets += _refused(source, file_name, raw, bad)
    if key := CLES.get(source.nature):
        converted = converted.with_columns(raw[key].alias("cle_brute"))
    kept = converted.filter(~pl.col("ligne").is_in(bad["ligne"].implode())) if bad.height else converted
    return kept.with_columns(pl.lit(source.code).alias("source"), pl.lit(file_name).alias("fichier")), rejets


def _received(source: Source, frame: pl.DataFrame, contract: dict[str, Any]) -> pl.DataFrame:
    """The contract's columns as text, from the titles mapped."""
    present = {header_key(name): name for name in frame.columns}
    mapping = column_mapping(source)
    texts: list[pl.Expr] = []
    for name in [*contract["textes"], *contract.get("dates", []), *contract.get("booleens", [])]:
        headers = [present[header_key(h)] for h in mapping.get(name, []) if header_key(h) in present]
        parts = [pl.col(header).replace("", None) for header in headers]
        texts.append((pl.coalesce(parts) if parts else pl.lit(None, dtype=pl.String)).alias(name))
    return frame.select("ligne", *texts)


def _hide_nirs(
    source: Source, file_name: str, received: pl.DataFrame, contract: dict[str, Any]
) -> tuple[pl.DataFrame, Rejets, pl.DataFrame]:
    """A social security number inside a cell is hidden and said; in what names a person, its row is
    refused.
    """
    rejets: Rejets = []
    refused: list[tuple[int, str, str]] = []
    identifying = {*NIR_SURVEILLES, *contract["cle"], *contract["obligatoires"]}
    for name in [*contract["textes"], *contract.get("dates", [])]:
        text = name in contract["textes"]
        found = cells_with_nir(received[name], likely_expected(name) and text)
        if not found:
            continue
        lines = received.filter(pl.col(name).is_in(list(found)))["ligne"].to_list()
        masks = {
            k: None if not text or (v.startswith("[") and v.endswith("]")) else v for k, v in found.items()
        }
        received = received.with_columns(pl.col(name).replace(list(masks), list(masks.values())))
        if name in identifying:
            motif = f"« {name} » a la forme d'un numéro de sécurité sociale."
            refused += [(line, "NIR_VALEUR", motif) for line in lines]
        else:
            motif = f"« {name} » contenait un numéro de sécurité sociale : masqué. Retirez-le de la source."
            rejets += [
                rejection(source.code, file_name, line, "NIR_MASQUE", motif, "information") for line in lines
            ]
    schema = {"ligne": pl.Int32, "code": pl.String, "motif": pl.String}
    return received, rejets, pl.DataFrame(refused, schema=schema, orient="row")


def _convert(
    received: pl.DataFrame, source: Source, contract: dict[str, Any], place: tuple[str, dt.date | None]
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """Converted rows, and for each date column what was read (jour, annee, etat); each distinct text is read
    once.

    Raises:
        SourceInutilisable: a column mixes two forms, or none can be chosen.
    """
    out = received.with_columns(_conversions(source, contract))
    read: dict[str, pl.DataFrame] = {}
    declared = source.format.format_date
    dated = {name: received[name].drop_nulls().unique().to_list() for name in contract.get("dates", [])}
    hand = same_hand(
        {
            name: decide(texts, meaning_of(name), place[1], normal_form(declared))
            for name, texts in dated.items()
        }
    )
    for name in dated:
        distinct = received.select(pl.col(name).alias("_texte")).unique()
        values, form = read_distinct(
            distinct["_texte"], meaning_of(name, source.nature), place[1], declared, hand
        )
        if form.refus:
            raise SourceInutilisable(
                "Dates ambiguës",
                f"{place[0]} (source {source.code}), colonne de « {name} » : {form.refus}.",
                'Indiquez la forme dans workbench.toml : [sources.format] format_date = "%d/%m/%Y" (jour'
                " d'abord) ou \"%m/%d/%Y\" (mois d'abord), ou redemandez des dates AAAA-MM-JJ.",
            )
        whole = received.select(pl.col(name).alias("_texte")).join(
            distinct.hstack(values), on="_texte", how="left", nulls_equal=True, maintain_order="left"
        )
        _check_dates(source, place[0], name, whole)
        read[name] = whole
        out = out.with_columns(read[name]["jour"].alias(name))
        if name == "date_naissance":
            out = out.with_columns(read[name]["annee"].alias("annee_naissance"))
    return out, read


def _check_dates(source: Source, file_name: str, name: str, read: pl.DataFrame) -> None:
    """A few impossible dates are told row by row; a column of them is another column, or a damaged export.

    Raises:
        SourceInutilisable: most values of the column are no date, or lie out of bounds.
    """
    rules = regles()
    filled = read.filter(pl.col("etat") != "vide")
    bad = filled.filter(pl.col("etat").is_in(["illisible", "hors_limites", "ancienne"]))
    if filled.height < rules["minimum_colonne"] or bad.height <= rules["part_refusee"] * filled.height:
        return
    seen = ", ".join(f"« {text[:30]} »" for text in bad["_texte"].unique(maintain_order=True).head(3))
    raise SourceInutilisable(
        "Dates impossibles",
        f"{file_name} (source {source.code}), colonne associée à « {name} » : {bad.height} valeurs sur"
        f" {filled.height} ne sont pas des dates, ou sont trop anciennes ou trop lointaines ({seen}).",
        "Choisissez la bonne colonne dans [sources.colonnes], ou redemandez l'export avec des dates"
        " JJ/MM/AAAA.",
    )


def _date_doubts(
    source: Source, file_name: str, received: pl.DataFrame, read: dict[str, pl.DataFrame]
) -> Rejets:
    """Dates that could not be read, lie out of bounds, are very old or give a year only: the row stays and
    it is said.
    """
    motifs = {
        "illisible": ("DATE_ILLISIBLE", "Date illisible dans « {} » : valeur ignorée."),
        "hors_limites": (
            "DATE_ILLISIBLE",
            "Date hors limites dans « {} » (trop ancienne ou trop lointaine) : valeur ignorée.",
        ),
        "ancienne": (
            "DATE_ANCIENNE",
            "Naissance de plus de cent ans dans « {} » : gardée, à vérifier dans la source.",
        ),
        "annee": ("DATE_INCOMPLETE", "Jour ou mois inconnu dans « {} » : seule l'année est gardée."),
    }
    rejets: Rejets = []
    for name, values in read.items():
        marked = values.with_columns(received["ligne"]).filter(pl.col("etat").is_in(list(motifs)))
        for row in marked.iter_rows(named=True):
            code, motif = motifs[row["etat"]]
            brut = raw_json({name: row["_texte"]})
            rejets.append(
                rejection(source.code, file_name, row["ligne"], code, motif.format(name), "information", brut)
            )
    return rejets


def said_as_rejections(source: str, file_name: str, said: list[Constat]) -> Rejets:
    """What a reader saw, as rows of `meta.rejet`."""
    return [
        rejection(source, file_name, one.ligne, one.code, mask_nir(one.motif), "information") for one in said
    ]


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
    for name in [*sorted(CODES & set(contract["textes"])), *contract.get("booleens", [])]:
        mask = converted[name].is_null() & received[name].is_not_null()
        unknown = received.filter(mask).group_by(name).agg(pl.len(), pl.col("ligne").min()).sort(name)
        for value, count, first in unknown.iter_rows():
            motif = (
                f"Valeur « {value} » inconnue dans « {name} » ({count} ligne(s)) : à ajouter à"
                f" [sources.valeurs.{name}]."
            )
            rejets.append(rejection(source.code, file_name, first, "VALEUR_INCONNUE", motif, "information"))
    return rejets


def _failures(converted: pl.DataFrame, source: Source, contract: dict[str, Any]) -> pl.DataFrame:
    """(ligne, code, motif) of the rows that break the contract; one reason a row, the first."""
    checks: list[tuple[pl.Expr, str, str]] = []
    for name in contract["obligatoires"]:
        absent = pl.col(name).is_null()
        if name == "date_naissance":  # a known year is enough: day or month may be unknown to everybody
            absent &= pl.col("annee_naissance").is_null()
        checks.append((absent, "OBLIGATOIRE", f"« {name} » est vide ou illisible."))
    if any_of := contract.get("au_moins_un"):
        empty = pl.all_horizontal(pl.col(name).is_null() for name in any_of)
        what = "Ni login ni identifiant" if "login" in any_of else "Aucun nom"
        checks.append((empty, "OBLIGATOIRE", f"{what} n'est renseigné."))
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
    if not found:
        return pl.DataFrame(schema={"ligne": pl.Int32, "code": pl.String, "motif": pl.String})
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
