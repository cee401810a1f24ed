"""One hostile file, delivered: read right, refused in French, or wrong. `python -m tests.hostiles.epreuve`
tries all.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import re
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl
from tests.hostiles.fichiers import CANONIQUES, GRAINE, TOUCHEE, Cas, cas, saines
from tests.hostiles.publie import leaks, plant, play
from tests.sources.test_lecture import JOUR

from workbench import demo
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.nir import holds_nir
from workbench.socle.settings import Settings
from workbench.sources import Lecture, read_deliveries

SECONDES = 20
OCTETS = 1 << 30
_INTERDITS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]"
)


@dataclass(frozen=True)
class Issue:
    """What became of a case; `etat` is lu, refusé or FAUX."""

    cas: str
    genre: str
    etat: str
    detail: str = ""


def livrer(un: Cas, dossier: Path) -> Settings:
    """A home whose only source is that file."""
    raw = dossier / "data" / "raw" / JOUR.isoformat()
    raw.mkdir(parents=True, exist_ok=True)
    (raw / un.fichier).write_bytes(un.octets())
    source = {"code": "rh", "nature": "sirh", "fichier": "rh*", "colonnes": CANONIQUES}
    return Settings.model_validate(
        {"home": dossier, "etablissement": {"nom": "Essai"}, "sources": [source], **un.reglages}
    )


def juger(un: Cas, dossier: Path) -> Issue:
    """The outcome of one case."""
    nom = f"{un.genre}/{un.nom}"

    def issue(etat: str, detail: str = "") -> Issue:
        return Issue(nom, un.genre, etat, detail)

    settings = livrer(un, dossier)
    debut = time.process_time()  # of computing: the clock would say how busy the machine is
    try:
        (lecture,) = read_deliveries(settings, JOUR)
    except ErreurWorkbench as refus:
        if mal := refus_mal_dit(refus):
            return issue("FAUX", mal)
        return issue("FAUX" if un.refus_interdit else "refusé", f"{refus.titre} : {refus.message[:200]}")
    except Exception as faute:
        return issue("FAUX", f"{type(faute).__name__} : {str(faute)[:200]}")
    if time.process_time() - debut > SECONDES:
        return issue("FAUX", "trop lent")
    if un.refus_exige:
        return issue("FAUX", f"lu alors qu'il devait être refusé : {lecture.lignes.height} lignes")
    if lecture.lignes.height < un.gardees:
        return issue("FAUX", f"{lecture.lignes.height} lignes gardées sur {un.gardees}")
    if un.dit and un.dit not in lecture.rejets["code"].to_list():
        return issue("FAUX", f"{un.dit} n'est pas dit")
    if un.gardees and (abimees := _changees(lecture.lignes)):
        return issue("FAUX", f"lignes saines changées ou perdues : {abimees[:3]}")
    dite = fuite(lecture)
    return issue("FAUX", dite) if dite else issue("lu")


def fuite(lecture: Lecture) -> str:
    """A social security number or a control character that came through; "" when none did."""
    noms = pl.DataFrame({"nom": [fichier.nom for fichier in lecture.fichiers]})
    for cadre in (lecture.lignes, lecture.rejets, noms):
        for colonne in cadre.select(pl.col(pl.String)).iter_columns():
            for texte in colonne.drop_nulls().unique():
                if holds_nir(texte) and colonne.name != "id_unique":
                    return f"NIR dans {colonne.name} : {texte[:80]!r}"
                if _INTERDITS.search(texte):
                    return f"caractère de contrôle dans {colonne.name} : {texte[:80]!r}"
    return ""


def refus_mal_dit(refus: ErreurWorkbench) -> str:
    """What is wrong with how a refusal is said; "" when it names cause and remedy and repeats nothing."""
    parties = (refus.titre, refus.message, refus.conseil)
    if not all(parties):
        return f"refus incomplet : {refus}"
    fuites = [texte for texte in parties if holds_nir(texte) or _INTERDITS.search(texte)]
    return f"le refus répète ce qu'il refuse : {fuites[0]!r}" if fuites else ""


@cache
def _attendues() -> frozenset[tuple[object, ...]]:
    """What the sound rows must give, from the description, not from the reader; the seventh is the hostile
    one."""
    return frozenset(
        (r[0], r[1], r[2], dt.datetime.strptime(r[3], "%d/%m/%Y").date(), r[4])
        for rang, r in enumerate(saines())
        if rang != TOUCHEE
    )


def _changees(lignes: pl.DataFrame) -> list[tuple[object, ...]]:
    lues = set(lignes.select("matricule", "nom_naissance", "prenoms", "date_naissance", "service").rows())
    return sorted(_attendues() - lues, key=str)


def a_part(un: Cas) -> Issue:
    """`juger` in a process of its own, which says its peak memory."""
    with tempfile.TemporaryDirectory() as dossier:
        issue = juger(un, Path(dossier))
    pic = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if un.geant and pic > OCTETS:
        return Issue(issue.cas, issue.genre, "FAUX", f"{pic >> 20} Mio ; {issue.etat} {issue.detail}")
    return issue


def _rang(rang: int) -> Issue:
    warnings.simplefilter("ignore")
    return a_part(cas()[rang])


def tableau(issues: list[Issue]) -> str:
    """Counts by kind and outcome, in Markdown."""
    comptes: dict[str, Counter[str]] = {}
    for issue in issues:
        comptes.setdefault(issue.genre, Counter())[issue.etat] += 1
    lignes = ["| espèce | essayés | lus | refusés | faux |", "| --- | --- | --- | --- | --- |"]
    for genre, compte in [*comptes.items(), ("**ensemble**", Counter(i.etat for i in issues))]:
        lignes.append(
            f"| {genre} | {compte.total()} | {compte['lu']} | {compte['refusé']} | {compte['FAUX']} |"
        )
    return "\n".join(lignes)


def main() -> int:
    """Try all, the giants each in a fresh process; 1 when something is wrong."""
    tous = cas()
    debut = time.perf_counter()
    contexte = multiprocessing.get_context("spawn")
    with contexte.Pool(2) as groupe:
        petits = [rang for rang, un in enumerate(tous) if not un.geant]
        issues = dict(zip(petits, groupe.map(_rang, petits, chunksize=20), strict=True))
    grands = [rang for rang, un in enumerate(tous) if un.geant]
    with contexte.Pool(1, maxtasksperchild=1) as groupe:
        issues |= dict(zip(grands, groupe.map(_rang, grands, chunksize=1), strict=True))
    ordre = [issues[rang] for rang in range(len(tous))]
    print(tableau(ordre))
    faux = [issue for issue in ordre if issue.etat == "FAUX"]
    for issue in faux:
        print(f"FAUX {issue.cas} : {issue.detail}")
    print(f"{len(ordre)} fichiers, {time.perf_counter() - debut:.0f} s")
    fuites = _published()
    for fuite in fuites:
        print(f"FAUX numéro retrouvé : {fuite}")
    return int(bool(faux or fuites))


def _published() -> list[str]:
    """A number planted in a whole delivery, looked for in what is published, logged and written."""
    with tempfile.TemporaryDirectory() as dossier:
        home, sortie = Path(dossier) / "home", Path(dossier) / "sortie"
        home.mkdir()
        sortie.mkdir()
        demo.generate(home, 200, 3_000, GRAINE, None)
        planted = plant(sorted((home / "data" / "raw").glob("20*"))[-1])
        fuites = leaks(home, sortie, play(home, sortie))
    print(f"{planted} numéros semés dans une livraison, {len(fuites)} retrouvés")
    return fuites


if __name__ == "__main__":
    sys.exit(main())
