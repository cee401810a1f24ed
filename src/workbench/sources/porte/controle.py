"""From a file's text columns to the nature's contract: mapping, conversions, rules; what fails is set aside
with why.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from workbench.socle import numeros
from workbench.socle.nir import nir_columns
from workbench.socle.settings import Source
from workbench.sources.lecture.titres import header_key
from workbench.sources.modeles import (
    Constat,
    Rejets,
    SourceInutilisable,
    designated,
    mask_nir,
    raw_json,
    rejection,
)
from workbench.sources.porte.codes import check_codes, not_people
from workbench.sources.porte.contrat import column_mapping, contracts, say_missing, title
from workbench.sources.porte.conversions import in_letters, map_values, parse_boolean
from workbench.sources.porte.dates_recues import read_dates
from workbench.sources.porte.nir_recus import hide_cells, tell_columns
from workbench.sources.porte.noms_recus import clean_names
from workbench.sources.porte.numeros_recus import CLES, NATIONALES, read_numbers
from workbench.sources.porte.vides import empty_names
from workbench.sources.porte.vides_declares import empty_declared

NOMMES_PAR_DN = {"service", "fonction"}
DN = r"(?i)^\s*(?:OU|CN)=((?:[^,\\]|\\.)+),(?:.*,)?\s*(?:DC|O|C)=[^,]+$"
CHEMIN = r"^\s*([^/\\>]+?)\s*[/\\>].*[/\\>]\s*([^/\\>]+?)\s*$"  # three levels at least
CODES = {"type_contrat", "sexe", "mode_auth", "type_mie", "statut"}


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
    if missing and not found:
        first = " | ".join(name for name in frame.columns if name != "ligne")
        raise SourceInutilisable(
            "Titres introuvables",
            f"{file_name} (source {source.code}) : aucun des titres attendus n'est dans le fichier, dont la"
            f" première ligne est « {mask_nir(first)[:80]} ».",
            "Si ce n'est pas une ligne de titres, redemandez l'export avec ses titres. S'ils ont changé,"
            " déposez le fichier sur la page « Données du mois », qui demande lesquels les remplacent.",
        )
    if missing:
        raise SourceInutilisable(
            "Colonne obligatoire absente",
            f"{file_name} (source {source.code}) :"
            f" {' ; '.join(say_missing(name, mapping, present) for name in missing)}.",
            "Redemandez le fichier avec cette colonne. Si elle y est sous un autre titre, déposez-le sur la"
            " page « Données du mois », qui demande laquelle c'est.",
        )
    absent = [name for name in source.colonnes if name not in found]
    mapped = {present[header_key(h)] for hs in mapping.values() for h in hs if header_key(h) in present}
    nirs = nir_columns(frame)
    if refused := sorted(mapped & set(nirs)):
        raise SourceInutilisable(
            "Numéro de sécurité sociale refusé",
            f"{file_name} (source {source.code}), colonne « {refused[0]} » : les valeurs ont la forme d'un"
            " NIR.",
            "Le NIR n'est jamais chargé. Redemandez le fichier sans cette colonne.",
        )
    return [
        *(
            rejection(
                source.code,
                file_name,
                None,
                "COLONNE_ABSENTE",
                f"{say_missing(name, mapping, present)} : lue comme vide. Redemandez-la, ou dites sur la"
                " page « Données du mois » quelle colonne la remplace.",
                "information",
            )
            for name in absent
        ),
        *tell_columns(source, file_name, nirs),
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
    if source.nature == "annuaire":
        received = in_letters(received)
    raw, masked, nirs = hide_cells(source, file_name, received, contract)
    received, declared = empty_declared(source, file_name, raw)
    received, unread = read_numbers(source, file_name, _address(received))
    converted = received.with_columns(_conversions(source, contract))
    converted, undated = read_dates(source, file_name, converted, contract["dates"], date)
    check_codes(source, file_name, received, converted)
    asides = not_people(source, received, converted, contract["dates"])
    converted, polite = clean_names(source, file_name, converted)
    converted, doubtful = empty_names(source, file_name, converted, contract)
    unknown = _doubts(source, file_name, received, converted, contract)
    rejets: Rejets = [*masked, *declared, *unread, *polite, *doubtful, *unknown, *undated]
    bad = _failures(converted, source, contract)
    bad = pl.concat([nirs, asides, bad]).unique("ligne", keep="first", maintain_order=True)
    rejets += _refused(source, file_name, raw, bad)
    if key := CLES.get(source.nature):
        rejets = designated(rejets, key, raw)
        converted = converted.with_columns(raw[key].alias("cle_brute"))
    kept = converted.filter(~pl.col("ligne").is_in(bad["ligne"].implode())) if bad.height else converted
    return kept.with_columns(pl.lit(source.code).alias("source"), pl.lit(file_name).alias("fichier")), rejets


def _received(source: Source, frame: pl.DataFrame, contract: dict[str, Any]) -> pl.DataFrame:
    """The contract's columns as text, from the titles mapped."""
    present = {header_key(name): name for name in frame.columns}
    mapping = column_mapping(source)
    lines = _written_on_lines(frame)
    texts: list[pl.Expr] = []
    for name in [*contract["textes"], *contract.get("dates", []), *contract.get("booleens", [])]:
        headers = [present[header_key(h)] for h in mapping.get(name, []) if header_key(h) in present]
        parts = [_one_line(header, header in lines) for header in headers]
        text = pl.coalesce(parts) if parts else pl.lit(None, dtype=pl.String)
        texts.append((_first_of_dn(text) if name in NOMMES_PAR_DN else text).alias(name))
    out = frame.select("ligne", *texts)
    return out.with_columns(_last_of_path(out["service"])) if "service" in out.columns else out


def _last_of_path(services: pl.Series) -> pl.Series:
    """« CH/Soins/Imagerie » on every row names Imagerie: one house, and what stands in it."""
    filled = services.drop_nulls()
    houses, last = filled.str.extract(CHEMIN, 1), services.str.extract(CHEMIN, 2)
    enough = filled.len() >= numeros.regles()["formes"]["minimum"] and last.drop_nulls().n_unique() > 1
    return last if enough and houses.n_unique() == 1 and not houses.has_nulls() else services


def _first_of_dn(text: pl.Expr) -> pl.Expr:
    """« OU=Imagerie,DC=chu,DC=local » names Imagerie: a place in the tree, for a label."""
    first = text.str.extract(DN, 1).str.replace_all(r"\\(.)", "$1")
    return pl.coalesce(first, text)


def _written_on_lines(frame: pl.DataFrame) -> set[str]:
    """The columns some cell of which holds several lines: few files have one."""
    texts = [name for name in frame.columns if frame[name].dtype == pl.String]
    held = frame.select(pl.col(texts).str.contains(r"[\r\n\t\v]").any())
    return {name for name, several in zip(texts, held.row(0), strict=True) if several} if texts else set()


def _one_line(header: str, lines: bool) -> pl.Expr:
    """A cell written on several lines is one text; an empty one is null."""
    text = pl.col(header).str.replace_all(r"\s*[\r\n\t\v]+\s*", " ") if lines else pl.col(header)
    return text.replace("", None)


def said_as_rejections(source: str, file_name: str, said: list[Constat]) -> Rejets:
    """What a reader saw, as rows of `meta.rejet`."""
    return [
        rejection(source, file_name, one.ligne, one.code, mask_nir(one.motif), "information") for one in said
    ]


def _address(received: pl.DataFrame) -> pl.DataFrame:
    """Mail addresses without what a directory or a link writes before them (« SMTP: », « mailto: »)."""
    if "email" not in received.columns:
        return received
    return received.with_columns(pl.col("email").str.replace(r"(?i)^\s*(?:smtp|mailto):\s*", ""))


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
                f"Valeur « {value} » inconnue dans « {title(source, name)} » ({count} ligne(s)) : à ajouter à"
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
        checks.append((absent, "OBLIGATOIRE", f"« {title(source, name)} » est vide ou illisible."))
    if any_of := contract.get("au_moins_un"):
        empty = pl.all_horizontal(pl.col(name).is_null() for name in any_of)
        what = "Ni login ni identifiant" if "login" in any_of else "Aucun nom"
        checks.append((empty, "OBLIGATOIRE", f"{what} n'est renseigné."))
    if source.nature == "annuaire":
        computer = pl.col("login").str.ends_with("$")
        told = "Compte d'ordinateur ou de service (login fini par « $ »), pas une personne."
        checks.append((computer, "COMPTE_MACHINE", told))
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
