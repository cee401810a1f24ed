"""The reference source of each trait: proposed with its reasons, its effect seen, written in `workbench.toml`
with every comment kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl
import tomlkit
from tomlkit.items import Table

from workbench.access import exiger
from workbench.atelier.poste import LECTURE, Poste
from workbench.decisions import DecisionInvalide
from workbench.identities.reference import ATTRIBUTS, golden_records
from workbench.run.pipeline import read_precedent
from workbench.socle.settings import FICHIER, Settings, load_settings, validate_settings
from workbench.warehouse import published_date, read_table

CLE = "referentiel_maitre"


def in_force(poste: Poste) -> dict[str, list[str]]:
    """Trait → the sources that decide it, as written."""
    return dict(load_settings(poste.home).referentiel_maitre)


def effect(poste: Poste, attribut: str, sources: Sequence[str]) -> pl.DataFrame:
    """People whose value would change with this reference, the rarest change first.

    Returns:
        avant, apres, personnes.

    Raises:
        DecisionInvalide: the trait has no reference. ConfigurationInvalide: a source does not exist.
    """
    settings = load_settings(poste.home)
    chosen = _with(settings, attribut, sources)
    before, after = (_golden(poste, one, attribut) for one in (settings, chosen))
    both = before.join(after, on="id_unique", suffix="_apres").filter(
        pl.col(attribut).ne_missing(pl.col(f"{attribut}_apres"))
    )
    return (
        both.group_by(pl.col(attribut).alias("avant"), pl.col(f"{attribut}_apres").alias("apres"))
        .agg(pl.len().cast(pl.Int64).alias("personnes"))
        .sort("personnes", "avant", "apres", nulls_last=True)
    )


def write(poste: Poste, attribut: str, sources: Sequence[str], motif: str) -> str:
    """Write the reference of a trait, with who, when and why; an empty list takes it away.

    Returns:
        What was done, in a sentence, with how to undo it.

    Raises:
        AccesRefuse: the role does not feed the warehouse. DecisionInvalide: no reason, or no such trait.
        ConfigurationInvalide: a source does not exist; nothing was written.
    """
    if not poste.action:
        return LECTURE
    author = poste.acces.utilisateur
    exiger(poste.home, author, "alimenter")
    said = motif.strip() or poste.demander("Pourquoi : ").strip()
    if not said:
        raise DecisionInvalide(
            "Référentiel maître : décision incomplète",
            "Il manque : Pourquoi (motif).",
            "Dites-le en quelques mots.",
        )
    former = in_force(poste).get(attribut, [])
    _with(load_settings(poste.home), attribut, sources)
    path = poste.home / FICHIER
    document = tomlkit.parse(path.read_text("utf-8-sig"))
    table = document.setdefault(CLE, tomlkit.table())
    assert isinstance(table, Table)
    if sources:
        table[attribut] = list(sources)
        table[attribut].comment(f"{author}, {dt.datetime.now(dt.UTC):%d/%m/%Y} : {' '.join(said.split())}")
    else:
        table.remove(attribut)
    text = tomlkit.dumps(document)
    validate_settings(tomlkit.parse(text).unwrap(), poste.home)
    path.write_text(text, "utf-8")
    return (
        f"{CLE}.{attribut} = {list(sources)} écrit dans {FICHIER} au nom de {author}, commentaires gardés."
        " Vaut à la prochaine exécution. Pour défaire :"
        f' maitres.write(poste, "{attribut}", {former}, motif).'
    )


def _with(settings: Settings, attribut: str, sources: Sequence[str]) -> Settings:
    if attribut not in ATTRIBUTS:
        raise DecisionInvalide(
            "Trait sans référentiel", f"« {attribut} »", f"Traits connus : {', '.join(ATTRIBUTS)}."
        )
    known = {source.code for source in settings.sources}
    if unknown := [code for code in sources if code not in known]:
        raise DecisionInvalide(
            "Source inconnue", f"« {', '.join(unknown)} »", f"Sources déclarées : {', '.join(sorted(known))}."
        )
    masters = {name: codes for name, codes in settings.referentiel_maitre.items() if name != attribut}
    return settings.model_copy(update={CLE: {**masters, **({attribut: list(sources)} if sources else {})}})


def _golden(poste: Poste, settings: Settings, attribut: str) -> pl.DataFrame:
    home = poste.home
    fiche, members = (read_table(home, f"curated.{name}") for name in ("fiche", "identite_fiche"))
    date = published_date(home)
    assert fiche is not None
    assert members is not None
    assert date is not None
    people = fiche.with_columns(cle=pl.concat_str("source", pl.lit(":"), "cle_source"))
    return golden_records(people, members, settings, date, read_precedent(home)).select("id_unique", attribut)
