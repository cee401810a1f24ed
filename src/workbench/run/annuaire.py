"""The tables of the national directory, written once for as long as its file does not change."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.rpps.repertoire import activities_of, people_of, rows_of
from workbench.sources import Lecture
from workbench.warehouse import Fondation, Memoire, lay_foundation
from workbench.warehouse.memoire import code_print, key_of

NATURE = "rpps_public"
GENRE = "annuaire"
FICHIER = "annuaire.duckdb"
CODE = ("rpps", "sources", "socle", "warehouse")


def foundation(lectures: Sequence[Lecture], memoire: Memoire) -> Fondation:
    """`curated.rpps_personne` and `curated.rpps_activite` in a file of their own, made when none was kept."""
    known = memoire.find(GENRE, _key(lectures))
    if known:
        return Fondation(known.dossier / FICHIER, known.dit["lignes"], controlee=True)
    public = rows_of(lectures, NATURE)
    return lay_foundation(
        memoire.home,
        {"curated.rpps_personne": people_of(public), "curated.rpps_activite": activities_of(public)},
    )


def keep_foundation(lectures: Sequence[Lecture], memoire: Memoire, laid: Fondation) -> None:
    """Keep a new one for the next run, once a version built upon it was audited and published."""
    if not laid.controlee:
        memoire.keep(GENRE, _key(lectures), {}, {"lignes": laid.lignes}, {FICHIER: laid.fichier})


def _key(lectures: Sequence[Lecture]) -> str:
    files = [
        (one.source.model_dump(), one.lignes.height, [(file.nom, file.sha256) for file in one.fichiers])
        for one in lectures
        if one.source.nature == NATURE
    ]
    return key_of(files, code_print(*CODE))
