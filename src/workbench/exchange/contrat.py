"""The contract of a workbook that goes out and comes back (`contrats/*.toml`): its sheets, their columns,
types, limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from workbench.decisions.genres import champ as champ_de
from workbench.office.lisible import COLONNES_LISTE
from workbench.socle import regles
from workbench.socle.champs import Champ, cle


@dataclass(frozen=True)
class Colonne:
    """A column: a typed field, under a title or one of its other spellings.

    `exigee`: the sheet is not readable without it; `saisie`: people write in it, the others are locked;
    `ecran`: read on the screen only, after those that are printed.
    `inconnu`: what heads the refusal of an answer that is not offered; `erreur`: what Excel says then;
    `remplit`: the field « kind.field » of a decision that it fills.
    """

    champ: Champ
    aussi: tuple[str, ...] = ()
    exigee: bool = False
    saisie: bool = False
    cle: bool = False
    ecran: bool = False
    largeur: float = 20
    format: str = ""
    liste: bool = True
    inconnu: str = ""
    erreur: str = ""
    remplit: str = ""

    @property
    def code(self) -> str:
        """The name under which its values are read."""
        return self.champ.code

    @property
    def titre(self) -> str:
        """Its title in the workbook."""
        return self.champ.libelle

    @property
    def titres(self) -> list[str]:
        """The titles that are understood, ours first."""
        return list(dict.fromkeys(cle(text) for text in (self.titre, *self.aussi)))


@dataclass(frozen=True)
class Feuille:
    """A sheet. Without `titre`, any sheet that has the required columns is one."""

    code: str
    titre: str
    colonnes: tuple[Colonne, ...]
    ligne_titres: int = 1
    figees: int = 1
    hauteur: float = 0
    protegee: bool = True
    question: str = ""

    def colonne(self, code: str) -> Colonne:
        """One of its columns, by code."""
        return next(item for item in self.colonnes if item.code == code)

    @property
    def imprimees(self) -> int:
        """How many columns stand on paper: the first ones; those of the screen come after them."""
        return min(COLONNES_LISTE, sum(not item.ecran for item in self.colonnes))

    def rangee(self) -> Feuille:
        """The same sheet, what is printed first: who and what, the answers; then what the screen shows."""
        saisies = [item for item in self.colonnes if item.saisie]
        autres = [item for item in self.colonnes if not item.saisie and not item.ecran]
        devant = COLONNES_LISTE - len(saisies)
        ecran = [item for item in self.colonnes if item.ecran]
        return replace(self, colonnes=(*autres[:devant], *saisies, *autres[devant:], *ecran))

    def remplies(self, genre: str) -> dict[str, str]:
        """The fields of a kind of decision that its columns fill: field code → column code."""
        told = ((*item.remplit.partition("."), item.code) for item in self.colonnes)
        return {field: column for kind, _, field, column in told if kind == genre}

    @property
    def exigees(self) -> list[Colonne]:
        """The columns without which it is not read."""
        return [item for item in self.colonnes if item.exigee]


@dataclass(frozen=True)
class Contrat:
    """What is sent and what is accepted back.

    `nom`: what the file is, in messages; `origine`: where the right one comes from; `reperes`: are columns
    told by our
    `titre`, by the `entete` of the file or by their `lettre`; `inconnues`: are other columns `ignorees` or
    `refusees`; `formules`: `refusees`, or read when
    `calculees`; `par_colonnes`: a renamed sheet is recognised by its columns.
    """

    nom: str
    origine: str
    feuilles: tuple[Feuille, ...]
    octets_max: int
    gonfle_max: int
    lignes_max: int
    titres_dans: int = 20
    reperes: str = "titre"
    inconnues: str = "ignorees"
    formules: str = "refusees"
    par_colonnes: bool = True
    rien: str = "Rien n’a été enregistré."

    def feuille(self, code: str) -> Feuille:
        """One of its sheets, by code."""
        return next(item for item in self.feuilles if item.code == code)

    def avec(
        self,
        *,
        titres: Mapping[str, Sequence[str]] | None = None,
        listes: Mapping[str, Mapping[str, str]] | None = None,
        exigees: Mapping[str, bool] | None = None,
        **autres: Any,
    ) -> Contrat:
        """The same contract with the words of the house: titles, answers or required columns by column
        code.
        """

        def dressed(item: Colonne) -> Colonne:
            if titres and item.code in titres:
                first, *others = titres[item.code]
                item = replace(item, champ=replace(item.champ, libelle=first), aussi=tuple(others))
            if listes and item.code in listes:
                item = replace(item, champ=replace(item.champ, type="choix", options=listes[item.code]))
            return replace(item, exigee=(exigees or {}).get(item.code, item.exigee))

        kept = autres.pop("feuilles", self.feuilles)
        sheets = tuple(replace(sheet, colonnes=tuple(map(dressed, sheet.colonnes))) for sheet in kept)
        return replace(self, feuilles=sheets, **autres)


@cache
def contrat(nom: str) -> Contrat:
    """The contract `contrats/<nom>.toml`; a column may name the field of a kind of decision it fills
    (`champ`).
    """
    read = regles.lire("workbench.exchange", f"contrats/{nom}.toml")
    head = {name: value for name, value in read.items() if name not in ("version", "feuilles")}
    return Contrat(**head, feuilles=tuple(map(_feuille, read.get("feuilles", []))))


def _feuille(entry: Mapping[str, Any]) -> Feuille:
    rest = {name: value for name, value in entry.items() if name != "colonnes"}
    return Feuille(**rest, colonnes=tuple(map(_colonne, entry["colonnes"])))


_CHAMP = ("type", "options", "obligatoire", "aide", "min", "max", "long", "futur")


def _colonne(entry: Mapping[str, Any]) -> Colonne:
    given = dict(entry)
    own = {name: given.pop(name) for name in _CHAMP if name in given}
    filled = given.pop("champ", "")
    base = champ_de(*filled.split(".")) if filled else Champ("", "")
    field = replace(base, code=given.pop("code"), libelle=given.pop("titre"), **own)
    return Colonne(field, tuple(given.pop("aussi", ())), remplit=filled, **given)
