"""What is worked out of one reading, kept as long as it: every source compared with it asks again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

from workbench.sources.modeles import Lecture

Demande = TypeVarTuple("Demande")
Rendu = TypeVar("Rendu")


def by_reading(compute: Callable[[Lecture, *Demande], Rendu]) -> Callable[[Lecture, *Demande], Rendu]:
    """Answer at once what was already asked of this reading, with the same arguments."""
    held: WeakKeyDictionary[Lecture, dict[Hashable, Rendu]] = WeakKeyDictionary()

    @wraps(compute)
    def asked(lecture: Lecture, /, *args: *Demande) -> Rendu:
        answers = held.setdefault(lecture, {})
        if args not in answers:
            answers[args] = compute(lecture, *args)
        return answers[args]

    return asked
