"""Who is who: shared identifiers first, then traits under rules of evidence, groups under constraints, ids that last."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import polars as pl

from workbench.decisions import Decision
from workbench.decisions.rejeu import Effet
from workbench.identities.arbitrages import (
    IDENTIFIANT_CONNU,
    account_natures,
    apply_decisions,
    challenge_apart,
)
from workbench.identities.collisions import close, collision_frame, read_groups
from workbench.identities.comptes import accounts, transitions
from workbench.identities.groupes import Groupes
from workbench.identities.modele import Scores, explain, score_pairs
from workbench.identities.persistance import assign_ids
from workbench.identities.preuves import Avis, Fiche, compatible, judge, to_fiche
from workbench.identities.reference import golden_records
from workbench.identities.revue import Proposition, review_frame
from workbench.socle import numeros
from workbench.socle.noms import rules
from workbench.socle.settings import Settings
from workbench.socle.tables import schema

SEUIL_GARDE = 0.01  # pairs scored below are not kept: nobody would look at them


@dataclass(frozen=True)
class Precedent:
    """What the published version says: four frames of schema `curated`."""

    identite_fiche: pl.DataFrame
    identite: pl.DataFrame
    compte: pl.DataFrame
    redirection: pl.DataFrame


@dataclass
class Rapprochement:
    """Tables of the run (columns in docs/tables.md), the model and its charts."""

    identite: pl.DataFrame
    identite_fiche: pl.DataFrame
    a_revoir: pl.DataFrame
    collision: pl.DataFrame
    compte: pl.DataFrame
    redirection: pl.DataFrame
    transition: pl.DataFrame
    paire_score: pl.DataFrame
    effets: dict[str, Effet] = field(default_factory=dict)
    modele: dict[str, Any] = field(default_factory=dict)
    graphiques: dict[str, str] = field(default_factory=dict)


@dataclass
class Etat:
    """The work in progress of a run."""

    fiches: dict[str, Fiche]
    groupes: Groupes
    modes: dict[str, tuple[str, float, str]] = field(default_factory=dict)
    propositions: list[Proposition] = field(default_factory=list)
    collisions: list[dict[str, object]] = field(default_factory=list)
    separees: dict[tuple[str, str], Decision] = field(default_factory=dict)

    def join(self, a: str, b: str, mode: str, probability: float, proof: str) -> None:
        """Join two records, or record why the group forbids it."""
        if self.groupes.same(a, b):
            return
        conflict = self.groupes.join(a, b)
        if conflict == "decision_contraire":
            if mode == "identifiant" and self.unseen_identifier(a, b):
                self.propose(
                    a, b, probability, "decision_contredite", quoi=f"{proof}, entre deux personnes séparées"
                )
            return
        if conflict:
            self.collide(conflict, [a, b], f"{rules()['motifs']['conflit_groupe']} ({proof}).")
            self.propose(a, b, probability, "conflit_groupe")
            return
        for cle in (a, b):
            known = self.modes.get(cle)
            if known is None or (known[0] == "traits" and mode == "identifiant"):
                self.modes[cle] = (mode, probability, proof)

    def unseen_identifier(self, a: str, b: str) -> bool:
        """Whoever set these groups apart had not been told that they share an identifier."""
        entries = (self.separees.get(pair) for pair in self.groupes.separating(a, b))
        return not any(entry and entry.valeur.get("avis") in IDENTIFIANT_CONNU for entry in entries)

    def propose(self, a: str, b: str, probability: float, code: str, **words: object) -> None:
        """Leave a pair to a person."""
        self.propositions.append(
            Proposition(a, b, probability, code, rules()["motifs"][code].format(**words))
        )

    def collide(self, kind: str, cles: Sequence[str], motif: str, gravite: str = "forte") -> None:
        """Record a contradiction."""
        self.collisions.append({"type": kind, "gravite": gravite, "motif": motif, "fiches": sorted(cles)})


def reconcile(
    fiche: pl.DataFrame,
    contrat: pl.DataFrame,  # noqa: ARG001  kept in the signature: review pages show the contracts behind a case
    settings: Settings,
    date: dt.date,
    precedent: Precedent | None = None,
    decisions: Sequence[Decision] = (),
    collisions: Sequence[dict[str, object]] = (),
    scores: Scores | None = None,
) -> Rapprochement:
    """Group the records of one run into identities.

    Args:
        fiche: `curated.fiche`, with `profession_code`, `role_code`, `autorite` when known.
        precedent: the published version, so that identifiers last (None on a first run).
        decisions: those in force; the kinds that speak of records are applied, the others ignored.
        collisions: contradictions already met while records were built.
        scores: pairs already scored (a simulation); trained and scored here when absent.

    Returns:
        Every table of the room; record order in the input changes nothing.
    """
    fiche = fiche.with_columns(cle=pl.col("source") + ":" + pl.col("cle_source")).sort("cle")
    absent = [name for name in ("profession_code", "role_code", "autorite") if name not in fiche.columns]
    fiche = fiche.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    fiche, effets = account_natures(fiche, decisions)
    people = fiche.filter((pl.col("nature_compte").is_null()) | (pl.col("nature_compte") == "nominatif"))
    fiches = {row["cle"]: to_fiche(row, _valid_rpps(row["rpps"])) for row in people.iter_rows(named=True)}
    etat = Etat(fiches, Groupes(fiches.values()), collisions=[dict(row) for row in collisions])
    etat.separees = {(d.cle_a, d.cle_b): d for d in decisions if d.genre == "personne_differente"}
    apart, done = apply_decisions(etat, decisions)
    effets |= done
    _by_identifiers(etat, people, apart, effets)
    seuils = settings.execution.rapprochement
    scores = scores or score_pairs(people, seuils.graine, SEUIL_GARDE)
    stay = _former_pairs(precedent)
    _by_traits(
        etat, scores.paires, seuils.seuil_automatique, seuils.seuil_maintien, seuils.seuil_revue, stay, apart
    )
    _shared_numbers(etat)
    read_groups(etat, fiche)
    ids, redirection = assign_ids(etat.groupes, etat.fiches, precedent, date)
    identite_fiche = _membership(fiche, etat, ids)
    a_revoir = explain(review_frame(etat.propositions, etat.groupes, etat.fiches, ids), scores)
    collision, closed = close(collision_frame(etat.collisions, ids, etat.groupes), decisions, date)
    effets |= closed
    identite = golden_records(people, identite_fiche, settings, date, precedent)
    compte = accounts(fiche, identite_fiche, a_revoir, collision, etat, settings, date)
    identite = identite.with_columns(
        utilisateur_dpi=pl.col("id_unique").is_in(
            compte.filter(
                (pl.col("application") == "dpi") & pl.col("actif") & (pl.col("nature") == "nominatif")
            )["id_unique"]
            .drop_nulls()
            .implode()
        )
    )
    transition = transitions(compte, precedent.compte if precedent else None, date)
    model = {**scores.modele, "regles": rules()["version"], "seuils": seuils.model_dump()}
    return Rapprochement(
        identite,
        identite_fiche,
        a_revoir,
        collision,
        compte,
        redirection,
        transition,
        _scored(scores.paires, etat, a_revoir),
        effets,
        model,
        scores.graphiques,
    )


def _scored(pairs: pl.DataFrame, etat: Etat, a_revoir: pl.DataFrame) -> pl.DataFrame:
    """`curated.paire_score`: every scored pair and what became of it; matter of the samples and simulations."""
    key = pl.concat_str("source_a", pl.lit(":"), "cle_a")
    waiting = set(
        a_revoir.select(key, pl.concat_str("source_b", pl.lit(":"), "cle_b").alias("b")).iter_rows()
    )
    situations = [
        "reunie" if etat.groupes.same(a, b) else "revue" if (a, b) in waiting else "ecartee"
        for a, b in pairs.select("cle_a", "cle_b").iter_rows()
    ]
    return pairs.select("cle_a", "cle_b", "probabilite").with_columns(
        situation=pl.Series(situations, dtype=pl.String),
        mode=pl.Series(
            [_mode(etat, a, b) for a, b in pairs.select("cle_a", "cle_b").iter_rows()], dtype=pl.String
        ),
    )


def _mode(etat: Etat, a: str, b: str) -> str:
    """`traits` when the pair is together and one of the two came in by its traits alone."""
    return "traits" if "traits" in {etat.modes.get(cle, ("",))[0] for cle in (a, b)} else "identifiant"


def _valid_rpps(text: str | None) -> str | None:
    lu = numeros.lire("rpps", text)
    return lu.valeur if lu.verdict == "ok" else None


def _by_identifiers(
    etat: Etat,
    people: pl.DataFrame,
    apart: set[tuple[str, str]],
    effets: dict[str, Effet],
) -> None:
    """Pass 1: the same personnel number, login, address or RPPS, with compatible traits."""
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in people.select("cle", "nature", "cle_source", "matricule", "login", "email", "rpps").iter_rows(
        named=True
    ):
        cle = row["cle"]
        number = numeros.cle("matricule", (row["matricule"] or "").split("#")[0])
        if number:
            keys["matricule", number].append(cle)
        if row["login"]:
            keys["login", numeros.cle("login", row["login"])].append(cle)
        if row["email"] and "@" in row["email"]:
            keys["adresse", row["email"].lower()].append(cle)
        if etat.fiches[cle].rpps:
            keys["numéro RPPS", str(etat.fiches[cle].rpps)].append(cle)
    order = {"matricule": 0, "login": 1, "numéro RPPS": 2, "adresse": 3}
    for (what, _), cles in sorted(keys.items(), key=lambda item: (order[item[0][0]], item[0][1])):
        if 1 < len(cles) <= 30:
            _one_identifier(etat, what, sorted(cles), apart)
            for a, b in apart.intersection(combinations(sorted(cles), 2)) if apart else ():
                challenge_apart(etat, a, b, what, effets)


def _one_identifier(etat: Etat, what: str, cles: list[str], apart: set[tuple[str, str]]) -> None:
    for position, a in enumerate(cles):
        for b in cles[position + 1 :]:
            left, right = etat.fiches[a], etat.fiches[b]
            if what == "matricule" and left.rh and right.rh:
                continue  # two HR systems number people on their own: the same number means nothing
            if (a, b) in apart or (what == "login" and _other_directory(etat, left, right, cles)):
                continue
            if what == "matricule" and _ambiguous(etat, left, right, cles):
                etat.propose(a, b, 0.5, "identifiant_contredit", quoi=what)
            elif compatible(left, right):
                etat.join(a, b, "identifiant", 1.0, f"même {what}")
            elif what == "matricule" and not (
                left.etablissement and right.etablissement and left.etablissement != right.etablissement
            ):
                etat.collide(
                    "matricule_contredit",
                    [a, b],
                    rules()["motifs"]["identifiant_contredit"].format(quoi=what) + ".",
                    "moyenne",
                )
                etat.propose(a, b, 0.3, "identifiant_contredit", quoi=what)
            elif what == "numéro RPPS" or (what == "login" and judge(left, right).verdict != "non"):
                etat.propose(a, b, 0.3, "identifiant_contredit", quoi=what)


def _other_directory(etat: Etat, left: Fiche, right: Fiche, cles: list[str]) -> bool:
    """Two directories name people on their own: a login links an application to a directory only when one of them fits."""
    if left.nature == right.nature == "annuaire":
        return True
    if "annuaire" not in {left.nature, right.nature}:
        return False
    account = right if left.nature == "annuaire" else left
    fitting = [c for c in cles if etat.fiches[c].nature == "annuaire" and compatible(account, etat.fiches[c])]
    return len({etat.groupes.find(c) for c in fitting}) > 1


def _ambiguous(etat: Etat, left: Fiche, right: Fiche, cles: list[str]) -> bool:
    """The number fits two compatible HR people who are not known to be one."""
    account = right if left.rh else left
    if account.rh or left.rh == right.rh:
        return False
    homes = {etat.groupes.find(c) for c in cles if etat.fiches[c].rh and compatible(account, etat.fiches[c])}
    return len(homes) > 1


def _former_pairs(precedent: Precedent | None) -> dict[str, str]:
    """Record → identity in the published version."""
    if precedent is None:
        return {}
    rows = precedent.identite_fiche.select("source", "cle_source", "id_unique").iter_rows()
    return {f"{source}:{cle}": ident for source, cle, ident in rows}


def _by_traits(
    etat: Etat,
    pairs: pl.DataFrame,
    seuil: float,
    maintien: float,
    revue: float,
    former: dict[str, str],
    apart: set[tuple[str, str]],
) -> None:
    """Pass 2: scored pairs, HR with HR first, then accounts on their names when nobody else could be meant."""
    scored = [
        (probability, a, b, judge(etat.fiches[a], etat.fiches[b]))
        for a, b, probability in pairs.sort(
            ["probabilite", "cle_a", "cle_b"], descending=[True, False, False]
        ).iter_rows()
        if not etat.groupes.same(a, b) and (a, b) not in apart
    ]
    births = [row for row in scored if etat.fiches[row[1]].naissance and etat.fiches[row[2]].naissance]
    for probability, a, b, avis in births:
        needed = maintien if a in former and former.get(a) == former.get(b) else seuil
        if avis.verdict == "auto" and probability >= needed:
            etat.join(a, b, "traits", probability, "mêmes traits de naissance")
        elif avis.verdict == "veto":
            _homonyms(etat, a, b, avis)
        elif avis.verdict != "non" and probability >= revue / 10:
            etat.propose(a, b, probability, avis.code or "score_insuffisant")
    _by_names(etat, [row for row in scored if row not in set(births)], seuil, maintien, revue, former)


def _homonyms(etat: Etat, a: str, b: str, avis: Avis) -> None:
    left, right = etat.fiches[a], etat.fiches[b]
    if left.rpps and left.rpps == right.rpps:
        etat.collide(avis.code, [a, b], "Même numéro RPPS déclaré, mais naissances ou sexes contradictoires.")


def _by_names(
    etat: Etat,
    scored: list[tuple[float, str, str, Avis]],
    seuil: float,
    maintien: float,
    revue: float,
    former: dict[str, str],
) -> None:
    """A record without birth date: the names must point to one single person of the whole perimeter."""
    homes: dict[str, set[str]] = defaultdict(set)
    claims: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, a, b, avis in scored:
        if avis.verdict in {"auto", "revue"} and avis.code != "inverse":
            for one, other in ((a, b), (b, a)):
                if etat.fiches[other].rh:
                    homes[one].add(other)
                    claims[etat.groupes.find(other), etat.fiches[one].source].add(one)
    names_threshold = float(rules()["preuves"]["seuil_noms"])
    most = int(rules()["preuves"]["homonymes_max"])
    for probability, a, b, avis in scored:
        if etat.groupes.same(a, b) or avis.verdict in {"non", "veto"}:
            continue
        left, right = etat.fiches[a], etat.fiches[b]
        account, home = (b, a) if left.rh else (a, b)
        rivals = claims[etat.groupes.find(home), etat.fiches[account].source]
        count = max(_distinct(etat, homes[a]), _distinct(etat, homes[b]), _distinct(etat, rivals))
        external = left.externe or right.externe
        needed = min(maintien if a in former and former.get(a) == former.get(b) else seuil, names_threshold)
        with_hr = left.rh or right.rh
        if avis.verdict == "auto" and with_hr and count <= most and not external and probability >= needed:
            etat.join(
                a,
                b,
                "traits",
                probability,
                "mêmes nom et prénom, sans homonyme, et service ou profession concordants",
            )
        elif probability >= revue / 10:
            code = (
                "externe"
                if external
                else "homonymes"
                if count > most
                else avis.code
                if avis.verdict == "revue"
                else "score_insuffisant"
            )
            if left.rh and right.rh and code == "nom_seul":
                code = "naissance_absente"
            etat.propose(a, b, probability, code, n=count)


def _distinct(etat: Etat, cles: set[str]) -> int:
    return len({etat.groupes.find(cle) for cle in cles})


def _shared_numbers(etat: Etat) -> None:
    """One declared number in two groups, or two numbers in one: said, never settled here."""
    by_number: dict[str, set[str]] = defaultdict(set)
    by_group: dict[str, set[str]] = defaultdict(set)
    for cle, fiche in etat.fiches.items():
        if fiche.rpps:
            by_number[fiche.rpps].add(cle)
            by_group[etat.groupes.find(cle)].add(fiche.rpps)
    for number, cles in sorted(by_number.items()):
        if len({etat.groupes.find(cle) for cle in cles}) > 1:
            etat.collide(
                "rpps_sur_deux_personnes",
                sorted(cles),
                f"Le numéro {number} est déclaré pour plusieurs personnes.",
            )
    for root, numbers in sorted(by_group.items()):
        if len(numbers) > 1:
            declared = [cle for cle in etat.groupes.groupes[root].membres if etat.fiches[cle].rpps]
            etat.collide(
                "deux_rpps_une_personne",
                declared,
                f"Plusieurs numéros déclarés pour une personne : {', '.join(sorted(numbers))}.",
            )


def _membership(fiche: pl.DataFrame, etat: Etat, ids: dict[str, str]) -> pl.DataFrame:
    rows = []
    for source, cle_source, cle in fiche.select("source", "cle_source", "cle").iter_rows():
        if cle not in etat.fiches:
            continue
        alone = len(etat.groupes.groupes[etat.groupes.find(cle)].membres) == 1
        mode, probability, proof = (
            ("seule", 1.0, "") if alone else etat.modes.get(cle, ("identifiant", 1.0, "même identifiant"))
        )
        rows.append((source, cle_source, ids[etat.groupes.find(cle)], mode, probability, proof))
    return pl.DataFrame(rows, schema=schema("curated.identite_fiche"), orient="row")
