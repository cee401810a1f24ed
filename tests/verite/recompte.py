"""A delivery of the demo recounted from its raw files. Who is who is the published partition
(`curated.identite_fiche`),
or the truth; everything else is read here."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.verite import lecture
from tests.verite.lecture import Compte, Rh

Cle = tuple[str, str]
PRIORITES = {"sirh_chr": 10, "sirh_chv": 20, "affaires_medicales": 5, "interim": 40, "ifsi": 50}
ETAPES = {"Commandé": 1, "Reçu": 2, "Remis": 3, "Activé": 4, "Appairé": 5, "Perdu": 0}
SERT = {"e-CPS": "E-CPS", "Carte établissement": "CARTE"}
FORTS = {"CPS", "E-CPS", "CARTE"}


@dataclass(frozen=True)
class Brut:
    """A delivery as its files say it."""

    jour: dt.date
    rh: list[Rh]
    comptes: list[Compte]
    mie: list[lecture.Mie]
    restreint: dict[str, lecture.Restreint]
    cartes: dict[str, dt.date | None]
    metiers: dict[str, tuple[str, str]]
    natures: Mapping[Cle, str]

    @classmethod
    def lire(cls, home: Path, jour: dt.date, metiers: Path, natures: Mapping[Cle, str]) -> Brut:
        """Read that folder; `natures` is the truth's word on accounts of nobody."""
        dossier = home / "data" / "raw" / jour.isoformat()
        return cls(
            jour,
            lecture.lire_rh(dossier),
            lecture.lire_comptes(dossier),
            lecture.lire_mie(dossier),
            lecture.lire_restreint(dossier),
            lecture.lire_cartes(dossier),
            lecture.lire_metiers(metiers),
            natures,
        )

    def nature(self, compte: Compte) -> str:
        """nominatif, generique or service."""
        return self.natures.get((compte.source, compte.cle), "nominatif")


@dataclass(frozen=True)
class Personne:
    """What a person's HR rows say together."""

    presente: bool
    autorite: str
    code: str
    contrat: str | None
    etablissement: str | None
    arrivee: dt.date | None
    depart: dt.date | None


def _premier(fiches: list[Rh], jour: dt.date) -> list[Rh]:
    """Open rows first, then by priority of the source, then the latest begun."""
    return sorted(
        fiches,
        key=lambda f: (
            not f.ouvert(jour),
            PRIORITES[f.source],
            -(f.debut or dt.date.min).toordinal(),
            f.source + f.cle,
        ),
    )


def personnes(brut: Brut, qui: Mapping[Cle, Hashable]) -> dict[Hashable, Personne]:
    """Everybody HR knows, by identifier."""
    groupes: dict[Hashable, list[Rh]] = defaultdict(list)
    for fiche in brut.rh:
        groupes[qui[(fiche.source, fiche.cle)]].append(fiche)
    return {ident: _personne(brut, fiches) for ident, fiches in groupes.items()}


def _personne(brut: Brut, fiches: list[Rh]) -> Personne:
    rangees = _premier(fiches, brut.jour)
    autorites = [brut.metiers.get(fiche.emploi, ("inconnue", "")) for fiche in rangees]
    autorite, code = next((a for a in autorites if a[0] != "inconnue"), ("inconnue", ""))
    fins = [fiche.fin for fiche in fiches]
    return Personne(
        any(fiche.ouvert(brut.jour) for fiche in fiches),
        autorite,
        code,
        next((fiche.contrat for fiche in rangees if fiche.contrat), None),
        next((fiche.etablissement for fiche in rangees if fiche.etablissement), None),
        min((fiche.debut for fiche in fiches if fiche.debut), default=None),
        None if None in fins else max(fin for fin in fins if fin),
    )


def confirmes(
    brut: Brut, qui: Mapping[Cle, Hashable], numeros: Mapping[Hashable, str]
) -> dict[Hashable, str]:
    """Identifier → national number of those the restricted extraction proves: their true number is in it
    under the
    birth date, birth name and given names of an HR row, and nothing received declares another number. Once
    declared,
    the number bears one letter of difference, or the name of exercise in the birth name's place."""
    dits: dict[Hashable, set[str]] = defaultdict(set)
    lignes: list[Rh | Compte] = [*brut.rh, *brut.comptes]
    for ligne in lignes:
        ident = qui.get((ligne.source, ligne.cle))
        if ident is not None and luhn(ligne.rpps):
            dits[ident].add(ligne.rpps)
    out: dict[Hashable, str] = {}
    for fiche in brut.rh:
        ident = qui[(fiche.source, fiche.cle)]
        numero = numeros.get(ident, "")
        connu = brut.restreint.get(numero)
        if connu is None or dits[ident] - {numero} or fiche.naissance != connu.naissance:
            continue
        prenoms = [connu.prenoms[0], "".join(connu.prenoms)]
        exact = fiche.nom == connu.nom and fiche.prenom in prenoms
        a_peu_pres = (fiche.nom == connu.exercice or proches(fiche.nom, connu.nom)) and any(
            proches(fiche.prenom, prenom) for prenom in prenoms
        )
        if exact or (dits[ident] and a_peu_pres):
            out[ident] = numero
    return out


def luhn(numero: str) -> bool:
    """Eleven digits whose key is right."""
    if len(numero) != 11 or not numero.isdigit():
        return False
    chiffres = [int(chiffre) * (2 if rang % 2 else 1) for rang, chiffre in enumerate(reversed(numero))]
    return sum(chiffre // 10 + chiffre % 10 for chiffre in chiffres) % 10 == 0


def proches(a: str, b: str) -> bool:
    """Equal, or one letter changed, added or lost."""
    if len(a) > len(b):
        a, b = b, a
    debut = next((rang for rang, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a[debut + (len(a) == len(b)) :] == b[debut + 1 :]


def compter(valeurs: Iterable[str | None]) -> dict[str, int]:
    """How many of each."""
    return dict(Counter(valeur or "" for valeur in valeurs))
