"""Write the fictional GHT: six monthly deliveries, its settings, and the truth beside."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench.demo.annuaire_national import (
    Annuaire,
    build_directory,
    card_holders,
    public_extract,
    restricted_extract,
)
from workbench.demo.comptes import write_accounts
from workbench.demo.comptes_decrits import write_described_accounts
from workbench.demo.contexte import Contexte, Verite
from workbench.demo.ecriture import write_national
from workbench.demo.logins import assign_logins
from workbench.demo.mie import write_mie, write_structure
from workbench.demo.personnes import Personne, build_people
from workbench.demo.rh import write_hr
from workbench.demo.tables import Monde, trois_rivieres
from workbench.socle.erreurs import ErreurWorkbench

MARQUE = "LISEZ-MOI-demo.json"
GRAND_ANNUAIRE = 400_000


@dataclass(frozen=True)
class DemoBilan:
    """What was written."""

    agents: int
    personnes_annuaire: int
    fichiers: int
    octets: int


def generate(
    home: Path,
    agents: int = 6_000,
    rpps: int = 150_000,
    graine: int = 2026,
    progress: Callable[[str], None] | None = None,
    monde: Monde | None = None,
) -> DemoBilan:
    """Write deliveries, settings and truth under `home`; same arguments, same bytes.

    Args:
        monde: which fictional hospital (`tables.variante()`); absent: the first one.

    Raises:
        ErreurWorkbench: real files or settings are in the way; nothing is written.
    """
    _refuse_real_files(home)
    tell = progress or (lambda _: None)
    tell("Personnes fictives")
    monde = monde or trois_rivieres()
    people = build_people(graine, agents, monde)
    logins = assign_logins(people, graine, monde)
    tell("Annuaire national fictif")
    annuaire = build_directory(graine, rpps, people, monde)
    verite, written = Verite(), []
    for day in monde.livraisons:
        tell(f"Livraison du {day:%d/%m/%Y}")
        folder = home / "data" / "raw" / day.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        ctx = Contexte(graine, people, day, folder, verite, monde)
        write_hr(ctx)
        write_described_accounts(ctx, logins) if monde.code else write_accounts(ctx, logins)
        write_mie(ctx)
        write_structure(ctx)
        _national_files(ctx, annuaire, rpps)
        written += sorted(path for path in folder.iterdir() if path.is_file())
    _write_truth(home, people, verite)
    (home / "workbench.toml").write_text(monde.reglages, "utf-8")
    _mark(home, written, {"agents": agents, "rpps": rpps, "graine": graine})
    return DemoBilan(
        len(people), len(annuaire.personnes), len(written), sum(path.stat().st_size for path in written)
    )


def _national_files(ctx: Contexte, annuaire: Annuaire, rpps: int) -> None:
    stamp = f"{ctx.stamp()}0830"
    if rpps <= GRAND_ANNUAIRE or ctx.day in {ctx.monde.livraisons[0], ctx.monde.livraisons[-1]}:
        write_national(
            ctx.dossier / f"PS_LibreAcces_Personne_activite_{stamp}.txt", public_extract(annuaire, ctx.day)
        )
    write_national(ctx.dossier / f"Extraction_restreinte_{stamp}.txt", restricted_extract(annuaire, ctx.day))
    write_national(ctx.dossier / f"Porteurs_CPS_CPF_{stamp}.txt", card_holders(annuaire, ctx.day))


def _refuse_real_files(home: Path) -> None:
    raw, settings = home / "data" / "raw", home / "workbench.toml"
    mark = raw / MARQUE
    ours = set(json.loads(mark.read_text("utf-8"))["fichiers"]) if mark.exists() else set()
    strangers = [
        path.relative_to(home).as_posix()
        for path in sorted(raw.rglob("*"))
        if raw.is_dir()
        and path.is_file()
        and path.name not in {MARQUE, ".gitkeep"}
        and path.relative_to(home).as_posix() not in ours
    ]
    if strangers:
        raise ErreurWorkbench(
            "La démonstration n'écrase jamais de vrais fichiers",
            f"{raw} contient déjà {len(strangers)} fichier(s) qui ne viennent pas d'elle, dont"
            f" {strangers[0]}.",
            "Choisissez un dossier vide : workbench demo --home AUTRE_DOSSIER.",
        )
    if settings.exists() and not mark.exists():
        raise ErreurWorkbench(
            "La démonstration n'écrase jamais vos réglages",
            f"{settings} existe et ne vient pas d'elle.",
            "Choisissez un dossier vide : workbench demo --home AUTRE_DOSSIER.",
        )


def _mark(home: Path, written: list[Path], parameters: dict[str, int]) -> None:
    names = [path.relative_to(home).as_posix() for path in written]
    text = {
        "origine": "workbench demo : personnes et établissements fictifs",
        "parametres": parameters,
        "fichiers": names,
    }
    (home / "data" / "raw" / MARQUE).write_text(json.dumps(text, ensure_ascii=False, indent=1), "utf-8")


def _write_truth(home: Path, people: list[Personne], verite: Verite) -> None:
    folder = home / "data" / "demo_verite"
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(verite.fiches, infer_schema_length=None).write_parquet(folder / "fiches.parquet")
    pl.DataFrame(verite.habilitations, infer_schema_length=None).write_parquet(
        folder / "habilitations.parquet"
    )
    rows = [
        {
            "personne": p.numero,
            "rpps": p.rpps,
            "rpps_depuis": p.rpps_depuis,
            "restreint": p.restreint,
            "autorite": p.metier.autorite,
            "metier": p.metier.cle,
            "defauts": " ".join(p.defauts),
        }
        for p in people
    ]
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(folder / "personnes.parquet")
