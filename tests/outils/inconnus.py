"""Files of a hospital nobody here has seen: one invented, coherent population, in the layouts of the TOML
files of `tests/sources/inconnus`: what is tuned on (`reglage.toml`), what only judges (`juge.toml`), a
newcomer's four files (`nouveau.toml`).
"""

from __future__ import annotations

import base64
import csv
import datetime as dt
import random
import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook

ICI = Path(__file__).parents[1] / "sources" / "inconnus"
NOMS = (
    "ALLARD AUBRY BARON BENHADDOU BLANCHET BOUCHER BRIAND CARLIER CHEVALLIER COLAS COULIBALY DACOSTA DELAUNAY"
    " DESCHAMPS DIALLO DUCROCQ ETIENNE FERREIRA FONTAINE GAILLARD GIRAUD GUILLOU HAMON HEBERT HUSSON JACQUET"
    " KACZMAREK KERVELLA LACOSTE LEBRETON LEMAIRE LESAGE MAILLARD MARCHAND MENARD MEYER MORVAN NGUYEN NOEL"
    " OUEDRAOGO PASQUIER PERRET PICHON POIRIER PREVOST RAYNAUD RENARD RIVIERE ROLLAND SALMON SANTOS "
    "SEGUIN TANGUY"
    " TESSIER TRAORE VALETTE VIDAL VINCENT WAGNER ZIMMERMANN D'ANGELO LE_BIHAN DE_SOUSA MARTIN-GARIN".split()
)
FEMMES = (
    "Agnès Amandine Aurélie Aïcha Béatrice Brigitte Céline Claire Delphine Émilie Fabienne Florence Gaëlle"
    " Inès Isabelle Jeanne Laëtitia Maëva Marie-Claude Nathalie Océane Patricia Sandrine Valérie"
    " Yasmina".split()
)
HOMMES = (
    "Alain Antoine Benoît Cédric Christophe Cyril Dominique Éric Fabrice François Gilles Guillaume Hervé"
    " Ibrahim Jean-Luc Jérôme Kévin Laurent Loïc Mickaël Nicolas Pascal Rémi Stéphane Yann".split()
)
COMMUNES = [
    ("86194", "POITIERS"),
    ("17300", "LA ROCHELLE"),
    ("2B033", "BASTIA"),
    ("01053", "BOURG EN BRESSE"),
    ("79191", "NIORT"),
    ("75114", "PARIS 14"),
    ("99350", "RABAT"),
]
UNITES = [
    ("2110", "CARDIOLOGIE HC", "P02", "COEUR POUMON"),
    ("2115", "USIC", "P02", "COEUR POUMON"),
    ("3040", "URGENCES ADULTES", "P03", "URGENCES SAMU"),
    ("4510", "MATERNITE", "P05", "FEMME MERE ENFANT"),
    ("4620", "PEDIATRIE GENERALE", "P05", "FEMME MERE ENFANT"),
    ("6010", "PHARMACIE A USAGE INTERIEUR", "P07", "MEDICO TECHNIQUE"),
    ("6230", "IMAGERIE SCANNER IRM", "P07", "MEDICO TECHNIQUE"),
    ("8800", "DIRECTION DES RESSOURCES HUMAINES", "P09", "ADMINISTRATION"),
]
# job title, grade, code of the grade, code and name of the profession (empty: none)
METIERS = [
    ("INFIRMIER EN SOINS GENERAUX", "INF SOINS GENERAUX 1ER GRADE", "2311", "60", "Infirmier"),
    ("AIDE SOIGNANT", "AIDE SOIGNANT CL SUP", "3711", "", ""),
    ("PRATICIEN HOSPITALIER", "PRATICIEN HOSPITALIER TEMPS PLEIN", "0110", "10", "Médecin"),
    ("SAGE-FEMME", "SAGE FEMME 1ER GRADE", "2510", "50", "Sage-Femme"),
    ("ADJOINT ADMINISTRATIF", "ADJOINT ADM PPAL 2CL", "4521", "", ""),
    ("INFIRMIER DE BLOC OPERATOIRE", "IBODE CL NORM", "2330", "60", "Infirmier"),
    ("MASSEUR-KINESITHERAPEUTE", "MASSEUR KINE CL SUP", "2420", "70", "Masseur-Kinésithérapeute"),
]
CONTRATS = ["Titulaire", "Titulaire", "CDI", "CDD", "Stagiaire FPH"]


def capitals(text: str) -> str:
    """Capitals without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).upper()


def luhn(ten: str) -> str:
    """Eleven digits, the last one the Luhn key."""
    total = sum(
        sum(divmod(int(char) * 2, 10)) if rank % 2 == 0 else int(char)
        for rank, char in enumerate(reversed(ten))
    )
    return ten + str(-total % 10)


@dataclass(frozen=True)
class Agent:
    """One invented person, the same in every file."""

    rang: int
    nom: str
    usage: str
    prenom: str
    second: str
    sexe: str
    naissance: dt.date
    commune: tuple[str, str]
    unite: tuple[str, str, str, str]
    metier: tuple[str, str, str, str, str]
    contrat: str
    entree: dt.date
    sortie: dt.date | None
    rpps: str

    @property
    def matricule(self) -> str:
        return f"{81_203 + 13 * self.rang:06d}"

    @property
    def login(self) -> str:
        plain = capitals(self.prenom[0] + self.usage).lower()
        return f"{''.join(c for c in plain if c.isalpha())[:10]}{self.rang}"

    @property
    def mail(self) -> str:
        kept = capitals(f"{self.prenom}.{self.usage}").lower()
        return "".join(c for c in kept if c.isalpha() or c in ".-") + f"{self.rang}@ch-inconnu.fr"

    def day(self, first: int, last: int, salt: int) -> dt.date:
        """A day between two years, always the same for this person and this salt."""
        return dt.date(first, 1, 1) + dt.timedelta(
            days=random.Random(self.rang * 97 + salt).randrange(365 * (last - first + 1))
        )

    def pick(self, items: list[str], salt: int = 1) -> str:
        """One of these, always the same for this person and this salt."""
        return items[random.Random(self.rang * 31 + salt).randrange(len(items))]


def population(combien: int, graine: int = 20) -> list[Agent]:
    """`combien` people, the same at each call."""
    chance, out = random.Random(graine), []
    for rang in range(combien):
        nom = NOMS[rang * 11 % len(NOMS)].replace("_", " ")
        sexe = "F" if rang % 10 < 7 else "M"
        usage = NOMS[(rang * 7 + 5) % len(NOMS)].replace("_", " ") if sexe == "F" and rang % 5 == 0 else nom
        prenoms = FEMMES if sexe == "F" else HOMMES
        metier = METIERS[chance.randrange(len(METIERS))]
        entree = dt.date(1998, 1, 1) + dt.timedelta(days=chance.randrange(10_000))
        out.append(
            Agent(
                rang, nom, usage, chance.choice(prenoms), chance.choice(prenoms), sexe,
                dt.date(1961, 1, 1) + dt.timedelta(days=chance.randrange(14_600)),
                chance.choice(COMMUNES), chance.choice(UNITES), metier, chance.choice(CONTRATS), entree,
                dt.date(2027, 1, 1) + dt.timedelta(days=chance.randrange(700)) if rang % 4 == 0 else None,
                luhn(f"10{3_100_000 + rang * 911:08d}") if metier[3] else "",
            )
        )  # fmt: skip
    return out


def _fr(day: dt.date | None, form: str = "%d/%m/%Y", empty: str = "") -> str:
    return day.strftime(form) if day else empty


def _us(day: dt.date) -> str:
    return f"{day.month}/{day.day}/{day.year} {7 + day.day % 5}:41:0{day.day % 10} AM"


def _cree(a: Agent) -> dt.date:
    return a.day(2012, 2022, 3)


def _vu(a: Agent) -> dt.date:
    return dt.date(2026, 8, 1) + dt.timedelta(days=a.day(2026, 2026, 4).timetuple().tm_yday % 85)


def _guid(a: Agent) -> str:
    r = random.Random(a.rang)
    return (
        f"{r.getrandbits(32):08x}-{r.getrandbits(16):04x}-4{r.getrandbits(12):03x}-9{r.getrandbits(12):03x}"
        f"-{r.getrandbits(48):012x}"
    )


def _filetime(day: dt.date) -> str:
    return str((day - dt.date(1601, 1, 1)).days * 864_000_000_000 + 37)


def _name(text: str) -> str:
    return " ".join(word.capitalize() for word in text.split())


GENRES: dict[str, Callable[[Agent], str]] = {
    "matricule": lambda a: a.matricule,
    "matricule_court": lambda a: str(a.rang * 13 + 4_120),
    "cle": lambda a: str(50_010 + a.rang),
    "cle_lettres": lambda a: f"IT{8_800 + a.rang}",
    "etudiant": lambda a: f"2{1_900_000 + a.rang * 13}",
    "ine": lambda a: (
        f"{120_000_000 + a.rang * 7_919:09d}{'ABCDEFGHJK'[a.rang % 10]}{'KHGFEDCBA'[a.rang % 9]}"
    ),
    "trigramme": lambda a: f"{capitals(a.prenom)[0]}{capitals(a.usage).replace(' ', '')[:2]}{a.rang:02d}",
    "initiales": lambda a: capitals(a.prenom)[0] + capitals(a.usage)[0],
    "nom": lambda a: a.nom,
    "nom_titre": lambda a: _name(a.nom),
    "usage": lambda a: a.usage,
    "usage_titre": lambda a: _name(a.usage),
    "marital": lambda a: a.usage if a.usage != a.nom else "",
    "prenom": lambda a: a.prenom,
    "prenom_maj": lambda a: capitals(a.prenom),
    "prenoms": lambda a: capitals(f"{a.prenom} {a.second}"),
    "second": lambda a: a.second if a.rang % 3 else "",
    "affiche": lambda a: f"{a.usage} {a.prenom}",
    "affiche_prenom": lambda a: f"{a.prenom} {_name(a.usage)}",
    "civilite": lambda a: "MME" if a.sexe == "F" else "M",
    "civilite_longue": lambda a: "Madame" if a.sexe == "F" else "Monsieur",
    "sexe": lambda a: a.sexe,
    "sexe12": lambda a: "2" if a.sexe == "F" else "1",
    "sexe_long": lambda a: "Féminin" if a.sexe == "F" else "Masculin",
    "naissance": lambda a: _fr(a.naissance),
    "naissance8": lambda a: _fr(a.naissance, "%Y%m%d"),
    "naissance_iso": lambda a: a.naissance.isoformat(),
    "naissance_tiret": lambda a: _fr(a.naissance, "%d-%m-%Y"),
    "commune": lambda a: a.commune[0],
    "ville": lambda a: a.commune[1],
    "departement": lambda a: a.commune[0][:2],
    "pays": lambda a: "99350" if a.commune[0] == "99350" else "99100",
    "nationalite": lambda a: "FRANCAISE",
    "entree": lambda a: _fr(a.entree),
    "entree8": lambda a: _fr(a.entree, "%Y%m%d"),
    "entree_iso": lambda a: a.entree.isoformat(),
    "entree_heure": lambda a: _fr(a.entree) + " 00:00:00",
    "anciennete": lambda a: _fr(a.entree - dt.timedelta(days=a.rang * 9 % 800)),
    "sortie": lambda a: _fr(a.sortie),
    "sortie8": lambda a: _fr(a.sortie, "%Y%m%d", "29991231"),
    "sortie_iso": lambda a: a.sortie.isoformat() if a.sortie else "",
    "sortie_ouverte": lambda a: _fr(a.sortie, empty="31/12/2999"),
    "mission_debut": lambda a: _fr(a.day(2026, 2026, 7)),
    "mission_fin": lambda a: _fr(a.day(2026, 2026, 7) + dt.timedelta(days=20 + a.rang % 60)),
    "semestre_debut": lambda a: "02/11/2026",
    "semestre_fin": lambda a: "30/04/2027",
    "uf": lambda a: a.unite[0],
    "service": lambda a: a.unite[1],
    "service_titre": lambda a: a.unite[1].capitalize(),
    "uf_service": lambda a: f"{a.unite[0]} - {a.unite[1]}",
    "pole_code": lambda a: a.unite[2],
    "pole": lambda a: a.unite[3],
    "pole_long": lambda a: f"POLE {a.unite[3]}",
    "emploi": lambda a: a.metier[0],
    "emploi_titre": lambda a: a.metier[0].capitalize(),
    "grade": lambda a: a.metier[1],
    "grade_code": lambda a: a.metier[2],
    "profession_code": lambda a: a.metier[3],
    "profession": lambda a: a.metier[4],
    "contrat": lambda a: a.contrat,
    "contrat_code": lambda a: {"Titulaire": "TIT", "Stagiaire FPH": "STAG"}.get(a.contrat, a.contrat),
    "taux": lambda a: a.pick(["100", "100", "80", "50"]),
    "taux_decimal": lambda a: a.pick(["1,00", "1,00", "0,80", "0,50"]),
    "position": lambda a: a.pick(["ACTIVITE", "ACTIVITE", "DETACHEMENT", "CONGE PARENTAL"]),
    "indice": lambda a: str(350 + a.rang % 200),
    "site": lambda a: a.pick(["CHN", "CHN", "EHP"]),
    "etablissement": lambda a: a.pick(["CH INCONNU", "CH INCONNU", "EHPAD LES CHARMES"]),
    "etab_code": lambda a: a.pick(["01", "01", "02"]),
    "finess": lambda a: a.pick(["860780048", "860780048", "860000223"]),
    "finess_ej": lambda a: "860014208",
    "agence": lambda a: a.pick(["ADECCO MEDICAL", "APPEL MEDICAL", "MEDICIMEX"]),
    "euros": lambda a: f"{22 + a.rang % 9},{a.rang % 90 + 10}",
    "motif": lambda a: a.pick(["Remplacement arrêt", "Surcroît d'activité", "Poste vacant"]),
    "promotion": lambda a: a.pick(["2024-2027", "2025-2028", "2026-2029"]),
    "annee": lambda a: a.pick(["1", "2", "3"]),
    "institut": lambda a: "IFSI DE POITIERS",
    "formation": lambda a: "Soins infirmiers",
    "specialite": lambda a: a.pick(
        ["Médecine générale", "Gynécologie obstétrique", "Pédiatrie", "Radiologie"]
    ),
    "faculte": lambda a: a.pick(["Université de Poitiers", "Université de Tours"]),
    "login": lambda a: a.login,
    "login_maj": lambda a: a.login.upper(),
    "upn": lambda a: f"{a.login}@inconnu.local",
    "upn_fr": lambda a: f"{a.login}@ch-inconnu.fr",
    "mail": lambda a: a.mail,
    "mail_prive": lambda a: f"{a.login}{a.rang}@orange.fr" if a.rang % 2 else "",
    "proxy": lambda a: f"SMTP:{a.mail}",
    "dn": lambda a: f"CN={_name(a.usage)} {a.prenom},OU={a.unite[1]},OU=Agents,DC=inconnu,DC=local",
    "dn_novell": lambda a: f"cn={a.login},ou={a.unite[0]},o=CHINC",
    "canonical": lambda a: f"inconnu.local/Agents/{a.unite[1]}/{_name(a.usage)} {a.prenom}",
    "chemin": lambda a: f"/Agents/{a.unite[3].capitalize()}",
    "guid": _guid,
    "sid": lambda a: f"S-1-5-21-1614895754-1336601894-725345543-{2_300 + a.rang}",
    "classe": lambda a: "user",
    "classe_novell": lambda a: "inetOrgPerson",
    "membre": lambda a: "Member",
    "vraifaux": lambda a: "False" if a.rang % 9 == 0 else "True",
    "vraifaux_min": lambda a: "false" if a.rang % 9 == 0 else "true",
    "faux_desactive": lambda a: "TRUE" if a.rang % 9 == 0 else "FALSE",
    "verrou": lambda a: "False",
    "uac": lambda a: "514" if a.rang % 9 == 0 else "512",
    "on": lambda a: "N" if a.rang % 9 == 0 else "O",
    "ouinon": lambda a: "Non" if a.rang % 9 == 0 else "Oui",
    "unzero": lambda a: "0" if a.rang % 9 == 0 else "1",
    "etat": lambda a: "Inactif" if a.rang % 9 == 0 else "Actif",
    "statut_google": lambda a: "Suspended" if a.rang % 9 == 0 else "Active",
    "status_en": lambda a: "disabled" if a.rang % 9 == 0 else "enabled",
    "cree": lambda a: _fr(_cree(a)),
    "cree_us": lambda a: _us(_cree(a)),
    "cree_iso": lambda a: f"{_cree(a).isoformat()}T09:12:44Z",
    "cree_sql": lambda a: f"{_cree(a).isoformat()} 09:12:44",
    "cree_ldap": lambda a: _fr(_cree(a), "%Y%m%d091244Z"),
    "vu": lambda a: _fr(_vu(a), "%d/%m/%Y 07:58"),
    "vu_us": lambda a: _us(_vu(a)),
    "vu_sql": lambda a: f"{_vu(a).isoformat()} 18:02:11",
    "vu_iso": lambda a: f"{_vu(a).isoformat()}T18:02:11.000Z",
    "vu_ldap": lambda a: _fr(_vu(a), "%Y%m%d180211Z"),
    "vu_ticks": lambda a: _filetime(_vu(a)),
    "mdp_us": lambda a: _us(a.day(2025, 2025, 9)),
    "mdp_fr": lambda a: _fr(a.day(2025, 2025, 9)),
    "expire_us": lambda a: _us(a.sortie) if a.sortie else "",
    "ferme": lambda a: _fr(a.day(2025, 2025, 8)) if a.rang % 9 == 0 else "",
    "description": lambda a: a.pick(["", "compte créé par ticket GLPI", "remplacement été", "MAJ RH"]),
    "tel": lambda a: f"05 49 44 {a.rang % 90 + 10} 1{a.rang % 9}",
    "tel_court": lambda a: str(44_000 + a.rang),
    "mobile": lambda a: f"06{a.rang + 10_203_040:08d}",
    "adresse": lambda a: f"{a.rang + 1} rue du Clain",
    "cp": lambda a: a.pick(["86000", "86180", "79000"]),
    "ville_adresse": lambda a: "POITIERS",
    "bureau": lambda a: f"Bât {'ABC'[a.rang % 3]} {a.rang % 40}",
    "manager": lambda a: f"CN={_name(NOMS[a.rang % 9])} Chef,OU=Agents,DC=inconnu,DC=local",
    "chef": lambda a: f"Dr {_name(NOMS[a.rang % 9])}",
    "chef_mail": lambda a: f"chef{a.rang % 6}@ch-inconnu.fr",
    "profil": lambda a: a.pick(["MEDECIN", "IDE", "AS", "SECRETAIRE MED", "CADRE"]),
    "profil_labo": lambda a: a.pick(["BIOLOGISTE", "TECHNICIEN", "PRELEVEUR", "CONSULTATION"]),
    "profil_en": lambda a: a.pick(["radiologist", "technologist", "referrer"]),
    "auth": lambda a: a.pick(["CPS", "MDP", "SSO"]),
    "source_auth": lambda a: a.pick(["LDAP", "LOCAL"]),
    "rpps": lambda a: a.rpps,
    "rpps8": lambda a: "8" + a.rpps if a.rpps else "",
    "huit": lambda a: "8",
    "adeli": lambda a: f"86{9_000_000 + a.rang * 7:07d}" if a.metier[3] == "60" else "",
    "serie": lambda a: f"04{0xA1B2C3 + a.rang * 977:08X}80",
    "carte": lambda a: str(2_800_114_200 + a.rang * 3),
    "type_carte": lambda a: a.pick(["CPS", "CPF", "CPE"]),
    "type_mie": lambda a: a.pick(["CPS", "Carte établissement", "e-CPS"]),
    "etat_mie": lambda a: a.pick(["Remis", "Remis", "En stock", "Commandé"]),
    "commande": lambda a: _fr(a.day(2025, 2025, 11)),
    "remise": lambda a: _fr(a.day(2025, 2025, 11) + dt.timedelta(days=30)),
    "validite": lambda a: _fr(a.day(2028, 2029, 12)),
    "opposition": lambda a: _fr(a.day(2026, 2026, 13)) if a.rang % 12 == 0 else "",
    "vague": lambda a: a.pick(["Vague 1", "Vague 2", "Vague 3"]),
    "deploiement": lambda a: a.pick(["01/02/2027", "01/04/2027", "01/06/2027"]),
    "lot": lambda a: f"L{a.rang % 5}",
    "imprimante": lambda a: f"IMP{a.rang % 7:02d}",
    "categorie_pro": lambda a: "C",
    "mode": lambda a: a.pick(["S", "L"]),
    "savoir": lambda a: "SM54" if a.metier[3] == "10" else "",
    "raison": lambda a: "CH INCONNU",
    "autorite": lambda a: "CNOM/CNOM/Ordre des médecins",
    "genre_act": lambda a: "GENR01",
    "role_code": lambda a: "FON-01",
    "uf_rang": lambda a: str(2_000 + a.rang * 5),
    "service_rang": lambda a: f"{a.unite[1]} {a.rang}",
    "langue": lambda a: "fr-FR",
    "licence": lambda a: "Business Standard",
    "octets": lambda a: f"{a.rang % 9}.{a.rang % 7}GB",
    "vide": lambda a: "",
}


@dataclass(frozen=True)
class Inconnu:
    """One layout. `colonnes`: (title, canonical columns a person would accept, kind of values).

    `a/b`: either; `~a`: accepted, not expected.
    """

    nom: str
    nature: str
    colonnes: list[tuple[str, str, str]]
    separateur: str = ";"
    encodage: str = "utf-8"
    guillemets: bool = False
    entete: list[str] = field(default_factory=list)
    type_contrat: str | None = None
    role: str | None = None
    garder: str = "tous"

    @property
    def attendu(self) -> list[tuple[frozenset[str], str]]:
        """What must be found: the meanings that are right, and the title."""
        return [
            (frozenset(names.split("/")), title)
            for title, names, _ in self.colonnes
            if names and names[0] != "~"
        ]

    def juste(self, canonique: str, titre: str) -> bool:
        """A person would give that meaning to that title."""
        return any(
            titre == title and canonique in names.lstrip("~").split("/") for title, names, _ in self.colonnes
        )


def inconnus(fichier: str) -> list[Inconnu]:
    """Every layout of a file of `tests/sources/inconnus`."""
    return [_inconnu(one) for one in tomllib.loads((ICI / fichier).read_text("utf-8"))["fichiers"]]


def _inconnu(one: dict[str, Any]) -> Inconnu:
    columns = [[part.strip() for part in line.split(" | ")] for line in one["colonnes"]]
    kept = [(title, "" if names == "-" else names, kind) for title, names, kind in columns]
    return Inconnu(**{**one, "colonnes": kept})


@dataclass(frozen=True)
class Hopital:
    """The files one hospital drops, in an archive or one by one."""

    nom: str
    fichiers: list[Inconnu]
    archive: bool = False


def hopitaux() -> list[Hopital]:
    """The hospitals of `hopitaux.toml`."""
    read = tomllib.loads((ICI / "hopitaux.toml").read_text("utf-8"))["hopitaux"]
    return [Hopital(**{**one, "fichiers": [_inconnu(file) for file in one["fichiers"]]}) for one in read]


ARTICLES = set("de du des la le les d l en et".split())


def _words(title: str) -> list[str]:
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", title)
    return [word for word in re.split(r"[^0-9A-Za-zÀ-ÿ]+", parted) if word]


def tirets_bas(title: str) -> str:
    """« Date d'entrée » : DATE_D_ENTREE."""
    return capitals("_".join(_words(title)))


def prefixe(title: str) -> str:
    """« Nom » : AGT_NOM."""
    return f"AGT_{tirets_bas(title)}"


def quatre_lettres(title: str) -> str:
    """« Date d'entrée » : DATE_ENTR."""
    return capitals("_".join(word[:4] for word in _words(title) if word.lower() not in ARTICLES))


def retitrer(inconnu: Inconnu, forme: Callable[[str], str]) -> Inconnu:
    """The same layout, its titles written otherwise; two that would be alike keep their own."""
    titles = [title for title, _, _ in inconnu.colonnes]
    others = [forme(title) for title in titles]
    kept = [other if others.count(other) == 1 else title for title, other in zip(titles, others, strict=True)]
    columns = [(title, names, kind) for title, (_, names, kind) in zip(kept, inconnu.colonnes, strict=True)]
    return replace(inconnu, colonnes=columns)


_GARDER: dict[str, Callable[[Agent], bool]] = {
    "tous": lambda a: True,
    "rpps": lambda a: bool(a.rpps),
    "medecins": lambda a: a.metier[3] == "10",
    "dpi": lambda a: a.metier[0] != "ADJOINT ADMINISTRATIF",
}


def ecrire(inconnu: Inconnu, dossier: Path, agents: list[Agent] | None = None) -> Path:
    """Write one layout as its system would: text, workbook or LDIF. 180 people when none are given."""
    kept = [a for a in agents or population(180) if _GARDER[inconnu.garder](a)]
    rows = [[GENRES[kind](a) for _, _, kind in inconnu.colonnes] for a in kept]
    titles = [title for title, _, _ in inconnu.colonnes]
    path = dossier / inconnu.nom
    if path.suffix == ".xlsx":
        book = Workbook()
        for line in [*([text] for text in inconnu.entete), titles, *rows]:
            book.active.append(line)
        book.save(path)
    elif path.suffix == ".ldif":
        path.write_text("\n".join(_ldif(titles, row) for row in rows), "ascii")
    else:
        with path.open("w", encoding=inconnu.encodage, newline="") as file:
            file.writelines(line + "\r\n" for line in inconnu.entete)
            quoting = csv.QUOTE_ALL if inconnu.guillemets else csv.QUOTE_MINIMAL
            csv.writer(file, delimiter=inconnu.separateur, quoting=quoting).writerows([titles, *rows])
    return path


def _ldif(titles: list[str], row: list[str]) -> str:
    lines = []
    for title, value in zip(titles, row, strict=True):
        if value:
            plain = value.isascii() and not value.startswith((" ", ":", "<"))
            lines.append(
                f"{title}: {value}" if plain else f"{title}:: {base64.b64encode(value.encode()).decode()}"
            )
    return "\n".join([*lines, ""])
