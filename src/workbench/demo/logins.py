"""The logins of the fictional GHT: made as its systems make them, clashes included."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.demo.deformations import strip_accents
from workbench.demo.personnes import Personne
from workbench.demo.tables import Monde


@dataclass(frozen=True)
class Login:
    """A person's logins, fixed for life."""

    ad: str
    dpi: str
    mail: str


def assign_logins(people: list[Personne], graine: int, monde: Monde) -> list[Login]:
    """Initial + surname, numbered on clash; the two ADs ignore each other, so a few logins exist in both."""
    taken: set[str] = set()
    valbrune: set[str] = set()
    mails: set[str] = set()
    out: list[Login] = []
    rates = monde.taux
    for person in people:
        rng = person.rng(graine, "login")
        base = (
            monde.login.format(
                initiale=_plain(strip_accents(person.prenom_usuel)[:1]), nom=_plain(strip_accents(person.nom))
            )[:18]
            or "x"
        )
        login, rank = base, 2
        while login in taken:
            login, rank = f"{base}{rank}", rank + 1
        taken.add(login)
        ad = (
            base
            if person.entite == "CHV" and login != base and base not in valbrune and rng.random() < 0.3
            else login
        )
        valbrune.add(ad)
        mail = f"{_mail(person.prenom_usuel)}.{_mail(person.nom)}"
        mail = mail if mail not in mails else f"{mail}{person.numero}"
        mails.add(mail)
        other = (
            f"{strip_accents(person.nom)[:6].lower().replace(' ', '')}{person.numero:04d}"
            if rng.random() < rates["login_different"]
            else login
        )
        out.append(Login(ad, re.sub(r"[^a-z0-9]", "", other), f"{mail}@{monde.courriel}"))
    return out


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _mail(text: str) -> str:
    return re.sub(r"[^a-z]+", "-", strip_accents(text).lower()).strip("-")
