"""The steering committee's slides: figures of the marts, texts that fit, a template that can be replaced, the
same bytes twice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from docx import Document
from pptx import Presentation
from pptx.util import Emu
from tests.jouet import personne, publier
from tests.outils.paquets_office import DIAPOS, fautes

from workbench.access import ouvrir
from workbench.documents.comite import classeur as copil_classeur
from workbench.documents.comite import copil
from workbench.documents.comite import note as note_codir
from workbench.documents.comite.donnees import DonneesComite, rassembler
from workbench.documents.comite.populations import named
from workbench.documents.comite.salle import Salle
from workbench.looks.etats import STATUTS
from workbench.looks.formats import jour_court, nombre
from workbench.marts.cartes import population
from workbench.office import modele_copil
from workbench.office.mesure import lignes
from workbench.office.modele_copil import CONTENU, COUVERTURE, ModeleIncomplet
from workbench.pilotage.objectifs import perspectives

LONG = "Unité de soins intensifs polyvalents et de surveillance continue médico-chirurgicale"
FORMULE = '=HYPERLINK("http://exemple.invalid";"cliquez")'


@pytest.fixture(scope="module")
def vues(petite_demo: Path) -> DonneesComite:
    return rassembler(ouvrir(petite_demo, "essai", "essai"))


@pytest.fixture(scope="module")
def pleines(vues: DonneesComite) -> DonneesComite:
    """The worst a committee may hold: 40 risks, long names everywhere, formulas, an endless establishment."""
    mie = vues.mie_services.with_columns(
        service=vues.mie_services["service"].map_elements(lambda _: LONG[:60], str)
    )
    risques = [
        {
            "id": f"R-{n}",
            "titre": f"{FORMULE} {LONG} {n}",
            "criticite": 16 - n % 16,
            "reponse": LONG * 3,
            "responsable": LONG,
        }
        | {"etat": "ouvert"}
        for n in range(40)
    ]
    etapes = [
        {
            "nature": "tâche",
            "titre": f"{LONG} {n}",
            "responsable": LONG,
            "echeance": vues.le,
            "etat": "en_retard",
        }
        for n in range(30)
    ]
    return dataclasses.replace(
        vues,
        etablissement="Groupement hospitalier de territoire " + LONG * 2,
        comite={"id": "C-1", "type": "copil", "le": dt.date(2026, 11, 9)},
        professions=vues.professions.with_columns(libelle=vues.professions["libelle"] + " " + LONG),
        mie_services=mie,
        comptes=[{**c, "titre": LONG, "que_faire": LONG * 3} for c in vues.comptes],
        decisions=[{"titre": LONG * 2, "texte": LONG * 3, "responsable": LONG}] * 9,
        salle=Salle([], risques, [], etapes),
    )


def diapos(octets: bytes) -> Any:
    return Presentation(BytesIO(octets))


def textes(page: Any) -> str:
    morceaux = []
    for forme in page.shapes:
        if forme.has_text_frame:
            morceaux.append(forme.text_frame.text)
        if forme.has_table:
            morceaux += [case.text for rang in forme.table.rows for case in rang.cells]
    return "\n".join(morceaux)


def lu(document: Any) -> str:
    """What a note says, its no-break spaces read as spaces."""
    return "\n".join(p.text for p in document.paragraphs).replace("\u00a0", " ")


@pytest.mark.parametrize("jeu", ["vues", "pleines"])
def test_neuf_a_treize_diapos_pied_numero_et_notes(jeu: str, request: pytest.FixtureRequest):
    donnees = request.getfixturevalue(jeu)
    presentation = diapos(copil.contenu(donnees))
    assert len(presentation.slides) in DIAPOS
    couverture = textes(presentation.slides[0])
    assert ("Séance du 9 novembre 2026" in couverture) == (donnees.comite is not None)
    assert "à fixer" not in couverture, "demandé avant de produire, jamais imprimé"
    for rang, page in enumerate(presentation.slides):
        ecrit = textes(page)
        assert donnees.etablissement[:30] in ecrit
        assert donnees.reference in ecrit
        assert "données du 1er novembre 2026" in ecrit.replace("Données", "données")
        assert page.notes_slide.notes_text_frame.text.strip()
        if rang:
            assert page.shapes.title.text_frame.text
            assert page._element.xpath(".//a:fld[@type='slidenum']")

        for forme in page.shapes:
            if forme.has_chart or forme.has_table:
                assert forme._element.xpath(".//p:cNvPr/@descr")[0], "une image sans texte ne se lit pas"


@pytest.mark.parametrize("jeu", ["vues", "pleines"])
def test_rien_ne_deborde(jeu: str, request: pytest.FixtureRequest):
    presentation = diapos(copil.contenu(request.getfixturevalue(jeu)))
    largeur, hauteur = presentation.slide_width, presentation.slide_height
    for rang, page in enumerate(presentation.slides, 1):
        for forme in page.shapes:
            assert forme.left >= 0 and forme.top >= 0, (rang, forme.name)
            assert forme.left + forme.width <= largeur + 10, (rang, forme.name)
            assert forme.top + forme.height <= hauteur, (rang, forme.name)
            for texte, place, haut, corps, gras in cadres(forme):
                rendues = lignes(texte, place, corps, gras)
                assert len(rendues) * corps * 1.2 <= haut + 1, (rang, forme.name, texte)


def cadres(forme: Any) -> Iterator[tuple[str, float, float, float, bool]]:
    """(text, width, height, size, bold) of each text of a shape, in points."""
    if forme.has_table:
        assert sum(rang.height for rang in forme.table.rows) <= forme.height + 10
        for rang in forme.table.rows:
            for case, colonne in zip(rang.cells, forme.table.columns, strict=True):
                police = case.text_frame.paragraphs[0].font
                yield (
                    case.text,
                    Emu(colonne.width).pt - 14.4,
                    Emu(rang.height).pt,
                    police.size.pt,
                    bool(police.bold),
                )
    elif forme.has_text_frame and forme.text_frame.text and not forme.is_placeholder:
        police = forme.text_frame.paragraphs[0].font
        yield (
            forme.text_frame.text,
            Emu(forme.width).pt - 14.4,
            Emu(forme.height).pt,
            police.size.pt,
            bool(police.bold),
        )
    elif forme.is_placeholder and forme.text_frame.text:
        corps, gras = {1: (28, True), 3: (40, True), 4: (20, False), 2: (16, False)}.get(
            int(forme.placeholder_format.type), (10, False)
        )
        reduit = forme.text_frame.paragraphs[0].font.size  # said when smaller than the layout's
        corps = reduit.pt if reduit else corps
        yield forme.text_frame.text, Emu(forme.width).pt - 14.4, Emu(forme.height).pt, corps, gras


def test_aucun_nom_n_est_coupe(pleines: DonneesComite):
    """Names of eighty letters stand whole, on more lines or in smaller letters; the establishment's own, of
    two hundred, is the one that a footer shortens.
    """
    for rang, page in enumerate(diapos(copil.contenu(pleines)).slides, 1):
        for forme in page.shapes:
            for texte, *_ in cadres(forme):
                assert "…" not in texte or pleines.reference in texte, (rang, forme.name, texte)


def test_un_entrepot_presque_vide_donne_quand_meme_un_dossier(tmp_path: Path):
    publier(tmp_path, identite=[personne(1)])
    vides = rassembler(ouvrir(tmp_path, "essai", "essai"))
    presentation = diapos(copil.contenu(vides))
    assert len(presentation.slides) >= 8
    assert sum("Personne dans ce cas" in textes(page) for page in presentation.slides) == 2
    assert sum("rien à projeter" in textes(page) for page in presentation.slides) == 1
    for faire in (copil.contenu, copil_classeur.contenu, note_codir.contenu):
        assert fautes(faire(vides)) == []


def test_ce_que_rien_ne_mesure_se_dit_a_l_ordre_du_jour_sans_diapositive(vues: DonneesComite):
    motif = "non mesurable : aucune source DPI n’est déclarée"
    sans = dataclasses.replace(
        vues,
        motifs={"utilisateurs_dpi": motif, "mie_remis_dpi": motif},
        series={code: serie for code, serie in vues.series.items() if not code.startswith("1.1")},
    )
    avant, pages = (list(diapos(copil.contenu(une)).slides) for une in (vues, sans))
    assert len(pages) == len(avant) - 3
    assert "Sans chiffre ici : numéros RPPS, moyens d’identification, prévision" in textes(pages[1])
    assert textes(pages[1]).count("aucune source DPI") == 1
    assert not any("Sans chiffre" in textes(page) for page in avant)
    dits = [ligne for ligne in textes(pages[1]).splitlines() if ligne.rstrip(" ?") in copil.SANS]
    assert dits == [], "ce qui n’a pas de diapositive n’est pas à l’ordre du jour"


def test_quatre_objectifs_au_meme_etat_se_disent_une_fois(vues: DonneesComite):
    def dit(*etats: str) -> str:
        tous = [dataclasses.replace(o, etat=e) for o, e in zip(vues.objectifs, etats, strict=True)]
        return perspectives.bilan(tous)

    assert dit(*["a_risque"] * 4).startswith("Les 4 objectifs sont à risque : 1.1 (2027)")
    assert dit(*["non_mesurable"] * 4).startswith("Aucun objectif sur 4")
    assert dit("atteint", *["a_risque"] * 3).startswith("1\u00a0objectif sur 4 est atteint")


def test_la_note_ne_dit_sans_nom_que_ce_qui_n_en_porte_aucun(vues: DonneesComite):
    from docx import Document

    etape = {"nature": "action", "titre": "Fermer les comptes", "echeance": vues.le, "etat": "a_venir"}
    for qui, dit in (("Camille FICTIF", False), ("Équipe projet", True)):
        salle = Salle(etapes=[{**etape, "responsable": qui}])
        pied = Document(BytesIO(note_codir.contenu(dataclasses.replace(vues, salle=salle, decisions=[]))))
        assert ("aucune personne n’est nommée" in pied.sections[0].footer.paragraphs[0].text) == dit, qui


def test_ce_qui_est_atteint_ne_demande_plus_rien(vues: DonneesComite):
    from openpyxl import load_workbook

    premier = vues.objectifs[0]
    atteint = dataclasses.replace(premier.criteres[0], etat="atteint")
    tenu = dataclasses.replace(premier, criteres=[atteint, *premier.criteres[1:]])
    octets = copil_classeur.contenu(dataclasses.replace(vues, objectifs=[tenu, *vues.objectifs[1:]]))
    page = load_workbook(BytesIO(octets))["Critères"]
    colonne = [case.value for case in page[1]].index("Que faire") + 1
    assert page.cell(2, colonne).value == "Rien à faire."
    assert page.cell(3, colonne).value not in (None, "Rien à faire.")


def test_les_graphiques_portent_les_chiffres_des_marts(vues: DonneesComite):
    graphes = [f.chart for page in diapos(copil.contenu(vues)).slides for f in page.shapes if f.has_chart]
    assert len(graphes) == 5
    autorites = {serie.name: tuple(serie.values) for serie in graphes[0].plots[0].series}
    assert next(iter(graphes[0].plots[0].categories))[:8] == vues.autorites["libelle"][0][:8]
    assert autorites["confirmé"] == tuple(vues.autorites["confirme"])
    assert autorites["absent"] == tuple(vues.autorites["absent"])
    assert set(autorites) <= {etat.mot for etat in STATUTS.values()}
    assert tuple(graphes[2].plots[0].series[0].values) == tuple(vues.mie.values())
    mesure = next(s for s in graphes[3].plots[0].series if s.name == "Mesuré")
    assert [v for v in mesure.values if v is not None] == [point[3] for point in vues.series["1.1-2027"]]


def test_une_formule_reste_du_texte(pleines: DonneesComite):
    presentation = diapos(copil.contenu(pleines))
    assert any("=HYPERLINK" in textes(page) for page in presentation.slides)
    octets = copil_classeur.contenu(pleines)
    from openpyxl import load_workbook

    cases = [c for page in load_workbook(BytesIO(octets)) for rang in page.iter_rows() for c in rang]
    assert all(case.data_type != "f" for case in cases)
    assert any(str(case.value).startswith("'=HYPERLINK") for case in cases)


def test_aucun_agent_n_est_nomme(petite_demo: Path, vues: DonneesComite):
    personnes = ouvrir(petite_demo, "essai", "essai").nominatif("identite", motif="essai")
    noms = {nom for nom in personnes["nom_naissance"].drop_nulls() if len(nom) > 5}
    ecrit = "\n".join(
        textes(page) + page.notes_slide.notes_text_frame.text for page in diapos(copil.contenu(vues)).slides
    )
    assert not [nom for nom in noms if nom in ecrit]
    assert not [ident for ident in personnes["id_unique"] if ident in ecrit]


@pytest.mark.parametrize(
    ("ou", "quoi"),
    [("suites", "titre"), ("risques", "reponse"), ("etapes", "responsable"), ("decisions", "inaction")],
)
def test_ne_dit_que_nul_n_est_nomme_que_si_chaque_texte_saisi_le_permet(
    vues: DonneesComite, ou: str, quoi: str
):
    dit = "aucune personne n’est nommée"
    sure = dataclasses.replace(vues, salle=Salle(), decisions=[])
    assert dit in copil.dire_noms(sure)
    ligne = {"titre": "Risques", quoi: "Relancer Mme Quillebœuf"}
    salle = sure.salle if ou == "decisions" else dataclasses.replace(sure.salle, **{ou: [ligne]})
    saisie = dataclasses.replace(sure, salle=salle, decisions=[ligne] if ou == "decisions" else [])
    assert dit not in copil.dire_noms(saisie)


@pytest.mark.parametrize("jeu", ["vues", "pleines"])
def test_memes_chiffres_memes_octets_et_paquets_sains(jeu: str, request: pytest.FixtureRequest):
    donnees = request.getfixturevalue(jeu)
    for faire in (copil.contenu, copil_classeur.contenu, note_codir.contenu):
        octets = faire(donnees)
        assert faire(donnees) == octets, faire.__module__
        assert fautes(octets) == [], faire.__module__


def test_le_modele_de_l_etablissement(petite_demo: Path, vues: DonneesComite, tmp_path: Path):
    propre = Presentation(BytesIO(modele_copil.livre()))
    propre.slide_layouts.get_by_name(CONTENU).placeholders[0].top = Emu(123_456)
    propre.slides.add_slide(propre.slide_layouts[0]).shapes.title.text = "exemple à ne pas garder"
    (tmp_path / "modeles").mkdir()
    propre.save(tmp_path / modele_copil.PROPRE)
    presentation = diapos(copil.contenu(vues, tmp_path))
    assert presentation.slide_layouts.get_by_name(CONTENU).placeholders[0].top == 123_456
    assert "exemple à ne pas garder" not in "".join(textes(page) for page in presentation.slides)
    assert fautes(copil.contenu(vues, tmp_path)) == []


def test_un_modele_incomplet_dit_tout_ce_qui_manque(vues: DonneesComite, tmp_path: Path):
    nu = Presentation(BytesIO(modele_copil.livre()))
    contenu = nu.slide_layouts.get_by_name(CONTENU)
    for forme in list(contenu.placeholders):
        if forme.name in ("Zone", "Message"):
            forme._element.getparent().remove(forme._element)
    nu.slide_layouts.get_by_name(COUVERTURE)._element.cSld.set("name", "Autre")
    nu.save(tmp_path / "nu.pptx")
    with pytest.raises(ModeleIncomplet) as refus:
        copil.contenu(vues, None, tmp_path / "nu.pptx")
    assert "la disposition « HospiConnect couverture »" in refus.value.message
    assert "« Message » dans « HospiConnect contenu »" in refus.value.message
    assert "« Zone » dans « HospiConnect contenu »" in refus.value.message
    with pytest.raises(ModeleIncomplet, match="incomplet"):
        Presentation().save(tmp_path / "office.pptx")
        copil.contenu(vues, None, tmp_path / "office.pptx")


@pytest.mark.parametrize("octets", [b"", b"bonjour", b"PK\x03\x04abime"])
def test_un_modele_illisible_est_refuse(vues: DonneesComite, tmp_path: Path, octets: bytes):
    (tmp_path / "m.pptx").write_bytes(octets)
    for chemin in (tmp_path / "m.pptx", tmp_path / "absent.pptx"):
        with pytest.raises(ModeleIncomplet, match="Modèle illisible"):
            copil.contenu(vues, None, chemin)


def test_le_classeur_dit_les_memes_chiffres(vues: DonneesComite):
    from openpyxl import load_workbook

    livre = load_workbook(BytesIO(copil_classeur.contenu(vues)))
    sans = {page.title for page in livre if not page.print_title_rows}
    assert sans >= {*copil_classeur.SOUS.values()}, "un titre ne se répète pas sur un autre tableau"
    lus = {page.title: list(page.iter_rows(min_row=2, values_only=True)) for page in livre}
    dites = [None, "Profession"]  # a blank line, then the headings of the second table
    for rang, colonne in enumerate(("libelle", "confirme")):
        autres = dites if not rang else [None, "Confirmé"]
        assert [ligne[rang] for ligne in lus["Autorités"][:-2]] == [
            *vues.autorites[colonne].to_list(), *autres, *vues.professions[colonne].to_list()
        ]  # fmt: skip
    moyens, usages = lus["MIE"][:6], lus["MIE"][8:-2]
    for nom in ("Autorités", "MIE", copil_classeur.SERVICES):  # under the figures, whom they count
        vide, (dite, *_) = lus[nom][-2:]
        assert set(vide) == {None} and dite.startswith("On compte\u00a0: Utilisateurs"), nom
    assert [ligne[-1] for ligne in lus["Comptes"]] == [
        named(f"compte_{c['probleme']}", vues.effectifs) for c in vues.comptes
    ]
    assert dict(usages) == {
        "Équipés": vues.mie["remis"], "Équipés d’un moyen que le RIE accepte": vues.mie_acceptes,
        "Qui se servent de leur moyen pour ouvrir le DPI": vues.mie_utilises,
    }  # fmt: skip
    assert dict(moyens) == {
        "Utilisateurs du DPI": vues.mie["besoin"], "Commandé": vues.mie["commande"], "Reçu": vues.mie["recu"],
        "Remis": vues.mie["remis"], "Activé": vues.mie["active"], "Appairé": vues.mie["appaire"],
    }  # fmt: skip
    assert [ligne[1] for ligne in lus["Comptes"]] == [c["nombre"] for c in vues.comptes]
    assert len(lus["Critères"]) == sum(len(o.criteres) for o in vues.objectifs)
    assert [ligne[3] for ligne in lus["Évolution"]] == pytest.approx([s.valeur for s in vues.suivis])
    points = {s.libelle: s.ecart * 100 for s in vues.suivis if s.unite == "taux" and s.ecart is not None}
    ecarts = {rang[0].replace("\u00a0", " "): rang[4] for rang in lus["Évolution"]}
    dits = {nom: ecarts[nom] for nom in points}
    assert points and dits == pytest.approx(points)
    histoire = livre["Historique"]
    entetes, *rangs = [[case.value for case in rang] for rang in histoire]
    dits = {
        (rang[-1], rang[1], le): valeur for rang in rangs for le, valeur in zip(entetes, rang, strict=True)
    }
    for suivi in vues.suivis:
        for le, numerateur, denominateur, valeur in vues.series[suivi.code]:
            assert dits[suivi.code, suivi.unite, jour_court(le)] == pytest.approx(valeur)
            if suivi.unite == "taux":
                lus = [dits[suivi.code, quoi, jour_court(le)] for quoi in ("numérateur", "dénominateur")]
                assert lus == [numerateur, denominateur]
    taux = [case.number_format for case in histoire["C"][1:] if isinstance(case.value, float)]
    assert copil_classeur.PART in taux, "une part de l’histoire se lit en pourcentage"


def en_pdf(octets: bytes, nom: str, dossier: Path) -> bytes:
    """The file as LibreOffice prints it; the test is skipped where this LibreOffice does not open such
    files.
    """
    (dossier / nom).write_bytes(octets)
    bureau = shutil.which("soffice") or "soffice-absent"
    commande = [
        bureau,
        "--headless",
        f"-env:UserInstallation=file://{dossier}/profil",
        "--convert-to",
        "pdf",
        nom,
    ]
    try:
        subprocess.run(commande, cwd=dossier, timeout=120, capture_output=True, check=False)
    except OSError:
        pytest.skip("LibreOffice absent")
    pdf = (dossier / nom).with_suffix(".pdf")
    if not pdf.exists():
        pytest.skip(f"LibreOffice n’ouvre pas {nom} ici (composant absent)")
    return pdf.read_bytes()


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("jeu", ["vues", "pleines"])
def test_la_note_tient_sur_une_page(jeu: str, request: pytest.FixtureRequest, tmp_path: Path):
    assert pages(en_pdf(note_codir.contenu(request.getfixturevalue(jeu)), "note.docx", tmp_path)) == 1


def test_diaporama_et_classeur_s_ouvrent_dans_libreoffice(pleines: DonneesComite, tmp_path: Path):
    assert pages(en_pdf(copil_classeur.contenu(pleines), "classeur.xlsx", tmp_path)) >= 8
    octets = copil.contenu(pleines)
    assert pages(en_pdf(octets, "copil.pptx", tmp_path)) == len(diapos(octets).slides)


def test_la_note_dit_l_essentiel(vues: DonneesComite):
    from docx import Document

    document = Document(BytesIO(note_codir.contenu(vues)))
    texte = lu(document)
    objectifs, depuis = document.tables
    assert len(objectifs.rows) == 1 + len(vues.objectifs)
    assert [rang.cells[2].text for rang in depuis.rows[1:]] == [s.dire(s.valeur) for s in vues.suivis]
    assert f"1. {vues.decisions[0]['titre'].rstrip('.')}".replace("'", "’") in texte
    assert "à fixer" not in texte, "demandé avant de produire, jamais imprimé"
    assert "aucun numérateur ni seuil officiel" in document.sections[0].footer.paragraphs[0].text


def test_chaque_chiffre_dit_la_population_de_sa_fiche(petite_demo: Path, vues: DonneesComite):
    """By its name and number, on the slide or in the note that prints it; the number is the register’s."""
    from docx import Document

    historique = ouvrir(petite_demo, "essai", "essai").agregat("mart.historique")
    du_jour = historique.filter(
        historique["date_execution"] == vues.le, historique["denominateur"].is_not_null()
    )
    denominateurs = dict(du_jour.select("indicateur", "denominateur").iter_rows())
    codes = {s.libelle: s.code for s in vues.suivis}
    codes |= {c["titre"].replace("'", "’"): f"compte_{c['probleme']}" for c in vues.comptes}
    codes |= {o.titre: o.code for o in vues.objectifs if o.code in denominateurs}
    document = Document(BytesIO(note_codir.contenu(vues)))
    ecrits = [(page, textes(page)) for page in diapos(copil.contenu(vues)).slides]
    lus = [(t, ecrit) for page, ecrit in ecrits for t in (f.table for f in page.shapes if f.has_table)]
    lus += [(tableau, lu(document)) for tableau in document.tables]
    vus = set()
    for tableau, ecrit in lus:
        for rang in [[case.text for case in rang.cells] for rang in tableau.rows]:
            if (code := codes.get(rang[0].split(" · ")[-1])) is None:
                continue
            gens = population(code)
            dite = re.search(rf"[:;] {rang[-1]}, ([^;]+?)(?: ;|\.\n|\.$)", ecrit, re.M)
            assert dite and dite[1].startswith(gens.mot), (code, rang)
            assert not gens.code or dite[1] == f"{gens.mot} ({nombre(vues.effectifs[gens.code])})"
            assert code not in denominateurs or vues.effectifs[gens.code] == denominateurs[code]
            vus.add(code)
    assert vus == set(codes.values()), "un chiffre imprimé sans sa population"
    for code, mot in (("1.1-2027", "Sur"), ("1.1-2028", "Sur"), ("mie_remis_dpi", "On compte")):
        dite = f"{mot} : {population(code).mot} ({nombre(denominateurs[code])})."
        assert any(dite in ecrit for _, ecrit in ecrits), code


@pytest.mark.parametrize(
    ("depuis", "dit"),
    [
        ("comité du 8 octobre 2026", "le comité du 8 octobre 2026"),
        ("données du 1er octobre 2026", "les données du 1er octobre 2026"),
    ],
)
def test_ce_que_la_note_compare_s_accorde(depuis: str, dit: str):
    assert note_codir.le_ou_les(depuis) == dit


def test_un_seul_utilisateur_s_accorde(vues: DonneesComite):
    un = dataclasses.replace(vues, mie={**vues.mie, "remis": 1})
    dites = " ".join(note_codir.essentiel(un)).replace("\u00a0", " ")
    assert "1 utilisateur présent du dossier patient sur" in dites and " tient un moyen" in dites


def test_un_nom_a_deux_points_n_est_pas_une_phrase_a_abreger(vues: DonneesComite):
    """« Pôle X : consultations » and « Pôle X : hospitalisation » were both drawn « Pôle X. »."""
    noms = [f"Pôle « femme, mère, enfant » : consultations externes de l’étage {n}" for n in range(3)]
    mie = pl.DataFrame({"service": noms, "besoin": [9, 9, 9], "remis": [1, 1, 1], "restant": [8, 8, 8]})
    deck = diapos(copil.contenu(dataclasses.replace(vues, mie_services=mie)))
    dits = "\n".join(textes(page) for page in deck.slides)
    assert all(nom in dits for nom in noms)
    note = Document(BytesIO(note_codir.contenu(vues)))
    cases = [case.text for rang in note.tables[0].rows for case in rang.cells]
    for objectif in vues.objectifs:
        assert any(objectif.titre in case.replace("\u00a0", " ") for case in cases), objectif.titre
