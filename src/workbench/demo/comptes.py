"""Accounts: two Active Directories, the EHR and the admissions system, with generic, service and contractor
accounts.
"""

from __future__ import annotations

import datetime as dt
import re
from random import Random

from workbench.demo.contexte import Contexte
from workbench.demo.deformations import account_names, declared_rpps, strip_accents
from workbench.demo.ecriture import write_delivered
from workbench.demo.habilitations import entitlements
from workbench.demo.logins import Login
from workbench.demo.noms import pools
from workbench.demo.personnes import Personne
from workbench.demo.rh import dossiers
from workbench.demo.systemes import filetime

AD_A, AD_B, DPI, GAM = "ad_chr", "ad_chv", "dpi", "gam"
GENERIQUES = [
    "accueil",
    "urgences",
    "ide.nuit",
    "bloc",
    "maternite",
    "salle.staff",
    "pharmacie.garde",
    "imagerie.poste",
    "labo.garde",
    "formation",
    "secretariat.cardio",
    "poste.soins",
]
SERVICES = [
    "svc_backup",
    "svc_dpi",
    "svc_scan",
    "adm_sql",
    "svc_messagerie",
    "svc_sauvegarde",
    "adm_domaine",
    "svc_imprim",
]


def opened(person: Personne, rng: Random, day: dt.date) -> tuple[bool, bool]:
    """(exists, active) of an account at a date."""
    if person.arrivee > day:
        return False, False
    if person.depart is None or person.depart >= day:
        return True, True
    forgotten = rng.random() < person.monde.taux["compte_ouvert_apres_depart"]
    closing = person.depart + dt.timedelta(days=int(rng.expovariate(1 / 25)))
    removed = (day - person.depart).days > 400 and rng.random() < 0.8
    return not removed, forgotten or closing > day


def current_service(person: Personne, rng: Random, day: dt.date) -> str:
    """Service an account says, a former one sometimes."""
    stale = person.demenagement is not None and rng.random() < person.monde.taux["ancien_service"] * 6
    return person.monde.service_names[person.service if stale else person.service_at(day)]


def opening(ctx: Contexte, code: str, person: Personne) -> dt.date:
    """When the account was opened: some days around the arrival (`delais`: share, first and last day), never
    before the system was installed (`deploye`), nor after the person had gone.
    """
    layout, rng = ctx.monde.systemes[code], person.rng(ctx.graine, f"{code}/ouverture")
    bounds = layout["delais"]
    [(_, first, last)] = rng.choices(bounds, weights=[share for share, _, _ in bounds])
    opened_on: dt.date = person.arrivee + dt.timedelta(days=rng.randint(first, last))
    opened_on = max(opened_on, layout.get("deploye", opened_on))
    return min(opened_on, person.depart or opened_on)


def last_seen(person: Personne, rng: Random, day: dt.date, since: dt.date) -> dt.date | None:
    """When the account opened on `since` was last used."""
    if rng.random() < 0.03:
        return None
    last = min(day, person.depart or day) - dt.timedelta(days=int(rng.expovariate(1 / 12)))
    return max(last, since)


def write_accounts(ctx: Contexte, logins: list[Login]) -> None:
    """Write the four account lists of a delivery."""
    rows: dict[str, list[list[object]]] = {AD_A: [], AD_B: [], DPI: [], GAM: []}
    for person, login in zip(ctx.people, logins, strict=True):
        _ad(ctx, person, login, rows)
        _dpi(ctx, person, login, rows[DPI])
        _gam(ctx, person, login, rows[GAM])
    _others(ctx, rows)
    for source, written in rows.items():
        write_delivered(ctx.dossier, ctx.monde.systemes[source], ctx.day, written)


def _ad(ctx: Contexte, person: Personne, login: Login, rows: dict[str, list[list[object]]]) -> None:
    domains = {
        AD_B if entite == "CHV" else AD_A for entite in (person.entite, person.seconde_entite) if entite
    }
    for domain in sorted(domains):
        rng = person.rng(ctx.graine, domain)
        share = 0.6 if person.contrat in {"stage", "interim"} else 0.93
        exists, active = opened(person, rng, ctx.day)
        since = opening(ctx, domain, person)
        if rng.random() >= share or not exists or since > ctx.day:
            continue
        rates = person.monde.taux
        nom, prenom, drawn = account_names(person, rng)
        files = [
            f for f in dossiers(person) if (f.entite == "CHV") == (domain == AD_B) and f.debut <= ctx.day
        ] or dossiers(person)[:1]
        matricule = "" if rng.random() < rates["matricule_absent_ad"] else files[-1].matricule
        if matricule and rng.random() < rates["zeros_perdus"]:
            matricule = matricule.lstrip("0")
            drawn.append("zeros_perdus")
        shown = f"{nom.upper()} {prenom}"
        if rng.random() < rates["suffixe"]:
            drawn.append("suffixe")
            extra = rng.choice(
                ["(EXT)", "- PRESTA", f"ép. {person.nom_naissance}" if person.nom_usage else "(EXT)"]
            )
            shown, nom = f"{shown} {extra}", f"{nom} {extra}" if rng.random() < 0.5 else nom
        seen, service = last_seen(person, rng, ctx.day, since), current_service(person, rng, ctx.day)
        mail = login.mail if rng.random() < 0.9 else ""
        key = login.ad
        rows[domain].append(
            [
                f"CN={shown},OU={service},DC=ght,DC=local",
                key,
                prenom,
                nom,
                shown,
                matricule,
                mail,
                "512" if active else "514",
                since.strftime("%Y%m%d080000.0Z"),
                filetime(seen),
                service,
                person.metier.b[0],
                "",
            ]
        )
        ctx.verite.add(ctx.day, domain, key, person.numero, defauts=" ".join(drawn + person.defauts))


def _dpi(ctx: Contexte, person: Personne, login: Login, rows: list[list[object]]) -> None:
    rng = person.rng(ctx.graine, DPI)
    has = rng.random() < person.metier.dpi
    exists, active = opened(person, rng, ctx.day)
    since = opening(ctx, DPI, person)
    if not has or not exists or since > ctx.day:
        return
    nom, prenom, drawn = account_names(person, rng)
    numero = ""
    if person.dpi_rpps_depuis and person.dpi_rpps_depuis <= ctx.day:
        numero, wrong = declared_rpps(person, rng, ctx.other_number(person))
        drawn += wrong
    seen = last_seen(person, rng, ctx.day, since)
    mode = rng.choices(["MDP", "CPS", "E-CPS", "CARTE", "SSO"], [0.72, 0.08, 0.05, 0.1, 0.05])[0]
    rows.append(
        [
            login.dpi,
            re.sub(r"[-'’]", " ", strip_accents(nom))[:20],
            strip_accents(prenom)[:15],
            rng.choice(person.metier.profil),
            strip_accents(current_service(person, rng, ctx.day))[:25],
            "O" if active else "N",
            since.strftime("%d/%m/%Y"),
            seen.strftime("%d/%m/%Y") if seen else "",
            numero,
            mode,
            entitlements(ctx, person, DPI, login.dpi) if active else "",
        ]
    )
    ctx.verite.add(ctx.day, DPI, login.dpi, person.numero, defauts=" ".join(drawn + person.defauts))


def _gam(ctx: Contexte, person: Personne, login: Login, rows: list[list[object]]) -> None:
    rng = person.rng(ctx.graine, GAM)
    exists, active = opened(person, rng, ctx.day)
    since = opening(ctx, GAM, person)
    if rng.random() >= person.metier.gam or not exists or since > ctx.day:
        return
    nom, prenom, drawn = account_names(person, rng)
    rows.append(
        [
            login.dpi.upper(),
            f"{strip_accents(nom)} {strip_accents(prenom)}",
            strip_accents(nom),
            strip_accents(prenom),
            person.metier.profil[0],
            "1" if active else "0",
            since.isoformat(),
            _mode_gam(ctx, person),
        ]
    )
    ctx.verite.add(ctx.day, GAM, login.dpi.upper(), person.numero, defauts=" ".join(drawn + person.defauts))


def _mode_gam(ctx: Contexte, person: Personne) -> str:
    """How the admissions system is opened: its own draw, so that no other draw moves."""
    rng = Random(f"{ctx.graine}-mie-gam-{person.numero}")
    return rng.choices(["MDP", "SSO", "CARTE"], [0.6, 0.25, 0.15])[0]


def _others(ctx: Contexte, rows: dict[str, list[list[object]]]) -> None:
    """Generic, service and contractor accounts: nobody of HR."""
    rates = ctx.monde.taux
    size = len(ctx.people)
    for rank in range(max(4, round(size * rates["compte_generique"]))):
        name = GENERIQUES[rank % len(GENERIQUES)] + (
            str(rank // len(GENERIQUES)) if rank >= len(GENERIQUES) else ""
        )
        target = (AD_A, DPI, AD_B)[rank % 3]
        _plain(ctx, rows, target, name, "generique")
    for rank in range(max(2, round(size * rates["compte_service"]))):
        name = SERVICES[rank % len(SERVICES)] + (f"{rank // len(SERVICES)}" if rank >= len(SERVICES) else "")
        _plain(ctx, rows, (AD_A, AD_B)[rank % 2], name, "service")
    rng = Random(f"{ctx.graine}/prestataires")
    names = pools(ctx.graine)
    for rank in range(round(size * rates["compte_prestataire"] / 2)):
        nom, prenom = (
            str(rng.choice(names.noms[300:6000].tolist())),
            str(rng.choice(names.hommes[:200].tolist())),
        )
        login = f"ext.{re.sub(r'[^a-z]', '', strip_accents(nom).lower())[:10]}{rank}"
        rows[AD_A].append(
            [
                f"CN={nom} {prenom} (EXT),OU=Prestataires,DC=ght,DC=local",
                login,
                prenom,
                f"{nom} (EXT)",
                f"{nom.upper()} {prenom} (EXT)",
                "",
                "",
                "512",
                "20250110080000.0Z",
                filetime(ctx.day),
                "DSI",
                "Prestataire",
                "maintenance",
            ]
        )
        ctx.verite.add(ctx.day, AD_A, login, 10_000_000 + rank, defauts="compte_prestataire")


def _plain(ctx: Contexte, rows: dict[str, list[list[object]]], target: str, name: str, nature: str) -> None:
    label = name.replace(".", " ").replace("_", " ").title()
    if target == DPI:
        rows[DPI].append(
            [
                name,
                name.upper(),
                "",
                "GENERIQUE",
                "",
                "O",
                "01/01/2020",
                ctx.day.strftime("%d/%m/%Y"),
                "",
                "MDP",
                "",
            ]
        )
    else:
        rows[target].append(
            [
                f"CN={label},OU=Comptes,DC=ght,DC=local",
                name,
                "",
                label,
                label,
                "",
                "",
                "66048",
                "20200101080000.0Z",
                filetime(ctx.day),
                "",
                "",
                "Compte " + ("de service" if nature == "service" else "partagé"),
            ]
        )
    ctx.verite.add(ctx.day, target, name, None, nature=nature, defauts=f"compte_{nature}")
