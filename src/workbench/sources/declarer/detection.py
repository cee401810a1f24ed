"""`workbench source add`: what a file seems to be, from its titles and its values; what is unsure is left to
a person.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.nir import nir_columns
from workbench.socle.settings import Format, roles
from workbench.sources.declarer.declaration import refuse_unsure, write_source
from workbench.sources.declarer.indices import SEUILS
from workbench.sources.declarer.natures import Affectation, assign, guess_nature, profiles
from workbench.sources.declarer.proposition import REPONSE, Colonne, Proposition, near, samples
from workbench.sources.declarer.suggestions import suggest
from workbench.sources.declarer.titres import dictionary, tokens, weights
from workbench.sources.declarer.valeurs import Valeurs
from workbench.sources.lecture.lecteurs import header_key, read_file
from workbench.sources.lecture.texte import decode, detect_separator
from workbench.sources.porte.contrat import contracts

__all__ = ["Colonne", "Proposition", "propose", "refuse_unsure", "write_source"]
_ORDRE = (
    ("date_debut", "date_fin"),
    ("date_creation", "date_derniere_connexion"),
    ("date_commande", "date_remise"),
)
_TEXTES = {".csv", ".txt", ".tsv"}


def propose(path: Path, nature: str | None = None, colonnes: Mapping[str, str] | None = None) -> Proposition:
    """Guess everything about a file.

    Args:
        colonnes: canonical column → title, already answered (an empty title: no such column).

    Raises:
        ErreurWorkbench: unreadable or empty file, unknown nature, column or title given.
    """
    if not path.is_file():
        raise ErreurWorkbench("Fichier introuvable", f"{path} n'existe pas.", "Vérifiez le chemin.")
    if nature is not None and nature not in _natures():
        raise ErreurWorkbench(
            "Nature inconnue",
            f"« {nature} »{near(nature, _natures())}",
            f"Natures : {', '.join(_natures())}.",
        )
    frame, _ = read_file(path, Format())
    refused = nir_columns(frame)
    titles = [name for name in frame.columns if name != "ligne" and name not in refused]
    columns = profiles(frame, titles, weights()["echantillon"])
    guessed, sure, _ = guess_nature(columns, path.stem)
    chosen = nature or guessed
    if nature is None:
        _refuse_patients(path, titles)
    encoding, separator = _shape(path)
    told = assign(columns, chosen)
    found = [_colonne(one, columns[one.titre]) for one in [*told, *suggest(columns, chosen, told)]]
    stem = re.sub(r"[^a-z0-9]+", "_", header_key(re.sub(r"\d{4,}([-_]\d{2}){0,2}", "", path.stem)).lower())
    out = Proposition(
        path,
        chosen,
        stem.strip("_") or chosen,
        re.sub(r"\d{4,}([-_]\d{2}){0,2}(?:T?\d{2,})?", "*", glob.escape(path.name)),
        encoding,
        separator,
        found,
        nir=refused,
        nature_sure=nature is not None or sure == "sure",
        profils=columns,
    )
    out.sort_titles()
    for name, title in (colonnes or {}).items():
        out.repondre(name, title or None)
    _doubt_disordered(out)
    _hint_whole_list(out, titles)
    return out


def _hint_whole_list(out: Proposition, titles: list[str]) -> None:
    """What the file's name or titles say of every row: the application's role, the kind of contract."""
    words = " ".join(header_key(title) for title in titles)
    if out.nature == "application":
        out.role = _hinted(out.fichier, {code: role["indices"] for code, role in roles().items()})
    if out.nature == "sirh" and not any(one.canonique == "type_contrat" for one in out.colonnes):
        kinds = dictionary()["type_contrat_defaut"]
        out.type_contrat = _hinted(out.fichier, kinds) or _hinted_words(words, kinds)


def _refuse_patients(path: Path, titles: list[str]) -> None:
    """Raises ErreurWorkbench when a title speaks of patients: this tool reads professionals only."""
    words = {frozenset(tokens(text)) for text in dictionary()["patients"]}
    if found := [title for title in titles if frozenset(tokens(title)) in words]:
        raise ErreurWorkbench(
            "Fichier de patients : rien n'a été lu",
            f"{path.name} a une colonne « {found[0]} » : il semble parler de patients, et cet outil ne lit"
            " que des"
            " listes de professionnels et de comptes.",
            "Retirez ce fichier. S'il s'agit bien de professionnels, dites de quelle nature : --nature sirh"
            " (ou une"
            " autre).",
        )


def _natures() -> list[str]:
    return [name for name in contracts() if name not in {"version", "defauts"}]


def _hinted(path: Path, hints: Mapping[str, list[str]]) -> str | None:
    return _hinted_words(header_key(path.stem), hints)


def _hinted_words(words: str, hints: Mapping[str, list[str]]) -> str | None:
    """The first entry one of whose words stands whole in the text."""
    padded = f" {words} "
    return next((code for code, some in hints.items() if any(f" {word} " in padded for word in some)), None)


def _colonne(one: Affectation, values: Valeurs) -> Colonne:
    return Colonne(
        one.canonique,
        one.titre,
        max(0, min(100, round(one.score))),
        samples(values),
        one.surete == "sure",
        one.raison,
        one.autres,
    )


def _doubt_disordered(out: Proposition) -> None:
    """Dates read with the proposed columns: a start after its end in many rows, and both columns are
    doubted.
    """
    if out.manquantes:
        return
    try:
        rows = out.essayer().lignes
    except ErreurWorkbench:
        return  # said when the proposal is tried for good
    for first, last in _ORDRE:
        if first not in rows.columns or last not in rows.columns:
            continue
        both = rows.filter(pl.col(first).is_not_null() & pl.col(last).is_not_null())
        if both.height and (both[first] <= both[last]).mean() < SEUILS["dates_ordonnees"]:
            out.colonnes = [
                (
                    replace(one, sure=False, raison="dates en désordre")
                    if one.canonique in {first, last} and one.raison != REPONSE
                    else one
                )
                for one in out.colonnes
            ]


def _shape(path: Path) -> tuple[str | None, str | None]:
    if path.suffix.lower() not in _TEXTES:
        return None, None
    text, encoding = decode(path, None)
    return encoding, detect_separator(text)
