"""The evidence ladder to the national number. Public data never confirm; a confirmation rests on birth traits or a recorded proof."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.rejeu import Effet
from workbench.rpps.arbitrages import decide
from workbench.rpps.echelle import Candidats, Lien, Personne, sex_differs, traits_agree
from workbench.rpps.mie import card_holders, means
from workbench.rpps.professions import unresolved_titles
from workbench.rpps.repertoire import Repertoire, activities_of, people_of, reduce_directory, rows_of
from workbench.socle import numeros
from workbench.socle.noms import EXACT, VARIANTE, alternatives, compare_given, compare_names, core, given_keys
from workbench.socle.settings import Settings
from workbench.socle.tables import schema
from workbench.sources.modeles import Lecture

LIEN = schema("curated.lien_rpps")
CANDIDAT = schema("curated.rpps_candidat")
CANDIDATS_MAX = 5
HOMONYMES_PUBLICS_MAX = 3  # more namesakes of the same profession than this point to nobody


@dataclass(frozen=True)
class LiensRpps:
    """Tables of the room (columns in docs/tables.md)."""

    lien_rpps: pl.DataFrame
    rpps_candidat: pl.DataFrame
    rpps_personne: pl.DataFrame
    rpps_activite: pl.DataFrame
    mie: pl.DataFrame
    porteur_cps: pl.DataFrame
    emploi_non_resolu: pl.DataFrame
    effets: dict[str, Effet] = field(default_factory=dict)


def link(
    identite: pl.DataFrame,
    identite_fiche: pl.DataFrame,
    fiche: pl.DataFrame,
    contrat: pl.DataFrame,  # noqa: ARG001  activities against contracts come with the 2028 criteria
    lectures: Sequence[Lecture],
    settings: Settings,
    date: dt.date,
    decisions: Sequence[Decision] = (),
    precedent_liens: pl.DataFrame | None = None,
    redirection: pl.DataFrame | None = None,
) -> LiensRpps:
    """Attach each identity to its national number, with the proof, or say why not.

    Args:
        decisions: those in force; the kinds that speak of numbers are applied, the others ignored.
        precedent_liens: links of the published version: a confirmation keeps the date it was first proved.
        redirection: where merged ids went, so that a decision follows its person.
    """
    people = _people(identite, identite_fiche, fiche)
    public, restreint = rows_of(lectures, "rpps_public"), rows_of(lectures, "rpps_restreint")
    directory = _reduce(people, public, restreint)
    finess = set(settings.entite_par_finess())
    twins = Counter(_civil(person) for person in people)
    links = {
        person.ident: _with_adeli(
            person, _climb(person, directory, finess, twins, settings.execution.mode_test)
        )
        for person in people
    }
    effets = decide(
        links, decisions, {p.ident: p for p in people}, directory, _homes(identite_fiche), redirection
    )
    _one_number_one_person(links, effets)
    rows = _dated(links, date, precedent_liens)
    holders = rows_of(lectures, "porteurs_cps")
    confirmed = {lien.rpps: ident for ident, lien in links.items() if lien.statut == "confirme" and lien.rpps}
    return LiensRpps(
        rows,
        _candidates(links, directory),
        people_of(public),
        activities_of(public),
        means(rows_of(lectures, "parc_mie"), holders, fiche, identite_fiche, confirmed, date),
        card_holders(holders, confirmed, (lien.rpps for lien in links.values())),
        unresolved_titles(fiche),
        {ident: effet for ident, (effet, _) in effets.items()},
    )


def _homes(identite_fiche: pl.DataFrame) -> dict[str, str]:
    rows = identite_fiche.select("source", "cle_source", "id_unique").iter_rows()
    return {f"{source}:{cle}": ident for source, cle, ident in rows}


def _people(identite: pl.DataFrame, identite_fiche: pl.DataFrame, fiche: pl.DataFrame) -> list[Personne]:
    members = identite_fiche.join(fiche, on=["source", "cle_source"]).sort("source", "cle_source")
    names: dict[str, dict[str, None]] = defaultdict(dict)
    births: dict[str, dict[str, None]] = defaultdict(dict)
    given: dict[str, dict[str, None]] = defaultdict(dict)
    numbers: dict[str, dict[str, None]] = defaultdict(dict)
    adelis: dict[str, dict[str, None]] = defaultdict(dict)
    columns = ["id_unique", "nature", "noms", "prenoms_std", "nom_naissance", "rpps", "adeli"]
    for ident, nature, noms, prenoms, naissance, rpps, adeli in members.select(columns).iter_rows():
        names[ident].update(dict.fromkeys(noms or []))
        given[ident].update(dict.fromkeys(prenoms or []))
        if nature == "sirh" and naissance:
            births[ident].update(dict.fromkeys(alternatives(naissance)))
        if number := numeros.lire("rpps", rpps).valeur:
            numbers[ident][number] = None
        if number := numeros.lire("adeli", adeli).valeur:
            adelis[ident][number] = None
    return [
        Personne(
            row["id_unique"],
            list(names[row["id_unique"]]),
            list(births[row["id_unique"]]),
            list({**dict.fromkeys(given_keys(row["prenoms"])), **given[row["id_unique"]]}),
            row["date_naissance"],
            row["sexe"],
            row["code_commune_naissance"],
            row["profession_code"],
            row["role_code"],
            row["autorite"] or "inconnue",
            bool(row["utilisateur_dpi"]),
            list(numbers[row["id_unique"]]),
            list(adelis[row["id_unique"]]),
        )
        for row in identite.iter_rows(named=True)
    ]


def _reduce(
    people: list[Personne], public: pl.DataFrame | None, restreint: pl.DataFrame | None
) -> Repertoire:
    rows = [
        (variant, prenom, person.naissance)
        for person in people
        for nom in person.noms
        for variant in {nom.replace(" ", ""), core(nom)}
        for prenom in person.prenoms
    ]
    schema = {"nom": pl.String, "prenom": pl.String, "naissance": pl.Date}
    civils = pl.DataFrame(rows, schema=schema, orient="row").unique()
    return reduce_directory(
        public, restreint, {number for person in people for number in person.declares}, civils
    )


def _civil(person: Personne) -> tuple[object, ...]:
    return (
        core((person.naissance_noms or person.noms or [""])[0]),
        (person.prenoms or [""])[0],
        person.naissance,
    )


def _profession_fits(person: Personne, professions: object) -> bool:
    """Unknown here fits anything; a role must be the role; the same code fits whatever the system."""
    if person.autorite in {"inconnue", "hors_perimetre"} or not isinstance(professions, set):
        return True
    wanted = person.role or person.profession
    return any(
        wanted in {profession, role} or (person.role and profession == "99" and not role)
        for profession, role in professions
    )


def _climb(
    person: Personne, directory: Repertoire, finess: set[str], twins: Counter[tuple[object, ...]], test: bool
) -> Lien:
    """From the strongest evidence to none."""
    good = [n for n in person.declares if numeros.rpps_valide(n) or (test and len(n) == 11)]
    bad = [n for n in person.declares if n not in good]
    proven = [n for n in good if traits_agree(person, directory.restreint.get(n))]
    note = f" Autre valeur déclarée ignorée, clé fausse : {', '.join(bad)}." if bad else ""
    if len(good) > 1:
        others = [n for n in good if n not in proven]
        if len(proven) == 1 and not any(n in directory.public or n in directory.restreint for n in others):
            return Lien(
                "confirme",
                "declare_traits_concordants",
                proven[0],
                0.9999,
                "Numéro déclaré, traits de naissance concordants." + note,
            )
        return Lien(
            "incoherent",
            "plusieurs_numeros",
            None,
            0.0,
            f"Plusieurs numéros déclarés : {', '.join(sorted(good))}.",
            _as_candidates(good),
        )
    if proven:
        return Lien(
            "confirme",
            "declare_traits_concordants",
            proven[0],
            0.9999,
            "Numéro déclaré, traits de naissance concordants." + note,
        )
    matches, near = _restricted_matches(person, directory)
    if good:
        return _declared(person, good[0], directory, matches)
    if len(matches) == 1 and twins[_civil(person)] == 1:
        return Lien(
            "confirme",
            "traits_restreint_unique",
            matches[0],
            0.999,
            "Seule personne du répertoire ayant ces traits de naissance." + note,
        )
    if bad:
        return Lien("incoherent", "cle_fausse", bad[0], 0.0, _false_number(bad[0]), near)
    if matches or near:
        possible: Candidats = [
            (n, 0.9, "Mêmes traits de naissance", ["nom", "prénoms", "naissance"], []) for n in matches
        ] + near
        return Lien(
            "a_confirmer",
            "restreint_une_divergence",
            possible[0][0],
            possible[0][1],
            possible[0][2],
            possible[:CANDIDATS_MAX],
        )
    return _public_or_nothing(person, directory, finess)


def _false_number(number: str) -> str:
    verdict = numeros.lire("rpps", number).verdict
    return (
        f"La clé du numéro déclaré {number} est fausse."
        if verdict in {"cle_fausse", "ok"}
        else f"Numéro déclaré illisible. {numeros.raison(verdict, number)}"
    )


def _with_adeli(person: Personne, lien: Lien) -> Lien:
    """A dead number declared in place of an RPPS is said wherever the RPPS is still to be found."""
    if not person.adeli or lien.statut == "confirme":
        return lien
    return replace(lien, motif=f"{lien.motif} {numeros.raison('adeli', person.adeli[0])}".strip())


def _as_candidates(numbers: list[str]) -> Candidats:
    return [(n, 0.5, "Numéro déclaré", [], []) for n in sorted(numbers)]


def _restricted_matches(person: Personne, directory: Repertoire) -> tuple[list[str], Candidats]:
    """Strict matches on birth traits, and those with one divergence (code 7 of the RNIPP and its like)."""
    strict: list[str] = []
    near: Candidats = []
    if person.naissance is None:
        return strict, near
    for number in sorted(set(directory.restreint_par_naissance.get(person.naissance, []))):
        row = directory.restreint[number]
        gaps = _gaps(person, row)
        if gaps is None:
            continue
        if not gaps:
            strict.append(number)
        elif len(gaps) == 1:
            near.append((number, 0.8, f"Mêmes traits de naissance, sauf : {gaps[0]}", ["naissance"], gaps))
    for nom in person.naissance_noms or person.noms:
        for number in sorted(
            set(directory.restreint_par_nom.get((core(nom), (person.prenoms or [""])[0]), []))
        ):
            row = directory.restreint[number]
            born = row["date_naissance"]
            if (
                isinstance(born, dt.date)
                and born != person.naissance
                and _near(born, person.naissance)
                and _profession_fits(person, row["professions"])
            ):
                near.append(
                    (
                        number,
                        0.6,
                        "Mêmes nom et prénom, date de naissance presque identique",
                        ["nom", "prénoms"],
                        ["date de naissance"],
                    )
                )
    return strict, near


def _near(a: dt.date, b: dt.date) -> bool:
    swapped = a.year == b.year and a.month == b.day and a.day == b.month
    return swapped or sum(x != y for x, y in zip(a.isoformat(), b.isoformat(), strict=True)) == 1


def _gaps(person: Personne, row: dict[str, object]) -> list[str] | None:
    """Divergences of a restricted row born the same day; None when it is plainly somebody else."""
    theirs = list(given_keys(str(row["prenoms"])))
    given = compare_given(person.prenoms, theirs)
    birth = compare_names(person.naissance_noms, alternatives(str(row["nom_naissance"])))
    usage = compare_names(
        person.noms, alternatives(str(row["nom_naissance"]), str(row["nom_exercice"] or ""))
    )
    if given < VARIANTE and not (given and birth == EXACT):
        return None
    if birth < VARIANTE and usage < VARIANTE and not (birth and given == EXACT):
        return None
    gaps = []
    if birth != EXACT:
        gaps.append("nom de naissance")
    if not person.prenoms or not theirs or (person.prenoms[0] != theirs[0] and given != EXACT):
        gaps.append("prénoms")
    if sex_differs(person, row):
        gaps.append("sexe")
    here, there = (
        numeros.cle("commune", text) for text in (person.commune, str(row["code_commune_naissance"] or ""))
    )
    if here and there and here != there:
        gaps.append("lieu de naissance")
    if not _profession_fits(person, row["professions"]):
        gaps.append("profession")
    return gaps


def _declared(person: Personne, number: str, directory: Repertoire, matches: list[str]) -> Lien:
    """One well-formed declared number that birth traits did not prove."""
    restricted, public = directory.restreint.get(number), directory.public.get(number)
    if restricted is not None and person.naissance is not None:
        other = _as_candidates(matches) or []
        return Lien(
            "incoherent",
            "traits_discordants",
            number,
            0.0,
            "Les traits de naissance du numéro déclaré sont ceux d'une autre personne.",
            other,
        )
    if public is None:
        if not directory.a_public:
            return Lien(
                "a_confirmer",
                "declare_seul",
                number,
                0.5,
                "Numéro déclaré ; aucune extraction publique pour le vérifier.",
                _as_candidates([number]),
            )
        if restricted is None:
            return Lien(
                "incoherent",
                "numero_inconnu",
                number,
                0.0,
                "Le numéro déclaré est inconnu de l'annuaire.",
                _as_candidates(matches),
            )
    if matches and number not in matches:
        return Lien(
            "incoherent",
            "traits_discordants",
            number,
            0.0,
            "Un autre numéro correspond aux traits de naissance.",
            _as_candidates(matches),
        )
    row = public or restricted or {}
    names = compare_names(
        person.noms, alternatives(str(row.get("nom_exercice") or ""), str(row.get("nom_naissance") or ""))
    )
    given = compare_given(
        person.prenoms, list(given_keys(str(row.get("prenom_exercice") or row.get("prenoms") or "")))
    )
    if names >= VARIANTE and given >= VARIANTE:
        fits = _profession_fits(person, row.get("professions"))
        reason = "Numéro déclaré, noms d'exercice concordants" + (
            " et même profession." if fits else " ; profession différente."
        )
        proof = "declare_corrobore" if fits else "declare_profession_differente"
        return Lien("a_confirmer", proof, number, 0.95 if fits else 0.6, reason, _as_candidates([number]))
    return Lien(
        "incoherent",
        "noms_discordants",
        number,
        0.0,
        "Le numéro déclaré est celui d'une personne d'un autre nom.",
    )


def _public_or_nothing(person: Personne, directory: Repertoire, finess: set[str]) -> Lien:
    """Exercise names alone: a candidate for a person to check, never a link."""
    found: Candidats = []
    keys = {
        (variant, prenom)
        for nom in person.noms
        for variant in (nom.replace(" ", ""), core(nom))
        for prenom in person.prenoms[:2]
    }
    for number in sorted({n for key in keys for n in directory.public_par_nom.get(key, [])}):
        row = directory.public[number]
        if not _profession_fits(person, row["professions"]):
            continue
        here = bool(finess & row["finess"]) if isinstance(row["finess"], set) else False
        agree = ["nom d'exercice", "prénom", "profession", *(["FINESS du groupe"] if here else [])]
        found.append(
            (
                number,
                0.5 if here else 0.2,
                "Mêmes nom et prénom d'exercice" + (", dans un établissement du groupe" if here else ""),
                agree,
                [],
            )
        )
    found.sort(key=lambda item: (-item[1], item[0]))
    if not _required(person):
        return Lien("non_requis", motif=_not_required(person), candidats=[])
    nearby = [item for item in found if item[1] >= 0.5]
    if nearby or 0 < len(found) <= HOMONYMES_PUBLICS_MAX:
        best = nearby or found
        alone = best[0][0] if len(best) == 1 else None
        return Lien("a_confirmer", "public_nom", alone, best[0][1], best[0][2], found[:CANDIDATS_MAX])
    reason = (
        f"{len(found)} homonymes dans l'annuaire, aucun ne se distingue."
        if found
        else "Aucune trace dans les extractions reçues."
    )
    return Lien("absent", motif=reason, candidats=found[:CANDIDATS_MAX])


def _required(person: Personne) -> bool:
    return person.autorite not in {"etudiant", "hors_perimetre"} or (
        person.autorite == "hors_perimetre" and person.dpi
    )


def _not_required(person: Personne) -> str:
    return (
        "Étudiant sans accès au RPPS à ce jour."
        if person.autorite == "etudiant"
        else "Métier sans accès aux soins ni au DPI."
    )


def _one_number_one_person(links: dict[str, Lien], effets: dict[str, tuple[Effet, str]]) -> None:
    """A number proved for two identities proves nothing for either."""
    owners: dict[str, list[str]] = defaultdict(list)
    for ident, lien in links.items():
        if lien.statut == "confirme" and lien.rpps:
            owners[lien.rpps].append(ident)
    for number, idents in owners.items():
        if len(idents) > 1:
            for ident in idents:
                motif = f"Le numéro {number} correspond à {len(idents)} identités : doublon à résoudre."
                links[ident] = Lien(
                    "incoherent", "numero_partage", number, 0.0, motif, _as_candidates([number])
                )
            for decision, (_, ident) in list(effets.items()):
                if ident in idents and _.etat == "appliquee":
                    effets[decision] = (
                        Effet("a_revoir", f"Le numéro {number} est aussi celui d'une autre identité."),
                        ident,
                    )


def _dated(links: dict[str, Lien], date: dt.date, before: pl.DataFrame | None) -> pl.DataFrame:
    known: dict[tuple[str, str, str], dt.date] = {}
    if before is not None and before.height:
        kept = before.filter(pl.col("statut") == "confirme").select(
            "id_unique", "rpps", "preuve", "date_preuve"
        )
        known = {(i, r, p): d for i, r, p, d in kept.iter_rows() if d}
    rows = []
    for ident, lien in sorted(links.items()):
        first = lien.prouve_le or known.get((ident, lien.rpps or "", lien.preuve), date)
        proved = first if lien.statut == "confirme" else None
        again = dt.date(proved.year + 2, proved.month, min(proved.day, 28)) if proved else None
        rows.append(
            (
                ident,
                lien.rpps,
                lien.statut,
                lien.preuve or None,
                lien.probabilite,
                lien.motif,
                proved,
                again,
                len(lien.candidats),
                again is not None and again <= date,
            )
        )
    return pl.DataFrame(rows, schema=LIEN, orient="row")


def _candidates(links: dict[str, Lien], directory: Repertoire) -> pl.DataFrame:
    rows = []
    for ident, lien in sorted(links.items()):
        for rank, (number, score, motif, agree, differ) in enumerate(lien.candidats[:CANDIDATS_MAX], 1):
            row = directory.public.get(number) or directory.restreint.get(number) or {}
            rows.append(
                (
                    ident,
                    number,
                    rank,
                    score,
                    motif,
                    row.get("nom_exercice"),
                    row.get("prenom_exercice"),
                    row.get("profession_code"),
                    agree,
                    differ,
                )
            )
    return pl.DataFrame(rows, schema=CANDIDAT, orient="row")
