"""The same home a month later: what a renumbering, a cut file or another establishment's rows publish.

`python benchmarks/ailleurs/mois_suivant.py [WORD…]` prints the table of docs/mesures.md. Lists of 8 and of 60
people (HR, directory), published, then delivered again with one thing changed; right: each person keeps the
unique identifier, the accounts and the dates; else the run must stop and say why. « dit » : published, and
the run tells what has changed.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.run.pipeline import run
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse import close_published, open_published

MOIS = ("2026-11-02", "2026-12-02")
TAILLES = (8, 60)
NOMS = (
    "PETIT", "LEROY", "HOAREAU", "D'ABOVILLE", "MAÏGA", "NGUYEN", "LE GOFF", "GARCIA", "BEN SALAH", "ROUX",
    "VIDAL", "ÉTIENNE", "KELLER", "SAINT-LOUIS", "MOREL",
)  # fmt: skip
PRENOMS = ("Claire", "Yann", "Marie-Josée", "Omar", "Inès", "Paul", "Thi Mai", "Loïc")
SERVICES = ("Cardiologie", "Urgences", "Pharmacie", "EHPAD Les Tilleuls")
TITRES = "Matricule;Nom;Prénom;Né le;Service;Entrée;Sortie"
COLONNES = 'matricule = "Matricule", nom = "Nom", prenoms = "Prénom", date_naissance = "Né le"'
REGLAGES = f"""version = 1
[etablissement]
nom = "Essai"
[[sources]]
code = "rh"
nature = "sirh"
fichier = "rh.csv"
colonnes = {{ {COLONNES}, service = "Service", date_debut = "Entrée", date_fin = "Sortie" }}
[[sources]]
code = "ad"
nature = "annuaire"
fichier = "ad.csv"
colonnes = {{ login = "Login", nom = "Nom", prenom = "Prénom", matricule = "Matricule", actif = "Actif" }}
"""


@dataclass(frozen=True)
class Agent:
    """One person of HR and her account; `rh`, `ad`: the number each system writes."""

    rang: int
    nom: str
    prenom: str
    ne: str
    service: str
    debut: str
    rh: str
    ad: str

    @property
    def login(self) -> str:
        """The account's name, which never changes."""
        return f"agent{self.rang:02}"


def population(taille: int) -> list[Agent]:
    """So many people, no two with the same names."""
    tirage = random.Random(taille)
    couples = tirage.sample([(nom, prenom) for nom in NOMS for prenom in PRENOMS], taille)
    return [
        Agent(
            rang, nom, prenom, f"{1 + rang % 28:02}/{1 + rang % 12:02}/{1965 + rang % 37}",
            SERVICES[rang % len(SERVICES)], f"{1 + rang % 28:02}/{1 + rang % 12:02}/{2003 + rang % 20}",
            number := f"{1201 + 37 * rang:07}", number,
        )
        for rang, (nom, prenom) in enumerate(couples)
    ]  # fmt: skip


@dataclass
class Livraison:
    """What is delivered the second month, before it is written."""

    agents: list[Agent]
    titres: str = TITRES
    ajouts: list[str] = field(default_factory=list)
    coupe: Callable[[str], str] = str
    reglages: str = REGLAGES


def _rh(geste: Callable[[Agent], str]) -> Callable[[Livraison], None]:
    def faire(one: Livraison) -> None:
        one.agents = [replace(agent, rh=geste(agent)) for agent in one.agents]

    return faire


def _deux(geste: Callable[[Agent], str]) -> Callable[[Livraison], None]:
    """The new number goes into the directory as well."""

    def faire(one: Livraison) -> None:
        one.agents = [replace(agent, rh=geste(agent), ad=geste(agent)) for agent in one.agents]

    return faire


def _tourne(one: Livraison) -> None:
    """The new system takes the same numbers again, for other people."""
    numbers = [agent.rh for agent in one.agents]
    one.agents = [
        replace(agent, rh=number, ad=number)
        for agent, number in zip(one.agents, [*numbers[1:], numbers[0]], strict=True)
    ]


def _titre(avant: str, apres: str) -> Callable[[Livraison], None]:
    def faire(one: Livraison) -> None:
        one.titres = one.titres.replace(avant, apres)

    return faire


def _service(part: int) -> Callable[[Livraison], None]:
    def faire(one: Livraison) -> None:
        one.agents = [
            replace(agent, service="Soins intensifs de cardiologie")
            if agent.service == "Cardiologie" and agent.rang % part == 0
            else agent
            for agent in one.agents
        ]

    return faire


def _coupe(part: float, milieu: bool) -> Callable[[Livraison], None]:
    def couper(text: str) -> str:
        place = int(len(text) * part)
        return text[:place] if milieu else text[: text.rfind("\n", 0, place) + 1]

    def faire(one: Livraison) -> None:
        one.coupe = couper

    return faire


def _etrangers(memes: bool) -> Callable[[Livraison], None]:
    """Rows of another establishment, as many as ours, with our numbers or with others."""

    def faire(one: Livraison) -> None:
        one.ajouts = [
            f"{agent.rh if memes else f'9{agent.rh[1:]}'};MARIVAUX {chr(65 + agent.rang % 26)};"
            f"{'Ghislaine' if agent.rang % 2 else 'Guy'};{1 + agent.rang % 27:02}/03/"
            f"{1950 + agent.rang % 49};Archives;01/01/2001;"
            for agent in one.agents
        ]

    return faire


def _rien(one: Livraison) -> None:
    pass


CAS: dict[str, Callable[[Livraison], None]] = {
    "rien (un mois plus tard)": _rien,
    "préfixe MAT, RH seules": _rh(lambda a: f"MAT{a.rh}"),
    "préfixe MAT, RH et annuaire": _deux(lambda a: f"MAT{a.rh}"),
    "code de site 75 collé, RH seules": _rh(lambda a: f"75{a.rh}"),
    "suffixe /01, RH seules": _rh(lambda a: f"{a.rh}/01"),
    "zéros ajoutés (12 signes)": _rh(lambda a: a.rh.zfill(12)),
    "zéros perdus": _rh(lambda a: a.rh.lstrip("0")),
    "préfixe sur une ligne sur deux": _rh(lambda a: f"MAT{a.rh}" if a.rang % 2 else a.rh),
    "préfixe sur une ligne sur six": _rh(lambda a: f"MAT{a.rh}" if a.rang % 6 == 0 else a.rh),
    "nouveau SIRH, RH seules": _rh(lambda a: f"{500000 + 13 * a.rang}"),
    "nouveau SIRH, RH et annuaire": _deux(lambda a: f"{500000 + 13 * a.rang}"),
    "nouveau SIRH, mêmes numéros pour d'autres": _tourne,
    "numéros échangés deux à deux": _rh(lambda a: f"{1201 + 37 * (a.rang ^ 1):07}"),
    "colonne Sortie renommée": _titre("Sortie", "Terme"),
    "colonne Service renommée": _titre("Service", "Unité"),
    "colonne Matricule renommée": _titre("Matricule", "Id agent"),
    "colonnes Entrée et Sortie inversées": _titre("Entrée;Sortie", "Sortie;Entrée"),
    "colonnes Nom et Prénom inversées": _titre("Nom;Prénom", "Prénom;Nom"),
    "un service renommé": _service(1),
    "la moitié d'un service déplacée": _service(2),
    "coupé à la moitié": _coupe(0.5, False),
    "coupé au milieu d'une ligne": _coupe(0.5, True),
    "coupé aux neuf dixièmes": _coupe(0.9, False),
    "lignes d'un autre établissement": _etrangers(False),
    "… avec les mêmes numéros": _etrangers(True),
}


def write(home: Path, day: str, one: Livraison, fin: str = "") -> None:
    """The two files of a delivery."""
    folder = home / "data" / "raw" / day
    folder.mkdir(parents=True)
    (home / "workbench.toml").write_text(one.reglages, "utf-8")
    rows = [
        f"{a.rh};{a.nom};{a.prenom};{a.ne};{a.service};{a.debut};{fin if a.rang == 1 else ''}"
        for a in one.agents
    ]
    text = one.coupe("\n".join([one.titres, *rows, *one.ajouts]) + "\n")
    (folder / "rh.csv").write_text(text, "utf-8")
    logins = [f"{a.login};{a.nom};{a.prenom};{a.ad};oui" for a in one.agents]
    (folder / "ad.csv").write_text("\n".join(["Login;Nom;Prénom;Matricule;Actif", *logins]) + "\n", "utf-8")


def people(home: Path) -> dict[str, tuple[object, ...]]:
    """Login → the person published: identifier, name, given name, birth, arrival, departure, service."""
    base = open_published(home)
    read = base.cursor().execute(
        "select c.login, i.id_unique, i.nom_naissance, i.prenoms, i.date_naissance, i.date_arrivee,"
        " i.date_depart, i.presente, i.service from curated.compte c left join curated.identite i"
        " using (id_unique)"
    )
    out = {row[0]: row[1:] for row in read.fetchall()}
    close_published(home)
    return out


def compare(home: Path, before: dict[str, tuple[object, ...]], one: Livraison) -> Iterator[str]:
    """What is not as a person would have it."""
    after = people(home)
    for agent in one.agents:
        was, now = before[agent.login], after.get(agent.login, (None,) * 8)
        if now[0] != was[0]:
            yield f"{agent.login} : {was[0]} devient {now[0]}"
        elif now[1:7] != was[1:7] and agent.rang != 1:
            yield f"{agent.login} : {was[1:7]} devient {now[1:7]}"
        elif now[7] != agent.service:
            yield f"{agent.login} : service {now[7]} pour {agent.service}"
    base = open_published(home)
    found = (
        base.cursor().execute("select count(*) filter (presente), count(*) from curated.identite").fetchone()
    )
    close_published(home)
    wanted = len(one.agents) + len(one.ajouts)
    if found != (wanted, wanted):
        yield f"{found} personnes présentes et connues pour {wanted}"


def play(taille: int, geste: Callable[[Livraison], None], home: Path) -> tuple[str, list[str]]:
    """Two months, and what is published of the second."""
    one = Livraison(population(taille))
    write(home, MOIS[0], one)
    run(home)
    before = people(home)
    geste(one)
    write(home, MOIS[1], one, "31/03/2027")
    try:
        said = run(home).constats
    except ErreurWorkbench as refus:
        return "refusé", [f"{refus.titre} : {refus.message}"]
    wrong = list(compare(home, before, one))
    return ("juste" if not wrong else "dit" if said else "faux"), [*wrong, *(said if wrong else ())]


def main() -> None:
    """Every case, or those whose name holds a word of the command line."""
    counts: Counter[str] = Counter()
    print(
        f"| le mois suivant | {' | '.join(f'{taille} agents' for taille in TAILLES)} |",
        "| --- | --- | --- |",
        sep="\n",
    )
    for name, geste in CAS.items():
        if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        states = []
        for taille in TAILLES:
            with tempfile.TemporaryDirectory() as place:
                state, why = play(taille, geste, Path(place))
            states.append(state)
            if why:
                print(
                    f"{name}, {taille} : {' '.join(' ; '.join(why[:4]).split())[:500]}",
                    file=sys.stderr,
                    flush=True,
                )
        counts.update(states)
        print(f"| {name} | {' | '.join(states)} |", flush=True)
    print(f"\n{counts.total()} essais : {dict(counts)}")


if __name__ == "__main__":
    main()
