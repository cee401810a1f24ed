"""Cleaning: what this hospital's names, services and job titles look like, and the rules an analyst adds,
with their effect on all the data seen first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from workbench.atelier.essais import Essai, try_entries
from workbench.atelier.poste import Poste, told, words
from workbench.decisions import Decision, DecisionInvalide
from workbench.decisions.genres import champs, genres
from workbench.decisions.rejeu import DE_L_HOPITAL
from workbench.looks.etats import TRAITS
from workbench.socle.champs import cle
from workbench.socle.noms import letters
from workbench.socle.settings import load_settings
from workbench.socle.tables import received
from workbench.warehouse import read_table

REGLES = ("valeur_vide", "particule", "service_synonyme", "emploi_profession")
"""Kinds of rules an analyst adds here."""
MONTRES = (
    "nom_naissance nom_usage nom prenoms date_naissance sexe lieu_naissance service emploi profession email"
    " noms prenoms_std"
).split()
"""Traits whose change is shown, as `curated.fiche` names them."""
VIDES = (
    "nom_naissance nom_usage nom prenoms prenom_usuel date_naissance sexe lieu_naissance service emploi grade"
    " profil email matricule rpps"
).split()
"""Columns of a source that may hold a value that means nothing."""
LU = {"service": "service_lu"}
"""Trait → the column of `mart.revue_fiche` that keeps it as received."""


def rarest(poste: Poste, trait: str, maximum: int = 20) -> pl.DataFrame:
    """The values of a trait, the strangest then the rarest first; the reading is logged.

    Returns:
        valeur, etrange (holds a figure or a sign, or is one letter), fiches, sources (codes).
    """
    rows = poste.acces.nominatif("mart.revue_fiche", colonnes=["source", trait]).drop_nulls(trait)
    text = pl.col("valeur")
    odd = text.str.contains(r"[^\p{L}\p{M} '’.,()/-]") | (text.str.len_chars() < 2)
    return (
        rows.select("source", pl.col(trait).cast(pl.String).alias("valeur"))
        .group_by("valeur")
        .agg(pl.len().alias("fiches"), pl.col("source").unique().sort().alias("sources"))
        .with_columns(etrange=odd)
        .sort("etrange", "fiches", "valeur", descending=[True, False, False])
        .select("valeur", "etrange", "fiches", "sources")
        .head(maximum)
    )


def rules_kept(poste: Poste) -> pl.DataFrame:
    """The rules people added, and how many records each touches.

    Returns:
        id, regle, objet, fiches (null when only a run can tell), auteur, motif.
    """
    rows = [
        {
            "id": entry.id,
            "regle": entry.libelle,
            "objet": told(entry),
            "fiches": None if (found := _touched(poste, entry)) is None else found.height,
            "auteur": entry.auteur,
            "motif": entry.motif,
        }
        for entry in poste.registre.en_vigueur()
        if entry.genre in REGLES
    ]
    columns: dict[str, pl.DataType] = {name: pl.String() for name in "id regle objet auteur motif".split()}
    return pl.DataFrame(rows, schema=columns | {"fiches": pl.Int64()})


def touched(poste: Poste, genre: str, **donnes: Any) -> pl.DataFrame:
    """The published records a rule would touch: source, cle_source, valeur; one reading, no matching.

    Raises:
        DecisionInvalide: the rule says too little, or something impossible.
    """
    found = _touched(poste, _entry(poste, genre, {"motif": "essai", **donnes}))
    assert found is not None
    return found


def try_rule(poste: Poste, genre: str, **donnes: Any) -> Essai:
    """What a rule would do at the next run, played on a copy; nothing is recorded.

    Raises:
        DecisionInvalide: the rule says too little, or something impossible.
    """
    entry = _entry(poste, genre, {"motif": "essai", **donnes})
    return try_entries(poste, [entry], f"{genres()[genre]['libelle']} : {entry.objet}")


def keep(poste: Poste, genre: str, **donnes: Any) -> str:
    """Keep a rule as data, with its author and reason; what was done, in a sentence.

    Raises:
        AccesRefuse: the role records nothing. DecisionInvalide: the rule says too little.
    """
    _refuse_kind(genre)
    if not poste.action:
        return poste.record([])
    filled = poste.answers(genre, donnes, _choices(poste, genre))
    return poste.record([_entry(poste, genre, filled)])


def values_changed(essai: Essai) -> pl.DataFrame:
    """Every value of a record that the rule changes, as compared by the matching: the rarest first.

    Returns:
        source, trait, avant, apres, fiches.
    """
    if essai.avant is None or essai.apres is None:
        return pl.DataFrame(schema={"source": pl.String, "trait": pl.String, "fiches": pl.Int64})
    before, after = (_long(one.fiche) for one in (essai.avant, essai.apres))
    both = before.join(
        after, on=["source", "cle_source", "trait"], suffix="_apres", how="full", coalesce=True
    )
    changed = both.filter(pl.col("valeur").ne_missing(pl.col("valeur_apres")))
    return (
        changed.group_by(
            "source", "trait", pl.col("valeur").alias("avant"), pl.col("valeur_apres").alias("apres")
        )
        .agg(pl.len().cast(pl.Int64).alias("fiches"))
        .sort("fiches", "source", "trait", "avant", nulls_last=True)
    )


def _long(fiche: pl.DataFrame) -> pl.DataFrame:
    lists = [name for name in MONTRES if isinstance(fiche.schema[name], pl.List)]
    plain = fiche.select("source", "cle_source", *MONTRES).with_columns(
        *(pl.col(name).list.join(" / ") for name in lists)
    )
    texts = plain.with_columns(pl.col(name).cast(pl.String) for name in MONTRES)
    return texts.unpivot(MONTRES, index=["source", "cle_source"], variable_name="trait", value_name="valeur")


def _entry(poste: Poste, genre: str, filled: Mapping[str, Any]) -> Decision:
    """The entry of a rule; its subject is what it speaks of, so that saying it again replaces it."""
    _refuse_kind(genre)
    filled = {code: filled.get(code, "") for code in champs(genre)}
    if genre == "valeur_vide":
        word = cle(str(filled["texte"]))
        choices = _choices(poste, genre)
        _refuse_outside(filled["trait"], choices["trait"], "Colonne")
        if filled["source"]:
            _refuse_outside(filled["source"], choices["source"], "Source")
            _refuse_not_given(poste, str(filled["source"]), str(filled["trait"]))
        objet = f"{filled['source'] or '*'}|{filled['trait']}|{word}"
    elif genre == "particule":
        word = objet = letters(str(filled["texte"]))
    elif genre == "service_synonyme":
        word = cle(str(filled["graphie"]))
        objet = f"{filled['etablissement']}|{word}"
    else:
        word = objet = str(filled["objet"])
        _refuse_outside(filled["cible"], _choices(poste, genre)["cible"], "Profession ou rôle")
    if not word:
        raise DecisionInvalide(
            "Rien à reconnaître",
            "Le texte donné n’a ni lettre ni chiffre.",
            "Écrivez la valeur telle que reçue.",
        )
    return poste.compose(genre, filled, objet=objet)


def _refuse_kind(genre: str) -> None:
    if genre not in REGLES:
        raise DecisionInvalide(
            "Règle de nettoyage inconnue", f"« {genre} »", f"Règles connues : {', '.join(REGLES)}."
        )


def _refuse_outside(value: Any, known: Mapping[str, str], what: str) -> None:
    if str(value) not in known:
        shown = ", ".join(list(known)[:20])
        raise DecisionInvalide(f"{what} inconnue", f"« {value} »", f"Valeurs admises : {shown}…")


def _refuse_not_given(poste: Poste, source: str, trait: str) -> None:
    """A rule on a column that this source does not bring would touch nothing."""
    given = _given(poste).get(source)
    if given is not None and trait not in given:
        shown = ", ".join(TRAITS.get(name, name) for name in VIDES if name in given)
        raise DecisionInvalide(
            "Colonne que la source ne donne pas",
            f"« {TRAITS.get(trait, trait)} » n’est dans aucune colonne de {source} : ses fiches l’ont d’une"
            " autre colonne, ou ne l’ont pas.",
            f"Choisissez l’une des siennes ({shown}), ou laissez la source vide pour toutes.",
        )


def _given(poste: Poste) -> dict[str, set[str]]:
    """Source → the columns of `VIDES` that its last delivery brings; nothing for one never published."""
    table = read_table(poste.home, "meta.livraison_colonne")
    if table is None:
        return {}
    natures = {source.code: source.nature for source in load_settings(poste.home).sources}
    there = table.filter("presente").group_by("source").agg("colonne")
    return {
        source: {trait for trait in VIDES if received(natures[source], trait) in columns}
        for source, columns in there.iter_rows()
        if source in natures
    }


def _choices(poste: Poste, genre: str) -> dict[str, dict[str, str]]:
    if genre == "emploi_profession":
        waiting = poste.acces.agregat("mart.emploi_non_resolu")["emploi"].drop_nulls().unique().sort()
        return {"cible": dict(words("cible")), "objet": {title: title for title in waiting}}
    if genre == "valeur_vide":
        sources = load_settings(poste.home).sources
        own = {source.code: source.nom for source in sources if source.nature in DE_L_HOPITAL}
        return {"trait": {name: TRAITS.get(name, name) for name in VIDES}, "source": own}
    return {}


def _touched(poste: Poste, entry: Decision) -> pl.DataFrame | None:
    """The records whose value the rule recognises; None for what is only seen when deliveries are read."""
    columns = {
        "valeur_vide": [LU.get(trait := str(entry.valeur.get("trait")), trait)],
        "particule": ["nom_naissance", "nom_usage", "nom"],
        "service_synonyme": ["service_lu"],
        "emploi_profession": ["emploi", "grade"],
    }[entry.genre]
    if entry.genre == "valeur_vide" and columns[0] not in {*MONTRES, *LU.values()}:
        return None
    rows = poste.acces.nominatif("mart.revue_fiche", colonnes=["source", "cle_source", *columns])
    long = rows.unpivot(columns, index=["source", "cle_source"], value_name="valeur").drop_nulls("valeur")
    values = long["valeur"].cast(pl.String)
    known = {value for value in values.unique() if _recognised(entry, value)}
    kept = long.with_columns(valeur=values).filter(pl.col("valeur").is_in(sorted(known)))
    if entry.genre == "valeur_vide":
        given = _given(poste)
        without = [code for code, names in given.items() if str(entry.valeur.get("trait")) not in names]
        kept = kept.filter(~pl.col("source").is_in(without))
    if source := str(entry.valeur.get("source") or ""):
        kept = kept.filter(pl.col("source") == source)
    return (
        kept.select("source", "cle_source", "valeur")
        .unique(["source", "cle_source"])
        .sort("source", "cle_source")
    )


def _recognised(entry: Decision, value: str) -> bool:
    if entry.genre == "particule":
        return entry.objet in letters(value).split()
    if entry.genre == "emploi_profession":
        return letters(value) == letters(entry.objet)
    return cle(value) == entry.objet.rsplit("|", 1)[-1]
