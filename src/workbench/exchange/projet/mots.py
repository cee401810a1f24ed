"""What fields that hold codes of the tool say in a workbook: words; and the code those words stand for, once
the workbook comes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench.looks.etats import AUTORITES, CONTRATS, STATUTS
from workbench.pilotage.objectifs import ecarts
from workbench.projet import Champ, Projet, publics
from workbench.rpps.professions import nomenclature
from workbench.socle.champs import EPOQUE, cle
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.regles import lire

CODES = ("exigence", "indicateur", "objectif", "profession", "sujet")
POPULATION = "population"
CROCHET, FERME = " [", "]"
"""Around the filters of a population, after its words: `agents présents · état : absent [statut=absent]`."""
SEPARATEUR = " · "
"""Between the id of a card and its name: `P-004 · Cadre de santé`; only what precedes it is read back."""
FIGES = ("chiffres",)
"""What the tool keeps for itself: nobody reads it, and nothing of it may be changed by hand."""


def _catalogues(home: Path) -> dict[str, dict[str, str]]:
    objectifs = {
        un["code"]: f"{un['objectif']} ({un['annee']}), {un['titre']}"
        for un in lire("workbench.pilotage.objectifs", "criteres.toml", home)["objectifs"]
    }
    sujets = lire("workbench.pilotage", "sujets_codir.toml", home)["sujets"]
    return {
        "exigence": {un["code"]: un["titre"] for un in ecarts.definitions(home)["exigences"]},
        "objectif": objectifs,
        "sujet": {un["sujet"]: un["titre"] for un in sujets},
        "profession": {m.code: m.libelle for m in nomenclature().values() if m.code and m.libelle},
    }


def catalogues(projet: Projet) -> dict[str, dict[str, str]]:
    """Field → code → the words for it; words that two codes share name neither."""
    lus = _catalogues(projet.home)
    tous = {**lus, "indicateur": {**projet.indicateurs, **lus["objectif"]}}
    return {champ: _plain(mots) for champ, mots in tous.items()}


def _plain(mots: Mapping[str, str]) -> dict[str, str]:
    fois = Counter(cle(mot) for mot in mots.values())
    codes = {cle(code) for code in mots}
    return {
        code: mot for code, mot in mots.items() if fois[cle(mot)] == 1 and cle(mot) not in codes - {cle(code)}
    }


def in_words(projet: Projet, champ: Champ) -> Champ:
    """That field, its codes read and written as words."""
    if champ.code in CODES and champ.type == "texte" and not champ.options and not champ.lien:
        return replace(champ, options=catalogues(projet).get(champ.code, {}))
    return champ


def tell_population(texte: str, home: Path) -> str:
    """Who that is, in French, then its filters; the filters alone when they cannot be read."""
    try:
        return f"{_words(texte, home)}{CROCHET}{texte}{FERME}"
    except ErreurWorkbench:
        return texte


def _words(texte: str, home: Path) -> str:
    public = publics.lire(texte, home)
    libelles = {
        "autorite": AUTORITES,
        "profession_code": {m.code: m.libelle for m in nomenclature().values() if m.code and m.libelle},
        "type_contrat": CONTRATS,
        "statut": {code: etat.mot for code, etat in STATUTS.items()},
    }
    return publics.dire(public, libelles, home)


@dataclass(frozen=True)
class ChampNomme(Champ):
    """A field whose cell says more than its value: the id of a card then its name, words for a code."""

    home: Path | None = None

    def lire(self, valeur: Any, epoque: Any = EPOQUE) -> Any:
        """The id, the code, the filters alone.

        Raises:
            ValueError: words that stand for nothing, or no longer for the filters beside them.
        """
        if not isinstance(valeur, str):
            return super().lire(valeur, epoque)
        if self.lien and self.type != "liste":
            valeur = valeur.split(SEPARATEUR)[0]
        elif self.code == POPULATION and valeur.strip().endswith(FERME) and CROCHET in valeur:
            valeur = self._filters(valeur.strip())
        lue = super().lire(valeur, epoque)
        if self.code in CODES and self.options and isinstance(lue, str) and " " in lue:
            raise ValueError(f"« {lue[:60]} » n’est pas un choix connu : prenez-le dans la liste de la case")
        return lue

    def _filters(self, valeur: str) -> str:
        dit, _, filtres = valeur.removesuffix(FERME).rpartition(CROCHET)
        home = self.home or Path()
        try:
            attendu = _words(filtres, home)
        except ErreurWorkbench as erreur:
            raise ValueError(str(erreur.message)) from erreur
        if cle(attendu) != cle(dit):
            raise ValueError(
                f"les mots et les filtres ne disent plus la même chose : « {attendu} » pour [{filtres}]."
                " Changez les filtres entre crochets et effacez les mots, ou reprenez la case d’avant"
            )
        return filtres
