"""One question, one figure: every printed figure of every page and document that names a figure of the
register, read as a reader would, has the register's value at that date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from tests.outils.pages import PAGES, ouvrir, textes

from workbench.access import ouvrir as ouvrir_porte
from workbench.documents import exports
from workbench.documents.ars import classeur as ars
from workbench.documents.region import classeur as classeur_region
from workbench.documents.region.consolidation import consolider
from workbench.documents.region.consolidation import regles as region_regles
from workbench.looks.formats import nombre, pourcent
from workbench.marts import cartes
from workbench.marts.populations import populations
from workbench.pilotage.couverture import filtrer, par_statut
from workbench.socle.regles import lire

AUTRES = {"version", "avant", "code", "cible", "rang", "évolution"}  # columns that say something else
TOTAUX = {"total", "ensemble", "toutes", "aujourd'hui"}
DATES = {"données du"}
SYNTHESE_REGION = "Synthèse"
NOMBRE = r"(\d[\d\s]*(?:,\d+)?(?:\s?%)?)"


def plat(texte: str) -> str:
    """Spaces, quotes and case made plain."""
    return re.sub(r"\s+", " ", unescape(texte).replace("’", "'")).strip().lower()


class Registre:
    """The register's value of every figure at the date of the data, and the names it goes by."""

    def __init__(self, historique: pl.DataFrame) -> None:
        le = historique["date_execution"].max()
        self.le, self.du_jour = f"{le:%Y-%m-%d}", f"au {le:%d/%m/%Y}"
        self.valeurs: dict[str, set[str]] = {}
        self.parts: set[str] = set()  # those that are a share: numerator and denominator are theirs
        self.phrases: list[tuple[str, str]] = []
        toutes = cartes.toutes()
        self.titres: dict[str, str] = {
            plat(un["libelle"]): un["code"] for un in lire("workbench.projet", "comite.toml")["suivis"]
        }
        lignes = historique.filter(pl.col("date_execution") == le, pl.col("valeur").is_not_null())
        for ligne in lignes.to_dicts():
            carte = cartes.find(ligne["indicateur"], toutes)
            if carte is None or ligne["indicateur"].startswith(("anomalie|", "mie_vague_")):
                continue
            self.valeurs[ligne["indicateur"]] = ecrits(ligne)
            if ligne["denominateur"] is not None:
                self.parts.add(ligne["indicateur"])
            # the same figures go by the same name: a name borne by two of them names neither
            for titre in {plat(ligne["libelle"]), *([] if carte.prefixe else [plat(carte.titre)])}:
                self.titres[titre] = (
                    ""
                    if self.titres.get(titre, ligne["indicateur"]) != ligne["indicateur"]
                    else ligne["indicateur"]
                )
            self.phrases += [(plat(dit), ligne["indicateur"]) for dit in carte.nomme]

    def juger(self, code: str, lu: str) -> bool:
        return plat(lu).replace(" ", "").removesuffix("%").removesuffix(",0") in self.valeurs[code]


def ecrits(ligne: dict) -> set[str]:
    """The ways a figure may be written: its numerator, its denominator beside it, its share."""
    dits = {nombre(ligne["valeur"]), nombre(ligne["valeur"], 1)} if ligne["denominateur"] is None else set()
    if ligne["denominateur"] is not None:
        dits |= {
            pourcent(ligne["valeur"]),
            pourcent(ligne["valeur"], 0),
            nombre(ligne["numerateur"]),
            nombre(ligne["denominateur"]),
        }
    return {plat(dit).replace(" ", "").removesuffix("%").removesuffix(",0") for dit in dits}


Fait = tuple[str, str, str]  # where, figure, what is read


def faits_html(registre: Registre, page: str, source: str) -> Iterator[Fait]:
    """Tagged figures, rows of tables, sentences."""
    for code, lu in re.findall(r'data-figure="([^"]+)"[^>]*>([^<]+)<', source):
        yield page, code, lu
    for tableau in re.findall(r"<table.*?</table>", source, re.S):
        rangs = [
            [plat(re.sub(r"<[^>]+>", "", lu)) for lu in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", rang, re.S)]
            for rang in re.findall(r"<tr[^>]*>(.*?)</tr>", tableau, re.S)
        ]
        yield from faits_table(registre, page, rangs)
    yield from faits_texte(registre, page, re.sub(r"<[^>]+>", " ", source))


def faits_table(registre: Registre, ou: str, rangs: list[list[str]]) -> Iterator[Fait]:
    """A row whose first cell names a figure says it in its total, else in its first number; titles of columns
    may stand anywhere above.
    """
    titres: list[str] = []
    for cases in rangs:
        code = registre.titres.get(cases[0]) if cases else None
        if not code:
            if sum(map(bool, cases)) > 1 and not any(re.fullmatch(NOMBRE, c) for c in cases):
                titres = cases
            continue
        nommes = list(zip(titres + [""] * len(cases), cases, strict=False))
        nombres = [(titre, c) for titre, c in nommes[1:] if re.fullmatch(NOMBRE, c) and titre not in AUTRES]
        totaux = [c for titre, c in nommes if titre in TOTAUX | {registre.du_jour}]
        if any(titre in DATES and c != registre.le for titre, c in nommes):
            continue
        for lu in totaux or [c for _, c in nombres[:1]]:
            if re.fullmatch(NOMBRE, lu):
                yield ou, code, lu


def faits_texte(registre: Registre, ou: str, texte: str) -> Iterator[Fait]:
    """« 18 infirmiers sans numéro RPPS valable »: the number right before the name."""
    dit = plat(texte)
    for nom, code in registre.phrases:
        for lu in re.findall(rf"{NOMBRE} {re.escape(nom)}", dit):
            yield ou, code, lu


def faits_document(registre: Registre, nom: str, octets: bytes) -> Iterator[Fait]:
    """Rows and sentences of a workbook, a deck or a note."""
    if nom.endswith(".xlsx"):
        for feuille in load_workbook(BytesIO(octets), data_only=True):
            rangs = [[case(valeur) for valeur in rang] for rang in feuille.iter_rows(values_only=True)]
            yield from faits_table(registre, f"{nom}:{feuille.title}", rangs)
            yield from faits_texte(registre, f"{nom}:{feuille.title}", " ; ".join(map(" ; ".join, rangs)))
    elif nom.endswith(".pptx"):
        for diapo in Presentation(BytesIO(octets)).slides:
            for forme in diapo.shapes:
                if forme.has_text_frame:
                    yield from faits_texte(registre, nom, forme.text_frame.text)
                if getattr(forme, "has_table", False):
                    rangs = [[plat(c.text) for c in rang.cells] for rang in forme.table.rows]
                    yield from faits_table(registre, nom, rangs)
    elif nom.endswith(".docx"):
        document = Document(BytesIO(octets))
        yield from faits_texte(registre, nom, "\n".join(p.text for p in document.paragraphs))
        for tableau in document.tables:
            rangs = [[plat(c.text) for c in rang.cells] for rang in tableau.rows]
            yield from faits_table(registre, nom, rangs)


def case(valeur: object) -> str:
    if isinstance(valeur, dt.date):
        return f"{valeur:%Y-%m-%d}"
    if isinstance(valeur, float):
        return plat(pourcent(valeur)) if 0 <= valeur <= 1 else plat(nombre(valeur))
    return plat(nombre(valeur)) if isinstance(valeur, int) else plat(str(valeur or ""))


def faux(registre: Registre, faits: list[Fait]) -> list[str]:
    return [
        f"{ou} : {code} = {lu}, registre {sorted(registre.valeurs[code])}"
        for ou, code, lu in faits
        if not registre.juger(code, lu)
    ]


@pytest.fixture(scope="module")
def registre(petite_demo: Path) -> Registre:
    return Registre(ouvrir_porte(petite_demo, "essai", "essai").agregat("mart.historique"))


def test_chaque_page_donne_le_chiffre_du_registre(
    registre: Registre, petite_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    faits: list[Fait] = []
    for page in PAGES:
        app = ouvrir(petite_demo, monkeypatch, page)
        faits += faits_html(registre, page, textes(app))
    assert not faux(registre, faits)
    codes = {code for _, code, _ in faits}
    assert len(faits) > 40 and {
        "infirmiers_sans_numero", "employeur_a_enregistrer", "utilisateurs_dpi", "comptes_partis_delai",
        "compte_partant_ouvert", "rpps_confirme", "vertu_rpps_confirme", "mie_remis_dpi",
    } <= codes  # fmt: skip


@pytest.mark.parametrize("role", ["sponsor", "equipe"])
def test_l_accueil_dit_le_meme_chiffre_a_qui_lit_des_arrondis(
    registre: Registre, petite_demo: Path, monkeypatch: pytest.MonkeyPatch, role: str
):
    """The register as that role is given it, and the very register: what is said of RPPS and of means."""
    monkeypatch.setenv("WORKBENCH_ROLE", role)
    lu = Registre(ouvrir_porte(petite_demo, "essai", "essai").agregat("mart.historique"))
    source = textes(ouvrir(petite_demo, monkeypatch, "vue_codir", f"chiffre_{role}"))
    dits = list(faits_html(lu, role, source))
    suivis = {"rpps_confirme", "mie_remis_dpi", "mie_utilises_dpi"}
    taux = [dit for dit in dits if dit[1] in suivis]
    assert {code for _, code, _ in taux} == suivis
    assert not faux(lu, dits) and not faux(registre, taux)


# Pages opened on a part only: what still bears the name of a figure must still be that figure.
FILTREES = {
    "couverture_rpps": {"etablissement": "CHR", "population": "presents"},
    "infirmiers": {"inf_par": "etablissement", "etablissement": "CHR"},
    "comptes": {"probleme": "partant_ouvert"},
    "mie": {"mie_par": "etablissement"},
    "ecarts": {"etablissement": "CHR"},
}


def test_une_page_filtree_ne_donne_pas_un_autre_chiffre_sous_le_meme_nom(
    registre: Registre, petite_demo: Path, monkeypatch: pytest.MonkeyPatch
):
    faits: list[Fait] = []
    for page, filtre in FILTREES.items():
        app = ouvrir(petite_demo, monkeypatch, page, **filtre)
        assert not app.exception, page
        faits += faits_html(registre, page, textes(app))
    assert faits and not faux(registre, faits)


def test_les_parties_d_un_filtre_font_le_chiffre(petite_demo: Path, registre: Registre):
    """Every establishment, then every authority: the parts of a filter add up to the figure of the page."""
    acces = ouvrir_porte(petite_demo, "essai", "essai")
    couverture = acces.agregat("mart.couverture")
    for population, code in (("presents", "presents"), ("dpi", "utilisateurs_dpi")):
        for axe in ("etablissement", "autorite"):
            parts = [
                par_statut(filtrer(couverture, population, {axe: valeur}), "service")
                for valeur in couverture[axe].drop_nulls().unique()
            ]
            entiere = par_statut(filtrer(couverture, population, {}), "service")
            assert registre.juger(code, nombre(entiere["total"].sum()))
            sans = filtrer(couverture, population, {}).filter(pl.col(axe).is_null())["nombre"].sum()
            assert sum(part["total"].sum() for part in parts) + sans == entiere["total"].sum()
    requis = par_statut(filtrer(couverture, "presents", {}), "service")
    assert registre.juger("rpps_confirme", nombre(requis["requis"].sum()))
    assert registre.juger("rpps_confirme", nombre(requis["requis_confirmes"].sum()))


def test_chaque_document_donne_le_chiffre_du_registre(registre: Registre, petite_demo: Path):
    acces = ouvrir_porte(petite_demo, "essai", "essai")
    faits: list[Fait] = []
    for quoi in ("ars", "copil", "codir", "listes"):
        for produit in exports.produire(acces, quoi, exports.Options(motif="un seul chiffre")):
            faits += faits_document(registre, produit.fichier, produit.octets)
    assert not faux(registre, faits)
    assert len({code for _, code, _ in faits}) > 8


# The twin's names of figures that the register calls otherwise.
DU_JUMEAU = {
    "mie_remis": "mie_remis_dpi",
    "mie_appaire": "mie_appaires_dpi",
    "mie_utilise": "mie_utilises_dpi",
}


def test_le_classeur_de_la_region_redit_les_chiffres_de_l_etablissement(
    registre: Registre, petite_demo: Path, tmp_path: Path
):
    """A region of one establishment: each sum is its figure, or is not told."""
    (tmp_path / "etablissement.zip").write_bytes(ars.jumeau(petite_demo, "essai"))
    region = consolider(tmp_path)
    livre = load_workbook(BytesIO(classeur_region.contenu(region, "Région d’essai")), data_only=True)
    titres = {un["titre"]: un["id"] for un in region_regles()["indicateurs"]}
    faits: list[Fait] = []
    for feuille in livre:
        for rang in feuille.iter_rows(values_only=True):
            code = DU_JUMEAU.get(titres.get(rang[0], ""), titres.get(rang[0], ""))
            if code in registre.valeurs and feuille.title == SYNTHESE_REGION:
                lus = rang[1:4] if code in registre.parts else rang[1:2]  # the register counts it, no share
                faits += [(feuille.title, code, case(lu)) for lu in lus if isinstance(lu, int | float)]
    assert faits and not faux(registre, faits)


def test_un_second_chiffre_est_vu(registre: Registre):
    """The reader does see a contradiction, tagged, in a row, in a sentence."""
    source = (
        '<dd data-figure="presents">999999<small></small></dd>'
        "<table><tr><td>Infirmiers sans numéro valable</td><td>999 999</td></tr></table>"
        "<p>999 999 agents à enregistrer par l’établissement</p>"
    )
    assert len(faux(registre, list(faits_html(registre, "essai", source)))) == 3


def test_chaque_population_est_dite_et_sert():
    codes = set(populations())
    dits = {carte.de for carte in cartes.toutes()} - {""}
    assert dits <= codes, "une fiche compte une population que le registre ne connaît pas"
    assert codes - dits <= {"comptes"}, "une population que rien ne compte"
    assert len({p.mot for p in populations().values()}) == len(codes)
    assert all(len(p.definition) > 30 and p.de in ("personne", "compte") for p in populations().values())
