"""Many twins read together, by columns: three years of a region are millions of rows.

What a twin must be is said once, by `jumeau` and `jumeau_lu`. Here a file is accepted only when its columns
say for certain that the strict reader would accept it, with the same values; at the least doubt the strict
reader judges it, and says why it refuses.
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError
from pydantic import ValidationError

from workbench.documents.jumeau import (
    COLONNES,
    COMMUNS,
    COMPTE_MAX,
    ECART_TAUX,
    FACULTATIVES,
    PUBLICS,
    Entete,
    JumeauRefuse,
    Ligne,
)
from workbench.documents.jumeau_lu import lire, read_header, read_parts

SEPARATEUR = "\x1f"  # no text of a twin may hold it
LOT = 32_000_000  # bytes of tables put together before they are read
FILS, GROUPE, AVANCE = 2, 32, 8  # threads that unzip, twins a task, tasks ready before they are asked
SUJET = ("indicateur", "axe", "valeur_axe")  # what may be told once only by a twin
MOTS = (*SUJET, "version_definition", "role")
TYPES: dict[str, Any] = {
    **dict.fromkeys(MOTS, pl.String),
    **dict.fromkeys(("numerateur", "denominateur", "etablissements", "masques"), pl.Int64),
    "taux": pl.Float64,
    "masque": pl.Boolean,
}
FORMES = {  # heading of the table → its own columns, in order
    ",".join(noms).encode(): tuple(nom for nom in noms if nom not in COMMUNS)
    for noms in (COLONNES, tuple(nom for nom in COLONNES if nom not in FACULTATIVES))
}
LUES = ("cle", "numerateur", "denominateur", "taux", "masque")


@dataclass(frozen=True)
class Declare:
    """A twin accepted: its file, and what its header says."""

    fichier: str
    entete: Entete


@dataclass
class Lecture:
    """Twins read.

    Attributes:
        declares: the twins accepted.
        refus: file → why it was refused.
        cles: what a row tells of (`MOTS`), by its rank.
    """

    declares: list[Declare] = field(default_factory=list)
    refus: dict[str, JumeauRefuse] = field(default_factory=dict)
    cles: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _mal: list[bool] = field(default_factory=list)
    _morceaux: list[pl.DataFrame] = field(default_factory=list)

    def lignes(self) -> pl.DataFrame:
        """Every row: `rang` (of its twin in `declares`), `cle` (rank in `cles`), the counts, `masque`."""
        types = {"rang": pl.UInt32, "cle": pl.UInt32, **{nom: TYPES[nom] for nom in LUES[1:]}}
        return pl.concat([pl.DataFrame(schema=types), *self._morceaux])

    def add(self, declares: Sequence[Declare], lues: pl.DataFrame) -> None:
        """Twins more; `rang` of the rows (coded) is theirs in `declares`."""
        debut = len(self.declares)
        self.declares.extend(declares)
        self._morceaux.append(lues.select(pl.col("rang") + debut, *LUES))

    def code(self, lues: pl.DataFrame) -> pl.DataFrame:
        """The rows with `cle`, and what it tells of a row: `sujet` (same number, same thing), `mal` (refused
        by the schema, counts apart), `public`.
        """
        mots = lues.select(MOTS).unique(maintain_order=True)
        sujets: dict[tuple[Any, ...], int] = {}
        dits = []
        for mot in mots.iter_rows():
            cle = self.cles.setdefault(mot, len(self.cles))
            if cle == len(self._mal):
                self._mal.append(not _well_formed(mot))
            sujet = sujets.setdefault(mot[: len(SUJET)], len(sujets))
            dits.append((cle, sujet, self._mal[cle], (mot[0] or "").startswith(PUBLICS)))
        formes = {"cle": pl.UInt32, "sujet": pl.UInt64, "mal": pl.Boolean, "public": pl.Boolean}
        mots = mots.hstack(pl.DataFrame(dits, schema=formes, orient="row"))
        return lues.join(mots, on=MOTS, nulls_equal=True, maintain_order="left")


@dataclass(frozen=True)
class _Pret:
    """A twin whose table may be read with others: rows without what the header says, without quotes."""

    chemin: Path
    entete: Entete
    forme: tuple[str, ...]
    separateur: str
    corps: bytes


Essai = tuple[Path, _Pret | JumeauRefuse | None]
"""A twin, and how it may be read: None when only the strict reader can tell."""


def read_all(chemins: Iterable[Path], progress: Callable[[str], None] | None = None) -> Lecture:
    """Read and check twins, zips or folders; what is refused is in `refus`, never raised."""
    lecture = Lecture()
    for lot in _lots(chemins, lecture, progress):
        _read_lot(lot, lecture)
    return lecture


def _lots(
    chemins: Iterable[Path], lecture: Lecture, progress: Callable[[str], None] | None
) -> Iterator[list[_Pret]]:
    attentes: dict[tuple[Any, ...], list[_Pret]] = {}  # by how their tables read
    poids: Counter[tuple[Any, ...]] = Counter()
    for chemin, pret in _ahead(chemins):
        if progress:
            progress(chemin.name)
        if isinstance(pret, JumeauRefuse):
            lecture.refus[str(chemin)] = pret
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


def _ahead(chemins: Iterable[Path]) -> Iterator[Essai]:
    """Each twin ready, in order; some are unzipped while others are read: neither holds the other up."""
    restent = iter(chemins)
    with ThreadPoolExecutor(FILS) as fils:
        attente: deque[Future[list[Essai]]] = deque()
        while groupe := list(islice(restent, GROUPE)):
            attente.append(fils.submit(_ready, groupe))
            if len(attente) > AVANCE:
                yield from attente.popleft().result()
        for prets in attente:
            yield from prets.result()


def _ready(chemins: Sequence[Path]) -> list[Essai]:
    prets: list[Essai] = []
    for chemin in chemins:
        try:
            prets.append((chemin, _prepare(chemin)))
        except JumeauRefuse as refus:
            prets.append((chemin, refus))
    return prets


def _judge(chemin: Path, lecture: Lecture) -> None:
    """The strict reader's word."""
    try:
        jumeau = lire(chemin)
    except JumeauRefuse as refus:
        lecture.refus[str(chemin)] = refus
        return
    rangs = [tuple(getattr(ligne, nom) for nom in TYPES) for ligne in jumeau.lignes]
    lues = pl.DataFrame(rangs, schema=TYPES, orient="row").with_columns(rang=pl.lit(0, pl.UInt32))
    lecture.add([Declare(str(chemin), jumeau.entete)], lecture.code(lues))


def _prepare(chemin: Path) -> _Pret | None:
    """The table ready to be read with others; None when only the strict reader can tell."""
    brut, table = read_parts(chemin)
    entete = read_header(brut)
    table = table.removeprefix(b"\xef\xbb\xbf")
    bout = table.find(b"\n")
    forme = FORMES.get(table[:bout])
    commun = _said(entete)
    if forme is None or entete.type != "etablissement" or not table.endswith(b"\n"):
        return None
    lignes = table[bout:]  # each starts after a line feed; one that starts otherwise is counted by `_columns`
    corps = lignes.replace(b"\n" + commun, b"\n")
    if len(lignes) - len(corps) != entete.lignes * len(commun):
        return None
    if b"\r" in corps or SEPARATEUR.encode() in corps:
        return None
    corps = corps[1:]
    if b'"' not in corps:
        return _Pret(chemin, entete, forme, ",", corps)
    unquoted = _unquote(corps)
    return None if unquoted is None else _Pret(chemin, entete, forme, SEPARATEUR, unquoted)


def _said(entete: Entete) -> bytes:
    """How each row of a twin starts: what its header says already."""
    flux = StringIO(newline="")
    csv.writer(flux, lineterminator=",").writerow([str(getattr(entete, nom) or "") for nom in COMMUNS])
    return flux.getvalue().encode()


def _unquote(corps: bytes) -> bytes | None:
    try:
        lus = list(csv.reader(StringIO(corps.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    if any("\n" in case or "\r" in case for rang in lus for case in rang):
        return None
    return "".join(SEPARATEUR.join(rang) + "\n" for rang in lus).encode()


def _read_lot(lot: Sequence[_Pret], lecture: Lecture) -> None:
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
    lecture.add([Declare(str(lot[rang].chemin), lot[rang].entete) for rang in surs], codees)
    for rang in sorted(douteux):
        _judge(lot[rang].chemin, lecture)


def _columns(lot: Sequence[_Pret]) -> pl.DataFrame | None:
    """The rows of several twins; None when one of them does not read as it should."""
    corps = b"".join(pret.corps for pret in lot)
    if not corps:
        return pl.DataFrame(schema={**TYPES, "rang": pl.UInt32})
    try:
        lues = pl.read_csv(
            corps,
            has_header=False,
            schema={nom: TYPES[nom] for nom in lot[0].forme},
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


def _doubt(lot: Sequence[_Pret], codees: pl.DataFrame) -> pl.Expr:
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


def _well_formed(mot: tuple[Any, ...]) -> bool:
    """What a row tells of, in the eyes of the schema: the counts are judged by columns."""
    sans = dict.fromkeys(("finess_ej", "numerateur", "denominateur", "taux"))
    fixes = {"nom": "", "departement": "", "date_donnees": "2000-01-01", "masque": False}
    try:
        Ligne.model_validate({**sans, **fixes, **dict(zip(MOTS, mot, strict=True))})
    except ValidationError:
        return False
    return True
