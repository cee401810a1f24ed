"""The answers of Pro Santé Identité as decisions: a number and its proof where nothing contradicts it, a case
to review everywhere else; recorded together or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import Acces, exiger
from workbench.decisions import Decision, Registre
from workbench.documents.systemes.psi.controle import rules
from workbench.documents.systemes.psi.lot import DROIT
from workbench.exchange.systemes.psi import journal
from workbench.exchange.systemes.psi.reponse import A_REPRENDRE, EXISTE, INCERTAINE, INSCRITE, REFUSEE, codes

GENRE, PREUVE = "psi_reponse", "pro_sante_identite"
RAISON = "réponses de Pro Santé Identité"


@dataclass(frozen=True)
class Cas:
    """One answer to look at: whose, which case (`[cas]` of the rules), what else is known of it."""

    ident: str
    code: str
    precision: str = ""


@dataclass
class Reprise:
    """What reading the answers would record. `attendent`: people whose sending is still to be tried again."""

    entrees: list[Decision] = field(default_factory=list)
    etats: Counter[str] = field(default_factory=Counter)
    cas: list[Cas] = field(default_factory=list)
    confirmes: int = 0
    deja: int = 0
    attendent: int = 0


@dataclass(frozen=True)
class Connus:
    """What is proved today: person → number, and back; pairs that somebody refused; those put off, with the
    decision that did.
    """

    personnes: frozenset[str]
    numero: dict[str, str]
    titulaire: dict[str, str]
    refuses: frozenset[tuple[str, str]]
    attente: dict[tuple[str, str], str]


def known(acces: Acces, decisions: Iterable[Decision]) -> Connus:
    """What the published version and the ledger say (logged reading)."""
    rows = acces.nominatif("mart.personne", motif=RAISON, colonnes=["id_unique", "statut", "rpps"])
    proved = rows.filter(pl.col("statut") == "confirme", pl.col("rpps").is_not_null())
    number = dict(proved.select("id_unique", "rpps").iter_rows())
    refused, later = set(), {}
    for entry in decisions:
        if entry.genre == "rpps_confirme":
            number[entry.id_unique] = entry.rpps
        elif entry.genre == "rpps_refuse":
            refused.add((entry.id_unique, entry.rpps))
        elif entry.genre == "rpps_plus_tard":
            later[entry.id_unique, entry.rpps] = entry.id
    holder = {rpps: ident for ident, rpps in number.items()}
    return Connus(frozenset(rows["id_unique"]), number, holder, frozenset(refused), later)


def read(acces: Acces, decisions: Sequence[Decision]) -> Reprise:
    """What the journals would record now; nothing is written.

    Raises:
        AccesRefuse: the role enrols nobody, or reads no names.
    """
    exiger(acces.home, acces.utilisateur, DROIT)
    held = {entry.id_unique: entry for entry in decisions if entry.genre == GENRE}
    facts, found = known(acces, decisions), Reprise()
    traces = sorted(journal.traces(acces.home).values(), key=lambda trace: trace.ident)
    given = Counter(number for trace in traces if trace.reponse for number in trace.reponse.numeros)
    for trace in traces:
        if trace.etat == A_REPRENDRE:
            found.attendent += 1
            continue
        case = _case(trace, facts, given)
        found.etats[trace.etat] += 1
        found.cas += [case] if case else []
        entry = _entry(trace, case, acces.utilisateur)
        before = held.get(trace.ident)
        if before and (before.verdict, dict(before.valeur)) == (entry.verdict, dict(entry.valeur)):
            found.deja += 1
            continue
        found.entrees.append(replace(entry, remplace=before.id) if before else entry)
        if case is None and trace.etat == INSCRITE and (proof := _proof(trace, facts, acces.utilisateur)):
            found.entrees.append(proof)
            found.confirmes += 1
    return found


def _case(trace: journal.Trace, facts: Connus, given: Counter[str]) -> Cas | None:
    """Why that answer is not simply applied."""
    said, ident = trace.reponse, trace.ident
    if said is None or said.etat == INCERTAINE:
        other = said is not None and said.raison == "autre_personne"
        return Cas(ident, "autre_personne" if other else INCERTAINE, said.raison if said else "")
    if ident not in facts.personnes:
        return Cas(ident, "inconnue", trace.lot)
    code = ""
    numbers = said.numeros
    if said.etat == REFUSEE:
        code = REFUSEE
    elif said.faux:
        code = "numero_illisible"
    elif len(numbers) > 1:
        code = "plusieurs_numeros"
    elif said.blocs:
        code = "bloc_refuse"
    elif numbers:
        code = _number_case(ident, numbers[0], said.etat, facts, given)
    blocks = [f"{name} {told}" for name, told in said.blocs.items()]
    told = [said.code, *said.champs, *said.divergences, *blocks, *numbers]
    return Cas(ident, code, " ; ".join(part for part in told if part)) if code else None


def _number_case(ident: str, number: str, etat: str, facts: Connus, given: Counter[str]) -> str:
    mine, holder = facts.numero.get(ident), facts.titulaire.get(number)
    if mine is not None and mine != number:
        return "autre_numero"
    if holder not in (None, ident) or given[number] > 1:
        return "numero_d_un_autre"
    if (ident, number) in facts.refuses:
        return "numero_refuse"
    return "a_prouver" if etat == EXISTE and mine is None else ""


def _entry(trace: journal.Trace, case: Cas | None, auteur: str) -> Decision:
    said = trace.reponse
    value: dict[str, Any] = {"lot": trace.lot, "date_reponse": trace.le.date().isoformat()}
    details = {
        "code": said.code if said else "",
        "psi_identifiant": said.psi_identifiant if said else "",
        "cas": case.code if case else "",
        "precision": case.precision if case else "",
    }
    details["fiche"] = trace.fiche
    value |= {name: text for name, text in details.items() if text}
    return Decision(
        GENRE,
        auteur,
        f"Réponse au lot {trace.lot}",
        verdict=trace.etat,
        id_unique=trace.ident,
        valeur=value,
        origine=f"psi:{trace.lot}",
    )


def _proof(trace: journal.Trace, facts: Connus, auteur: str) -> Decision | None:
    """The number that came with an enrolment (traits exact at the RNIPP), when it was not proved yet."""
    numbers = trace.reponse.numeros if trace.reponse else ()
    if len(numbers) != 1 or facts.numero.get(trace.ident) == numbers[0]:
        return None
    seen: dt.date = trace.le.date()
    value = {"preuve": PREUVE, "date_preuve": seen.isoformat(), "reference": trace.lot}
    value |= {"fiche": trace.fiche} if trace.fiche else {}
    return Decision(
        "rpps_confirme",
        auteur,
        "Traits reconnus au RNIPP, un seul numéro rendu",
        verdict="",
        id_unique=trace.ident,
        rpps=numbers[0],
        valeur=value,
        origine=f"psi:{trace.lot}",
        remplace=facts.attente.get((trace.ident, numbers[0]), ""),
    )


def record(home: Path, found: Reprise) -> int:
    """Record everything, or nothing; how many decisions were written."""
    return len(Registre(home).enregistrer(found.entrees)) if found.entrees else 0


def words(home: Path, case: Cas) -> tuple[str, str]:
    """What a case means, and what to do: the contract's own word on a code that it lists goes first."""
    regle = rules(home)
    said = regle["cas"][case.code]
    listed = codes(regle["contrat"]).get(case.precision.split(" ; ")[0])
    remedy = listed["remede"] if listed and case.code == REFUSEE else said["remede"]
    meaning = f" : {listed['sens']}" if listed and case.code == REFUSEE else ""
    return f"{said['mot']}{meaning}", remedy
