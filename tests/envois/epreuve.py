"""A delivery of `cas.py` played whole: what it publishes against the same month delivered right."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.ecritures import epreuve as commune
from tests.ecritures.tableau import Tableau, lire
from tests.envois.cas import ADV, Envoi

from workbench.run.pipeline import run
from workbench.socle import numeros
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms import letters
from workbench.sources.denombrement import ENTETE
from workbench.warehouse import close_published, open_published
from workbench.warehouse.memoire import Memoire

AVANT, JOUR = dt.date(2026, 10, 1), commune.JOUR
Publie = dict[str, set[tuple[object, ...]]]
DITS, PREMIERES = "ce qui est dit", "les nombres à faire confirmer"


@dataclass(frozen=True)
class Verdict:
    """What came of a delivery, and why."""

    etat: str
    message: str = ""


def temoins(modele: Path, dossier: Path) -> dict[str, tuple[Path, Publie]]:
    """By moment: the home a case starts from, and what the right delivery publishes there."""
    found = {}
    for moment in ("seul", "suivant"):
        depart = dossier / moment
        if moment == "suivant":
            _home(modele, depart, AVANT)
            _run(depart, AVANT)
        temoin = dossier / f"temoin_{moment}"
        _start(modele, depart, temoin)
        told = _run(temoin, JOUR)
        found[moment] = (depart, published(temoin, told))
    return found


def _home(modele: Path, home: Path, day: dt.date) -> None:
    for decale in sorted(commune.lier(modele, home, day).glob("SIRH_RIVEMONT_*.csv")):
        with contextlib.suppress(AssertionError):
            commune._sans_decalees(decale)


def _start(modele: Path, depart: Path, home: Path) -> None:
    if depart.exists():
        shutil.copytree(depart, home, symlinks=True)
    _deliver(modele, home)


def _deliver(modele: Path, home: Path) -> None:
    other = home.with_name(f"{home.name}_livre")
    _home(modele, other, JOUR)
    home.mkdir(exist_ok=True)
    shutil.copytree(other, home, symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(other)


def _run(home: Path, day: dt.date) -> list[str]:
    with contextlib.redirect_stdout(io.StringIO()):
        return list(run(home, day).constats)


def play(envoi: Envoi, modele: Path, temoins: dict[str, tuple[Path, Publie]], home: Path) -> Verdict:
    """The verdict on one delivery."""
    depart, right = temoins[envoi.moment]
    _start(modele, depart, home)
    if (seen := depart.with_name(f"temoin_{envoi.moment}")).exists():
        shutil.copytree(Memoire(seen).folder, Memoire(home).folder, dirs_exist_ok=True)
    _write(envoi, modele, home)
    try:
        told = _run(home, JOUR)
    except ErreurWorkbench as refus:
        return refused(refus)
    return compare(published(home, told), right)


def refused(refus: ErreurWorkbench) -> Verdict:
    """A refusal is right when it says its cause and its remedy."""
    several = refus.titre[:1].isdigit()  # « 2 fichiers inutilisables »: each with its own remedy below
    if not (refus.titre and refus.message and (refus.conseil or several)):
        return Verdict("faux", f"refus sans remède : {refus}")
    return Verdict("refusé", f"{refus.titre} : {refus.message} {refus.conseil}")


def _write(envoi: Envoi, modele: Path, home: Path) -> None:
    raw = home / "data" / "raw" / JOUR.isoformat()
    (path,) = raw.glob(f"{envoi.fichier}*")
    source = path
    if envoi.autre == "échange":
        (other,) = raw.glob(f"{ADV}*")
        octets = other.read_bytes()
        for one, content in ((other, path.read_bytes()), (path, octets)):
            one.unlink()
            one.write_bytes(content)
        return
    if envoi.autre == "mois d'avant":
        (source,) = (modele / "data" / "raw" / AVANT.isoformat()).glob(f"{envoi.fichier}*")
    elif envoi.autre:
        (source,) = raw.glob(f"{envoi.autre}*")
    octets = source.read_bytes()
    if not envoi.autre or envoi.geste.__name__ != "_meme":
        rendu = envoi.geste(lire(source))
        if isinstance(rendu, Tableau):
            rendu = _workbook(rendu) if path.suffix == ".xlsx" else rendu.octets()
        if isinstance(rendu, tuple):
            name, rendu = path.with_suffix(".xlsx").name, rendu[1]
            if name != path.name:
                commune._suivre(home, path.name, name)
            path.unlink()
            path = path.with_name(name)
        assert rendu != octets, "nothing changed"
        octets = rendu
    path.unlink(missing_ok=True)
    path.write_bytes(octets)


def _workbook(tableau: Tableau) -> bytes:
    from tests.ecritures.transformations import _classeur

    ecrit = _classeur(tableau)
    return ecrit if isinstance(ecrit, bytes) else ecrit[1]


def published(home: Path, told: list[str]) -> Publie:
    """What a version says of people, accounts, numbers, cards, services and figures; and what it tells."""
    out: Publie = {name: set(_items(values)) for name, values in commune.publication(home).items()}  # type: ignore[assignment]
    out["les chiffres"] = {one for one in out["les chiffres"] if not str(one[0]).startswith("anomalie|")}
    base = open_published(home)

    def rows(query: str) -> list[tuple[object, ...]]:
        return base.cursor().sql(query).fetchall()

    groups: dict[str, set[str]] = defaultdict(set)
    for source, key, ident in rows("select source, cle_source, id_unique from curated.identite_fiche"):
        groups[str(ident)].add(commune.cle(str(source), str(key)))
    who = {ident: "+".join(sorted(keys)) for ident, keys in groups.items()}
    out["les personnes"] = {
        (who[str(row[0])], *(letters(str(one)) if isinstance(one, str) else one for one in row[1:]))
        for row in rows(
            "select id_unique, nom_naissance, nom_usage, prenoms, date_naissance, sexe,"
            " date_arrivee, date_depart, presente,"
            " service, etablissement, profession, type_contrat from curated.identite"
        )
    }
    out["les dates des comptes"] = {
        (commune.cle(str(row[0]), str(row[1])), *row[2:])
        for row in rows(
            "select application, login, date_creation, date_derniere_connexion from curated.compte"
        )
    }
    out["les cartes"] = {
        (who.get(str(row[0])), numeros.cle("carte", row[1]), *row[2:])  # type: ignore[arg-type]
        for row in rows(
            "select id_unique, numero_serie, type_mie, statut, date_commande, date_reception, date_remise,"
            " date_activation, date_fin_validite, date_opposition, rpps from curated.mie"
        )
    }
    out["les porteurs"] = {
        (who.get(str(row[0])), *row[1:])
        for row in rows("select id_unique, * exclude (id_unique) from curated.porteur_cps")
    }
    for table in ("rpps_personne", "rpps_activite", "structure"):
        out[f"la table {table}"] = {
            tuple(letters(str(one)) if isinstance(one, str) else one for one in row)
            for row in rows(f"select * from curated.{table}")
        }
    said = rows("select source, code, count(*) from meta.rejet group by all")
    asked = {one for one in told if one.startswith(ENTETE)}  # says nothing of what is wrong: judged apart
    out[DITS] = {(str(s), str(c), n) for s, c, n in said} | {
        ("constat", one, 1) for one in told if one not in asked
    }
    out[PREMIERES] = {(one,) for one in asked}
    close_published(home)
    return out


def _items(values: object) -> set[tuple[object, ...]]:
    pairs = values.items() if isinstance(values, dict) else values
    return {tuple(one) if isinstance(one, tuple) else (one,) for one in pairs}  # type: ignore[union-attr]


def compare(here: Publie, right: Publie) -> Verdict:
    """« pareil »; « dit »: other figures, and the run tells of something new; « faux »: not a word."""
    gaps = {name: here[name] ^ right[name] for name in right if name not in (DITS, PREMIERES)}
    told = [f"{len(gap)} dans {name} ({sorted(map(str, gap))[:3]})" for name, gap in gaps.items() if gap]
    new = Counter({one[:2]: one[2] for one in here[DITS]}) - Counter({one[:2]: one[2] for one in right[DITS]})
    said = " ; ".join(f"{code} × {count}" for (_, code), count in new.items())
    if not told:
        return Verdict("pareil", said)
    return Verdict("dit" if new else "faux", " ; ".join([f"DIT : {said}", *told]))
