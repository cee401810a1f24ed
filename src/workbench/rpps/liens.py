"""The evidence ladder to the national number. Public data never confirm; a confirmation rests on birth traits
or a recorded proof.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.rejeu import Effet
from workbench.rpps.arbitrages import decide
from workbench.rpps.ascension import civil, climb, with_adeli
from workbench.rpps.echelle import Lien, Personne, as_candidates, reach, rules
from workbench.rpps.mie import card_holders, means
from workbench.rpps.professions import unresolved_titles
from workbench.rpps.repertoire import Repertoire, reduce_directory, rows_of
from workbench.socle import numeros
from workbench.socle.noms import alternatives, bare, given_keys, glued
from workbench.socle.settings import Settings
from workbench.socle.tables import schema
from workbench.sources.modeles import Lecture

LIEN = schema("curated.lien_rpps")
CANDIDAT = schema("curated.rpps_candidat")


@dataclass(frozen=True)
class LiensRpps:
    """Tables of the room (columns in docs/tables.md)."""

    lien_rpps: pl.DataFrame
    rpps_candidat: pl.DataFrame
    mie: pl.DataFrame
    porteur_cps: pl.DataFrame
    emploi_non_resolu: pl.DataFrame
    effets: dict[str, Effet] = field(default_factory=dict)


@dataclass(frozen=True)
class Population:
    """The people of a run: `curated.identite`, `curated.identite_fiche`, `curated.fiche`; former ids in
    `redirection`.
    """

    identite: pl.DataFrame
    identite_fiche: pl.DataFrame
    fiche: pl.DataFrame
    redirection: pl.DataFrame | None = None


def link(
    population: Population,
    lectures: Sequence[Lecture],
    settings: Settings,
    date: dt.date,
    decisions: Sequence[Decision] = (),
    precedent_liens: pl.DataFrame | None = None,
) -> LiensRpps:
    """Attach each identity to its national number, with the proof, or say why not.

    Args:
        population: a decision follows its person where its ids were merged.
        decisions: those in force; the kinds that speak of numbers are applied, the others ignored.
        precedent_liens: links of the published version: a confirmation keeps the date it was first proved.
    """
    people = _people(population)
    public, restreint = rows_of(lectures, "rpps_public"), rows_of(lectures, "rpps_restreint")
    directory = _reduce(people, public, restreint)
    finess = set(settings.entites_par_finess())
    twins = Counter(civil(person) for person in people)
    test = settings.execution.mode_test
    links = {
        person.ident: with_adeli(person, climb(person, directory, finess, twins, test)) for person in people
    }
    homes = _homes(population.identite_fiche)
    by_ident = {person.ident: person for person in people}
    effets = decide(links, decisions, by_ident, directory, homes, population.redirection)
    _one_number_one_person(links, effets)
    holders, fleet = rows_of(lectures, "porteurs_cps"), rows_of(lectures, "parc_mie")
    confirmed = {lien.rpps: ident for ident, lien in links.items() if lien.statut == "confirme" and lien.rpps}
    return LiensRpps(
        _dated(links, date, precedent_liens),
        _candidates(links, directory),
        means(fleet, holders, population.fiche, population.identite_fiche, confirmed, date),
        card_holders(holders, confirmed, (lien.rpps for lien in links.values())),
        unresolved_titles(population.fiche),
        {ident: effet for ident, (effet, _) in effets.items()},
    )


def _homes(identite_fiche: pl.DataFrame) -> dict[str, str]:
    rows = identite_fiche.select("source", "cle_source", "id_unique").iter_rows()
    return {f"{source}:{cle}": ident for source, cle, ident in rows}


def _people(population: Population) -> list[Personne]:
    members = population.identite_fiche.join(population.fiche, on=["source", "cle_source"])
    members = members.sort("source", "cle_source")
    names: dict[str, dict[str, None]] = defaultdict(dict)
    births: dict[str, dict[str, None]] = defaultdict(dict)
    given: dict[str, dict[str, None]] = defaultdict(dict)
    first: dict[str, dict[str, None]] = defaultdict(dict)
    numbers: dict[str, dict[str, None]] = defaultdict(dict)
    adelis: dict[str, dict[str, None]] = defaultdict(dict)
    lost: dict[str, dict[str, None]] = defaultdict(dict)
    columns = ["id_unique", "nature", "noms", "prenoms_std", "nom_naissance", "rpps", "adeli"]
    for ident, nature, noms, prenoms, naissance, rpps, adeli in members.select(columns).iter_rows():
        names[ident].update(dict.fromkeys(noms or []))
        given[ident].update(dict.fromkeys(prenoms or []))
        first[ident].update(dict.fromkeys((prenoms or [])[:1]))
        if nature == "sirh" and naissance:
            births[ident].update(dict.fromkeys(alternatives(naissance)))
            lost[ident].update(dict.fromkeys([naissance] if "?" in naissance else []))
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
            list(first[row["id_unique"]]),
            list(adelis[row["id_unique"]]),
            list(lost[row["id_unique"]]),
        )
        for row in population.identite.iter_rows(named=True)
    ]


def _reduce(
    people: list[Personne], public: pl.DataFrame | None, restreint: pl.DataFrame | None
) -> Repertoire:
    rows = [
        (variant, prenom, person.naissance)
        for person in people
        for nom in person.noms
        for variant in {glued(nom), bare(nom)}
        for prenom in {*person.prenoms, "".join(person.prenoms[:2])}
    ]
    schema = {"nom": pl.String, "prenom": pl.String, "naissance": pl.Date}
    civils = pl.DataFrame(rows, schema=schema, orient="row").unique()
    return reduce_directory(
        public, restreint, {number for person in people for number in person.declares}, civils
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
                links[ident] = reach(
                    "numero_partage", number, as_candidates([number]), numero=number, nombre=len(idents)
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
    rows, years = [], rules()["reglages"]["validite_preuve_annees"]
    for ident, lien in sorted(links.items()):
        first = lien.prouve_le or known.get((ident, lien.rpps or "", lien.preuve), date)
        proved = first if lien.statut == "confirme" else None
        again = dt.date(proved.year + years, proved.month, min(proved.day, 28)) if proved else None
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
    rows, most = [], rules()["reglages"]["candidats_max"]
    for ident, lien in sorted(links.items()):
        for rank, item in enumerate(lien.candidats[:most], 1):
            row = directory.public.get(item.rpps) or directory.restreint.get(item.rpps) or {}
            rows.append(
                (
                    ident,
                    item.rpps,
                    rank,
                    item.score,
                    item.motif,
                    row.get("nom_exercice"),
                    row.get("prenom_exercice"),
                    row.get("profession_code"),
                    item.concordances,
                    item.divergences,
                )
            )
    return pl.DataFrame(rows, schema=CANDIDAT, orient="row")
