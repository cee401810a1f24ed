"""The placeholders of a Word paragraph, however formatting cut them: found, judged, filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from difflib import get_close_matches
from typing import Any

from docx.oxml.ns import qn

from workbench.projet.textes import CHAMPS, propre
from workbench.socle.champs import cle

TEXTE, OBJET, SIGNATURE = "texte", "objet", "signature"
COMMUNS = {
    "contact": "contact",
    "date_donnees": "date des données",
    "date": "date de la lettre",
    "ville": "ville",
    "adresse": "adresse de retour",
    SIGNATURE: "signature",
}
"""What is the same on every letter, and may stand in the margins."""
CONNUS = {**CHAMPS, OBJET: OBJET, TEXTE: TEXTE, **COMMUNS}
CHAMP, RESTE = re.compile(r"\{\{([^{}]*)\}\}"), re.compile(r"\{\{|\}\}")
_SEUL = re.compile(r"(?<!\{)\{\s*([^{}]{1,40}?)\s*\}(?!\})")
_PAR_CLE = {cle(code.replace("_", " ")): code for code in CONNUS}
_FUSION = re.compile(r"\bMERGEFIELD\b")


def paragraphs(element: Any) -> Iterator[Any]:
    """Its paragraphs, itself among them; those of tables and text boxes too."""
    return element.iter(qn("w:p"))  # type: ignore[no-any-return]


def _texts(p: Any) -> list[Any]:
    """The text elements of a paragraph, without those of a text box it holds."""
    return [t for t in p.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is p]


def text(p: Any) -> str:
    return "".join(t.text or "" for t in _texts(p))


def code_of(brut: str) -> str | None:
    """The placeholder that was meant: case, accents and spaces weigh nothing."""
    return _PAR_CLE.get(cle(brut.replace("_", " ")))


def alone(p: Any) -> str | None:
    """The placeholder that is all a paragraph says."""
    seul = CHAMP.fullmatch(text(p).strip())
    return code_of(seul[1]) if seul else None


def wrong(p: Any, ou: str, permis: set[str]) -> Iterator[str]:
    texte = text(p)
    for brut in CHAMP.findall(texte):
        code = code_of(brut)
        if code is None:
            proche = get_close_matches(cle(brut.replace("_", " ")), _PAR_CLE, 1)
            suite = f", peut-être {{{{{_PAR_CLE[proche[0]]}}}}}" if proche else ""
            yield f"champ inconnu {ou} : {{{{{propre(brut)[:40]}}}}}{suite}"
        elif code not in permis:
            yield f"{{{{{code}}}}} ne peut pas être {ou} : il change à chaque lettre"
        elif code == TEXTE and alone(p) != TEXTE:
            yield f"{{{{{TEXTE}}}}} doit être seul dans son paragraphe"
    if RESTE.search(CHAMP.sub("", texte)):
        yield f"{ou}, des accolades {{{{ }}}} ne vont pas par paires : « {propre(texte).strip()[:60]} »"
    for brut in _SEUL.findall(CHAMP.sub("", texte)):
        if code := code_of(brut):
            yield f"{ou}, {{{propre(brut)}}} s’écrit avec deux accolades : {{{{{code}}}}}"


def unread(corps: Sequence[Any]) -> Iterator[str]:
    """What Word would understand, and a mail merge of ours would not."""
    codes = [*(code.text or "" for bloc in corps for code in bloc.iter(qn("w:instrText")))]
    codes += [champ.get(qn("w:instr")) or "" for bloc in corps for champ in bloc.iter(qn("w:fldSimple"))]
    if any(_FUSION.search(code) for code in codes):
        yield "les champs de fusion de Word («Nom») ne sont pas remplis : écrivez {{nom}}"
    if any(next(bloc.iter(qn("w:ins"), qn("w:del")), None) is not None for bloc in corps):
        yield "il reste des modifications suivies : acceptez-les ou refusez-les"


def fill(p: Any, valeur: Callable[[str], str]) -> None:
    """Placeholders replaced, wherever formatting cut them: the value takes the look of their first letter."""
    textes = _texts(p)
    for trouve in reversed(list(CHAMP.finditer("".join(t.text or "" for t in textes)))):
        mis = propre(valeur(code_of(trouve[1]) or "")).replace("\n", " ")
        debut = 0
        for t in textes:
            dit = t.text or ""
            de, a = max(trouve.start() - debut, 0), min(trouve.end() - debut, len(dit))
            debut += len(dit)
            if de < a:
                t.text, mis = dit[:de] + mis + dit[a:], ""
                t.set(qn("xml:space"), "preserve")


def expand(p: Any, blocs: Sequence[str]) -> None:
    """A paragraph a block, of the look of the one that held `{{texte}}`."""
    for bloc in blocs:
        copie = deepcopy(p)
        p.addprevious(copie)
        _rewrite(copie, bloc)
    p.getparent().remove(p)


def _rewrite(p: Any, bloc: str) -> None:
    premier, *reste = _texts(p)
    for t in reste:
        t.text = ""
    rangs = bloc.split("\n")
    premier.text = rangs[0]
    premier.set(qn("xml:space"), "preserve")
    apres = premier
    for rang in rangs[1:]:
        saut, suite = apres.makeelement(qn("w:br")), deepcopy(premier)
        suite.text = rang
        apres.addnext(saut)
        saut.addnext(suite)
        apres = suite
