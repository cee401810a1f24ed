"""Account lists described as data (systemes.toml): directories, and applications with keys of their own, the
directory's login on some of the accounts only.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from workbench.demo.comptes import GENERIQUES, SERVICES, current_service, last_seen, opened, opening
from workbench.demo.contexte import Contexte
from workbench.demo.deformations import account_names, declared_rpps
from workbench.demo.ecriture import write_delivered
from workbench.demo.logins import Login
from workbench.demo.noms import pools
from workbench.demo.personnes import Personne
from workbench.demo.rh import dossiers
from workbench.demo.systemes import described

_PRESTATAIRE = 10_000_000  # people nobody else knows are numbered from here
_PAS, _TOUR = 407_503, 999_983  # a system's own numbers (`rang`): each once, in no order of HR


def write_described_accounts(ctx: Contexte, logins: list[Login]) -> None:
    """Write every account list of a delivery."""
    lists = {code: row for code, row in ctx.monde.systemes.items() if row.get("comptes")}
    for code, layout in lists.items():
        keys: set[str] = set()
        rows = [
            row
            for person, login in zip(ctx.people, logins, strict=True)
            if (row := _account(ctx, code, (person, login), logins, keys)) is not None
        ]
        rows += _nobody(ctx, code, rank=list(lists).index(code), lists=len(lists))
        if layout.get("prestataires"):
            rows += _contractors(ctx, code)
        write_delivered(ctx.dossier, layout, ctx.day, rows)


def _account(
    ctx: Contexte, code: str, whose: tuple[Personne, Login], logins: list[Login], keys: set[str]
) -> list[object] | None:
    person, login = whose
    layout = ctx.monde.systemes[code]
    rng = person.rng(ctx.graine, code)
    exists, active = opened(person, rng, ctx.day)
    since = opening(ctx, code, person)
    if rng.random() >= _share(layout, person) or not exists or since > ctx.day:
        return None
    nom, prenom, drawn = account_names(person, rng)
    written, own = _keys(ctx, layout, whose, logins, rng)
    if written and written != login.ad:
        drawn.append("login_partage")
    key = written if written and written.lower() not in keys else own or written
    keys.add(written.lower())
    numero = ""
    if layout.get("rpps") and person.dpi_rpps_depuis and person.dpi_rpps_depuis <= ctx.day:
        numero, wrong = declared_rpps(person, rng, ctx.other_number(person))
        drawn += wrong
    service = current_service(person, rng, ctx.day)
    values = {
        "login": written,
        "cle": own,
        "nom": nom,
        "prenom": prenom,
        "nom_affiche": f"{nom.upper()} {prenom}",
        "matricule": _number(ctx, layout, person, rng, drawn),
        "email": login.mail if rng.random() < ctx.monde.taux["adresse_connue"] else "",
        "actif": active,
        "creation": since,
        "vu": last_seen(person, rng, ctx.day, since),
        "service": service,
        "fonction": person.metier.b[0],
        "profil": rng.choice(person.metier.profil),
        "rpps": numero,
        "mode": rng.choice(layout.get("modes", [""])),
        "dn": f"CN={nom.upper()} {prenom},OU={service},{layout.get('base', '')}",
    }
    ctx.verite.add(ctx.day, code, key, person.numero, defauts=" ".join(drawn + person.defauts))
    return described(layout, values)


def _share(layout: Mapping[str, Any], person: Personne) -> float:
    """The share of such people who have an account there."""
    if person.metier.cle in layout.get("sans_metiers", ()):
        return 0.0
    if layout["comptes"] == "dpi":
        return person.metier.dpi
    mine = {person.entite, person.seconde_entite} & set(layout["entites"])
    short = person.contrat in {"stage", "interim", "vacation"}
    return float(layout["part_courts" if short else "part"]) if mine else 0.0


def _keys(
    ctx: Contexte, layout: Mapping[str, Any], whose: tuple[Personne, Login], logins: list[Login], rng: Random
) -> tuple[str, str]:
    """(the directory's login as written there, the account's own key), either may be missing."""
    person, login = whose
    if "cle" not in layout:
        return login.ad, ""
    own = layout["cle"].format(numero=person.numero, rang=person.numero * _PAS % _TOUR)
    rates = ctx.monde.taux
    if rng.random() < rates["login_partage"]:
        return logins[(person.numero + 1) % len(logins)].ad, own
    return (login.ad if rng.random() < rates["login_annuaire_connu"] else ""), own


def _number(ctx: Contexte, layout: Mapping[str, Any], person: Personne, rng: Random, drawn: list[str]) -> str:
    rates = ctx.monde.taux
    files = [f for f in dossiers(person) if f.debut <= ctx.day] or dossiers(person)[:1]
    here = [f for f in files if f.entite in layout.get("entites", ())] or files
    if rng.random() < rates["matricule_absent_ad"]:
        return ""
    written = here[0 if rng.random() < rates["ancien_matricule"] else -1].matricule
    if rng.random() < rates["zeros_perdus"] and written.startswith("0"):
        drawn.append("zeros_perdus")
        return written.lstrip("0")
    return written


def _nobody(ctx: Contexte, code: str, rank: int, lists: int) -> list[list[object]]:
    """Generic accounts everywhere, service accounts in the directories: shared out among the lists."""
    layout, size = ctx.monde.systemes[code], len(ctx.people)
    wanted = [("generique", GENERIQUES)]
    if "cle" not in layout:
        wanted.append(("service", SERVICES))
    rows: list[list[object]] = []
    for nature, names in wanted:
        for number in range(max(lists, round(size * ctx.monde.taux[f"compte_{nature}"]))):
            if number % lists != rank:
                continue
            again = number // len(names)
            name = f"{names[number % len(names)]}{again or ''}"
            label = name.replace(".", " ").replace("_", " ").upper()
            values: dict[str, object] = {"login": name, "nom": label, "nom_affiche": label, "actif": True}
            values["profil"] = "GENERIQUE" if nature == "generique" else "COMPTE DE SERVICE"
            values["fonction"] = "" if nature == "generique" else "Compte de service"
            values["creation"] = ctx.monde.livraisons[0].replace(year=2020)
            values["dn"] = f"CN={label},OU=Comptes,{layout.get('base', '')}"
            rows.append(described(layout, values))
            ctx.verite.add(ctx.day, code, name, None, nature=nature, defauts=f"compte_{nature}")
    return rows


def _contractors(ctx: Contexte, code: str) -> list[list[object]]:
    """Contractors, unknown to HR."""
    rng, names = Random(f"{ctx.graine}/prestataires"), pools(ctx.graine)
    rows: list[list[object]] = []
    for rank in range(round(len(ctx.people) * ctx.monde.taux["compte_prestataire"])):
        nom, prenom = str(rng.choice(names.noms[:6000])), str(rng.choice(names.hommes[:200]))
        values: dict[str, object] = {
            "login": f"presta{rank:04d}",
            "nom": nom,
            "prenom": prenom,
            "actif": True,
        }
        values |= {"nom_affiche": f"{nom.upper()} {prenom} (PRESTA)", "fonction": "Prestataire"}
        values |= {"creation": ctx.monde.livraisons[0].replace(year=2024), "service": "Informatique"}
        values["dn"] = f"CN={nom.upper()} {prenom},OU=Prestataires,{ctx.monde.systemes[code].get('base', '')}"
        rows.append(described(ctx.monde.systemes[code], values))
        number = _PRESTATAIRE + rank
        ctx.verite.add(ctx.day, code, f"presta{rank:04d}", number, defauts="compte_prestataire")
    return rows
