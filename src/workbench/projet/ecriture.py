"""Changing the project: every fault said in French, only what really changed written, all or nothing, in the
author's name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.decisions import Decision, DejaTranche, Registre, rang_genre
from workbench.projet import droits
from workbench.projet.genres import ecrire
from workbench.projet.projet import GENRE, Ligne, Projet, ouvrir
from workbench.socle.champs import Champ
from workbench.socle.erreurs import ErreurWorkbench

IDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
LONGUEUR, LONGUEUR_LONG = 300, 8_000
Regle = Callable[[Mapping[str, Any], Projet], list[str]]
REGLES: dict[str, list[Regle]] = {}
"""Rules of a kind beyond its fields' types; a room adds its own with `regle`."""
RETRAITS: dict[str, list[Regle]] = {}
"""Reasons why a card may not be taken away."""


class FicheInvalide(ErreurWorkbench):
    """A card that cannot be written or taken away; nothing was. `fautes`: (kind, id, fault)."""

    def __init__(self, titre: str, fautes: Sequence[tuple[str, str, str]], conseil: str) -> None:
        """The faults, one a line."""
        super().__init__(titre, "\n".join(f"{ident} : {fault}" for _, ident, fault in fautes), conseil)
        self.fautes = list(fautes)


def regle(genre: str, registre: dict[str, list[Regle]] | None = None) -> Callable[[Regle], Regle]:
    """Declare a rule of a kind: (card, project with the change in it) → faults."""

    def declare(function: Regle) -> Regle:
        (REGLES if registre is None else registre).setdefault(genre, []).append(function)
        return function

    return declare


def valider(genre: str, ligne: Mapping[str, Any], projet: Projet) -> list[str]:
    """What is wrong with a whole card, in French; empty when nothing is. `projet`: with the other changes in
    it.
    """
    kind = projet.genres.get(genre)
    if kind is None:
        return [f"genre de fiche inconnu : « {genre} »"]
    faults = []
    ident = str(ligne.get("id") or "")
    if not IDENT.fullmatch(ident):
        faults.append("identifiant : lettres, chiffres, points et tirets, 40 au plus")
    if unknown := sorted(set(ligne) - {"id", *(champ.code for champ in kind.champs)}):
        faults.append(f"champ inconnu : {', '.join(unknown)}")
    read: Ligne = {"id": ident}
    for champ in kind.champs:
        try:
            read[champ.code] = champ.lire(ligne.get(champ.code))
        except ValueError as error:
            faults.append(f"{champ.libelle} : {error}")
            continue
        faults += [f"{champ.libelle} : {fault}" for fault in _champ(champ, read[champ.code], projet)]
    if not faults:
        for rule in REGLES.get(genre, []):
            faults += rule(read, projet)
    return faults


def _champ(champ: Champ, valeur: Any, projet: Projet) -> list[str]:
    if valeur is None:
        return ["à remplir"] if champ.obligatoire else []
    if isinstance(valeur, str) and len(valeur) > (limit := LONGUEUR_LONG if champ.long else LONGUEUR):
        return [f"trop long ({len(valeur)} caractères, {limit} au plus)"]
    if not champ.lien:
        return []
    named = valeur if isinstance(valeur, list) else [valeur]
    lost = [item for item in named if item not in champ.options and not projet.existe(champ.lien, item)]
    return [f"« {', '.join(lost)} » est inconnu"] if lost else []


def preparer(
    projet: Projet,
    changements: Mapping[str, Sequence[Mapping[str, Any]]],
    auteur: str,
    motif: str,
    origine: str = "page",
    retraits: Mapping[str, Sequence[str]] | None = None,
) -> list[Decision]:
    """The ledger entries that those rows (whole or partial; without `id` = new) and those withdrawals really
    make.

    Raises:
        FicheInvalide: every fault of every row.
    """
    whole = {kind: _completer(projet, kind, rows) for kind, rows in changements.items()}
    after = projet.avec({kind: rows for kind, rows in whole.items() if kind in projet.genres}, retraits)
    faults = [
        (kind, row["id"], f)
        for kind, rows in whole.items()
        for row in rows
        for f in valider(kind, row, after)
    ]
    for kind, ids in (retraits or {}).items():
        faults += [
            (kind, ident, fault) for ident in ids for fault in _retrait_refuse(kind, ident, projet, after)
        ]
    if faults:
        raise FicheInvalide(
            "Rien n’a été enregistré", faults, "Corrigez puis recommencez : tout est pris, ou rien."
        )
    entries = [
        _entree(projet, kind, row, "posee", auteur, motif, origine)
        for kind, rows in whole.items()
        for row in rows
        if _change(projet, kind, row)
    ]
    for kind, ids in (retraits or {}).items():
        cards = [card for ident in dict.fromkeys(ids) if (card := projet.fiche(kind, ident)) is not None]
        entries += [_entree(projet, kind, card, "retiree", auteur, motif, origine) for card in cards]
    return entries


def _entree(
    projet: Projet, genre: str, row: Mapping[str, Any], verdict: str, auteur: str, motif: str, origine: str
) -> Decision:
    value = {champ.code: ecrire(champ.lire(row.get(champ.code))) for champ in projet.genres[genre].champs}
    last = projet.derniere(genre, row["id"])
    return Decision(
        GENRE,
        auteur,
        motif,
        verdict,
        objet=f"{genre}:{row['id']}",
        valeur={name: item for name, item in value.items() if item is not None},
        origine=origine,
        remplace=last.id if last else "",
    )


def _completer(projet: Projet, genre: str, rows: Sequence[Mapping[str, Any]]) -> list[Ligne]:
    """Rows over the cards they change; new ones get an id."""
    taken: set[str] = set()
    result = []
    for row in rows:
        ident = str(row.get("id") or "")
        if not ident and genre in projet.genres:
            ident = projet.nouvel_id(genre, taken)
        taken.add(ident)
        base = (projet.fiche(genre, ident) if genre in projet.genres else None) or {}
        result.append({**base, **row, "id": ident})
    return result


def _change(projet: Projet, genre: str, row: Mapping[str, Any]) -> bool:
    before = projet.fiche(genre, row["id"])
    fields = projet.genres[genre].champs
    return before is None or any(before[c.code] != c.lire(row.get(c.code)) for c in fields)


def changer(
    registre: Registre,
    genre: str,
    lignes: Sequence[Mapping[str, Any]],
    auteur: str,
    motif: str,
    projet: Projet | None = None,
) -> int:
    """Write the rows of one kind that really change; how many were.

    Args:
        lignes: whole cards, or `id` and the fields to change; without `id`, new cards.
        projet: what the author had in sight; a card changed by somebody else since is then refused, not
        overwritten.

    Raises:
        FicheInvalide: a fault; nothing is written. DejaTranche: somebody changed it in the meantime; nothing
        is written.
    """
    return changer_tout(registre, {genre: lignes}, auteur, motif, projet)


def changer_tout(
    registre: Registre,
    changements: Mapping[str, Sequence[Mapping[str, Any]]],
    auteur: str,
    motif: str,
    projet: Projet | None = None,
    origine: str = "page",
    retraits: Mapping[str, Sequence[str]] | None = None,
) -> int:
    """The same over several kinds, with cards taken away too, in one transaction.

    Links, cycles and withdrawals are judged against the project as read: it is refused if an entry about it
    came in between.

    Raises:
        FicheInvalide, DejaTranche: see `changer`. AccesRefuse: the author's role may not (`droits`). Nothing
        is written.
    """
    entries = registre.toutes()
    now = ouvrir(registre.home, entries)
    if projet is not None:
        touched = [(kind, str(row.get("id") or "")) for kind, rows in changements.items() for row in rows]
        _inchangees(
            projet, now, touched + [(kind, ident) for kind, ids in (retraits or {}).items() for ident in ids]
        )
    prepared = preparer(now, changements, auteur, motif, origine, retraits)
    droits.demand(registre.home, auteur, now, prepared)
    return len(registre.enregistrer(prepared, si_dernier=(GENRE, rang_genre(entries, GENRE))))


def _inchangees(vu: Projet, now: Projet, fiches: Sequence[tuple[str, str]]) -> None:
    """Stop if one of those cards (kind, id), written or taken away, is no longer what the author saw."""
    for kind, ident in fiches:
        seen, last = vu.derniere(kind, ident), now.derniere(kind, ident)
        if (seen.id if seen else "") == (last.id if last else ""):
            continue
        told = f"{last.auteur} a modifié {ident} le {last.le:%d/%m/%Y à %H:%M} (UTC)." if last else ""
        raise DejaTranche(
            "Fiche changée entre-temps",
            told or f"Le changement que vous voyez de {ident} a été annulé.",
            "Rechargez la page, puis refaites votre changement. Rien n’a été enregistré.",
        )


def annuler(
    registre: Registre, idents: Sequence[str], auteur: str, motif: str, jour: dt.date | None = None
) -> int:
    """Undo entries by others, together; how many were.

    Raises:
        AccesRefuse: the author's role may not (`droits`); nothing is undone.
    """
    entries = [Decision("annulation", auteur, motif, annule=ident) for ident in idents]
    droits.demand(registre.home, auteur, ouvrir(registre.home, registre.toutes()), entries)
    return len(registre.enregistrer(entries, jour=jour))


def retirer(registre: Registre, genre: str, ids: Sequence[str], auteur: str, motif: str) -> int:
    """Take cards away (their history stays); how many were. A card others point to, or one a rule keeps, is
    refused.

    Raises:
        FicheInvalide: why; nothing is taken away.
    """
    return changer_tout(registre, {}, auteur, motif, retraits={genre: ids})


def _retrait_refuse(genre: str, ident: str, projet: Projet, after: Projet) -> list[str]:
    card = projet.fiche(genre, ident)
    if card is None:
        return []
    faults = [fault for rule in RETRAITS.get(genre, []) for fault in rule(card, projet)]
    if users := _citee(after, genre, ident):
        faults.append(f"encore utilisée par {', '.join(users)} : changez-les d’abord")
    return faults


def _citee(projet: Projet, genre: str, ident: str) -> list[str]:
    """Cards that point to this one."""
    users = []
    for code, kind in projet.genres.items():
        fields = [champ.code for champ in kind.champs if champ.lien == genre]
        for row in projet.fiches(code) if fields else []:
            if any(ident in (row[f] if isinstance(row[f], list) else [row[f]]) for f in fields):
                users.append(row["id"])
    return users
