"""A first delivery has nothing to be compared with: whether it is whole, only whoever extracted it can say.
Its numbers are shown once; a person records what was announced, and the run compares.

What is recorded (kind `nombre_livraison`) bears on a source and the date of its delivery, not on a file: the
same number judges the file sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.decisions import Decision
from workbench.looks.formats import accord, jour, nombre
from workbench.sources.confirmation import Doute
from workbench.sources.ecarts import Row
from workbench.sources.jugement import Verdict, words

GENRE, NATURE = "nombre_livraison", "nombre"
ENTETE = "Première livraison, rien à quoi la comparer"
LIGNES, PERSONNES = "lignes", "personnes"
COMMANDE = ' (workbench source count SOURCE NOMBRE --motif "…")'


def subject(source: str, livraison: object) -> str:
    """What a recorded number is about."""
    return f"{source}|{livraison}"


def unconfirmed(verdicts: Sequence[Verdict], decisions: Sequence[Decision]) -> list[Verdict]:
    """First deliveries whose numbers nobody has had confirmed."""
    known = set(_recorded(decisions))
    return [
        one
        for one in verdicts
        if one.premiere
        and one.faits["lignes"]
        and subject(one.source.code, one.faits["livraison"]) not in known
    ]


def read_numbers(verdict: Verdict, regles: Mapping[str, Any]) -> str:
    """« 310 lignes, 298 agents »."""
    rows, people = verdict.faits["lignes"], verdict.faits["personnes"]
    return f"{accord(rows, 'ligne')}, {accord(people, *words(verdict.source, regles))}"


def told(waiting: Sequence[Verdict], regles: Mapping[str, Any]) -> list[str]:
    """One sentence for all of them, none when nothing waits."""
    if not waiting:
        return []
    read = " ; ".join(f"{one.source.nom} {read_numbers(one, regles)}" for one in waiting)
    return [
        f"{ENTETE} : faites confirmer ces nombres par ceux qui ont extrait ou téléchargé les fichiers, puis"
        f" inscrivez-les{COMMANDE}. {read}."
    ]


def differing(verdicts: Sequence[Verdict], decisions: Sequence[Decision]) -> list[Doute]:
    """Deliveries, first or not, that do not hold the number announced."""
    recorded = _recorded(decisions)
    pairs = ((one, recorded.get(subject(one.source.code, one.faits["livraison"]))) for one in verdicts)
    return [_doubt(one, said) for one, said in pairs if said and not _agrees(one.faits, said)]


def _recorded(decisions: Sequence[Decision]) -> dict[str, Decision]:
    return {entry.objet: entry for entry in decisions if entry.genre == GENRE}


def _agrees(faits: Row, said: Decision) -> bool:
    """Rows are announced with those set aside (a total, a doubled line) or without them."""
    wanted = int(said.valeur["nombre"])
    held = {faits["personnes"]} if said.verdict == PERSONNES else {faits["lignes"], faits["retenues"]}
    return wanted in held


def _doubt(verdict: Verdict, said: Decision) -> Doute:
    faits, wanted = verdict.faits, int(said.valeur["nombre"])
    counted = said.verdict == PERSONNES
    here = faits["personnes"] if counted else faits["lignes"]
    what = "personnes ou comptes" if counted else "lignes"
    aside = faits["lignes"] - faits["retenues"]
    but = f" dont {nombre(aside)} mises de côté" if aside > 0 and not counted else ""
    what_befell = (
        "il manque des lignes : redemandez le fichier entier"
        if here < wanted
        else "il y en a trop : le fichier a sans doute été allongé ou mélangé, redemandez-le"
    )
    message = (
        f"{verdict.source.nom} (source {verdict.source.code}), fichier {faits['fichiers']} : {nombre(here)}"
        f" {what} lues{but}, {nombre(wanted)} annoncées par qui l'a extrait (livraison du"
        f" {jour(faits['livraison'])}) ; {what_befell}. Si le nombre a été mal noté, inscrivez le bon."
    )
    return Doute(
        verdict.source.code,
        NATURE,
        message,
        {"fichiers": faits["empreinte"], "annonce": wanted, "compte": said.verdict, "lu": here},
        {"annonce": wanted, "lu": here},
    )
