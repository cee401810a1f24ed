"""The project's workbook coming back: what would change, what is refused and where; nothing is written before
that is seen.

Three-way: the workbook says which ledger entry it was made at, so a field changed on both sides is a fault,
and a field that
only the application changed since is left as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.exchange import grille, lecteur
from workbench.exchange.contrat import Contrat, Feuille
from workbench.exchange.grille import Grille
from workbench.exchange.lecteur import Ligne
from workbench.exchange.plan import ClasseurIllisible, Faute
from workbench.exchange.projet.classeur import AUCUN, LISEZ_MOI, REPERE, dire, expected
from workbench.exchange.projet.mots import ChampNomme, in_words
from workbench.projet import Champ, FicheInvalide, Genre, Projet, preparer

Places = dict[tuple[str, str], Ligne]


@dataclass(frozen=True)
class Changement:
    """One field that would change, in words; `avant` is empty for a new card."""

    feuille: str
    ligne: int
    id: str
    champ: str
    avant: str
    apres: str


@dataclass
class Reprise:
    """What a workbook would change. `changements`: kind → rows for `changer_tout`; empty as soon as there is
    one fault.
    """

    changements: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    details: list[Changement] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    nouvelles: int = 0
    gardes: int = 0
    """Fields that only the application changed since the workbook was made: left as they are."""

    @property
    def fiches(self) -> int:
        """How many cards would change."""
        return sum(len(rows) for rows in self.changements.values())


def lire(contenu: bytes, projet: Projet) -> Reprise:
    """Read a workbook back against the project as it is.

    Raises:
        ClasseurIllisible: see above.
    """
    plan, places, taken = Reprise(), Places(), dict[str, set[str]]()
    wanted = expected(projet)
    sheets = grille.ouvrir(contenu, wanted)
    base = _base(sheets, projet)
    lecture = lecteur.lire_grilles(
        sheets, _sans_noms(projet, wanted), hashlib.sha256(contenu).hexdigest()[:12]
    )
    plan.fautes += lecture.fautes
    for line in lecture.lignes:
        if all(value is None for value in line.valeurs.values()):
            continue
        seen = taken.setdefault(line.feuille, set())
        ident = line.valeurs["id"] or projet.nouvel_id(line.feuille, seen)
        if ident in seen:
            plan.fautes.append(line.faute("id", f"« {ident} » est déjà sur une autre ligne"))
            continue
        seen.add(ident)
        places[line.feuille, ident] = line
        _note(projet, base, projet.genres[line.feuille], {**line.valeurs, "id": ident}, line, plan)
    _verifier(projet, plan, places)
    if plan.fautes:
        plan.changements = {}
    return plan


def _base(sheets: Sequence[Grille], projet: Projet) -> Projet | None:
    """The project as it was when the workbook was made; None when the workbook no longer says it."""
    sheet = next((sheet for sheet in sheets if sheet.titre == LISEZ_MOI), None)
    told = (str(cells.get(1, "")) for cells in sheet.rangs.values()) if sheet else ()
    cells = [text.replace("\u00a0", " ").strip() for text in told]
    mark = next(
        (text.removeprefix(REPERE.strip()).strip() for text in cells if text.startswith(REPERE.strip())), None
    )
    if mark is None:
        return None
    rank = next((rank for rank, entry in enumerate(projet.decisions, 1) if entry.id == mark), 0)
    if not rank and mark != AUCUN:
        raise ClasseurIllisible(
            "Classeur d’un autre projet",
            "Le registre de cet établissement ne connaît pas le point de départ de ce classeur (feuille"
            " Lisez-moi).",
            "Exportez de nouveau le projet, puis refaites vos changements dans ce classeur-là.",
        )
    return Projet(projet.home, projet.decisions[:rank], projet.genres)


def _sans_noms(projet: Projet, wanted: Contrat) -> Contrat:
    """The same contract where a card is read by its id, whatever name follows it."""

    def named(sheet: Feuille) -> Feuille:
        columns = (
            replace(item, champ=ChampNomme(**vars(item.champ), home=projet.home)) for item in sheet.colonnes
        )
        return replace(sheet, colonnes=tuple(columns))

    sheets = tuple(map(named, wanted.feuilles))
    return replace(wanted, feuilles=sheets)


def _note(
    projet: Projet, base: Projet | None, genre: Genre, row: dict[str, Any], line: Ligne, plan: Reprise
) -> None:
    """What this line would change, noted; what was also changed in the application since is a fault."""
    ident = row["id"]
    card = projet.fiche(genre.code, ident)
    start = card if base is None else base.fiche(genre.code, ident)
    changed = []
    for champ in genre.champs:
        told, now, before = (source.get(champ.code) for source in (row, card or {}, start or {}))
        if champ.code not in row or told == now:
            continue
        if told == before:
            plan.gardes += card is not None
        elif reason := _conflit(projet, base, genre, ident, champ, before):
            plan.fautes.append(line.faute(champ.code, f"{champ.libelle} : {reason}"))
        else:
            changed.append(champ)
    if not changed and (card is not None or start is not None):
        return
    plan.nouvelles += card is None
    plan.changements.setdefault(genre.code, []).append(
        {"id": ident, **{champ.code: row[champ.code] for champ in changed}}
    )
    for champ in changed:
        told, now = _dit(projet, champ, row[champ.code]), _dit(projet, champ, (card or {}).get(champ.code))
        plan.details.append(Changement(*line.lieu, ident, champ.libelle, now, told))


def _conflit(projet: Projet, base: Projet | None, genre: Genre, ident: str, champ: Champ, before: Any) -> str:
    """Why a field that the workbook changes cannot be taken: the application changed it too; empty when it
    did not.
    """
    card, last = projet.fiche(genre.code, ident), projet.derniere(genre.code, ident)
    by = f" par {last.auteur} le {last.le:%d/%m/%Y}" if last is not None and last.le else ""
    if base is None:
        told = (
            "ce classeur ne dit plus de quel état il part (feuille Lisez-moi) : exportez le projet de nouveau"
        )
        return f"fiche changée dans l’application{by}, et {told}" if last is not None else ""
    if card is None:
        return f"fiche retirée dans l’application{by}" if base.fiche(genre.code, ident) is not None else ""
    if card[champ.code] == before:
        return ""
    now = _dit(projet, champ, card[champ.code]) or "vide"
    return (
        f"changé aussi dans l’application{by} (« {now[:60]} ») : reprenez cette case, ou exportez de nouveau"
    )


def _verifier(projet: Projet, plan: Reprise, places: Places) -> None:
    """Owners, dates, links, cycles: the same rules as the application, each fault in its cell."""
    try:
        preparer(projet, plan.changements, "contrôle", "contrôle du classeur")
    except FicheInvalide as error:
        for kind, ident, fault in error.fautes:
            label = fault.partition(" : ")[0]
            champ = next((c for c in projet.genres[kind].champs if c.libelle == label), None)
            code = (
                champ.code if champ else "apres" if "s’attendent" in fault or "précédente" in fault else "id"
            )
            plan.fautes.append(places[kind, ident].faute(code, fault))


def _dit(projet: Projet, champ: Champ, value: Any) -> str:
    told = dire(projet, in_words(projet, champ), value)
    return "" if told is None else f"{told:%d/%m/%Y}" if champ.type == "date" else str(told)
