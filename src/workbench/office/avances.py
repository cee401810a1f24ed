"""How wide letters are, in hundredths of the body, without any font file."""

from __future__ import annotations

from collections.abc import Mapping

PLUS_LARGE, GRAS = 107, 1.12
"""What an unknown sign takes; times what a sign takes, that it takes in bold."""


class Avances(dict[str, int]):
    """The advance of every sign; an unknown one is the widest."""

    def __init__(self, signes: Mapping[int, str]) -> None:
        """Of signs gathered by advance."""
        super().__init__({signe: avance for avance, dits in signes.items() for signe in dits})

    def __missing__(self, signe: str) -> int:
        return PLUS_LARGE


PARTOUT = Avances(
    {
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
)
"""Those of DejaVu Sans, wider than Calibri, Arial or Liberation Sans: what fits here fits everywhere."""

CASE = Avances(
    {
        24: "'",
        26: "\u202fijlìíîï \xa0",
        28: "IÌÍÎÏ,.·’‘",
        30: ":;",
        34: "()-f[]",
        36: "J!",
        38: "rt²³",
        42: "°`/\\",
        44: 'szª"',
        46: "ºcçL",
        50: "x|Fkvyýÿ",
        52: "aSgàáâãäå{}?¿",
        54: "TYÝEÈÉÊË",
        56: "*_–eèéêë«»$0123456789€£Z",
        58: "PKXobdhnpquðòóôõöøßñùúûüþCÇ",
        60: "RB",
        63: "VAÀÁÂÃÄÅ",
        69: "DHG#+<=>^~±×÷✓✕",
        72: "UÙÚÛÜNÑOÒÓÔÕÖ○",
        75: "ØQ&",
        78: "w",
        81: "%",
        87: "®…Ææm",
        93: "©Mœ",
        99: "Œ↗W@→—",
    }
)
"""Those of a cell whose column width of 1, a digit, is counted 5.7 points: of each sign the wider of Calibri,
whose digit Excel rounds down to 5.25 points, and of DejaVu Sans, whose digit takes 7.
"""
