"""Words, signs and colours of every state, and words of closed lists: one visual language for pages, charts
and workbooks.

They are data: `etats.toml` (states, by family) and `mots.toml` (plain words, by list), read once. A family
keeps the order
of its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.socle import regles


def _lu(nom: str) -> dict[str, Any]:
    return regles.lire("workbench.looks", nom)


COULEURS: dict[str, str] = _lu("etats.toml")["couleurs"]
BLEU, VERT, ORANGE, ROUGE, GRIS, ENCRE = (
    COULEURS[nom] for nom in ("bleu", "vert", "orange", "rouge", "gris", "encre")
)
BLANC = "#FFFFFF"


@dataclass(frozen=True)
class Etat:
    """One state as a person sees it.

    `trame`: hatching in charts. `encre`: the text colour that reads on the fill. `aplat`: the colour is for
    fills, too light
    for a word. `fond`: the background of a cell in that state.
    """

    code: str
    mot: str
    signe: str
    couleur: str
    definition: str = ""
    trame: str = ""
    encre: str = ENCRE
    aplat: bool = False
    fond: str = BLANC

    @property
    def couleur_texte(self) -> str:
        """The colour of the word on white: fills too light for text give way to ink."""
        return ENCRE if self.aplat else self.couleur

    @property
    def libelle(self) -> str:
        """Sign and word together."""
        return f"{self.signe} {self.mot}"


def famille(nom: str) -> dict[str, Etat]:
    """The states of a family of `etats.toml`, by code, in the order of the file."""
    lus = _lu("etats.toml")
    return {
        code: _etat(code, lus[dit["comme"]][code] if "comme" in dit else dit)
        for code, dit in lus[nom].items()
    }


def _etat(code: str, dit: dict[str, Any]) -> Etat:
    couleur = COULEURS.get(dit["couleur"], dit["couleur"])
    encre = BLANC if dit.get("encre") == "blanc" else ENCRE
    return Etat(**{**dit, "code": code, "couleur": couleur, "encre": encre})


def mots(nom: str) -> dict[str, str]:
    """The words of a list of `mots.toml`, by code, in the order of the file."""
    return dict(_lu("mots.toml")[nom])


STATUTS = famille("statut")
JALONS = famille("jalon")
FRAICHEURS = famille("fraicheur")
PSI = famille("psi")
RPPS_PLUS = famille("rpps_plus")

CHAINE = famille("chaine")
ETAPES_CHAINE, EVENEMENTS = mots("etape_chaine"), mots("evenement_personne")
ETATS_COMPTE, SITUATIONS_PERSONNE = mots("etat_compte"), mots("situation_personne")
COMPTES_PERSONNE, MIE_PERSONNE = mots("comptes_personne"), mots("mie_personne")
RAISONS = mots("raison_consultation")

AUTORITES, AUTORITES_COURTES = mots("autorite"), mots("autorite_courte")
CONTRATS = mots("contrat")
TEXTE_OFFICIEL = mots("texte_officiel")
SITUATIONS = mots("situation")
NATURES = mots("nature")
TRAITS = mots("trait")
NATURES_COMPTE, VERDICTS, EFFETS = mots("nature_compte"), mots("verdict_paire"), mots("effet_decision")

RIE, HOMOLOGATIONS = famille("rie"), famille("homologation")
MODES, CROISEMENTS = mots("mode_auth"), mots("croisement")

TACHES, LIVRABLES, ACTIONS, COMITES = (famille(nom) for nom in ("tache", "livrable", "action", "comite"))
NIVEAUX, RISQUES, SIGNAUX = famille("niveau_risque"), famille("risque"), famille("signal")
ENSEIGNEMENTS, BUDGETS, ENVOIS = famille("enseignement"), famille("budget"), famille("envoi")


def etat(catalogue: dict[str, Etat], code: str | None) -> Etat:
    """The state of that code; an unknown code is shown as such, never hidden."""
    cle = code or ""
    return catalogue.get(cle, Etat(cle, cle.replace("_", " ") or "inconnu", "–", GRIS))


def mot(catalogue: dict[str, str], code: str | None) -> str:
    """A label; unknown codes are made readable."""
    if not code:
        return "Non renseigné"
    return catalogue.get(code, code[:1].upper() + code[1:].replace("_", " "))
