"""The realistic faults: how a source writes a person's name, dates and number, and which faults were
drawn.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from random import Random

from workbench.demo.personnes import Personne

_PARTICULE = re.compile(r"^(de la|de|du|des|le|la|van den|van|von|el|abd el)\s+", re.IGNORECASE)


@dataclass
class Civil:
    """The civil traits as one record carries them."""

    nom_naissance: str
    nom_usage: str
    prenoms: str
    prenom_usuel: str
    naissance: dt.date | None
    sexe: str
    lieu: str
    commune: str
    defauts: list[str] = field(default_factory=list)


def strip_accents(text: str) -> str:
    """Capitals without accents, as old systems write; ligatures spelled out."""
    text = (
        text.replace("œ", "oe")
        .replace("Œ", "OE")
        .replace("æ", "ae")
        .replace("ß", "ss")
        .replace("ł", "l")
        .replace("Ł", "L")
    )
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i")).encode("ascii", "ignore").decode()
    return plain.upper()


def typo(rng: Random, text: str) -> str:
    """One letter changed, dropped or doubled, never the first."""
    if len(text) < 4:
        return text + text[-1:]
    spot = rng.randrange(1, len(text))
    kind = rng.randrange(3)
    if kind == 0:
        return text[:spot] + rng.choice("aeinrstlu") + text[spot + 1 :]
    return text[:spot] + text[spot + 1 :] if kind == 1 else text[:spot] + text[spot] + text[spot:]


def hr_civil(person: Personne, rng: Random) -> Civil:
    """Traits as a HR system holds them, faults drawn from the table."""
    rates = person.monde.taux
    civil = Civil(
        person.nom_naissance,
        person.nom_usage or "",
        " ".join(person.prenoms),
        person.prenom_usuel,
        person.naissance,
        person.sexe,
        person.lieu,
        person.commune,
    )

    def drawn(code: str) -> bool:
        hit = code in rates and rng.random() < rates[code]
        if hit:
            civil.defauts.append(code)
        return hit

    if len(person.prenoms) > 1 and drawn("second_prenom_absent"):
        civil.prenoms = person.prenoms[0]
    if _PARTICULE.match(civil.nom_naissance) and drawn("particule_perdue"):
        civil.nom_naissance = _PARTICULE.sub("", civil.nom_naissance)
    if civil.nom_usage and drawn("usage_pour_naissance"):
        civil.nom_naissance = civil.nom_usage
    if drawn("faute_frappe"):
        if rng.random() < 0.5:
            civil.nom_naissance = typo(rng, civil.nom_naissance)
        else:
            civil.prenoms = typo(rng, civil.prenoms)
    if drawn("nom_prenom_inverses"):
        civil.nom_naissance, civil.prenoms = civil.prenoms.split(" ")[0], civil.nom_naissance
    if person.naissance.day <= 12 and drawn("jour_mois_inverses"):
        civil.naissance = dt.date(
            person.naissance.year, person.naissance.day, min(person.naissance.month, 28)
        )
    if drawn("naissance_absente"):
        civil.naissance = None
    if civil.nom_usage and drawn("nom_usage_inconnu_rh"):
        civil.nom_usage = ""
    if drawn("prenom_absent"):
        civil.prenoms = civil.prenom_usuel = ""
    if drawn("accents_perdus"):
        for name in ("nom_naissance", "nom_usage", "prenoms", "prenom_usuel"):
            setattr(civil, name, re.sub(r"[-'’]", " ", strip_accents(getattr(civil, name))))
    return civil


def account_names(person: Personne, rng: Random) -> tuple[str, str, list[str]]:
    """(surname, given name, faults) as an account carries them: usage name, sometimes an older one, typos
    rarer than in HR.
    """
    rates: dict[str, float] = person.monde.taux
    drawn: list[str] = []
    nom, prenom = person.nom, person.prenom_usuel
    if person.nom_usage and rng.random() < rates["divorce"] * 3:
        nom, drawn = person.nom_naissance, ["divorce"]
    if rng.random() < rates["faute_frappe"] / 2:
        nom = typo(rng, nom)
        drawn.append("faute_frappe")
    if "inverses_compte" in rates and rng.random() < rates["inverses_compte"]:
        nom, prenom = prenom, nom
        drawn.append("inverses_compte")
    return nom, prenom, drawn


def declared_rpps(person: Personne, rng: Random, other: str) -> tuple[str, list[str]]:
    """The national number as somebody typed it: usually right, sometimes miscopied, rarely another
    person's.
    """
    rates = person.monde.taux
    if person.rpps is None:
        return "", []
    draw = rng.random()
    if draw < rates["rpps_d_un_autre"]:
        return other, ["rpps_d_un_autre"]
    if draw < rates["rpps_d_un_autre"] + rates["rpps_mal_saisi"]:
        spot = rng.randrange(2, 10)
        digit = str((int(person.rpps[spot]) + rng.randrange(1, 9)) % 10)
        return person.rpps[:spot] + digit + person.rpps[spot + 1 :], ["rpps_mal_saisi"]
    return person.rpps, []
