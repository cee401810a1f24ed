"""Text files, placeholders and odd letters, as spools, consoles and spreadsheets leave them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace

from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import COMMUNES, RPPS
from tests.envois import gestes as g
from tests.exports.cas import AD, ADV, DPI, GAM, PARC, PR, RD, RH, RHV, STR, D, Export, Geste, P, R, exports

COLLEE = (
    "V999999\tFéminin\tÉtiévant\tÉtiévant\tRené\tRené\t1980-01-01\tNICE\t990000044\tInfirmier\tCDI"
    "\t2016-03-29\t\tVMED03\tNeurologie\t\tO\r\n"
)
TEXTE, VIDE, LETTRE = "fichiers texte", "valeurs à la place du vide", "caractères et limites"


def corps(geste: Callable[[list[str]], list[str]], encodage: str = "", fin: str = "\r\n") -> Geste:
    """The lines of the file otherwise, titles first."""

    def faire(tableau: Tableau) -> bytes:
        lines = tableau.octets().decode(tableau.encodage).removeprefix("\ufeff").splitlines()
        return (fin.join(geste(lines)) + fin).encode(encodage or tableau.encodage, "replace")

    return faire


def _pages(lines: list[str], titres: bool, autour: Callable[[int], list[str]]) -> list[str]:
    out: list[str] = []
    for page, start in enumerate(range(1, len(lines), 40), 1):
        out += [*autour(page), *([lines[0]] if titres or page == 1 else []), *lines[start : start + 40]]
    return out


def _spool(lines: list[str]) -> list[str]:
    rule = ";".join("-" * max(3, len(title)) for title in lines[0].split(";"))
    out = []
    for start in range(1, len(lines), 50):
        out += [lines[0], rule, *lines[start : start + 50], ""]
    return [*out, f"{len(lines) - 1} ligne(s) sélectionnée(s).", "", "SQL> spool off"]


def _psql(tableau: Tableau) -> bytes:
    rows = [tableau.titres, *tableau.lignes]
    wide = [max(len(r[k]) for r in rows if len(r) > k) for k in range(len(tableau.titres))]
    lines = [" | ".join(f" {cell:<{wide[k]}}" for k, cell in enumerate(r)) for r in rows]
    lines.insert(1, "-+-".join("-" * (w + 1) for w in wide))
    return ("\n".join([*lines, f"({len(tableau.lignes)} lignes)"]) + "\n").encode("utf-8")


def _fixe(tableau: Tableau) -> bytes:
    rows = [tableau.titres, *tableau.lignes]
    wide = [max(len(r[k]) for r in rows if len(r) > k) + 2 for k in range(len(tableau.titres))]
    return "\r\n".join("".join(f"{c:<{wide[k]}}" for k, c in enumerate(r)) for r in rows).encode(
        tableau.encodage, "replace"
    )


def _joint(separateur: str) -> Geste:
    return lambda t: "\r\n".join(separateur.join(r) for r in [t.titres, *t.lignes]).encode("utf-8")


def _html(tableau: Tableau) -> tuple[str, bytes]:
    rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in r)}</tr>\n" for r in tableau.lignes)
    head = "".join(f"<th>{title}</th>" for title in tableau.titres)
    page = (
        f"<html><head><meta charset='utf-8'></head><body><table><tr>{head}</tr>\n{rows}</table></body></html>"
    )
    return "xls", page.encode()


def _xml2003(tableau: Tableau) -> tuple[str, bytes]:
    def row(cells: list[str]) -> str:
        return "<Row>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in cells) + "</Row>"

    body = "\n".join(row(r) for r in [tableau.titres, *tableau.lignes])
    text = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:'
        f'office:spreadsheet"><Worksheet ss:Name="Feuil1"><Table>\n{body}\n</Table></Worksheet></Workbook>'
    )
    return "xls", text.encode()


def _tsv_xls(tableau: Tableau) -> tuple[str, bytes]:
    return "xls", replace(tableau, separateur="\t").octets()


def _json(tableau: Tableau) -> tuple[str, bytes]:
    return "json", json.dumps([dict(zip(tableau.titres, r, strict=False)) for r in tableau.lignes]).encode()


def _jsonl(tableau: Tableau) -> bytes:
    lines = (
        json.dumps(dict(zip(tableau.titres, r, strict=False)), ensure_ascii=False) for r in tableau.lignes
    )
    return "\n".join(lines).encode()


def _archive(autres: dict[str, bytes], double: bool = False) -> Geste:
    def faire(tableau: Tableau) -> tuple[str, bytes]:
        flux = io.BytesIO()
        with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"export/{tableau.nom}", tableau.octets())
            if double:
                half = replace(tableau, lignes=tableau.lignes[: len(tableau.lignes) // 2])
                archive.writestr(f"export/ancien/{tableau.nom}", half.octets())
            for name, octets in autres.items():
                archive.writestr(name, octets)
        return "zip", flux.getvalue()

    return faire


def _comment(tableau: Tableau) -> Tableau:
    """A comment line every thirty rows, as a person leaves one in the middle."""
    rows = [list(r) for r in tableau.lignes]
    for at in range(30, len(rows), 30):
        rows.insert(at, ["# à vérifier avec Mme la cadre", *[""] * (len(tableau.titres) - 1)])
    return replace(tableau, lignes=rows)


TEXTES: list[Export] = [
    *exports(
        TEXTE, "spool SQL*Plus : titres et tirets toutes les 50 lignes, pied", (RH, DPI), corps(_spool), PR
    ),
    *exports(
        TEXTE,
        "édition paginée : titre, page, saut de page",
        RH,
        corps(
            lambda ls: _pages(ls, True, lambda p: [f"\fCH DE RIVEMONT    Liste des agents    Page {p}", ""])
        ),
        PR,
    ),
    *exports(
        TEXTE,
        "pied de page « Page 2/4 » sans titres répétés",
        DPI,
        corps(lambda ls: _pages(ls, False, lambda p: [f"Page {p}/4"] if p > 1 else [])),
        PR,
    ),
    *exports(TEXTE, "psql : colonnes à barres et filet", RH, _psql, PR),
    *exports(TEXTE, "largeur fixe (.prn)", RH, _fixe, R),
    *exports(TEXTE, "séparateur ~", DPI, _joint("~"), PR),
    *exports(TEXTE, "séparateur ¤", RH, _joint("¤"), PR),
    *exports(TEXTE, "séparateur « ; » entouré de blancs", (RH, DPI), _joint(" ; ")),
    *exports(TEXTE, "séparateur double « ;; »", DPI, _joint(";;"), PR),
    *exports(TEXTE, "caractère 0x1F (unités)", RH, _joint("\x1f"), PR),
    *exports(TEXTE, "« sep=; » entre guillemets", RH, corps(lambda ls: ['"sep=;"', *ls])),
    *exports(TEXTE, "« sep=, » mais points-virgules", RH, corps(lambda ls: ["sep=,", *ls]), PR),
    *exports(
        TEXTE,
        "séparateur final sur les lignes, pas sur les titres",
        (RH, DPI),
        corps(lambda ls: [ls[0], *(f"{x};" for x in ls[1:])]),
        PR,
    ),
    *exports(
        TEXTE, "séparateur final sur les titres seuls", RH, corps(lambda ls: [f"{ls[0]};", *ls[1:]]), PR
    ),
    *exports(
        TEXTE,
        "séparateurs de fin coupés quand la fin est vide",
        (RH, RHV),
        corps(lambda ls: [ls[0], *(x.rstrip(";\t") for x in ls[1:])]),
        PR,
    ),
    *exports(TEXTE, "Ctrl-Z à la fin (MS-DOS)", RH, lambda t: t.octets() + b"\x1a"),
    *exports(TEXTE, "fin remplie d'octets nuls", (RH, DPI), lambda t: t.octets() + b"\0" * 2048, PR),
    *exports(
        TEXTE,
        "un bloc d'octets nuls au milieu (disque)",
        DPI,
        lambda t: t.octets()[:4000] + b"\0" * 700 + t.octets()[4700:],
        R,
    ),
    *exports(TEXTE, "deux marques d'octets", RHV, lambda t: b"\xef\xbb\xbf" + t.octets(), P),
    *exports(
        TEXTE,
        "UTF-16 sans marque",
        (ADV, RH),
        lambda t: t.octets().decode(t.encodage).encode("utf-16-le"),
        PR,
    ),
    *exports(TEXTE, "UTF-32", RH, lambda t: t.octets().decode(t.encodage).encode("utf-32"), PR),
    *exports(
        TEXTE, "ISO-8859-15, œ dans les noms", RH, g.texte(lambda s: s.replace("OE", "Œ"), "iso8859-15"), PR
    ),
    *exports(TEXTE, "CP437", (RHV, AD), g.texte(str, "cp437"), PR),
    *exports(
        TEXTE,
        "UTF-8, deux lignes en Windows-1252 (collées)",
        RHV,
        lambda t: t.octets() + COLLEE.encode("cp1252"),
        RD,
    ),
    *exports(
        TEXTE,
        "« Ã‰ » sur une ligne sur dix seulement",
        AD,
        lambda t: replace(
            t,
            lignes=[
                [c.encode().decode("cp1252", "replace") for c in r] if k % 10 == 0 else r
                for k, r in enumerate(t.lignes)
            ],
        ),
        RD,
    ),
    *exports(
        TEXTE,
        "fins de ligne mêlées (LF, CRLF, CR)",
        RH,
        corps(lambda ls: ["".join(x + ("\n", "\r\n", "\r")[k % 3] for k, x in enumerate(ls))], fin=""),
    ),
    *exports(TEXTE, "CR CR LF", DPI, corps(lambda ls: ls, fin="\r\r\n")),
    *exports(
        TEXTE,
        "titres « DT NAISSANCE (JJ/MM/AAAA) »",
        RH,
        lambda t: replace(t, titres=[f"{x} (JJ/MM/AAAA)" if x.startswith("DT") else x for x in t.titres]),
        PR,
    ),
    *exports(
        TEXTE,
        "titres « AGENT.MATRICULE »",
        RH,
        lambda t: replace(t, titres=[f"AGENT.{x}" for x in t.titres]),
        PR,
    ),
    *exports(
        TEXTE,
        "titres entre crochets (SQL Server)",
        DPI,
        lambda t: replace(t, titres=[f"[{x}]" for x in t.titres]),
        PR,
    ),
    *exports(TEXTE, "sans ligne de titres", (RH, DPI, PARC), corps(lambda ls: ls[1:]), R),
    *exports(
        TEXTE,
        "titres de Power Query « Column1 »",
        RH,
        corps(lambda ls: [";".join(f"Column{k}" for k in range(1, 17)), *ls]),
        PR,
    ),
    *exports(
        TEXTE,
        "numéro de ligne devant, sans titre",
        DPI,
        corps(lambda ls: [f";{ls[0]}", *(f"{k};{x}" for k, x in enumerate(ls[1:], 1))]),
        PR,
    ),
    *exports(
        TEXTE,
        "numéro de ligne devant, sans titre ni séparateur au titre",
        DPI,
        corps(lambda ls: [ls[0], *(f"{k};{x}" for k, x in enumerate(ls[1:], 1))]),
        R,
    ),
    *exports(
        TEXTE,
        "« … 33 lignes de plus » à la fin, tronqué",
        RH,
        corps(lambda ls: [*ls[:100], "... 33 lignes supplémentaires non affichées"]),
        RD,
    ),
    *exports(
        TEXTE,
        "« #TYPE » et « @{…} » de PowerShell",
        AD,
        corps(lambda ls: ["#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser", *ls]),
    ),
    *exports(
        TEXTE,
        "avertissement de l'outil en tête",
        DPI,
        corps(lambda ls: ["Warning: Null value is eliminated by an aggregate or other SET operation.", *ls]),
        PR,
    ),
    *exports(
        TEXTE,
        "message d'erreur au milieu",
        DPI,
        corps(lambda ls: [*ls[:80], "ORA-01555: snapshot too old: rollback segment number 9 too small"]),
        R,
    ),
    *exports(TEXTE, "commentaire de main d'homme entre les lignes", RH, _comment, D),
    *exports(TEXTE, "HTML nommé .xls (Business Objects)", RH, _html, PR),
    *exports(TEXTE, "XML 2003 nommé .xls", RH, _xml2003, PR),
    *exports(TEXTE, "tabulations nommées .xls", (RH, DPI), _tsv_xls, PR),
    *exports(TEXTE, "JSON", DPI, _json, PR),
    *exports(TEXTE, "JSON lignes nommé .csv", DPI, _jsonl, R),
    *exports(
        TEXTE,
        "archive avec LISEZMOI et __MACOSX",
        RH,
        _archive({"LISEZMOI.txt": b"Export du 01/11/2026", "__MACOSX/._x": b"\0\5"}),
        PR,
    ),
    *exports(TEXTE, "archive à deux fichiers du même nom", DPI, _archive({}, double=True), R),
    *exports(
        TEXTE,
        "retour à la ligne dans une cellule entre guillemets",
        RH,
        lambda t: replace(
            g.pleines("LIB UF", lambda x, r: f"{x}\n", g.une_sur(6))(t), guillemets=csv.QUOTE_ALL
        ),
    ),
    *exports(
        TEXTE,
        "guillemet pouce dans un libellé, doublé",
        STR,
        lambda t: g.pleines("POLE", lambda x, r: f'"{x}"', g.une_sur(5))(t),
        D,
    ),
    *exports(
        TEXTE,
        "guillemets français autour de chaque cellule",
        GAM,
        lambda t: g.valeurs(t.titres, lambda x, r: f"« {x} »" if x else "")(t),
        PR,
    ),
]

TROUS = (
    "#REF!",
    "#VALEUR!",
    "#NOM?",
    "#N/D",
    "#DIV/0!",
    "{}",
    "[]",
    "<Null>",
    "\\N",
    "(vide)",
    "(blank)",
    "n.c.",
    "NSP",
    "Non renseigné",
    "A COMPLETER",
    "System.String[]",
    "@{}",
    "System.Collections.Generic.List`1[System.String]",
    "00000000000",
    "99999999999",
    "XXXXXXXXXXX",
    "nil",
    "ND",
    "-",
)


def _trou(valeur: str) -> Geste:
    def faire(tableau: Tableau) -> Tableau:
        present = [x for x in [*RPPS, "EmployeeID", *COMMUNES] if x in tableau.titres]
        return g.valeurs(present, lambda texte, rang: texte or valeur)(tableau)

    return faire


VIDES: list[Export] = [
    *(
        one
        for rank, valeur in enumerate(TROUS)
        for one in exports(VIDE, valeur, (RH, DPI, AD)[rank % 3], _trou(valeur))
    ),
    *exports(VIDE, "NOM USAGE « SANS »", RH, g.valeurs("NOM USAGE", lambda t, r: t or "SANS"), D),
    *exports(VIDE, "NOM USAGE « NEANT »", RH, g.valeurs("NOM USAGE", lambda t, r: t or "NEANT")),
    *exports(
        VIDE, "service « (vide) »", DPI, g.valeurs("SERVICE", lambda t, r: "(vide)" if r % 4 == 0 else t), D
    ),
    *exports(
        VIDE,
        "collection PowerShell dans une colonne de texte",
        AD,
        g.valeurs(
            "Department", lambda t, r: "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection"
        ),
        RD,
    ),
    *exports(
        VIDE,
        "commune « 00000 » et « 99999 »",
        RH,
        g.pleines("CODE COMMUNE NAISS", lambda t, r: ("00000", "99999")[r % 2], g.une_sur(3)),
        D,
    ),
]

SIGNES = {
    "séparateur de paragraphe U+2029": "\u2029",
    "NEL U+0085": "\u0085",
    "zone privée U+E000": "\ue000",
    "sélecteur de variante U+FE0F": "\ufe0f",
    "liant U+200D": "\u200d",
    "marque d'octets au milieu": "\ufeff",
    "inversion U+202E": "\u202e",
    "espace idéographique": "\u3000",
    "tabulation verticale": "\x0b",
    "caractère nul": "\x00",
}


def _signe(signe: str, titres: list[str]) -> Geste:
    return lambda t: replace(
        g.pleines([x for x in titres if x in t.titres], lambda x, r: f"{x[:2]}{signe}{x[2:]}", g.une_sur(3))(
            t
        ),
        encodage="utf-8",
    )


LETTRES: list[Export] = [
    *(
        one
        for nom, signe in SIGNES.items()
        for one in exports(LETTRE, f"{nom} dans le matricule", RH, _signe(signe, ["MATRICULE"]), D)
    ),
    *(
        one
        for nom, signe in SIGNES.items()
        for one in exports(LETTRE, f"{nom} dans les noms", AD, _signe(signe, ["Surname", "GivenName"]), D)
    ),
    *exports(
        LETTRE,
        "U+FFFD dans les noms, une ligne sur dix",
        AD,
        g.pleines("Surname", lambda t, r: f"{t[:2]}\ufffd{t[3:]}", g.une_sur(10)),
        RD,
    ),
    *exports(
        LETTRE,
        "lettres cyrilliques semblables (О, А) dans le matricule",
        RHV,
        g.pleines("Identifiant agent", lambda t, r: t.replace("0", "О"), g.une_sur(2)),
        D,
    ),
]
