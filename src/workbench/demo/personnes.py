"""The people of the fictional GHT and their lives: birth, job, contract, moves, national number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

import numpy as np

from workbench.demo.noms import name_pools
from workbench.demo.tables import Metier, Monde
from workbench.socle.luhn import luhn_cle

_JEUNES = {"interne", "stage"}
_NAISSANCES_JEUNES = (dt.date(1996, 1, 1), dt.date(2006, 1, 1))
_NAISSANCES = (dt.date(1961, 1, 1), dt.date(2003, 1, 1))


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
    coupure: int = 1
    demenagement: tuple[dt.date, str] | None = None
    interim: str | None = None
    defauts: list[str] = field(default_factory=list)
    monde: Monde = field(kw_only=True, repr=False)

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


@dataclass(frozen=True)
class _Tirage:
    """The hospital and the generator its people are drawn with."""

    monde: Monde
    rng: Random

    @property
    def debut(self) -> dt.date:
        """The first delivery."""
        return self.monde.livraisons[0]

    @property
    def fin(self) -> dt.date:
        """The last delivery."""
        return self.monde.livraisons[-1]

    def hit(self, code: str, times: float = 1) -> bool:
        """Is this fault drawn; a hospital that does not know it draws nothing."""
        return code in self.monde.taux and self.rng.random() < self.monde.taux[code] * times


def _service(t: _Tirage, metier: Metier, entite: str) -> str:
    rng = t.rng
    prefix = t.monde.entite(entite).prefixe
    own = [row for row in t.monde.services if row[0].startswith(prefix)]
    admin = metier.cle in {"administratif", "informatique", "admissions", "technique", "tim"}
    chosen = [row for row in own if (row[2] == "ADM") == admin] or own
    return rng.choice(chosen)[0]


def _contract(t: _Tirage, metier: Metier) -> str:
    rng = t.rng
    if metier.contrat:
        return metier.contrat
    if metier.am:
        return rng.choices(["titulaire", "cdd", "cdi"], [0.6, 0.3, 0.1])[0]
    return rng.choices(["titulaire", "cdi", "cdd", "vacation", "interim"], t.monde.contrats)[0]


def _life(t: _Tirage, contrat: str) -> tuple[dt.date, dt.date | None]:
    """Arrival and departure: most stay, some left before, some leave or arrive during the six months."""
    rng = t.rng
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
        start = _day(rng, dt.date(2026, 3, 1), t.fin)
        return start, start + dt.timedelta(days=rng.randrange(20, 150))
    old = _day(rng, dt.date(1992, 1, 1), dt.date(2026, 4, 1))
    if draw < 0.06:
        return old, _day(rng, max(old, dt.date(2025, 1, 1)), t.debut) if old < dt.date(2025, 6, 1) else None
    if draw < 0.13:
        return old, _day(rng, t.debut, dt.date(2026, 12, 15))
    if draw < 0.22:
        return _day(rng, t.debut, t.fin), None
    return old, dt.date(2027, 3, 31) if contrat == "cdd" and rng.random() < 0.5 else None


def build_people(graine: int, agents: int, monde: Monde) -> list[Personne]:
    """About `agents` people present at a time, and those who left or come; same seed, same people."""
    names = name_pools(graine, monde)
    nrng = np.random.default_rng([graine, 1])
    rng = Random(f"{graine}/population")
    tirage = _Tirage(monde, rng)
    size = int(agents * 1.07)
    jobs = monde.metiers
    weights = [job.poids for job in jobs]
    origins = names.origins(nrng, size)
    surnames = names.surnames(nrng, size, origins)
    others = names.surnames(nrng, size, names.marrying(nrng, origins))
    picked = rng.choices(jobs, weights, k=size)
    women = np.array([rng.random() < job.femmes for job in picked])
    given = [names.given(nrng, women, origins) for _ in range(3)]
    people = [
        _person(
            tirage,
            number,
            picked[number],
            bool(women[number]),
            str(surnames[number]),
            str(others[number]),
            [str(column[number]) for column in given],
        )
        for number in range(size)
    ]
    _relatives(tirage, people)
    _numbers(_Tirage(monde, Random(f"{graine}/rpps")), people, graine)
    return people


def _person(
    t: _Tirage, numero: int, metier: Metier, femme: bool, nom: str, autre: str, prenoms: list[str]
) -> Personne:
    rng, monde = t.rng, t.monde
    usage, given, usuel, defauts = _names(t, femme, nom, autre, prenoms)
    commune, lieu = rng.choice(monde.communes)
    pays = "France"
    if t.hit("naissance_etranger"):
        defauts.append("naissance_etranger")
        commune, lieu, pays = rng.choice(monde.etranger)
    entite = rng.choices([e.code for e in monde.entites], [e.poids for e in monde.entites])[0]
    contrat = _contract(t, metier)
    naissance = _day(rng, *(_NAISSANCES_JEUNES if contrat in _JEUNES else _NAISSANCES))
    arrivee, depart = _life(t, contrat)
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
        service=_service(t, metier, entite),
        contrat=contrat,
        arrivee=arrivee,
        depart=depart,
        defauts=defauts,
        monde=monde,
    )
    _second_files(t, person)
    if rng.random() < 0.05:
        person.demenagement = (_day(rng, t.debut, t.fin), _service(t, metier, entite))
    return person


def _names(
    t: _Tirage, femme: bool, nom: str, autre: str, prenoms: list[str]
) -> tuple[str | None, list[str], str, list[str]]:
    """(usage name, given names, the one in use, faults drawn)."""
    rng = t.rng
    defauts: list[str] = []
    usage = None
    if femme and t.hit("nom_usage_mariage", 1.3):
        defauts.append("nom_usage_mariage")
        usage = autre
        if t.hit("noms_accoles"):
            defauts.append("noms_accoles")
            usage = f"{nom}{rng.choice(['-', ' '])}{autre}"
    count = rng.choices([1, 2, 3], [0.35, 0.4, 0.25])[0]
    given = list(dict.fromkeys(prenoms[:count]))
    if len(given) > 1 and t.hit("prenom_usuel_second"):
        return usage, given, given[1], [*defauts, "prenom_usuel_second"]
    return usage, given, given[0], defauts


def _second_files(t: _Tirage, person: Personne) -> None:
    """What gives a person a file elsewhere: a temp agency, a second establishment, a second contract."""
    rng, monde = t.rng, t.monde
    if person.contrat == "interim":
        person.interim = rng.choice(monde.agences)
    elif person.contrat not in _JEUNES and t.hit("deux_hopitaux"):
        person.defauts.append("deux_hopitaux")
        person.seconde_entite = rng.choice([e.code for e in monde.entites if e.code != person.entite])
    elif person.contrat in {"cdi", "cdd"} and t.hit("deux_contrats_deux_matricules", 3):
        person.defauts.append("deux_contrats_deux_matricules")
        person.second_matricule = _day(rng, max(person.arrivee, dt.date(2024, 1, 1)), t.fin)
    elif person.contrat not in _JEUNES and t.hit("reembauche"):
        person.defauts.append("reembauche")
        person.second_matricule = _day(rng, max(person.arrivee, dt.date(2025, 6, 1)), t.fin)
        person.coupure = rng.randrange(20, 200)


def _relatives(t: _Tirage, people: list[Personne]) -> None:
    """Twins, parent and child of the same name, and plain homonyms, made by rewriting a neighbour."""
    rng, rates = t.rng, t.monde.taux
    for code in ("jumeaux", "pere_fils", "homonymes"):
        for _ in range(max(1, round(len(people) * rates[code]))):
            i, j = rng.sample(range(len(people)), 2)
            model, copy = people[i], people[j]
            if copy.defauts and set(copy.defauts) & {"jumeaux", "pere_fils", "homonymes"}:
                continue
            _rewrite(t, code, model, copy)


def _rewrite(t: _Tirage, code: str, model: Personne, copy: Personne) -> None:
    rng = t.rng
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
            _beside(model, copy)
    if code != "homonymes" and t.hit("proches_meme_service"):
        _beside(model, copy)
    copy.prenom_usuel = copy.prenoms[0]
    copy.defauts.append(code)
    model.defauts.append(code)


def _beside(model: Personne, copy: Personne) -> None:
    """Both in the same service."""
    copy.entite, copy.service, copy.demenagement = model.entite, model.service, None


def _numbers(t: _Tirage, people: list[Personne], graine: int) -> None:
    """National numbers and the day they were obtained; the DPI learns them later."""
    rng = t.rng
    for person in people:
        before, after = person.metier.rpps
        draw = rng.random()
        if draw >= after:
            continue
        person.rpps = national_number(graine, person.numero)
        person.rpps_depuis = dt.date(2015, 1, 1) if draw < before else _day(rng, t.debut, t.fin)
        person.restreint = rng.random() < 0.93
        quick = {"ordre": 0.62, "ars": 0.45}.get(person.metier.autorite, 0.2)
        known = dt.date(2026, 1, 1) if rng.random() < quick else _day(rng, t.debut, dt.date(2027, 4, 1))
        person.dpi_rpps_depuis = max(known, person.rpps_depuis)


def national_number(graine: int, rank: int) -> str:
    """A fictional, well-formed number: 19 + 8 digits + Luhn key; distinct for distinct ranks below 10^8."""
    body = f"19{(rank * 48_271 + graine * 7_919) % 100_000_000:08d}"
    return body + luhn_cle(body)
