"""A delivery is judged before it is believed: cut, emptied, doubled, old or missing files; what a person
confirms, once.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outils.commandes import commande
from tests.outils.pages import lues, ouvrir

from workbench.documents.ars import classeur as ars
from workbench.run import pipeline
from workbench.run.examen import Jugees
from workbench.run.mesurable import unmeasurable
from workbench.socle.settings import Source, load_settings
from workbench.sources import FichierLu, Lecture, faits, jugement, read_deliveries
from workbench.sources.jugement import Perdus, Precedent, Verdict
from workbench.sources.modeles import rejections_frame
from workbench.warehouse import open_published

AVANT, SUITE = "2026-11-01", "2026-12-01"
RANG = {"acceptee": 0, "a_savoir": 1, "a_confirmer": 2, "refusee": 3}
Lignes = Callable[[list[str]], list[str]]


@pytest.fixture
def suivante(demo_copiee: Path) -> Path:
    """The small demonstration, its last delivery received again a month later under new names."""
    brut = demo_copiee / "data" / "raw"
    (brut / SUITE).mkdir()
    for fichier in (brut / AVANT).iterdir():
        shutil.copy(
            fichier,
            brut
            / SUITE
            / fichier.name.replace("202611010830", "202612010830").replace("20261101", "20261201"),
        )
    return demo_copiee


def livre(home: Path, motif: str) -> Path:
    """The file of the new delivery."""
    (trouve,) = (home / "data" / "raw" / SUITE).glob(motif)
    return trouve


def recrire(home: Path, motif: str, changer: Lignes) -> None:
    """Rewrite the lines of a file of the new delivery, its title first."""
    fichier = livre(home, motif)
    lignes = fichier.read_bytes().decode("latin-1").splitlines(keepends=True)
    fichier.write_bytes("".join([lignes[0], *changer(lignes[1:])]).encode("latin-1"))


def juger(home: Path) -> Jugees:
    """What `workbench check` thinks of the new delivery."""
    return pipeline.check(home, dt.date.fromisoformat(SUITE))


def verdict(jugees: Jugees, source: str) -> Verdict:
    """The verdict on one source."""
    assert jugees.examen is not None
    return next(v for v in jugees.examen.verdicts if v.source.code == source)


def valeur(home: Path, sql: str) -> Any:
    """The one value of a query on the published version."""
    with open_published(home) as entrepot:
        ((trouvee,),) = entrepot.execute(sql).fetchall()
    return trouvee


def moitie(lignes: list[str]) -> list[str]:
    """The first half."""
    return lignes[: len(lignes) // 2]


@pytest.mark.parametrize(
    ("source", "motif", "changer", "dit"),
    [
        ("sirh_chr", "SIRH_RIVEMONT_*", moitie, "n'y sont plus"),
        ("ad_chr", "AD_rivemont_*", moitie, "n'y sont plus"),
        ("dpi", "DPI_*", moitie, "n'y sont plus"),
        ("rpps_public", "PS_LibreAcces_*", moitie, "au lieu de"),
        ("parc_mie", "parc_mie_*", moitie, "au lieu de"),
        ("structure", "structure_*", moitie, "au lieu de"),
        ("sirh_chr", "SIRH_RIVEMONT_*", lambda ls: ls[:60] + ls[100:], "n'y sont plus"),
        ("sirh_chr", "SIRH_RIVEMONT_*", lambda ls: [*ls[:-1], ls[-1][: len(ls[-1]) // 2]], "semble coupé"),
        ("sirh_chr", "SIRH_RIVEMONT_*", lambda ls: ls * 2, "collé deux fois"),
        ("ad_chr", "AD_rivemont_*", lambda ls: ls * 2, "mises de côté"),
    ],
    ids=["rh", "ad", "dpi", "rpps", "mie", "structure", "milieu", "derniere_ligne", "double_rh", "double_ad"],
)
def test_fichier_coupe_ou_double(suivante: Path, source: str, motif: str, changer: Lignes, dit: str) -> None:
    recrire(suivante, motif, changer)
    jugees = juger(suivante)
    assert verdict(jugees, source).etat == "a_confirmer", verdict(jugees, source)
    assert dit in verdict(jugees, source).phrase
    assert not jugees.utilisable


def test_les_nombres_sont_dits_en_personnes(suivante: Path) -> None:
    avant = valeur(suivante, "select personnes from meta.livraison where source = 'sirh_chr'")
    recrire(suivante, "SIRH_RIVEMONT_*", moitie)
    trouve = verdict(juger(suivante), "sirh_chr")
    assert f"{trouve.faits['personnes']} agents au lieu de {avant} (−" in trouve.phrase
    assert "1er novembre 2026 n'y sont plus" in trouve.phrase


def test_colonne_disparue_puis_videe(suivante: Path) -> None:
    fichier = livre(suivante, "DPI_*")
    texte = fichier.read_bytes().decode("latin-1")
    separateur = max(";,|\t", key=texte.splitlines()[0].count)
    cellules = [ligne.split(separateur) for ligne in texte.splitlines()]
    rpps = load_settings(suivante).source("dpi").colonnes["rpps"]
    place = [titre.strip('"') for titre in cellules[0]].index(str(rpps))
    sans = [separateur.join(c[:place] + c[place + 1 :]) for c in cellules]
    fichier.write_bytes(("\r\n".join(sans) + "\r\n").encode("latin-1"))
    assert "« numéro RPPS » n'est plus dans le fichier" in verdict(juger(suivante), "dpi").phrase
    vide = [
        separateur.join(c if rang == 0 else [*c[:place], "", *c[place + 1 :]])
        for rang, c in enumerate(cellules)
    ]
    fichier.write_bytes(("\r\n".join(vide) + "\r\n").encode("latin-1"))
    trouve = verdict(juger(suivante), "dpi")
    assert trouve.etat == "a_confirmer" and "« numéro RPPS » est vide" in trouve.phrase


def test_meme_fichier_et_dates_immobiles_sont_dits(suivante: Path) -> None:
    recrire(suivante, "AD_rivemont_*", lambda ls: ls[1:] + ls[:1])  # other bytes, the same dates
    jugees = juger(suivante)
    assert jugees.utilisable
    assert (verdict(jugees, "dpi").etat, "au caractère près" in verdict(jugees, "dpi").phrase) == (
        "a_savoir",
        True,
    )
    assert "aucune date n'a avancé" in verdict(jugees, "ad_chr").phrase


def test_derniere_ligne_coupee_dans_sa_derniere_cellule(suivante: Path) -> None:
    recrire(suivante, "AD_rivemont_*", lambda ls: [*ls[:-1], ls[-1].rstrip("\r\n")])
    assert "sa dernière ligne est peut-être coupée" in verdict(juger(suivante), "ad_chr").phrase


def test_un_ancien_fichier_fait_douter(suivante: Path) -> None:
    brut = suivante / "data" / "raw"
    shutil.copy(brut / "2026-08-01" / "AD_rivemont_20260801.csv", livre(suivante, "AD_rivemont_*"))
    trouve = verdict(juger(suivante), "ad_chr")
    assert trouve.etat == "a_confirmer" and "un ancien fichier ?" in trouve.phrase


def test_confirmee_une_fois_et_pour_ce_doute_seulement(suivante: Path) -> None:
    recrire(suivante, "SIRH_RIVEMONT_*", moitie)
    arret = commande("run", "--date", SUITE, home=suivante)
    assert arret.returncode != 0 and "au lieu de" in arret.stderr and "--confirmer sirh_chr" in arret.stderr
    avant = valeur(suivante, "select max(date_execution) from meta.execution")
    assert avant == dt.date.fromisoformat(AVANT)  # nothing published, last month's file not taken instead
    passe = commande("run", "--date", SUITE, "--confirmer", "sirh_chr", "--motif", "scission", home=suivante)
    assert passe.returncode == 0, passe.stderr
    assert valeur(suivante, "select motif from meta.decision where genre = 'confirmation'") == "scission"
    assert valeur(suivante, "select verdict from meta.livraison where source = 'sirh_chr'") == "confirmee"
    assert (
        commande("run", "--date", SUITE, home=suivante).returncode == 0
    )  # the same content: not asked again
    recrire(suivante, "SIRH_RIVEMONT_*", moitie)
    autre = commande("check", "--date", SUITE, home=suivante)
    assert autre.returncode == 1 and "à confirmer" in autre.stdout  # another content: another doubt


def test_liste_vide(suivante: Path) -> None:
    fichier = livre(suivante, "Stagiaires_IFSI_*")
    avant = valeur(suivante, "select retenues from meta.livraison where source = 'ifsi'")
    classeur = openpyxl.load_workbook(fichier)
    page = classeur.active
    assert page is not None and avant > 3
    page.delete_rows(2, page.max_row)
    classeur.save(fichier)
    jugees = juger(suivante)
    trouve = verdict(jugees, "ifsi")
    assert trouve.etat == "a_confirmer" and f"elle comptait {avant} lignes" in trouve.phrase
    fichier.write_bytes(b"")
    assert [refus.source.code for refus in juger(suivante).controle.refus] == ["ifsi"]


def cellules_ars(home: Path, dossier: Path) -> dict[str, list[list[object]]]:
    """Every filled row of the ARS workbook, by sheet."""
    livre = openpyxl.load_workbook(ars.export(home, dossier))
    return {
        page.title: [[v for v in row if v is not None] for row in page.iter_rows(values_only=True)]
        for page in livre
    }


def test_dpi_absent(suivante: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    livre(suivante, "DPI_*").unlink()
    reglages = suivante / "workbench.toml"
    texte = reglages.read_text("utf-8")
    assert 'code = "dpi"\n' in texte
    fait = commande("check", "--date", SUITE, home=suivante)
    assert fait.returncode == 0 and "celui du 1er novembre 2026 est repris (30 jours)" in fait.stdout
    reglages.write_text(texte.replace('code = "dpi"\n', 'code = "dpi"\nfrequence_jours = 7\n'), "utf-8")
    fait = commande("run", "--date", SUITE, home=suivante)
    assert fait.returncode == 0, fait.stderr
    motif = "non mesurable, source DPI absente depuis le 1er novembre 2026"
    assert valeur(suivante, "select motif from mart.jalon where annee = 2027") == motif
    assert motif in fait.stdout and "pas de fichier dans la livraison" in fait.stdout
    nul = (
        "select count(*) from mart.historique where date_execution = '2026-12-01' and indicateur like '{}'"
        " and valeur is not null"
    )
    assert valeur(suivante, nul.format("1.1-%")) == valeur(suivante, nul.format("mie_%_dpi")) == 0
    assert valeur(suivante, nul.format("presents")) == 1
    assert valeur(suivante, "select numerateur from mart.jalon where annee = 2028") is None
    feuilles = cellules_ars(suivante, tmp_path)
    tues = f"Couverture par profession ({motif})"
    assert any(tues in str(case) for ligne in feuilles["Lisez-moi"] for case in ligne)
    assert any(motif in str(case) for case in feuilles["MIE"][1])
    assert not {"Synthèse", "Couverture par profession"} & set(feuilles), "rien n’est imprimé qui ne dit rien"
    assert "Jalons 1.1" in feuilles, "les livraisons d’avant étaient mesurées"
    for page in ("vue_codir", "jalons"):
        lu = lues(ouvrir(suivante, monkeypatch, page))
        assert "absente depuis le 1er novembre 2026" in lu, page


def test_une_moitie_des_comptes_n_est_pas_tous_les_comptes(suivante: Path) -> None:
    """One directory of two, or the restricted extraction, is missing: no half count, no fall to zero."""
    reglages, le = load_settings(suivante), dt.date.fromisoformat(SUITE)
    lectures = read_deliveries(reglages, le)

    def dits(*absentes: str) -> dict[str, str]:
        gardees = [une for une in lectures if une.source.code not in absentes]
        return dict(unmeasurable(reglages, gardees, le)["meta.non_mesurable"].iter_rows())

    trouves = dits("ad_chv", "rpps_restreint")
    assert "« Active Directory de Valbrune » absente depuis le" in trouves["comptes_lies"]
    assert "données restreintes" in trouves["rpps_confirme*"] and "presents" not in trouves
    assert "« SIRH de Valbrune » absente depuis le" in dits("sirh_chv")["presents"]
    assert dits("interim") == {}, "a handful of temps does not keep everybody from being counted"


def test_dpi_jamais_declare(demo_copiee: Path) -> None:
    reglages = demo_copiee / "workbench.toml"
    blocs = reglages.read_text("utf-8").split("[[sources]]")
    reglages.write_text("[[sources]]".join(b for b in blocs if 'code = "dpi"' not in b), "utf-8")
    assert commande("run", home=demo_copiee).returncode == 0
    motif = valeur(demo_copiee, "select motif from mart.jalon where annee = 2027")
    assert motif == "non mesurable : aucune source DPI n’est déclarée"


def test_six_livraisons_ordinaires_passent(petite_demo: Path) -> None:
    with open_published(petite_demo) as entrepot:
        verdicts = {etat for (etat,) in entrepot.execute("select verdict from meta.livraison").fetchall()}
        [(livraisons,)] = entrepot.execute("select count(*) from meta.execution").fetchall()
    assert livraisons == 6 and verdicts <= {"acceptee", "a_savoir"}


def lecture(cles: list[int], jour: dt.date) -> Lecture:
    """A directory's list, one account a key."""
    source = Source(code="ad", nature="annuaire", fichier="ad_*.csv")
    colonnes = ("login", "nom", "date_creation")
    lignes = pl.DataFrame(
        {
            "login": [f"u{cle}" for cle in cles],
            "nom": [f"N{cle}" if cle % 3 else None for cle in cles],
            "date_creation": [dt.date(2026, 1, 1) + dt.timedelta(days=cle) for cle in cles],
            "source": "ad",
            "fichier": "ad.csv",
            "ligne": range(2, len(cles) + 2),
        },
        schema_overrides={"login": pl.String, "nom": pl.String, "date_creation": pl.Date, "ligne": pl.Int32},
    )
    fichier = FichierLu("ad", "ad.csv", jour, 1, f"{cles}", len(cles), colonnes)
    return Lecture(source, [fichier], lignes, rejections_frame([]))


def jugee(avant: list[int], cles: list[int]) -> Verdict:
    """The verdict on those keys, after those before."""
    regles = jugement.rules()
    publie = lecture(avant, dt.date(2026, 11, 1))
    precedent = jugement.precedent(faits.deliveries([publie]), faits.columns([publie], regles))
    recu = lecture(cles, dt.date(2026, 12, 1))
    [ligne] = faits.deliveries([recu]).to_dicts()
    perdus = Perdus(len(set(avant) - set(cles)), len(avant))
    colonnes = faits.columns([recu], regles).to_dicts()
    return jugement.judge(recu.source, ligne, colonnes, precedent, perdus, regles)


@given(st.integers(4, 150), st.data())
def test_retirer_plus_de_lignes_n_ameliore_jamais_le_verdict(taille: int, data: st.DataObject) -> None:
    avant = list(range(taille))
    # the last row, whose date is the latest, stays as long as any: that no date moved is another matter
    ordre = [*data.draw(st.permutations(avant[:-1])), avant[-1]]
    peu = data.draw(st.integers(1, taille))
    plus = data.draw(st.integers(peu, taille))
    moins_retire, plus_retire = (jugee(avant, sorted(ordre[n:])) for n in (peu, plus))
    assert RANG[moins_retire.etat] <= RANG[plus_retire.etat], (moins_retire.phrase, plus_retire.phrase)


@pytest.mark.parametrize(
    ("avant", "apres", "etat"),
    [
        (6, 5, "a_savoir"),
        (6, 2, "a_confirmer"),
        (6, 0, "a_confirmer"),
        (400, 385, "acceptee"),
        (400, 350, "a_confirmer"),
    ],
)
def test_bornes_relatives_et_absolues(avant: int, apres: int, etat: str) -> None:
    assert jugee(list(range(avant)), list(range(apres))).etat == etat


@pytest.mark.parametrize(
    ("perdus", "personnes", "debuts", "etat"),
    [
        (Perdus(5, 8), 3, 3, "a_confirmer"),  # cut in half
        (Perdus(1, 8), 7, 7, "a_savoir"),  # a colleague who left looks like this
        (Perdus(2, 3), 1, 1, "a_confirmer"),  # however small
        (Perdus(0, 8), 8, 1, "a_confirmer"),  # starts under another title
        (Perdus(0, 8), 8, 7, "acceptee"),
        (Perdus(4, 100), 96, 96, "a_savoir"),  # contracts that ran, gone without an end
        (Perdus(2, 100), 98, 98, "acceptee"),
    ],
)
def test_une_petite_liste_des_rh_arrete_aussi(perdus: Perdus, personnes: int, debuts: int, etat: str) -> None:
    source = Source(code="rh", nature="sirh", fichier="rh_*.csv")

    def colonne(remplies: int, sur: int) -> dict[str, Any]:
        return {
            "colonne": "date_debut",
            "presente": True,
            "remplies": remplies,
            "part": remplies / sur,
            "atteinte": None,
        }

    def livraison(personnes: int, mois: int) -> dict[str, Any]:
        return {
            "livraison": dt.date(2026, mois, 2),
            "lignes": personnes,
            "retenues": personnes,
            "personnes": personnes,
            "refusees": 0,
            "doublons": 0,
            "coupee": False,
            "finie": True,
            "empreinte": str(mois),
            "fichiers": "rh.csv",
        }

    avant = perdus.courants
    publie = Precedent({"rh": livraison(avant, 11)}, {"rh": {"date_debut": colonne(avant, avant)}})
    recues = [colonne(debuts, personnes)]
    regles = jugement.rules()
    assert jugement.judge(source, livraison(personnes, 12), recues, publie, perdus, regles).etat == etat


def test_liste_vide_sans_precedent_ou_deja_petite() -> None:
    source = Source(code="ifsi", nature="sirh", fichier="ifsi_*.csv")
    faits_vides = {
        "lignes": 0,
        "retenues": 0,
        "fichiers": "ifsi.csv",
        "empreinte": "x",
        "livraison": dt.date(2026, 6, 1),
    }
    petit = Precedent({"ifsi": {"retenues": 2, "livraison": dt.date(2026, 5, 1)}})
    for avant in (Precedent(), petit):
        trouve = jugement.judge(source, faits_vides, [], avant, Perdus(), jugement.rules())
        assert trouve.etat == "a_savoir" and "compte pour zéro" in trouve.phrase
