"""The sheet of checks: figures counted twice by two ways, both sides shown, never a hidden one given away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.cellules import DPI, ETAPES, TOUT, applications_dpi
from workbench.documents.ars.couverture import REQUIS, cle_jalon
from workbench.documents.ars.donnees import Contenu
from workbench.documents.ars.feuilles import EQUIPES, LIBELLES_ETAPES, UTILISATEURS, cloturer, titre
from workbench.documents.secret import MARQUE, Cle
from workbench.office import feuille as f

LIBELLES = dict(zip(ETAPES, LIBELLES_ETAPES, strict=True))
Derniers = dict[str, dict[str, Any]]  # indicator → its row of the history at the date of the data
OK, ECART = "✓ concordent", "✕ écart"


@dataclass(frozen=True)
class Controle:
    """One check: two ways to count the same thing; values are shown only when every one of `cles` is."""

    libelle: str
    gauche: int
    droite: int
    cles: tuple[Cle, ...] = ()
    explication: str = ""

    @property
    def accord(self) -> bool:
        """Do the two sides tie?"""
        return self.gauche == self.droite


def controles(donnees: Contenu) -> list[Controle]:
    """Every check, from marts that were computed apart."""
    derniers = {
        ligne["indicateur"]: ligne for ligne in donnees.historique if ligne["date_execution"] == donnees.le
    }
    titres = {f"{table}_{code}": nom for table, code, nom in _titres(donnees.marts)}
    return [
        *_jalons(donnees, derniers),
        *_moyens(donnees, derniers),
        *_comptes(donnees, derniers, titres),
        *_qualite(donnees, titres),
    ]


def _jalons(donnees: Contenu, derniers: Derniers) -> Iterator[Controle]:
    c, tout = donnees.cellules, (TOUT, TOUT, TOUT)
    dpi = donnees.marts["couverture"].filter(pl.col("population") == DPI)
    services = int(dpi["nombre"].sum())
    if donnees.absence(*UTILISATEURS):
        return  # nothing of them is printed
    yield Controle(
        "Couverture : somme des services = total imprimé", services, c.valeurs.get(tout, 0), (tout,)
    )
    for jalon in donnees.jalons:
        if jalon["motif"]:
            continue
        annee, num, den = jalon["annee"], int(jalon["numerateur"]), int(jalon["denominateur"])
        propres = tuple(cle_jalon(annee, nom) for nom in ("numerateur", "denominateur"))
        cles = [(a, TOUT, REQUIS) for a in donnees.comptages.autorites() if a in jalon["autorites"]]
        yield Controle(
            f"Jalon {annee} : comptes requis = personnes requises des autorités concernées",
            den,
            sum(c.valeurs.get(cle, 0) for cle in cles),
            (*cles, propres[1]),
            "Possible : une personne à deux comptes y compte deux fois.",
        )
        yield Controle(
            f"Jalon {annee} : numéro connu + reste = comptes requis",
            num + int(jalon["restant"]),
            den,
            propres,
        )
        if suivi := derniers.get(f"1.1-{annee}"):
            libelle = f"Jalon {annee} : historique = feuille Synthèse"
            yield Controle(libelle, suivi["numerateur"], num, propres)


def _moyens(donnees: Contenu, derniers: Derniers) -> Iterator[Controle]:
    entonnoir = donnees.marts["mie_entonnoir"]
    for etape, code in (
        ("remis", "mie_remis_dpi"),
        ("appaire", "mie_appaires_dpi"),
        ("utilise", "mie_utilises_dpi"),
    ):
        suivi = derniers.get(code)
        if suivi and suivi["numerateur"] is not None:
            libelle = f"MIE : entonnoir, étape « {LIBELLES[etape]} » = historique"
            yield Controle(
                libelle, int(entonnoir[etape].sum()), int(suivi["numerateur"]), (("mie", TOUT, etape, ""),)
            )
    for avant, apres in pairwise(() if donnees.absence(*EQUIPES) else ETAPES):
        libelle = f"MIE : aucun service où « {LIBELLES[apres]} » dépasse « {LIBELLES[avant]} »"
        yield Controle(libelle, entonnoir.filter(pl.col(apres) > pl.col(avant)).height, 0)


def _comptes(donnees: Contenu, derniers: Derniers, titres: dict[str, str]) -> Iterator[Controle]:
    c = donnees.cellules
    for probleme in c.lignes("compte"):
        cle = ("compte", probleme, TOUT, "")
        suivi = derniers.get(f"compte_{probleme}")
        if suivi and suivi["numerateur"] is not None:
            libelle = f"{titres[f'compte_{probleme}']} : somme des applications = historique"
            yield Controle(libelle, c.valeurs[cle], int(suivi["numerateur"]), (cle,))
    for dpi in applications_dpi(donnees.marts["mode_auth"]):
        cle, autre = ("mode", dpi, "mot_de_passe", ""), ("compte", "mot_de_passe", dpi, "")
        if cle in c.valeurs:
            cotes = c.valeurs[cle], c.valeurs.get(autre, 0)
            yield Controle("Comptes : mot de passe seul, deux tableaux", *cotes, (cle, autre))


def _qualite(donnees: Contenu, titres: dict[str, str]) -> Iterator[Controle]:
    c = donnees.cellules
    for mesure in c.lignes("vertu"):
        cle = ("vertu", mesure, TOUT, "den")
        parts = [
            k for k in c.valeurs if k[0] == "vertu" and k[1] == mesure and k[3] == "den" and k[2] != TOUT
        ]
        libelle = f"{titres[f'vertu_{mesure}']} : somme des établissements = ensemble"
        somme = sum(c.valeurs[k] for k in parts)
        lues = (cle,) if somme == c.valeurs[cle] else (cle, *parts)  # a sum printed nowhere else
        yield Controle(libelle, somme, c.valeurs[cle], lues)


def _titres(marts: dict[str, pl.DataFrame]) -> Iterator[tuple[str, str, str]]:
    for table, mart, code in (("compte", "compte_tableau", "probleme"), ("vertu", "vertu", "mesure")):
        for ligne in marts[mart].select(code, "titre").unique().iter_rows():
            yield table, *ligne


def feuille_controles(page: Worksheet, donnees: Contenu) -> None:
    """Write the sheet."""
    trouves = controles(donnees)
    ecarts = sum(not controle.accord for controle in trouves)
    titre(
        page,
        "Contrôles",
        f"{len(trouves)} contrôles, {ecarts} écart{'s' if ecarts > 1 else ''}. Calculés sur les nombres"
        " entiers, avant masquage.",
    )
    lignes = []
    for controle in trouves:
        cache = not donnees.cellules.masquees.isdisjoint(controle.cles)
        cotes = [MARQUE, MARQUE] if cache else [controle.gauche, controle.droite]
        verdict = OK if controle.accord else f"{ECART}. {controle.explication}".strip(". ")
        lignes.append([controle.libelle, *cotes, verdict])
    entetes = ["Contrôle", "Première voie", "Seconde voie", "Résultat"]
    f.tableau(page, 4, entetes, lignes, "Controles", [None, f.ENTIER, f.ENTIER, None])
    cloturer(page, donnees, "contrôles", [100, 13, 13, 40])
