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
    DIFFERENT,
    EXACT,
    PROCHE,
    VARIANTE,
    compare_given,
    compare_names,
    given_apart,
    given_in_common,
    particle_apart,
    reversed_names,
    same_first,
)

ETUDIANT = "etudiant"  # one job, whatever the code a system gives it
HORS = "hors_perimetre"  # a job known to be no health profession: it differs from one, and says no more
RH = "rh"
Verdict = Literal["auto", "revue", "non", "veto"]


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
    return max(compare_names(a.noms, b.noms), compare_given(a.prenoms, b.prenoms), *_crossed(a, b)) >= PROCHE


def judge(a: Fiche, b: Fiche) -> Avis:
    """Evidence for a pair found by its traits alone. Uniqueness of names is checked by the caller."""
    if veto(a, b):
        return Avis("veto", veto(a, b))
    names, given = compare_names(a.noms, b.noms), compare_given(a.prenoms, b.prenoms)
    same_birth = a.naissance is not None and a.naissance == b.naissance
    if a.naissance and b.naissance:
        return _judge_births(a, b, names, given, same_birth)
    if other_birth(a, b):
        return Avis("revue" if names >= VARIANTE and given >= VARIANTE else "non", "naissance_proche")
    return _judge_names(a, b, names, given)


def _judge_names(a: Fiche, b: Fiche, names: int, given: int) -> Avis:
    """A birth unknown: how near the names are; whoever calls looks at what corroborates and who else could
    be meant.
    """
    if names == EXACT and given == EXACT:
        return Avis("auto", "nom_seul")
    if (names and given >= VARIANTE) or (names == EXACT and given):
        return Avis("auto", "nom_proche")
    if given >= VARIANTE and particle_apart(a.noms, b.noms):
        return Avis("revue", "particule")
    if names == EXACT and not a.prenoms and not b.prenoms:
        return Avis("revue", "sans_prenom")
    if reversed_names(a.noms, a.prenoms, b.noms, b.prenoms):
        return Avis("auto", "inverse")
    if same_first(a.prenoms, b.prenoms) and (_spells(a, b) or _spells(b, a)):
        return Avis("auto", "nom_epele")
    return Avis("non")


def _spells(account: Fiche, other: Fiche) -> bool:
    return not {*account.epeles}.isdisjoint(glued(nom) for nom in other.noms)


def _judge_births(a: Fiche, b: Fiche, names: int, given: int, same_birth: bool) -> Avis:
    """Two birth dates known. Twins share theirs, their place and often a second given name: the first must
    agree.
    """
    if not same_birth:
        return Avis("revue", "naissance_proche") if names >= VARIANTE and given >= VARIANTE else Avis("non")
    same_place = bool(a.lieu) and a.lieu == b.lieu
    if names >= VARIANTE and given >= VARIANTE:
        sure = _first_given(a, b) and not _two_careers(a, b)
        return Avis("auto") if sure else Avis("revue", "prenom_proche")
    if names == PROCHE and given == EXACT:
        sure = same_place and _first_given(a, b)
        return Avis("auto" if sure else "revue", "nom_proche")
    if reversed_names(a.noms, a.prenoms, b.noms, b.prenoms):
        return Avis("auto" if same_place else "revue", "inverse")
    if names >= VARIANTE and (given == PROCHE or given_in_common(a.prenoms, b.prenoms)):
        return Avis("revue", "prenom_proche")
    if names == given == PROCHE and same_place:
        return Avis("revue", "nom_proche")
    if given >= VARIANTE and particle_apart(a.noms, b.noms):
        return Avis("revue", "particule")
    if (names == EXACT or (names and same_place)) and not (a.prenoms and b.prenoms):
        return Avis("revue", "sans_prenom")
    if names == DIFFERENT and given >= VARIANTE and (same_place or not (a.lieu and b.lieu)):
        return Avis("revue", "nom_change")
    if same_place and nearly_reversed(a, b):
        return Avis("revue", "inverse")
    return Avis("non")


def nearly_reversed(a: Fiche, b: Fiche) -> bool:
    """Surname and given name exchanged, one of them a slip apart."""
    return min(_crossed(a, b)) >= PROCHE


def _crossed(a: Fiche, b: Fiche) -> tuple[int, int]:
    """Agreement of each surname with the other's first given name."""
    return compare_names(a.noms, b.prenoms[:1]), compare_names(b.noms, a.prenoms[:1])


def same_usual(a: Fiche, b: Fiche) -> bool:
    """The first given names agree, or the usual one HR declares is the first of the other record.

    Two usual names that agree while the first ones differ prove nothing: twins may share a second name.
    """
    if same_first(a.prenoms, b.prenoms):
        return True
    return a.usuels[:1] == b.prenoms[:1] != [] or b.usuels[:1] == a.prenoms[:1] != []


def _first_given(a: Fiche, b: Fiche) -> bool:
    """The first given names agree and no other contradicts them: Marie-Anne and Marie-Claire may be twins, as
    may two whole names cut after « MARIE » (Marie-Joseph Anica, Marie-Joseph Christelle).
    """
    return same_usual(a, b) and not given_apart(a.prenoms, b.prenoms)


def _two_careers(a: Fiche, b: Fiche) -> bool:
    """Two professions, under given names that are not the same (Jean, Jean-Paul) or at the same time: maybe
    two people of one day.

    A student becomes a professional; an assistant who becomes a nurse keeps her given names, and leaves.
    """
    jobs = {a.metier, b.metier}
    if len(jobs) < 2 or not jobs.isdisjoint({None, ETUDIANT}):
        return False
    return a.prenoms != b.prenoms or _at_once(a.entree, b.entree)


def _at_once(one: Entree | None, other: Entree | None) -> bool:
    """Two contracts of HR, each under way while the other is."""
    if not (one and other and one.rh and other.rh):
        return False
    first, second = sorted((one, other), key=lambda entree: entree.jour)
    return first.fin is None or first.fin > second.jour


def same_service(a: str, b: str) -> bool:
    """The same label, or one cut short by its system."""
    if not a or not b:
        return False
    if a == b:
        return True
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return long.startswith(short) and len(short) >= int(rules()["preuves"]["libelle_coupe"])
