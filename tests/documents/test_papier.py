"""The establishment's own Word letter: what people do in Word is read right, or refused, with where."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from tests.documents.test_publipostage import ENVOI, personne

from workbench.documents.lettres import papier, publipostage
from workbench.socle.erreurs import ErreurWorkbench

GENS = pl.DataFrame([personne("ABEL", service="Cardio"), personne("{{texte}}", service="Urgences")])


def _entiere() -> Any:
    """A letter as somebody writes it: a table, a word in bold inside a placeholder, capitals, accents."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "CH d’essai, {{ Contact }}"
    grille = document.add_table(1, 2)
    grille.cell(0, 0).text = "Direction des soins"
    coupe = grille.cell(0, 1).paragraphs[0]
    for morceau, gras in (("{{pré", False), ("nom", True), ("}} {", False), ("{NOM}}", True)):
        coupe.add_run(morceau).bold = gras
    document.add_paragraph("{{Prochaine étape}} ({{service}})")
    document.add_paragraph("{{texte}} ", style="Quote")
    document.add_paragraph("La directrice")
    return document


def _lettres(document: Any, dossier: Path, par_service: bool = False) -> Any:
    document.save(dossier / "lettre.docx")
    envoi = replace(ENVOI, papier=dossier / "lettre.docx", contact="rh@ch.fr")
    return Document(BytesIO(publipostage.lettres(GENS, envoi, par_service=par_service)))


@pytest.mark.parametrize("par_service", [False, True])
def test_la_lettre_ecrite_dans_word_est_remplie_pour_chacun(tmp_path, par_service: bool):
    document = _lettres(_entiere(), tmp_path, par_service)
    assert document.sections[0].header.paragraphs[0].text == "CH d’essai, rh@ch.fr"
    assert all(section.header.is_linked_to_previous for section in document.sections[1:])
    grilles = [t.cell(0, 1).text for t in document.tables if t.cell(0, 0).text == "Direction des soins"]
    assert grilles == ["Claude Abel", "Claude {{texte}}"], "a value is never read again"
    assert sum(p.text == "La directrice" for p in document.paragraphs) == 2
    assert {p.style.name for p in document.paragraphs if "vous inscrire" in p.text and "(" not in p.text} == {
        "Quote"
    }
    assert all("{{" not in p.text.replace("{{texte}}", "") for p in document.paragraphs)


@pytest.mark.parametrize(
    ("papier_dit", "signe"),
    [
        (("{{nom}}", "{{texte}}", "{{signature}}"), True),
        (("{{nom}}", "{{texte}}", "{{contact}}"), True),
        (("{{nom}}", "{{texte}}", "La directrice"), False),
    ],
)
def test_un_papier_qui_se_ferme_n_est_pas_signe_deux_fois(tmp_path, papier_dit, signe: bool):
    _corps(*papier_dit)().save(tmp_path / "lettre.docx")
    envoi = replace(ENVOI, papier=tmp_path / "lettre.docx", signature="Le chef")
    document = Document(BytesIO(publipostage.lettres(GENS, envoi)))
    assert sum(p.text == "Le chef" for p in document.paragraphs) == (GENS.height if signe else 0)


def _corps(*textes: str) -> Callable[[], Any]:
    def faire() -> Any:
        document = Document()
        for texte in textes:
            document.add_paragraph(texte)
        return document

    return faire


def _pied(texte: str) -> Callable[[], Any]:
    def faire() -> Any:
        document = _entiere()
        document.sections[0].footer.paragraphs[0].text = texte
        return document

    return faire


def _fusion() -> Any:
    document = _entiere()
    code = OxmlElement("w:instrText")
    code.text = " MERGEFIELD Nom "
    document.add_paragraph().add_run()._r.append(code)
    return document


def _suivi() -> Any:
    document = _entiere()
    document.add_paragraph()._p.append(
        parse_xml(f"<w:ins {nsdecls('w')} w:id='1' w:author='a'><w:r><w:t>ajout</w:t></w:r></w:ins>")
    )
    return document


@pytest.mark.parametrize(
    ("faire", "dit"),
    [
        (_corps("{{nom}} {{prenon}}", "{{texte}}"), r"inconnu dans le texte : \{\{prenon\}\}.*\{prenom\}"),
        (_corps("{{nom}}", "{{texte"), "ne vont pas par paires"),
        (_corps("{{nom}}, {prenom}", "{{texte}}"), "deux accolades"),
        (_corps("{{nom}}"), r"\{\{texte\}\} manque"),
        (_corps("{{texte}}"), r"\{\{nom\}\} manque"),
        (_corps("{{nom}}", "Bonjour, {{texte}}"), "seul dans son paragraphe"),
        (_pied("{{nom}}"), "en en-tête ou en pied de page"),
        (_pied("{{titre}}"), "champ inconnu en en-tête"),
        (_fusion, "champs de fusion"),
        (_suivi, "modifications suivies"),
    ],
)  # fmt: skip
def test_ce_qui_sortirait_faux_est_refuse(tmp_path, faire: Callable[[], Any], dit: str):
    with pytest.raises(ErreurWorkbench, match="à corriger") as refus:
        _lettres(faire(), tmp_path)
    assert re.search(dit, refus.value.message), refus.value.message
    assert "lettre.docx" in refus.value.message and "{{texte}}" in refus.value.conseil


def test_l_en_tete_de_premiere_page_est_sur_chaque_lettre(tmp_path):
    document = Document()
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = "En-tête"
    for nom in ("Heading 1", "Light List Accent 1"):  # a document of another software has not our styles
        document.styles.element.remove(document.styles[nom].element)
    assert "Cardio" in "".join(p.text for p in _lettres(document, tmp_path, par_service=True).paragraphs)
    lettres = _lettres(document, tmp_path)
    assert len(lettres.sections) == 2 and all(s.different_first_page_header_footer for s in lettres.sections)
    assert len(lettres.element.body.findall(qn("w:p") + "/" + qn("w:pPr") + "/" + qn("w:sectPr"))) == 1


@pytest.mark.parametrize("nom", ["lettre.dotx", "Lettre.doc", "lettre.odt"])
def test_un_autre_format_n_est_pas_passe_sous_silence(tmp_path, nom: str):
    (tmp_path / "modeles").mkdir()
    (tmp_path / "modeles" / nom).write_bytes(b"x")
    with pytest.raises(ErreurWorkbench, match="enregistrer autrement"):
        papier.find(tmp_path, publipostage.LETTRE)
    (tmp_path / "modeles" / "LETTRE.docx").write_bytes(b"x")
    assert papier.find(tmp_path, publipostage.LETTRE) == tmp_path / "modeles" / "LETTRE.docx"
    assert papier.find(tmp_path / "ailleurs", publipostage.LETTRE) is None
