"""A wrong line is answered in French, with the usage exit code and without a traceback."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from workbench.cli import commandes as cli
from workbench.cli.usage import en_francais


def lancer(*arguments: str) -> tuple[int, str]:
    resultat = CliRunner().invoke(cli.app, list(arguments))
    return resultat.exit_code, " ".join(resultat.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (("backup",), "Il manque : 'fichier'."),
        (("wher",), "La commande 'wher' n’existe pas. Vouliez-vous dire 'where' ?"),
        (("where", "--hom", "x"), "Options proches : --home."),
        (("serve", "--port", "abc"), "un nombre entier est attendu."),
        (("serve", "--port", "99999999"), "au plus 65535."),
        (("demo", "--agents", "3"), "au moins 20."),
        (("run", "--date"), "attend une valeur."),
        (("run", "--tout=3"), "ne prend pas de valeur."),
        (("where", "a", "b"), "En trop : a b."),
        (("source", "ajouter"), "La commande 'ajouter' n’existe pas."),
    ],
)
def test_a_wrong_line(arguments: tuple[str, ...], attendu: str) -> None:
    code, texte = lancer(*arguments)
    assert code == 2 and attendu in texte and "--help" in texte
    for anglais in ("Missing", "Invalid", "No such", "Input should", "requires", "Traceback"):
        assert anglais not in texte


@pytest.mark.parametrize(
    "arguments", [("--help",), ("run", "--help"), ("source", "add", "--help"), ("export", "--help")]
)
def test_help_is_in_french(arguments: tuple[str, ...]) -> None:
    code, texte = lancer(*arguments)
    assert code == 0 and "Afficher cette aide." in texte
    assert "Show this message" not in texte and "[default" not in texte and "[required]" not in texte


def test_without_a_command_the_help_is_shown() -> None:
    for arguments in ((), ("source",), ("export",)):
        code, texte = lancer(*arguments)
        assert code == 2 and "Commandes" in texte


def test_an_unknown_sentence_stays_as_it_is() -> None:
    assert en_francais("Some new sentence") == "Some new sentence"
