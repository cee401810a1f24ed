"""Ten hospitals through Démarrer, by the functions its page calls: dropped, understood, asked, named, kept,
judged; a person answers what is true. Then the month after, under other names and another title.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from tests.outils.inconnus import Hopital, Inconnu, ecrire, hopitaux, population

from workbench.run import pipeline
from workbench.socle.settings import Limites, load_settings
from workbench.sources import depot
from workbench.sources.declarer import detection, etablissement, questions, suite
from workbench.sources.declarer.proposition import Proposition

LE, MOIS_SUIVANT = dt.date(2026, 11, 2), dt.date(2026, 12, 1)
QUESTIONS_PAR_FICHIER = 5  # « only what is unsure is asked »
GENS = population(40)


def _deposer(home: Path, fichiers: list[Path], archive: bool) -> None:
    if archive:
        flux = BytesIO()
        with zipfile.ZipFile(flux, "w") as paquet:
            for fichier in fichiers:
                paquet.write(fichier, f"envoi/{fichier.name}")
        flux.seek(0)
        depot.receive(home, "envoi.zip", flux, Limites())
        return
    for fichier in fichiers:
        depot.receive(home, fichier.name, BytesIO(fichier.read_bytes()), Limites())


def _vrai(inconnu: Inconnu, question: questions.Question) -> str | None:
    """What a person who knows the file answers."""
    if question.genre == "colonne":
        return next((titre for titre in question.choix if inconnu.juste(question.quoi, titre)), None)
    return {"role": inconnu.role, "type_contrat": inconnu.type_contrat}.get(question.genre, question.propose)


def _comprendre(chemin: Path, inconnu: Inconnu) -> tuple[Proposition, int]:
    lue = detection.propose(chemin)
    if lue.nature != inconnu.nature:
        assert not lue.nature_sure, "jamais une autre nature avec certitude"
        lue = detection.propose(chemin, inconnu.nature)
    posees = 0
    for famille in (questions.ask_columns, questions.ask_whole_list, questions.ask_values):
        for question in famille(lue):
            posees += 1
            questions.answer(lue, question, _vrai(inconnu, question))
    assert [one for one in lue.colonnes if not inconnu.juste(one.canonique, one.titre)] == []
    assert lue.manquantes == []
    return lue, posees


def _demarrer(home: Path, hopital: Hopital, dossier: Path) -> None:
    _deposer(home, [ecrire(un, dossier, GENS) for un in hopital.fichiers], hopital.archive)
    connus = {un.nom: un for un in hopital.fichiers}
    assert [chemin.name for chemin in depot.waiting(home)] == sorted(connus)
    lues = []
    for chemin in depot.waiting(home):
        lue, posees = _comprendre(chemin, connus[chemin.name])
        assert posees <= QUESTIONS_PAR_FICHIER, chemin.name
        lues.append(lue)
    juridiques, sites = etablissement.found_finess(lues)
    entite = etablissement.entity(hopital.nom, " ".join(juridiques[:1]), " ".join(sites))
    etablissement.name_establishment(home, hopital.nom, [entite])
    for lue in lues:
        detection.write_source(home, lue, questions.free_code(home, lue))
    _livrer(home, LE)


def _livrer(home: Path, le: dt.date) -> None:
    noms = [chemin.name for chemin in depot.waiting(home)]
    depot.deliver(load_settings(home), le, None, le, noms)
    jugees = pipeline.check(home, le)
    assert jugees.utilisable, [str(refus.erreur) for refus in jugees.controle.refus]
    assert sorted(lu.nom for lecture in jugees.lectures for lu in lecture.fichiers) == sorted(noms)
    assert all((lecture.rejets["gravite"] == "information").all() for lecture in jugees.lectures)


@pytest.mark.parametrize("hopital", hopitaux(), ids=lambda un: un.nom)
def test_ten_hospitals_reach_a_delivery_that_may_run(hopital: Hopital, tmp_path: Path) -> None:
    home, dossier = tmp_path / "home", tmp_path / "source"
    home.mkdir()
    dossier.mkdir()
    _demarrer(home, hopital, dossier)


def _autre_titre(inconnu: Inconnu, ancien: str, nouveau: str) -> Inconnu:
    return replace(
        inconnu,
        colonnes=[(nouveau if titre == ancien else titre, *reste) for titre, *reste in inconnu.colonnes],
    )


def test_the_month_after_under_another_name_and_another_title(tmp_path: Path) -> None:
    """« au 02-11 » becomes « au 01-12 », and the software has renamed a required column."""
    home, dossier = tmp_path / "home", tmp_path / "source"
    home.mkdir()
    dossier.mkdir()
    hopital = hopitaux()[0]
    _demarrer(home, hopital, dossier)
    rh, windows, dpi = hopital.fichiers
    suivant = ecrire(replace(rh, nom="Liste des agents au 01-12.xlsx"), dossier, GENS)
    change = ecrire(_autre_titre(windows, "SamAccountName", "Nom de connexion"), dossier, GENS)
    _deposer(home, [suivant, change, ecrire(dpi, dossier, GENS)], archive=False)
    settings = load_settings(home)
    lue = detection.propose(suivant)
    assert [source.nature for source in suite.same_layout(settings, lue)] == ["sirh"]
    suite.follow_on(home, suite.same_layout(settings, lue)[0].code, suivant.name)
    source = next(one for one in settings.sources if one.nature == "annuaire")
    assert suite.unreadable(settings, source, change) is not None
    reponse, _ = _comprendre(change, _autre_titre(windows, "SamAccountName", "Nom de connexion"))
    suite.learn(home, source.code, reponse)
    relue = load_settings(home)
    assert relue.source(source.code).colonnes["login"] == ["Nom de connexion", "SamAccountName"]
    assert len(relue.sources) == 3, "aucune source de plus"
    _livrer(home, MOIS_SUIVANT)


@pytest.mark.parametrize(
    ("habituel", "recu", "motif"),
    [
        ("Agents au 02-11.xlsx", "Agents au 02-12.xlsx", "Agents au 02-*.xlsx"),
        ("paie novembre.csv", "Paie décembre.csv", "paie *.csv"),
        ("RH.xlsx", "RH (1).xlsx", "RH*.xlsx"),
        ("DPI.xlsx", "DPI.csv", "DPI*"),
        ("x [[]v2] nov.csv", "x [v2] dec.csv", "x [[]v2] *.csv"),
        ("novembre.csv", "decembre.csv", None),
        ("a.csv", "b.csv", None),
    ],
)
def test_two_names_of_one_list(habituel: str, recu: str, motif: str | None) -> None:
    assert suite.widened(habituel, recu) == motif


def test_a_name_that_another_list_would_take_is_refused(tmp_path: Path) -> None:
    home, dossier = tmp_path / "home", tmp_path / "source"
    home.mkdir()
    dossier.mkdir()
    rh = hopitaux()[0].fichiers[0]
    deux = [replace(rh, nom="agents nord.xlsx"), replace(rh, nom="agents sud.xlsx", garder="dpi")]
    _demarrer(home, Hopital("GHT à deux listes de même forme", deux), dossier)
    avant = (home / "workbench.toml").read_text("utf-8")
    premier = load_settings(home).sources[0]
    with pytest.raises(suite.SuiteRefusee, match="aussi"):
        suite.follow_on(home, premier.code, "agents sud (décembre).xlsx")
    with pytest.raises(suite.SuiteRefusee, match="trop différent"):
        suite.follow_on(home, premier.code, "extraction.xlsx")
    assert (home / "workbench.toml").read_text("utf-8") == avant


def test_a_code_nobody_understands_and_a_login_that_is_the_mail(tmp_path: Path) -> None:
    """The two dead ends found by playing: a column asked about rather than each of its values; a title that
    means two things.
    """
    paie = ecrire(hopitaux()[4].fichiers[0], tmp_path, GENS)
    posee = next(one for one in questions.ask_columns(detection.propose(paie)) if one.quoi == "type_contrat")
    assert "aucune valeur" in posee.texte and "Position statutaire" in posee.choix
    google = detection.propose(ecrire(hopitaux()[9].fichiers[1], tmp_path, GENS))
    for question in questions.ask_columns(google):
        mail = next((titre for titre in question.choix if "Email" in titre), None)
        if question.quoi == "login":
            assert mail is not None and "déjà lue" in question.choix[mail]
        questions.answer(google, question, mail if question.quoi == "login" else None)
    assert {one.canonique for one in google.colonnes} >= {"login", "email"}
