"""An analyst's morning, in a real browser: twenty cases by keyboard, a run, they hold; Excel and back; one
undone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from tests.outils.commandes import commande
from tests.outils.navigateur import CHROMIUM, au_repos, cliquer, depassement, ouvrir

from workbench.decisions import Registre
from workbench.warehouse import read_table

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium n’est pas installé"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second hospital, harder: it leaves a morning of cases, where the first leaves a handful."""
    dossier = tmp_path_factory.mktemp("parcours") / "home"
    dossier.mkdir()
    demo = ("demo", "--variante", "--agents", "300", "--rpps", "3000", "--graine", "7")
    for etape in (demo, ("run",)):
        resultat = commande(*etape, home=dossier)
        assert resultat.returncode == 0, resultat.stdout[-2000:] + resultat.stderr[-2000:]
    return dossier


def executer(home: Path) -> None:
    resultat = commande("run", home=home)
    assert resultat.returncode == 0, resultat.stderr[-2000:]


def attendre_decisions(page, home: Path, combien: int) -> None:
    """Until the ledger holds that many entries in force."""
    for _ in range(150):
        if len(Registre(home).en_vigueur()) >= combien:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(Registre(home).en_vigueur())} décisions au lieu de {combien}")


def choisir(page, titre: str, option: str) -> None:
    cliquer(page.get_by_role("combobox", name=titre).first)
    cliquer(page.get_by_role("option", name=option, exact=True).first)


def personne(home: Path, cle: str) -> str:
    source, _, reste = cle.partition(":")
    fiche = read_table(home, "curated.identite_fiche")
    return str(fiche.filter((pl.col("source") == source) & (pl.col("cle_source") == reste))["id_unique"][0])


def passer_par_libreoffice(fichier: Path, dossier: Path) -> Path:
    """The workbook as LibreOffice writes it back, where it is installed; else as it is."""
    if not shutil.which("soffice"):
        return fichier
    rendu = dossier / "rendu"
    profil = f"-env:UserInstallation=file://{dossier}/lo"
    commande = ["soffice", "--headless", profil, "--convert-to", "xlsx", "--outdir", str(rendu), str(fichier)]
    subprocess.run(commande, check=True, capture_output=True, timeout=180)
    return rendu / fichier.name


def repondre_au_clavier(page, home: Path, combien: int) -> None:
    """One key a case, « same » and « different » in turn."""
    for rang in range(combien):
        bouton = page.get_by_role("button", name="Même personne" if rang % 2 else "Personnes différentes")
        bouton.wait_for()
        au_repos(page)
        page.locator("h1").click()  # keys answer only outside a field
        page.keyboard.press("m" if rang % 2 else "d")
        attendre_decisions(page, home, rang + 1)


def recevoir_le_classeur(page, dossier: Path) -> Path:
    """The review workbook, as the page gives it."""
    page.get_by_role("textbox", name="Destinataire").fill("RH du CH")
    page.keyboard.press("Tab")
    bouton = page.get_by_role("button", name="Classeur à remplir")
    au_repos(page)
    with page.expect_download() as attente:
        cliquer(bouton)
    fichier = dossier / "revue.xlsx"
    attente.value.save_as(fichier)
    return fichier


def remplir(fichier: Path) -> Workbook:
    """Two numbers answered, one refused and one proved."""
    livre = load_workbook(fichier)
    feuille = livre["Numéros RPPS"]
    titres = {cellule.value: cellule.column for cellule in feuille[3]}
    feuille.cell(4, titres["Réponse"], "refusé")
    feuille.cell(5, titres["Réponse"], "confirmé")
    feuille.cell(5, titres["Preuve"], "Recherche dans RPPS+")
    feuille.cell(5, titres["Date de la preuve"], "02/10/2026")
    return livre


def attendre_l_annulation(page, home: Path, combien: int) -> None:
    """Until the ledger holds exactly that many entries in force."""
    for _ in range(100):
        if len(Registre(home).en_vigueur()) == combien:
            break
        page.wait_for_timeout(100)


def test_la_matinee_d_un_analyste(adresse: str, navigateur, home: Path, tmp_path: Path):
    page = ouvrir(navigateur, f"{adresse}/revue")
    page.get_by_role("heading", name="Revue des cas à trancher").wait_for()
    choisir(page, "Cas", "Qui est qui")
    page.get_by_text("Poids des indices").or_(page.get_by_text("identifiant partagé")).first.wait_for()
    disponibles = read_table(home, "curated.a_revoir").height
    combien = min(20, disponibles - 2)
    assert combien >= 3, "la démonstration laisse des cas à trancher"
    page.locator("table.wb-cas").wait_for()
    repondre_au_clavier(page, home, combien)
    decisions = Registre(home).en_vigueur()
    assert len(decisions) == combien, "une touche, une décision"
    assert {d.genre for d in decisions} == {"meme_personne", "personne_differente"}
    page.get_by_text("Elle prendra effet dans les chiffres à la prochaine exécution").wait_for()

    executer(home)
    effets = dict(read_table(home, "meta.decision").select("id", "etat").iter_rows())
    for decision in decisions:
        if effets[decision.id] == "appliquee":
            ensemble = personne(home, decision.cle_a) == personne(home, decision.cle_b)
            assert ensemble == (decision.genre == "meme_personne")
    assert sum(etat == "appliquee" for etat in effets.values()) >= 0.8 * combien

    # Excel: sent, filled in, through LibreOffice, taken back
    page = ouvrir(navigateur, f"{adresse}/revue")
    cliquer(page.get_by_text("Par Excel : envoyer des cas"))
    fichier = recevoir_le_classeur(page, tmp_path)
    livre = remplir(fichier)
    feuille = livre["Numéros RPPS"]
    titres = {cellule.value: cellule.column for cellule in feuille[3]}
    livre.save(fichier)
    fautif = tmp_path / "revue_fautive.xlsx"
    feuille.cell(6, titres["Réponse"], "confirmé")  # and no proof
    livre.save(fautif)
    page.locator('input[type="file"]').set_input_files(str(passer_par_libreoffice(fautif, tmp_path)))
    page.get_by_text("Rien ne sera enregistré de ce classeur").wait_for()
    page.get_by_text("Fautes à corriger").wait_for()
    au_repos(page)
    assert not page.get_by_role("button", name="Enregistrer 2 décisions").count()
    cliquer(page.get_by_role("button", name="Retirer").last)
    au_repos(page)
    page.locator('input[type="file"]').set_input_files(str(passer_par_libreoffice(fichier, tmp_path)))
    cliquer(page.get_by_role("button", name="Enregistrer 2 décisions"))
    attendre_decisions(page, home, combien + 2)
    numeros = [d for d in Registre(home).en_vigueur() if d.famille == "rpps"]
    assert {d.genre for d in numeros} == {"rpps_refuse", "rpps_confirme"}
    executer(home)
    confirme = next(d for d in numeros if d.genre == "rpps_confirme")
    lien = read_table(home, "curated.lien_rpps").filter(pl.col("rpps") == confirme.rpps).to_dicts()
    assert [(ligne["statut"], ligne["preuve"]) for ligne in lien] in (
        [("confirme", "decision_rpps_plus")],
        [("incoherent", "numero_partage")] * 2,
    )

    # one undone, from the page
    page = ouvrir(navigateur, f"{adresse}/contradictions")
    cliquer(page.get_by_role("tab", name="Décisions"))
    page.get_by_text("Décision à annuler").wait_for()
    page.get_by_role("textbox", name="Pourquoi").last.fill("relue avec les RH : erreur")
    cliquer(page.get_by_role("button", name="Annuler cette décision"))
    attendre_l_annulation(page, home, combien + 1)
    assert len(Registre(home).en_vigueur()) == combien + 1
    annulee = next(d for d in numeros if d.id not in {v.id for v in Registre(home).en_vigueur()})
    executer(home)
    assert annulee.id not in set(read_table(home, "meta.decision")["id"])


@pytest.mark.parametrize(
    "chemin", ["revue", "contradictions", "surete", "vertus", "jalons", "ecarts", "mie", "comptes"]
)
def test_telephone_sans_defilement_horizontal(adresse: str, telephone, chemin: str):
    assert depassement(telephone, f"{adresse}/{chemin}") <= 0
    if dossier := os.environ.get("WORKBENCH_CAPTURES"):
        telephone.screenshot(path=f"{dossier}/{chemin}_telephone.png")
