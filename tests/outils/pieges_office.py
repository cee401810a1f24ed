"""What Excel, Word and PowerPoint repair or refuse, that LibreOffice opens and the schemas let through: names
of sheets and tables, headings of a table, limits of a list of choices, functions written without their
prefix, shapes of one number.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree
from openpyxl.utils import range_boundaries

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DOC_IDS = ("cNvPr", "docPr")
CELLULE, MARGE, CHOIX, LIEN = 32_767, 255, 255, 2_079
RECENTES = re.compile(
    r"(?<![.\w])(IFS|SWITCH|MAXIFS|MINIFS|CONCAT|TEXTJOIN|XLOOKUP|XMATCH|FILTER|SORT|SORTBY|UNIQUE|SEQUENCE|LET|LAMBDA"
    r"|IFNA|TEXTSPLIT|TEXTBEFORE|TEXTAFTER|VSTACK|HSTACK|TOROW|TOCOL)\("
)
ORDRE = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges"
    " scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr"
    " conditionalFormatting dataValidations hyperlinks"
    " printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks"
    " customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF"
    " picture oleObjects controls webPublishItems tableParts extLst"
).split()
Arbres = dict[str, etree._Element]


def pieges(arbres: Arbres) -> list[str]:
    """The traps of one package, by part."""
    sorties = []
    for nom, arbre in arbres.items():
        if nom == "xl/workbook.xml":
            sorties += _workbook(arbre)
        elif re.fullmatch(r"xl/worksheets/[^/]+\.xml", nom):
            sorties += [f"{nom} : {faute}" for faute in _sheet(arbre)]
        elif nom.startswith(("ppt/slides/", "word/document", "xl/drawings/drawing")) and nom.endswith(".xml"):
            vus = Counter(e.get("id") for e in arbre.iter() if etree.QName(e).localname in DOC_IDS)
            sorties += [f"{nom} : forme {ident} en double" for ident, n in vus.items() if n > 1]
    return [*sorties, *_tables(arbres)]


def _workbook(livre: etree._Element) -> Iterator[str]:
    noms = [feuille.get("name") for feuille in livre.iter(f"{X}sheet")]
    for nom in noms:
        if (
            not 0 < len(nom) <= 31
            or re.search(r"[\[\]:*?/\\]", nom)
            or nom.startswith("'")
            or nom.endswith("'")
        ):
            yield f"nom de feuille refusé : {nom}"
    if len({nom.casefold() for nom in noms}) < len(noms):
        yield f"deux feuilles d’un même nom : {noms}"
    definis = Counter(
        (d.get("name").casefold(), d.get("localSheetId")) for d in livre.iter(f"{X}definedName")
    )
    yield from (f"nom défini deux fois : {nom}" for nom, n in definis.items() if n > 1)
    for defini in livre.iter(f"{X}definedName"):
        for cite in re.findall(r"'((?:[^']|'')+)'!", defini.text or ""):
            if cite.replace("''", "'") not in noms:
                yield f"nom défini sur une feuille absente : {cite}"


def _sheet(feuille: etree._Element) -> Iterator[str]:
    rangs = [ORDRE.index(etree.QName(e).localname) for e in feuille if isinstance(e.tag, str)]
    if rangs != sorted(rangs):
        yield "éléments hors de leur ordre"
    for valide in feuille.iter(f"{X}dataValidation"):
        for texte in (
            valide.findtext(f"{X}formula1") or "",
            valide.get("prompt") or "",
            valide.get("error") or "",
        ):
            if len(texte) > CHOIX:
                yield f"contrôle de saisie de {len(texte)} signes"
        if any(len(valide.get(titre) or "") > 32 for titre in ("promptTitle", "errorTitle")):
            yield "titre d’un contrôle de saisie de plus de 32 signes"
    for marge in feuille.iterfind(f"{X}headerFooter/*"):
        if len(marge.text or "") > MARGE:
            yield f"en-tête de {len(marge.text)} signes"
    for formule in [*feuille.iter(f"{X}f"), *feuille.iter(f"{X}formula"), *feuille.iter(f"{X}formula1")]:
        if trouve := RECENTES.search(re.sub(r'"[^"]*"', "", formule.text or "")):
            yield f"fonction sans son préfixe : {trouve[1]}"
        if len(formule.text or "") > 8_192:
            yield "formule trop longue"
    yield from (
        f"cellule de {len(t.text)} signes" for t in feuille.iter(f"{X}t") if len(t.text or "") > CELLULE
    )
    yield from (
        f"lien vers un endroit de {len(lien.get('location'))} signes"
        for lien in feuille.iter(f"{X}hyperlink")
        if len(lien.get("location") or "") > LIEN
    )
    yield from _overlaps([e.get("ref") for e in feuille.iter(f"{X}mergeCell")], "fusions")


def _overlaps(zones: list[str], quoi: str) -> Iterator[str]:
    bornes = [range_boundaries(zone) for zone in zones]
    for rang, (a, b, c, d) in enumerate(bornes):
        if any(a <= g and e <= c and b <= h and f <= d for e, f, g, h in bornes[:rang]):
            yield f"{quoi} qui se chevauchent : {zones[rang]}"


def _tables(arbres: Arbres) -> Iterator[str]:
    livre = arbres.get("xl/workbook.xml")
    tables = {nom: arbre for nom, arbre in arbres.items() if re.fullmatch(r"xl/tables/[^/]+\.xml", nom)}
    pris = Counter(t.get("displayName").casefold() for t in tables.values())
    if livre is not None:
        pris.update(
            d.get("name").casefold() for d in livre.iter(f"{X}definedName") if d.get("localSheetId") is None
        )
    yield from (f"table ou nom défini en double : {nom}" for nom, n in pris.items() if n > 1)
    idents = Counter(t.get("id") for t in tables.values())
    yield from (f"numéro de table en double : {ident}" for ident, n in idents.items() if n > 1)
    textes = _shared(arbres)
    for nom, feuille in arbres.items():
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", nom):
            continue
        siennes = [tables[cible] for cible in _targets(nom, feuille, arbres) if cible in tables]
        yield from (f"{nom} : {faute}" for faute in _overlaps([t.get("ref") for t in siennes], "tables"))
        cases = {c.get("r"): _said(c, textes) for c in feuille.iter(f"{X}c")} if siennes else {}
        for table in siennes:
            yield from (f"{nom} : {faute}" for faute in _headings(table, cases))


def _headings(table: etree._Element, cases: dict[str, str]) -> Iterator[str]:
    nom = table.get("displayName")
    if not re.fullmatch(r"[^\W\d][\w.]{0,254}", nom) or re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCcLl]\d*", nom):
        yield f"nom de table refusé : {nom}"
    gauche, haut, droite, bas = range_boundaries(table.get("ref"))
    colonnes = [c.get("name") for c in table.iter(f"{X}tableColumn")]
    if len(colonnes) != droite - gauche + 1 or bas == haut:
        yield f"table {nom} : {len(colonnes)} colonnes pour {table.get('ref')}"
    if len({c.casefold() for c in colonnes}) < len(colonnes):
        yield f"table {nom} : deux colonnes d’un même titre"
    lettres = [re.sub(r"\d", "", ref) for ref in cases if re.sub(r"\D", "", ref) == str(haut)]
    dans = [cle for cle in lettres if gauche <= range_boundaries(f"{cle}1")[0] <= droite]
    dits = [cases[f"{cle}{haut}"] for cle in dans]
    attendus = [re.sub(r"_x000[aA]_", "\n", c) for c in colonnes]
    if table.get("headerRowCount") != "0" and dits != attendus:
        yield f"table {nom} : titres {dits} au lieu de {attendus}"


def _targets(nom: str, feuille: etree._Element, arbres: Arbres) -> Iterator[str]:
    dossier, fichier = posixpath.split(nom)
    liens = arbres.get(f"{dossier}/_rels/{fichier}.rels")
    connus = {} if liens is None else {lien.get("Id"): lien.get("Target") for lien in liens}
    for part in feuille.iter(f"{X}tablePart"):
        cible = connus.get(part.get(f"{R}id"), "")
        yield (
            cible.lstrip("/") if cible.startswith("/") else posixpath.normpath(posixpath.join(dossier, cible))
        )


def _shared(arbres: Arbres) -> list[str]:
    partages = arbres.get("xl/sharedStrings.xml")
    return [] if partages is None else ["".join(t.text or "" for t in si.iter(f"{X}t")) for si in partages]


def _said(case: etree._Element, textes: list[str]) -> str:
    if case.get("t") == "s":
        return textes[int(case.findtext(f"{X}v") or 0)]
    return "".join(t.text or "" for t in case.iter(f"{X}t")) or case.findtext(f"{X}v") or ""
