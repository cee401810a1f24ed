"""Everything a committee's documents say, gathered once: slides, workbook, board note and preview read the
same figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.decisions import Decision, Registre
from workbench.documents.comite.populations import counts
from workbench.documents.comite.salle import Salle, ouvrir_salle
from workbench.documents.comite.seances import plan_seen_on, reference_anterieure, trouver_comite
from workbench.looks.etats import mots
from workbench.looks.formats import ecart_part, evolution, nombre, pourcent
from workbench.pilotage.couverture import PERIMETRE, filtrer, par_statut
from workbench.pilotage.mie import rie
from workbench.pilotage.objectifs.critere import SERIE, Critere
from workbench.pilotage.objectifs.jalons import (
    Objectif,
    assess,
    first_actions,
    histories,
    hospiconnect,
    reasons,
)
from workbench.socle.regles import lire

POPULATION = "dpi"
ENJEUX = (
    "options",
    "cout",
    "effet",
    "inaction",
)  # what a decision costs, brings, and what not deciding costs
TOUS = 1000  # every criterion of every objective
ETAPES = mots("etape_mie")


@dataclass(frozen=True)
class Suivi:
    """One figure followed from one committee to the next."""

    code: str
    libelle: str
    unite: str
    sens: str
    valeur: float
    avant: float | None

    @property
    def ecart(self) -> float | None:
        """What changed; None when nothing is known before."""
        return None if self.avant is None else self.valeur - self.avant

    @property
    def progres(self) -> bool | None:
        """True when it went the right way, False the wrong way, None when it did not move or is unknown."""
        if (
            not self.ecart or self.sens == "neutre" or self.ecart_dit == "stable"
        ):  # what reads as nothing moved nothing
            return None
        return (self.ecart > 0) == (self.sens == "hausse")

    def dire(self, valeur: float | None) -> str:
        """A value of this figure in French."""
        return pourcent(valeur) if self.unite == "taux" else nombre(valeur)

    @property
    def ecart_dit(self) -> str:
        """The change in French: points for a rate, units for a count."""
        return ecart_part(self.ecart) if self.unite == "taux" else evolution(self.ecart)


@dataclass(frozen=True)
class DonneesComite:
    """What is said to a committee.

    `autorites`, `professions`: `par_statut` of the DPI users to register (libelle, a column a state, total,
    requis, taux, restant);
    `a_determiner`: DPI users whose job has no known authority;
    `mie`: step → people; `mie_acceptes` (RIE, at that date) and `mie_utilises` among the equipped;
    `mie_services`: service, besoin, remis, restant; `comptes`: probleme, titre, que_faire, nombre, avant;
    `effectifs`: population of the register → how many it holds.
    """

    etablissement: str
    le: dt.date
    reference: str
    comite: Mapping[str, Any] | None
    depuis: str
    depuis_le: dt.date | None
    objectifs: list[Objectif]
    series: Mapping[str, SERIE]
    suivis: list[Suivi]
    autorites: pl.DataFrame
    professions: pl.DataFrame
    professions_montrees: int
    a_determiner: int
    mie: Mapping[str, int]
    mie_acceptes: int
    mie_utilises: int
    mie_services: pl.DataFrame
    services_montres: int
    comptes: list[dict[str, Any]]
    salle: Salle
    decisions: list[dict[str, Any]]
    seuils_risque: tuple[int, int]
    gestes: list[tuple[Objectif, Critere, float]]
    motifs: Mapping[str, str] = field(default_factory=dict)
    effectifs: Mapping[str, int] = field(default_factory=dict)

    @property
    def plan_vu_le(self) -> dt.date:
        """The day the plan and the actions are judged (`seances.plan_seen_on`)."""
        return plan_seen_on(self.le, self.comite)

    @property
    def total(self) -> dict[str, int]:
        """DPI users to register by state of their number, all authorities."""
        noms = ("confirme", "a_confirmer", "incoherent", "absent", "non_requis", "total", "requis", "restant")
        return {nom: int(self.autorites[nom].sum()) for nom in noms}

    @property
    def mie_dite(self) -> str:
        """Equipped, accepted and used, side by side: equipped alone says too much."""
        return (
            f"dont {nombre(self.mie_acceptes)} d’un moyen que le référentiel national (RIE) accepte, et"
            f" {nombre(self.mie_utilises)} qui s’en servent pour ouvrir le dossier patient"
        )

    def absence(self, indicateur: str) -> str:
        """Why that figure is not measurable, as a sentence; "" when it is measured."""
        motif = self.motifs.get(indicateur, "")
        return f"{motif[:1].upper()}{motif[1:]}." if motif else ""

    @property
    def equipes(self) -> float | None:
        """Share of the DPI users holding a means of identification."""
        return self.mie["remis"] / self.mie["besoin"] if self.mie["besoin"] else None


def rassembler(acces: Acces, genre: str = "copil", comite: str | None = None) -> DonneesComite:
    """Read the counting marts, the ledger and the project room.

    Args:
        genre: type of committee; « since last time » compares with the last one held of this type, else with
        the previous run.
        comite: id of the committee being prepared; its own type then counts.

    Raises:
        ErreurWorkbench: the committee is unknown or cancelled, the ledger cannot be read.
    """
    regles = lire("workbench.projet", "comite.toml", acces.home)
    synthese = acces.agregat("mart.synthese").row(0, named=True)
    le: dt.date = synthese["date_execution"]
    entrees = Registre(acces.home).en_vigueur()
    salle, prepare = _salle(acces, entrees, le, regles["jours_a_venir"], comite)
    histoire = series(acces)
    avant, depuis, depuis_le = reference_anterieure(salle, histoire, le, prepare, genre)
    historique = acces.agregat("mart.historique")
    motifs = reasons(historique)
    trouves = hospiconnect(
        assess(historique, acces.agregat("mart.jalon"), entrees, le, acces.home, acces.arrondi("historique"))
    )
    couverture = filtrer(acces.agregat("mart.couverture"), POPULATION, {})
    connue = couverture.filter(pl.col("autorite").is_in(PERIMETRE))
    mie = acces.agregat("mart.mie_entonnoir")
    return DonneesComite(
        etablissement=synthese["etablissement"],
        le=le,
        reference=synthese["version"],
        comite=prepare,
        depuis=depuis,
        depuis_le=depuis_le,
        objectifs=trouves,
        series=histoire,
        suivis=suivis(
            regles["suivis"], {code: serie for code, serie in histoire.items() if code not in motifs}, avant
        ),
        autorites=par_statut(connue, "autorite").filter(pl.col("requis") > 0),
        professions=par_statut(connue.filter(pl.col("profession").is_not_null()), "profession"),
        professions_montrees=regles["professions_montrees"],
        a_determiner=int(couverture.filter(pl.col("autorite") == "inconnue")["nombre"].sum()),
        mie={etape: int(mie[etape].sum() or 0) for etape in ETAPES},
        mie_acceptes=rie.acceptes(mie, le, entrees, acces.home),
        mie_utilises=int(mie["utilise"].sum() or 0),
        mie_services=services_a_equiper(mie),
        services_montres=regles["services_montres"],
        comptes=comptes(acces.agregat("mart.compte_tableau"), avant),
        salle=salle,
        decisions=decisions_demandees(
            salle, acces.agregat("mart.decision_codir"), prepare, enjeux(acces.home, trouves)
        ),
        seuils_risque=(regles["risque_critique"], regles["risque_eleve"]),
        gestes=first_actions(trouves, 4),
        motifs=motifs,
        effectifs=counts(acces, motifs),
    )


def _salle(
    acces: Acces, entrees: Sequence[Decision], le: dt.date, jours: int, comite: str | None
) -> tuple[Salle, dict[str, Any] | None]:
    """The project room, and the committee being prepared: the plan is then the one it will see on its day."""
    salle = ouvrir_salle(acces.home, entrees, le, jours)
    prepare = trouver_comite(salle, comite) if comite else None
    if (jour_vu := plan_seen_on(le, prepare)) > le:
        salle = ouvrir_salle(acces.home, entrees, jour_vu, jours)
    return salle, prepare


def series(acces: Acces) -> dict[str, SERIE]:
    """Indicator → its history, oldest first."""
    return histories(acces.agregat("mart.historique"))


def suivis(
    regles: Sequence[Mapping[str, str]], histoire: Mapping[str, SERIE], avant: Mapping[str, float]
) -> list[Suivi]:
    """The figures followed, today and before; those never measured are left out."""
    return [
        Suivi(
            regle["code"],
            regle["libelle"],
            regle["unite"],
            regle["sens"],
            histoire[regle["code"]][-1][3],
            avant.get(regle["code"]),
        )
        for regle in regles
        if histoire.get(regle["code"])
    ]


def services_a_equiper(mie: pl.DataFrame) -> pl.DataFrame:
    """The services with DPI users still without a means, most first: service, besoin, remis, restant."""
    return (
        mie.with_columns(pl.col("service").fill_null("Service non renseigné"))
        .group_by("service")
        .agg(pl.col("besoin").sum(), pl.col("remis").sum())
        .with_columns(restant=pl.col("besoin") - pl.col("remis"))
        .filter(pl.col("restant") > 0)
        .sort(["restant", "service"], descending=[True, False])
    )


def comptes(tableau: pl.DataFrame, avant: Mapping[str, float]) -> list[dict[str, Any]]:
    """Problems of accounts in the order of their rules, each with its number before."""
    lignes = (
        tableau.group_by("rang", "probleme", "titre", "que_faire")
        .agg(pl.col("nombre").sum())
        .sort("rang")
        .to_dicts()
    )
    return [{**ligne, "avant": avant.get(f"compte_{ligne['probleme']}")} for ligne in lignes]


def enjeux(home: Path, objectifs: Sequence[Objectif]) -> dict[str, dict[str, str]]:
    """Title of a subject of `sujets_codir.toml` → its code (`sujet`), `ENJEUX`, and `points`: how much of an
    objective's score its criterion still holds.
    """
    gains = {critere.code: (objectif, gain) for objectif, critere, gain in first_actions(objectifs, TOUS)}
    lus = {}
    for sujet in lire("workbench.pilotage", "sujets_codir.toml", home)["sujets"]:
        dits = {"sujet": str(sujet["sujet"]), "points": "", **{nom: sujet.get(nom, "") for nom in ENJEUX}}
        if sujet.get("critere") in gains:
            objectif, gain = gains[sujet["critere"]]
            vaut = f"{nombre(100 * gain, 1)} points de l’objectif {objectif.objectif} ({objectif.annee})"
            dits["effet"] = f"un critère qui vaut encore {vaut}, toutes causes réunies"
            dits["points"] = f"jusqu’à {vaut}"
        lus[sujet["titre"]] = dits
    return lus


def decisions_demandees(
    salle: Salle,
    proposees: pl.DataFrame,
    prepare: Mapping[str, Any] | None,
    enjeux: Mapping[str, Mapping[str, str]],
) -> list[dict[str, Any]]:
    """What the committee is asked: first what the team wrote, then what the figures propose and nobody has
    settled (titre, texte, responsable, `id` of its card or "", comite, sujet, and `ENJEUX` and `points` when
    they are known).
    """
    lignes = {enjeux.get(un["titre"], {}).get("sujet", un["titre"]): un for un in proposees.to_dicts()}
    connus = {dits["sujet"]: dits for dits in enjeux.values()}
    ecrites = [
        {
            "titre": ligne["texte"],
            "texte": lignes[ligne["sujet"]]["texte"] if ligne.get("sujet") in lignes else "",
            "responsable": ligne["porteur"] or "à désigner",
            **connus.get(ligne.get("sujet") or "", {}),
            **{nom: str(ligne[nom]) for nom in ENJEUX if ligne.get(nom)},
            **{nom: str(ligne.get(nom) or "") for nom in ("id", "comite", "sujet")},
        }
        for ligne in salle.decisions
        if _attendue(salle, ligne, prepare)
    ]
    calculees = [
        {
            "id": "",
            "comite": "",
            "titre": ligne["titre"],
            "texte": ligne["texte"],
            "responsable": ligne["responsable"] or "à désigner",
            **enjeux.get(ligne["titre"], {}),
        }
        for ligne in proposees.sort("rang").to_dicts()
        if not {ligne["titre"], enjeux.get(ligne["titre"], {}).get("sujet")} & salle.tranches
    ]
    return [*ecrites, *calculees]


def _attendue(salle: Salle, ligne: Mapping[str, Any], prepare: Mapping[str, Any] | None) -> bool:
    """Is it for this committee: its own, or one of the same type before it that left it unanswered?"""
    if prepare is None or not ligne["comite"] or ligne["comite"] == prepare["id"]:
        return True
    sien = next((seance for seance in salle.comites if seance["id"] == ligne["comite"]), None)
    return (
        sien is not None
        and sien["type"] == prepare["type"]
        and bool(sien["le"] and prepare["le"] and sien["le"] < prepare["le"])
    )
