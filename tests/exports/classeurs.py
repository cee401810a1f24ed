"""Workbooks and directories as people and products really make them."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from tests.ecritures.tableau import Tableau
from tests.ecritures.transformations import _jour
from tests.envois import gestes as g
from tests.exports.cas import AD, DPI, PR, RD, RH, D, Export, Geste, R, exports

CLASSEUR, ANNUAIRE = "classeurs", "LDIF, Entra, Get-ADUser"
Livre = openpyxl.Workbook


def classeur(geste: Callable[[Livre, Worksheet, Tableau], None], vide: bool = False) -> Geste:
    """A workbook of the rows, then something done to it."""

    def faire(tableau: Tableau) -> tuple[str, bytes]:
        livre = openpyxl.Workbook()
        feuille = livre.active
        for ligne in [] if vide else [tableau.titres, *tableau.lignes]:
            feuille.append([cell or None for cell in ligne])
        geste(livre, feuille, tableau)
        flux = io.BytesIO()
        livre.save(flux)
        return "xlsx", flux.getvalue()

    return faire


def _deux_rangs(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.insert_rows(1)
    for start, end, text in ((1, 8, "ÉTAT CIVIL"), (9, 11, "EMPLOI"), (12, 16, "AFFECTATION")):
        feuille.cell(1, start).value = text
        feuille.merge_cells(start_row=1, end_row=1, start_column=start, end_column=end)


def _titres_coupes(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.insert_rows(2)
    for k, title in enumerate(t.titres, 1):
        first, _, rest = title.partition(" ")
        feuille.cell(1, k).value, feuille.cell(2, k).value = first, rest or None


def _titres_fusion(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.insert_rows(2)
    for k in range(1, len(t.titres) + 1):
        feuille.merge_cells(start_row=1, end_row=2, start_column=k, end_column=k)


def _unites(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.insert_rows(2)
    for k, title in enumerate(t.titres, 1):
        feuille.cell(2, k).value = "jj/mm/aaaa" if title.startswith("DT") else "texte"


def _filtre(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.auto_filter.ref = feuille.dimensions
    for k in range(2, feuille.max_row + 1):
        feuille.row_dimensions[k].hidden = k % 3 == 0


def _colonnes_masquees(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for letter in "CGHIP":
        feuille.column_dimensions[letter].hidden = True


def _lettres(vides: bool) -> Callable[[Livre, Worksheet, Tableau], None]:
    def faire(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
        feuille.title = "A-M"
        other = livre.create_sheet("N-Z")
        other.append(t.titres if vides else ["CODE", "LIBELLE"])
        for ligne in [r for r in t.lignes if r[1] > "M"]:
            other.append([c or None for c in ligne])
        feuille.delete_rows(2, feuille.max_row)
        for ligne in [r for r in t.lignes if r[1] <= "M"]:
            feuille.append([c or None for c in ligne])

    return faire


def _pivot(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.title = "Export"
    other = livre.create_sheet("TCD", 0)
    for ligne in (
        ["Étiquettes de lignes", "Nombre de MATRICULE"],
        ["IMAGERIE", 12],
        ["(vide)", None],
        ["Total général", 133],
    ):
        other.append(ligne)


def _sortis(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.title = "Présents"
    other = livre.create_sheet("Sortis")
    other.append(t.titres)
    for ligne in t.lignes[::9]:
        other.append(
            [
                "9" + ligne[0][1:],
                "ANCIEN",
                None,
                "PAUL",
                "M",
                "01/02/1960",
                None,
                None,
                ligne[8],
                "IDE",
                "TIT",
                "01/01/1990",
                "30/06/2020",
                ligne[13],
                ligne[14],
                None,
            ]
        )


def _mois(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.title = "novembre"
    other = livre.create_sheet("octobre", 0)
    other.append(t.titres)
    for ligne in t.lignes[:60]:
        other.append([c or None for c in ligne])


def _cachee(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    _mois(livre, feuille, t)
    livre["octobre"].sheet_state = "veryHidden"


def _nombres(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for row in feuille.iter_rows(min_row=2):
        row[0].value, row[0].number_format = int(row[0].value), "0000000"
        if row[15].value:
            row[15].value, row[15].number_format = float(row[15].value), "0"
        row[8].value = int(row[8].value)


def _dates(annee: bool = False) -> Callable[[Livre, Worksheet, Tableau], None]:
    def faire(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
        for row in feuille.iter_rows(min_row=2):
            for k in (5, 11, 12):
                day = _jour(row[k].value or "")
                if day and day.year < 2100:
                    row[k].value = dt.datetime(day.year, day.month, day.day, 23 if annee else 8, 59)
                    row[k].number_format = "yyyy" if annee else "[$-40C]d mmmm yyyy"

    return faire


def _moitie_dates(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for n, row in enumerate(feuille.iter_rows(min_row=2)):
        day = _jour(row[5].value or "")
        if day and n % 2:
            row[5].value = day


def _decale(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille["A1"] = "Liste des agents"
    for n, ligne in enumerate([t.titres, *t.lignes], 5):
        for k, cell in enumerate(ligne, 3):
            feuille.cell(n, k).value = cell or None
    feuille["U9"] = "à revoir avec la paie"


def _riche(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for row in feuille.iter_rows(min_row=2):
        text = row[1].value
        row[1].value = CellRichText(TextBlock(InlineFont(b=True), text[:2]), text[2:])


def _tableau(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.append(["Total", *[None] * 14, len(t.lignes)])
    table = Table(displayName="Agents", ref=f"A1:P{feuille.max_row}", totalsRowCount=1)
    feuille.add_table(table)


def _graphe(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    livre.create_chartsheet("Graphique", 0).add_chart(BarChart())


def _sous_totaux(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    feuille.delete_rows(2, feuille.max_row)
    rows = sorted(t.lignes, key=lambda r: r[14])
    for n, ligne in enumerate(rows):
        feuille.append([c or None for c in ligne])
        if n + 1 == len(rows) or rows[n + 1][14] != ligne[14]:
            feuille.append([None] * 13 + [None, f"Total {ligne[14]}", None])


def _groupes(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    """The service as a line of its own above its people, and no longer on their rows (a report by group)."""
    feuille.delete_rows(2, feuille.max_row)
    last = ""
    for ligne in sorted(t.lignes, key=lambda r: r[14]):
        if ligne[14] != last:
            feuille.append([f"UF {ligne[13]} - {ligne[14]}"])
            last = ligne[14]
        feuille.append([c or None for c in [*ligne[:13], "", "", ligne[15]]])


def _erreurs(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for n, row in enumerate(feuille.iter_rows(min_row=2)):
        if not row[15].value:
            row[15].value = ("#N/A", "#REF!", "#VALUE!")[n % 3]


def _evolution(livre: Livre, feuille: Worksheet, t: Tableau) -> None:
    for row in feuille.iter_rows(min_row=2):
        row[0].value = f"=VLOOKUP({row[0].row},Autre!A:B,2,0)"


CLASSEURS: list[Export] = [
    *exports(CLASSEUR, "titres de groupe fusionnés au-dessus des titres", RH, classeur(_deux_rangs), PR),
    *exports(CLASSEUR, "titres coupés sur deux rangs", RH, classeur(_titres_coupes), PR),
    *exports(CLASSEUR, "titres fusionnés sur deux rangs", RH, classeur(_titres_fusion), PR),
    *exports(CLASSEUR, "ligne d'unités sous les titres", RH, classeur(_unites), D),
    *exports(CLASSEUR, "un tiers des lignes masquées par un filtre", RH, classeur(_filtre), D),
    *exports(CLASSEUR, "colonnes masquées", RH, classeur(_colonnes_masquees)),
    *exports(CLASSEUR, "une feuille par lettres, mêmes titres", RH, classeur(_lettres(True)), PR),
    *exports(CLASSEUR, "une feuille par lettres, la seconde sans titres", RH, classeur(_lettres(False)), R),
    *exports(CLASSEUR, "tableau croisé devant", RH, classeur(_pivot), PR),
    *exports(CLASSEUR, "feuilles « Présents » et « Sortis »", RH, classeur(_sortis), D),
    *exports(CLASSEUR, "le mois d'avant sur une feuille très cachée", RH, classeur(_cachee), PR),
    *exports(CLASSEUR, "le mois d'avant sur une feuille visible", RH, classeur(_mois), R),
    *exports(CLASSEUR, "numéros en nombres, zéros par le format", RH, classeur(_nombres)),
    *exports(CLASSEUR, "dates typées en toutes lettres, avec une heure", RH, classeur(_dates())),
    *exports(CLASSEUR, "dates typées montrées par l'année seule", RH, classeur(_dates(True))),
    *exports(CLASSEUR, "naissances à moitié typées", RH, classeur(_moitie_dates)),
    *exports(CLASSEUR, "tableau décalé en C5, note à droite", RH, classeur(_decale, vide=True), PR),
    *exports(CLASSEUR, "texte à mise en forme dans la cellule", RH, classeur(_riche)),
    *exports(CLASSEUR, "tableau Excel à ligne de total", RH, classeur(_tableau), D),
    *exports(CLASSEUR, "feuille graphique devant", RH, classeur(_graphe)),
    *exports(
        CLASSEUR, "sous-total à droite, sans le mot dans la première colonne", RH, classeur(_sous_totaux), D
    ),
    *exports(CLASSEUR, "service en ligne de groupe, absent des lignes", RH, classeur(_groupes), RD),
    *exports(CLASSEUR, "erreurs de formule dans les RPPS absents", RH, classeur(_erreurs)),
    *exports(CLASSEUR, "matricules en formules jamais calculées", RH, classeur(_evolution), R),
    *exports(CLASSEUR, "classeur nommé .csv", (RH, DPI), lambda t: classeur(lambda *_: None)(t)[1], PR),
]


def _ldif(tableau: Tableau, comment: bool, modify: bool) -> tuple[str, bytes]:
    out: list[str] = [] if modify else ["version: 1", ""]
    for row in tableau.lignes:
        cells = dict(zip(tableau.titres, row, strict=False))
        dn = cells.pop("DistinguishedName")
        out += ["# agent", "# search reference"] if comment else []
        out.append(f"dn:: {base64.b64encode(dn.encode()).decode()}" if not dn.isascii() else f"dn: {dn}")
        if modify:
            out.append("changetype: add")
        out += [
            "objectClass: top",
            "objectClass: person",
            "objectClass: user",
            "objectGUID:: K3p1+Qd8kUa7yqOTBPpNYA==",
        ]
        for title, value in cells.items():
            if value:
                line = (
                    f"{title}: {value}"
                    if value.isascii()
                    else f"{title}:: {base64.b64encode(value.encode()).decode()}"
                )
                out += [line[:76], *(f" {line[k : k + 75]}" for k in range(76, len(line), 75))]
        out.append("")
    return "ldif", "\n".join(
        [
            *out,
            *(
                [
                    "# search result",
                    "search: 2",
                    "result: 0 Success",
                    "",
                    f"# numEntries: {len(tableau.lignes)}",
                ]
                if comment
                else []
            ),
        ]
    ).encode()


def _liste(tableau: Tableau) -> bytes:
    blocks = [
        "\r\n".join(f"{t:<20} : {v}" for t, v in zip(tableau.titres, r, strict=False)) for r in tableau.lignes
    ]
    return ("\r\n\r\n".join(["", *blocks]) + "\r\n").encode("utf-16")


def _format_table(tableau: Tableau) -> bytes:
    wide = 16
    rows = [
        [c if len(c) <= wide else c[: wide - 3] + "..." for c in r]
        for r in [tableau.titres, ["-" * len(x) for x in tableau.titres], *tableau.lignes]
    ]
    return "\r\n".join(" ".join(f"{c:<{wide}}" for c in r) for r in ["", *rows]).encode("utf-8")


def _clixml(tableau: Tableau) -> tuple[str, bytes]:
    body = "".join(
        "<Obj><Props>"
        + "".join(f'<S N="{t}">{v}</S>' for t, v in zip(tableau.titres, r, strict=False))
        + "</Props></Obj>\n"
        for r in tableau.lignes
    )
    return (
        "xml",
        f'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{body}</Objs>'.encode(),
    )


def _uac(mots: dict[str, str]) -> Geste:
    return g.pleines("userAccountControl", lambda t, r: mots.get(t, t))


def _enabled(vrai: str, faux: str) -> Geste:
    return g.pleines("userAccountControl", lambda t, r: faux if int(t) & 2 else vrai)


def _graph(enveloppe: bool) -> Geste:
    def faire(tableau: Tableau) -> tuple[str, bytes]:
        rows = [{t: v or None for t, v in zip(tableau.titres, r, strict=False)} for r in tableau.lignes]
        held = {
            "@odata.context": "https://graph.example/v1.0/$metadata#users",
            "@odata.nextLink": "https://graph.example/v1.0/users?$skiptoken=X",
            "value": rows,
        }
        return "json", json.dumps(held if enveloppe else rows, ensure_ascii=False).encode("utf-8-sig")

    return faire


ANNUAIRES: list[Export] = [
    *exports(
        ANNUAIRE, "LDIF : lignes pliées, dn en base64, objectGUID", AD, lambda t: _ldif(t, False, False), PR
    ),
    *exports(ANNUAIRE, "LDIF : commentaires et pied de ldapsearch", AD, lambda t: _ldif(t, True, False), PR),
    *exports(ANNUAIRE, "LDIF : changetype: add", AD, lambda t: _ldif(t, False, True), PR),
    *exports(ANNUAIRE, "Format-List dans un fichier (« titre : valeur »)", AD, _liste, R),
    *exports(ANNUAIRE, "Format-Table dans un fichier, tronqué par « ... »", AD, _format_table, R),
    *exports(ANNUAIRE, "Export-Clixml", AD, _clixml, R),
    *exports(ANNUAIRE, "ConvertTo-Json", AD, _graph(False), PR),
    *exports(ANNUAIRE, "Graph : une page sur plusieurs (nextLink)", AD, _graph(True), R),
    *exports(
        ANNUAIRE,
        "userAccountControl en mots",
        AD,
        _uac(
            {
                "512": "NormalAccount",
                "514": "AccountDisable, NormalAccount",
                "66048": "NormalAccount, DontExpirePassword",
            }
        ),
        PR,
    ),
    *exports(ANNUAIRE, "« Vrai » et « Faux » (Excel français)", AD, _enabled("Vrai", "Faux")),
    *exports(ANNUAIRE, "« VRAI » et « FAUX »", AD, _enabled("VRAI", "FAUX")),
    *exports(ANNUAIRE, "« $true » et « $false »", AD, _enabled("$true", "$false"), PR),
    *exports(ANNUAIRE, "« Enabled » et « Disabled »", AD, _enabled("Enabled", "Disabled"), PR),
    *exports(
        ANNUAIRE,
        "userAccountControl en hexadécimal",
        AD,
        g.pleines("userAccountControl", lambda t, r: hex(int(t))),
        PR,
    ),
    *exports(
        ANNUAIRE,
        "userAccountControl en milliers",
        AD,
        g.pleines("userAccountControl", lambda t, r: f"{int(t):,}".replace(",", "\u202f")),
        PR,
    ),
    *exports(
        ANNUAIRE,
        "lastLogonTimestamp arrondi par Excel (1,34E+17)",
        AD,
        g.pleines("lastLogonTimestamp", lambda t, r: f"{int(t):.2E}".replace(".", ",") if int(t) else t),
        RD,
    ),
    *exports(
        ANNUAIRE,
        "dates de Get-ADUser, Windows anglais",
        AD,
        g.pleines("whenCreated", lambda t, r: f"{int(t[4:6])}/{int(t[6:8])}/{t[:4]} 8:00:00 AM"),
    ),
    *exports(
        ANNUAIRE,
        "dates de Get-ADUser, Windows français",
        AD,
        g.pleines("whenCreated", lambda t, r: f"{t[6:8]}/{t[4:6]}/{t[:4]} 08:00:00"),
    ),
    *exports(
        ANNUAIRE,
        "ordinateurs mêlés aux personnes (PC12$)",
        AD,
        lambda t: replace(
            t,
            lignes=[
                *t.lignes,
                *(
                    [
                        f"CN=PC{k},OU=Postes,DC=ght,DC=local",
                        f"PC{k}$",
                        "",
                        "",
                        f"PC{k}",
                        "",
                        "",
                        "4096",
                        "20200101080000.0Z",
                        "134352300000000000",
                        "",
                        "",
                        "",
                    ]
                    for k in range(30)
                ),
            ],
        ),
        D,
    ),
    *exports(
        ANNUAIRE,
        "contacts sans login mêlés",
        AD,
        lambda t: replace(
            t,
            lignes=[
                *t.lignes,
                *(
                    [
                        f"CN=Contact {k},OU=Contacts,DC=ght,DC=local",
                        "",
                        "Paul",
                        f"Contact{k}",
                        f"Contact {k}",
                        "",
                        f"c{k}@x.example",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                    ]
                    for k in range(12)
                ),
            ],
        ),
        D,
    ),
    *exports(
        ANNUAIRE,
        "même compte deux fois (deux contrôleurs)",
        AD,
        lambda t: replace(t, lignes=[*t.lignes, *t.lignes[::5]]),
        D,
    ),
]
