"""One person climbs the ladder: from the strongest evidence to none. Public data never confirm."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from workbench.rpps.concordance import (
    believable,
    exercise_matches,
    gaps,
    names_of,
    profession_fits,
    restricted_matches,
    traits_agree,
)
from workbench.rpps.echelle import (
    Candidat,
    Lien,
    Personne,
    as_candidates,
    candidate,
    reach,
    reach_best,
    rules,
)
from workbench.rpps.repertoire import Repertoire
from workbench.socle import numeros
from workbench.socle.noms import bare, glued
from workbench.socle.noms_compares import VARIANTE, compare_given, compare_names


def civil(person: Personne) -> tuple[object, ...]:
    """Birth name, first given name, birth date: what makes two of our people look alike."""
    return (
        glued((person.naissance_noms or person.noms or [""])[0]),
        (person.prenoms or [""])[0],
        person.naissance,
    )


def _false_number(number: str) -> str:
    verdict = numeros.lire("rpps", number).verdict
    return (
        f"La clé du numéro déclaré {number} est fausse."
        if verdict in {"cle_fausse", "ok"}
        else f"Numéro déclaré illisible. {numeros.raison(verdict, number)}"
    )


def with_adeli(person: Personne, lien: Lien) -> Lien:
    """A dead number declared in place of an RPPS is said wherever the RPPS is still to be found."""
    if not person.adeli or lien.statut == "confirme":
        return lien
    return replace(lien, motif=f"{lien.motif} {numeros.raison('adeli', person.adeli[0])}".strip())


def climb(
    person: Personne, directory: Repertoire, finess: set[str], twins: Counter[tuple[object, ...]], test: bool
) -> Lien:
    """The best rung this person reaches.

    Args:
        finess: establishments of the group. twins: how many of our people share these civil traits.
        test: numbers of 11 digits with a wrong key are accepted (test data of the ANS).
    """
    good = [n for n in person.declares if numeros.rpps_valide(n) or (test and len(n) == 11)]
    bad = [n for n in person.declares if n not in good]
    proven = [n for n in good if traits_agree(person, directory.restreint.get(n))]
    note = f" Autre valeur déclarée ignorée, clé fausse : {', '.join(bad)}." if bad else ""
    if len(good) > 1 and (len(proven) != 1 or _known(set(good) - set(proven), directory)):
        return reach("plusieurs_numeros", None, as_candidates(good), numeros=", ".join(sorted(good)))
    if proven:
        return reach("declare_traits_concordants", proven[0], note=note)
    matches, near = restricted_matches(person, directory)
    if good:
        return _declared(person, good[0], directory, matches)
    alone = len(matches) == 1 and twins[civil(person)] == 1
    if alone and believable(person, directory.restreint[matches[0]]):
        return reach("traits_restreint_unique", matches[0], note=note)
    exercising = [] if matches else exercise_matches(person, directory)
    if len(exercising) == 1 and {item.rpps for item in near} <= {*exercising} and twins[civil(person)] == 1:
        return reach("exercice_restreint_unique", exercising[0], note=note)
    if bad:
        return replace(reach("cle_fausse", bad[0], near, numero=bad[0]), motif=_false_number(bad[0]))
    same = {True: "memes_traits", False: "memes_traits_sans_metier"}
    possible = [candidate(same[believable(person, directory.restreint[n])], n) for n in matches] + near
    if possible:
        kept = possible[: rules()["reglages"]["candidats_max"]]
        return reach_best("restreint_une_divergence", kept, kept[0].rpps)
    return _public_or_nothing(person, directory, finess)


def _known(numbers: set[str], directory: Repertoire) -> bool:
    return any(n in directory.public or n in directory.restreint for n in numbers)


def _declared(person: Personne, number: str, directory: Repertoire, matches: list[str]) -> Lien:
    """One well-formed declared number that birth traits did not prove."""
    restricted, public = directory.restreint.get(number), directory.public.get(number)
    if restricted is not None and person.naissance is not None:
        doubt = gaps(person, restricted)
        if doubt and len(doubt) == 1 and doubt[0] in _doubtful_names():
            return reach("declare_une_divergence", number, as_candidates([number]), ecart=doubt[0])
        return reach("traits_discordants", number, as_candidates(matches))
    if public is None and not directory.a_public:
        return reach("declare_seul", number, as_candidates([number]))
    if public is None and restricted is None:
        return reach("numero_inconnu", number, as_candidates(matches))
    if matches and number not in matches:
        return reach("autre_numero_concordant", number, as_candidates(matches))
    row = public or restricted or {}
    surnames, given = names_of(row)
    if compare_names(person.noms, surnames) < VARIANTE or compare_given(person.prenoms, given) < VARIANTE:
        return reach("noms_discordants", number)
    fits = profession_fits(person, row.get("professions"))
    return reach(
        "declare_corrobore" if fits else "declare_profession_differente", number, as_candidates([number])
    )


def _doubtful_names() -> set[str]:
    """Divergences a person may well have with their own number: a particle, another given name first."""
    return {rules()["ecarts"][name] for name in ("particule", "prenoms")}


def _public_or_nothing(person: Personne, directory: Repertoire, finess: set[str]) -> Lien:
    """Exercise names alone: a candidate for a person to check, never a link."""
    if person.autorite == "etudiant":
        return reach("non_requis_etudiant")
    if person.autorite == "hors_perimetre" and not person.dpi:
        return reach("non_requis_metier")
    found = _public_candidates(person, directory, finess)
    settings = rules()["reglages"]
    here = rules()["candidat"]["public_du_groupe"]["score"]
    nearby = sum(score >= here for score, _, _ in found)
    kept = [_public_candidate(code, number) for _, number, code in found[: settings["candidats_max"]]]
    if nearby or 0 < len(found) <= settings["homonymes_publics_max"]:
        alone = (nearby or len(found)) == 1
        return reach_best("public_nom", kept, kept[0].rpps if alone else None)
    return reach("homonymes" if found else "aucune_trace", None, kept, nombre=len(found))


def _public_candidates(
    person: Personne, directory: Repertoire, finess: set[str]
) -> list[tuple[float, str, str]]:
    """Score, number and kind of the people of these names, best first: a common name has hundreds, few are
    shown.
    """
    kinds: dict[str, str] = {}
    given = {*person.prenoms[:2], "".join(person.prenoms[:2])}
    whole = _of_name({glued(nom) for nom in person.noms}, given, directory)
    for number in _of_name({bare(nom) for nom in person.noms}, given, directory) - whole:
        kinds[number] = "public_particule"
    for number in whole:
        places = directory.public[number]["finess"]
        here = isinstance(places, set) and not finess.isdisjoint(places)
        kinds[number] = "public_du_groupe" if here else "public"
    scores = {kind: float(rules()["candidat"][kind]["score"]) for kind in {*kinds.values()}}
    return sorted(
        (
            (scores[kind], number, kind)
            for number, kind in kinds.items()
            if profession_fits(person, directory.public[number]["professions"])
        ),
        key=lambda item: (-item[0], item[1]),
    )


def _public_candidate(kind: str, number: str) -> Candidat:
    apart = [rules()["ecarts"]["nom_exercice"]] if kind == "public_particule" else None
    return candidate(kind, number, apart)


def _of_name(names: set[str], given: set[str], directory: Repertoire) -> set[str]:
    return {n for nom in names for prenom in given for n in directory.public_par_nom.get((nom, prenom), [])}
