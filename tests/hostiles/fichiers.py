"""Hostile files from compact descriptions: kind × format × place. Every case is made again from its name
alone.
"""

from __future__ import annotations

import base64
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import polars as pl
from openpyxl import Workbook

GRAINE = 2026
TOUCHEE = 6  # the row whose cell is hostile; every other must come out as it was
TITRES = ["MATRICULE", "NOM", "PRENOM", "NAISSANCE", "SERVICE", "EMPLOI", "RPPS", "LOGIN", "DEBUT"]
CANONIQUES = {
    "matricule": "MATRICULE",
    "nom_naissance": "NOM",
    "prenoms": "PRENOM",
    "date_naissance": "NAISSANCE",
    "service": "SERVICE",
    "emploi": "EMPLOI",
    "rpps": "RPPS",
    "date_debut": "DEBUT",
}
Lignes = list[list[str]]


@dataclass(frozen=True)
class Cas:
    """One hostile delivery: `octets()` makes it; `gardees` good rows must come out unless it is refused."""

    genre: str
    nom: str
    fichier: str
    octets: Callable[[], bytes]
    gardees: int = 0
    refus_exige: bool = False
    refus_interdit: bool = False
    geant: bool = False
    dit: str = ""  # a code that must be told when the file is read
    reglages: dict[str, object] = field(default_factory=dict)


def saines(combien: int = 40) -> Lignes:
    """Rows nobody would object to."""
    hasard = random.Random(GRAINE)
    noms = (
        "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Garcia Roux Fournier".split()
    )
    prenoms = "Marie Jean Léa Paul Zoé Louis Emma Hugo Inès Adam Jade Noé".split()
    return [
        [
            f"A{numero:05d}",
            hasard.choice(noms),
            hasard.choice(prenoms),
            f"{hasard.randint(1, 28):02d}/{hasard.randint(1, 12):02d}/{hasard.randint(1960, 2000)}",
            "Cardiologie",
            "Infirmier",
            f"1000{numero:07d}",
            f"login{numero}",
            f"{hasard.randint(13, 28)}/03/2020",
        ]
        for numero in range(1, combien + 1)
    ]


def csv(lignes: Lignes, titres: list[str] | None = None, encodage: str = "utf-8") -> bytes:
    """Semicolons, no quotes."""
    texte = "\n".join(";".join(ligne) for ligne in [titres or TITRES, *lignes]) + "\n"
    return texte.encode(encodage, "surrogatepass" if encodage.startswith("utf") else "strict")


def xlsx(lignes: Lignes, titres: list[str] | None = None) -> bytes:
    """One sheet of text cells."""
    classeur = Workbook()
    for ligne in [titres or TITRES, *lignes]:
        classeur.active.append(ligne)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def parquet(lignes: Lignes, titres: list[str] | None = None) -> bytes:
    """String columns."""
    sortie = io.BytesIO()
    pl.DataFrame(lignes, schema=titres or TITRES, orient="row").write_parquet(sortie)
    return sortie.getvalue()


def json_(lignes: Lignes, titres: list[str] | None = None) -> bytes:
    """An array of objects."""
    return json.dumps([dict(zip(titres or TITRES, ligne, strict=True)) for ligne in lignes]).encode()


def ldif(lignes: Lignes, titres: list[str] | None = None) -> bytes:
    """One entry a row."""
    sortie = ["version: 1", ""]
    for ligne in lignes:
        sortie.append(f"dn: cn={ligne[0]}")
        for titre, valeur in zip(titres or TITRES, ligne, strict=True):
            code = base64.b64encode(valeur.encode("utf-8", "surrogatepass")).decode()
            sortie.append(f"{titre}:: {code}")
        sortie.append("")
    return "\n".join(sortie).encode()


FORMATS: dict[str, Callable[..., bytes]] = {
    "csv": csv,
    "xlsx": xlsx,
    "parquet": parquet,
    "json": json_,
    "ldif": ldif,
}
SANS_CONTROLE = {"xlsx"}  # openpyxl itself refuses to write them


def remplacees(place: int, valeur: str, partout: bool = False, ajouter: bool = False) -> Lignes:
    """Good rows where the cell of the seventh (or of all) is another."""
    lignes = saines()
    for rang, ligne in enumerate(lignes):
        if partout or rang == TOUCHEE:
            ligne[place] = f"{ligne[place]}{valeur}" if ajouter else valeur
    return lignes


def _cle(treize: str) -> str:
    nombre = int(treize.replace("2A", "19", 1).replace("2B", "18", 1))
    return f"{treize}{97 - nombre % 97:02d}"


NIRS = {  # forms of one made-up number, with and without key, on the mainland and in Corsica
    "nu": _cle("1800575112345"),
    "sans_cle": "1800575112345",
    "blancs": "1 80 05 75 112 345 " + _cle("1800575112345")[13:],
    "tirets": "1-80-05-75-112-345-" + _cle("1800575112345")[13:],
    "points": "1.80.05.75.112.345." + _cle("1800575112345")[13:],
    "insecables": "1\u00a080\u00a005\u00a075\u00a0112\u00a0345\u00a0" + _cle("1800575112345")[13:],
    "fines": "1\u202f80\u202f05\u202f75\u202f112\u202f345\u202f" + _cle("1800575112345")[13:],
    "decimal": _cle("1800575112345") + ".0",
    "corse_a": _cle("180052A112345"),
    "corse_b": _cle("280052B112345"),
    "large": "".join(chr(ord(c) + 0xFEE0) for c in _cle("1800575112345")),
    "invisible": "180\u200b0575\u200b112345" + _cle("1800575112345")[13:],
    "mot_colle": "NIR" + _cle("1800575112345"),
    "phrase": f"dossier de M. X, sécu {_cle('1800575112345')} à vérifier",
    "doubles_blancs": "1  80  05  75  112  345  " + _cle("1800575112345")[13:],
    "barres": "1/80/05/75/112/345/" + _cle("1800575112345")[13:],
    "souligne": "1_80_05_75_112_345_" + _cle("1800575112345")[13:],
    "scientifique": "1,80057511234521E+14",
}
PLACES = {titre: rang for rang, titre in enumerate(TITRES)}
CONTROLES = {
    "nul": "\x00",
    "sonnerie": "\x07",
    "echappement": "\x1b[31m",
    "bidi": "\u202e",
    "largeur_nulle": "\u200b",
    "c1": "\x9b",
    "bom_interieur": "\ufeff",
    "separateur_ligne": "\u2028",
    "saut_de_page": "\x0c",
    "isolat": "\u2066",
}
FORMULES = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1+1"]


def _nir() -> Iterator[Cas]:
    for forme, valeur in NIRS.items():
        for titre in ("MATRICULE", "NOM", "SERVICE", "RPPS", "LOGIN", "NAISSANCE"):
            yield Cas(
                "NIR dans une cellule",
                f"{forme}-{titre}",
                "rh.csv",
                lambda p=PLACES[titre], v=valeur: csv(remplacees(p, v)),
                39,
                refus_interdit=True,
            )
    for format_ in ("xlsx", "parquet", "json", "ldif"):
        for forme in ("nu", "blancs", "corse_a", "phrase"):
            for titre in ("SERVICE", "EMPLOI"):
                yield Cas(
                    "NIR, autres formats",
                    f"{forme}-{titre}-{format_}",
                    f"rh.{format_}",
                    lambda f=format_, p=PLACES[titre], v=NIRS[forme]: FORMATS[f](remplacees(p, v)),
                    39,
                    refus_interdit=True,
                )
    for titre in TITRES:
        yield Cas(
            "NIR, colonne entière",
            titre,
            "rh.csv",
            lambda p=PLACES[titre]: csv(remplacees(p, NIRS["nu"], partout=True)),
        )
    for forme in ("nu", "blancs", "corse_a"):
        yield Cas(
            "NIR dans un titre",
            forme,
            "rh.csv",
            lambda v=NIRS[forme]: csv([[*r, "x"] for r in saines()], [*TITRES, f"Note {v}"]),
            40,
        )
        yield Cas(
            "NIR dans un titre",
            f"{forme}-double",
            "rh.csv",
            lambda v=NIRS[forme]: csv([[*r, "x", "y"] for r in saines()], [*TITRES, v, v]),
            40,
        )
        yield Cas("NIR dans un nom de fichier", forme, f"rh_{NIRS[forme]}.csv", lambda: csv(saines()), 40)
        yield Cas(
            "NIR dans un nom de fichier",
            f"{forme}-refusé",
            f"rh_{NIRS[forme]}.csv",
            lambda: b"\x00\x01\x02" * 400,
            refus_exige=True,
        )
        yield Cas(
            "NIR dans une ligne décalée",
            forme,
            "rh.csv",
            lambda v=NIRS[forme]: csv(saines()) + f"{v};{v}\n".encode(),
            40,
        )


def _controles() -> Iterator[Cas]:
    for nom, signe in CONTROLES.items():
        for titre in ("NOM", "MATRICULE", "SERVICE"):
            for format_ in FORMATS:
                if format_ in SANS_CONTROLE and ord(signe[0]) < 32:
                    continue
                yield Cas(
                    "Caractères de contrôle",
                    f"{nom}-{titre}-{format_}",
                    f"rh.{format_}",
                    lambda f=format_, p=PLACES[titre], v=signe: FORMATS[f](remplacees(p, v, ajouter=True)),
                    39,
                    refus_interdit=True,
                )


def _cellules() -> Iterator[Cas]:
    for format_ in FORMATS:
        for titre in ("NOM", "SERVICE", "LOGIN"):
            if format_ == "xlsx":
                continue  # a workbook's cell cannot pass 32 767 characters
            yield Cas(
                "Cellule géante",
                f"{titre}-{format_}",
                f"rh.{format_}",
                lambda f=format_, p=PLACES[titre]: FORMATS[f](remplacees(p, "x" * 10_000_000)),
                geant=True,
                refus_exige=True,
            )
    yield Cas("Ligne démesurée", "100000-cellules", "rh.csv",
              lambda: csv(saines()) + b";".join([b"x"] * 100_000) + b"\n", 40, geant=True)  # fmt: skip
    yield Cas(
        "Lignes blanches", "million", "rh.csv", lambda: csv(saines()) + b"\n" * 1_000_000, 40, geant=True
    )
    yield Cas("Lignes blanches", "million-separateurs", "rh.csv",
              lambda: csv(saines()) + b";;;;;;;;\n" * 200_000, geant=True)  # fmt: skip
    yield Cas(
        "Deux mille colonnes",
        "csv",
        "rh.csv",
        lambda: csv([[*r, *["x"] * 2_000] for r in saines()], [*TITRES, *[f"C{i}" for i in range(2_000)]]),
        refus_exige=True,
    )
    for format_ in ("parquet", "json", "xlsx"):
        yield Cas(
            "Deux mille colonnes",
            format_,
            f"rh.{format_}",
            lambda f=format_: FORMATS[f](
                [[*r, *["x"] * 2_000] for r in saines()], [*TITRES, *[f"C{i}" for i in range(2_000)]]
            ),
            refus_exige=True,
        )
    yield Cas("Cellule isolée", "XFD1048576", "rh.xlsx", _isolee, geant=True, refus_exige=True)
    for format_ in FORMATS:
        for part in (0.4, 0.6):
            yield Cas(
                "Colonne de rebut",
                f"{part}-{format_}",
                f"rh.{format_}",
                lambda f=format_, p=part: FORMATS[f](_rebut(p)),
                refus_exige=True,
            )


def _rebut(part: float) -> Lignes:
    hasard = random.Random(GRAINE)
    lignes = saines()
    for ligne in lignes[: int(part * len(lignes))]:
        ligne[1] = "".join(
            chr(hasard.choice([*range(0x80, 0xA0), *range(0x2500, 0x2580)])) for _ in range(12)
        )
    return lignes


def _isolee() -> bytes:
    classeur = Workbook()
    for ligne in [TITRES, *saines()]:
        classeur.active.append(ligne)
    classeur.active["XFD1048576"] = "x"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _zip(membres: dict[str, bytes]) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in membres.items():
            archive.writestr(nom, octets)
    return sortie.getvalue()


def _menteur(taille: int = 300_000_000) -> bytes:
    """A zip whose directory declares a thousand bytes for a member that gives far more."""
    octets = bytearray(_zip({"rh.csv": csv(saines()) + b"\n" * taille}))
    for marque, decalage in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = octets.find(marque)
        octets[place + decalage : place + decalage + 4] = struct.pack("<I", 1_000)
    return bytes(octets)


def _chiffre() -> bytes:
    octets = bytearray(_zip({"rh.csv": csv(saines())}))
    for marque, decalage in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        octets[octets.find(marque) + decalage] |= 1
    return bytes(octets)


def _archives() -> Iterator[Cas]:
    genre = "Archives"
    yield Cas(
        genre, "bombe", "rh.zip", lambda: _zip({"rh.csv": b"a" * 100_000_000}), geant=True, refus_exige=True
    )
    yield Cas(genre, "menteur", "rh.zip", _menteur, geant=True, refus_exige=True)
    yield Cas(
        genre,
        "emboitee",
        "rh.zip",
        lambda: _zip({"dedans.zip": _zip({"rh.csv": csv(saines())})}),
        refus_exige=True,
    )
    for nom in (
        "../../rh.csv",
        "/etc/rh.csv",
        "..\\..\\rh.csv",
        "C:\\rh.csv",
        "a/" * 50 + "rh.csv",
        "rh\n.csv",
    ):
        yield Cas(genre, f"chemin {nom[:12]!r}", "rh.zip", lambda n=nom: _zip({n: csv(saines())}), 40)
    yield Cas(genre, "mot de passe", "rh.zip", _chiffre, refus_exige=True)
    yield Cas(genre, "vide", "rh.zip", lambda: _zip({}), refus_exige=True)
    yield Cas(
        genre,
        "plusieurs",
        "rh.zip",
        lambda: _zip({"a.csv": csv(saines()), "b.csv": csv(saines())}),
        refus_exige=True,
    )
    yield Cas(genre, "nir", "rh.zip", lambda: _zip({f"{NIRS['nu']}.csv": csv(saines())}), 40)
    yield Cas(
        genre,
        "classeur bombe",
        "rh.xlsx",
        lambda: _zip({"[Content_Types].xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 100_000_000}),
        geant=True,
        refus_exige=True,
    )


def _coupes() -> Iterator[Cas]:
    for format_ in ("xlsx", "parquet", "json", "ldif"):
        for part in (0.02, 0.3, 0.5, 0.8, 0.99):
            yield Cas(
                "Fichier tronqué",
                f"{format_}-{part}",
                f"rh.{format_}",
                lambda f=format_, p=part: (o := FORMATS[f](saines()))[: int(len(o) * p)],
                refus_exige=format_ != "ldif",
                dit="FICHIER_COUPE",
            )
    for part in (0.3, 0.5, 0.9):
        yield Cas("Fichier tronqué", f"zip-{part}", "rh.zip", lambda p=part: (
            o := _zip({"rh.csv": csv(saines())}))[: int(len(o) * p)], refus_exige=True)  # fmt: skip
    for recul in (1, 2, 3):
        for encodage in ("utf-16", "utf-16-le", "utf-16-be"):
            yield Cas("UTF-16 coupé", f"{encodage}-{recul}", "rh.csv", lambda r=recul, e=encodage: csv(
                saines(), encodage=e)[:-r], 39)  # fmt: skip


def _deguisements() -> Iterator[Cas]:
    contenus = {
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 40,
        "exe": b"MZ\x90\x00\x03" + bytes(range(256)) * 40,
        "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40,
        "html": b"<html><table><tr><td>NOM</td></tr></table></html>",
        "hasard": random.Random(GRAINE).randbytes(20_000),
        "vide": b"",
        "blancs": b"  \n \n\t\n",
        "nuls": b"\x00" * 5_000,
        "un octet": b"x",
        "gzip": b"\x1f\x8b\x08\x00" + random.Random(1).randbytes(5_000),
        "sqlite": b"SQLite format 3\x00" + bytes(2_000),
        "prose": "Bonjour,\nVoici le fichier demandé.\nCordialement\n".encode(),
        "titres seuls": csv([]),
    }
    for nom, octets in contenus.items():
        for suffixe in ("csv", "txt", "xls", "xlsx", "parquet", "json", "ldif", "zip"):
            yield Cas(
                "Fichier déguisé",
                f"{nom}.{suffixe}",
                f"rh.{suffixe}",
                lambda o=octets: o,
                refus_exige=nom != "titres seuls",  # an empty list is a fact, judged after reading
            )


def _textes() -> Iterator[Cas]:
    for titre, place in PLACES.items():
        yield Cas(
            "Guillemet orphelin",
            titre,
            "rh.csv",
            lambda p=place: csv(remplacees(p, '"abc')),
            39,
            refus_interdit=True,
        )
        yield Cas(
            "Séparateur dedans",
            titre,
            "rh.csv",
            lambda p=place: csv(remplacees(p, "a;b")),
            39,
            refus_interdit=True,
        )
    for formule in FORMULES:
        for titre in ("NOM", "SERVICE"):
            yield Cas("Formule", f"{formule[:6]}-{titre}", "rh.csv", lambda p=PLACES[titre], v=formule: csv(
                remplacees(p, v)), 39, refus_interdit=True)  # fmt: skip
    for titre, valeur in (
        ("NAISSANCE", "31/02/1980"),
        ("NAISSANCE", "99/99/9999"),
        ("NAISSANCE", "12/12/99999"),
        ("NAISSANCE", "9" * 400),
        ("DEBUT", "31/13/2020"),
        ("RPPS", "9" * 400),
        ("RPPS", "1e400"),
        ("MATRICULE", "9" * 400),
        ("DEBUT", "-" + "9" * 30),
        ("RPPS", "inf"),
        ("NAISSANCE", "nan"),
    ):
        yield Cas(
            "Valeur impossible",
            f"{titre}-{valeur[:12]}",
            "rh.csv",
            lambda p=PLACES[titre], v=valeur: csv(remplacees(p, v)),
            39,
            refus_interdit=True,
        )
    for titre, valeur in (("NAISSANCE", "01/01/2062"), ("NAISSANCE", "31/02/1980"), ("DEBUT", "31/02/2020"),
                          ("DEBUT", "abc"), ("NAISSANCE", "zzz"), ("DEBUT", "01/01/2099")):  # fmt: skip
        yield Cas(
            "Colonne de dates impossible",
            f"{titre}-{valeur}",
            "rh.csv",
            lambda p=PLACES[titre], v=valeur: csv(remplacees(p, v, partout=True)),
            refus_exige=True,
        )
    yield Cas(
        "Titres en double",
        "csv",
        "rh.csv",
        lambda: csv([[*r, "Z"] for r in saines()], [*TITRES, "NOM"]),
        refus_exige=True,
    )
    melange = csv(saines()) + "A99999;Éloïse;Zoé;02/03/1980;Bloc;Infirmier;;log;15/03/2020\n".encode("cp1252")
    yield Cas("Encodages mêlés", "csv", "rh.csv", lambda: melange, 40)
    for nom, page in (("cp1252", "cp1252"), ("cp850", "cp850"), ("latin-1", "latin-1")):
        yield Cas(
            "Mojibake",
            nom,
            "rh.csv",
            lambda p=page: csv(remplacees(2, "Zoé", True)).decode(p, "replace").encode(),
            40,
        )
    yield Cas(
        "Demi-codet", "json", "rh.json", lambda: json_(remplacees(1, "\ud800Mar")), 39, refus_interdit=True
    )
    yield Cas(
        "Demi-codet",
        "json-titre",
        "rh.json",
        lambda: json_(saines()).replace(b"SERVICE", b"\\ud800S"),
        dit="CARACTERES_ABIMES",
    )
    yield Cas("Demi-codet", "ldif", "rh.ldif", lambda: ldif(remplacees(1, "Mar\ud800")), 39)
    yield Cas(
        "LDIF", "mauvais base64", "rh.ldif", lambda: ldif(saines()) + b"dn: cn=x\nMATRICULE:: ####\n", 40
    )
    for profondeur in (50, 5_000, 200_000):
        yield Cas("JSON profond", f"{profondeur}", "rh.json", lambda p=profondeur: json_(saines())[:-1]
                  + b',{"MATRICULE":' + b'{"a":' * p + b"1" + b"}" * p + b"}]")  # fmt: skip
    yield Cas(
        "JSON",
        "nombre géant",
        "rh.json",
        lambda: json_(saines())[:-1] + b',{"MATRICULE":' + b"9" * 6_000 + b"}]",
    )
    yield Cas("JSON", "NaN", "rh.json", lambda: json_(saines())[:-1] + b',{"MATRICULE":NaN}]', 40)
    yield Cas("JSON", "liste mêlée", "rh.json", lambda: json_(saines())[:-1] + b",3]", refus_exige=True)
    yield Cas(
        "Parquet typé",
        "imbriqué",
        "rh.parquet",
        lambda: _parquet_type(pl.Series("SERVICE", [{"a": "b"}] * 40)),
    )
    yield Cas(
        "Parquet typé",
        "binaire",
        "rh.parquet",
        lambda: _parquet_type(pl.Series("SERVICE", [b"\xff\xfe"] * 40)),
    )
    yield Cas(
        "Parquet typé", "liste", "rh.parquet", lambda: _parquet_type(pl.Series("SERVICE", [["a", "b"]] * 40))
    )
    yield Cas(
        "Parquet typé", "nombre", "rh.parquet", lambda: _parquet_type(pl.Series("EMPLOI", range(40))), 40
    )


def _parquet_type(colonne: pl.Series) -> bytes:
    cadre = pl.DataFrame(saines(), schema=TITRES, orient="row").with_columns(colonne)
    sortie = io.BytesIO()
    cadre.write_parquet(sortie)
    return sortie.getvalue()


def _noms() -> Iterator[Cas]:
    for nom in (
        "rh" + "é" * 100 + ".csv",
        "rh\nliste.csv",
        "rh\x1b[31m.csv",
        "rh\u202evsc.csv",
        "rh;DROP.csv",
        "rh'\".csv",
        "rh%s{0}.csv",
        "rh\udce9t\udce9.csv",
        "rh .csv",
        "rh<script>.csv",
        "rh[red].csv",
    ):
        yield Cas("Nom de fichier", repr(nom[:14]), nom, lambda: csv(saines()), 40, refus_interdit=True)


def cas() -> list[Cas]:
    """Every hostile delivery, in an order of its own."""
    familles = (_nir, _controles, _cellules, _archives, _coupes, _deguisements, _textes, _noms)
    return [un for famille in familles for un in famille()]
