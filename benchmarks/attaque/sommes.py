"""Every sum a reader can make in one sending: sure by the headers, or only seeming to hold."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from attaque.lecture import (
    EMBOITEES,
    ENREGISTREURS,
    ETAPES,
    ETATS,
    MOYENS,
    PETIT,
    TOUT,
    Lecture,
    Nom,
    lire_classeur,
    lire_jumeau,
)


def lire(xlsx: bytes, jumeau: bytes) -> Lecture:
    """One sending, with every sum a reader can make."""
    lecture = Lecture()
    lire_jumeau(lecture, jumeau)
    lire_classeur(lecture, xlsx)
    _couverture(lecture)
    _moyens(lecture)
    _comptes(lecture)
    _qualite(lecture)
    _scores(lecture)
    return lecture


def _scores(lecture: Lecture) -> None:
    """The scores of two years nest (2028 asks for more people); so do those of a date before."""
    tetes = {nom[:-2] for nom in lecture.nombres if nom[0] in ("jalon", "passé")}
    for tete in tetes:
        for annee in {
            nom[-2] for nom in lecture.nombres if nom[:-2] == tete and nom[0] in ("jalon", "passé")
        }:
            lecture.ecart((*tete, annee, "den"), (*tete, annee, "num"))
            lecture.somme((*tete, annee, "den"), [(*tete, annee, "num"), (*tete, annee, "reste")])
        for part in ("num", "den", "reste"):
            lecture.ecart((*tete, "1.1-2028", part), (*tete, "1.1-2027", part))


def _valeurs(lecture: Lecture, tete: str, place: int = 1) -> list[str]:
    return sorted({nom[place] for nom in lecture.nombres if nom[0] == tete})


def _couverture(lecture: Lecture) -> None:
    places = _valeurs(lecture, "couv")
    for ou in places:
        lecture.somme(("couv", ou, "total"), [("couv", ou, etat) for etat in ETATS])
        if ou.split(" | ")[0] in ENREGISTREURS:
            requis = [("couv", ou, etat) for etat in ETATS if etat != "non_requis"]
            lecture.nombres.setdefault(("couv", ou, "requis"), None)
            lecture.somme(("couv", ou, "requis"), requis)
    simples = [ou for ou in places if ou and " | " not in ou]
    dedans = [ou for ou in simples if ou in ENREGISTREURS]
    lecture.somme(("couv", TOUT, "requis_confirmes"), [("couv", ou, "confirme") for ou in dedans])
    lecture.ecart(("couv", TOUT, "requis"), ("couv", TOUT, "requis_confirmes"))
    lecture.ecart(("couv", TOUT, "total"), ("couv", TOUT, "requis"))
    lecture.ecart(("couv", TOUT, "confirme"), ("couv", TOUT, "requis_confirmes"))
    for etat in (*ETATS, "total", "requis"):
        lecture.somme(("couv", TOUT, etat), [("couv", ou, etat) for ou in simples])
        for ou in simples:
            parts = [("couv", p, etat) for p in places if p.startswith(f"{ou} | ")]
            lecture.somme(("couv", ou, etat), parts)
    for nom in [n for n in lecture.nombres if n[0] == "jalon"]:
        visees = ("ordre", "ars") if nom[1].endswith("2027") else ("ordre", "ars", "role", "etudiant")
        for etat in {"num": ("confirme",), "den": ("requis", "total")}.get(nom[2], ()):
            lecture.somme(nom, [("couv", ou, etat) for ou in simples if ou in visees], sure=False)


def _moyens(lecture: Lecture) -> None:
    places = _valeurs(lecture, "mie")
    for etape in (*ETAPES, "appaire_rpps", "accepte"):
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
    for confirmes in ("confirme", "requis_confirmes"):
        lecture.somme(("couv", TOUT, confirmes), reporter, sure=False)


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
    for nom in (
        ("couv", TOUT, "total"),
        ("couv", TOUT, "requis"),
        ("mie", TOUT, "besoin"),
        ("comptes", "dpi"),
        ("mode", "dpi", "total"),
        ("jalon", "1.1-2027", "den"),
        ("jalon", "1.1-2028", "den"),
    ):
        if nom in lecture.nombres:
            par_lieu["personnes"].append(nom)
    lus = lecture.nombres
    return [
        (*a, "-", *b)
        for noms in par_lieu.values()
        for a, b in combinations(noms, 2)
        if (p := lus[a]) is not None and (q := lus[b]) is not None and 0 < abs(p - q) < PETIT
    ]
