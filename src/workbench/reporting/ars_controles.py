"""The sheet of checks: figures counted twice by two ways, both sides shown, never a hidden one given away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import polars as pl
from openpyxl.worksheet.worksheet import Worksheet

from workbench.reporting import feuille as f
from workbench.reporting.ars_cellules import DPI, ETAPES, TOUT
from workbench.reporting.ars_donnees import PORTEES, Contenu
from workbench.reporting.ars_feuilles import LIBELLES_ETAPES, cloturer, titre
from workbench.reporting.secret import MARQUE, Cle

LIBELLES = dict(zip(ETAPES, LIBELLES_ETAPES, strict=True))
OK, ECART = "✓ concordent", "✕ écart"


@dataclass(frozen=True)
class Controle:
    """One check: two ways to count the same thing; `cle` is the printed cell that decides whether values may be shown."""

    libelle: str
    gauche: int
    droite: int
    cle: Cle | None
    explication: str = ""

    @property
    def accord(self) -> bool:
        """Do the two sides tie?"""
        return self.gauche == self.droite


def controles(donnees: Contenu) -> list[Controle]:
    """Every check, from marts that were computed apart."""
    c, m = donnees.cellules, donnees.marts
    derniers = {
        ligne["indicateur"]: ligne for ligne in donnees.historique if ligne["date_execution"] == donnees.le
    }  # fmt: skip
    titres = {f"{table}_{code}": nom for table, code, nom in _titres(m)}
    out = []
    couverture = m["couverture"].filter(pl.col("population") == "dpi")
    out.append(
        Controle(
            "Couverture : somme des services = total imprimé",
            int(couverture["nombre"].sum()),
            c.valeurs.get((TOUT, TOUT, TOUT), 0),
            (TOUT, TOUT, TOUT),
        )
    )
    for jalon in donnees.jalons:
        annee = str(jalon["annee"])
        cles = [(a, TOUT, TOUT) for a in donnees.comptages.autorites() if a in PORTEES.get(jalon["annee"], ())]
        out.append(
            Controle(
                f"Jalon {annee} : comptes concernés = personnes des autorités concernées",
                int(jalon["denominateur"]),
                sum(c.valeurs.get(cle, 0) for cle in cles),
                next((cle for cle in cles if cle in c.masquees), None),
                "Possible : une personne à deux comptes y compte deux fois.",
            )
        )
        out.append(
            Controle(
                f"Jalon {annee} : numéro connu + reste = comptes concernés",
                int(jalon["numerateur"] + jalon["restant"]),
                int(jalon["denominateur"]),
                None,
            )
        )
        suivi = derniers.get(f"1.1-{annee}")
        if suivi:
            out.append(
                Controle(
                    f"Jalon {annee} : historique = feuille Synthèse",
                    suivi["numerateur"],
                    int(jalon["numerateur"]),
                    None,
                )
            )
    for etape, code in (("remis", "mie_remis_dpi"), ("appaire", "mie_appaires_dpi"), ("utilise", "mie_utilises_dpi")):
        if code in derniers and derniers[code]["numerateur"] is not None:
            out.append(
                Controle(
                    f"MIE : entonnoir, étape « {LIBELLES[etape]} » = historique",
                    int(m["mie_entonnoir"][etape].sum()),
                    int(derniers[code]["numerateur"]),
                    ("mie", TOUT, etape, ""),
                )
            )
    for avant, apres in pairwise(ETAPES):
        plus_bas = m["mie_entonnoir"].filter(pl.col(apres) > pl.col(avant)).height
        out.append(
            Controle(f"MIE : aucun service où « {LIBELLES[apres]} » dépasse « {LIBELLES[avant]} »", plus_bas, 0, None)
        )
    for probleme in c.lignes("compte"):
        suivi = derniers.get(f"compte_{probleme}")
        if suivi:
            cle = ("compte", probleme, TOUT, "")
            out.append(
                Controle(
                    f"{titres[f'compte_{probleme}']} : somme des applications = historique",
                    c.valeurs[cle],
                    int(suivi["numerateur"]),
                    cle,
                )
            )
    if ("mode", DPI, "mot_de_passe", "") in c.valeurs:
        cle = ("mode", DPI, "mot_de_passe", "")
        droite = c.valeurs.get(("compte", "mot_de_passe", DPI, ""), 0)
        out.append(Controle("Comptes : mot de passe seul, deux tableaux", c.valeurs[cle], droite, cle))
    for mesure in c.lignes("vertu"):
        cle = ("vertu", mesure, TOUT, "den")
        parts = [k for k in c.valeurs if k[0] == "vertu" and k[1] == mesure and k[3] == "den" and k[2] != TOUT]
        out.append(
            Controle(
                f"{titres[f'vertu_{mesure}']} : somme des établissements = ensemble",
                sum(c.valeurs[k] for k in parts),
                c.valeurs[cle],
                cle,
            )
        )
    return out


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
        f"{len(trouves)} contrôles, {ecarts} écart{'s' if ecarts > 1 else ''}. Calculés sur les nombres entiers, avant masquage.",
    )
    lignes = []
    for controle in trouves:
        cache = controle.cle is not None and controle.cle in donnees.cellules.masquees
        cotes = [MARQUE, MARQUE] if cache else [controle.gauche, controle.droite]
        verdict = OK if controle.accord else f"{ECART}. {controle.explication}".strip(". ")
        lignes.append([controle.libelle, *cotes, verdict])
    entetes = ["Contrôle", "Première voie", "Seconde voie", "Résultat"]
    f.tableau(page, 4, entetes, lignes, "Controles", [None, f.ENTIER, f.ENTIER, None])
    cloturer(page, donnees, "contrôles", [86, 14, 14, 76])
