"""Ten hospitals through the page Démarrer itself: files unlike the demonstration's dropped, its questions
answered as who knows the files would, every file kept and judged fit, nothing left but to start the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tests.outils.demarrer import TOURS, envoi
from tests.outils.inconnus import Hopital, Inconnu, ecrire, hopitaux, population
from tests.outils.pages import RACINE, bouton

from workbench.socle.settings import load_settings
from workbench.sources import depot

GENS = population(40)


def _repondre(app: AppTest, connus: dict[str, Inconnu]) -> None:
    """Every question shown, from what is true of the file; until the page asks nothing more."""
    for _ in range(TOURS):
        dits = 0
        for liste in app.selectbox:
            for nom, vrai in connus.items():
                cle = str(liste.key)
                if cle == f"choix_nature_{nom}" and liste.value != vrai.nature:
                    liste.set_value(vrai.nature)
                    dits += 1
                elif cle.startswith(f"question_colonne_{nom}_") and liste.value is None:
                    quoi = cle.removeprefix(f"question_colonne_{nom}_").removesuffix("_")
                    liste.set_value(next(_justes(liste, vrai, quoi), ""))
                    dits += 1
                elif cle.startswith(f"question_role_{nom}_") and liste.value != (vrai.role or liste.value):
                    liste.set_value(vrai.role)
                    dits += 1
                elif cle.startswith(f"question_type_contrat_{nom}_") and liste.value != (
                    vrai.type_contrat or ""
                ):
                    liste.set_value(vrai.type_contrat or "")
                    dits += 1
        if not dits:
            return
        app.run()
    raise AssertionError("la page demande encore")


def _justes(liste, vrai: Inconnu, quoi: str) -> Iterator[str]:
    """The titles offered (« Titre : exemples ») that a person would give that meaning."""
    for titre, *_ in vrai.colonnes:
        if vrai.juste(quoi, titre) and any(dit.startswith(f"{titre} : ") for dit in liste.options):
            yield titre


@pytest.mark.parametrize("hopital", hopitaux(), ids=lambda un: un.nom)
def test_dix_hopitaux_par_la_page(hopital: Hopital, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, dossier = tmp_path / "home", tmp_path / "source"
    home.mkdir()
    dossier.mkdir()
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    monkeypatch.setenv("WORKBENCH_UTILISATEUR", "camille")
    connus = {un.nom: un for un in hopital.fichiers}
    app = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60).run()
    app.file_uploader[0].set_value(
        envoi([ecrire(un, dossier, GENS) for un in hopital.fichiers], hopital.archive)
    ).run()
    app.text_input(key="etablissement_nom").set_value(hopital.nom)
    next(b for b in app.button if b.label.startswith("Enregistrer")).click().run()
    _repondre(app, connus)
    assert not app.exception and [dit.value for dit in app.error] == []
    app.button(key="ranger").click().run()
    assert not app.exception and [dit.value for dit in app.error] == []
    assert depot.waiting(home) == []
    assert bouton(app, "lancer").label == "Lancer le calcul"
    sources = load_settings(home).sources
    assert sorted(un.nature for un in sources) == sorted(un.nature for un in connus.values())
    faux = [
        (source.code, quoi, titres)
        for source in sources
        for quoi, titres in source.colonnes.items()
        if not any(
            un.juste(quoi, titre)
            for un in connus.values()
            if un.nature == source.nature
            for titre in ([titres] if isinstance(titres, str) else titres)
        )
    ]
    assert faux == []
