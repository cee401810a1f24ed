"""`source add`: what a person would choose is found, what is unsure is asked, nothing that cannot run is
written.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outils.dispositions import Disposition, dispositions, ecrire
from typer.testing import CliRunner

from workbench.cli.commandes import app
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.sources.declarer.detection import propose, refuse_unsure, write_source
from workbench.sources.declarer.indices import value_score
from workbench.sources.declarer.titres import title_score
from workbench.sources.declarer.valeurs import Valeurs

TOUTES = dispositions()
REGLAGES = (
    '# à garder\nversion = 1\n[etablissement]\nnom = "E" # ici\n[[etablissement.entites]]\ncode = "CHA"\nnom'
    ' = "CH A"\n'
)


def home(tmp_path: Path, texte: str = REGLAGES) -> Path:
    (tmp_path / "workbench.toml").write_text(texte, "utf-8")
    return tmp_path


def ajouter(home: Path, fichier: Path, *options: str, reponses: str = ""):
    return CliRunner().invoke(
        app, ["source", "add", str(fichier), "--home", str(home), *options], input=reponses
    )


def ecrit(home: Path) -> str:
    return (home / "workbench.toml").read_text("utf-8")


@pytest.mark.parametrize("disposition", TOUTES, ids=lambda d: d.nom)
def test_every_column_a_person_would_choose_and_none_wrong(disposition: Disposition, tmp_path: Path) -> None:
    seen = propose(ecrire(disposition, tmp_path))
    assert seen.nature == disposition.nature
    assert {c.canonique: c.titre for c in seen.colonnes} == disposition.attendu
    assert [c.titre for c in seen.colonnes if c.sure and disposition.attendu[c.canonique] != c.titre] == []
    assert seen.type_contrat == disposition.type_contrat
    assert seen.role == disposition.role


@pytest.mark.parametrize("disposition", TOUTES, ids=lambda d: d.nom)
def test_what_is_written_without_asking_can_be_read(disposition: Disposition, tmp_path: Path) -> None:
    result = ajouter(home(tmp_path), ecrire(disposition, tmp_path), "--oui", "--code", "essai")
    assert result.exit_code == 0, result.output
    (source,) = load_settings(tmp_path).sources
    assert propose(tmp_path / disposition.nom).essayer("essai").lignes.height == 60
    assert source.nature == disposition.nature
    assert "# à garder" in ecrit(tmp_path) and "# ici" in ecrit(tmp_path)


@pytest.mark.parametrize("disposition", dispositions("autres.toml"), ids=lambda d: d.nom)
def test_other_layouts_are_never_read_wrong(disposition: Disposition, tmp_path: Path) -> None:
    seen = propose(ecrire(disposition, tmp_path))
    assert seen.nature == disposition.nature
    wrong = [c for c in seen.colonnes if c.sure and disposition.attendu.get(c.canonique) != c.titre]
    assert wrong == []
    assert set(disposition.attendu) - {c.canonique for c in seen.colonnes} == set(), "trouvée ou demandée"


def test_titles_in_any_order_give_the_same_columns(tmp_path: Path) -> None:
    one = TOUTES[0]
    turned = Disposition(one.nom, one.nature, one.colonnes[::-1], one.separateur, one.encodage)
    seen = propose(ecrire(turned, tmp_path))
    assert {c.canonique: c.titre for c in seen.colonnes} == one.attendu


def test_a_nir_column_is_refused_and_never_shown(tmp_path: Path) -> None:
    fichier = ecrire(TOUTES[0], tmp_path)
    seen = propose(fichier)
    assert seen.nir == ["N° sécu"]
    nirs = [line.rsplit(";", 1)[1].strip() for line in fichier.read_text("cp1252").splitlines()[1:]]
    result = ajouter(home(tmp_path), fichier, "--oui")
    assert not any(nir in result.output + ecrit(tmp_path) for nir in nirs)
    with pytest.raises(ErreurWorkbench, match="introuvable") as error:
        seen.repondre("matricule", "N° sécu")
    assert "sécurité sociale" in str(error.value)


ILLISIBLE = "RefX;Prenom;Naiss;Famille;Divers\n" + "".join(
    f"A{n};{p};0{n}/02/198{n};{f};x\n"
    for n, p, f in [
        (1, "Lea", "ROUX"),
        (2, "Ana", "PETIT"),
        (3, "Marc", "BLANC"),
        (4, "Paul", "NOIR"),
        (5, "Luc", "VERT"),
    ]
)


def test_oui_refuses_when_a_required_column_is_unsure_and_says_how_to_answer(tmp_path: Path) -> None:
    fichier = tmp_path / "liste.csv"
    fichier.write_text(ILLISIBLE, "utf-8")
    before = ecrit(home(tmp_path))
    result = ajouter(tmp_path, fichier, "--oui", "--nature", "sirh")
    assert result.exit_code == 2 and ecrit(tmp_path) == before
    told = " ".join(result.output.replace("│", " ").split())
    assert "rien n'a été écrit" in told and '--colonne matricule="RefX"' in told and "« Famille »" in told
    with pytest.raises(ErreurWorkbench, match="confirmer"):
        refuse_unsure(propose(fichier, "sirh"))
    again = ajouter(
        tmp_path,
        fichier,
        "--oui",
        "--nature",
        "sirh",
        "--colonne",
        "matricule=RefX",
        "--colonne",
        "nom=Famille",
    )
    assert again.exit_code == 0, again.output
    (source,) = load_settings(tmp_path).sources
    assert source.colonnes["matricule"] == "RefX" and source.colonnes["nom"] == "Famille"


def test_unsure_columns_are_answered_by_a_number_or_enter(tmp_path: Path) -> None:
    fichier = tmp_path / "liste.csv"
    fichier.write_text(ILLISIBLE, "utf-8")
    home(tmp_path)
    # Entrée : RefX est le matricule ; le nom est la première des colonnes restantes (Famille)
    result = ajouter(tmp_path, fichier, "--nature", "sirh", reponses="\n1\ny\n")
    assert result.exit_code == 0, result.output
    (source,) = load_settings(tmp_path).sources
    assert source.colonnes["matricule"] == "RefX" and source.colonnes["nom_naissance"] == "Famille"


def test_saying_no_column_writes_nothing(tmp_path: Path) -> None:
    fichier = tmp_path / "liste.csv"
    fichier.write_text(ILLISIBLE, "utf-8")
    before = ecrit(home(tmp_path))
    result = ajouter(tmp_path, fichier, "--nature", "sirh", reponses="0\n0\n0\ny\n")
    assert result.exit_code == 2 and ecrit(tmp_path) == before
    assert "sans réponse" in result.output


def test_unknown_answers_are_refused_with_the_near_name(tmp_path: Path) -> None:
    fichier = ecrire(TOUTES[0], home(tmp_path))
    for option, near in (
        ("matriculle=Début", "« matricule »"),
        ("matricule=Matricule agen", "« Matricule agent »"),
    ):
        result = ajouter(tmp_path, fichier, "--oui", "--colonne", option)
        assert result.exit_code == 2 and near in result.output.replace("\n", " ")
    assert "[[sources]]" not in ecrit(tmp_path)
    assert ajouter(tmp_path, fichier, "--oui", "--role", "dpi").exit_code == 0
    assert ajouter(tmp_path, fichier, "--oui", "--code", "b").exit_code == 2, (
        "déjà pris par la première source"
    )


def test_a_wrong_role_or_establishment_writes_nothing(tmp_path: Path) -> None:
    fichier = ecrire(next(d for d in TOUTES if d.nature == "application"), home(tmp_path))
    for options, told in ((["--role", "dip"], "« dpi »"), (["--etablissement", "ZZ"], "« ZZ »")):
        result = ajouter(tmp_path, fichier, "--oui", *options)
        assert result.exit_code == 2 and told in result.output
    assert "[[sources]]" not in ecrit(tmp_path)
    result = ajouter(tmp_path, fichier, "--oui", "--role", "dpi", "--etablissement", "CHA")
    assert result.exit_code == 0 and load_settings(tmp_path).sources_dpi[0].etablissement == "CHA"


def test_an_application_without_a_role_is_said_not_to_count(tmp_path: Path) -> None:
    fichier = ecrire(next(d for d in TOUTES if d.nom.startswith("ORBIS")), home(tmp_path))
    result = ajouter(tmp_path, fichier, "--oui")
    assert result.exit_code == 0 and 'role = "dpi"' in result.output
    assert load_settings(tmp_path).sources_dpi == []


def test_a_file_that_cannot_run_is_not_written(tmp_path: Path) -> None:
    fichier = tmp_path / "rh.csv"
    fichier.write_text("MATRICULE;NOM;PRENOM\n1;;ANNE\n2;;LUC\n", "utf-8")
    before = ecrit(home(tmp_path))
    result = ajouter(tmp_path, fichier, "--oui", "--nature", "sirh")
    assert result.exit_code == 2 and ecrit(tmp_path) == before
    assert "Aucune ligne utilisable" in result.output and "Aucun nom" in result.output


def test_unknown_values_of_a_coded_column_are_asked(tmp_path: Path) -> None:
    fichier = tmp_path / "agents_rh.csv"
    people = ["ROUX;Anne", "PETIT;Karim", "BLANC;Marie", "NOIR;Luc", "VERT;Paul"]
    rows = [f"{n};{who};TITULAIRE\n" for n, who in enumerate(people)] + ["9;DERNIER;Paul;Contrat local\n"]
    fichier.write_text("Matricule;Nom;Prénom;Type contrat\n" + "".join(rows), "utf-8")
    home(tmp_path)
    said = ajouter(tmp_path, fichier, "--oui", "--code", "un", "--nature", "sirh")
    assert "Contrat local" in said.output and "sources.valeurs.type_contrat" in said.output
    (tmp_path / "workbench.toml").write_text(REGLAGES, "utf-8")
    asked = ajouter(tmp_path, fichier, "--nature", "sirh", reponses="2\ny\n")
    assert asked.exit_code == 0, asked.output
    (source,) = load_settings(tmp_path).sources
    assert list(source.valeurs["type_contrat"]) == ["Contrat local"]


def test_a_title_given_twice_is_shown_twice_and_never_chosen_alone(tmp_path: Path) -> None:
    seen = propose(ecrire(TOUTES[2], tmp_path))
    titles = dict(seen.profils)
    titles["Date arrivée#2"] = titles["Date arrivée"]
    from workbench.sources.declarer.natures import assign

    (start,) = [one for one in assign(titles, "sirh") if one.canonique == "date_debut"]
    assert start.surete == "a_confirmer" and start.autres == ("Date arrivée#2",)


@pytest.mark.parametrize(
    ("titre", "synonyme", "au_moins", "au_plus"),
    [
        ("dateDebutMission", "DATE DEBUT MISSION", 100, 100),
        ("LIBEMP", "LIBELLE EMPLOI", 100, 100),
        ("DT NAISS.", "DATE NAISSANCE", 100, 100),
        ("Matricule de l'agent", "MATRICULE", 95, 100),
        ("Date de naissance de l'enfant", "DATE NAISSANCE", 0, 0),
        ("Matricule du responsable", "MATRICULE", 0, 0),
        ("Code postal", "CODE SERVICE", 0, 0),
        ("Nom du service", "NOM", 60, 60),
    ],
)
def test_likeness_of_titles(titre: str, synonyme: str, au_moins: int, au_plus: int) -> None:
    assert au_moins <= title_score(titre, synonyme) <= au_plus


@pytest.mark.parametrize(
    ("colonne", "valeurs", "bon"),
    [
        ("date_naissance", ["01/02/1980", "03/04/1975", "05/06/1990"], True),
        ("date_naissance", ["01/02/2024", "03/04/2025", "05/06/2025"], False),
        ("rpps", ["10101234567"] * 5, False),
        ("email", ["a@ch.fr", "b@ch.fr"], True),
        ("email", ["non", "oui"], False),
        ("prenoms", ["Anne", "Karim", "Chloé", "Luc", "Marie"], True),
        ("prenoms", ["ZZTOP", "QWERTY", "XYLO", "ABRA", "KADA"], False),
        ("matricule", ["01/02/1980", "03/04/1981", "05/06/1982", "07/08/1983"], False),
        ("code_commune_naissance", ["2A004", "69383"], True),
        ("code_commune_naissance", ["AJACCIO", "LYON"], False),
        ("sexe", ["M", "F", "F"], True),
        ("date_debut", ["bientôt", "demain"], False),
    ],
)
def test_values_support_or_contradict_a_meaning(colonne: str, valeurs: list[str], bon: bool) -> None:
    assert (value_score(colonne, Valeurs(tuple(valeurs))) > 0) is bon


def test_the_library_refuses_as_the_command_does(tmp_path: Path) -> None:
    fichier = tmp_path / "liste.csv"
    fichier.write_text(ILLISIBLE, "utf-8")
    with pytest.raises(ErreurWorkbench):
        write_source(home(tmp_path), propose(fichier, "sirh"))
    assert "[[sources]]" not in ecrit(tmp_path)
