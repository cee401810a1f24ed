"""Looking for people of the house: what was typed becomes words to find in `mart.personne`."""

from __future__ import annotations

from dataclasses import dataclass

from anyascii import anyascii

from workbench.access.fenetre import Mot
from workbench.socle import numeros
from workbench.socle.noms import letters, rules

NOMS, CLES = "cherche_noms", "cherche_cles"
SANS_ZEROS = "0"


@dataclass(frozen=True)
class Recherche:
    """What was typed, as words to find (`Fenetre.mots`), and what is said of a number."""

    mots: tuple[Mot, ...]
    dit: str = ""


def read_search(texte: str) -> Recherche:
    """Names in any order, case and accents free; a login, a matricule or an RPPS number, spaces and leading
    zeros free.
    """
    if not any(char.isalpha() for char in texte) and any(char.isdigit() for char in texte):
        return _number(texte)
    return Recherche(tuple(word for token in texte.split() for word in _words(token)))


def _number(texte: str) -> Recherche:
    read = numeros.lire("rpps", texte)
    if read.valeur and read.verdict in ("ok", "cle_fausse"):
        said = (
            "Lu comme un numéro RPPS."
            if read.verdict == "ok"
            else "11 chiffres comme un RPPS, mais sa clé est fausse : un chiffre est sans doute mal tapé."
        )
        return Recherche((_key(read.valeur),), said)
    return Recherche((_key(texte),), "Lu comme un matricule ou un identifiant.")


def _words(token: str) -> list[Mot]:
    """The words of one token: a name each, unless the token is a login or a number."""
    key = _key(token)
    if any(char.isdigit() for char in token):
        return [key]
    return [(*((NOMS, f" {name}") for name in _writings(word)), *key) for word in letters(token).split()]


def _key(token: str) -> Mot:
    """A number or a login, as typed and without its leading zeros."""
    plain = "".join(char for char in anyascii(token).upper() if char.isalnum())
    return tuple((CLES, f"|{form}") for form in dict.fromkeys([plain, plain.lstrip(SANS_ZEROS)]) if form)


def _writings(word: str) -> list[str]:
    """A word and its other writing: « ST » and « SAINT »."""
    short = rules()["abreviations"]
    long = {whole: abbreviated for abbreviated, whole in short.items()}
    return [word, *[known[word] for known in (short, long) if word in known]]
