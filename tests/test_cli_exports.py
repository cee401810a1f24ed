"""`workbench export copil|codir|listes|modele`: files where asked, French refusals, everything in the
history.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outils import commandes

from workbench.documents import produits
from workbench.run import sauvegarde


def lancer(*arguments: str | Path, home: Path) -> tuple[int, str]:
    return commandes.lancer("export", *arguments, home=home)


def test_every_document_lands_where_asked_and_in_the_history(home: Path, tmp_path: Path) -> None:
    assert lancer("copil", "--pour", "COPIL de juin", home=home)[0] == 0
    assert lancer("codir", "--out", tmp_path / "sortie", home=home)[0] == 0
    code, texte = lancer("listes", "--par", "procedure", "--detruire-avant", "2026-07-01", home=home)
    assert code == 0 and "Données personnelles" in texte
    assert sorted(p.name for p in (home / "exports").iterdir()) == [
        "copil_2026-06-01.pptx",
        "copil_2026-06-01.xlsx",
        "listes_par_procedure_2026-06-01.zip",
    ]
    assert [p.name for p in (tmp_path / "sortie").iterdir()] == ["note_codir_2026-06-01.docx"]
    histoire = produits.histoire(home)
    assert histoire.height == 4
    assert "COPIL de juin" in histoire["pour"].to_list()


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (("listes", "--par", "couleur"), "Découpage inconnu"),
        (("listes", "--detruire-avant", "demain"), "Date illisible"),
        (("listes", "--motif", " "), "Consultation sans raison"),
        (("copil", "--comite", "C-404"), "Comité inconnu"),
        (("copil", "--modele", "absent.pptx"), "Modèle illisible"),
    ],
)
def test_a_refusal_is_in_french_and_leaves_nothing(
    home: Path, arguments: tuple[str, ...], attendu: str
) -> None:
    code, texte = lancer(*arguments, home=home)
    assert code == 2 and attendu in texte
    assert produits.histoire(home).is_empty() and not (home / "exports").exists()


def test_a_role_without_exports_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_ROLE", "analyste")
    code, texte = lancer("copil", home=home)
    assert code == 2 and "Votre rôle ne produit pas ce document" in texte


def test_the_template_is_written_once_then_followed(home: Path) -> None:
    assert lancer("modele", home=home)[0] == 0
    assert lancer("copil", home=home)[0] == 0
    code, texte = lancer("modele", home=home)
    assert code == 2 and "Modèle déjà présent" in texte


def test_the_history_of_exports_is_in_the_backup(home: Path, tmp_path: Path) -> None:
    assert lancer("codir", home=home)[0] == 0
    sauvegarde.backup(home, tmp_path / "s.zip")
    ailleurs = tmp_path / "ailleurs"
    ailleurs.mkdir()
    sauvegarde.restore(ailleurs, tmp_path / "s.zip")
    assert produits.histoire(ailleurs).equals(produits.histoire(home))
