"""`workbench source add`: guess a file's encoding, separator, nature and columns, show it, write it to the settings."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import tomlkit
from rapidfuzz import fuzz, process
from rich.table import Table
from tomlkit.items import AoT

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, Format
from workbench.sources.controle import contracts, nir_columns
from workbench.sources.lecteurs import header_key, read_file
from workbench.sources.texte import decode, detect_separator

SEUIL = 86  # likeness (0–100) under which a header is left for a person to map
_NATIONALES = ("rpps_restreint", "porteurs_cps", "rpps_public")


@dataclass(frozen=True)
class Colonne:
    """One proposed mapping, with its likeness (0–100) and a few received values."""

    canonique: str
    titre: str
    confiance: int
    exemples: list[str]


@dataclass
class Proposition:
    """What the file seems to be."""

    fichier: Path
    nature: str
    code: str
    motif: str
    encodage: str | None
    separateur: str | None
    colonnes: list[Colonne] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)
    nir: list[str] = field(default_factory=list)
    manquantes: list[str] = field(default_factory=list)

    def tableau(self) -> Table:
        """The proposal, for the terminal."""
        shown = f"{self.fichier.name} : {self.nature} ({self.encodage or 'classeur'}, séparateur {self.separateur or 'sans objet'})"
        table = Table("Donnée attendue", "Colonne du fichier", "Confiance", "Exemples", title=shown)
        for one in self.colonnes:
            table.add_row(one.canonique, one.titre, f"{one.confiance} %", ", ".join(one.exemples))
        for name in self.manquantes:
            table.add_row(f"[red]{name}[/]", "[red]introuvable : à compléter dans workbench.toml[/]", "", "")
        for name in self.nir:
            table.add_row(
                "[red]refusée[/]", name, "", "forme d'un numéro de sécurité sociale : jamais chargée"
            )
        for name in self.ignorees:
            table.add_row("[dim]ignorée[/]", name, "", "")
        return table


@cache
def _synonyms() -> dict[str, dict[str, list[str]]]:
    data = tomllib.loads(files("workbench.sources").joinpath("synonymes.toml").read_text("utf-8"))
    return {name: table for name, table in data.items() if isinstance(table, dict)}


def synonyms_of(nature: str) -> dict[str, str]:
    """Header in capitals → canonical column of that nature."""
    allowed = contracts()[nature]
    columns = {*allowed["textes"], *allowed.get("dates", []), *allowed.get("booleens", [])}
    tables = {**_synonyms()["commun"], **_synonyms().get(nature, {})}
    return {
        word: name
        for name, words in tables.items()
        if name in columns
        for word in [*words, name.upper().replace("_", " ")]
    }


def propose(path: Path, nature: str | None = None) -> Proposition:
    """Guess everything about a file.

    Raises:
        ErreurWorkbench: unreadable or empty file, unknown nature asked for.
    """
    if not path.is_file():
        raise ErreurWorkbench("Fichier introuvable", f"{path} n'existe pas.", "Vérifiez le chemin.")
    if nature is not None and nature not in contracts():
        raise ErreurWorkbench(
            "Nature inconnue",
            f"« {nature} »",
            "Natures : sirh, annuaire, application, parc_mie, structure, rpps_public…",
        )
    frame, _ = read_file(path, Format())
    headers = [name for name in frame.columns if name != "ligne"]
    refused = nir_columns(frame)
    chosen = nature or _guess_nature([name for name in headers if name not in refused])
    columns = _map(frame, [name for name in headers if name not in refused], chosen)
    encoding, separator = _shape(path)
    used = {one.titre for one in columns} | set(refused)
    found = {one.canonique for one in columns}
    contract = contracts()[chosen]
    missing = [name for name in contract["obligatoires"] if name not in found and chosen not in _NATIONALES]
    if contract.get("au_moins_un") and not found & set(contract["au_moins_un"]):
        missing.append("nom_naissance")
    code = (
        re.sub(r"[^a-z0-9]+", "_", header_key(re.sub(r"\d{4,}", "", path.stem)).lower()).strip("_") or chosen
    )
    return Proposition(
        path,
        chosen,
        code,
        re.sub(r"\d{4,}([-_]\d{2}[-_]\d{2})?", "*", path.name),
        encoding,
        separator,
        columns,
        [name for name in headers if name not in used],
        refused,
        missing,
    )


def _shape(path: Path) -> tuple[str | None, str | None]:
    if path.suffix.lower() not in {".csv", ".txt", ".tsv"}:
        return None, None
    text, encoding = decode(path, None)
    return encoding, detect_separator(text)


def _guess_nature(headers: list[str]) -> str:
    keys = {header_key(header) for header in headers}
    for nature in _NATIONALES:
        wanted = {
            header_key(title)
            for name, title in contracts()["defauts"][nature].items()
            if name in contracts()[nature]["obligatoires"]
        }
        if wanted <= keys:
            return nature
    scores = {}
    for nature in ("sirh", "annuaire", "application", "parc_mie", "structure"):
        words = synonyms_of(nature)
        own = {word for name, ws in _synonyms().get(nature, {}).items() for word in ws if name}
        hits = sum(key in words for key in keys) + sum(key in own for key in keys)
        required = [
            name
            for name in contracts()[nature]["obligatoires"]
            if not any(words.get(key) == name for key in keys)
        ]
        scores[nature] = hits - 4 * len(required)
    return max(scores, key=lambda nature: scores[nature])


def _map(frame: pl.DataFrame, headers: list[str], nature: str) -> list[Colonne]:
    if nature in _NATIONALES:
        present = {header_key(name): name for name in headers}
        pairs = contracts()["defauts"][nature].items()
        return [
            _column(frame, name, present[header_key(t)], 100) for name, t in pairs if header_key(t) in present
        ]
    words = synonyms_of(nature)
    scored: list[tuple[float, str, str]] = []
    for header in headers:
        best = process.extractOne(header_key(header), list(words), scorer=fuzz.ratio)
        if best and best[1] >= SEUIL:
            scored.append((best[1], words[best[0]], header))
    taken: dict[str, Colonne] = {}
    for score, name, header in sorted(scored, key=lambda item: (-item[0], headers.index(item[2]))):
        if name not in taken:
            taken[name] = _column(frame, name, header, round(score))
    return list(taken.values())


def _column(frame: pl.DataFrame, name: str, header: str, score: int) -> Colonne:
    values = frame[header].drop_nulls().unique(maintain_order=True).head(3).to_list()
    return Colonne(name, header, score, [str(value)[:24] for value in values])


def write_source(home: Path, proposition: Proposition, code: str | None = None) -> None:
    """Append the source to `workbench.toml`, comments kept; the file is created when there is none.

    Raises:
        ErreurWorkbench: a source of that code exists already.
    """
    path = home / FICHIER
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else _new_settings()
    sources = document.setdefault("sources", tomlkit.aot())
    chosen = code or proposition.code
    if any(source.get("code") == chosen for source in sources):
        raise ErreurWorkbench(
            "Source déjà déclarée",
            f"workbench.toml contient déjà « {chosen} ».",
            "Donnez un autre nom : --code NOM.",
        )
    table = tomlkit.table()
    table.update(
        {"code": chosen, "libelle": chosen, "nature": proposition.nature, "fichier": proposition.motif}
    )
    if proposition.nature == "application":
        table["application"] = chosen
    layout: dict[str, Any] = {}
    if proposition.encodage:
        layout = {"encodage": proposition.encodage, "separateur": proposition.separateur}
        table["format"] = layout
    if proposition.nature not in _NATIONALES:
        table["colonnes"] = {one.canonique: one.titre for one in proposition.colonnes}
    assert isinstance(sources, AoT)
    sources.append(table)
    path.write_text(tomlkit.dumps(document), "utf-8")


def _new_settings() -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    document.add(
        tomlkit.comment(
            "Réglages de l'établissement ; à compléter : nom, entités juridiques et leurs FINESS."
        )
    )
    document["version"] = 1
    establishment = tomlkit.table()
    establishment["nom"] = "Établissement à nommer"
    document["etablissement"] = establishment
    return document
