"""An export played whole, as deliveries are (`tests/envois/epreuve.py`): what it publishes, or its
refusal.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

from tests.ecritures import epreuve as commune
from tests.ecritures.tableau import Tableau, lire
from tests.envois import epreuve as envois
from tests.exports.cas import Export

from workbench.run.pipeline import notices
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse import close_published, open_published
from workbench.warehouse.memoire import Memoire

Temoins = dict[str, tuple[Path, envois.Publie]]


def play(export: Export, modele: Path, temoins: Temoins, home: Path) -> envois.Verdict:
    """The verdict on one export: « pareil », « refusé », « dit », « faux », or « sans objet »."""
    depart, right = temoins[export.moment]
    envois._start(modele, depart, home)
    seen = depart.with_name(f"temoin_{export.moment}")
    shutil.copytree(Memoire(seen).folder, Memoire(home).folder, dirs_exist_ok=True)
    (path,) = (home / "data" / "raw" / commune.JOUR.isoformat()).glob(f"{export.fichier}*")
    lost = loses_rows(export, lire(path))
    if not _write(export, home):
        return envois.Verdict("sans objet")
    try:
        told = [*envois._run(home, commune.JOUR), *notices(home, commune.JOUR)]
    except ErreurWorkbench as refus:
        return envois.refused(refus)
    except Exception as faute:
        return envois.Verdict("faux", f"{type(faute).__name__} : {str(faute)[:300]}")
    if export.sans and (found := _found(home, export.sans)):
        return envois.Verdict("faux", f"le numéro est publié : {found}")
    here = envois.published(home, told)
    verdict = envois.compare(here, right)
    if verdict.etat == "faux" and lost and here[envois.PREMIERES] != right[envois.PREMIERES]:
        return envois.Verdict("dit", f"nombres à faire confirmer ; {verdict.message}")
    return verdict


def loses_rows(export: Export, tableau: Tableau) -> bool:
    """Whole rows are taken away and nothing else is done: only a number announced can tell."""
    rendu = export.geste(tableau)
    if not isinstance(rendu, Tableau) or rendu.titres != tableau.titres:
        return False
    kept, all_ = Counter(map(tuple, rendu.lignes)), Counter(map(tuple, tableau.lignes))
    return kept < all_


def _write(export: Export, home: Path) -> bool:
    raw = home / "data" / "raw" / commune.JOUR.isoformat()
    (path,) = raw.glob(f"{export.fichier}*")
    tableau = lire(path)
    rendu = export.geste(tableau)
    if export.reglages:
        reglages = home / "workbench.toml"
        before = reglages.read_text("utf-8")
        after = export.reglages(before)
        assert after != before
        reglages.write_text(after, "utf-8")
    if export.dossier:
        raw.rename(raw.with_name(export.dossier))
        return True
    if rendu is None:
        path.unlink()
        return True
    if isinstance(rendu, Tableau):
        if rendu == tableau:
            return bool(export.reglages)
        rendu = envois._workbook(rendu) if path.suffix == ".xlsx" else rendu.octets()
    name = path.name
    if isinstance(rendu, tuple):
        name, rendu = f"{path.stem}.{rendu[0]}", rendu[1]
        if name != path.name:
            commune._suivre(home, path.name, name)
    if name == path.name and rendu == path.read_bytes():
        return bool(export.reglages)
    path.unlink()
    path.with_name(name).write_bytes(rendu)
    return True


def _found(home: Path, digits: str) -> str:
    """Where those digits are published, "" when nowhere."""
    base = open_published(home)
    places = (
        base.cursor()
        .sql(
            "select table_schema, table_name, column_name from information_schema.columns"
            " where data_type = 'VARCHAR'"
        )
        .fetchall()
    )
    found = ""
    for schema, table, column in places:
        for (text,) in (
            base.cursor()
            .sql(f'select distinct "{column}" from "{schema}"."{table}" where "{column}" is not null')
            .fetchall()
        ):
            if digits in re.sub(r"\D", "", text.replace("O", "0")) and len(re.sub(r"\D", "", text)) < 40:
                found = f"{schema}.{table}.{column}"
    close_published(home)
    return found
