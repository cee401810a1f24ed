"""Entitlements of the fictional DPI: what a post gives, and the deviations planted, drawn apart from every
other draw.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from workbench.demo.contexte import Contexte
from workbench.demo.personnes import Personne
from workbench.demo.tables import Monde

SEPARATEUR = "|"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("workbench.demo").joinpath("habilitations.toml").read_text("utf-8"))


def entitlements(ctx: Contexte, person: Personne, source: str, login: str) -> str:
    """The profiles of an open account, as its application writes them; what deviates goes to the truth."""
    rng = Random(f"{ctx.graine}-habilitations-{person.numero}")
    rates, words = _data()["taux"], _data()["profils"]
    old, cumulated, extra, missing = (rng.random() < rates[name] for name in rates)
    other, added = rng.choice(words["cumul"]), rng.choice(words["en_trop"])
    base = person.metier.profil[0]
    own = [base, *_of_service(person.monde, person.service_at(ctx.day))]
    told: dict[str, str] = {}
    if old and person.service_at(ctx.day) != person.service:
        told |= {one: "ancien_poste" for one in _of_service(person.monde, person.service) if one not in own}
    if cumulated and other != base:
        told[other] = "cumul"
    if extra:
        told[added] = "en_trop"
    held = [*own, *told]
    if missing and len(held) > 1:
        told[base] = "manquante"
        held.remove(base)
    if not person.present(ctx.day):
        told = dict.fromkeys(held, "parti")
    for profile, kind in told.items():
        ctx.verite.habilitations.append(
            {"livraison": ctx.day, "source": source, "login": login, "profil": profile, "ecart": kind}
        )
    return SEPARATEUR.join(held)


def _of_service(monde: Monde, code: str) -> list[str]:
    profile = _data()["services"].get(monde.service_names[code])
    return [profile] if profile else []
