"""The figures recounted, each under the name its published twin bears in `publies.py`."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tests.verite.lecture import Compte
from tests.verite.recompte import ETAPES, FORTS, SERT, Brut, Cle, Personne, confirmes, personnes

Chiffres = dict[str, int]
COURTS = {"cdd", "vacation", "interim", "stage", "interne"}
ORDRE_ARS, TOUS = {"ordre", "ars"}, {"ordre", "ars", "role", "etudiant"}
SOIGNANTS = {"ordre", "ars", "role"}
DORMANT, NEUF, RECENT = (dt.timedelta(days=jours) for jours in (180, 30, 90))


@dataclass
class Recompte:
    """A delivery, who is who, and each person's true number."""

    brut: Brut
    qui: Mapping[Cle, Hashable]
    numeros: Mapping[Hashable, str]
    ecartes: set[Cle] = field(default_factory=set)

    @cached_property
    def gens(self) -> dict[Hashable, Personne]:
        """Everybody HR knows."""
        return personnes(self.brut, self.qui)

    @cached_property
    def prouves(self) -> dict[Hashable, str]:
        """Their proved numbers."""
        return confirmes(self.brut, self.qui, self.numeros)

    @cached_property
    def presents(self) -> dict[Hashable, Personne]:
        """Under contract at the date."""
        return {ident: p for ident, p in self.gens.items() if p.presente}

    @cached_property
    def ouverts(self) -> list[Compte]:
        """Open accounts of a person's nature."""
        return [c for c in self.brut.comptes if c.actif and self._nominatif(c)]

    def _nominatif(self, compte: Compte) -> bool:
        return self.brut.nature(compte) == "nominatif" and (compte.source, compte.cle) not in self.ecartes

    def tenant(self, compte: Compte) -> Hashable | None:
        """Whose account it is, when HR knows that person."""
        ident = self.qui.get((compte.source, compte.cle))
        return ident if ident in self.gens else None

    @cached_property
    def dpi(self) -> list[Compte]:
        """Open accounts of the EHR."""
        return [c for c in self.ouverts if c.source == "dpi"]

    @cached_property
    def utilisateurs(self) -> set[Hashable]:
        """Who holds one."""
        return {ident for c in self.dpi if (ident := self.tenant(c)) is not None}

    def autorite(self, compte: Compte) -> str:
        """That of its holder."""
        ident = self.tenant(compte)
        return self.gens[ident].autorite if ident is not None else "inconnue"

    def connu(self, compte: Compte) -> bool:
        """The EHR bears its holder's proved number."""
        return bool(compte.rpps) and self.prouves.get(self.tenant(compte)) == compte.rpps


def recompter(r: Recompte) -> Chiffres:
    """Every figure of a delivery."""
    out: Chiffres = {}
    for partie in PARTIES:
        out.update(partie(r))
    return out


def _par(nom: str, valeurs: Iterable[str | None]) -> Chiffres:
    return {f"{nom} | {valeur or ''}": combien for valeur, combien in Counter(valeurs).items()}


def effectifs(r: Recompte) -> Chiffres:
    """People present, arrivals, departures, students."""
    gens = r.presents.values()
    en_stage = [p for p in gens if p.code == "346"]
    return {
        "présents": len(r.presents),
        "identités des RH": len(r.gens),
        "étudiants infirmiers": len(en_stage),
        "internes en médecine": sum(p.contrat == "interne" and p.code == "10" for p in gens),
        "PADHUE": sum(p.code == "364" for p in gens),
        **_par("présents par établissement", (p.etablissement for p in gens)),
        **_par("présents par autorité", (p.autorite for p in gens)),
        **_par("présents par métier", (p.code for p in gens if p.autorite in TOUS)),
        **_par("présents par contrat", (p.contrat for p in gens)),
        **_par("arrivées par mois", (_mois(p.arrivee) for p in r.gens.values() if _suivie(r, p.arrivee))),
        **_par(
            "départs par mois",
            (_mois(p.depart) for p in r.gens.values() if not p.presente and _suivie(r, p.depart)),
        ),
        **_courts(r),
    }


def _mois(jour: dt.date | None) -> str:
    return f"{jour:%Y-%m}" if jour else ""


def _suivie(r: Recompte, jour: dt.date | None) -> bool:
    return jour is not None and dt.date(r.brut.jour.year, 1, 1) <= jour <= r.brut.jour


def _courts(r: Recompte) -> Chiffres:
    """Recent arrivals on a short contract: the first contract of each person says when and which."""
    premiers: dict[Hashable, tuple[dt.date, str, str, str | None]] = {}
    for f in r.brut.rh:
        if f.debut:
            ident = r.qui[(f.source, f.cle)]
            dit = (f.debut, f.source, f.cle, f.contrat)
            premiers[ident] = min(premiers.get(ident, dit), dit, key=lambda d: d[:3])
    jour = r.brut.jour
    depuis = dt.date(jour.year - 1, jour.month + 1, 1)  # twelve months, this one included
    vus = [(_mois(d), c) for d, _, _, c in premiers.values() if c in COURTS and depuis <= d <= jour]
    return _par("contrats courts arrivés", (f"{mois} {contrat}" for mois, contrat in vus))


def rpps(r: Recompte) -> Chiffres:
    """Proved numbers, by authority and profession; nurses and role-based staff without one."""
    requis = {i: p for i, p in r.presents.items() if p.autorite in SOIGNANTS}
    prouves = [p for i, p in requis.items() if i in r.prouves]
    ide = {i: p for i, p in requis.items() if p.code == "60"}
    salaries = {i for i, p in ide.items() if p.contrat not in {"interim", "stage"}}
    roles = {i for i, p in requis.items() if p.autorite == "role"}
    return {
        "confirmés": len(r.prouves),
        "requis": len(requis),
        "requis confirmés": len(prouves),
        "infirmiers": len(ide),
        "infirmiers sans RPPS": len(ide.keys() - r.prouves.keys()),
        "infirmiers salariés": len(salaries),
        "infirmiers salariés confirmés": len(salaries & r.prouves.keys()),
        "agents à rôle": len(roles),
        "agents à rôle confirmés": len(roles & r.prouves.keys()),
        "professionnels de l’ARS confirmés": sum(p.autorite == "ars" for p in prouves),
        **_par("confirmés par autorité", (p.autorite for p in prouves)),
        **_par("confirmés par métier", (p.code for p in prouves)),
    }


def objectifs(r: Recompte) -> Chiffres:
    """Objective 1.1 and the EHR accounts around it."""
    out: Chiffres = {}
    for annee, portee in ((2027, ORDRE_ARS), (2028, TOUS)):
        comptes = [c for c in r.dpi if r.autorite(c) in portee]
        out[f"1.1-{annee} comptes"] = len(comptes)
        # a student who may not have a number is of the total, never of the rate
        out[f"1.1-{annee} requis"] = sum(r.autorite(c) != "etudiant" or r.connu(c) for c in comptes)
        out[f"1.1-{annee} numérateur"] = sum(r.connu(c) for c in comptes)
    neufs = [c for c in r.dpi if c.cree and r.brut.jour - RECENT < c.cree <= r.brut.jour]
    neufs = [c for c in neufs if r.autorite(c) in ORDRE_ARS]
    return out | {
        "1.1-flux dénominateur": len(neufs),
        "1.1-flux numérateur": sum(r.connu(c) for c in neufs),
        "1.1 étudiants jamais comptés": sum(r.autorite(c) == "etudiant" for c in r.dpi),
        "1.1 comptes à part, inconnus": sum(r.autorite(c) == "inconnue" for c in r.dpi),
        "comptes du DPI": sum(c.source == "dpi" for c in r.brut.comptes if r.brut.nature(c) == "nominatif"),
        "comptes du DPI ouverts": len(r.dpi),
        "comptes du DPI reliés au RPPS": sum(r.connu(c) for c in r.dpi),
        "utilisateurs du DPI": len(r.utilisateurs),
        "numéros confirmés à reporter": sum(r.tenant(c) in r.prouves and not r.connu(c) for c in r.dpi),
        **_par("utilisateurs du DPI par autorité", (r.gens[i].autorite for i in r.utilisateurs)),
        **_par(
            "utilisateurs du DPI confirmés par autorité",
            (r.gens[i].autorite for i in r.utilisateurs if i in r.prouves),
        ),
    }


def comptes(r: Recompte) -> Chiffres:
    """What is wrong with accounts."""
    jour = r.brut.jour
    datees = {c.source for c in r.brut.comptes if c.vu}
    partis = [c for c in r.ouverts if (i := r.tenant(c)) is not None and not r.gens[i].presente]
    jamais = [c for c in r.ouverts if c.source in datees and not c.vu and c.cree and c.cree < jour - NEUF]
    dormants = [c for c in r.ouverts if c.vu and c.vu < jour - DORMANT]
    return {
        "comptes": len(r.brut.comptes),
        "comptes nominatifs ouverts": len(r.ouverts),
        "comptes ouverts dont le titulaire est connu": sum(r.tenant(c) is not None for c in r.ouverts),
        "partis gardant un compte ouvert": len({r.tenant(c) for c in partis}),
        "comptes partagés": sum(r.brut.nature(c) == "generique" for c in _actifs(r)),
        "comptes de service": sum(r.brut.nature(c) == "service" for c in _actifs(r)),
        **_par("comptes ouverts de partis, par délai", (_delai(r, c) for c in partis)),
        **_par("comptes jamais utilisés", (c.source for c in jamais)),
        **_par("comptes dormants", (c.source for c in dormants)),
        **_par("mot de passe seul", (c.source for c in r.ouverts if c.mode == "MDP")),
        **_par("comptes au mode connu", (c.source for c in r.ouverts if c.mode)),
    }


def _actifs(r: Recompte) -> list[Compte]:
    return [c for c in r.brut.comptes if c.actif and (c.source, c.cle) not in r.ecartes]


def _delai(r: Recompte, compte: Compte) -> str:
    depart = r.gens[r.tenant(compte)].depart
    jours = (r.brut.jour - depart).days if depart and depart <= r.brut.jour else None
    return "inconnu" if jours is None else "au-delà de 7 jours" if jours > 7 else "7 jours au plus"


def mie(r: Recompte) -> Chiffres:
    """The funnel: EHR users by step, and means nobody of the stock explains."""
    de = {cle: ident for (_, cle), ident in r.qui.items() if ident in r.gens}
    modes: dict[Hashable, set[str]] = defaultdict(set)
    for c in r.dpi:
        modes[r.tenant(c)].add(c.mode)
    etapes: dict[Hashable, list[int]] = defaultdict(list)
    for m in r.brut.mie:
        if (ident := de.get(m.matricule)) is not None:
            etape = ETAPES[m.etat]
            etapes[ident].append(6 if etape >= 3 and SERT.get(m.genre) in modes[ident] else etape)
    for ident, numero in r.prouves.items():
        if numero in r.brut.cartes:
            fin = r.brut.cartes[numero]
            etape = 0 if fin and fin < r.brut.jour else 3
            etapes[ident].append(6 if etape and "CPS" in modes[ident] else etape)
    besoin = [i for i in r.utilisateurs if r.gens[i].presente]
    atteint = {i: max(etapes[i], default=-1) for i in besoin}
    sans_numero = {i for i in besoin if r.gens[i].autorite == "etudiant"}
    noms = ("commandés", "reçus", "équipés", "activés", "appairés", "qui s’en servent")
    hors = [i for i in besoin if atteint[i] < 0 and modes[i] & FORTS]
    return {
        "MIE utilisateurs à équiper": len(besoin),
        "MIE appairés au RPPS prouvé": sum(
            atteint[i] >= 5 and (i in r.prouves or i in sans_numero) for i in besoin
        ),
        "MIE hors parc": len(hors),
        "MIE à commander": sum(atteint[i] < 0 for i in besoin) - len(hors),
        "MIE au parc": len(r.brut.mie),
        **{f"MIE {nom}": sum(e >= rang for e in atteint.values()) for rang, nom in enumerate(noms, 1)},
    }


PARTIES: tuple[Callable[[Recompte], Chiffres], ...] = (effectifs, rpps, objectifs, comptes, mie)
