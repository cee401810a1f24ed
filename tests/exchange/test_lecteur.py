"""One reader for every workbook that comes back: what people and machines do to a file, and what is read or
refused of it.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.hostiles.fichiers import NIRS

from workbench.exchange import ecrivain, lecteur
from workbench.exchange.contrat import Contrat, contrat
from workbench.exchange.plan import ClasseurIllisible, Faute
from workbench.office.lisible import COLONNES_LISTE
from workbench.office.rangs import saved

ACCES, REVUE = contrat("acces"), contrat("revue")
FEUILLE = ACCES.feuille("acces")
TOP = FEUILLE.ligne_titres
COLONNE = {item.code: rank for rank, item in enumerate(FEUILLE.colonnes, 1)}
REPONSES = [("Garder", None), ("Fermer", None), ("Modifier", "profil bloc"), (None, None)]


def test_le_papier_vient_avant_l_ecran():
    """What a sheet prints is its first columns: those read on the screen only stand after them."""
    for nom in ("acces", "revue", "rpps_plus"):
        for feuille in contrat(nom).feuilles:
            ecrans = [item.ecran for item in feuille.colonnes]
            assert ecrans == sorted(ecrans) and any(ecrans) and feuille.imprimees <= COLONNES_LISTE
            assert all(item.ecran for item in feuille.colonnes if item.code == "reference")


def exporte(attendu: Contrat = ACCES, lignes: int = 4) -> Workbook:
    """The workbook a contract sends, its keys filled; for the access list, answered too."""
    livre = Workbook()
    livre.remove(livre.active)
    for feuille in attendu.feuilles:
        rangs = [
            [
                f"{item.code}-{ligne}" if item.champ.type == "texte" and not item.saisie else None
                for item in feuille.colonnes
            ]
            for ligne in range(lignes)
        ]
        ecrivain.ecrire(livre.create_sheet(feuille.titre), feuille, rangs, ecrivain.Entete("Titre"))
    livre = load_workbook(io.BytesIO(saved(livre)))  # as who receives it holds it
    if attendu is ACCES:
        for ligne, (decision, precision) in enumerate(REPONSES, TOP + 1):
            livre[FEUILLE.titre].cell(ligne, COLONNE["decision"]).value = decision
            livre[FEUILLE.titre].cell(ligne, COLONNE["precision"]).value = precision
    return livre


def octets(livre: Workbook) -> bytes:
    """As the tool writes it: rows under the titles are no cells of openpyxl."""
    return saved(livre)


def relu(geste: Callable[[Worksheet], None], attendu: Contrat = ACCES) -> lecteur.Lecture:
    livre = exporte()
    geste(livre[FEUILLE.titre])
    return lecteur.lire(octets(livre), attendu)


def poser(ligne: int, code: str, valeur: object) -> Callable[[Worksheet], None]:
    def geste(feuille: Worksheet) -> None:
        feuille.cell(ligne, COLONNE[code]).value = valeur

    return geste


def fusionner(code: str, haut: int, bas: int, larges: int = 1) -> Callable[[Worksheet], None]:
    """Those rows of a column, and of the `larges` - 1 columns on its right."""
    rang = COLONNE[code]
    return lambda feuille: feuille.merge_cells(None, haut, rang, bas, rang + larges - 1)


def doubler_le_titre(feuille: Worksheet) -> None:
    feuille.cell(TOP, 20, "Décision")


def sans_titre(feuille: Worksheet) -> None:
    feuille.cell(TOP, COLONNE["precision"]).value = "Notes"


FAUTES = [
    ("une réponse hors liste", poser(4, "decision", "Peut-être"), 4, "Décision",
     "n’est pas un choix possible"),
    ("un nombre à la place d’une réponse", poser(4, "decision", 12), 4, "Décision",
     "n’est pas un choix possible"),
    ("une date à la place d’une réponse", poser(4, "decision", dt.datetime(2026, 1, 2)), 4, "Décision",
     "choix possible"),
    ("un texte sans fin", poser(6, "precision", "x" * 301), 6, "Précision", "au plus 300"),
    ("une erreur Excel", poser(4, "decision", "#N/A"), 4, "Décision", "l’erreur Excel #N/A"),
    ("une erreur de référence", poser(5, "precision", "#REF!"), 5, "Précision", "l’erreur Excel #REF!"),
    ("une formule", poser(4, "decision", "=J5"), 4, "Décision", "formule"),
    ("une formule dans la clé", poser(4, "reference", "=A5"), 4, "Référence", "formule"),
    ("deux colonnes fusionnées", fusionner("decision", 4, 4, 2), 4, "Décision", "plusieurs colonnes en une"),
    ("un bloc fusionné", fusionner("decision", 4, 6, 3), 4, "Décision", "plusieurs colonnes en une"),
    ("des clés fusionnées", fusionner("reference", 4, 5), 4, "Référence", "désigne la ligne"),
    ("un titre fusionné avec une ligne", fusionner("decision", 3, 4), 3, "Décision", "le titre et"),
    ("un titre en double", doubler_le_titre, TOP, "Décision", "en double"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("geste", "ligne", "colonne", "mot"), [f[1:] for f in FAUTES], ids=[f[0] for f in FAUTES]
)
def test_chaque_faute_est_dite_a_sa_place(geste, ligne: int, colonne: str, mot: str):
    lecture = relu(geste)
    [faute] = lecture.fautes
    assert (faute.feuille, faute.ligne, faute.colonne) == (FEUILLE.titre, ligne, colonne)
    assert mot in faute.motif


def reponses(lecture: lecteur.Lecture) -> list[tuple[object, ...]]:
    lues = [(r.valeurs["reference"], r.valeurs["decision"], r.valeurs["precision"]) for r in lecture.lignes]
    return sorted(lues, key=str)


JUSTES = reponses(lecteur.lire(octets(exporte()), ACCES))


def renommer(feuille: Worksheet) -> None:
    feuille.title = "Feuil1"


def remonter_les_titres(feuille: Worksheet) -> None:
    feuille.delete_rows(1, 2)


def masquer(feuille: Worksheet) -> None:
    feuille.auto_filter.add_filter_column(0, ["reference-1"])
    feuille.row_dimensions[4].hidden = True
    feuille.column_dimensions["J"].hidden = True


def majuscules(feuille: Worksheet) -> None:
    feuille.cell(TOP, COLONNE["decision"]).value = "  DECISION "
    feuille.cell(4, COLONNE["decision"]).value = " GARDER"


def ajouter_une_colonne(feuille: Worksheet) -> None:
    feuille.insert_cols(1)
    feuille.cell(TOP, 1, "Avis du chef de service")
    feuille.cell(4, 1, "=1/0")


def mettre_en_forme_loin(feuille: Worksheet) -> None:
    feuille.cell(900_000, 1).number_format = "@"
    feuille.merge_cells("A1:L1")


@pytest.mark.parametrize(
    "geste", [renommer, remonter_les_titres, masquer, majuscules, ajouter_une_colonne, mettre_en_forme_loin]
)
def test_ce_que_les_gens_font_au_fichier_ne_change_pas_ce_qu_il_dit(geste):
    lecture = relu(geste)
    assert lecture.fautes == []
    assert reponses(lecture) == JUSTES


def test_les_lignes_masquees_sont_lues_et_comptees():
    assert relu(masquer).masquees == 1


def test_une_reponse_fusionnee_sur_plusieurs_lignes_vaut_pour_chacune():
    lecture = relu(fusionner("decision", TOP + 1, TOP + 3))
    assert lecture.fautes == []
    assert [ligne.valeurs["decision"] for ligne in lecture.lignes] == ["garder", "garder", "garder", None]


def test_une_colonne_exigee_qui_manque_fait_refuser_le_fichier():
    with pytest.raises(ClasseurIllisible, match="il manque Précision") as refus:
        relu(sans_titre)
    assert "Rien n’a été enregistré" in refus.value.conseil


def test_une_fusion_demesuree_n_est_pas_ouverte():
    """Opening it would make a cell of each of its seventeen billion places."""
    flux = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets(exporte()))) as lu, zipfile.ZipFile(flux, "w") as ecrit:
        for nom in lu.namelist():
            xml = lu.read(nom)
            if nom == "xl/worksheets/sheet1.xml":
                xml = xml.replace(
                    b"</sheetData>",
                    b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
                )
            ecrit.writestr(nom, xml)
    with pytest.raises(ClasseurIllisible, match="illisible"):
        lecteur.lire(flux.getvalue(), ACCES)


def test_un_fichier_trop_gros_est_refuse_avant_d_etre_ouvert(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.exchange.grille.load_workbook", lambda *_, **__: pytest.fail("ouvert"))
    with pytest.raises(ClasseurIllisible, match="trop gros"):
        lecteur.lire(octets(exporte()), ACCES.avec(octets_max=1_000))


@pytest.mark.parametrize(
    ("dite", "attendue"),
    [
        (dt.datetime(2026, 10, 2), dt.date(2026, 10, 2)),
        ("2/10/2026", dt.date(2026, 10, 2)),
        ("2026-10-02", dt.date(2026, 10, 2)),
        (" 02-10-2026 ", dt.date(2026, 10, 2)),
        ("02.10.26", None),
        (46_297, dt.date(2026, 10, 2)),
        ("31/02/2026", None),
        ("hier", None),
        (7, None),
    ],
)
def test_une_date_se_lit_sous_ses_formes_ou_est_refusee(dite: object, attendue: dt.date | None):
    livre = exporte(REVUE, 1)
    feuille = REVUE.feuille("rpps")
    rang = [item.code for item in feuille.colonnes].index("date_preuve") + 1
    livre[feuille.titre].cell(feuille.ligne_titres + 1, rang).value = dite
    lecture = lecteur.lire(octets(livre), REVUE)
    if attendue is None:
        assert [(f.ligne, f.colonne) for f in lecture.fautes] == [
            (feuille.ligne_titres + 1, "Date de la preuve")
        ]
    else:
        assert [ligne.valeurs["date_preuve"] for ligne in lecture.lignes if ligne.feuille == "rpps"] == [
            attendue
        ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.permutations(range(len(FEUILLE.colonnes))), st.permutations(range(len(REPONSES))), st.integers(0, 10)
)
def test_colonnes_et_lignes_melangees_disent_la_meme_chose(
    colonnes: list[int], lignes: list[int], decalage: int
):
    source = exporte()[FEUILLE.titre]
    livre = Workbook()
    feuille = livre.active
    feuille.title = FEUILLE.titre
    for place, rang in enumerate(colonnes, 1):
        feuille.cell(1 + decalage, place, source.cell(TOP, rang + 1).value)
        for ligne, numero in enumerate(lignes, 2 + decalage):
            feuille.cell(ligne, place, source.cell(TOP + 1 + numero, rang + 1).value)
    lecture = lecteur.lire(octets(livre), ACCES)
    assert lecture.fautes == []
    assert reponses(lecture) == JUSTES


@pytest.mark.parametrize(
    "texte", ["=cmd()", "+33 1", "-login", "@tous", "'déjà", "'=x", "élève\ttab", "名前", "🙂", "a\x07b"]
)
def test_ce_qui_est_ecrit_est_relu_a_l_identique(texte: str):
    livre = Workbook()
    rang = [texte if item.code == "reference" else None for item in FEUILLE.colonnes]
    ecrivain.ecrire(livre.create_sheet(FEUILLE.titre), FEUILLE, [rang], ecrivain.Entete("Titre"))
    [ligne] = lecteur.lire(octets(livre), ACCES).lignes
    assert ligne.valeurs["reference"] == texte.replace("\x07", "")
    relue = load_workbook(io.BytesIO(octets(livre)))
    assert all(
        case.data_type != "f" for feuille in relue for rangee in feuille.iter_rows() for case in rangee
    )


def test_une_faute_ne_repete_ni_numero_de_securite_sociale_ni_caractere_invisible() -> None:
    numero = NIRS["large"]
    assert numero not in Faute("Page", 1, "B", f"colonne inconnue « {numero} »").motif
    assert Faute("Page", 1, "B", "colonne inconnue « a\u202eb »").motif == "colonne inconnue « ab »"
    assert numero not in str(ClasseurIllisible("Titre", f"« {numero} »", "Retirez-la."))
