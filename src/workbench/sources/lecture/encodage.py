"""Bytes → text: the encoding is judged on every file, whatever the settings say; damaged text is refused."""

from __future__ import annotations

import html
import re
from pathlib import Path

from workbench.looks.formats import pourcent
from workbench.socle.settings import Limites
from workbench.sources.modeles import Constat, SourceInutilisable

_PAGES = ("cp1252", "iso8859-15", "cp850", "mac-roman")  # the likeliest first: it wins a draw
_FRANCAISES = frozenset("éèêëàâäîïôöùûüçÉÈÊËÀÂÄÎÏÔÖÙÛÜÇœŒæÆÿ")
TROU = b"\0" * 16  # wider than any letter of any encoding
_INSECABLES, _ORDINAUX = frozenset("\u00a0\u202f"), frozenset("èéÈÉ")  # « 2è étage »
_USUELS = frozenset("°’‘“”«»€–—…²³©®™·\u00a0\u202f")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_EQUIVALENTS = {"windows-1252": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "iso-8859-1": "cp1252"}
_EQUIVALENTS |= {
    "iso-8859-15": "cp1252",
    "iso8859-15": "cp1252",
    "utf8": "utf-8",
    "ansi": "cp1252",
    "utf-8-sig": "utf-8",
}

# UTF-8 read as Windows (Ã©, â€™, Â°), as DOS (├®, ┬á), and what is lost for good (�, ï¿½).
DOUBLE = re.compile(
    r"Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf™˜œ“”¦\u009d]|Å[\u0080-\u00bf“’‚„†]|Â[\u0080-\u00bf]|[├┬][\u00a0-\u00ff\u2500-\u25ff®©¿¬½¼¡«»░▒▓]"
)
PERDU = re.compile(r"\ufffd|ï¿½|∩┐╜")
_ENTITE = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[A-Za-z]{2,8});")
_ECHAPPE = re.compile(r"\\(?:u0[01]|x)[0-9a-fA-F]{2}|=C[2-5]=[89AB][0-9A-F]|%C[2-5]%[89AB][0-9A-F]")
_UTF7 = re.compile(
    r"[A-Za-z]\+A[A-P][A-Za-z0-9+/](?:[A-Za-z0-9+/]{2,8})?-?(?![A-Za-z0-9@])[^\s]?"
)  # « No+AOk- »
_UTF7_MINIMUM = 3
_POINT = re.compile(r"[A-Za-z]\?[a-z]|[A-Z]\?[A-Z]")
CONTROLES = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_REMEDE = (
    "L'export a été enregistré dans un encodage puis relu dans un autre : redemandez-le en UTF-8, sans"
    " l'ouvrir dans Excel."
)


def detect_encoding(data: bytes) -> str:
    """utf-8, utf-8-sig, utf-16, or the likeliest of `_PAGES`; ValueError when the bytes are no text."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    sample = data[:200_000]
    zeros = sample.count(0)
    if zeros > len(sample) // 4:
        return "utf-16-le" if sample[1:400:2].count(0) > sample[0:400:2].count(0) else "utf-16-be"
    if zeros > len(sample) // 20:
        raise ValueError("octets nuls")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if (
            error.reason == "unexpected end of data"
            and error.start >= len(data) - 3
            and not data[: error.start].isascii()
        ):
            return "utf-8"  # cut in the middle of a letter: said elsewhere
        return max(_PAGES, key=lambda page: _likely(data, page))
    return "utf-8"


def _likely(data: bytes, page: str) -> int:
    """How much of a text these bytes are in that page: letters of the case of their neighbours, none glued to
    a number, no sign inside a word; blanks that do not break, at the end of cells.
    """
    text = data[:400_000].decode(page, "replace")
    score = 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        letter, around = found[0], text[max(0, found.start() - 1) : found.end() + 1].replace(found[0], "")
        before = text[max(0, found.start() - 2) : found.start()]
        if letter in _INSECABLES:
            score += 1
        elif not letter.isalpha():
            score -= 3 * (letter not in _USUELS and any(c.isalpha() for c in around))
        else:
            glued = before[-1:].isdigit() and letter not in _ORDINAUX
            capital = len(before) == 2 and before.isalpha() and before.isupper()
            inside = len(around) == 2 and around.isalpha() and letter.isupper() != around.isupper()
            odd = glued or inside or (capital and letter.islower())
            score += -2 if odd else 1 + (letter in _FRANCAISES)
    return score


def decode(path: Path, declared: str | None) -> tuple[str, str]:
    """Text and encoding of a file (see `decode_judged`)."""
    text, encoding, _ = decode_judged(path, declared, Limites())
    return text, encoding


def decode_judged(path: Path, declared: str | None, limites: Limites) -> tuple[str, str, list[Constat]]:
    """Text, encoding, and what was seen on the way.

    Raises:
        SourceInutilisable: empty or too big file, not a text file, text damaged beyond doubt.
    """
    if path.stat().st_size > limites.octets_texte:
        raise SourceInutilisable(
            "Fichier trop gros",
            f"{path.name} pèse {path.stat().st_size // 1_000_000} Mo ; la limite est de"
            f" {limites.octets_texte // 1_000_000} Mo.",
            "Demandez un export limité aux colonnes utiles, ou relevez [limites] octets_texte.",
        )
    data = _unfilled(path.read_bytes())
    _refuse_hole(path.name, data)
    if not data.strip():
        raise SourceInutilisable(
            "Fichier vide", f"{path.name} ne contient rien.", "Demandez une nouvelle extraction à la source."
        )
    try:
        encoding = _judged(data, declared)
        text, mixed = _text(data, encoding)
    except (UnicodeDecodeError, ValueError, LookupError) as error:
        raise SourceInutilisable(
            "Encodage inconnu",
            f"{path.name} : ce n'est pas un texte lisible en {declared or 'utf-8, utf-16 ou cp1252'}"
            f" (détail technique : {error}).",
            "Redemandez le fichier en UTF-8 (« CSV UTF-8 » dans Excel). L'équipe projet peut aussi inscrire"
            ' son encodage : [sources.format] encodage = "…".',
        ) from error
    said = []
    if declared and _same(declared) != _same(encoding):
        said.append(
            Constat(
                "ENCODAGE_LU",
                f"L'encodage annoncé ({declared}) n'est pas celui du fichier : lu en {encoding}.",
            )
        )
    if mixed:
        said.append(
            Constat(
                "ENCODAGE_MELE",
                f"{mixed} ligne(s) hors de l’UTF-8 du reste : lue(s) en Windows-1252.",
            )
        )
    text, more = _sound(path.name, text, limites)
    return text, encoding, said + more


def _unfilled(data: bytes) -> bytes:
    """Without the null bytes a reserved space was filled up with, at the end; two-byte letters end in one."""
    bare = data.rstrip(b"\0")
    return bare if data.endswith(TROU) and 0 not in bare[:200] else data


def _refuse_hole(name: str, data: bytes) -> None:
    """A run of null bytes inside a text is what was never written there."""
    if TROU not in data.rstrip(b"\0"):
        return
    hole = data.index(TROU)
    size = len(data[hole:]) - len(data[hole:].lstrip(b"\0"))
    raise SourceInutilisable(
        "Fichier abîmé",
        f"{name} : {size} octets nuls se suivent au milieu du texte (après {data[:hole].count(10)} lignes) :"
        " ce qui devait y être écrit est perdu.",
        "La copie ou le disque a abîmé le fichier : recopiez-le depuis l'original, ou redemandez l'export.",
    )


def _same(name: str) -> str:
    low = name.lower().replace("_", "-")
    return _EQUIVALENTS.get(low, low)


def _judged(data: bytes, declared: str | None) -> str:
    """The declared encoding when the bytes agree, else the one they speak of themselves."""
    found = detect_encoding(data)
    if declared is None or data.isascii():
        return found
    "".encode(declared)  # LookupError when there is no such encoding
    if _same(found) in {"utf-8", "utf-16", "utf-16-le", "utf-16-be"}:
        return found
    if found != "cp1252" or _same(declared).startswith("utf"):
        return found
    return found if _same(declared) == "cp1252" else declared


def _text(data: bytes, encoding: str) -> tuple[str, int]:
    """Decoded text, and how many lines had to be read otherwise than the rest."""
    if _same(encoding) == "cp1252" and b"\xc3" in data:
        lines = data.split(b"\n")
        kinds = [_kind(line) for line in lines]
        if kinds.count("utf-8") > kinds.count("octets") > 0:
            text = "\n".join(
                line.decode("utf-8" if kind != "octets" else "cp1252", "replace")
                for line, kind in zip(lines, kinds, strict=True)
            )
            return text.removeprefix("\ufeff"), kinds.count("octets")
    if encoding in {"utf-8", "utf-8-sig"}:
        cut = re.search(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z", data)
        try:
            return data.decode("utf-8").removeprefix("\ufeff"), 0
        except UnicodeDecodeError:
            if cut is None:
                raise
            return data[: cut.start()].decode("utf-8").removeprefix("\ufeff"), 0
    strict = _same(encoding) != "cp1252"
    real = "cp1252" if not strict and encoding != "iso8859-15" else encoding
    return data.decode(real, "strict" if strict else "replace").removeprefix("\ufeff"), 0


def _kind(line: bytes) -> str:
    if line.isascii():
        return "ascii"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "octets"
    return "utf-8"


def _sound(name: str, text: str, limites: Limites) -> tuple[str, list[Constat]]:
    """The text without control characters; refused when it is binary or damaged."""
    said: list[Constat] = []
    controls = len(CONTROLES.findall(text))
    if controls > limites.part_illisible * len(text):
        raise SourceInutilisable(
            "Encodage inconnu",
            f"{name} : {pourcent(controls / len(text), 0)} de caractères illisibles, ce n'est pas un fichier"
            " texte.",
            "Redemandez l'export en CSV UTF-8 ou en .xlsx.",
        )
    if controls:
        text = CONTROLES.sub("", text)
        said.append(
            Constat(
                "CARACTERES_RETIRES",
                f"{controls} caractère(s) invisible(s) (contrôle, sens d'écriture) retiré(s).",
            )
        )
    if text.isascii() and len(_UTF7.findall(text)) >= _UTF7_MINIMUM:
        raise SourceInutilisable(
            "Encodage inconnu",
            f"{name} : les accents sont écrits en UTF-7 (« {_UTF7.findall(text)[0]} » par exemple).",
            _REMEDE,
        )
    text, entities = _ENTITE.subn(_letter, text)
    if entities:
        said.append(Constat("ENTITES_HTML", "Lettres écrites comme sur une page web (« &eacute; ») : lues."))
    text, spelled = _ECHAPPE.subn(_escaped, text)
    if spelled:
        told = "Lettres écrites par leur code (« \\u00e9 », « =C3=A9 », « %C3%A9 ») : lues."
        said.append(Constat("LETTRES_CODEES", told))
    lines = [
        (number, line)
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1)
        if not line.isascii() or "?" in line
    ]
    total = text.count("\n") + text.count("\r") + 1
    hurt = [(number, line) for number, line in lines if DOUBLE.search(line) or PERDU.search(line)]
    if hurt:
        _refuse_damage(name, hurt, total, limites)
        said += [
            Constat(
                "CARACTERES_ABIMES", "Caractères abîmés (« Ã© », « � ») : la ligne est à vérifier.", number
            )
            for number, _ in hurt
        ]
    marks = [
        (number, line)
        for number, line in lines[1:]
        if _POINT.search(line) and "@" not in line and "://" not in line
    ]
    if len(marks) >= 3 and len(marks) > 0.02 * total and not any(not line.isascii() for _, line in lines[1:]):
        raise SourceInutilisable(
            "Accents perdus",
            f"{name} : {len(marks)} lignes ont un « ? » au milieu d'un mot (ligne {marks[0][0]} par exemple),"
            " à la place d'un accent.",
            _REMEDE,
        )
    return text, said


def _escaped(found: re.Match[str]) -> str:
    """The letter a code stands for (JSON, quoted-printable, web address); kept when it is none."""
    code = found[0]
    if code.startswith("\\"):
        said = chr(int(code[2:], 16))
    else:
        try:
            said = bytes.fromhex(code.replace("=", "").replace("%", "")).decode()
        except UnicodeDecodeError:
            return code
    return said if said.isalpha() and not said.isascii() else code


def _letter(found: re.Match[str]) -> str:
    """What an HTML entity says; kept as it is when that would cut the line."""
    said = html.unescape(found[0])
    return found[0] if said in {";", ",", "|", "\t", "\n", "\r", '"'} else said


def _refuse_damage(name: str, hurt: list[tuple[int, str]], total: int, limites: Limites) -> None:
    title = any(number == 1 for number, _ in hurt) and len(hurt) == 1
    if title or len(hurt) <= limites.part_abimee * total:
        return
    number, line = hurt[0]
    found = PERDU.search(line) or DOUBLE.search(line)
    raise SourceInutilisable(
        "Caractères abîmés",
        f"{name} : {len(hurt)} ligne(s) avec des caractères comme « {found[0] if found else '�'} » à la"
        f" place d'un accent (ligne {number} par exemple).",
        _REMEDE,
    )
