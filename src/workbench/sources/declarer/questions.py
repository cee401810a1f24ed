"""What is asked of a person about a proposed file, in order: the same questions for the terminal and for the
pages.

The questions of columns and values are generators that read the proposition as it is: answer each
(`answer`) before asking for the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workbench.socle.settings import AUTRE, FICHIER, load_settings, roles
from workbench.sources.declarer.natures import RETOURNEE, columns_of
from workbench.sources.declarer.proposition import Proposition, near_value, samples, values_of
from workbench.sources.declarer.titres import dictionary, libelle
from workbench.sources.porte.contrat import contracts

VALEURS_DEMANDEES = 20
MINUIT = " 00:00:00"  # a workbook's date, said without its hour
Genre = Literal["nature", "colonne", "role", "type_contrat", "valeur"]


@dataclass(frozen=True)
class Question:
    """One question: what it settles (`quoi`: the canonical column, `recu`: the received value), its words,
    its answers (value → words), the proposed one (None: « none of these »).
    """

    genre: Genre
    texte: str
    choix: dict[str, str]
    propose: str | None
    quoi: str = ""
    recu: str = ""


def natures() -> dict[str, str]:
    """Nature → what its files hold, in plain words; the usual ones first."""
    table: dict[str, str] = dictionary()["natures_dites"]
    return table


def ask_nature(proposition: Proposition) -> Question:
    """Which nature is the file? The guessed one first."""
    names = [proposition.nature, *(name for name in natures() if name != proposition.nature)]
    return Question(
        "nature",
        f"De quelle nature est {proposition.fichier.name} ?",
        {name: natures()[name] for name in names},
        proposition.nature,
    )


def ask_columns(proposition: Proposition) -> Iterator[Question]:
    """The doubtful columns, those that lack, whether an account is open."""
    for one in list(proposition.douteuses):
        yield _column(proposition, one.canonique, [one.titre, *one.autres], one.raison)
    for name in proposition.manquantes:
        parts = [part for part in name.split(" ou ") if part in columns_of(proposition.nature)]
        yield _column(proposition, parts[0], [], "obligatoire, aucune colonne reconnue", libelle(name), True)
    for one in list(proposition.incomprises):
        shown = ", ".join(one.exemples)
        yield _column(proposition, one.canonique, [one.titre], f"aucune valeur n'est connue : {shown}")
    for need, names, _ in proposition.incertaines:
        if (
            need == RETOURNEE
            and not set(names) <= proposition.refusees
            and (titles := proposition.etats_possibles())
        ):
            yield _column(proposition, need, titles, "sans elle, tous les comptes sont tenus pour ouverts")


def _column(
    proposition: Proposition,
    canonique: str,
    proposees: list[str],
    raison: str,
    nom: str = "",
    partage: bool = False,
) -> Question:
    """`partage`: the titles that already mean something else are offered too,
    after the others, where they can.
    """
    taken = {
        one.titre: one.libelle
        for one in proposition.colonnes
        if partage and proposition.designe(canonique, one.titre)
    }
    titles = list(dict.fromkeys([*proposees, *proposition.ignorees, *taken]))
    shown = {
        t: f"{t} : {', '.join(samples(proposition.profils[t])) or 'vide'}"
        + (f" (déjà lue : {taken[t]})" if t in taken else "")
        for t in titles
    }
    question = f"Quelle colonne donne : {nom or libelle(canonique)} ? ({raison})"
    return Question("colonne", question, shown, proposees[0] if proposees else None, canonique)


def ask_whole_list(proposition: Proposition) -> Iterator[Question]:
    """What is said of every row: the application's role, the kind of contract."""
    if proposition.nature == "application":
        wished = proposition.role or AUTRE
        words = {code: role["libelle"] for code, role in roles().items()}
        question = f"Quelle application est-ce ? (proposé : {words.get(wished, wished)})"
        yield Question("role", question, words, wished if wished in words else None)
    if proposition.type_contrat:
        question = (
            "Aucune colonne ne dit le type de contrat : toute la liste est-elle «"
            f" {proposition.type_contrat} » ?"
        )
        kinds = {kind: kind for kind in values_of("type_contrat", "sirh")}
        yield Question("type_contrat", question, kinds, proposition.type_contrat)


def ask_values(proposition: Proposition) -> Iterator[Question]:
    """The received values of coded columns that no dictionary knows."""
    for name, texts in proposition.valeurs_inconnues().items():
        for text in texts[:VALEURS_DEMANDEES]:
            values = {value: value for value in values_of(name, proposition.nature)}
            near = near_value(name, proposition.nature, text)
            question = f"{libelle(name)} : que veut dire « {text} » ?"
            yield Question("valeur", question, values, near, name, text)


def answer(proposition: Proposition, question: Question, choice: str | None) -> None:
    """Take the answer into the proposition; None: none of these.

    A question of nature is answered by proposing the file again.
    """
    if question.genre == "colonne":
        taken = choice not in proposition.ignorees and choice != question.propose
        proposition.repondre(question.quoi, choice, partage=taken)
    elif question.genre == "role":
        proposition.role = choice or AUTRE
    elif question.genre == "type_contrat":
        proposition.type_contrat = choice
    elif question.genre == "valeur" and choice:
        proposition.valeurs.setdefault(question.quoi, {})[question.recu] = choice


def needs_establishment(proposition: Proposition) -> bool:
    """Nothing in the file says which establishment a row belongs to."""
    names = {one.canonique for one in proposition.colonnes}
    return "etablissement" in contracts()[proposition.nature]["textes"] and not names & {
        "etablissement",
        "finess",
    }


def masked(canonique: str, exemples: Sequence[str]) -> list[str]:
    """Sample values for a screen: of a sensitive meaning, only the first sign and the length are shown."""
    exemples = [text.removesuffix(MINUIT) for text in exemples]
    if canonique not in dictionary()["sensibles"]:
        return exemples
    return [text[:1] + re.sub(r"\w", "•", text[1:]) for text in exemples]


def free_code(home: Path, proposition: Proposition) -> str:
    """The code of the new source: the proposed one, numbered when another source bears it."""
    path = home / FICHIER
    taken = {source.code for source in load_settings(home).sources} if path.is_file() else set()
    code, rank = proposition.code, 2
    while code in taken:
        code, rank = f"{proposition.code}_{rank}", rank + 1
    return code
