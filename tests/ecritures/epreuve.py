"""One transformation on one file of the demonstration: what is published stays, or the run is refused in
French.

The verdict is reached in two steps. Reading comes first: when every canonical row is the same, all that
follows is the same,
the run being a function of them. Otherwise the whole run is made and what it publishes is compared.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl
from tests.ecritures.tableau import lire
from tests.ecritures.transformations import Tableau, Transformation

from workbench.identities import build_fiches
from workbench.run.pipeline import run
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Settings, load_settings
from workbench.sources import Lecture, read_deliveries
from workbench.warehouse import open_published
from workbench.warehouse.memoire import Memoire

JOUR = dt.date(2026, 11, 1)
HORS_SENS = {"fichier", "ligne"}  # where a row stood says nothing of the person
Etat = Literal["pareil", "refusé", "faux", "sans objet"]


@dataclass(frozen=True)
class Verdict:
    """What came of one transformation on one file."""

    etat: Etat
    message: str = ""
    entiere: bool = False  # the whole run was made, reading alone did not settle it


def atelier(modele: Path, dossier: Path, deja: Path | None = None) -> Path:
    """A home with the last delivery of `modele` alone; its files are links, to be replaced and never written
    through. With what the home `deja` remembers of the files it has read: those left as they were are not
    read again.
    """
    raw = lier(modele, dossier, JOUR)
    for decale in sorted(raw.glob("SIRH_RIVEMONT_*.csv")):
        _sans_decalees(decale)
    if deja:
        shutil.copytree(Memoire(deja).folder, Memoire(dossier).folder, dirs_exist_ok=True)
    return dossier


def lier(modele: Path, dossier: Path, jour: dt.date) -> Path:
    """A home with one delivery of `modele`, its files as links; the folder of the delivery."""
    raw = dossier / "data" / "raw" / jour.isoformat()
    raw.mkdir(parents=True)
    shutil.copy(modele / "workbench.toml", dossier / "workbench.toml")
    for fichier in sorted((modele / "data" / "raw" / jour.isoformat()).iterdir()):
        (raw / fichier.name).symlink_to(fichier)
    return raw


def _sans_decalees(fichier: Path) -> None:
    """The same file without its rows shifted by an unquoted separator: refused as they are, they mean nothing
    that another hand could keep (a worksheet has no cell too many).
    """
    titres, *lignes = fichier.read_bytes().decode("latin-1").splitlines(keepends=True)
    droites = [ligne for ligne in lignes if ligne.count(";") <= titres.count(";")]
    assert len(droites) < len(lignes), "the demonstration holds shifted rows"
    fichier.unlink()
    fichier.write_bytes("".join([titres, *droites]).encode("latin-1"))


def poser(home: Path, nom: str, transformations: list[Transformation]) -> bool:
    """Write a file of the delivery again; False when none of the transformations has anything to change in
    it.
    """
    chemin = home / "data" / "raw" / JOUR.isoformat() / nom
    tableau = lire(chemin)
    for transformation in transformations:
        rendu = transformation.geste(tableau)
        if rendu is None:
            return False
        if isinstance(rendu, Tableau):
            tableau = rendu
    ecrit = rendu if not isinstance(rendu, Tableau) else tableau.octets()
    if isinstance(rendu, Tableau) and nom.endswith(".xlsx"):
        from tests.ecritures.transformations import _classeur

        ecrit = _classeur(tableau)
    autre, octets = ecrit if isinstance(ecrit, tuple) else (nom, ecrit)
    if autre == nom and octets == chemin.read_bytes():
        return False
    chemin.unlink()
    chemin.with_name(autre).write_bytes(octets)
    if autre != nom:
        _suivre(home, nom, autre)
    return True


def _suivre(home: Path, nom: str, autre: str) -> None:
    """The settings name the file by its new extension, as whoever changes the format would."""
    reglages = home / "workbench.toml"
    texte = reglages.read_text("utf-8")
    avant, apres = (fichier.rsplit(".", 1)[1] for fichier in (nom, autre))
    racine = nom.split("_2026")[0]
    assert f'"{racine}_*.{avant}"' in texte, racine
    reglages.write_text(texte.replace(f'"{racine}_*.{avant}"', f'"{racine}_*.{apres}"'), "utf-8")


def essayer(home: Path, reference: dict[str, pl.DataFrame], publie: dict[str, object]) -> Verdict:
    """The verdict on a home as it now stands."""
    try:
        if memes(lecture(home), reference):
            return Verdict("pareil")
        run(home, JOUR)
        ecarts = [nom for nom, valeur in publication(home).items() if valeur != publie[nom]]
    except ErreurWorkbench as refus:
        if not (refus.titre and refus.message and refus.conseil):
            return Verdict("faux", f"refus sans remède : {refus}")
        return Verdict("refusé", f"{refus.titre} : {refus.message} {refus.conseil}")
    if ecarts:
        return Verdict("faux", f"changé en silence : {', '.join(ecarts)}", entiere=True)
    return Verdict("pareil", entiere=True)


def lecture(home: Path) -> dict[str, pl.DataFrame]:
    """Canonical rows, by table, in an order of their own."""
    settings = load_settings(home)
    return cadres(read_deliveries(settings, JOUR, memoire=Memoire(home)), settings)


def cadres(lectures: Sequence[Lecture], settings: Settings) -> dict[str, pl.DataFrame]:
    """Canonical rows of these readings, by table, in an order of their own."""
    fiches = build_fiches(lectures, settings, JOUR)
    tables = {"fiche": fiches.fiche, "contrat": fiches.contrat}
    tables |= {
        lu.source.code: lu.lignes
        for lu in lectures
        if lu.source.nature not in ("sirh", "annuaire", "application")
    }
    return {nom: _rangee(cadre) for nom, cadre in tables.items()}


def _rangee(cadre: pl.DataFrame) -> pl.DataFrame:
    garde = [nom for nom in cadre.columns if nom not in HORS_SENS and not nom.endswith("_brut")]
    texte = cadre.select(garde).with_columns(
        pl.col(pl.List(pl.String)).list.join("|") if cadre.schema.get("noms") else pl.all()
    )
    return texte.unique().sort(texte.columns, nulls_last=True)


def memes(lue: dict[str, pl.DataFrame], reference: dict[str, pl.DataFrame]) -> bool:
    """The same rows in the same tables."""
    return lue.keys() == reference.keys() and all(lue[nom].equals(reference[nom]) for nom in reference)


def cle(source: str, texte: str) -> str:
    """A record's key as a person compares two: case, blanks, lost zeros, a domain around say nothing."""
    plie = "".join(texte.split()).casefold().removesuffix(".0").removesuffix(",0").strip("'\u200b")
    return f"{source}:{plie.rsplit(chr(92))[-1].split('@')[0].lstrip('0')}"


def publication(home: Path) -> dict[str, object]:
    """What the published version says: figures, groups of records, national numbers."""
    base = open_published(home)
    fiches = base.cursor().sql("select source, cle_source, id_unique from curated.identite_fiche").fetchall()
    liens = {
        ident: (rpps, statut)
        for ident, rpps, statut in (
            base.cursor().sql("select id_unique, rpps, statut from curated.lien_rpps").fetchall()
        )
    }
    groupes: dict[str, set[str]] = defaultdict(set)
    for source, texte, ident in fiches:
        groupes[ident].add(cle(source, texte))
    identites = {frozenset(groupe) for groupe in groupes.values()}
    numeros = {frozenset(groupe): liens.get(ident) for ident, groupe in groupes.items()}
    chiffres = base.cursor().sql(
        "select indicateur, numerateur, denominateur from mart.historique where date_execution = $jour",
        params={"jour": JOUR},
    )
    comptes = base.cursor().sql("select application, login, situation, actif from curated.compte").fetchall()
    return {
        "les identités": identites,
        "les liens RPPS": numeros,
        "les comptes": {(cle(app, login), etat, actif) for app, login, etat, actif in comptes},
        "les chiffres": set(chiffres.fetchall()),
    }
