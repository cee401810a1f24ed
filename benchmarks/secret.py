"""Attack our own ARS workbook and its twin, as a stranger who has the two files: which hidden counts can be
worked out?

Reads the bytes back (.xlsx and .zip) and uses nothing of the code that protects: the sums are those the
headers announce, the
nestings those the definitions say. For each hidden count and each small difference, a solver gives the least
and the most it can be
(HiGHS, whole numbers). With history, two successive deliveries are read together, as if a count hidden in one
and printed in the
other had not moved; a deduction then counts only when it is true (the same files are made once with nothing
hidden).

Usage: python benchmarks/secret.py [--agents 600 300 150 60] [--graine 7]
Exit code 1 when one small count is found.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
from openpyxl import load_workbook
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from workbench.looks.etats import AUTORITES, STATUTS

Nom = tuple[str, ...]
MASQUE, PETIT = "n. c.", 5
ETAPES = ("besoin", "commande", "recu", "remis", "active", "appaire", "utilise")
EMBOITEES = [*pairwise(ETAPES), ("appaire", "appaire_rpps")]
MOYENS = ("moyens", "remis", "appaires", "hors_service")
ETATS = tuple(STATUTS)
TOUT = ""


@dataclass
class Lecture:
    """What one sending says: counts (None when hidden), sums sure by the headers, sums that only seem to
    hold.
    """

    nombres: dict[Nom, int | None] = field(default_factory=dict)
    sures: list[tuple[Nom, list[Nom]]] = field(default_factory=list)
    possibles: list[tuple[Nom, list[Nom]]] = field(default_factory=list)

    def noter(self, nom: Nom, valeur: object) -> None:
        """A printed cell; what one file hides and the other prints is known."""
        if isinstance(valeur, int | float) and not isinstance(valeur, bool):
            self.nombres[nom] = int(valeur)
        elif self.nombres.get(nom) is None:
            self.nombres[nom] = None

    def somme(self, total: Nom, parties: Iterable[Nom], sure: bool = True) -> None:
        """A sum between cells that exist."""
        parties = [partie for partie in parties if partie in self.nombres]
        if total in self.nombres and parties:
            (self.sures if sure else self.possibles).append((total, parties))

    def ecart(self, grand: Nom, petit: Nom) -> None:
        """A nesting: the difference is a count of people too."""
        if grand in self.nombres and petit in self.nombres:
            nom = ("écart", *grand, "-", *petit)
            connus = self.nombres[grand], self.nombres[petit]
            self.nombres[nom] = None if None in connus else connus[0] - connus[1]  # type: ignore[operator]
            self.sures.append((grand, [petit, nom]))


def _jumeau(lecture: Lecture, octets: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        (nom,) = (n for n in archive.namelist() if n.endswith(".csv"))
        lignes = list(csv.DictReader(io.StringIO(archive.read(nom).decode())))
    for ligne in lignes:
        for part, lu in (("num", ligne["numerateur"]), ("den", ligne["denominateur"])):
            cle = _cle(ligne["indicateur"], ligne["valeur_axe"], part)
            if cle and (lu or ligne["masque"] == "true"):
                lecture.noter(cle, int(lu) if lu else None)
        if ligne["taux"] and not ligne["numerateur"] and ligne["denominateur"]:  # a rate gives its numerator
            cle = _cle(ligne["indicateur"], ligne["valeur_axe"], "num")
            lecture.noter(cle, round(float(ligne["taux"]) * int(ligne["denominateur"])))


def _cle(indicateur: str, valeur: str, part: str) -> Nom:
    """The twin's row as a count with a name of our own; two rows that print the same count have the same
    name.
    """
    tete, _, suite = indicateur.partition("_")
    if indicateur == "mie_alerte":
        return ("alerte", valeur) if part == "num" else ("mie", TOUT, "besoin")
    if tete == "couverture":
        return ("couv", valeur, (suite or "confirme") if part == "num" else "total" if suite else "requis")
    if tete == "mie":
        return ("mie", valeur, suite if part == "num" else "besoin")
    if tete == "moyens":
        return ("moyens", valeur, suite if part == "num" else "moyens")
    if tete == "compte":
        return ("compte", suite, valeur) if part == "num" else ("comptes", valeur)
    if tete == "connexion":
        return ("mode", valeur, suite if part == "num" else "total")
    if tete == "vertu":
        return ("vertu", suite, valeur, part)
    return ("jalon", indicateur, part) if tete[0].isdigit() else ()


def _classeur(lecture: Lecture, octets: bytes) -> None:
    """The sheets, table by table, with the row of totals under each."""
    livre = load_workbook(io.BytesIO(octets), data_only=True)
    pages = {table.name: (page, table.ref) for page in livre for table in page.tables.values()}

    def lignes(nom: str) -> Iterator[list[object]]:
        if nom not in pages:
            return
        page, ref = pages[nom]
        haut, bas = (int(n) for n in re.findall(r"\d+", ref))
        yield from ([cellule.value for cellule in rang] for rang in page[haut : bas + 1])

    def avec_total(nom: str, titre: str) -> Iterator[list[object]]:
        page, ref = pages.get(nom, (None, "A0:A0"))
        yield from list(lignes(nom))[1:]
        if page is not None:
            fin = [cellule.value for cellule in page[int(re.findall(r"\d+", ref)[1]) + 1]]
            if fin and fin[0] == titre:
                yield fin

    codes = {ligne[0]: str(ligne[6]) for ligne in list(lignes("Definitions"))[1:]}
    autorites = {nom: code for code, nom in AUTORITES.items()} | {"Ensemble": TOUT}
    for nom, decale in (("Autorites", 1), ("Professions", 2)):
        for ligne in avec_total(nom, "Ensemble"):
            ou = autorites.get(ligne[decale - 1], None)
            valeur = TOUT if ligne[0] == "Ensemble" else ou if nom == "Autorites" else f"{ou} | {ligne[0]}"
            if valeur is not None:
                for etat, lu in zip((*ETATS, "total"), ligne[decale:], strict=False):
                    lecture.noter(("couv", valeur, etat), lu)
    for ligne in avec_total("MIE_autorites", "Ensemble"):
        if ligne[0] in autorites:
            for etape, lu in zip((*ETAPES, "appaire_rpps"), ligne[1:], strict=False):
                lecture.noter(("mie", autorites[ligne[0]], etape), lu)
    for table, total, genre in (("Comptes", "Comptes actifs, tous confondus", "compte"),):
        applis = [str(n).lower().replace(" ", "_") for n in next(lignes(table), [""])[1:] if n]
        applis = [TOUT if n == "toutes" else n for n in applis]
        for ligne in avec_total(table, total):
            code = codes.get(ligne[0], f"{genre}_?{ligne[0]}").removeprefix(f"{genre}_")
            for appli, lu in zip(applis, ligne[1:], strict=False):
                lecture.noter(("comptes", appli) if ligne[0] == total else (genre, code, appli), lu)
    for ligne in list(lignes("Qualite"))[1:]:
        code = codes.get(ligne[1], f"vertu_?{ligne[1]}").removeprefix("vertu_")
        lecture.noter(("vertu", code, TOUT, "num"), ligne[2])
        lecture.noter(("vertu", code, TOUT, "den"), ligne[3])
    for rang, ligne in enumerate(list(lignes("Controles"))[1:]):  # the two sides of a check, printed or not
        for cote in (1, 2):
            lecture.noter(("contrôle", str(rang), str(cote)), ligne[cote])
        if ligne[0] == "Couverture : somme des services = total imprimé":
            lecture.possibles.append((("couv", TOUT, "total"), [("contrôle", str(rang), "1")]))


def lire(xlsx: bytes, jumeau: bytes) -> Lecture:
    """One sending, with every sum a reader can make."""
    lecture = Lecture()
    _jumeau(lecture, jumeau)
    _classeur(lecture, xlsx)
    _couverture(lecture)
    _moyens(lecture)
    _comptes(lecture)
    _qualite(lecture)
    return lecture


def _valeurs(lecture: Lecture, tete: str, place: int = 1) -> list[str]:
    return sorted({nom[place] for nom in lecture.nombres if nom[0] == tete})


def _couverture(lecture: Lecture) -> None:
    places = _valeurs(lecture, "couv")
    for ou in places:
        lecture.somme(("couv", ou, "total"), [("couv", ou, etat) for etat in ETATS])
        requis = [("couv", ou, etat) for etat in ETATS if etat != "non_requis"]
        lecture.nombres.setdefault(("couv", ou, "requis"), None)
        lecture.somme(("couv", ou, "requis"), requis)
    simples = [ou for ou in places if ou and " | " not in ou]
    for etat in (*ETATS, "total", "requis"):
        lecture.somme(("couv", TOUT, etat), [("couv", ou, etat) for ou in simples])
        for ou in simples:
            parts = [("couv", p, etat) for p in places if p.startswith(f"{ou} | ")]
            lecture.somme(("couv", ou, etat), parts)
    for nom in [n for n in lecture.nombres if n[0] == "jalon"]:
        visees = ("ordre", "ars") if nom[1].endswith("2027") else ("ordre", "ars", "role", "etudiant")
        for etat in ("confirme",) if nom[2] == "num" else ("requis", "total"):
            lecture.somme(nom, [("couv", ou, etat) for ou in simples if ou in visees], sure=False)


def _moyens(lecture: Lecture) -> None:
    places = _valeurs(lecture, "mie")
    for etape in (*ETAPES, "appaire_rpps"):
        lecture.somme(("mie", TOUT, etape), [("mie", ou, etape) for ou in places if ou])
    for ou in places:
        for avant, apres in EMBOITEES:
            lecture.ecart(("mie", ou, avant), ("mie", ou, apres))
        lecture.ecart(("couv", ou, "total"), ("mie", ou, "besoin"))
    types = _valeurs(lecture, "moyens")
    for colonne in MOYENS:
        lecture.somme(("moyens", TOUT, colonne), [("moyens", t, colonne) for t in types if t])
    for nom in types:
        for petit in ("remis", "hors_service"):
            lecture.ecart(("moyens", nom, "moyens"), ("moyens", nom, petit))
        lecture.ecart(("moyens", nom, "remis"), ("moyens", nom, "appaires"))
    sans_etape = ("écart", "mie", TOUT, "besoin", "-", "mie", TOUT, "commande")
    for codes in (("a_commander", "hors_parc"), ("a_commander", "hors_parc", "expire", "perdu")):
        lecture.somme(sans_etape, [("alerte", code) for code in codes], sure=False)


def _comptes(lecture: Lecture) -> None:
    applis = [nom for nom in _valeurs(lecture, "comptes") if nom]
    lecture.somme(("comptes", TOUT), [("comptes", nom) for nom in applis])
    for probleme in _valeurs(lecture, "compte"):
        lecture.somme(("compte", probleme, TOUT), [("compte", probleme, nom) for nom in applis])
        for nom in (*applis, TOUT):
            lecture.ecart(("comptes", nom), ("compte", probleme, nom))
    for nom in _valeurs(lecture, "mode"):
        modes = [n for n in lecture.nombres if n[:2] == ("mode", nom) and n[2] != "total"]
        lecture.somme(("mode", nom, "total"), modes)
        lecture.ecart(("comptes", nom), ("mode", nom, "total"))
        lecture.somme(("compte", "mot_de_passe", nom), [("mode", nom, "mot_de_passe")], sure=False)
    totaux = [n for n in lecture.nombres if n[0] == "mode" and n[2] == "total"]
    lecture.somme(("vertu", "compte_avec_rh", TOUT, "den"), totaux, sure=False)
    partis = ("écart", "couv", TOUT, "total", "-", "mie", TOUT, "besoin")
    lecture.somme(("compte", "partant_ouvert", "dpi"), [partis], sure=False)
    reporter = [("jalon", "1.1-2028", "num"), ("compte", "rpps_a_reporter", "dpi")]
    lecture.somme(("couv", TOUT, "confirme"), reporter, sure=False)


def _qualite(lecture: Lecture) -> None:
    for mesure in _valeurs(lecture, "vertu"):
        ou = sorted({n[2] for n in lecture.nombres if n[:2] == ("vertu", mesure)})
        for part in ("num", "den"):
            parts = [("vertu", mesure, place, part) for place in ou if place]
            lecture.somme(("vertu", mesure, TOUT, part), parts, sure=False)
        for place in ou:
            lecture.ecart(("vertu", mesure, place, "den"), ("vertu", mesure, place, "num"))
    for place in {n[2] for n in lecture.nombres if n[0] == "vertu"}:
        confirme = ("vertu", "rpps_confirme", place, "num")
        lecture.somme(("vertu", "rpps_recent", place, "den"), [confirme])
        lecture.somme(("vertu", "prouve_restreint", place, "den"), [("vertu", "rpps_confirme", place, "den")])
        lecture.somme(("vertu", "prouve_restreint", place, "num"), [confirme], sure=False)


def populations_proches(lecture: Lecture) -> list[Nom]:
    """Two printed denominators that differ by a small number: somebody is in one and not in the other."""
    par_lieu: dict[str, list[Nom]] = defaultdict(list)
    for nom in lecture.nombres:
        if nom[0] == "vertu" and nom[3] == "den":
            par_lieu[nom[2]].append(nom)
    for nom in (("couv", TOUT, "total"), ("couv", TOUT, "requis"), ("mie", TOUT, "besoin"), ("comptes", "dpi"),
                ("mode", "dpi", "total"), ("jalon", "1.1-2027", "den"), ("jalon", "1.1-2028", "den")):  # fmt: skip
        if nom in lecture.nombres:
            par_lieu["personnes"].append(nom)
    lus = lecture.nombres
    return [
        (*a, "-", *b)
        for noms in par_lieu.values()
        for a, b in combinations(noms, 2)
        if lus[a] is not None and lus[b] is not None and 0 < abs(lus[a] - lus[b]) < PETIT  # type: ignore[operator]
        and not (a[0] == b[0] == "jalon")
    ]  # fmt: skip


class Attaque:
    """The unknown counts as whole numbers ≥ 0 under every sum."""

    def __init__(self, lecture: Lecture) -> None:
        self.connus = {nom: n for nom, n in lecture.nombres.items() if n is not None}
        self.inconnus = [nom for nom, n in lecture.nombres.items() if n is None]
        self.place = {nom: rang for rang, nom in enumerate(self.inconnus)}
        self.sommes: list[tuple[Nom, list[Nom]]] = []
        for relation in lecture.sures:
            if not self._contredite(relation):
                self.sommes.append(relation)
        for relation in lecture.possibles:  # kept while a table that satisfies everything still exists
            if self._contredite(relation):
                continue
            self.sommes.append(relation)
            if not self.possible():
                self.sommes.pop()

    def _contredite(self, relation: tuple[Nom, list[Nom]]) -> bool:
        total, parties = relation
        if any(nom in self.place for nom in (total, *parties)):
            return False
        return self.connus[total] != sum(self.connus[nom] for nom in parties)

    def _systeme(self, seulement: set[int] | None = None) -> tuple[list[int], LinearConstraint | None]:
        rangs = sorted(seulement) if seulement is not None else list(range(len(self.inconnus)))
        ou = {rang: n for n, rang in enumerate(rangs)}
        termes, seconds = [], []
        for total, parties in self.sommes:
            noms = [(total, -1.0), *((nom, 1.0) for nom in parties)]
            libres = [(self.place[nom], signe) for nom, signe in noms if nom in self.place]
            if libres and libres[0][0] in ou:
                termes += [(len(seconds), ou[rang], signe) for rang, signe in libres]
                seconds.append(-sum(signe * self.connus[nom] for nom, signe in noms if nom in self.connus))
        if not seconds:
            return rangs, None
        lignes, colonnes, signes = zip(*termes, strict=True)
        matrice = coo_array((signes, (lignes, colonnes)), shape=(len(seconds), len(rangs))).tocsr()
        return rangs, LinearConstraint(matrice, seconds, seconds)

    def _resoudre(self, rangs: list[int], contrainte: LinearConstraint | None, cout: np.ndarray) -> object:
        return milp(
            cout,
            constraints=contrainte,
            bounds=Bounds(0, max(self.connus.values(), default=0) + 100),
            integrality=np.ones(len(rangs)),
            options={"time_limit": 20},
        )

    def possible(self) -> bool:
        """Does one table satisfy everything?"""
        rangs, contrainte = self._systeme()
        return not rangs or self._resoudre(rangs, contrainte, np.zeros(len(rangs))).x is not None  # type: ignore[attr-defined]

    def _groupes(self) -> Iterator[set[int]]:
        voisins: dict[int, set[int]] = defaultdict(set)
        for total, parties in self.sommes:
            libres = [self.place[nom] for nom in (total, *parties) if nom in self.place]
            for rang in libres:
                voisins[rang].update(libres)
        vus: set[int] = set()
        for depart in range(len(self.inconnus)):
            if depart in vus:
                continue
            groupe, front = {depart}, [depart]
            while front:
                nouveaux = voisins[front.pop()] - groupe
                groupe |= nouveaux
                front += nouveaux
            vus |= groupe
            yield groupe

    def intervalles(self) -> dict[Nom, tuple[int, int]]:
        """Least and most of each unknown count."""
        out = {}
        for groupe in self._groupes():
            rangs, contrainte = self._systeme(groupe)
            for n, rang in enumerate(rangs):
                bornes = []
                for signe in (1.0, -1.0):
                    cout = np.zeros(len(rangs))
                    cout[n] = signe
                    trouve = self._resoudre(rangs, contrainte, cout)
                    bornes.append(None if trouve.x is None else round(trouve.x[n]))  # type: ignore[attr-defined]
                if None not in bornes:
                    out[self.inconnus[rang]] = (bornes[0], bornes[1])
        return out


def petits(lecture: Lecture) -> tuple[list[Nom], list[Nom]]:
    """Small counts known exactly, then those known to be small (their interval lies inside 1 to 4)."""
    imprimes = [
        nom for nom, n in lecture.nombres.items() if n is not None and 0 < n < PETIT and nom[0] != "contrôle"
    ]
    exacts = [*imprimes, *populations_proches(lecture)]
    trouves = Attaque(lecture).intervalles()
    exacts += [nom for nom, (bas, haut) in trouves.items() if bas == haut and 0 < bas < PETIT]
    return exacts, [nom for nom, (bas, haut) in trouves.items() if 0 < bas < haut < PETIT]


def avec_historique(avant: Lecture, apres: Lecture, vraie: Lecture) -> list[Nom]:
    """Small counts of the first sending that the second gives away, where they are true."""
    jointe = Lecture(dict(avant.nombres), avant.sures, avant.possibles)
    for nom, lu in apres.nombres.items():
        if jointe.nombres.get(nom, 0) is None and lu is not None and nom[0] not in ("contrôle", "écart"):
            jointe.nombres[nom] = lu
    trouves = Attaque(jointe).intervalles()
    return [
        nom
        for nom, (bas, haut) in trouves.items()
        if 0 < bas == haut < PETIT and vraie.nombres.get(nom) == bas
    ]


def _commande(*arguments: str) -> None:
    fait = subprocess.run(
        [str(Path(sys.executable).with_name("workbench")), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if fait.returncode:
        raise SystemExit(f"workbench {' '.join(arguments)} : {fait.stdout[-1500:]}{fait.stderr[-1500:]}")


def _envoi(home: Path, sortie: Path) -> Lecture:
    _commande("export", "ars", "--home", str(home), "--out", str(sortie))
    (xlsx,) = sortie.rglob("*.xlsx")
    return lire(xlsx.read_bytes(), xlsx.with_suffix(".zip").read_bytes())


def _sans_secret(home: Path, sortie: Path) -> Lecture:
    """The same sending with nothing hidden, to know whether what is deduced is true."""
    copie = sortie.with_name(f"{sortie.name}_vrai_home")
    shutil.copytree(home, copie, ignore=shutil.ignore_patterns("masques_ars.*"))
    reglages = copie / "workbench.toml"
    texte = re.sub(
        r"(?m)^seuil_petites_cellules\s*=\s*\d+", "seuil_petites_cellules = 1", reglages.read_text("utf-8")
    )
    reglages.write_text(texte, "utf-8")
    return _envoi(copie, sortie.with_name(f"{sortie.name}_vrai"))


def attaquer(agents: int, graine: int, dossier: Path) -> int:
    """One home, its last two deliveries sent one after the other; prints what is found, returns how many."""
    home = dossier / f"home_{agents}"
    _commande("demo", "--home", str(home), "--agents", str(agents), "--rpps", str(max(100, 10 * agents)), "--graine", str(graine))  # fmt: skip
    dates = sorted({d for p in (home / "data" / "raw").rglob("*") for d in re.findall(r"20\d{6}", p.name)})
    envois, vrais = [], []
    for jour in dates[-2:]:
        _commande("run", "--home", str(home), "--date", f"{jour[:4]}-{jour[4:6]}-{jour[6:]}")
        envois.append(_envoi(home, dossier / f"envoi_{agents}_{jour}"))
        vrais.append(_sans_secret(home, dossier / f"envoi_{agents}_{jour}"))
    debut = time.perf_counter()
    exacts, bornes = petits(envois[-1])
    suite = avec_historique(envois[0], envois[1], vrais[0]) + avec_historique(envois[1], envois[0], vrais[1])
    masquees = sum(n is None and nom[0] not in ("écart", "contrôle") for nom, n in envois[-1].nombres.items())
    print(
        f"{agents:6d} agents : {len(envois[-1].nombres)} nombres, {masquees} masqués ; seul : {len(exacts)}"
        f" déduits exactement, {len(bornes)} bornés entre 1 et {PETIT - 1} ; deux envois : {len(suite)}"
        f" déduits ({time.perf_counter() - debut:.0f} s)"
    )
    for nom in (*exacts, *bornes, *suite):
        print("    ", " / ".join(nom))
    return len(exacts) + len(bornes) + len(suite)


def main() -> None:
    """Attack every size; fail when something is found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[600, 300, 150, 60])
    parser.add_argument("--graine", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as dossier:
        trouves = sum(attaquer(agents, options.graine, Path(dossier)) for agents in options.agents)
    raise SystemExit(1 if trouves else 0)


if __name__ == "__main__":
    main()
