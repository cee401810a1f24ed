"""Many twins read together, by columns: three years of a region are millions of rows.

What a twin must be is said once, by `jumeau` and `jumeau_lu`. Here a file is accepted only when its columns
say for certain that the strict reader would accept it, with the same values; at the least doubt the strict
reader judges it, and says why it refuses.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from workbench.documents.jumeau import COMPTE_MAX, ECART_TAUX, JumeauRefuse
from workbench.documents.jumeau_lecture import Declare, Lecture
from workbench.documents.jumeau_lu import judge, read_parts, whole
from workbench.documents.jumeau_memoire import Retenus
from workbench.documents.jumeau_pret import MOTS, NUMEROTES, TYPES, Pret, prepare

LOT = 8_000_000  # bytes of tables read together: more falls out of the processor’s cache
FILS, GROUPE, AVANCE = 2, 32, 8  # threads that unzip, twins a task, tasks ready before they are asked


Essai = tuple[Path, Pret | JumeauRefuse | str | None]
"""A twin, and how it may be read: the print of one read before, None when only the strict reader can tell."""


def read_all(
    chemins: Iterable[Path],
    progress: Callable[[str], None] | None = None,
    retenus: Retenus | None = None,
) -> Lecture:
    """Read and check twins, zips or folders; what is refused is in `refus`, never raised.

    Args:
        retenus: what was read before, taken for the archives that are the same to the byte.
    """
    lecture = Lecture()
    vus: list[tuple[Path, str]] = []
    if retenus:
        lecture.learn(retenus)
    for lot in _lots(_ahead(chemins, retenus), lecture, vus, progress):
        _read_lot(lot, lecture)
    if retenus and vus:
        lecture.recall(retenus, vus)
    return lecture


def _lots(
    essais: Iterable[Essai],
    lecture: Lecture,
    vus: list[tuple[Path, str]],
    progress: Callable[[str], None] | None,
) -> Iterator[list[Pret]]:
    """Twins to read together; those read before are put in `vus`, the others judged at once."""
    attentes: dict[tuple[Any, ...], list[Pret]] = {}  # by how their tables read
    poids: Counter[tuple[Any, ...]] = Counter()
    for chemin, pret in essais:
        if progress:
            progress(chemin.name)
        if isinstance(pret, JumeauRefuse):
            lecture.refus[str(chemin)] = pret
            continue
        if isinstance(pret, str):
            vus.append((chemin, pret))
            continue
        if pret is None:
            _judge(chemin, lecture)
            continue
        forme = (pret.forme, pret.separateur)
        attentes.setdefault(forme, []).append(pret)
        poids[forme] += len(pret.corps)
        if poids[forme] > LOT:
            yield attentes.pop(forme)
            poids[forme] = 0
    yield from attentes.values()


def _ahead(chemins: Iterable[Path], retenus: Retenus | None) -> Iterator[Essai]:
    """Each twin ready, in order; some are unzipped while others are read: neither holds the other up."""
    restent, connues = iter(chemins), retenus.ranks().keys() if retenus else frozenset[str]()
    with ThreadPoolExecutor(FILS) as fils:
        attente: deque[Future[list[Essai]]] = deque()
        while groupe := list(islice(restent, GROUPE)):
            attente.append(fils.submit(_ready, groupe, connues))
            if len(attente) > AVANCE:
                yield from attente.popleft().result()
        for prets in attente:
            yield from prets.result()


def _ready(chemins: Sequence[Path], connues: Set[str]) -> list[Essai]:
    prets: list[Essai] = []
    for chemin in chemins:
        archive = whole(chemin)
        empreinte = _print(archive)
        if empreinte in connues:
            prets.append((chemin, empreinte))
            continue
        try:
            prets.append((chemin, prepare(chemin, empreinte, read_parts(chemin, archive))))
        except JumeauRefuse as refus:
            prets.append((chemin, refus))
    return prets


def _print(archive: bytes | None) -> str:
    return "" if archive is None else sha256(archive).hexdigest()


def _judge(chemin: Path, lecture: Lecture) -> None:
    """The strict reader's word."""
    archive = whole(chemin)
    try:
        jumeau = judge(chemin, archive)
    except JumeauRefuse as refus:
        lecture.refus[str(chemin)] = refus
        return
    rangs = [tuple(getattr(ligne, nom) for nom in TYPES) for ligne in jumeau.lignes]
    lues = pl.DataFrame(rangs, schema=TYPES, orient="row").with_columns(rang=pl.lit(0, pl.UInt32))
    lecture.add([Declare(str(chemin), jumeau.entete, _print(archive))], lecture.code(lues))


def _read_lot(lot: Sequence[Pret], lecture: Lecture) -> None:
    lues = _columns(lot)
    if lues is None and len(lot) > 1:
        _read_lot(lot[: len(lot) // 2], lecture)
        _read_lot(lot[len(lot) // 2 :], lecture)
        return
    if lues is None:
        _judge(lot[0].chemin, lecture)
        return
    codees = lecture.code(lues)
    douteux = set(codees.filter(_doubt(lot, codees))["rang"])
    surs = [rang for rang in range(len(lot)) if rang not in douteux]
    if douteux:
        neufs = pl.DataFrame({"rang": surs}, schema={"rang": pl.UInt32}).with_row_index("neuf")
        codees = codees.join(neufs, on="rang").with_columns(rang="neuf")
    declares = [Declare(str(lot[rang].chemin), lot[rang].entete, lot[rang].empreinte) for rang in surs]
    lecture.add(declares, codees)
    for rang in sorted(douteux):
        _judge(lot[rang].chemin, lecture)


def _columns(lot: Sequence[Pret]) -> pl.DataFrame | None:
    """The rows of several twins; None when one of them does not read as it should."""
    corps = b"".join(pret.corps for pret in lot)
    if not corps:
        return pl.DataFrame(schema={**TYPES, "rang": pl.UInt32})
    try:
        lues = pl.read_csv(
            corps,
            has_header=False,
            schema={nom: NUMEROTES if nom in MOTS else TYPES[nom] for nom in lot[0].forme},
            separator=lot[0].separateur,
            quote_char=None,
        )
    except PolarsError:
        return None
    nombres = [pret.entete.lignes for pret in lot]
    if lues.height != sum(nombres):
        return None
    rangs = pl.Series("rang", range(len(lot)), pl.UInt32).repeat_by(pl.Series(nombres))
    if "role" not in lues.columns:
        lues = lues.with_columns(role=pl.lit(None, pl.String))
    rangs = rangs.explode(empty_as_null=False)
    return lues.with_columns(rangs.alias("rang"), pl.col("valeur_axe", "version_definition").fill_null(""))


def _repeated(codees: pl.DataFrame) -> pl.Expr:
    """Rows that tell again of what their twin told; looked for only when there is one."""
    cle = pl.col("rang") * (pl.col("sujet").max() + 1) + pl.col("sujet")
    twice = (codees.select(cle).to_series().sort().diff() == 0).any()
    return cle.is_duplicated() if twice else pl.lit(False)


def _doubt(lot: Sequence[Pret], codees: pl.DataFrame) -> pl.Expr:
    """Rows (coded) of which the columns alone do not tell that they are right: true at the least doubt."""
    num, den, taux, masque = (pl.col(nom) for nom in ("numerateur", "denominateur", "taux", "masque"))
    comptes = [pl.col(nom) for nom in ("numerateur", "denominateur", "etablissements", "masques")]
    seuil = pl.lit(pl.Series([pret.entete.seuil for pret in lot])).gather(pl.col("rang"))
    petit = pl.any_horizontal(n.is_between(1, seuil - 1) for n in (num, den))
    donnee = num.is_not_null() & den.is_not_null()
    doutes = (
        masque.is_null(),
        *(~n.is_between(0, COMPTE_MAX) for n in comptes),
        num > den,
        masque & (taux.is_not_null() | donnee),
        ~taux.is_between(0, 1) | ~taux.is_finite(),
        (den > 0) & ((taux - num / den).abs() > ECART_TAUX),
        petit & ~pl.col("public"),
        pl.col("mal"),
        _repeated(codees),
    )
    return pl.any_horizontal(doute.fill_null(False) for doute in doutes)
