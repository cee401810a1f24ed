"""The calendar of committees from their rhythm, as an ICS file, and the agenda proposed from what moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from natsort import natsorted

from workbench.looks.formats import nombre, pourcent
from workbench.projet.calendrier import Calendrier, calendrier
from workbench.projet.comites import Deltas, actions_dues, definitions
from workbench.projet.planning import Planifiee
from workbench.projet.projet import Ligne, Projet, lire_fiche, semences
from workbench.socle.champs import INDICIBLES

PARIS = ZoneInfo("Europe/Paris")
MONTREES = 6


def dates(rythme: Mapping[str, Any], debut: dt.date, fin: dt.date, jours: Calendrier) -> list[dt.date]:
    """Days of a rhythm between two dates, both included; a day off puts it to the next working day."""
    found = []
    day = debut + dt.timedelta(days=(rythme["jour"] - debut.isoweekday()) % 7)
    while day <= fin:
        rank = (day.day - 1) // 7 + 1
        if (not rythme["rangs"] or rank in rythme["rangs"]) and (
            not rythme["mois"] or day.month in rythme["mois"]
        ):
            found.append(jours.suivant(day))
        day += dt.timedelta(days=7)
    return [day for day in found if day <= fin]


def proposer(projet: Projet, debut: dt.date, fin: dt.date) -> list[Ligne]:
    """New committee cards (without id) for the rhythms in force, those already there left out, by date."""
    jours = calendrier(projet.home)
    known = {(row["type"], row["le"]) for row in projet.fiches("comite")}
    rows = [
        {"type": rythme["type"], "le": day, "etat": "prevu"}
        for rythme in definitions(projet)["rythmes"]
        for day in dates(rythme, debut, fin, jours)
        if (rythme["type"], day) not in known
    ]
    return sorted(rows, key=lambda row: (row["le"], row["type"]))


def ics(projet: Projet, etablissement: str) -> bytes:
    """Every committee as a calendar file; the same project gives the same bytes, so that a calendar updates
    its entries. One taken away since is there once more, cancelled: a calendar keeps what nobody cancels.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Établi HospiConnect//comités//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _texte(f"HospiConnect, {etablissement}"))
    calendar.add("x-wr-timezone", PARIS.key)
    rhythms = {item["type"]: item for item in definitions(projet)["rythmes"]}
    rows = {row["id"]: row for row in projet.lignes("comite").to_dicts()}
    gone = _gone(projet, rows)
    for ident in natsorted(rows | gone):
        event = _event(projet, rows.get(ident) or gone[ident], rhythms, ident in gone)
        uid, sequence, le = _revision(projet, ident, etablissement)
        event.add("uid", uid)
        event.add("sequence", sequence)
        event.add("dtstamp", le or event.decoded("dtstart"))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def is_empty(projet: Projet) -> bool:
    """Has a calendar nothing to learn, neither a committee nor one taken away?"""
    rows = {row["id"]: row for row in projet.lignes("comite").to_dicts()}
    return not rows and not _gone(projet, rows)


def _event(projet: Projet, row: Ligne, rhythms: Mapping[str, Any], retire: bool) -> Event:
    rhythm = rhythms.get(row["type"], {"heure": "09:00", "minutes": 60, "participants": ""})
    start = dt.datetime.combine(row["le"], dt.time.fromisoformat(rhythm["heure"]), PARIS).astimezone(dt.UTC)
    event = Event()
    event.add("dtstart", start)
    event.add("dtend", start + dt.timedelta(minutes=rhythm["minutes"]))
    cancelled = retire or row["etat"] == "annule"
    titled = projet.libelle("comite", "type", row["type"]) + " HospiConnect"
    event.add("summary", _texte(f"Annulé : {titled}" if cancelled else titled))  # Outlook reads no status
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    if row["lieu"]:
        event.add("location", _texte(row["lieu"]))
    told = {"Participants": rhythm["participants"], "Ordre du jour": row["ordre_du_jour"]}
    about = "\n\n".join(f"{word} :{_break(part)}{part}" for word, part in told.items() if part)
    if about:
        event.add("description", _texte(about))
    return event


def _break(texte: str) -> str:
    return "\n" if "\n" in texte else " "


def _texte(texte: str) -> str:
    return INDICIBLES.sub("", texte)


def _gone(projet: Projet, rows: Mapping[str, Any]) -> dict[str, Ligne]:
    """The committees taken away, each as it was last."""
    found: dict[str, Ligne] = {}
    shipped = semences(projet.home).get("comite", {})
    for entry in projet.decisions:
        genre, _, ident = entry.objet.partition(":")
        if genre != "comite" or ident in rows:
            continue
        known = shipped.get(ident) if entry.verdict == "retiree" else entry.valeur
        if known and (entry.verdict != "retiree" or ident not in found):
            found[ident] = lire_fiche(projet.genres["comite"], {**known, "id": ident})
    return found


def _revision(projet: Projet, ident: str, etablissement: str) -> tuple[str, int, dt.datetime | None]:
    """What a calendar knows an entry by, which of its states this is, and since when: an undone change is a
    state more. The first entry of the ledger names it, so that two establishments never share one.
    """
    entries = projet.histoire("comite", ident)
    ids = {entry.id for entry in entries}
    entries += [entry for entry in projet.decisions if entry.annule in ids]
    moments = [entry.le for entry in entries if entry.le is not None]
    name = entries[0].id if entries else uuid5(NAMESPACE_URL, f"{etablissement}|{ident}").hex
    return f"{name}@etabli-hospiconnect", max(0, len(entries) - 1), max(moments, default=None)


def ordre_du_jour(projet: Projet, type_: str, deltas: Deltas, plan: Sequence[Planifiee], le: dt.date) -> str:
    """The agenda proposed: what moved since last time, what is late, what is due, what is to be decided; one
    line a point.
    """
    lines = [
        f"• {point}"
        for rythme in definitions(projet)["rythmes"]
        if rythme["type"] == type_
        for point in rythme["points"]
    ]
    worse = [move for move in deltas.chiffres if move.mieux is False]
    better = [move for move in deltas.chiffres if move.mieux]
    if deltas.comite is not None:
        done = len(deltas.taches_faites), len(deltas.livrables_valides), len(deltas.actions_faites)
        lines.append(
            f"• Depuis le {deltas.le:%d/%m/%Y} : {_accord(done[0], 'tâche faite', 'tâches faites')},"
            f" {_accord(done[1], 'livrable validé', 'livrables validés')},"
            f" {_accord(done[2], 'action faite', 'actions faites')}"
        )
    lines += _points(
        "Chiffres en recul",
        [f"{m.libelle} ({_valeur(m.format, m.avant)} → {_valeur(m.format, m.apres)})" for m in worse],
    )
    lines += _points(
        "Chiffres en progrès",
        [f"{m.libelle} ({_valeur(m.format, m.avant)} → {_valeur(m.format, m.apres)})" for m in better],
    )
    lines += _points(
        "Tâches en retard", [task.titre for task in plan if task.etat in ("en_retard", "a_rouvrir")]
    )
    lines += _points("Tâches à risque", [task.titre for task in plan if task.etat == "a_risque"])
    lines += _points("Risques qui montent", [row["titre"] for row, _ in deltas.risques_montes])
    lines += _points("Risques nouveaux", [row["titre"] for row in deltas.risques_nouveaux])
    lines += _points(
        "Actions dues", [f"{row['titre']} ({row['echeance']:%d/%m/%Y})" for row in actions_dues(projet, le)]
    )
    wanted = [
        row["texte"] for row in projet.fiches("decision_comite") if row["statut"] in ("demandee", "reportee")
    ]
    lines += _points("Décisions à prendre", wanted)
    return "\n".join(lines)


def _points(titre: str, items: Sequence[str]) -> list[str]:
    if not items:
        return []
    more = f" ; et {len(items) - MONTREES} autres" if len(items) > MONTREES else ""
    return [f"• {titre} : {' ; '.join(items[:MONTREES])}{more}"]


def _valeur(format_: str, valeur: float | None) -> str:
    if valeur is None:
        return "–"
    return pourcent(valeur) if format_ == "pourcent" else nombre(valeur)


def _accord(effectif: int, un: str, plusieurs: str) -> str:
    return f"{effectif} {un if effectif < 2 else plusieurs}"
