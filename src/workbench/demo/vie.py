"""Six months of a project that lives: what a team would have entered, dated, before each delivery is run.

The raw files are not touched: only the ledger is written, through the same doors as the pages.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from workbench.access import Acces
from workbench.access import ouvrir as ouvrir_porte
from workbench.decisions import Decision, Registre
from workbench.pilotage.comptes import campagnes
from workbench.projet import ouvrir, preparer
from workbench.projet.comites import tenir
from workbench.run import pipeline
from workbench.run.bilan import Bilan
from workbench.socle.erreurs import ErreurWorkbench

_SUITE = uuid.UUID("6f1f7f0e-0000-4000-8000-000000000000")  # same moments, same entry ids
AUTORITES = {"ars": "ars", "ordre": "ordre", "rpps_plus": "role"}
Moment = Mapping[str, Any]


def moments() -> list[dict[str, Any]]:
    """Moments of vie.toml, oldest first."""
    data = tomllib.loads(files("workbench.demo").joinpath("vie.toml").read_text("utf-8"))
    return sorted(data["moments"], key=lambda moment: moment["le"])


def vivre(
    home: Path,
    progress: Callable[[str], None] | None = None,
    published_one: Callable[[Bilan], None] | None = None,
) -> int:
    """Enter each moment, then run the delivery that follows it; how many entries the ledger received.

    Raises:
        ErreurWorkbench: this home is no demonstration, or has already been run: its past is no longer ours
        to write.
    """
    if not (home / "data" / "demo_verite").is_dir() or any((home / "data" / "curated").glob("*.duckdb")):
        raise ErreurWorkbench(
            "Le projet fictif ne peut pas être joué ici",
            f"{home} n'est pas une démonstration toute neuve.",
            "Recommencez dans un dossier vide : workbench demo, puis workbench demo --vivre.",
        )
    waiting, written = moments(), 0
    days = sorted(
        dt.date.fromisoformat(path.name) for path in (home / "data" / "raw").iterdir() if path.is_dir()
    )
    for day in [*days, None]:
        while waiting and (day is None or waiting[0]["le"].date() < day):
            written += _jouer(home, waiting.pop(0))
        if day is not None:
            if progress:
                progress(f"Livraison du {day:%d/%m/%Y}")
            bilan = pipeline.run(home, day, progress)
            if published_one:
                published_one(bilan)
    return written


def _jouer(home: Path, moment: Moment) -> int:
    """One moment into the ledger, all of it dated then."""
    registre = Registre(home)
    written = 0
    for step in (_cartes, _comites, _decisions, _demandes, _revue):
        entries = [_datee(entry, moment, rank) for rank, entry in enumerate(step(home, moment))]
        written += len(registre.enregistrer(entries))
    return written


def _datee(entry: Decision, moment: Moment, rank: int) -> Decision:
    name = f"{moment['le']:%Y%m%d}|{rank}|{entry.genre}|{entry.verdict}|{entry.sujet}"
    return replace(entry, id=uuid.uuid5(_SUITE, name).hex, le=moment["le"])


def _cartes(home: Path, moment: Moment) -> Iterable[Decision]:
    cards = moment.get("cartes", {})
    return preparer(ouvrir(home), cards, moment["auteur"], moment["motif"]) if cards else []


def _comites(home: Path, moment: Moment) -> Iterable[Decision]:
    """Committees held on the figures published that day."""
    if not moment.get("tenus"):
        return []
    access, projet = _acces(home, moment), ouvrir(home)
    history = access.agregat("historique")
    run = access.agregat("execution").sort("date_execution").row(-1, named=True)
    cards = []
    for held in moment["tenus"]:
        said = {name: text for name, text in held.items() if name != "id"}
        cards.append(tenir(projet, held["id"], history, run["id_execution"], run["date_execution"], **said))
    return preparer(projet, {"comite": cards}, moment["auteur"], moment["motif"])


def _decisions(_: Path, moment: Moment) -> Iterable[Decision]:
    return [
        Decision(
            entry["genre"],
            moment["auteur"],
            entry["motif"],
            entry.get("verdict", ""),
            objet=entry["objet"],
            valeur=entry["valeur"],
        )
        for entry in moment.get("decisions", [])
    ]


def _demandes(home: Path, moment: Moment) -> Iterable[Decision]:
    """Requests for the first people of an authority at a status, a share of them."""
    if not moment.get("demandes"):
        return []
    people = _acces(home, moment).nominatif("couverture_personne").filter(pl.col("presente"))
    entries = []
    for asked in moment["demandes"]:
        concerned = people.filter(
            pl.col("autorite") == AUTORITES[asked["autorite"]], pl.col("statut") == asked["statut"]
        ).sort("id_unique")
        value = {"autorite": asked["autorite"], "date_demande": moment["le"].date().isoformat()}
        entries += [
            Decision(
                "demarche",
                moment["auteur"],
                asked["motif"],
                asked.get("verdict", "demandee"),
                id_unique=ident,
                valeur=value,
            )
            for ident in concerned["id_unique"].head(math.ceil(concerned.height * asked["part"]))
        ]
    return entries


def _revue(home: Path, moment: Moment) -> Iterable[Decision]:
    """A campaign opened, and the answers received: what the account shows decides."""
    asked = moment.get("revue")
    if not asked:
        return []
    access = _acces(home, moment)
    accounts = access.nominatif("revue_acces_compte")
    wanted = campagnes.Ouverture(asked["titre"], {}, asked["echeance"])
    opened = campagnes.opening(accounts, wanted, moment["auteur"], [], moment["le"].date(), access.version)
    answered = accounts.sort("cle").head(int(accounts.height * asked["part"]))
    answers = [
        Decision(
            "revue_acces",
            moment["auteur"],
            moment["motif"],
            "garder" if problem is None else "fermer",
            objet=f"{opened.objet}|{key}",
        )
        for key, problem in answered.select("cle", "a_regarder").iter_rows()
    ]
    return [opened, *answers]


def _acces(home: Path, moment: Moment) -> Acces:
    return ouvrir_porte(home, moment["auteur"], "projet fictif de la démonstration")
