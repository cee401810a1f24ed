"""The establishment's own Word paper: a letterhead, or a whole letter whose `{{nom}}` are filled.

What people do in Word is read (a placeholder cut by formatting, in a table, in a text box, with capitals or
accents); what would print wrong is refused before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import dropwhile
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from workbench.documents.lettres.champs import (
    CHAMP,
    COMMUNS,
    CONNUS,
    RESTE,
    SIGNATURE,
    TEXTE,
    alone,
    code_of,
    expand,
    fill,
    paragraphs,
    text,
    unread,
    wrong,
)
from workbench.socle.erreurs import ErreurWorkbench

TITRES = {"Heading 1": 14, "Heading 2": 12}  # points
EN_MARGE = {"etablissement", *COMMUNS}
_MARQUES = [qn(f"w:{nom}") for nom in (
    "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference",
)]  # fmt: skip
"""What may stand once in a document: the copies go without."""


def find(home: Path, voulu: str) -> Path | None:
    """The paper of that name (`modeles/lettre.docx`), whatever its capitals; None when there is none.

    Raises:
        ErreurWorkbench: it is there under another format, which nothing reads.
    """
    attendu = home / voulu
    voisins = sorted(attendu.parent.glob("*")) if attendu.parent.is_dir() else []
    memes = [fichier for fichier in voisins if fichier.stem.lower() == attendu.stem and fichier.is_file()]
    if trouve := next((fichier for fichier in memes if fichier.suffix.lower() == attendu.suffix), None):
        return trouve
    if memes:
        raise ErreurWorkbench(
            "Modèle Word à enregistrer autrement",
            f"{memes[0].name} n’est pas lu : seul le format .docx l’est.",
            f"Ouvrez-le, puis Enregistrer sous, « Document Word (.docx) », sous le nom {attendu.name} ; ou"
            " retirez-le pour reprendre le nôtre.",
        )
    return None


def opened(papier: Path) -> Doc:
    """A Word document, with the styles of titles: one made elsewhere than in Word may have none.

    Raises:
        ErreurWorkbench: it does not open as one.
    """
    try:
        document = Document(str(papier))
    except Exception as erreur:  # the library raises whatever the broken part makes it raise
        raise ErreurWorkbench(
            "Modèle de lettre illisible",
            f"{papier.name} ne s’ouvre pas comme un document Word.",
            "Enregistrez-le au format .docx, sans mot de passe, ou retirez-le pour reprendre le nôtre.",
        ) from erreur
    for nom, corps in TITRES.items():
        if nom not in document.styles:
            style = document.styles.add_style(nom, WD_STYLE_TYPE.PARAGRAPH)
            style.font.size, style.font.bold = Pt(corps), True
    return document


def on_paper(papier: Path) -> Doc:
    """The paper without its own text: its letterhead, margins and styles stay.

    Raises:
        ErreurWorkbench: it does not open as a Word document.
    """
    document = opened(papier)
    _empty(document)
    return document


class Papier:
    """A paper, open: `document` receives the letters; `entiere`: its body is a whole letter, not a letterhead
    only; `signe`: it closes by itself, with `{{signature}}` or with words of its own after `{{texte}}`.
    """

    def __init__(self, papier: Path) -> None:
        """
        Raises:
            ErreurWorkbench: it does not open, or would print something wrong: what, and where.
        """
        self.document = opened(papier)
        self.fichier = papier.name
        corps = list(self.document.element.body)[:-1]
        self.entiere = any(RESTE.search(text(p)) for bloc in corps for p in paragraphs(bloc))
        lus = self._refuse(corps)
        apres = dropwhile(lambda p: alone(p) != TEXTE, (p for bloc in corps for p in paragraphs(bloc)))
        self.signe = SIGNATURE in lus or any(text(p).strip() and not CHAMP.search(text(p)) for p in apres)
        self._corps = corps
        self.par_section = self._par_section()
        self._dessins = 0
        _empty(self.document)

    def fill_margins(self, valeurs: Mapping[str, str]) -> None:
        """What is the same for all, in headers and footers."""
        for part in _margins(self.document):
            for p in paragraphs(part):
                fill(p, lambda code: valeurs.get(code, ""))

    def letter(self, valeurs: Mapping[str, str], blocs: Sequence[str]) -> None:
        """The body once more at the end of the document, filled.

        Args:
            valeurs: placeholder → value, never read again. blocs: paragraphs of `{{texte}}`.
        """
        for modele in self._corps:
            copie = deepcopy(modele)
            self._unmark(copie)
            self.document.element.body[-1].addprevious(copie)
            for p in list(paragraphs(copie)):
                if alone(p) == TEXTE:
                    expand(p, blocs)
                else:
                    fill(p, lambda code: valeurs.get(code, ""))

    def new_page(self) -> None:
        """The next letter starts on a page of its own, with the letterhead of a first page."""
        self.document.add_section(WD_SECTION.NEW_PAGE)

    def _unmark(self, copie: Any) -> None:
        for marque in list(copie.iter(*_MARQUES)):
            marque.getparent().remove(marque)
        for dessin in copie.iter(qn("wp:docPr")):
            self._dessins += 1
            dessin.set("id", str(10_000 + self._dessins))

    def _par_section(self) -> bool:
        """A first page unlike the others, or pages that are counted, start anew with each letter."""
        section = self.document.sections[0]
        if section.different_first_page_header_footer:
            return True
        champs = (
            champ.text or "" for part in _margins(self.document) for champ in part.iter(qn("w:instrText"))
        )
        return self.entiere or any("PAGE" in champ for champ in champs)

    def _refuse(self, corps: Sequence[Any]) -> set[str]:
        """The placeholders it holds; what would print wrong is refused."""
        fautes: list[str] = []
        lus: set[str] = set()
        for ou, parts, permis in (
            ("dans le texte", corps, set(CONNUS)),
            ("en en-tête ou en pied de page", list(_margins(self.document)), EN_MARGE),
        ):
            for p in (p for part in parts for p in paragraphs(part)):
                fautes += wrong(p, ou, permis)
                lus |= {code for brut in CHAMP.findall(text(p)) if (code := code_of(brut))}
        fautes += unread(corps)
        if self.entiere and not fautes:
            fautes += [
                f"{{{{{code}}}}} manque : {perdu}"
                for code, perdu in (
                    ("nom", "la lettre ne dirait pas à qui elle s’adresse"),
                    (TEXTE, "le texte choisi dans l’application n’y serait pas"),
                )
                if code not in lus
            ]
        if fautes:
            raise ErreurWorkbench(
                "Modèle de lettre à corriger",
                f"{self.fichier} : {' ; '.join(dict.fromkeys(fautes))}.",
                "Corrigez-le dans Word puis recommencez. Champs : "
                + ", ".join(f"{{{{{code}}}}}" for code in CONNUS)
                + ". Sans aucun champ, seuls son en-tête, son pied et ses styles servent.",
            )
        return lus


def _empty(document: Doc) -> None:
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)


def _margins(document: Doc) -> Iterator[Any]:
    """Headers and footers of every kind, as elements; those only that exist."""
    for relation in document.part.rels.values():
        if relation.reltype.rsplit("/", 1)[-1] in ("header", "footer"):
            yield relation.target_part.element
