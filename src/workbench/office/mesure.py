"""How wide a text is, without any font file: the advances of a wide sans serif, so that what fits here fits
everywhere.

By the advances of `avances.PARTOUT`, a text that fits fits whatever font the reader's machine puts in its
place; a cell of a workbook, as wide as the digits of that font, is measured by `avances.CASE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.office.avances import GRAS, PARTOUT, Avances

_BLANCS = re.compile(r"[ \t\r\n\v\f]+")
TIRET = re.compile(r"(?<=[^\W\d_]-)(?=[^\W\d_])")  # between letters: a code keeps its digits
DEBUT = 25  # letters: what is shorter is a number or an abbreviation, not a sentence
_FIN = re.compile(r"[.!?](?=\s)")
_PAUSE = re.compile(r"\s?[;:,](?=\s)")


def largeur(texte: str, corps: float, gras: bool = False, avances: Avances = PARTOUT) -> float:
    """Width in points at that body size."""
    return _points(sum(map(avances.__getitem__, texte)), corps, gras)


def _points(prises: int, corps: float, gras: bool) -> float:
    return prises * corps / 100 * (GRAS if gras else 1)


def lignes(
    texte: str,
    place: float,
    corps: float,
    gras: bool = False,
    tirets: bool = False,
    avances: Avances = PARTOUT,
) -> list[str]:
    """The text cut in lines no wider than `place` points, at spaces, and after hyphens too with `tirets`; a
    word too long alone is cut anywhere.
    """
    sorties: list[str] = []
    avance, espace = avances.__getitem__, avances[" "]
    for paragraphe in texte.split("\n"):
        courante, prise = "", 0  # advances add up: a line that grows is not measured again from its start
        for mot, blanc in _mots(paragraphe, tirets):
            large = sum(map(avance, mot))
            essai = prise + (espace if blanc else 0) + large if courante else large
            if _points(essai, corps, gras) <= place:
                courante, prise = f"{courante}{' ' if blanc else ''}{mot}" if courante else mot, essai
                continue
            if courante:
                sorties.append(courante)
            courante, prise = mot, large
            while largeur(courante, corps, gras, avances) > place and len(courante) > 1:
                tete = _tete(courante, place, corps, gras, avances)
                sorties.append(tete)
                courante = courante[len(tete) :]
                prise = sum(map(avance, courante))
        sorties.append(courante)
    return sorties


def _mots(dit: str, tirets: bool) -> Iterator[tuple[str, bool]]:
    """What a line is made of, and whether a space stands before each."""
    for mot in dit.split(" "):
        if not tirets or "-" not in mot or "@" in mot:
            yield mot, True
            continue
        tete, *suite = TIRET.split(mot)
        yield tete, True
        yield from ((part, False) for part in suite)


def serrer(texte: str) -> str:
    """Runs of ordinary blanks made one space; no-break spaces, which French numbers bear, are kept."""
    return _BLANCS.sub(" ", texte).strip(" ")


def tenir(texte: str, place: float, corps: float, maximum: int = 1, gras: bool = False) -> str:
    """The text, shortened with « … » at a word when it would need more than `maximum` lines."""
    texte = serrer(texte)
    if len(lignes(texte, place, corps, gras)) <= maximum:
        return texte
    bas, haut = 0, len(texte)
    while bas < haut:
        milieu = (bas + haut + 1) // 2
        if len(lignes(texte[:milieu].rstrip() + "…", place, corps, gras)) <= maximum:
            bas = milieu
        else:
            haut = milieu - 1
    gardes = texte[:bas].rstrip()
    coupe = gardes.rfind(" ")
    if coupe > len(gardes) * 0.6 and bas < len(texte) and texte[bas] != " ":
        gardes = gardes[:coupe]
    return gardes.rstrip(" ,;:·–-") + "…"


def phrases(texte: str, place: float, corps: float, maximum: int, gras: bool = False) -> str:
    """As many whole sentences as fit in `maximum` lines, never a sentence cut; when the first one alone is
    longer, what it says before its last « ; », « : » or « , » that fits, ended by a full stop.
    """
    texte = serrer(texte)
    if len(lignes(texte, place, corps, gras)) <= maximum:
        return texte
    for fins in (_FIN, _PAUSE):
        for trouve in reversed(list(fins.finditer(texte))):
            debut = texte[: trouve.start()].rstrip(" ,;:") + "."
            if len(lignes(debut, place, corps, gras)) <= maximum and len(debut) >= DEBUT:
                return debut.replace("..", ".")
    return tenir(texte, place, corps, maximum, gras)


def _tete(mot: str, place: float, corps: float, gras: bool, avances: Avances) -> str:
    """The longest start of a word that fits; one sign at least."""
    fin = 1
    while fin < len(mot) and largeur(mot[: fin + 1], corps, gras, avances) <= place:
        fin += 1
    return mot[:fin]
