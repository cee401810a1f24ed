"""From an empty home to a published version and the ARS workbook, in a real browser, as a newcomer who knows
his files: dropped, named, every question answered, kept, computed, published.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.outils.inconnus import Hopital, Inconnu, ecrire, population
from tests.outils.navigateur import au_repos, cliquer

from workbench.socle.settings import load_settings, roles
from workbench.sources.declarer import questions
from workbench.sources.declarer.natures import columns_of

TOURS = 12  # answers of one kind reveal the next: a page that never ends asking is a fault
AGENTS = 40
CALCUL_MS = 240_000
LARGEURS = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}


def envoi(fichiers: list[Path], archive: bool) -> list[tuple[str, bytes, str]]:
    """What is dropped: name, bytes, type; one archive when they come in one."""
    if not archive:
        return [(un.name, un.read_bytes(), "application/octet-stream") for un in fichiers]
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as paquet:
        for un in fichiers:
            paquet.write(un, f"envoi/{un.name}")
    return [("envoi.zip", flux.getvalue(), "application/zip")]


@dataclass
class Partie:
    """What was seen: answers given, what the page refused, whether it ended with the ARS workbook."""

    hopital: str
    reponses: int = 0
    dits: list[str] = field(default_factory=list)
    classeur: int = 0


@dataclass
class Joueur:
    """One tab on one empty home.

    Args:
        images: where to leave a picture of each step, wide and on a phone; None: none.
    """

    page: Any
    home: Path
    images: Path | None = None

    def jouer(self, hopital: Hopital, dossier: Path) -> Partie:
        """The whole journey of that hospital; its files are written in that folder."""
        page, partie = self.page, Partie(hopital.nom)
        connus = {un.nom: un for un in hopital.fichiers}
        page.get_by_role("heading", name="1. Déposez vos fichiers").wait_for()
        self._voir("1_vide")
        gens = population(AGENTS)
        page.locator('input[type="file"]').set_input_files(
            [
                {"name": nom, "buffer": octets, "mimeType": genre}
                for nom, octets, genre in envoi(
                    [ecrire(un, dossier, gens) for un in hopital.fichiers], hopital.archive
                )
            ]
        )
        page.get_by_label("Nom de l’établissement").fill(hopital.nom)
        self._voir("2_depose")
        cliquer(page.get_by_role("button", name="Enregistrer l’établissement"))
        page.get_by_role("heading", name="3. Vérifiez ce que nous avons compris").wait_for()
        au_repos(page)
        self._voir("3_questions")
        partie.reponses = self._repondre(connus)
        self._voir("4_repondu")
        cliquer(page.get_by_role("button", name="C’est juste : garder ces fichiers"))
        lancer = page.get_by_role("button", name="Lancer le calcul")
        lancer.or_(page.get_by_label("Pourquoi est-ce juste ?")).first.wait_for()
        au_repos(page)
        self._confirmer(partie)
        partie.dits += [un.inner_text() for un in page.locator('[data-testid="stAlert"]').all()]
        self._voir("5_controle")
        cliquer(lancer)
        page.get_by_role("button", name="Publier cette version").wait_for(timeout=CALCUL_MS)
        au_repos(page)
        self._voir("6_candidat")
        cliquer(page.get_by_role("button", name="Publier cette version"))
        page.get_by_text("Version publiée").wait_for()
        cliquer(page.get_by_role("link", name="Voir la page"))
        page.locator(".wb-score").first.wait_for()
        au_repos(page)
        self._voir("7_accueil")
        with page.expect_download() as attente:
            cliquer(page.get_by_role("button", name="Classeur pour l’ARS"))
        partie.classeur = Path(attente.value.path()).stat().st_size
        return partie

    def _repondre(self, connus: dict[str, Inconnu]) -> int:
        """Every question shown, from what is true of the file; how many were answered."""
        faites = 0
        for _ in range(TOURS):
            cette_fois = sum(self._d_un_fichier(nom, vrai) for nom, vrai in connus.items())
            if not cette_fois:
                return faites
            faites += cette_fois
        raise AssertionError("la page demande encore")

    def _d_un_fichier(self, nom: str, vrai: Inconnu) -> int:
        faites = self._choisir(f"choix_nature_{nom}", questions.natures()[vrai.nature])
        for quoi in columns_of(vrai.nature):
            liste = self._liste(f"question_colonne_{nom}_{quoi}_", debut=False)
            if liste.count() and not self._dit(liste):
                titres = [titre for titre, *_ in vrai.colonnes if vrai.juste(quoi, titre)]
                faites += self._repondre_colonne(liste, titres)
        if vrai.role:
            faites += self._choisir(f"question_role_{nom}_", roles()[vrai.role]["libelle"], debut=True)
        if vrai.nature == "sirh":
            voulu = vrai.type_contrat or "Aucune de celles-ci"
            faites += self._choisir(f"question_type_contrat_{nom}_", voulu, debut=True)
        return faites

    def _repondre_colonne(self, liste: Any, titres: list[str]) -> int:
        """The title offered (« Titre : exemples ») that a person would give that meaning; none: said so."""
        for dit in [*(f"{titre} : " for titre in titres), "Aucune de celles-ci"]:
            liste.locator("input").click()
            liste.locator("input").fill(dit.strip())  # long lists show what is typed
            self.page.wait_for_timeout(150)
            offert = self.page.get_by_role("option").filter(has_text=re.compile(f"^\\s*{re.escape(dit)}"))
            if offert.count():
                offert.first.click()
                au_repos(self.page)
                return 1
            self.page.keyboard.press("Escape")
        raise AssertionError(f"aucune réponse possible parmi {titres}")

    def _choisir(self, cle: str, voulu: str, debut: bool = False) -> int:
        liste = self._liste(cle, debut)
        if not liste.count() or self._dit(liste) == voulu:
            return 0
        liste.locator("input").click()
        liste.locator("input").fill(voulu)
        self.page.get_by_role("option").filter(
            has_text=re.compile(f"^\\s*{re.escape(voulu)}\\s*$")
        ).first.click()
        au_repos(self.page)
        return 1

    def _liste(self, cle: str, debut: bool) -> Any:
        """The drop-down of that key (`debut`: of the key that begins so)."""
        classe = "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", cle)
        return self.page.locator(f'[class*="{classe}"]' if debut else f'[class~="{classe}"]').first

    @staticmethod
    def _dit(liste: Any) -> str:
        """What the drop-down shows, empty when nothing was chosen."""
        return str(liste.locator("input").input_value()).strip()

    def _confirmer(self, partie: Partie) -> None:
        """What surprises is said right, and why, as a person would."""
        cases = self.page.locator('[class*="st-key-juste_"] label:has(input[type="checkbox"])')
        for rang in range(cases.count()):
            partie.dits.append(cases.nth(rang).inner_text())
            cases.nth(rang).click()
            au_repos(self.page)
        if cases.count():
            self.page.get_by_label("Pourquoi est-ce juste ?").fill("fichiers vérifiés avec le service")
            self.page.keyboard.press("Enter")
            au_repos(self.page)

    def _voir(self, etape: str) -> None:
        if self.images is None:
            return
        self.images.mkdir(parents=True, exist_ok=True)
        for largeur, taille in reversed(LARGEURS.items()):
            self.page.set_viewport_size(taille)
            au_repos(self.page)
            haut = self.page.locator('[data-testid="stMain"]').evaluate("zone => zone.scrollHeight")
            self.page.set_viewport_size({**taille, "height": min(int(haut), 6000)})
            self.page.wait_for_timeout(200)
            self.page.screenshot(path=self.images / f"{etape}_{largeur}.png")
        self.page.set_viewport_size(LARGEURS["1440"])
        au_repos(self.page)


def fautes(home: Path, hopital: Hopital) -> list[tuple[str, str, object]]:
    """Columns that were kept with a meaning nobody would give them: source, meaning, titles."""
    return [
        (source.code, quoi, titres)
        for source in load_settings(home).sources
        for quoi, titres in source.colonnes.items()
        if not any(
            un.juste(quoi, titre)
            for un in hopital.fichiers
            if un.nature == source.nature
            for titre in ([titres] if isinstance(titres, str) else titres)
        )
    ]
