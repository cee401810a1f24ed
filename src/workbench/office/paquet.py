"""Office packages that say the same thing are the same bytes: entries, dates and properties rewritten without
the clock.

openpyxl, python-pptx and python-docx write the present moment in zip entries and properties; a file compared
by its hash
must not change because it was made again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from workbench.office.rangs import saved
from workbench.office.tenue import settle
from workbench.socle.champs import INDICIBLES
from workbench.socle.typographie import apostrophes, insecables

SANS_DATE = dt.date(1980, 1, 1)  # of a document whose data have no date: never that of the clock
_PREMIERE = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip entry can bear
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
TITRE_MAX = 250  # the formats hold 255 characters
_ANGLAIS = re.compile(rb'(\b(?:w:lang w:val|lang)=")en-US"')  # what the libraries write: texts are French
_DESSIN = re.compile(r"xl/drawings/drawing(\d+)\.xml")
_GRAPHE = re.compile(rb'<(?:\w+:)?cNvPr id="\d+" name="[^"]*"')
_IMBRIQUES = (".xlsx", ".docx", ".pptx")


AUTEUR, LANGUE = "Établi HospiConnect", "fr-FR"


def octets(
    document: Any, le: dt.date, titre: str, sujet: str = "", commentaire: str = "", *, phrases: bool = False
) -> bytes:
    """A workbook, a deck or a letter as bytes that depend on what it says only.

    Args:
        document: openpyxl's workbook, python-pptx's presentation or python-docx's document.
        le: date of the data, that of its properties. titre, sujet, commentaire: its properties, cleaned here.
        phrases: of a workbook that holds no value to be compared with a system's: what rules and people wrote
            is set as French is, its apostrophes curly.
    """
    tableur = hasattr(document, "properties")
    dits = document.properties if tableur else document.core_properties
    dits.title, dits.subject = (INDICIBLES.sub("", texte)[:TITRE_MAX] for texte in (titre, sujet))
    dits.language = LANGUE
    if tableur:
        dits.creator = dits.lastModifiedBy = AUTEUR
        dits.description = INDICIBLES.sub("", commentaire) or None
    else:
        dits.author = dits.last_modified_by = AUTEUR
        dits.comments, dits.revision = INDICIBLES.sub("", commentaire)[:TITRE_MAX], 1
    for page in document.worksheets if tableur else ():
        if phrases:
            _set(page)
        # a sheet written row by row is a file for a system: nobody reads it, its cells are already gone
        if page.sheet_state == "visible" and not document.write_only:
            settle(page)
    if tableur:
        return figer(saved(document), le, _alternatifs(document))
    flux = BytesIO()
    document.save(flux)
    return figer(flux.getvalue(), le)


def _set(page: Any) -> None:
    """Apostrophes inside words made curly, no « ; » first on its line, in cells and headings of
    tables; curly ones in comments.
    """

    def french(dit: str) -> str:
        return insecables(apostrophes(dit))

    for case in page._cells.values():
        if case.data_type == "s" and isinstance(case.value, str):
            case.value = french(case.value)
        if case.comment is not None:
            case.comment.text = apostrophes(case.comment.text)
    for table in page.tables.values():
        for colonne in table.tableColumns:
            colonne.name = french(colonne.name)


def _alternatifs(classeur: Any) -> list[list[str]]:
    """The text alternatives of the charts (`graphes_tableur`), drawing by drawing, in the order of sheets."""
    graphes = [getattr(page, "_charts", []) for page in classeur.worksheets]
    return [[getattr(graphe, "alt", "") for graphe in page] for page in graphes if page]


def _decrire(dessin: bytes, textes: Sequence[str]) -> bytes:
    """A drawing whose charts say what they show."""
    reste = iter(textes)

    def dit(trouve: re.Match[bytes]) -> bytes:
        texte = quoteattr(INDICIBLES.sub("", next(reste, "")), {"\n": " "})
        return trouve[0] + b" descr=" + texte.encode()

    return _GRAPHE.sub(dit, dessin)


def figer(contenu: bytes, le: dt.date, alternatifs: Sequence[Sequence[str]] = ()) -> bytes:
    """The same package with fixed entry dates and order, its properties dated `le`; packages inside it
    too.

    Args:
        alternatifs: text alternatives of the charts of a workbook, drawing by drawing.
    """
    entrees: dict[str, bytes] = {}
    with ZipFile(BytesIO(contenu)) as lu:
        for nom in lu.namelist():
            octets = lu.read(nom)
            if nom == "docProps/core.xml":
                octets = _MOMENT.sub(rb"\g<1>" + f"{le.isoformat()}T00:00:00Z".encode() + rb"\g<3>", octets)
            elif nom.startswith(("ppt/", "word/")) and nom.endswith(".xml"):
                octets = _ANGLAIS.sub(rb"\g<1>" + LANGUE.encode() + b'"', octets)
            elif nom.lower().endswith(_IMBRIQUES):
                octets = figer(octets, le)
            elif alternatifs and (dessin := _DESSIN.fullmatch(nom)):
                octets = _decrire(octets, alternatifs[int(dessin[1]) - 1])
            entrees[nom] = octets
    return archive(entrees)


def archive(entrees: Mapping[str, bytes]) -> bytes:
    """A zip that depends on its entries only: the content types first, then by name."""
    flux = BytesIO()
    with ZipFile(flux, "w", ZIP_DEFLATED) as ecrit:
        for nom in sorted(entrees, key=lambda nom: (nom != "[Content_Types].xml", nom)):
            entree = ZipInfo(nom, _PREMIERE)
            entree.compress_type, entree.create_system, entree.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
            ecrit.writestr(entree, entrees[nom])
    return flux.getvalue()
