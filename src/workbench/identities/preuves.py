"""Rules of evidence: what two records must share to be put together without asking anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from workbench.identities.regles import rules
from workbench.socle.noms import bare, glued, letters
from workbench.socle.noms_compares import (
    EXACT,
    PROCHE,
    VARIANTE,
    compare_given,
    compare_names,
    particle_apart,
    reversed_names,
    same_first,
)

ETUDIANT = "etudiant"  # one job, whatever the code a system gives it
HORS = "hors_perimetre"  # a job known to be no health profession: it differs from one, and says no more
RH = "rh"
Verdict = Literal["auto", "revue", "non", "veto"]


class Login(NamedTuple):
    """A login as a directory numbers it: « durand.m2 » is the second « durand.m »."""

    radical: str
    rang: str
    annuaire: bool


class Entree(NamedTuple):
    """When a record says somebody came, and was last there.

    `systeme`: the source of an account, `rh` for any file of HR; `metier`: the profession it knows.
    """

    systeme: str
    jour: dt.date
    fin: dt.date | None = None  # of the contract, none when it goes on; last use of the account
    metier: str | None = None

    @property
    def rh(self) -> bool:
        """Of an HR file."""
        return self.systeme == RH


@dataclass(slots=True)
class Fiche:
    """The traits of a record that evidence looks at."""

    cle: str
    source: str
    nature: str
    noms: list[str]
    prenoms: list[str]
    naissance: dt.date | None
    sexe: str | None
    lieu: str
    service: str
    metier: str | None
    etablissement: str | None
    email: str
    rpps: str | None
    externe: bool
    usuels: list[str] = field(default_factory=list)
    annee: int | None = None  # of birth, where day or month is unknown
    matricule: str = ""
    epeles: list[str] = field(default_factory=list)  # what its login or address spells
    entree: Entree | None = None
    login: Login | None = None  # of a directory, or of an application that bears the logins of one
    profil: str = ""  # what its system calls its job, when no profession is known by that name

    @property
    def rh(self) -> bool:
        """Comes from HR: its birth date and sex are those of a file."""
        return self.nature == "sirh"


class Avis(NamedTuple):
    """What the rules say of a pair, and why (code of `regles.toml`, motifs)."""

    verdict: Verdict
    code: str = ""


@lru_cache(maxsize=65_536)
def label(text: str) -> str:
    """What a place or a service is compared by: its words, bare."""
    return bare(letters(text))


def swapped_day_month(a: dt.date, b: dt.date) -> bool:
    """03/07/1980 against 07/03/1980."""
    return a.year == b.year and a.month == b.day and a.day == b.month


def near_dates(a: dt.date, b: dt.date) -> bool:
    """Swapped, or one digit apart."""
    return swapped_day_month(a, b) or OSA.distance(a.isoformat(), b.isoformat(), score_cutoff=1) <= 1


def near_births(a: dt.date | int, b: dt.date | int) -> bool:
    """The same, or near: two dates, or two years when one of them is all that is known (one digit)."""
    if isinstance(a, dt.date) and isinstance(b, dt.date):
        return a == b or near_dates(a, b)
    return OSA.distance(str(_year(a)), str(_year(b)), score_cutoff=1) <= 1


def _year(birth: dt.date | int) -> int:
    return birth.year if isinstance(birth, dt.date) else birth


def other_birth(a: Fiche, b: Fiche) -> bool:
    """Both births known, be it by their year, and not the same; a year that agrees proves nothing."""
    left, right = a.naissance or a.annee, b.naissance or b.annee
    if left is None or right is None:
        return False
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return left != right
    return _year(left) != _year(right)


def veto(a: Fiche, b: Fiche) -> str:
    """A contradiction no score overrides, or an empty text.

    - naissances_contradictoires: two births, neither swapped nor one digit apart (a year alone by its year);
    - sexe_contradictoire: two sexes and different given names.
    """
    left, right = a.naissance or a.annee, b.naissance or b.annee
    if left and right and not near_births(left, right):
        return "naissances_contradictoires"
    if a.sexe and b.sexe and a.sexe != b.sexe and compare_given(a.prenoms, b.prenoms) < EXACT:
        return "sexe_contradictoire"
    return ""


def given_agreement(a: Fiche, b: Fiche) -> int:
    """Agreement of the given names; two records of somebody who has none agree (a single name is a whole
    name).
    """
    left, right = _given(a), _given(b)
    return EXACT if not left and not right else compare_given(left, right)


def _given(fiche: Fiche) -> list[str]:
    """Given names; a single name repeated in both fields is no given name."""
    own = {glued(nom) for nom in fiche.noms}
    return [] if fiche.prenoms and "".join(fiche.prenoms) in own else fiche.prenoms


def compatible(a: Fiche, b: Fiche) -> bool:
    """Traits good enough for a shared identifier to join: names and given names agree, nothing
    contradicts.
    """
    if veto(a, b):
        return False
    if other_birth(a, b):
        return False
    if a.naissance and b.naissance and a.prenoms and b.prenoms and not same_usual(a, b):
        return reversed_names(a.noms, a.prenoms, b.noms, b.prenoms)  # twins share names, birth and address
    names, given = compare_names(a.noms, b.noms), given_agreement(a, b)
    if names >= VARIANTE and given >= VARIANTE:
        return True
    if names >= PROCHE and given >= PROCHE and max(names, given) == EXACT:
        return True
    if given == EXACT and bool(a.prenoms) and particle_apart(a.noms, b.noms):
        return True
    return reversed_names(a.noms, a.prenoms, b.noms, b.prenoms)


def surname_only(a: Fiche, b: Fiche) -> bool:
    """The same surname, one record without given name: enough beside a personnel number, not beside a shared
    address.
    """
    missing = not _given(a) or not _given(b)
    return missing and not veto(a, b) and compare_names(a.noms, b.noms) == EXACT


def half_named(a: Fiche, b: Fiche) -> bool:
    """The surname or the given name is the same or nearly so, be it in the other's field; nothing
    contradicts.
    """
    return not veto(a, b) and partly_named(a, b)


def birth_contradicted(a: Fiche, b: Fiche) -> bool:
    """The same names, one slip at most, and two births: one of them is wrong, or these are namesakes."""
    if veto(a, b) != "naissances_contradictoires":
        return False
    agreed = compare_names(a.noms, b.noms), given_agreement(a, b)
    return min(agreed) >= PROCHE and max(agreed) >= VARIANTE


def birth_slipped(a: Fiche, b: Fiche) -> bool:
    """One name and one given name, a slip at most, and births that one slip sets apart: enough beside an
    identifier that nobody shares and a place or a service, not beside less.
    """
    if veto(a, b) or not (a.naissance and b.naissance) or a.naissance == b.naissance:
        return False
    agreed = compare_names(a.noms, b.noms), given_agreement(a, b)
    named = min(agreed) >= PROCHE and max(agreed) == EXACT
    return named or reversed_names(a.noms, a.prenoms, b.noms, b.prenoms)


def partly_named(a: Fiche, b: Fiche) -> bool:
    """The surname or the given name nearly the same, be it in the other's field, whatever contradicts."""
    return max(compare_names(a.noms, b.noms), compare_given(a.prenoms, b.prenoms), *crossed(a, b)) >= PROCHE


def crossed(a: Fiche, b: Fiche) -> tuple[int, int]:
    """Agreement of each surname with the other's first given name."""
    return compare_names(a.noms, b.prenoms[:1]), compare_names(b.noms, a.prenoms[:1])


def same_usual(a: Fiche, b: Fiche) -> bool:
    """The first given names agree, or the usual one HR declares is the first of the other record.

    Two usual names that agree while the first ones differ prove nothing: twins may share a second name.
    """
    if same_first(a.prenoms, b.prenoms):
        return True
    return a.usuels[:1] == b.prenoms[:1] != [] or b.usuels[:1] == a.prenoms[:1] != []


def same_service(a: str, b: str) -> bool:
    """The same label, or one cut short by its system."""
    if not a or not b:
        return False
    if a == b:
        return True
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return long.startswith(short) and len(short) >= int(rules()["preuves"]["libelle_coupe"])
