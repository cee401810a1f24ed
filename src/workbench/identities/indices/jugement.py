"""What the rules say of two records found by their traits alone; who else could be meant is asked later."""

from __future__ import annotations

from workbench.identities.preuves import (
    ETUDIANT,
    Avis,
    Entree,
    Fiche,
    crossed,
    other_birth,
    same_usual,
    veto,
)
from workbench.socle.noms import glued
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
        if _two_files(a, b):
            return Avis("revue", "nom_change")
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
    return min(crossed(a, b)) >= PROCHE


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


def _two_files(a: Fiche, b: Fiche) -> bool:
    """One HR system keeps two files at the same time and gives one of them a name that the other has not:
    namesakes of one day.
    """
    return a.source == b.source and _at_once(a.entree, b.entree) and (_of_its_own(a, b) or _of_its_own(b, a))


def _of_its_own(a: Fiche, b: Fiche) -> bool:
    """A name of the first is not, a slip allowed, one of the second."""
    return any(compare_names([nom], b.noms) == DIFFERENT for nom in a.noms)


def _at_once(one: Entree | None, other: Entree | None) -> bool:
    """Two contracts of HR, each under way while the other is."""
    if not (one and other and one.rh and other.rh):
        return False
    first, second = sorted((one, other), key=lambda entree: entree.jour)
    return first.fin is None or first.fin > second.jour
