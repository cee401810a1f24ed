"""The MIE stock and the structure file of the fictional GHT."""

from __future__ import annotations

import datetime as dt

from workbench.demo.contexte import Contexte
from workbench.demo.ecriture import write_delivered
from workbench.demo.rh import dossiers

_ETAPES = (
    ("commande", "Commandé"),
    ("recu", "Reçu"),
    ("remis", "Remis"),
    ("active", "Activé"),
    ("appaire", "Appairé"),
)


def write_mie(ctx: Contexte) -> None:
    """Badge management export: one line per means of identification, its steps dated as they happen."""
    rows: list[list[object]] = []
    for person in ctx.people:
        rng = person.rng(ctx.graine, "mie")
        share = {"ordre": 0.75, "ars": 0.6, "role": 0.5}.get(person.metier.autorite, 0.0)
        if rng.random() >= share or not person.present(ctx.day):
            continue
        kind = (
            "e-CPS"
            if person.metier.am
            else rng.choice(["Carte établissement", "Carte établissement", "Clé FIDO2"])
        )
        start = dt.date(2026, 4, 1) + dt.timedelta(days=rng.randrange(0, 330))
        dates = [start + dt.timedelta(days=rank * rng.randrange(6, 30)) for rank in range(len(_ETAPES))]
        reached = [day for day in dates if day <= ctx.day]
        if not reached:
            continue
        lost = rng.random() < 0.01
        state = "Perdu" if lost else _ETAPES[len(reached) - 1][1]
        texts = [day.strftime("%d/%m/%Y") if day in reached else "" for day in dates[:4]]
        rows.append(
            [
                f"FIC{person.numero:06d}",
                kind,
                dossiers(person)[-1].matricule,
                person.nom.upper(),
                person.prenom_usuel,
                person.entite,
                state,
                *texts,
                dt.date(2029, 6, 30).strftime("%d/%m/%Y"),
            ]
        )
    write_delivered(ctx.dossier, ctx.monde.systemes["parc_mie"], ctx.day, rows)


def write_structure(ctx: Contexte) -> None:
    """Poles, services, deployment waves."""
    rows: list[list[object]] = []
    for rank, (code, label, pole, pole_label) in enumerate(ctx.monde.services):
        entite = next(e.code for e in ctx.monde.entites if code.startswith(e.prefixe))
        wave = 1 + rank % 4
        rows.append(
            [
                code,
                label,
                pole,
                pole_label,
                entite,
                f"Vague {wave}",
                "O" if rank % 17 == 0 else "N",
                dt.date(2026, 6 + wave, 15).strftime("%d/%m/%Y"),
                f"Cadre de pôle, {pole_label} ({entite})",  # a function, never a person
            ]
        )
    write_delivered(ctx.dossier, ctx.monde.systemes["structure"], ctx.day, rows)
