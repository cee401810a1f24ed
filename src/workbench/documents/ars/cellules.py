"""The tables that leave for the ARS, poured into one system of counts.

They speak of the same people (a user of the DPI is counted in the coverage, in the funnel of the means of
identification, among the accounts), so they are protected together (`systeme`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from workbench.documents.ars.systeme import TOUT, Protegees, Systeme

__all__ = ["ACCEPTE", "DPI", "ETAPES", "MOYENS", "PROUVE", "TOUT", "Protegees", "Systeme"]

ETAPES = ("besoin", "commande", "recu", "remis", "active", "appaire", "utilise")  # each within the one before
ACCEPTE = "accepte"  # of those handed over, the means that the RIE accepts that day: within « remis »
PROUVE = "appaire_rpps"  # paired, and the national number proved: within « appaire »
SANS_ETAPE = (("a_commander", "hors_parc"), ("a_commander", "hors_parc", "expire", "perdu"))
MOYENS = ("moyens", "remis", "appaires", "hors_service")
DPI = "dpi"
CONFIRMES = "requis_confirmes"  # those who must have a number and whose number is proved


def moyens(systeme: Systeme, entonnoir: pl.DataFrame, types: pl.DataFrame, alertes: pl.DataFrame) -> None:
    """MIE: the funnel by authority (cumulated, hence nested), the register by type, what asks for a move.

    Args:
        systeme: filled in place.
        entonnoir: `mart.mie_entonnoir`, with `accepte` (`rie.add_accepted`).
        types: `mart.mie_type`. alertes: `mart.mie_alerte`.
    """
    colonnes = [nom for nom in (*ETAPES, PROUVE, ACCEPTE) if nom in entonnoir.columns]
    sommes = entonnoir.with_columns(pl.col("autorite").fill_null("inconnue")).group_by("autorite").agg(
        pl.col(colonnes).sum()
    ).sort("autorite")  # fmt: skip
    for ligne in sommes.to_dicts():
        systeme.valeurs |= {("mie", ligne["autorite"], nom, ""): int(ligne[nom]) for nom in colonnes}
    _total(systeme, "mie", sommes["autorite"].to_list(), colonnes)
    for autorite in (*sommes["autorite"], TOUT):
        for etape, suivante in (*pairwise(ETAPES), ("appaire", PROUVE)):
            derivee = ("arret" if suivante != PROUVE else "non_prouve", autorite, etape, "")
            systeme.reste(derivee, ("mie", autorite, etape, ""), ("mie", autorite, suivante, ""))
        if ACCEPTE in colonnes:
            systeme.reste(
                ("non_accepte", autorite, "", ""),
                ("mie", autorite, "remis", ""),
                ("mie", autorite, ACCEPTE, ""),
            )
    for ligne in types.sort("type_mie").to_dicts():
        nom = ligne["type_mie"]
        systeme.valeurs |= {("mie_type", nom, colonne, ""): int(ligne[colonne]) for colonne in MOYENS}
    _total(systeme, "mie_type", types["type_mie"].sort().to_list(), MOYENS)
    for nom in (*types["type_mie"].sort(), TOUT):
        systeme.reste(
            ("non_appaire", nom, "", ""), ("mie_type", nom, "remis", ""), ("mie_type", nom, "appaires", "")
        )
        systeme.reste(
            ("en_service", nom, "", ""),
            ("mie_type", nom, "moyens", ""),
            ("mie_type", nom, "hors_service", ""),
        )
        systeme.reste(
            ("non_remis", nom, "", ""), ("mie_type", nom, "moyens", ""), ("mie_type", nom, "remis", "")
        )
        if ("en_service", nom, "", "") in systeme.valeurs:
            systeme.reste(
                ("en_cours", nom, "", ""), ("en_service", nom, "", ""), ("mie_type", nom, "remis", "")
            )
    gestes = alertes.group_by("alerte").agg(pl.col("nombre").sum()).sort("alerte")
    for code, nombre in gestes.iter_rows():
        systeme.valeurs[("alerte", code, "", "")] = int(nombre)
        systeme.presentes.add(("alerte", code, "", ""))  # a line is printed when somebody is in it
    if gestes.height:
        systeme.somme(("alerte", TOUT, "", ""), [("alerte", code, "", "") for code in gestes["alerte"]])
        systeme.reste(("suivi", TOUT, "", ""), ("mie", TOUT, "besoin", ""), ("alerte", TOUT, "", ""))
        for codes in SANS_ETAPE:  # those at no step of the funnel, told again by the alerts
            parties = [
                ("alerte", code, "", "") for code in codes if ("alerte", code, "", "") in systeme.valeurs
            ]
            systeme.lien(("arret", TOUT, "besoin", ""), parties)


def comptes(systeme: Systeme, tableau: pl.DataFrame, modes: pl.DataFrame) -> None:
    """Accounts: problems by application beside the accounts of that application, and how one signs in.

    Args:
        systeme: filled in place.
        tableau: `mart.compte_tableau`. modes: `mart.mode_auth`.
    """
    noms = sorted({*tableau["application"], *modes["application"]})
    totaux = dict(tableau.select("application", "comptes").unique().iter_rows())
    comptes_lus = tableau.group_by("probleme", "application").agg(pl.col("nombre").sum())
    nombres = {(p, a): int(n) for p, a, n in comptes_lus.iter_rows()}
    problemes = tableau.sort("rang")["probleme"].unique(maintain_order=True).to_list()
    for application in noms:
        if application in totaux:
            systeme.valeurs[("comptes", application, "", "")] = int(totaux[application])
    connues = [nom for nom in noms if nom in totaux]
    if connues:
        systeme.somme(("comptes", TOUT, "", ""), [("comptes", nom, "", "") for nom in connues])
    for probleme in problemes:
        for nom in connues:
            systeme.valeurs[("compte", probleme, nom, "")] = nombres.get((probleme, nom), 0)
        systeme.somme(("compte", probleme, TOUT, ""), [("compte", probleme, nom, "") for nom in connues])
        for nom in (*connues, TOUT):
            systeme.reste(
                ("sans_probleme", probleme, nom, ""), ("comptes", nom, "", ""), ("compte", probleme, nom, "")
            )
    lus = (
        modes.group_by("application", "mode_auth")
        .agg(pl.col("nombre").sum())
        .sort("application", "mode_auth")
    )
    for application, mode, nombre in lus.iter_rows():
        systeme.valeurs[("mode", application, mode, "")] = int(nombre)
        systeme.presentes.add(("mode", application, mode, ""))
    for application in lus["application"].unique().sort():
        parties = [("mode", a, m, "") for a, m, _ in lus.iter_rows() if a == application]
        systeme.somme(("mode", application, TOUT, ""), parties)
        if ("comptes", application, "", "") in systeme.valeurs:  # what is not nominative, by subtraction
            systeme.reste(
                ("non_nominatif", application, "", ""),
                ("comptes", application, "", ""),
                ("mode", application, TOUT, ""),
            )


def qualite(systeme: Systeme, vertus: pl.DataFrame) -> None:
    """Quality: each measure for the whole and by establishment, with what is missing.

    Args:
        systeme: filled in place.
        vertus: `mart.vertu`.
    """
    lues = vertus.filter(pl.col("axe").is_in(["ensemble", "etablissement"])).sort("rang", "axe", "valeur_axe")
    for ligne in lues.to_dicts():
        ou = TOUT if ligne["axe"] == "ensemble" else ligne["valeur_axe"]
        num, den = ("vertu", ligne["mesure"], ou, "num"), ("vertu", ligne["mesure"], ou, "den")
        systeme.valeurs |= {num: int(ligne["numerateur"]), den: int(ligne["denominateur"])}
        systeme.reste(("manque", ligne["mesure"], ou, ""), den, num)
    for mesure in lues["mesure"].unique(maintain_order=True):
        ou = [cle[2] for cle in systeme.valeurs if cle[0] == "vertu" and cle[1] == mesure and cle[3] == "num"]
        for part in ("num", "den"):
            parties = [("vertu", mesure, nom, part) for nom in ou if nom != TOUT]
            systeme.lien(("vertu", mesure, TOUT, part), parties) if parties else None
    for ou in {cle[2] for cle in systeme.valeurs if cle[0] == "vertu"}:  # equal by definition
        systeme.lien(("vertu", "rpps_recent", ou, "den"), [("vertu", "rpps_confirme", ou, "num")])
        systeme.lien(("vertu", "prouve_restreint", ou, "den"), [("vertu", "rpps_confirme", ou, "den")])
        systeme.lien(("vertu", "prouve_restreint", ou, "num"), [("vertu", "rpps_confirme", ou, "num")])


def criteres(systeme: Systeme, derniers: Mapping[str, tuple[int, int]]) -> None:
    """Measured criteria printed as a rate only: an exact rate says its two counts.

    Args:
        systeme: filled in place. derniers: indicator → numerator and denominator, at the date of the data.
    """
    for indicateur, (numerateur, denominateur) in sorted(derniers.items()):
        if ("jalon", indicateur.removeprefix("1.1-"), "numerateur") in systeme.valeurs:
            continue
        num, den = ("critere", indicateur, "", "num"), ("critere", indicateur, "", "den")
        if not indicateur.startswith("vertu_"):  # those are printed with their counts
            systeme.valeurs |= {num: numerateur, den: denominateur}
            systeme.reste(("hors_critere", indicateur, "", ""), den, num)


def applications_dpi(modes: pl.DataFrame) -> list[str]:
    """Names of the applications whose role is DPI, from `mart.mode_auth`."""
    return sorted(modes.filter(pl.col("role") == DPI)["application"].unique())


def croiser(systeme: Systeme, autorites: Sequence[str], dpis: Sequence[str] = (DPI,)) -> None:
    """What one table gives away of another: the same people, counted twice for two reasons.

    Coverage counts the users of the DPI, the funnel those still present: the difference is the people who
    left with an open
    account. Confirmed people less the milestone's numerator are the numbers still to be copied into the DPI.
    `dpis`: the
    applications whose role is DPI.
    """
    for autorite in (*autorites, TOUT):
        if ("mie", autorite, "besoin", "") in systeme.valeurs:
            systeme.reste(
                ("partis", autorite, "", ""), (autorite, TOUT, TOUT), ("mie", autorite, "besoin", "")
            )
    _memes_gens(systeme, dpis)
    reporter = [("compte", "rpps_a_reporter", dpi, "") for dpi in dpis]
    for confirmes in ("confirme", CONFIRMES):
        systeme.lien((TOUT, TOUT, confirmes), [("jalon", "2028", "numerateur"), *reporter])
    for dpi in dpis:
        systeme.lien(("compte", "partant_ouvert", dpi, ""), [("partis", TOUT, "", "")])
        systeme.lien(("compte", "mot_de_passe", dpi, ""), [("mode", dpi, "mot_de_passe", "")])
    nominatifs = [cle for cle in systeme.valeurs if cle[0] == "mode" and cle[2] == TOUT]
    systeme.lien(("vertu", "compte_avec_rh", TOUT, "den"), nominatifs) if nominatifs else None
    manque, sans = ("manque", "compte_avec_rh", TOUT, ""), ("compte", "sans_identite", TOUT, "")
    if manque in systeme.valeurs and sans in systeme.valeurs:
        systeme.reste(("autres_situations", TOUT, "", ""), manque, sans)


def _memes_gens(systeme: Systeme, dpis: Sequence[str]) -> None:
    """The denominators that count nearly the same people or accounts, place by place."""
    agents = [cle for cle in systeme.valeurs if cle[0] == "vertu" and cle[3] == "den"]
    for ou in dict.fromkeys(cle[2] for cle in agents):
        systeme.populations(cle for cle in agents if cle[2] == ou)
    jalons = [cle for cle in systeme.valeurs if cle[0] == "jalon" and cle[2] == "denominateur"]
    comptes_dpi = [cle for dpi in dpis for cle in (("comptes", dpi, "", ""), ("mode", dpi, TOUT, ""))]
    systeme.populations(
        [(TOUT, TOUT, TOUT), (TOUT, TOUT, "requis"), ("mie", TOUT, "besoin", ""), *comptes_dpi, *jalons]
    )


def _total(systeme: Systeme, table: str, lignes: Sequence[Any], colonnes: Sequence[str]) -> None:
    for colonne in colonnes:
        systeme.somme((table, TOUT, colonne, ""), [(table, ligne, colonne, "") for ligne in lignes])
