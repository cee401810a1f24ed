"""`source add` on files of a hospital nobody has seen: nothing wrong, the essential never left to a doubt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.outils.inconnus import Inconnu, ecrire, inconnus, prefixe, quatre_lettres, retitrer, tirets_bas
from typer.testing import CliRunner

from workbench.cli.commandes import app
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.sources.declarer.detection import propose

REGLAGE = inconnus("reglage.toml")
LOTS = ("systemes", "autres_mains", "editeurs", "dernier")
SYSTEMES = [one for lot in LOTS for one in inconnus(f"{lot}.toml")]
FAUSSES = 0.01  # … sure and wrong, titles written otherwise
TROUVEES = {"tirets_bas": 0.97, "prefixe": 0.95, "quatre_lettres": 0.8}  # … sure or asked
PEUT_MANQUER = 0.08  # expected columns neither sure nor asked, on the layouts tuned on


def ajouter(home: Path, fichier: Path, *options: str, reponses: str = ""):
    return CliRunner().invoke(
        app, ["source", "add", str(fichier), "--home", str(home), *options], input=reponses
    )


def dit(sortie: str) -> str:
    return " ".join(sortie.replace("│", " ").split())


@pytest.mark.parametrize("inconnu", REGLAGE, ids=lambda one: one.nom)
def test_nothing_is_wrong_and_most_is_found(inconnu: Inconnu, tmp_path: Path) -> None:
    seen = propose(ecrire(inconnu, tmp_path))
    assert seen.nature == inconnu.nature
    assert [
        (c.canonique, c.titre) for c in seen.colonnes if c.sure and not inconnu.juste(c.canonique, c.titre)
    ] == []
    found = {c.titre for c in seen.colonnes if inconnu.juste(c.canonique, c.titre)}
    missed = [title for _, title in inconnu.attendu if title not in found]
    assert len(missed) <= PEUT_MANQUER * len(inconnu.attendu)


def test_layouts_of_named_systems_are_never_read_wrong(tmp_path: Path) -> None:
    wrong, missed, expected = [], [], 0
    for one in SYSTEMES:
        seen = propose(ecrire(one, tmp_path))
        assert seen.nature == one.nature, one.nom
        wrong += [(one.nom, c.titre) for c in seen.colonnes if c.sure and not one.juste(c.canonique, c.titre)]
        given = {c.titre for c in seen.colonnes if one.juste(c.canonique, c.titre)}
        missed += [(one.nom, title) for _, title in one.attendu if title not in given]
        expected += len(one.attendu)
    assert wrong == []
    assert len(missed) <= PEUT_MANQUER * expected, missed


@pytest.mark.parametrize("inconnu", REGLAGE, ids=lambda one: one.nom)
def test_without_asking_it_is_written_and_read_or_refused_with_the_answer(
    inconnu: Inconnu, tmp_path: Path
) -> None:
    result = ajouter(tmp_path, ecrire(inconnu, tmp_path), "--oui", "--code", "essai")
    if result.exit_code == 0:
        assert [source.nature for source in load_settings(tmp_path).sources] == [inconnu.nature]
    else:
        assert not (tmp_path / "workbench.toml").exists() and "rien n'a été écrit" in dit(result.output)
        assert "--" in result.output


FORMES = (tirets_bas, prefixe, quatre_lettres)


@pytest.mark.parametrize("forme", FORMES, ids=lambda one: one.__name__)
def test_titles_written_otherwise_are_never_read_wrong(forme: Callable[[str], str], tmp_path: Path) -> None:
    wrong, expected, found = [], 0, 0
    titled = [one for one in REGLAGE if not one.nom.endswith(".ldif")]
    for inconnu in titled[FORMES.index(forme) :: len(FORMES)]:  # a third of them each: the benchmark has all
        other = retitrer(inconnu, forme)
        seen = propose(ecrire(other, tmp_path))
        if seen.nature_sure and seen.nature != other.nature:
            wrong.append((other.nom, seen.nature, ""))
        if seen.nature_sure:
            wrong += [
                (other.nom, c.canonique, c.titre)
                for c in seen.colonnes
                if c.sure and not other.juste(c.canonique, c.titre)
            ]
        given = {c.titre for c in seen.colonnes if other.juste(c.canonique, c.titre)}
        expected += len(other.attendu)
        found += sum(title in given for _, title in other.attendu)
    assert len(wrong) <= FAUSSES * expected, wrong
    assert found >= TROUVEES[forme.__name__] * expected, (found, expected)


COMPTES = "Login;Nom;Prénom;Profil;{titre}\n" + "".join(
    f"u{n};NOM{chr(65 + n)};Anne;IDE;{{{n % 2}}}\n" for n in range(12)
)


def comptes(dossier: Path, titre: str, un: str, deux: str) -> Path:
    fichier = dossier / "comptes_soins.csv"
    fichier.write_text(COMPTES.format(un, deux, titre=titre), "utf-8")
    return fichier


def test_an_account_state_nobody_recognises_is_never_left_aside_without_asking(tmp_path: Path) -> None:
    fichier = comptes(tmp_path, "Zone 4", "OUVERT", "FERME")
    refused = ajouter(tmp_path, fichier, "--oui", "--nature", "application")
    assert refused.exit_code == 2 and not (tmp_path / "workbench.toml").exists()
    assert '--colonne actif="Zone 4"' in dit(refused.output) and "comptés comme ouverts" in dit(
        refused.output
    )
    assert (
        ajouter(tmp_path, fichier, "--oui", "--nature", "application", "--colonne", "actif=Zone 4").exit_code
        == 0
    )
    (source,) = load_settings(tmp_path).sources
    assert source.colonnes["actif"] == "Zone 4"


def test_no_state_at_all_is_said_and_an_empty_answer_is_enough(tmp_path: Path) -> None:
    fichier = comptes(tmp_path, "Zone 4", "OUVERT", "FERME")
    told = ajouter(tmp_path, fichier, "--oui", "--nature", "application", "--colonne", "actif=")
    assert told.exit_code == 0 and "tous seront comptés comme ouverts" in dit(told.output)


def test_an_account_state_of_unknown_values_is_refused_until_they_are_explained(tmp_path: Path) -> None:
    fichier = comptes(tmp_path, "Actif", "V", "CLOTURE")
    refused = ajouter(tmp_path, fichier, "--oui", "--nature", "application", "--colonne", "actif=Actif")
    assert refused.exit_code == 2 and '--valeur "actif:V=non"' in dit(refused.output)
    answers = ["--valeur", "actif:V=oui", "--valeur", "actif:CLOTURE=non"]
    given = ajouter(
        tmp_path, fichier, "--oui", "--nature", "application", "--colonne", "actif=Actif", *answers
    )
    assert given.exit_code == 0, given.output
    (source,) = load_settings(tmp_path).sources
    assert source.valeurs["actif"] == {"V": "oui", "CLOTURE": "non"}
    for wrong in ("actif:V=ouvert", "nom:V=oui", "actif V"):
        assert (
            ajouter(tmp_path, fichier, "--oui", "--nature", "application", "--valeur", wrong).exit_code == 2
        )


@pytest.mark.parametrize(
    ("titre", "ferme", "ouvert"),
    [("Compte désactivé", "Oui", "Non"), ("AccountDisabled", "TRUE", "FALSE"), ("Inactif", "1", "0")],
)
def test_a_column_that_says_the_contrary_is_read_backwards(
    titre: str, ferme: str, ouvert: str, tmp_path: Path
) -> None:
    seen = propose(comptes(tmp_path, titre, ferme, ouvert), "application")
    assert {c.canonique: c.titre for c in seen.colonnes}["actif"] == titre
    rows = seen.essayer().lignes.sort("ligne")
    assert rows["actif"].to_list() == [False, True] * 6


def test_a_state_in_words_is_not_read_backwards(tmp_path: Path) -> None:
    seen = propose(comptes(tmp_path, "Actif/Inactif", "Actif", "Inactif"), "application")
    seen.repondre("actif", "Actif/Inactif")
    assert seen.essayer().lignes.sort("ligne")["actif"].to_list() == [True, False] * 6


def test_a_list_of_patients_is_refused_and_said(tmp_path: Path) -> None:
    fichier = tmp_path / "export.csv"
    fichier.write_text(
        "IPP;NOM;PRENOM;DDN;UF\n1;ROUX;LEA;01/02/1980;2110\n2;PETIT;ANA;03/04/1975;2110\n", "utf-8"
    )
    with pytest.raises(ErreurWorkbench, match="patients"):
        propose(fichier)
    assert ajouter(tmp_path, fichier, "--oui").exit_code == 2 and not (tmp_path / "workbench.toml").exists()


RH = "Matricule;Nom;Prénom;Date de naissance;Date entrée;Grade\n" + "".join(
    f"{n:05d};NOM{chr(65 + n)};Anne;{n + 1:02d}/02/1980;01/03/20{n:02d};AS\n" for n in range(20)
)


def test_a_new_source_never_takes_the_files_of_another(tmp_path: Path) -> None:
    dossier = tmp_path / "data" / "raw" / "2026-11-02"
    dossier.mkdir(parents=True)
    medecins, tous = dossier / "agents_medecins_2026.csv", dossier / "agents_2026.csv"
    medecins.write_text(RH.replace("Anne", "Luc"), "utf-8")
    tous.write_text(RH, "utf-8")
    for fichier in (medecins, tous):
        result = ajouter(tmp_path, fichier, "--oui", "--nature", "sirh")
        assert result.exit_code == 0, result.output
    assert [s.fichier for s in load_settings(tmp_path).sources] == [
        "agents_medecins_*.csv",
        "agents_[0-9]*.csv",
    ]
    assert CliRunner().invoke(app, ["check", "--home", str(tmp_path)]).exit_code == 0


def test_what_a_run_would_refuse_is_not_written(tmp_path: Path) -> None:
    fichier = tmp_path / "agents.csv"
    fichier.write_text(RH.replace("/02/1980", "/02/2062"), "utf-8")
    result = ajouter(
        tmp_path, fichier, "--oui", "--nature", "sirh", "--colonne", "date_naissance=Date de naissance"
    )
    assert result.exit_code == 2 and not (tmp_path / "workbench.toml").exists()


def test_a_file_outside_a_delivery_is_said(tmp_path: Path) -> None:
    fichier = tmp_path / "agents.csv"
    fichier.write_text(RH, "utf-8")
    result = ajouter(tmp_path, fichier, "--oui", "--nature", "sirh")
    assert result.exit_code == 0 and "data/raw/AAAA-MM-JJ/" in dit(result.output)


SURNOMS = "Login;Nom;Prénom;Profil;Actif;{titre}\n" + "".join(
    f"u{n};NOM{chr(65 + n)};Anne;IDE;O;{{}}\n" for n in range(24)
)


@pytest.mark.parametrize(
    "valeur",
    ["ght.local/Agents/Cardiologie", "OU=Soins,DC=ght,DC=local", "AGENTS"],
    ids=["chemin", "dn", "répété"],
)
def test_the_name_of_a_place_is_never_taken_for_a_surname(valeur: str, tmp_path: Path) -> None:
    fichier = tmp_path / "comptes_soins.csv"
    texte = SURNOMS.replace(";Nom;", ";Zone;").format(*[valeur] * 24, titre="OU Name")
    fichier.write_text(texte, "utf-8")
    seen = propose(fichier, "application")
    assert [one.canonique for one in seen.colonnes if one.titre == "OU Name" and one.sure] == []


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
