"""The doors a file comes in by: a good file each, what opens it, and what must still be true afterwards.

A door returns what it took, in a word; to refuse, it raises. Lines at fault in a workbook are a refusal too.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import tomllib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from tests.hostiles.epreuve import fuite
from tests.outils.commandes import lancer
from tests.outils.psi import CAS

from workbench import projet as salle
from workbench.access import journal, ouvrir, workstation_account
from workbench.access.consultations import JOURNAL
from workbench.decisions import Decision, Registre
from workbench.decisions.registre import FICHIER as REGISTRE
from workbench.documents import jumeau_lu
from workbench.documents.systemes.rpps_plus import regles
from workbench.exchange.listes import retour as listes
from workbench.exchange.plan import Plan, record
from workbench.exchange.projet import retour as projet
from workbench.exchange.revue import echange as revue
from workbench.exchange.rpps_plus import retour as rpps_plus
from workbench.exchange.systemes import accuse
from workbench.exchange.systemes.psi import journal as psi
from workbench.exchange.systemes.psi import reprise
from workbench.exchange.systemes.psi.reponse import understand
from workbench.run import sceaux
from workbench.run.sauvegarde import backup, restore
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.sources import read_deliveries
from workbench.warehouse import published_path
from workbench.warehouse.publication import POINTEUR, close_published, curated_folder, pointer

ENTREES = 12  # of the ledger the run seals
REPONSES = {"Qui est qui": "personnes différentes", "Numéros RPPS": "je ne sais pas"}
ENVOYE = {"lastName": "MARTIN", "birthDate": "1980-05-06"}


class Faux(Exception):
    """Taken, and what it left is wrong."""


@dataclass(frozen=True)
class Porte:
    """`forme`: how its file is spoilt. `essayer(home, file)`: give it the file, already at its place."""

    nom: str
    forme: str
    fichier: str
    bon: bytes
    essayer: Callable[[Path, Path], object]


def preparer(home: Path) -> None:
    """Decisions sealed by a run, then every file that goes out of that published home, in its `sorties`."""
    Registre(home).enregistrer(
        [Decision("meme_personne", "essai", "pour voir", cle_a="a:1", cle_b=f"b:{n}") for n in range(ENTREES)]
    )
    sorties = home / "sorties"
    sorties.mkdir()
    dernier = max(une.name for une in (home / "data" / "raw").glob("20*"))
    for commande in (
        ("run", "--date", dernier),
        ("review", "export", sorties / "revue.xlsx"),
        ("project", "export", sorties / "projet.xlsx"),
        *(("retour", une, "--out", sorties) for une in ("dpi", "rpps-plus")),
        *(("export", une, "--out", sorties) for une in ("listes", "ars")),
    ):
        code, dit = lancer(*commande, home=home)
        if code:
            raise RuntimeError(f"{commande} : {dit}")
    for rang, cas in enumerate(("CREE_UN", "EXISTE", "DIVERGE", "ABSENT")):
        http, corps = CAS[cas](ENVOYE)
        _trace(home, f"ID{rang + 1:08d}", http, corps)
    close_published(home)


def _trace(home: Path, ident: str, http: int, corps: bytes) -> None:
    depart = {"quoi": psi.DEPART, "ident": ident, "empreinte": "e", "fiche": "rh:1"}
    retour = {"quoi": psi.RETOUR, "ident": ident, "reponse": understand(http, corps, ENVOYE).gardee()}
    for dite in (depart, retour):
        le = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        journal.append(psi.folder(home) / "PSI-1.jsonl", {"le": le, **dite})


def portes(home: Path) -> list[Porte]:
    """Every door of that prepared home, with its good file."""
    sorties, curated = home / "sorties", curated_folder(home)
    with zipfile.ZipFile(_un(sorties, "listes_par_service*.zip")) as lots:
        liste = max(
            (n for n in lots.namelist() if n.endswith(".xlsx")), key=lambda n: lots.getinfo(n).file_size
        )
        remplie = _repondu(lots.read(liste))
    archive = home / "sauvegarde.zip"
    archive.unlink(missing_ok=True)
    backup(home, archive)
    reponse = CAS["CREE_UN"](ENVOYE)[1]
    vue = _repondu((sorties / "revue.xlsx").read_bytes())
    declaree = _repondu(_un(sorties, "rpps_plus_*.xlsx").read_bytes())
    autres = [
        Porte("classeur de revue", "classeur", "revue.xlsx", vue, _revue),
        Porte("liste de travail", "classeur", "liste.xlsx", remplie, _liste),
        Porte("accusé du DPI", "lignes", "accuse.csv", _accuse(_un(sorties, "retour_dpi_*.csv")), _dpi),
        Porte("réponse RPPS+", "classeur", "r.xlsx", declaree, _rpps_plus),
        Porte("classeur du projet", "classeur", "p.xlsx", (sorties / "projet.xlsx").read_bytes(), _projet),
        Porte("réponse PSI", "objets", "reponse.json", reponse, _psi),
        Porte("journal PSI", "objets", *_ici(psi.folder(home) / "PSI-1.jsonl", home), _psi_journal),
        Porte("sauvegarde", "archive", "sauvegarde.zip", archive.read_bytes(), _sauvegarde),
        Porte(
            "jumeau", "archive", "jumeau.zip", _un(sorties, "hospiconnect_ars_*.zip").read_bytes(), _jumeau
        ),
        Porte("registre", "base", *_ici(curated / REGISTRE, home), _registre),
        Porte("journal des consultations", "objets", *_ici(curated / JOURNAL, home), _journal),
        Porte("pointeur", "objets", *_ici(curated / POINTEUR, home), _pointeur),
        Porte("réglages", "lignes", *_ici(home / "workbench.toml", home), _reglages),
    ]
    return [*_livraisons(home), *autres]


def _repondu(contenu: bytes) -> bytes:
    """A workbook as whoever received it sends it back: every line answered."""
    livre = load_workbook(io.BytesIO(contenu))
    for page in livre.worksheets:
        reponses = {"Fait le": dt.date.today(), "Réponse": REPONSES.get(page.title, "Fait")}
        reponses["Motif de fin"] = next(iter(regles.rules(None)["motifs_fin"].values()))
        for titre in [case for ligne in page.iter_rows(max_row=4) for case in ligne]:
            for rang in range(titre.row + 1, page.max_row + 1) if titre.value in reponses else ():
                if page.cell(rang, 1).value:
                    page.cell(rang, titre.column).value = reponses[titre.value]
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def _un(dossier: Path, motif: str) -> Path:
    return max(dossier.glob(motif), key=lambda un: un.stat().st_size)


def _ici(chemin: Path, home: Path) -> tuple[str, bytes]:
    return chemin.relative_to(home).as_posix(), chemin.read_bytes()


def _accuse(envoye: Path) -> bytes:
    titres, *rangs = envoye.read_text("utf-8-sig").splitlines()
    return "\n".join([f"{titres};STATUT", *(f"{rang};OK" for rang in rangs)]).encode()


def _livraisons(home: Path) -> list[Porte]:
    """The last file of every source, its directories apart (too big to be read two hundred times)."""
    dernier = max((home / "data" / "raw").glob("20*"))
    found = []
    for source in load_settings(home).sources:
        for fichier in sorted(dernier.glob(source.fichier)):
            if source.nature.startswith(("rpps", "porteurs")):
                continue
            forme = "classeur" if fichier.suffix == ".xlsx" else "lignes"
            found.append(Porte(f"livraison {source.code}", forme, *_ici(fichier, home), _livrer(source.code)))
    return found


def _livrer(code: str) -> Callable[[Path, Path], object]:
    def lire(home: Path, fichier: Path) -> object:
        tous = load_settings(home)
        seule = tous.model_copy(update={"sources": [un for un in tous.sources if un.code == code]})
        for lecture in read_deliveries(seule, dt.date.fromisoformat(fichier.parent.name)):
            if dite := fuite(lecture):
                raise Faux(dite)
        return "lue"

    return lire


def _plan(registre: Registre, plan: Plan) -> object:
    _fautes(plan.fautes)
    return record(registre, plan)


def _fautes(fautes: Sequence[Any]) -> None:
    """Faults of lines are a refusal: the first says where and why."""
    bloquantes = [faute for faute in fautes if not faute.gardee]
    if bloquantes:
        faute = bloquantes[0]
        raise ErreurWorkbench(
            f"{faute.feuille}, ligne {faute.ligne}", faute.motif, faute.colonne or "la ligne"
        )


def _revue(home: Path, fichier: Path) -> object:
    return _plan(*revue.lire(home, fichier, None, False))


def _liste(home: Path, fichier: Path) -> object:
    return _plan(*listes.reprendre(home, fichier, None))


def _rpps_plus(home: Path, fichier: Path) -> object:
    return _plan(*rpps_plus.reprendre(home, fichier, None, False))


def _dpi(home: Path, fichier: Path) -> object:
    registre, lue = accuse.read_file(home, fichier, None, workstation_account(), False)
    return _plan(registre, lue.plan)


def _projet(home: Path, fichier: Path) -> object:
    lu = salle.ouvrir(home)
    plan = projet.lire(fichier.read_bytes(), lu)
    _fautes(plan.fautes)
    return salle.changer_tout(Registre(home), plan.changements, "essai", "classeur", lu)


def _psi(home: Path, fichier: Path) -> object:
    lue = understand(201, fichier.read_bytes(), ENVOYE)
    try:
        dites = json.loads(fichier.read_bytes())
    except (ValueError, RecursionError):
        dites = ""
    if any(numero not in json.dumps(dites) for numero in lue.numeros):
        raise Faux(f"un numéro que la réponse ne dit pas : {lue.numeros}")
    json.dumps(lue.gardee()).encode()
    return lue.etat


def _psi_journal(home: Path, fichier: Path) -> object:
    acces = ouvrir(home, workstation_account(), reprise.RAISON)
    return reprise.record(home, reprise.read(acces, Registre(home).en_vigueur()))


def _sauvegarde(home: Path, fichier: Path) -> object:
    close_published(home)
    restore(home, fichier)
    Registre(home).toutes()
    if not published_path(home).is_file():
        raise Faux("remise, et rien n'est publié")
    try:  # an archive made again with its prints by whoever changed it: the command says it, a run stops
        sceaux.whole(home)
    except sceaux.TracesAlterees:
        return "remise, et le changement est dit"
    return "remise"


def _jumeau(home: Path, fichier: Path) -> object:
    return len(jumeau_lu.lire(fichier).lignes)


def _registre(home: Path, fichier: Path) -> object:
    """A run reads it: what changed in it must stop that run, or be nothing that is read."""
    lues = [(une.id, une.genre, une.motif, dict(une.valeur)) for une in Registre(home).toutes()]
    sceaux.whole(home)
    attendues = json.loads((home / "decisions.json").read_text("utf-8"))
    if json.loads(json.dumps(lues)) != attendues:
        raise Faux("le registre n’est plus le même et rien ne le dit")
    return "pareil"


def decisions(home: Path) -> str:
    """What the ledger says, to be compared."""
    lues = [(une.id, une.genre, une.motif, dict(une.valeur)) for une in Registre(home).toutes()]
    return json.dumps(lues)


def _journal(home: Path, fichier: Path) -> object:
    sceaux.whole(home)
    return len(journal.entries(fichier))


def _pointeur(home: Path, fichier: Path) -> object:
    dit = pointer(home)
    ouvrir(home, workstation_account(), "essai").agregat("synthese")
    return dit


def _reglages(home: Path, fichier: Path) -> object:
    lus = load_settings(home)
    tomllib.loads(fichier.read_text("utf-8-sig"))
    return lus.version


def remettre(modele: Path, home: Path, porte: Porte) -> None:
    """What that door may change, as it was."""
    close_published(home)
    for nom in ("data/curated", "data/raw"):
        if nom == "data/raw" and not porte.nom.startswith("livraison"):
            continue
        shutil.rmtree(home / nom)
        shutil.copytree(modele / nom, home / nom)
    shutil.copy(modele / "workbench.toml", home / "workbench.toml")
