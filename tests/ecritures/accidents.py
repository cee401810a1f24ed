"""Accidents between an export and the delivery: values that read well, in the wrong place.

Unlike another hand (`transformations.py`), each file reads without a fault: only the other sources tell.
Right is: the same figures, or a run that stops and says why.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import (
    LOGINS,
    MATRICULES,
    NAISSANCES,
    NOMS,
    PRENOMS,
    RPPS,
    Rendu,
    Transformation,
)

Lignes = list[list[str]]
ACCIDENTS: list[Transformation] = []
LOCAUX = ("SIRH", "export_agents", "Affaires", "interimaires", "Stagiaires", "AD_", "DPI", "gam", "parc")


def _accident(famille: str, titre: str, geste: Callable[[Tableau], Rendu]) -> None:
    def local(tableau: Tableau) -> Rendu:
        return geste(tableau) if tableau.nom.startswith(LOCAUX) else None

    ACCIDENTS.append(Transformation(famille, titre, local))


def _premier(tableau: Tableau, titres: Iterable[str]) -> int | None:
    return next((tableau.colonne(titre) for titre in titres if titre in tableau.titres), None)


def _toutes(rang: int, total: int) -> bool:
    return True


def _moitie(rang: int, total: int) -> bool:
    return rang >= total // 2


def _une_sur_deux(rang: int, total: int) -> bool:
    return rang % 2 == 1


def _une_sur_six(rang: int, total: int) -> bool:
    return rang % 6 == 0


PARTS = {
    "": _toutes,
    ", seconde moitié": _moitie,
    ", une ligne sur deux": _une_sur_deux,
    ", une ligne sur six": _une_sur_six,
}


def _deux(
    nom: Callable[[str, str], str], prenom: Callable[[str, str], str], ou: Callable[[int, int], bool]
) -> Callable[[Tableau], Rendu]:
    """New surname and given name of the chosen rows, from both."""

    def faire(tableau: Tableau) -> Rendu:
        a, b = _premier(tableau, NOMS), _premier(tableau, PRENOMS)
        if a is None or b is None:
            return None
        lignes = [list(ligne) for ligne in tableau.lignes]
        for rang, ligne in enumerate(lignes):
            if ou(rang, len(lignes)) and len(ligne) > max(a, b):
                ligne[a], ligne[b] = nom(ligne[a], ligne[b]), prenom(ligne[a], ligne[b])
        return replace(tableau, lignes=lignes)

    return faire


def _valeurs(
    titres: list[str], geste: Callable[[str, int], str], ou: Callable[[int, int], bool] = _toutes
) -> Callable[[Tableau], Rendu]:
    """Filled cells of the first of these columns, by rank of row."""

    def faire(tableau: Tableau) -> Rendu:
        a = _premier(tableau, titres)
        if a is None or not any(ligne[a] for ligne in tableau.lignes):
            return None
        lignes = [list(ligne) for ligne in tableau.lignes]
        for rang, ligne in enumerate(lignes):
            if ligne[a] and ou(rang, len(lignes)):
                ligne[a] = geste(ligne[a], rang)
        return replace(tableau, lignes=lignes)

    return faire


def _colonne(titres: list[str], geste: Callable[[list[str]], list[str]]) -> Callable[[Tableau], Rendu]:
    """The whole column otherwise."""

    def faire(tableau: Tableau) -> Rendu:
        a = _premier(tableau, titres)
        if a is None or not any(ligne[a] for ligne in tableau.lignes):
            return None
        lignes = [list(ligne) for ligne in tableau.lignes]
        for ligne, valeur in zip(lignes, geste([ligne[a] for ligne in lignes]), strict=True):
            ligne[a] = valeur
        return replace(tableau, lignes=lignes)

    return faire


def _rangee(valeurs: list[str]) -> list[str]:
    """Sorted without the other columns, empty cells last, as a spreadsheet does."""
    return sorted(valeurs, key=lambda valeur: (not valeur, valeur))


def _paires(valeurs: list[str]) -> list[str]:
    return [other for a, b in zip(valeurs[::2], [*valeurs[1::2], ""], strict=False) for other in (b, a)][
        : len(valeurs)
    ]


def _melee(valeurs: list[str]) -> list[str]:
    return random.Random(7).sample(valeurs, len(valeurs))


def _recopiee(pas: int) -> Callable[[list[str]], list[str]]:
    """A filled cell dragged down over the filled cells that follow, by blocks of `pas`."""

    def faire(valeurs: list[str]) -> list[str]:
        pleines = [rang for rang, valeur in enumerate(valeurs) if valeur]
        out = list(valeurs)
        for rang, place in enumerate(pleines):
            out[place] = valeurs[pleines[rang - rang % pas]]
        return out

    return faire


def _douze(valeurs: list[str]) -> list[str]:
    pleines = [rang for rang, valeur in enumerate(valeurs) if valeur][:12]
    return [valeurs[pleines[0]] if rang in pleines else valeur for rang, valeur in enumerate(valeurs)]


def _milliers(texte: str, signe: str) -> str:
    chiffres = texte.lstrip("0")
    return f"{int(chiffres):,}".replace(",", signe) if chiffres.isdigit() else texte


for _ou, _quand in PARTS.items():
    _accident("noms", f"noms et prénoms échangés{_ou}", _deux(lambda n, p: p, lambda n, p: n, _quand))
    _accident(
        "noms", f"« Nom Prénom » dans le nom{_ou}", _deux(lambda n, p: f"{n} {p}", lambda n, p: p, _quand)
    )
_accident("noms", "« Prénom Nom » dans le nom", _deux(lambda n, p: f"{p} {n}", lambda n, p: p, _toutes))
_accident(
    "noms", "« NOM, Prénom » dans le nom", _deux(lambda n, p: f"{n.upper()}, {p}", lambda n, p: p, _toutes)
)
_accident("noms", "« Prénom Nom » dans le prénom", _deux(lambda n, p: n, lambda n, p: f"{p} {n}", _toutes))
_accident(
    "noms", "nom entier dans les deux", _deux(lambda n, p: f"{n} {p}", lambda n, p: f"{n} {p}", _toutes)
)
_accident("noms", "le nom pris deux fois", _deux(lambda n, p: n, lambda n, p: n, _toutes))
_accident("noms", "le prénom pris deux fois", _deux(lambda n, p: p, lambda n, p: p, _toutes))
_accident("noms", "noms décalés d'une ligne", _colonne(NOMS, lambda v: [v[-1], *v[:-1]]))

for _titre, _geste in {
    "00-00-19-9": lambda t, r: "-".join(t[k : k + 2] for k in range(0, len(t), 2)),
    "1.234": lambda t, r: _milliers(t, "."),
    "1,234": lambda t, r: _milliers(t, ","),
    "00/00199": lambda t, r: t[:2] + "/" + t[2:],
    "0 000 199": lambda t, r: f"{t[0]} {t[1:4]} {t[4:]}",
    "CHR-0000199": lambda t, r: f"CHR-{t}",
    "MAT0000199": lambda t, r: f"MAT{t}",
    "0000199/1 (rang de contrat)": lambda t, r: f"{t}/1",
    "75-0000199 (code de site)": lambda t, r: f"75-{t}",
    "sans sa lettre": lambda t, r: t.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "0000199_CHR": lambda t, r: f"{t}_CHR",
}.items():
    _accident("matricule", _titre, _valeurs(MATRICULES, _geste))
_accident(
    "matricule",
    "00-00-19-9, une ligne sur deux",
    _valeurs(MATRICULES, lambda t, r: "-".join(t[k : k + 2] for k in range(0, len(t), 2)), _une_sur_deux),
)

for _titre, _lettres in {
    "neuf premiers": slice(9),
    "neuf derniers": slice(-9, None),
    "dix premiers": slice(10),
}.items():
    for _ou in ("", ", seconde moitié", ", une ligne sur six"):
        _accident(
            "RPPS", f"coupé : {_titre}{_ou}", _valeurs(RPPS, lambda t, r, part=_lettres: t[part], PARTS[_ou])
        )
_accident(
    "RPPS",
    "clé fausse, deux lignes sur cinq",
    _valeurs(RPPS, lambda t, r: t[:-1] + str((int(t[-1]) + 3) % 10) if r % 5 < 2 else t),
)

for _nom, _titres in {
    "RPPS": RPPS,
    "matricule": MATRICULES,
    "naissance": NAISSANCES,
    "login": LOGINS,
}.items():
    _accident(_nom, "décalé d'une ligne", _colonne(_titres, lambda v: [v[-1], *v[:-1]]))
    _accident(
        _nom,
        "décalé d'une ligne, à partir du milieu",
        _colonne(_titres, lambda v: [*v[: len(v) // 2], v[-1], *v[len(v) // 2 : -1]]),
    )
    _accident(
        _nom,
        "décalé de trois lignes, au quart du fichier",
        _colonne(
            _titres, lambda v: [*v[: len(v) // 4], *v[len(v) // 4 + 3 :], *v[len(v) // 4 : len(v) // 4 + 3]]
        ),
    )
    _accident(_nom, "trié sans les autres colonnes", _colonne(_titres, _rangee))
    _accident(_nom, "lignes échangées deux à deux", _colonne(_titres, _paires))
    _accident(_nom, "mêlé au hasard", _colonne(_titres, _melee))
for _nom, _titres in {"RPPS": RPPS, "matricule": MATRICULES, "naissance": NAISSANCES}.items():
    _accident(_nom, "le même sur douze lignes", _colonne(_titres, _douze))
    _accident(_nom, "recopié vers le bas, de trois en trois", _colonne(_titres, _recopiee(3)))
    _accident(_nom, "recopié vers le bas, de deux en deux", _colonne(_titres, _recopiee(2)))

assert all(a.code != b.code for a, b in pairwise(sorted(ACCIDENTS, key=lambda one: one.code)))
