"""Numbers at the door: every column that holds one takes its canonical form, and what could not be read is
said.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from workbench.socle import numeros
from workbench.socle.numeros import Genre
from workbench.socle.settings import Source
from workbench.socle.seuils import nombreux
from workbench.sources.declarer.titres import libelle
from workbench.sources.modeles import Rejets, SourceInutilisable, mask_nir, raw_json, rejection
from workbench.sources.porte.contrat import title

GENRES: Mapping[str, Genre] = {
    "rpps": "rpps",
    "adeli": "adeli",
    "finess": "finess",
    "finess_site": "finess",
    "finess_ej": "finess",
    "code_commune_naissance": "commune",
    "matricule": "matricule",
    "identifiant": "matricule",
    "login": "login",
    "numero_carte": "carte",
    "numero_serie": "carte",
}
CLES = {"sirh": "matricule", "annuaire": "login", "application": "login"}  # what a record is known by
SERIE = "numero_serie"
OBJETS = {"matricule": "agent", SERIE: "moyen"}
NATIONALES = {"rpps_public", "rpps_restreint", "porteurs_cps"}
RIEN = r"^\s*'?(?:0+|-\d+)(?:[.,]0+)?\s*$"
CHIFFRE = r"^\s*'?(?:1{4,}|2{4,}|3{4,}|4{4,}|5{4,}|6{4,}|7{4,}|8{4,}|9{4,})(?:[.,]0+)?\s*$"
DOMAINE = r"^\s*([\w.-]{2,})/[^/\\@]+$"
BONS = (
    "ok",
    "vide",
    "cle_fausse",
)  # a wrong key is judged where the number is used, with the person's other traits


def read_numbers(source: Source, file_name: str, received: pl.DataFrame) -> tuple[pl.DataFrame, Rejets]:
    """The rows with canonical numbers; an ADELI found where an RPPS was expected goes to `adeli`, when the
    nature has one.

    Args:
        received: texts under canonical names, and `ligne`.

    Returns:
        The same columns, and the reasons to tell (those of a national file are told row by row, by its
        contract).

    Raises:
        SourceInutilisable: most values of a column do not have the shape its meaning demands.
    """
    national = source.nature in NATIONALES
    rejets: Rejets = []
    out = received
    for name, genre in GENRES.items():
        if name not in received.columns or received[name].null_count() == received.height:
            continue
        if genre == "rpps":
            _refuse_phones(source, file_name, received[name])
        if genre == "login":
            received = received.with_columns(_domain(received[name]))
        if not national and name != CLES.get(source.nature) and genre != "login":
            received, told = _fillers(source, file_name, name, received)
            rejets += told
        read = numeros.lire_colonne(genre, received[name], cle_verifiee=not national)
        _check_shape(source, file_name, name, genre, received[name], read["verdict"])
        out = out.with_columns(read["valeur"].alias(name))
        if name == "rpps":
            out = out.with_columns(read["verdict"].alias("_verdict_rpps"))
        elif not national:
            rejets += _doubts(source, file_name, name, received, read["verdict"])
            rejets += _without_figures(source, file_name, name, read["valeur"])
    if "_verdict_rpps" not in out.columns or national:
        return out.drop("_verdict_rpps", strict=False), rejets
    rejets += _doubts(source, file_name, "rpps", received, out["_verdict_rpps"])
    return _without_adeli(out), rejets


def _domain(logins: pl.Series) -> pl.Series:
    """« GHT/login » on every row is a domain, written with the other bar."""
    limit = numeros.regles()["formes"]["minimum"]
    parted = logins.str.extract(DOMAINE, 1)
    if (
        parted.len() < limit
        or parted.null_count() > logins.null_count()
        or parted.drop_nulls().n_unique() != 1
    ):
        return logins
    return logins.str.replace("/", "\\", literal=True)


def _fillers(
    source: Source, file_name: str, name: str, received: pl.DataFrame
) -> tuple[pl.DataFrame, Rejets]:
    """Numbers that stand for none, known by their shape and how often they come back: emptied, told."""
    limits = numeros.regles()["remplissage"]
    counts = received[name].drop_nulls().value_counts(name="n").sort("n", descending=True)
    none, same = (counts.filter(pl.col(name).str.contains(shape)) for shape in (RIEN, CHIFFRE))
    usual = counts.join(pl.concat([none, same]), on=name, how="anti")["n"].max() or 0
    same = same.filter((pl.col("n") >= limits["chiffre"]) & (pl.col("n") > limits["fois"] * usual))
    found = pl.concat([none if none["n"].sum() >= limits["nombre"] else none.clear(), same])
    if found.is_empty():
        return received, []
    told = (
        f"« {found[name][0]} » est répété dans « {title(source, name)} » ({found['n'].sum()}"
        " ligne(s)) : lu comme une valeur vide. Laissez ce champ vide dans l'export."
    )
    kept = pl.when(~pl.col(name).is_in(found[name].to_list())).then(name).alias(name)
    return received.with_columns(kept), [
        rejection(source.code, file_name, None, "VALEUR_DE_REMPLISSAGE", told, "information")
    ]


def _without_figures(source: Source, file_name: str, name: str, values: pl.Series) -> Rejets:
    """Words in a column of numbers: they are nobody's number, two cells were exchanged or a mention typed."""
    limits = numeros.regles()["sans_chiffre"]
    filled = values.drop_nulls()
    words = filled.filter(~filled.str.contains("[0-9]"))
    share = words.len() / filled.len() if filled.len() else 1.0
    if name != "matricule" or words.len() < limits["nombre"] or share > limits["part"]:
        return []
    told = (
        f"« {title(source, name)} » : {words.len()} valeurs sur {filled.len()} n'ont aucun chiffre"
        f" ({_samples(words, numeros.regles()['formes']['exemples'])}) : elles ne désignent personne."
        " Vérifiez si deux colonnes ont été échangées sur ces lignes."
    )
    return [rejection(source.code, file_name, None, "MATRICULE_SANS_CHIFFRE", told, "information")]


def _without_adeli(rows: pl.DataFrame) -> pl.DataFrame:
    """An ADELI is never an RPPS: it goes to its own column, or away."""
    adeli = pl.col("_verdict_rpps") == "adeli"
    moved = [pl.when(~adeli).then("rpps").alias("rpps")]
    if "adeli" in rows.columns:
        moved.append(pl.coalesce("adeli", pl.when(adeli).then("rpps")).alias("adeli"))
    return rows.with_columns(moved).drop("_verdict_rpps")


def _doubts(source: Source, file_name: str, name: str, received: pl.DataFrame, verdicts: pl.Series) -> Rejets:
    """One information a value that was not read, with what was received (never a NIR)."""
    mask = ~verdicts.is_in(BONS)
    rows = received.select("ligne", pl.col(name).alias("_brut")).with_columns(verdict=verdicts).filter(mask)
    return [
        rejection(
            source.code,
            file_name,
            line,
            f"NUMERO_{verdict.upper()}",
            f"« {title(source, name)} » : {numeros.raison(verdict, mask_nir(raw))}",
            "information",
            raw_json({name: raw}),
        )
        for line, raw, verdict in rows.iter_rows()
    ]


def _check_shape(
    source: Source, file_name: str, name: str, genre: Genre, received: pl.Series, verdicts: pl.Series
) -> None:
    """A few bad values are told row by row; a column of them means the wrong column, or a damaged export."""
    rules = numeros.regles()["formes"]
    kind = rules.get(genre)
    filled = verdicts != "vide"
    count = int(filled.sum())
    if kind is not None and count >= rules["minimum"]:
        bad = verdicts.is_in(kind["refuse"])
        if int(bad.sum()) / count > rules["part_refusee"]:
            seen = _samples(received.filter(bad), rules["exemples"])
            raise SourceInutilisable(
                "Colonne qui n'est pas ce qu'elle devrait être",
                f"{file_name} (source {source.code}),"
                f" colonne associée à « {libelle(name)} » : {int(bad.sum())}"
                f" valeurs sur {count} n'ont pas la forme voulue ({seen}) ; {kind['dit']}.",
                kind["remede"],
            )
    key = CLES.get(source.nature)
    if name in {key, SERIE} and received.len() >= rules["rapetees_minimum"] and received.n_unique() == 1:
        raise SourceInutilisable(
            "Une seule valeur dans toute la colonne",
            f"{file_name} (source {source.code}),"
            f" colonne associée à « {libelle(name)} » : les {received.len()} lignes"
            f" portent la même valeur ({_samples(received, 1)}).",
            f"Redemandez l'export avec la colonne qui désigne chaque {OBJETS.get(name, 'compte')}, ou"
            " choisissez-la sur la page « Données du mois » (« Une colonne est mal comprise ? »).",
        )


def _refuse_phones(source: Source, file_name: str, received: pl.Series) -> None:
    """Mobile numbers look like ADELI written with their 0: what they begin with tells them apart."""
    rules = numeros.regles()
    plain = received.drop_nulls().str.replace_all(r"[\s./-]", "")
    found = plain.filter(plain.str.contains(rules["telephones"]["motif"]))
    begins = found.str.slice(-9, 2).n_unique()
    enough = nombreux(found.len(), plain.len(), rules["formes"]["minimum"], rules["telephones"]["part"])
    if enough and begins >= rules["telephones"]["indicatifs"]:
        raise SourceInutilisable(
            "Colonne qui n'est pas ce qu'elle devrait être",
            f"{file_name} (source {source.code}),"
            f" colonne associée à « {libelle('rpps')} » : {found.len()} valeurs sur"
            f" {plain.len()} ne sont pas des RPPS, {rules['telephones']['dit']}.",
            rules["formes"]["rpps"]["remede"],
        )


def _samples(values: pl.Series, count: int) -> str:
    """A few values received, anything like a NIR hidden: long runs of digits are cut whatever their key."""
    seen = values.drop_nulls().unique(maintain_order=True).head(count).to_list()
    return ", ".join(f"« {_hidden(value)} »" for value in seen)


def _hidden(value: str) -> str:
    digits = sum(char.isdigit() for char in value)
    return mask_nir(value) if digits < 13 else f"{digits} chiffres"
