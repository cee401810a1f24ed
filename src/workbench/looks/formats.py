"""French numbers, percentages and dates, the same on pages, charts and workbooks."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

LOCALE = "fr_FR"
FINE = "\u202f"  # narrow no-break space
ABSENT = "–"


@lru_cache(maxsize=16_384)  # the same few thousand, written again at each run of a page
def nombre(valeur: float | None, decimales: int = 0) -> str:
    """1234 → « 1 234 »; half up, as taught at school: 2.5 → « 3 », −2.5 → « −3 » (Babel would round to the
    even digit).
    """
    if valeur is None:
        return ABSENT
    motif = "#,##0" + ("." + "0" * decimales if decimales else "")
    exact = Decimal(repr(valeur)) if isinstance(valeur, float) else Decimal(valeur)
    arrondie = exact.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP) if exact.is_finite() else exact
    return str(format_decimal(arrondie, format=motif, locale=LOCALE))


def signe(valeur: float | None, decimales: int = 0) -> str:
    """A change with its sign, « +12 » or « −3 »; a dash when it is unknown."""
    if valeur is None:
        return ABSENT
    return f"{'+' if valeur > 0 else '−' if valeur < 0 else ''}{nombre(abs(valeur), decimales)}"


def evolution(valeur: float | None, decimales: int = 0) -> str:
    """A change, subtracted before any rounding, said to people: `signe`, or « stable » when nothing is left
    to read.
    """
    dit = signe(valeur, decimales)
    return dit if valeur is None or any(chiffre in dit for chiffre in "123456789") else "stable"


def part_arrondie(taux: float, decimales: int = 1) -> float:
    """A share as it is written, half up: 0.6737 → 0.674. The ends are exact: a share below 1 never reads
    100 %, a share above 0 never reads 0 %; they stop one step short.
    """
    pas = Decimal(1).scaleb(-decimales - 2)
    exact = Decimal(repr(float(taux)))
    arrondie = exact.quantize(pas, ROUND_HALF_UP)
    if arrondie == 1 and exact < 1:
        arrondie -= pas
    elif arrondie == 0 and exact > 0:
        arrondie += pas
    return float(arrondie)


def pourcent(taux: float | None, decimales: int = 1) -> str:
    """0.6737 → « 67,4 % », rounded as `part_arrondie` does: « 100 % » is only said when it is true."""
    if taux is None:
        return ABSENT
    motif = "#,##0" + ("." + "0" * decimales if decimales else "") + "\u00a0%"
    ecrit = format_percent(part_arrondie(taux, decimales), format=motif, locale=LOCALE)
    return str(ecrit).replace("\u00a0", FINE)


def parts(basse: float | None, haute: float | None, decimales: int = 1) -> str:
    """Two bounds of one share: « 13 à 16 % »; « 15 % » when both read the same."""
    bas, haut = pourcent(basse, decimales), pourcent(haute, decimales)
    return bas if bas == haut else f"{bas.removesuffix(f'{FINE}%')} à {haut}"


def ecart_part(valeur: float | None, decimales: int = 1) -> str:
    """The change of a share, in points: « +1,2 point », « −3,0 points », « stable »."""
    dit = evolution(None if valeur is None else 100 * valeur, decimales)
    if valeur is None or dit == "stable":
        return dit
    return f"{dit} point{'s' if abs(100 * valeur) >= 2 else ''}"


def prenom_dit(prenom: str | None) -> str:
    """A given name as people write it: « AMÉLIE-ROSE » → « Amélie-Rose »; in mixed case, it is kept."""
    texte = prenom or ""
    if texte != texte.upper():
        return texte
    return "".join(mot.capitalize() for mot in re.split(r"([\s'’\-]+)", texte))


def chance(probabilite: float) -> str:
    """A probability that was earned (see `pilotage.prevision`): the ends are said as bounds."""
    if probabilite > 0.95:
        return "plus de 95\u202f%"
    return "moins de 5\u202f%" if probabilite < 0.05 else pourcent(probabilite, 0)


def fourchette(basse: float, haute: float) -> str:
    """« entre 72 % et 84 % »; « environ 84,2 % » when both ends read the same."""
    for decimales in (0, 1):
        a, b = pourcent(basse, decimales), pourcent(haute, decimales)
        if a != b:
            return f"entre {a} et {b}"
    return pourcent(haute, 0) if basse == haute and haute in (0, 1) else f"environ {pourcent(haute)}"


def majuscule(phrase: str) -> str:
    """The first letter only: names inside keep theirs."""
    return phrase[:1].upper() + phrase[1:]


def minuscule(phrase: str) -> str:
    """The same sentence after a colon."""
    return phrase[:1].lower() + phrase[1:]


def euros(montant: float | None) -> str:
    """12345.6 → « 12 346 € »: whole euros are enough to steer."""
    return ABSENT if montant is None else f"{nombre(montant)}\u00a0€"


def jour(valeur: date | None) -> str:
    """« 1er juin 2026 », « 2 juin 2026 »."""
    return ABSENT if valeur is None else _premier(str(format_date(valeur, "d MMMM y", locale=LOCALE)))


JOURS_PAR_MOIS, JOURS_PAR_AN = 30.44, 365.25
EN_MOIS, EN_ANS = 90, 730  # from so many days on, said in months, in years


def age(jours: int) -> str:
    """« aujourd’hui », « hier », « il y a 24 jours »."""
    return {0: "aujourd’hui", 1: "hier"}.get(jours, f"il y a {accord(jours, 'jour')}")


def duree_en_jours(jours: int) -> str:
    """« 24 jours », « 5 mois », « 12 ans »: to the day when it is short, never in thousands of days."""
    if jours < EN_MOIS:
        return accord(jours, "jour")
    mois_pleins = round(jours / JOURS_PAR_MOIS)
    return f"{mois_pleins}\u00a0mois" if jours < EN_ANS else accord(round(jours / JOURS_PAR_AN), "an")


def jour_court(valeur: date | None) -> str:
    """« 01/06/2026 »."""
    return ABSENT if valeur is None else str(format_date(valeur, "dd/MM/y", locale=LOCALE))


def mois(valeur: date | None) -> str:
    """« juin 2026 »."""
    return ABSENT if valeur is None else str(format_date(valeur, "MMM y", locale=LOCALE))


def instant(valeur: datetime | None) -> str:
    """« 1er juin 2026 à 14:05 »."""
    return (
        ABSENT
        if valeur is None
        else _premier(str(format_datetime(valeur, "d MMMM y 'à' HH:mm", locale=LOCALE)))
    )


def heure(valeur: datetime) -> str:
    """An hour as it is read: « 19 h 03 »."""
    return f"{valeur.hour}\u00a0h\u00a0{valeur.minute:02d}"


def _premier(ecrite: str) -> str:
    """The first of a month is an ordinal in French; the other days are not."""
    return f"1er {ecrite[2:]}" if ecrite.startswith("1 ") else ecrite


def duree(secondes: float) -> str:
    """« 0,4 s », « 2 min 05 s »."""
    if secondes < 60:
        return f"{nombre(secondes, 1)}{FINE}s"
    minutes, reste = divmod(round(secondes), 60)
    return f"{minutes}{FINE}min{FINE}{reste:02d}{FINE}s"


def taille(octets: int) -> str:
    """« 12 ko », « 3,4 Mo »."""
    if octets < 1_000_000:
        return f"{nombre(max(1, round(octets / 1000)))}{FINE}ko"
    return f"{nombre(octets / 1_000_000, 1)}{FINE}Mo"


def accord(effectif: int, singulier: str, pluriel: str | None = None) -> str:
    """« 1 personne », « 12 personnes » (0 and 1 are singular in French)."""
    return "\u00a0".join(en_mots(effectif, singulier, pluriel))


def en_mots(effectif: int, singulier: str, pluriel: str | None = None) -> tuple[str, str]:
    """(« 12 », « personnes »): the number and its word, where they are not written alike."""
    return nombre(effectif), singulier if abs(effectif) < 2 else (pluriel or f"{singulier}s")


def en_unites(effectif: int, unites: str) -> str:
    """« 1 agent sans compte », « 12 agents sans compte », from the plural a rules file writes."""
    premier, *reste = unites.split(" ", 1)
    return accord(effectif, " ".join([premier.removesuffix("s"), *reste]), unites)


def donnees_du(le: date, aujourd_hui: date) -> str:
    """« données du 1er novembre 2026, il y a 25 jours »; without an age for data dated after today."""
    vieux = (aujourd_hui - le).days
    return f"données du {jour(le)}{f', {age(vieux)}' if vieux >= 0 else ''}"


def ponctue(phrase: str) -> str:
    """The same sentence, its high punctuation never alone at the start of a line."""
    return re.sub(r" (?=[:;?!»%])|(?<=«) ", "\u00a0", phrase)


def texte(valeur: Any) -> str:
    """Anything as a French cell: numbers, dates, booleans, blanks."""
    if valeur is None or valeur == "":
        return ABSENT
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return instant(valeur)
    if isinstance(valeur, date):
        return jour_court(valeur)
    if isinstance(valeur, int):
        return nombre(valeur)
    if isinstance(valeur, float):
        return nombre(valeur, 1)
    return str(valeur)
