"""Letters merged from texts and people: one page each, plain text only, marked, safe whatever the data
hold.
"""

from __future__ import annotations

import datetime as dt
import re
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import polars as pl
import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook
from tests.outils.coupes import cut_cells

from workbench.documents.lettres import publipostage
from workbench.looks.formats import jour
from workbench.looks.noms_propres import metier_dit, nom_dit
from workbench.socle.erreurs import ErreurWorkbench

LE = dt.date(2026, 6, 1)
MODELE = {
    "titre": "Essai",
    "objet": "Pour {{prenom}}",
    "corps": "Bonjour {{prenom}} {{nom}},\n\nChez {{etablissement}} : {{prochaine_etape}}",
}
ENVOI = publipostage.Envoi(MODELE, {"CHA": "Centre hospitalier A"}, "GHT", LE)


def personne(
    nom: str, prenom: str = "Claude", service: str | None = "Cardio", **autres: str
) -> dict[str, str | None]:
    return {
        "id_unique": nom,
        "nom": nom,
        "prenom": prenom,
        "etablissement": "CHA",
        "service": service,
        "profession": "Infirmier",
        "prochaine_etape": "S’inscrire",
        **autres,
    }


PERSONNES = pl.DataFrame(
    [personne("ZED", service="Urgences"), personne("ABEL"), personne("BRUN", service=None)]
)
HOSTILES = pl.DataFrame(
    [
        personne('=HYPERLINK("http://x")', prenom="{{service}}"),
        personne("+1+1", prenom="@SUM(A1)"),
        personne("\x00\x0bDDE\u202e", prenom="<w:p/>&amp;"),
        personne("-2", prenom='{ INCLUDETEXT "c:\\\\x" }', service="\t=1"),
    ]
)


def texte(contenu: bytes) -> str:
    return "\n".join(p.text for p in Document(BytesIO(contenu)).paragraphs)


@pytest.mark.parametrize(
    ("metier", "civilite", "dit"),
    [
        ("Infirmier", "Madame", "Infirmière"),
        ("Infirmier", "Monsieur", "Infirmier"),
        ("Infirmier", "", "Infirmier"),
        ("Infirmier psychiatrique", "Madame", "Infirmière psychiatrique"),
        ("Infirmiers", "Madame", "Infirmiers"),
        ("Technicien d'informations médicales", "Madame", "Technicienne d’informations médicales"),
        ("Sage-Femme", "Madame", "Sage-Femme"),
        (None, "Madame", ""),
    ],
)
def test_un_metier_se_dit_a_qui_on_ecrit(metier: str | None, civilite: str, dit: str):
    assert metier_dit(metier, civilite) == dit


def test_l_appel_suit_la_civilite_et_rien_ne_reste_a_moitie_dit():
    envoi = replace(ENVOI, modele={"corps": "Bonjour {{appel}},\n\n{{profession}}. {{prochaine_etape}}"})
    gens = pl.DataFrame([{**personne("ABEL"), "civilite": "Madame"}, {**personne("ZED"), "civilite": None}])
    ecrit = texte(publipostage.lettres(gens, envoi))
    assert "Bonjour Madame Abel," in ecrit and "Infirmière. Vous inscrire" in ecrit
    assert "Bonjour Claude Zed," in ecrit and "Infirmier. Vous inscrire" in ecrit


def test_une_page_par_personne():
    contenu = publipostage.lettres(PERSONNES, ENVOI)
    document = Document(BytesIO(contenu))
    debuts = [p for p in document.paragraphs if p.alignment is not None]
    assert [p.runs[0].text for p in debuts] == ["Claude Abel", "Claude Zed", "Claude Brun"]
    assert [bool(p.paragraph_format.page_break_before) for p in debuts] == [False, True, True]
    assert "Chez Centre hospitalier A\u00a0: vous inscrire" in texte(contenu), "« : » jamais seul en bout"
    [section] = document.sections
    assert section.footer.paragraphs[0].text == f"Situation connue au {jour(LE)}."
    assert "à détruire" not in texte(contenu), "rien de ce qui s’adresse au porteur n’est sur la lettre"
    assert "à détruire" in document.core_properties.comments


def test_une_section_par_service_et_sa_page_de_garde():
    document = Document(BytesIO(publipostage.lettres(PERSONNES, ENVOI, par_service=True)))
    assert [s.header.paragraphs[0].text for s in document.sections] == [
        "GHT — Cardio (CHA)",
        "GHT — Urgences (CHA)",
        "GHT — Service non renseigné (CHA)",
    ]
    assert [len(t.rows) for t in document.tables] == [2, 2, 2]
    assert document.tables[0].cell(1, 0).text == "ABEL Claude"
    gardes = [p.text for p in document.paragraphs if publipostage.REMISE in p.text]
    assert len(gardes) == 3 and all("à détruire" in garde for garde in gardes)
    assert texte(publipostage.lettres(PERSONNES, ENVOI, par_service=True)).count("à détruire") == 3


def test_l_expediteur_date_et_signe():
    envoi = replace(
        ENVOI,
        date=dt.date(2026, 12, 1),
        ville="Valbrune",
        adresse="1 place du Marché",
        signature="La direction",
    )
    document = Document(BytesIO(publipostage.lettres(PERSONNES, envoi)))
    dits = [p.text for p in document.paragraphs]
    assert dits.count("Valbrune, le 1er décembre 2026") == dits.count("La direction") == 3
    assert dits.count("GHT\n1 place du Marché") == 3
    debuts = [p for p in document.paragraphs if p.text.startswith("GHT")]
    assert [bool(p.paragraph_format.page_break_before) for p in debuts] == [False, True, True]


@pytest.mark.parametrize("fin", ["", "\n\nL’équipe"])
def test_une_lettre_se_signe_une_fois(fin: str):
    """The settings first, else the text chosen, even when it still ends with its own signature."""
    modele = {**MODELE, "corps": MODELE["corps"] + fin, "signature": "L’équipe"}
    for envoi, qui, pas in (
        (replace(ENVOI, modele=modele), "L’équipe", "La direction"),
        (replace(ENVOI, modele=modele, signature="La direction"), "La direction", "L’équipe"),
    ):
        dits = texte(publipostage.lettres(PERSONNES, envoi))
        assert (dits.count(qui), dits.count(pas)) == (PERSONNES.height, 0)
        livre = load_workbook(BytesIO(publipostage.classeur(PERSONNES, envoi)))
        textes = [ligne[-1] for ligne in livre.active.iter_rows(min_row=2, values_only=True)]
        assert all(t.endswith(qui) and t.count(qui) == 1 and pas not in t for t in textes)


@pytest.mark.parametrize(
    ("recu", "dit"),
    [
        ("DE LA TOUR", "de La Tour"),
        ("D'ALMEIDA", "d'Almeida"),
        ("O’NEIL", "O’Neil"),
        ("N'DIAYE", "N'Diaye"),
        ("MCCARTHY", "McCarthy"),
        ("MACDONALD", "MacDonald"),
        ("MACRON", "Macron"),
        ("ALI née ATTOUMANI", "Ali"),
        ("VAN NEE", "Van Nee"),
        ("LE GALL NÉE DUPONT", "Le Gall"),
        ("RENÉE", "Renée"),
        ("Née", "Née"),
        ("DUPONT-D'ORNE", "Dupont-d'Orne"),
        ("LE GALL", "Le Gall"),
        ("DU", "Du"),
        ("ÉVÊQUE-ÂNE", "Évêque-Âne"),
        ("de Gaulle", "de Gaulle"),
        ("DA SILVA FERREIRA", "da Silva Ferreira"),
        ("", ""),
        (None, ""),
    ],
)
def test_un_nom_en_capitales_s_ecrit_comme_dans_une_lettre(recu: str | None, dit: str):
    assert nom_dit(recu) == dit


def test_les_donnees_hostiles_restent_du_texte():
    for par_service in (False, True):
        contenu = publipostage.lettres(HOSTILES, ENVOI, par_service=par_service)
        with zipfile.ZipFile(BytesIO(contenu)) as paquet:
            corps = paquet.read("word/document.xml").decode()
            relations = paquet.read("word/_rels/document.xml.rels").decode()
        assert "fldSimple" not in corps
        assert "instrText" not in corps
        assert 'TargetMode="External"' not in relations
        assert "{{service}}" in texte(contenu), "une valeur n’est jamais relue comme un champ"
        assert "\x00" not in corps


def test_le_classeur_neutralise_les_formules():
    hostile = {**MODELE, "objet": "=1+1", "corps": "@cmd {{nom}}"}
    feuille = load_workbook(BytesIO(publipostage.classeur(HOSTILES, replace(ENVOI, modele=hostile)))).active
    assert feuille.max_row == 5
    assert not cut_cells(publipostage.classeur(HOSTILES, ENVOI))
    assert max((rang.height or 15 for rang in feuille.row_dimensions.values()), default=15) < 130, (
        "plusieurs par page"
    )
    for ligne in feuille.iter_rows(min_row=2):
        for cellule in ligne:
            assert cellule.data_type != "f"
            assert not str(cellule.value or "").startswith(("=", "+", "-", "@", "\t"))


def test_word_trouve_ses_titres_et_qui_l_ouvre_sait_ce_que_c_est():
    """Word's mail merge reads titles on the first line of the first sheet: the heading is beside, and in the
    margins.
    """
    gens = pl.DataFrame(
        [
            personne("ZED", email="z@ch.fr", repere="0012"),
            personne("ÉLAN", email="Commun@ch.fr", repere="0013"),
            personne("ELBE", email="commun@ch.fr", repere="0014"),
            personne("NUL", email=None, repere="0015"),
        ]
    )
    livre = load_workbook(BytesIO(publipostage.classeur(gens, replace(ENVOI, date=LE, notice="À détruire."))))
    page, lire = livre.worksheets
    rangs = list(page.iter_rows(values_only=True))
    titres = rangs[0]
    assert len(set(titres)) == len(titres) and all(titres), "un champ de fusion par colonne"
    assert [dict(zip(titres, rang, strict=True))["Matricule"] for rang in rangs[1:]] == [
        "0013",
        "0014",
        "0015",
        "0012",
    ], "ordre français"
    assert page.oddHeader.left.text == "Essai" and jour(LE) in page.oddHeader.right.text
    dit = "\n".join(str(case.value or "") for case in lire["A"])
    for voulu in ("Essai", jour(LE), "GHT", "4\u00a0destinataires", f"« {page.title} »", "À détruire."):
        assert voulu.replace("« ", "«\u00a0").replace(" »", "\u00a0»") in dit, voulu
    assert "1\u00a0destinataire sur 4 sans courriel" in dit
    assert "commun@ch.fr" in dit and "z@ch.fr" not in dit, "une adresse partagée, celle d’une personne non"
    seul = load_workbook(BytesIO(publipostage.classeur(gens.head(1), ENVOI))).worksheets[1]
    assert any("n’est qu’à lui" in str(case.value) for case in seul["A"])


def test_un_metier_sans_numero_n_est_pas_une_profession():
    modele = {**MODELE, "corps": "Pas trouvé ({{profession}}, {{service}}). Ici ({{profession}})."}
    gens = pl.DataFrame([personne("ABEL", profession="Hors périmètre"), personne("BRUN")])
    lu = texte(publipostage.lettres(gens, replace(ENVOI, modele=modele)))
    assert "Hors périmètre" not in lu
    assert "Pas trouvé (Cardio). Ici." in lu and "Pas trouvé (Infirmier, Cardio). Ici (Infirmier)." in lu


def test_aucune_personne_donne_un_document_vide_mais_lisible():
    vide = PERSONNES.clear()
    assert texte(publipostage.lettres(vide, ENVOI)) == ""
    assert texte(publipostage.lettres(vide, ENVOI, par_service=True)) == ""
    assert load_workbook(BytesIO(publipostage.classeur(vide, ENVOI))).active.max_row == 1


def test_mille_lettres_restent_rapides():
    foule = pl.DataFrame([personne(f"NOM{rang:04d}", service=f"Service {rang % 40}") for rang in range(1000)])
    debut = time.perf_counter()
    publipostage.lettres(foule, ENVOI, par_service=True)
    assert time.perf_counter() - debut < 30


def test_l_apercu_ne_montre_personne():
    assert "Camille EXEMPLE" in publipostage.apercu(MODELE, "GHT")


def test_memes_personnes_meme_fichier():
    for par_service in (False, True):
        deux = [publipostage.lettres(PERSONNES, ENVOI, par_service=par_service) for _ in range(2)]
        assert deux[0] == deux[1]
    classeurs = [publipostage.classeur(PERSONNES, ENVOI) for _ in range(2)]
    assert classeurs[0] == classeurs[1]


def test_tout_paquet_est_entier():
    """Every part is declared and every relationship leads somewhere."""
    contenu = publipostage.lettres(PERSONNES, ENVOI, par_service=True)
    with zipfile.ZipFile(BytesIO(contenu)) as paquet:
        noms = set(paquet.namelist())
        types = paquet.read("[Content_Types].xml").decode()
        for nom in noms:
            assert (
                f'PartName="/{nom}"' in types
                or f'Extension="{nom.rsplit(".", 1)[-1]}"' in types
                or nom.startswith("[")
            ), nom
            if nom.endswith(".xml") or nom.endswith(".rels"):
                etree.fromstring(paquet.read(nom))
        for cible in re.findall(r'Target="([^"]+)"', paquet.read("word/_rels/document.xml.rels").decode()):
            assert f"word/{cible}" in noms or cible.startswith("../"), cible


def test_sur_le_papier_de_l_etablissement(tmp_path):
    papier = Document()
    papier.sections[0].header.paragraphs[0].text = "Centre hospitalier, direction des soins"
    papier.add_paragraph("Texte d’exemple, remplacé")
    papier.save(tmp_path / "lettre.docx")
    envoi = replace(ENVOI, papier=tmp_path / "lettre.docx", contact="Une question ? rh@ch.fr · 04 00")
    gens = pl.DataFrame([personne("ABEL", prenom="ANNE-MARIE", civilite="Madame", email="a@ch.fr")])
    document = Document(BytesIO(publipostage.lettres(gens, envoi)))
    assert document.sections[0].header.paragraphs[0].text.startswith("Centre hospitalier")
    lu = "\n".join(p.text for p in document.paragraphs)
    assert "exemple" not in lu and "Madame Anne-Marie Abel" in lu
    assert lu.rstrip().endswith("rh@ch.fr · 04 00")
    feuille = load_workbook(BytesIO(publipostage.classeur(gens, envoi))).active
    ligne = dict(zip([c.value for c in feuille[1]], [c.value for c in feuille[2]], strict=True))
    assert (ligne["Courriel"], ligne["Civilité"], ligne["Prénom"]) == ("a@ch.fr", "Madame", "Anne-Marie")
    (tmp_path / "lettre.docx").write_bytes(b"abime")
    with pytest.raises(ErreurWorkbench, match="illisible"):
        publipostage.lettres(gens, envoi)


def test_la_lettre_ne_parle_pas_a_qui_la_porte():
    pied = Document(BytesIO(publipostage.lettres(PERSONNES, ENVOI))).sections[0].footer.paragraphs[0].text
    assert publipostage.REMISE not in pied
    gardes = texte(publipostage.lettres(PERSONNES, ENVOI, par_service=True))
    assert publipostage.REMISE in gardes
