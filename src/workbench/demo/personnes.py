"""The people of the fictional GHT and their lives: birth, job, contract, moves, national number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

import numpy as np

from workbench.demo.noms import pools
from workbench.demo.tables import ENTITES, LIVRAISONS, Metier, faults, metiers, services
from workbench.socle.luhn import luhn_cle

DEBUT, FIN = LIVRAISONS[0], LIVRAISONS[-1]
_JEUNES = {"interne", "stage"}
_NAISSANCES_JEUNES = (dt.date(1996, 1, 1), dt.date(2006, 1, 1))
_NAISSANCES = (dt.date(1961, 1, 1), dt.date(2003, 1, 1))
COMMUNES = [
    ("99801", "RIVEMONT"),
    ("99802", "VALBRUNE"),
    ("75112", "PARIS 12"),
    ("69383", "LYON 03"),
    ("13055", "MARSEILLE"),
    ("59350", "LILLE"),
    ("31555", "TOULOUSE"),
    ("33063", "BORDEAUX"),
    ("2A004", "AJACCIO"),
    ("67482", "STRASBOURG"),
    ("35238", "RENNES"),
    ("06088", "NICE"),
]
ETRANGER = [
    ("99352", "ALGER", "Algérie"),
    ("99350", "CASABLANCA", "Maroc"),
    ("99351", "TUNIS", "Tunisie"),
    ("99139", "PORTO", "Portugal"),
    ("99243", "HANOI", "Viet Nam"),
    ("99322", "ABIDJAN", "Côte d'Ivoire"),
    ("99114", "BUCAREST", "Roumanie"),
]


@dataclass
class Personne:
    """One fictional professional; `defauts` are the person-level faults drawn for them."""

    numero: int
    sexe: str
    nom_naissance: str
    nom_usage: str | None
    prenoms: list[str]
    prenom_usuel: str
    naissance: dt.date
    commune: str
    lieu: str
    pays: str
    metier: Metier
    entite: str
    service: str
    contrat: str
    arrivee: dt.date
    depart: dt.date | None
    rpps: str | None = None
    rpps_depuis: dt.date | None = None
    dpi_rpps_depuis: dt.date | None = None
    restreint: bool = False
    seconde_entite: str | None = None
    second_matricule: dt.date | None = None
    demenagement: tuple[dt.date, str] | None = None
    interim: str | None = None
    defauts: list[str] = field(default_factory=list)

    @property
    def nom(self) -> str:
        """The name people know: usage name, or birth name."""
        return self.nom_usage or self.nom_naissance

    def present(self, day: dt.date) -> bool:
        """Under contract at that date."""
        return self.arrivee <= day and (self.depart is None or self.depart >= day)

    def service_at(self, day: dt.date) -> str:
        """Service code at that date, moves included."""
        return self.demenagement[1] if self.demenagement and self.demenagement[0] <= day else self.service

    def rng(self, graine: int, source: str) -> Random:
        """A generator of this person's own for one source: faults stay the same from month to month."""
        return Random(f"{graine}/{self.numero}/{source}")


def _day(rng: Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=rng.randrange(max(1, (last - first).days)))


def _service(rng: Random, metier: Metier, entite: str) -> str:
    prefix = next(e.prefixe for e in ENTITES if e.code == entite)
    own = [row for row in services() if row[0].startswith(prefix)]
    admin = metier.cle in {"administratif", "informatique", "admissions", "technique", "tim"}
    chosen = [row for row in own if (row[2] == "ADM") == admin] or own
    return rng.choice(chosen)[0]


def _contract(rng: Random, metier: Metier) -> str:
    if metier.contrat:
        return metier.contrat
    if metier.am:
        return rng.choices(["titulaire", "cdd", "cdi"], [0.6, 0.3, 0.1])[0]
    return rng.choices(["titulaire", "cdi", "cdd", "vacation", "interim"], [0.62, 0.12, 0.2, 0.03, 0.03])[0]


def _life(rng: Random, contrat: str) -> tuple[dt.date, dt.date | None]:
    """Arrival and departure: most stay, some left before, some leave or arrive during the six months."""
    if contrat == "interne":
        first = rng.random() < 0.55
        return (
            (dt.date(2026, 5, 2), dt.date(2026, 10, 31))
            if first
            else (dt.date(2026, 11, 1), dt.date(2027, 5, 1))
        )
    if contrat == "stage":
        start = _day(rng, dt.date(2026, 3, 1), dt.date(2026, 10, 25))
        return start, start + dt.timedelta(days=rng.choice([35, 70, 105]))
    draw = rng.random()
    if contrat in {"interim", "vacation"}:
        start = _day(rng, dt.date(2026, 3, 1), FIN)
        return start, start + dt.timedelta(days=rng.randrange(20, 150))
    old = _day(rng, dt.date(1992, 1, 1), dt.date(2026, 4, 1))
    if draw < 0.06:
        return old, _day(rng, max(old, dt.date(2025, 1, 1)), DEBUT) if old < dt.date(2025, 6, 1) else None
    if draw < 0.13:
        return old, _day(rng, DEBUT, dt.date(2026, 12, 15))
    if draw < 0.22:
        return _day(rng, DEBUT, FIN), None
    return old, dt.date(2027, 3, 31) if contrat == "cdd" and rng.random() < 0.5 else None


def build_people(graine: int, agents: int) -> list[Personne]:
    """About `agents` people present at a time, and those who left or come; same seed, same people."""
    names = pools(graine)
    nrng = np.random.default_rng([graine, 1])
    rng = Random(f"{graine}/population")
    size = int(agents * 1.07)
    jobs = metiers()
    weights = [job.poids for job in jobs]
    surnames = names.surnames(nrng, size)
    others = names.surnames(nrng, size)
    picked = rng.choices(jobs, weights, k=size)
    women = np.array([rng.random() < job.femmes for job in picked])
    given = [names.given(nrng, women) for _ in range(3)]
    people = [
        _person(
            rng,
            number,
            picked[number],
            bool(women[number]),
            str(surnames[number]),
            str(others[number]),
            [str(column[number]) for column in given],
        )
        for number in range(size)
    ]
    _relatives(rng, people)
    _numbers(Random(f"{graine}/rpps"), people, graine)
    return people


def _person(
    rng: Random, numero: int, metier: Metier, femme: bool, nom: str, autre: str, prenoms: list[str]
) -> Personne:
    usage, given, usuel, defauts = _names(rng, femme, nom, autre, prenoms)
    commune, lieu = rng.choice(COMMUNES)
    pays = "France"
    if rng.random() < faults()["naissance_etranger"]:
        defauts.append("naissance_etranger")
        commune, lieu, pays = rng.choice(ETRANGER)
    entite = rng.choices([e.code for e in ENTITES], [e.poids for e in ENTITES])[0]
    contrat = _contract(rng, metier)
    naissance = _day(rng, *(_NAISSANCES_JEUNES if contrat in _JEUNES else _NAISSANCES))
    arrivee, depart = _life(rng, contrat)
    arrivee = max(arrivee, dt.date(naissance.year + 19, 1, 1))
    person = Personne(
        numero=numero,
        sexe="F" if femme else "M",
        nom_naissance=nom,
        nom_usage=usage,
        prenoms=given,
        prenom_usuel=usuel,
        naissance=naissance,
        commune=commune,
        lieu=lieu,
        pays=pays,
        metier=metier,
        entite=entite,
        service=_service(rng, metier, entite),
        contrat=contrat,
        arrivee=arrivee,
        depart=depart,
        defauts=defauts,
    )
    _second_files(rng, person)
    if rng.random() < 0.05:
        person.demenagement = (_day(rng, DEBUT, FIN), _service(rng, metier, entite))
    return person


def _names(
    rng: Random, femme: bool, nom: str, autre: str, prenoms: list[str]
) -> tuple[str | None, list[str], str, list[str]]:
    """(usage name, given names, the one in use, faults drawn)."""
    rates = faults()
    defauts: list[str] = []
    usage = None
    if femme and rng.random() < rates["nom_usage_mariage"] * 1.3:
        defauts.append("nom_usage_mariage")
        usage = autre
        if rng.random() < rates["noms_accoles"]:
            defauts.append("noms_accoles")
            usage = f"{nom}{rng.choice(['-', ' '])}{autre}"
    count = rng.choices([1, 2, 3], [0.35, 0.4, 0.25])[0]
    given = list(dict.fromkeys(prenoms[:count]))
    if len(given) > 1 and rng.random() < rates["prenom_usuel_second"]:
        return usage, given, given[1], [*defauts, "prenom_usuel_second"]
    return usage, given, given[0], defauts


def _second_files(rng: Random, person: Personne) -> None:
    """What gives a person a file elsewhere: a temp agency, a second establishment, a second contract."""
    rates = faults()
    if person.contrat == "interim":
        person.interim = rng.choice(["MEDIPOOL", "SANTE RENFORT", "AGENCE DU VAL"])
    elif person.contrat not in _JEUNES and rng.random() < rates["deux_hopitaux"]:
        person.defauts.append("deux_hopitaux")
        person.seconde_entite = rng.choice([e.code for e in ENTITES if e.code != person.entite])
    elif person.contrat in {"cdi", "cdd"} and rng.random() < rates["deux_contrats_deux_matricules"] * 3:
        person.defauts.append("deux_contrats_deux_matricules")
        person.second_matricule = _day(rng, max(person.arrivee, dt.date(2024, 1, 1)), FIN)


def _relatives(rng: Random, people: list[Personne]) -> None:
    """Twins, parent and child of the same name, and plain homonyms, made by rewriting a neighbour."""
    rates = faults()
    for code in ("jumeaux", "pere_fils", "homonymes"):
        for _ in range(max(1, round(len(people) * rates[code]))):
            i, j = rng.sample(range(len(people)), 2)
            model, copy = people[i], people[j]
            if copy.defauts and set(copy.defauts) & {"jumeaux", "pere_fils", "homonymes"}:
                continue
            _rewrite(rng, code, model, copy)


def _rewrite(rng: Random, code: str, model: Personne, copy: Personne) -> None:
    if code == "jumeaux":
        if copy.sexe != model.sexe or copy.prenoms[0] == model.prenoms[0]:
            return
        copy.nom_naissance, copy.nom_usage, copy.naissance = model.nom_naissance, None, model.naissance
        copy.commune, copy.lieu, copy.pays = model.commune, model.lieu, model.pays
        copy.prenoms = [prenom for prenom in copy.prenoms if prenom not in model.prenoms] or copy.prenoms
    else:
        if copy.sexe != model.sexe:
            return
        copy.nom_naissance, copy.nom_usage = model.nom_naissance, model.nom_usage
        copy.prenoms = [model.prenoms[0], *copy.prenoms[1:]]
        if code == "pere_fils":
            copy.naissance = model.naissance.replace(
                year=model.naissance.year - 1, day=min(model.naissance.day, 28)
            )
            copy.naissance = copy.naissance.replace(
                year=max(1960, copy.naissance.year - rng.randrange(20, 30))
            )
        elif rng.random() < 0.4:
            copy.entite, copy.service, copy.demenagement = model.entite, model.service, None
    copy.prenom_usuel = copy.prenoms[0]
    copy.defauts.append(code)
    model.defauts.append(code)


def _numbers(rng: Random, people: list[Personne], graine: int) -> None:
    """National numbers and the day they were obtained; the DPI learns them later."""
    for person in people:
        before, after = person.metier.rpps
        draw = rng.random()
        if draw >= after:
            continue
        person.rpps = national_number(graine, person.numero)
        person.rpps_depuis = dt.date(2015, 1, 1) if draw < before else _day(rng, DEBUT, FIN)
        person.restreint = rng.random() < 0.93
        quick = {"ordre": 0.62, "ars": 0.45}.get(person.metier.autorite, 0.2)
        known = dt.date(2026, 1, 1) if rng.random() < quick else _day(rng, DEBUT, dt.date(2027, 4, 1))
        person.dpi_rpps_depuis = max(known, person.rpps_depuis)


def national_number(graine: int, rank: int) -> str:
    """A fictional, well-formed number: 19 + 8 digits + Luhn key; distinct for distinct ranks below 10^8."""
    body = f"19{(rank * 48_271 + graine * 7_919) % 100_000_000:08d}"
    return body + luhn_cle(body)
