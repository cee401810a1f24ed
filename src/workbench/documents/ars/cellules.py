"""Every count that leaves for the ARS, in one system: what is printed, what follows by subtraction, what must
be hidden.

The tables speak of the same people (a user of the DPI is counted in the coverage, in the funnel of the means
of
identification, among the accounts), so they are protected together. A key is (table, row, column, detail). A
*derived* cell
is printed nowhere and known to whoever subtracts: the people stopped at one step of the funnel, the accounts
without a
problem. It obeys the same threshold as the others. Two figures that are equal by definition are tied only
when they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

import polars as pl

from workbench.documents.secret import MARQUE, Cle, Relation, cellules_a_masquer

TOUT = "*"
ETAPES = ("besoin", "commande", "recu", "remis", "active", "appaire", "utilise")  # each within the one before
PROUVE = "appaire_rpps"  # paired, and the national number proved: within « appaire »
SANS_ETAPE = (("a_commander", "hors_parc"), ("a_commander", "hors_parc", "expire", "perdu"))
MOYENS = ("moyens", "remis", "appaires", "hors_service")
DPI = "dpi"


@dataclass(frozen=True)
class Protegees:
    """Counts with what is hidden: the only way a sheet or the twin reads a number."""

    valeurs: Mapping[Cle, int]
    masquees: frozenset[Cle]
    relations: tuple[Relation, ...] = ()

    def lire(self, cle: Cle) -> int | str:
        """The count, or the mark of a hidden one; a count that does not exist is 0."""
        return MARQUE if cle in self.masquees else self.valeurs.get(cle, 0)

    def nombre(self, cle: Cle) -> int | None:
        """The count, None when hidden."""
        return None if cle in self.masquees else self.valeurs.get(cle, 0)

    def taux(self, numerateur: Cle, denominateur: Cle) -> float | str | None:
        """The rate; hidden as soon as one of its counts is, None without a denominator."""
        if {numerateur, denominateur} & self.masquees:
            return MARQUE
        base = self.valeurs.get(denominateur, 0)
        return self.valeurs.get(numerateur, 0) / base if base else None

    def lignes(self, table: str) -> list[str]:
        """Rows of a table, biggest first total excepted, in order of first writing."""
        return list(dict.fromkeys(cle[1] for cle in self.valeurs if cle[0] == table and cle[1] != TOUT))


@dataclass
class Systeme:
    """The cells and the sums a reader can make between them."""

    valeurs: dict[Cle, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    publiques: set[Cle] = field(default_factory=set)
    utiles: set[Cle] = field(default_factory=set)
    proches: list[tuple[Cle, tuple[Cle, ...]]] = field(default_factory=list)

    def somme(self, total: Cle, parties: Iterable[Cle]) -> None:
        """A printed sum, computed here."""
        cles = tuple(parties)
        self.valeurs[total] = sum(self.valeurs[cle] for cle in cles)
        self.relations.append(Relation(total, cles))

    def reste(self, derivee: Cle, total: Cle, partie: Cle) -> None:
        """What a reader gets by subtracting a part from a total; nothing when the two do not nest."""
        ecart = self.valeurs[total] - self.valeurs[partie]
        if ecart >= 0:
            self.valeurs[derivee] = ecart
            self.relations.append(Relation(total, (partie, derivee)))

    def lien(self, total: Cle, parties: Sequence[Cle]) -> None:
        """Figures of two tables that say the same thing: a relation when the numbers tie, else their gap is
        watched.
        """
        if not all(cle in self.valeurs for cle in (total, *parties)):
            return
        if self.valeurs[total] == sum(self.valeurs[cle] for cle in parties):
            self.relations.append(Relation(total, tuple(parties)))
        else:
            self.proches.append((total, tuple(parties)))

    def populations(self, cles: Iterable[Cle]) -> None:
        """Counts of nearly the same people: who subtracts two of them counts those who are in one only."""
        self.proches += [(a, (b,)) for a, b in combinations([cle for cle in cles if cle in self.valeurs], 2)]

    def _ecarts(self, seuil: int) -> None:
        """A small gap between two figures of nearly the same people is a count like another, printed
        nowhere.
        """
        for total, parties in self.proches:
            ecart = self.valeurs[total] - sum(self.valeurs[cle] for cle in parties)
            if 0 < abs(ecart) < seuil:
                nom = " | ".join("/".join(cle) for cle in (total, *parties))
                derivee, somme = ("ecart", nom, "", ""), parties[0]
                if len(parties) > 1:
                    somme = ("somme", nom, "", "")
                    self.somme(somme, parties)
                grand, petit = (total, somme) if ecart > 0 else (somme, total)
                self.reste(derivee, grand, petit)
        self.proches = []

    def proteger(
        self, seuil: int, deja: Iterable[Cle] = (), connues: Iterable[Cle] = (), sel: str = ""
    ) -> Protegees:
        """Hide what must be, over the whole system at once; `deja`, `connues`, `sel` as in
        `cellules_a_masquer`.
        """
        self._ecarts(seuil)
        masquees = cellules_a_masquer(
            self.valeurs,
            self.relations,
            seuil,
            self.publiques,
            deja=deja,
            connues=connues,
            utiles=self.utiles,
            sel=sel,
        )
        return Protegees(self.valeurs, frozenset(masquees), tuple(self.relations))


def moyens(systeme: Systeme, entonnoir: pl.DataFrame, types: pl.DataFrame, alertes: pl.DataFrame) -> None:
    """MIE: the funnel by authority (cumulated, hence nested), the register by type, what asks for a move.

    Args:
        systeme: filled in place.
        entonnoir: `mart.mie_entonnoir`. types: `mart.mie_type`. alertes: `mart.mie_alerte`.
    """
    colonnes = [*ETAPES, PROUVE]
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
    nombres = {(p, a): int(n) for p, a, n in tableau.group_by("probleme", "application").agg(pl.col("nombre").sum()).iter_rows()}  # fmt: skip
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
    systeme.lien((TOUT, TOUT, "confirme"), [("jalon", "2028", "numerateur"), *reporter])
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
