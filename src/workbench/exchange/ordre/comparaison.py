"""An Ordre's answer compared with our people: what to do for each; nothing here confirms a number.

A row is found by its RPPS number, else by birth name, given names and birth date after standardisation
(`identities.noms`);
anything less is shown to a person, never used.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from workbench.decisions import Decision
from workbench.exchange.ordre.reponse import REPONSES, Reponse
from workbench.pilotage.suivi_rpps import deadlines
from workbench.socle.noms import given_keys, glued, name_key

CONSTATS = {
    "provisoire": ("Inscription provisoire", "Aider la personne à finir son dossier avant l’échéance."),
    "non_inscrit": ("Non inscrit", "Faire inscrire sans attendre ; prévenir la direction des soins."),
    "contradiction": (
        "Numéro prouvé chez nous, pas inscrit selon l’Ordre",
        "Vérifier avec l’Ordre : radiation, changement de département ou erreur.",
    ),
    "numero_a_prouver": (
        "Inscrit selon l’Ordre, numéro non prouvé chez nous",
        "Demander l’attestation d’inscription, puis confirmer le numéro dans la Revue.",
    ),
    "a_verifier": (
        "Personne à vérifier",
        "Comparer les traits : la ligne désigne peut-être quelqu’un d’autre.",
    ),
    "non_retrouve": (
        "Pas dans nos salariés de cette profession",
        "Vérifier si la personne est partie, ou son dossier RH.",
    ),
    "sans_reponse": (
        "Absent de la réponse",
        "Rien à faire si l’Ordre n’a renvoyé que les non-inscrits ; sinon, lui demander.",
    ),
    "concordant": ("Inscrit, numéro prouvé", "Rien à faire."),
}


def comparer(
    reponse: Reponse, nos: pl.DataFrame, le: dt.date, rules: Mapping[str, Any] | None
) -> pl.DataFrame:
    """One row a line of the answer, then ours it does not speak of; most pressing first.

    Args:
        nos: its rows of `mart.liste_ordre_personne`. le: the day of the answer, from which delays run.
        rules: those delays (`infirmiers.toml`); None: this Ordre's are not known, no deadline is written.

    Returns:
        ligne, id_unique, nom_naissance, nom_usage, prenoms, date_naissance, service, etablissement, statut,
        reponse,
        appariement (numero, traits, incertain, aucun), code, constat, a_faire, echeance, preavis.
    """
    people = {row["id_unique"]: row for row in nos.to_dicts()}
    index = _Index(people)
    delays = deadlines(le, rules) if rules else (None, None)
    found: list[tuple[dict[str, Any], str | None, str, str]] = []
    answers: dict[str, set[str]] = defaultdict(set)
    for line in reponse.lignes.to_dicts():
        ident, how, why = index.find(line)
        found.append((line, ident, how, why))
        if ident is not None:
            answers[ident].add(line["statut"])
    rows = []
    for line, ident, how, why in found:
        contrary = ident is not None and len(answers[ident]) > 1
        code = "a_verifier" if contrary or how == "incertain" else _code(line, people.get(ident or ""))
        reason = "Deux réponses contraires pour cette personne." if contrary else why
        dates = delays if code == "provisoire" else (None, None)
        rows.append(_compared(line, people.get(ident or ""), how, code, reason, dates))
    silent = [row for ident, row in people.items() if ident not in answers and row["a_declarer"]]
    rows += [_compared({}, row, "aucun", "sans_reponse", "", (None, None)) for row in silent]
    order = {code: rank for rank, code in enumerate(CONSTATS)}
    table = pl.DataFrame(rows, schema=_COMPARE, orient="row")
    return table.sort(
        pl.col("code").replace_strict(order, return_dtype=pl.Int64),
        "etablissement",
        "service",
        "nom_naissance",
        "ligne",
        nulls_last=True,
    )


_COMPARE: dict[str, Any] = {
    "ligne": pl.Int64,
    **dict.fromkeys("id_unique nom_naissance nom_usage prenoms".split(), pl.String),
    "date_naissance": pl.Date,
    **dict.fromkeys(
        "service etablissement statut reponse appariement code constat a_faire".split(), pl.String
    ),
    "echeance": pl.Date,
    "preavis": pl.Date,
}


class _Index:
    """Our people by proved or known number, by exact traits, and by name and birth date."""

    def __init__(self, people: Mapping[str, Mapping[str, Any]]) -> None:
        self.people = people
        self.numbers: dict[str, list[str]] = defaultdict(list)
        self.exact: dict[Any, list[str]] = defaultdict(list)
        self.near: dict[Any, list[str]] = defaultdict(list)
        for ident, row in people.items():
            if row.get("rpps"):
                self.numbers[row["rpps"]].append(ident)
            if row.get("nom_naissance") and row.get("date_naissance"):
                self.exact[_traits(row)].append(ident)
                self.near[_traits(row)[::2]].append(ident)

    def find(self, line: Mapping[str, Any]) -> tuple[str | None, str, str]:
        """(`id_unique`, how, why it is doubtful)."""
        numbered = self.numbers.get(line["rpps"] or "", [])
        if len(numbered) == 1:
            if self._same(line, self.people[numbered[0]]):
                return numbered[0], "numero", ""
            return numbered[0], "incertain", "Même numéro, mais nom ou naissance différents."
        complete = bool(line["nom_naissance"] and line["prenoms"] and line["date_naissance"])
        same = self.exact.get(_traits(line), []) if complete else []
        if len(same) == 1:
            known = self.people[same[0]].get("rpps")
            if line["rpps"] and known and known != line["rpps"]:
                return same[0], "incertain", "Mêmes traits, mais un autre numéro que le nôtre."
            return same[0], "traits", ""
        if len(same) > 1 or len(numbered) > 1:
            return None, "incertain", "Plusieurs de nos salariés répondent à ces traits."
        near = self.near.get(_traits(line)[::2], []) if complete else []
        if len(near) == 1:
            return near[0], "incertain", "Mêmes nom et naissance, prénoms différents."
        return None, "aucun", ""

    @staticmethod
    def _same(line: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
        born = (
            line["date_naissance"] in (None, ours.get("date_naissance")) or ours.get("date_naissance") is None
        )
        theirs = {glued(name_key(line[name])) for name in ("nom_naissance", "nom_usage") if line[name]} - {""}
        known = {glued(name_key(ours.get(name))) for name in ("nom_naissance", "nom_usage")} - {""}
        return born and (not theirs or bool(theirs & known))


def _traits(row: Mapping[str, Any]) -> tuple[str, tuple[str, ...], Any]:
    return glued(name_key(row["nom_naissance"])), given_keys(row["prenoms"]), row["date_naissance"]


def _code(line: Mapping[str, Any], ours: Mapping[str, Any] | None) -> str:
    if ours is None:
        return "non_retrouve"
    proved, statut = ours["statut"] == "confirme", line["statut"]
    if statut == "inscrit":
        return "concordant" if proved else "numero_a_prouver"
    if proved:
        return "contradiction"
    return "provisoire" if statut == "provisoire" else "non_inscrit"


def _compared(
    line: Mapping[str, Any],
    ours: Mapping[str, Any] | None,
    how: str,
    code: str,
    reason: str,
    dates: tuple[dt.date | None, dt.date | None],
) -> tuple[Any, ...]:
    who = ours or line
    title, todo = CONSTATS[code]
    return (
        line.get("ligne"),
        ours["id_unique"] if ours else None,
        *(who.get(name) for name in ("nom_naissance", "nom_usage", "prenoms", "date_naissance")),
        *((ours or {}).get(name) for name in ("service", "etablissement", "statut")),
        REPONSES.get(line.get("statut", ""), "aucune"),
        how,
        code,
        title,
        f"{todo} {reason}".strip(),
        *dates,
    )


def propositions(
    comparaison: pl.DataFrame, empreinte: str, le: dt.date, auteur: str, connues: Mapping[str, Decision]
) -> list[Decision]:
    """Requests to record for people the Ordre says provisionally enrolled and surely found; nothing for the
    others.

    Args:
        connues: `id_unique` → the request in force: its day and its verdict are kept, its deadline added; a
        provisional
            enrolment already followed keeps its deadline, the Ordre repeating itself gives no more time.
    """
    sure = comparaison.filter(
        (pl.col("code") == "provisoire") & pl.col("appariement").is_in(["numero", "traits"])
    )
    entries = []
    for row in sure.unique("id_unique", keep="first", maintain_order=True).iter_rows(named=True):
        before = connues.get(row["id_unique"])
        open_ = before is not None and before.verdict in ("demandee", "relancee")
        valeur = {
            "autorite": "ordre",
            "date_demande": str(before.valeur["date_demande"]) if before and open_ else le.isoformat(),
            "situation": "provisoire",
            "echeance": _deadline(before if open_ else None, row["echeance"]),
            "reference": f"réponse de l’Ordre du {le:%d/%m/%Y}, fichier {empreinte}",
        }
        entries.append(
            Decision(
                "demarche",
                auteur,
                "Inscription provisoire selon la réponse de l’Ordre",
                verdict=before.verdict if before and open_ else "demandee",
                id_unique=row["id_unique"],
                valeur=valeur,
                origine=f"ordre:{empreinte}:{row['ligne']}",
                remplace=before.id if before else "",
            )
        )
    return entries


def _deadline(before: Decision | None, counted: dt.date) -> str:
    """The earlier of the deadline already running and the one counted from this answer."""
    known = (
        before.valeur.get("echeance") if before and before.valeur.get("situation") == "provisoire" else None
    )
    return min(str(known), counted.isoformat()) if known else counted.isoformat()
