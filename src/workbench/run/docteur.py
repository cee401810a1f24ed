"""What is wrong with an installation, and the way out of each: nothing is changed."""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy.engine import make_url

from workbench.decisions import Registre
from workbench.looks.formats import accord
from workbench.run import purge, sceaux
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.fichier_secret import AUTRES, read_secret
from workbench.socle.settings import Settings, load_settings
from workbench.sources import delivery_dates, delivery_notices
from workbench.sources.depots import files_of
from workbench.warehouse import open_published, published_path
from workbench.warehouse.publication import EN_CONSTRUCTION, RESTAURATION

PLACE_VERSIONS = 3  # a run writes one beside the other, an audit may sort on the disk
VERROUILLE = "=="


@dataclass(frozen=True)
class Constat:
    """One thing wrong: what, and what to do."""

    dit: str
    remede: str


def examine(home: Path, today: dt.date, racine: Path) -> list[Constat]:
    """Everything wrong with that home and this installation; [] when all is well.

    Args:
        racine: where `requirements.lock` is.
    """
    found = list(_libraries(racine / "requirements.lock"))
    try:
        settings = load_settings(home)
    except ErreurWorkbench as error:
        return [*found, _said(error)]
    checks: list[Callable[[], Iterator[Constat]]] = [
        lambda: _published(home),
        lambda: _traces(home),
        lambda: _deliveries(settings, today),
        lambda: _rights(settings),
        lambda: _leftovers(home),
        lambda: _room(home),
        lambda: _secrets(settings),
        lambda: _kept(home, today),
    ]
    for check in checks:
        try:
            found += check()
        except ErreurWorkbench as error:
            found.append(_said(error))
    return found


def _said(error: ErreurWorkbench) -> Constat:
    return Constat(f"{error.titre} : {error.message}", error.conseil)


def _libraries(lock: Path) -> Iterator[Constat]:
    lines = lock.read_text("utf-8").splitlines() if lock.is_file() else []
    wrong = []
    for line in lines:
        name, locked, rest = line.partition(VERROUILLE)
        if locked and not line.startswith((" ", "#")) and ";" not in rest:
            wanted = rest.split()[0]
            try:
                installed = version(name.partition("[")[0])  # its extras are locked apart
            except PackageNotFoundError:
                installed = "absente"
            if installed != wanted:
                wrong.append(f"{name} {installed} au lieu de {wanted}")
    if wrong:
        yield Constat(
            f"Bibliothèques qui ne sont pas celles figées : {', '.join(wrong)}.",
            "pip install --require-hashes -r requirements.lock",
        )


def _published(home: Path) -> Iterator[Constat]:
    open_published(home).close()
    Registre(home).toutes()
    yield from ()


def _traces(home: Path) -> Iterator[Constat]:
    for sentence in sceaux.touched(home):
        yield Constat(sentence, sceaux.CONSEIL)


def _deliveries(settings: Settings, today: dt.date) -> Iterator[Constat]:
    dates = delivery_dates(settings)
    if not dates:
        yield Constat(f"Aucune livraison dans {settings.raw}.", "Déposez un dossier AAAA-MM-JJ.")
        return
    for sentence in delivery_notices(settings, dates[-1], today):
        yield Constat(sentence, "")


def _rights(settings: Settings) -> Iterator[Constat]:
    folders = [settings.raw / day.isoformat() for day in delivery_dates(settings)]
    paths = [
        settings.home / "data" / "curated",
        *folders,
        *(path for one in folders for path in files_of(one)),
    ]
    curated = settings.home / "data" / "curated"
    paths += [path for path in curated.iterdir() if path.is_file()] if curated.is_dir() else []
    opened = [path for path in paths if path.exists() and path.stat().st_mode & AUTRES & ~stat.S_IXOTH]
    if opened:
        yield Constat(
            f"{accord(len(opened), 'fichier')} de données à la portée d’autres comptes, dont {opened[0]}.",
            f"chmod -R go= {settings.home / 'data'}",
        )


def _leftovers(home: Path) -> Iterator[Constat]:
    curated = home / "data" / "curated"
    left = [path.name for mark in (EN_CONSTRUCTION, RESTAURATION) for path in curated.glob(f"{mark}*")]
    if left:
        yield Constat(
            f"Restes d’une exécution ou d’une restauration interrompue : {', '.join(sorted(left))}.",
            "La prochaine exécution les retire ; rien de publié n’en dépend.",
        )


def _room(home: Path) -> Iterator[Constat]:
    free, needed = shutil.disk_usage(home).free, PLACE_VERSIONS * published_path(home).stat().st_size
    if free < needed:
        yield Constat(
            f"Il reste {free / 1024**2:.0f} Mio sur le disque ; une exécution peut en demander"
            f" {needed / 1024**2:.0f}.",
            "Libérez de la place, ou baissez execution.versions_conservees.",
        )


def _secrets(settings: Settings) -> Iterator[Constat]:
    url = settings.decisions.url
    if url and make_url(url).password:
        yield Constat(
            "decisions.url contient un mot de passe.",
            "Retirez-le de workbench.toml : PostgreSQL le lit dans ~/.pgpass ou PGPASSFILE (droits 0600).",
        )
    for name, written in (
        ("connexion.secret_fichier", settings.connexion.secret_fichier),
        ("sauvegarde.cle_fichier", settings.sauvegarde.cle_fichier),
    ):
        if written:
            try:
                read_secret(settings.home, written)
            except ErreurWorkbench as error:
                yield Constat(f"{name} : {error.message}", error.conseil)
    if not settings.sauvegarde.cle_fichier:
        yield Constat(
            "Les sauvegardes ne sont pas chiffrées.",
            "workbench cle-sauvegarde FICHIER, puis [sauvegarde] cle_fichier dans workbench.toml.",
        )
    if settings.serveur.adresse and settings.acces.role_defaut not in ("lecteur", "sponsor"):
        yield Constat(
            "Sur ce serveur, tout compte du système a par défaut le rôle"
            f" « {settings.acces.role_defaut} » en ligne de commande.",
            'Écrivez role_defaut = "lecteur" dans [acces], et nommez les comptes qui administrent.',
        )


def _kept(home: Path, today: dt.date) -> Iterator[Constat]:
    if found := purge.outdated(home, today):
        yield Constat(
            f"{accord(len(found), 'élément')} au-delà de leur durée de conservation.", "workbench purge"
        )
