"""`source add` on files of a hospital nobody has seen: nothing wrong, the essential never left to a doubt."""

from __future__ import annotations

from pathlib import Path

from tests.outils.inconnus import inconnus

from workbench.sources.declarer.detection import propose

REGLAGE = inconnus("reglage.toml")
LOTS = ("systemes", "autres_mains", "editeurs", "dernier")
SYSTEMES = [one for lot in LOTS for one in inconnus(f"{lot}.toml")]


def test_the_words_every_title_begins_with_say_nothing_even_when_one_means_a_column(tmp_path: Path) -> None:
    """« ACT_ » of a table of actors is not an activity."""
    fichier = tmp_path / "acteurs.csv"
    fichier.write_text(
        "ACT_LOGIN;ACT_NOM;ACT_PRENOM;ACT_PROFIL;ACT_ETAT\n"
        + "".join(f"u{n};NOM{chr(65 + n)};Anne;IDE;Actif\n" for n in range(24)),
        "utf-8",
    )
    seen = propose(fichier)
    assert seen.nature == "application"
    assert {one.canonique for one in seen.colonnes if one.sure} >= {
        "login",
        "nom",
        "prenom",
        "profil",
        "actif",
    }
