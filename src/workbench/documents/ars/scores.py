"""The scores of objective 1.1 as the ARS workbook prints them: hidden with any of their counts."""

from __future__ import annotations

from typing import Any

from workbench.documents.ars.couverture import cle_jalon
from workbench.documents.ars.donnees import Contenu
from workbench.documents.secret import MARQUE
from workbench.office.feuille import d_un_tenant
from workbench.pilotage.objectifs.etat import Mesure, etat_jalon


def nom_jalon(jalon: dict[str, Any]) -> str:
    """« 1.1-2027 »."""
    return f"{jalon['objectif']}-{jalon['annee']}"


def histoire(donnees: Contenu, jalon: dict[str, Any]) -> list[Mesure]:
    """The milestone's history: date, numerator, denominator, rate."""
    nom = nom_jalon(jalon)
    return [
        (ligne["date_execution"], ligne["numerateur"], ligne["denominateur"], ligne["valeur"])
        for ligne in donnees.historique
        if ligne["indicateur"] == nom and ligne["valeur"] is not None
    ]


def score_jalon(donnees: Contenu, jalon: dict[str, Any]) -> list[Any]:
    """One objective's line: its score, its counts, its state; the reason when it cannot be measured."""
    c, annee, taux_lu, etat = donnees.cellules, jalon["annee"], jalon["taux"], jalon["motif"]
    nombres: list[Any] = [None] * 3
    if not etat:
        nombres = [c.lire(cle_jalon(annee, nom)) for nom in ("numerateur", "denominateur", "restant")]
        suite = histoire(donnees, jalon)
        juge = etat_jalon(taux_lu, jalon["cible"], jalon["echeance"], donnees.le, suite, jalon["plafond"])
        etat = d_un_tenant(juge.libelle)
        if MARQUE in nombres[:2]:
            taux_lu = etat = MARQUE
    return [jalon["objectif"], annee, taux_lu, *nombres, jalon["echeance"], etat]
