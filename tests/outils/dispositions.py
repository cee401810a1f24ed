"""Files written from `dispositions.toml`: invented people, in the layouts other hospitals use."""

from __future__ import annotations

import csv
import datetime as dt
import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

ICI = Path(__file__).parents[1] / "sources" / "dispositions"
LIGNES = 60
NOMS = (
    "BERENGER CHATEL DESORMAUX ELOY FAUVEL GRANDJEAN HUGON ISAAC JOURDAN KERMARREC LAGARDE MOULIN NAVARRO"
    " OLLIVIER PERRIN ROUSSEL SAUNIER TEXIER VASSEUR WEBER".split()
)
PRENOMS = (
    "Zoé Noémie Élise Chloé Karim Lucas Mehdi Anne-Laure Sophie Thierry Julien Fatima Camille Hélène Bruno"
    " Mathilde Nadia Olivier Pauline Quentin".split()
)
SERVICES = ["CARDIOLOGIE", "URGENCES ADULTES", "MEDECINE INTERNE", "BLOC CENTRAL", "PEDIATRIE", "RADIOLOGIE"]
VILLES = ["LYON 03", "AJACCIO", "NANTES", "BREST", "SETIF", "LILLE"]
EMPLOIS = [
    "INFIRMIER DE",
    "AIDE-SOIGNANT",
    "PRATICIEN HOSPITALIER",
    "KINESITHERAPEUTE",
    "AGENT ADMINISTRATIF",
]


@dataclass(frozen=True)
class Disposition:
    """One layout: `colonnes` is (title, expected canonical column or empty, kind of values)."""

    nom: str
    nature: str
    colonnes: list[tuple[str, str, str]]
    separateur: str = ";"
    encodage: str = "utf-8"
    type_contrat: str | None = None
    role: str | None = None

    @property
    def attendu(self) -> dict[str, str]:
        """Canonical column → title a person would choose."""
        return {name: title for title, name, _ in self.colonnes if name}


def dispositions(fichier: str = "dispositions.toml") -> list[Disposition]:
    """Every layout of `dispositions.toml`, or of `autres.toml`."""
    data = tomllib.loads((ICI / fichier).read_text("utf-8"))["fichiers"]
    out = []
    for one in data:
        columns = [[part.strip() for part in line.split(" | ")] for line in one.pop("colonnes")]
        out.append(Disposition(**one, colonnes=[(t, "" if c == "-" else c, g) for t, c, g in columns]))
    return out


def _luhn(ten: str) -> str:
    total = 0
    for rank, char in enumerate(reversed(ten)):
        value = int(char) * (1 if rank % 2 else 2)
        total += value - 9 if value > 9 else value
    return ten + str(-total % 10)


@dataclass
class Personne:
    """One invented person: the row's number and its luck."""

    rang: int
    hasard: random.Random

    def jour(self, premier: int, dernier: int) -> dt.date:
        """A day between two years."""
        return dt.date(premier, 1, 1) + dt.timedelta(
            days=self.hasard.randrange(365 * (dernier - premier + 1))
        )

    @property
    def nom(self) -> str:
        return NOMS[self.rang % len(NOMS)]

    @property
    def prenom(self) -> str:
        return PRENOMS[(self.rang * 7) % len(PRENOMS)]

    @property
    def login(self) -> str:
        return f"{self.prenom[0].lower()}{self.nom.lower()}{self.rang}".replace("é", "e")


def _genres() -> dict[str, Callable[[Personne], object]]:
    fr, iso, huit = "%d/%m/%Y", "%Y-%m-%d", "%Y%m%d"
    naissance, debut = (lambda p: p.jour(1955, 2003)), (lambda p: p.jour(2015, 2025))
    fin = lambda p: p.jour(2026, 2029) if p.rang % 3 == 0 else None  # noqa: E731
    texte = lambda day, form: day.strftime(form) if day else ""  # noqa: E731
    pick = lambda p, items: items[p.hasard.randrange(len(items))]  # noqa: E731
    return {
        "numero5": lambda p: str(10_400 + p.rang * 3),
        "numero6": lambda p: f"{4_200 + p.rang * 7:06d}",
        "numero8": lambda p: f"{71_000 + p.rang * 11:08d}",
        "mission": lambda p: f"M26-{900 + p.rang}",
        "serie": lambda p: f"{0x04A1B2C3 + p.rang * 977:08X}",
        "guid": lambda p: f"{p.hasard.getrandbits(32):08x}-aaaa-4bbb-8ccc-{p.hasard.getrandbits(48):012x}",
        "sid": lambda p: f"S-1-5-21-1004336348-1177238915-682003330-{1_100 + p.rang}",
        "user": lambda p: "user",
        "huit": lambda p: "8",
        "vide": lambda p: "",
        "uac": lambda p: ["512", "514", "66048"][p.rang % 3],
        "ticks": lambda p: str(133_000_000_000_000_000 + p.rang * 10**13),
        "never": lambda p: "9223372036854775807",
        "tel": lambda p: f"04 67 00 {p.rang:02d} 10",
        "nom": lambda p: p.nom,
        "nom_rare": lambda p: NOMS[(p.rang + 3) % len(NOMS)] if p.rang % 4 == 0 else "",
        "prenom": lambda p: p.prenom,
        "complet": lambda p: f"{p.nom} {p.prenom}",
        "login": lambda p: p.login,
        "upn": lambda p: f"{p.login}@ght-exemple.fr",
        "mail": lambda p: f"{p.login}@ch-exemple.fr",
        "dn": lambda p: f"CN={p.nom} {p.prenom},OU=Utilisateurs,DC=ch,DC=local",
        "civilite": lambda p: pick(p, ["M.", "MME"]),
        "sexe12": lambda p: pick(p, ["1", "2"]),
        "sexe_mf": lambda p: pick(p, ["M", "F"]),
        "naissance": lambda p: texte(naissance(p), fr),
        "naissance8": lambda p: texte(naissance(p), huit),
        "naissance_iso": lambda p: texte(naissance(p), iso),
        "debut": lambda p: texte(debut(p), fr),
        "debut8": lambda p: texte(debut(p), huit),
        "debut_iso": lambda p: texte(debut(p), iso),
        "fin": lambda p: texte(fin(p), fr),
        "fin8": lambda p: texte(fin(p), huit) or "29991231",
        "fin_iso": lambda p: texte(fin(p), iso),
        "remise": lambda p: texte(p.jour(2026, 2026), fr),
        "validite": lambda p: texte(p.jour(2028, 2029), fr),
        "cree": lambda p: texte(p.jour(2016, 2022), fr),
        "vu": lambda p: texte(p.jour(2026, 2026), "%d/%m/%Y 08:12"),
        "cree_us": lambda p: texte(p.jour(2016, 2022), "%m/%d/%Y 8:03:12 AM"),
        "vu_us": lambda p: texte(p.jour(2026, 2026), "%m/%d/%Y 8:03:12 AM"),
        "cree_z": lambda p: texte(p.jour(2016, 2022), "%Y-%m-%dT08:03:12Z"),
        "commune": lambda p: pick(p, ["69383", "2A004", "44109", "29019", "59350", "99352"]),
        "ville": lambda p: pick(p, VILLES),
        "site": lambda p: pick(p, ["CHA", "CHB"]),
        "grade": lambda p: pick(
            p, ["INF.SOINS GENER.1ER GRADE", "ASSIST MED ADM CL NORM", "AIDE SOIGNANT CL SUP"]
        ),
        "codegrade": lambda p: pick(p, ["3154", "2210", "1182"]),
        "contrat": lambda p: pick(p, ["TITULAIRE", "CDI", "CDD", "STAGIAIRE FPH"]),
        "uf": lambda p: pick(p, ["4210", "4211", "5100", "6120"]),
        "uf_unique": lambda p: str(4_000 + p.rang),
        "service": lambda p: pick(p, SERVICES),
        "service_unique": lambda p: f"{SERVICES[p.rang % len(SERVICES)]} {p.rang}",
        "codepole": lambda p: pick(p, ["P1", "P2", "P3"]),
        "pole": lambda p: pick(p, ["Médecine", "Chirurgie", "Femme-enfant"]),
        "emploi": lambda p: pick(p, EMPLOIS),
        "formation": lambda p: pick(p, ["Aide-soignant", "Auxiliaire de puériculture"]),
        "agence": lambda p: pick(p, ["MEDIRELAIS", "APPEL SANTE"]),
        "profil": lambda p: pick(p, ["MEDECIN", "IDE", "SECRETAIRE", "AS"]),
        "actif": lambda p: pick(p, ["Actif", "Inactif"]),
        "on": lambda p: pick(p, ["O", "N"]),
        "vraifaux": lambda p: pick(p, ["True", "False"]),
        "auth": lambda p: pick(p, ["CPS", "MDP"]),
        "mie": lambda p: pick(p, ["CPS", "BADGE"]),
        "etatmie": lambda p: pick(p, ["REMIS", "ACTIVE", "STOCK"]),
        "vague": lambda p: pick(p, ["1", "2", "3"]),
        "profession": lambda p: pick(p, ["10", "60", "70"]),
        "quotite": lambda p: pick(p, ["100", "80", "50"]),
        "euros": lambda p: f"{p.hasard.randrange(2_000, 9_000) / 100:.2f}".replace(".", ","),
        "rpps": lambda p: _luhn(f"{1_010_000_000 + p.rang * 37}"),
        "rpps8": lambda p: "8" + _luhn(f"{1_010_000_000 + p.rang * 37}"),
        "rpps_troue": lambda p: _luhn(f"{1_010_000_000 + p.rang * 37}") if p.rang % 3 else "",
        "finess": lambda p: pick(p, ["690781810", "2A0000014"]),
        "nir": lambda p: (
            f"{pick(p, ['1', '2'])}{p.hasard.randrange(60, 99)}05{p.hasard.randrange(10, 95)}"
            f"{p.hasard.randrange(100, 999)}{p.hasard.randrange(100, 999)}"
        ),
    }


def ecrire(disposition: Disposition, dossier: Path, graine: int = 11) -> Path:
    """Write one layout, `LIGNES` people, in its own format."""
    kinds, chance = _genres(), random.Random(graine)
    titles = [title for title, _, _ in disposition.colonnes]
    rows = []
    for rank in range(LIGNES):
        person = Personne(rank, chance)
        rows.append([str(kinds[kind](person)) for _, _, kind in disposition.colonnes])
    path = dossier / disposition.nom
    if path.suffix == ".xlsx":
        book = Workbook()
        for line in [titles, *rows]:
            book.active.append(line)
        book.save(path)
        return path
    with path.open("w", encoding=disposition.encodage, newline="") as file:
        csv.writer(file, delimiter=disposition.separateur).writerows([titles, *rows])
    return path
