"""How wide a text is, without any font file: the advances of a wide sans serif, so that what fits here fits
everywhere.

The table holds the advances of DejaVu Sans (hundredths of the body), wider than Calibri, Arial or Liberation
Sans: a text that
fits by these measures fits whatever font the reader's machine puts in its place. Unknown signs count as the
widest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PLUS_LARGE, GRAS = 107, 1.12
_BLANCS = re.compile(r"[ \t\r\n\v\f]+")
_TIRET = re.compile(r"(?<=[^\W\d_]-)(?=[^\W\d_])")  # between letters: a code keeps its digits
DEBUT = 25  # letters: what is shorter is a number or an abbreviation, not a sentence
_FIN = re.compile(r"[.!?](?=\s)")
_PAUSE = re.compile(r"\s?[;:,](?=\s)")
_AVANCES = {
    20: "\u202f",
    29: "'ijlIJìíîïÌÍÎÏ",
    32: " ,.\xa0·’‘",
    36: "/:;\\|-f",
    41: "()[]t!r²³",
    47: '"ª°º',
    50: "*_`–",
    53: "sz?¿",
    55: "cçL",
    60: "FkvxyýÿP",
    63: "TYaoeESbdghnpqu«»YÝàáâãäåðòóôõöøèéêëÈÉÊËßñùúûüþ",
    64: "$0123456789{}€£",
    69: "KAVXBRZCÇÀÁÂÃÄÅ",
    79: "UHNDGOQÙÚÛÜÑÒÓÔÕÖØ&",
    84: "w#+<=>^~±×÷✓↗✕○→",
    88: "M",
    100: "%mWæ@©®…—",
    107: "œŒÆ",
}


class _Avances(dict[str, int]):
    """The advance of every sign; an unknown one is the widest."""

    def __missing__(self, signe: str) -> int:
        return PLUS_LARGE


_avance = _Avances({signe: avance for avance, signes in _AVANCES.items() for signe in signes}).__getitem__
_ESPACE = _avance(" ")


def largeur(texte: str, corps: float, gras: bool = False) -> float:
    """Width in points at that body size."""
    return _points(sum(map(_avance, texte)), corps, gras)


def _points(avances: int, corps: float, gras: bool) -> float:
    return avances * corps / 100 * (GRAS if gras else 1)


def lignes(texte: str, place: float, corps: float, gras: bool = False, tirets: bool = False) -> list[str]:
    """The text cut in lines no wider than `place` points, at spaces, and after hyphens too with `tirets`; a
    word too long alone is cut anywhere.
    """
    sorties: list[str] = []
    for paragraphe in texte.split("\n"):
        courante, prise = "", 0  # advances add up: a line that grows is not measured again from its start
        for mot, blanc in _mots(paragraphe, tirets):
            avances = sum(map(_avance, mot))
            essai = prise + (_ESPACE if blanc else 0) + avances if courante else avances
            if _points(essai, corps, gras) <= place:
                courante, prise = f"{courante}{' ' if blanc else ''}{mot}" if courante else mot, essai
                continue
            if courante:
                sorties.append(courante)
            courante, prise = mot, avances
            while largeur(courante, corps, gras) > place and len(courante) > 1:
                tete = _tete(courante, place, corps, gras)
                sorties.append(tete)
                courante = courante[len(tete) :]
                prise = sum(map(_avance, courante))
        sorties.append(courante)
    return sorties


def _mots(dit: str, tirets: bool) -> Iterator[tuple[str, bool]]:
    """What a line is made of, and whether a space stands before each."""
    for mot in dit.split(" "):
        if not tirets or "-" not in mot or "@" in mot:
            yield mot, True
            continue
        tete, *suite = _TIRET.split(mot)
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


def _tete(mot: str, place: float, corps: float, gras: bool) -> str:
    """The longest start of a word that fits; one sign at least."""
    fin = 1
    while fin < len(mot) and largeur(mot[: fin + 1], corps, gras) <= place:
        fin += 1
    return mot[:fin]
