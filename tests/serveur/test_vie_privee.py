"""What is held, how long, who looked: purge, access right, erasure, journal, encrypted backups, doctor."""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.jouet import personne, publier
from tests.outils.commandes import REGLAGES, lancer

from workbench.access import consultations, journal, ouvrir
from workbench.access.consultations import JOURNAL
from workbench.run import personne as une_personne
from workbench.run import purge, sceaux
from workbench.run import sauvegarde as sauvegardes
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse import Memoire
from workbench.warehouse.publication import open_version, version_files

AVANT, APRES, AUJOURDHUI = dt.date(2025, 1, 15), dt.date(2026, 11, 1), dt.date(2026, 11, 20)
SOURCE = """
[[sources]]
code = "rh"
nature = "sirh"
fichier = "rh.csv"
[sources.colonnes]
matricule = "MATRICULE"
nom_naissance = "NOM"
prenoms = "PRENOM"
"""
TITRES = "MATRICULE;NOM;PRENOM\n"
YVONNE = {"nom_naissance": "ZÉPHYRIN-LE GOFF", "prenoms": "Yvonne Marie"}


def _livrer(home: Path, jour: dt.date, *lignes: str) -> Path:
    dossier = home / "data" / "raw" / jour.isoformat()
    dossier.mkdir(parents=True)
    (dossier / "rh.csv").write_text(TITRES + "".join(f"{ligne}\n" for ligne in lignes), "utf-8")
    return dossier / "rh.csv"


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Yvonne was there in January 2025, and left; Claude is still there."""
    tmp_path = tmp_path_factory.mktemp("modele")
    (tmp_path / "workbench.toml").write_text(REGLAGES + SOURCE, "utf-8")
    _livrer(tmp_path, AVANT, "17;Zéphyrin-Le Goff;Yvonne", "18;NOM2;Claude")
    _livrer(tmp_path, APRES, "18;NOM2;Claude")
    partie = personne(1, presente=False, date_depart=dt.date(2025, 2, 1), **YVONNE)
    publier(tmp_path, AVANT, identite=[partie, personne(2)], marts=False)
    publier(tmp_path, APRES, identite=[personne(2)])
    return tmp_path


@pytest.fixture
def home(modele: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(modele, tmp_path / "home"))


def _ecrit_quelque_part(home: Path, *mots: str) -> list[str]:
    """Every file of the home, versions read table by table, that holds one of these words."""
    trouves = []
    for chemin in [chemin for chemin in home.rglob("*") if chemin.is_file()]:
        texte = chemin.read_bytes().decode("utf-8", "replace")
        if chemin.suffix == ".duckdb":
            with open_version(chemin) as lu:
                tables = lu.execute(
                    "SELECT table_schema, table_name FROM information_schema.tables"
                ).fetchall()
                for schema, nom in tables:
                    texte += str(lu.execute(f'SELECT * FROM "{schema}"."{nom}"').fetchall())
        if any(mot.lower() in texte.lower() for mot in mots):
            trouves.append(chemin.name)
    return trouves


def test_une_personne_partie_s_efface_partout(home):
    mots = ("zéphyrin", "yvonne")
    ouvrir(home, "agnes", "essai").nominatif("identite", motif="essai")
    Memoire(home).keep("lecture", "a" * 64, {}, {"rejets": ["Yvonne"]})
    assert {"rh.csv", "manifeste.json"} <= {*_ecrit_quelque_part(home, *mots)}
    with pytest.raises(ErreurWorkbench, match="trop récent"):
        une_personne.erase(home, "ID00000001", "dpo", "demande", dt.date(2025, 3, 1))
    detenu = une_personne.held(home, "ID00000001")
    assert [chemin.parent.name for chemin in detenu.fichiers] == [AVANT.isoformat()]
    fait = une_personne.erase(home, "ID00000001", "dpo", "demande", AUJOURDHUI)
    assert len(fait.retires) == 2 and len(fait.restes) == 3
    assert _ecrit_quelque_part(home, *mots) == []
    assert journal.entries(home / "data/curated" / JOURNAL)[-1]["mart"] == "effacement"
    assert _ecrit_quelque_part(home, "NOM2") != []  # the others are still there


@pytest.mark.parametrize(
    ("ajout", "refus"), [("version", "encore présente"), ("livraison", "livraison utile"), ("", "inconnue")]
)
def test_un_effacement_impossible_ne_touche_a_rien(home, ajout, refus):
    qui = "ID00000001" if ajout else "ID00000099"
    if ajout == "version":
        publier(home, APRES, identite=[personne(1, **YVONNE)], marts=False)
    if ajout == "livraison":
        _livrer(home, APRES + dt.timedelta(days=1), "17;ZEPHYRIN LE GOFF;YVONNE")
    avant = sorted(chemin for chemin in home.rglob("*") if chemin.is_file())
    with pytest.raises(ErreurWorkbench) as dit:
        une_personne.erase(home, qui, "dpo", "demande", AUJOURDHUI)
    assert refus in dit.value.titre and dit.value.conseil
    assert [chemin for chemin in avant if not chemin.exists()] == []


def test_le_droit_d_acces_par_le_nom(home):
    publier(home, APRES, identite=[personne(2), personne(3, **YVONNE), personne(4, **YVONNE)], marts=False)
    assert lancer("personne", "zephyrin le goff yvonne", home=home)[0] == 2  # no reason given
    code, dit = lancer("personne", "zephyrin le goff yvonne", "--motif", "demande du 3", home=home)
    assert code == 0 and "ID00000003" in dit and "ID00000004" in dit
    sortie = home / "elle.json"
    code, dit = lancer("personne", "ID00000003", "--motif", "demande", "--out", sortie, home=home)
    assert code == 0 and "curated.identite" in dit and "ZÉPHYRIN-LE GOFF" in sortie.read_text("utf-8")
    assert stat.S_IMODE(sortie.stat().st_mode) == 0o600


def test_qui_a_consulte_cette_personne_et_qu_a_vu_celui_la(home):
    acces = ouvrir(home, "agnes", "essai")
    acces.nominatif("identite", motif="son dossier", colonnes=["prenoms"], id_unique="ID00000002")
    ouvrir(home, "bruno", "essai").nominatif("identite", motif="autre", id_unique="ID00000009")
    texte = (home / "data/curated" / JOURNAL).read_text("utf-8")
    assert "ID00000002" not in texte and '"vus"' in texte
    code, dit = lancer("consultations", "--personne", "ID00000002", home=home)
    assert code == 0 and "agnes" in dit and "bruno" not in dit and "son dossier" in dit
    assert "bruno" in lancer("consultations", "--utilisateur", "bruno", home=home)[1]
    assert lancer("consultations", home=home)[0] == 2


def test_la_purge_dit_puis_retire_ce_que_rien_ne_lit_plus(home):
    acces = home / "data/curated" / JOURNAL
    for le in ("2024-01-01T00:00:00+00:00", "2026-11-10T00:00:00+00:00"):
        journal.append(acces, {"le": le, "utilisateur": "x", "mart": "m", "lignes": 1, "motif": "essai"})
    Memoire(home).keep("lecture", "a" * 64, {}, {})
    trouves = purge.outdated(home, AUJOURDHUI)
    assert {(un.genre, un.entrees) for un in trouves} == {
        ("livraison brute", 0),
        ("version remplacée", 0),
        ("journal", 1),
    }
    assert len(journal.entries(acces)) == 2 and len(version_files(home)) == 2  # said, not done
    assert purge.remove(home, trouves, "dpo", "durées échues", AUJOURDHUI) == 3
    assert purge.outdated(home, AUJOURDHUI) == []
    assert [dossier.name for dossier in (home / "data/raw").iterdir()] == [APRES.isoformat()]
    assert len(version_files(home)) == 1 and Memoire(home).find("lecture", "a" * 64) is None
    lus = journal.entries(acces)
    assert [un["mart"] for un in lus] == ["m", "purge"] and lus[0]["chaine_avant"]
    assert sceaux.touched(home) == [] and journal.read(acces).fautes == ()


def test_la_derniere_livraison_et_la_version_publiee_restent_si_vieilles_soient_elles(home):
    restes = purge.outdated(home, dt.date(2040, 1, 1))
    assert {un.chemin.parent.name for un in restes if un.genre == "livraison brute"} == {AVANT.isoformat()}
    assert len([un for un in restes if un.genre == "version remplacée"]) == 1


def test_une_sauvegarde_chiffree_ne_dit_rien_et_se_remet(home, tmp_path_factory):
    pytest.importorskip("cryptography", reason="pip install -r requirements-dev.lock")
    cles = tmp_path_factory.mktemp("cles")
    assert lancer_cle(cles / "cle") == 0 and stat.S_IMODE((cles / "cle").stat().st_mode) == 0o600
    lancer_cle(cles / "autre")
    reglages = home / "workbench.toml"
    reglages.write_text(
        reglages.read_text("utf-8") + f'[sauvegarde]\ncle_fichier = "{cles / "cle"}"\n', "utf-8"
    )
    archive = cles / "s.zip"
    sauvegardes.backup(home, archive)
    octets = archive.read_bytes()
    assert octets[:2] != b"PK" and b"workbench.toml" not in octets
    assert [chemin.name for chemin in cles.iterdir() if "partiel" in chemin.name] == []
    neuf = tmp_path_factory.mktemp("neuf")
    for cle in ((), ("--cle", cles / "autre")):
        code, dit = lancer("restore", archive, *cle, home=neuf)
        assert code == 2 and not (neuf / "workbench.toml").exists(), dit
    for abime in (
        octets[:-20],
        octets[:200] + bytes([octets[200] ^ 1]) + octets[201:],
        octets + octets[-99:],
    ):
        (cles / "abimee.zip").write_bytes(abime)
        assert lancer("restore", cles / "abimee.zip", "--cle", cles / "cle", home=neuf)[0] == 2
    assert lancer("restore", archive, "--cle", cles / "cle", home=neuf)[0] == 0
    assert (neuf / "workbench.toml").read_bytes() == reglages.read_bytes()


def test_une_archive_sans_cle_ne_remplace_rien_quand_une_cle_est_reglee(home, tmp_path):
    """Anybody can write one: roles, ledger and journal key would be theirs."""
    archive, cle = tmp_path / "s.zip", home / "data/curated" / consultations.CLE
    consultations.noter(home, "a", "essai", "avant", vus=consultations.seen(home, ["ID00000001"]))
    sauvegardes.backup(home, archive)
    reglages = home / "workbench.toml"
    cles = f'[sauvegarde]\ncle_fichier = "{tmp_path / "cle"}"\n'
    reglages.write_text(reglages.read_text("utf-8") + cles, "utf-8")
    cle.write_text("une autre clé", "utf-8")
    consultations.noter(home, "b", "essai", "après", vus=consultations.seen(home, ["ID00000001"]))
    code, dit = lancer("restore", archive, home=home)
    assert code == 2 and "n’importe qui a pu l’écrire" in dit and cles in reglages.read_text("utf-8")
    assert lancer("restore", archive, "--en-clair", home=home)[0] == 0
    journal = home / "data/curated" / JOURNAL
    vus = consultations.of_person(home, journal, "ID00000001")
    assert {un["utilisateur"] for un in vus} == {"a", "b"}, "chaque ligne répond, par sa clé"
    sauvegardes.backup(home, tmp_path / "t.zip")
    ailleurs = tmp_path / "ailleurs"
    assert lancer("restore", tmp_path / "t.zip", home=ailleurs)[0] == 0
    la_bas = consultations.of_person(ailleurs, ailleurs / "data/curated" / JOURNAL, "ID00000001")
    assert len(la_bas) == 2


def test_un_nom_qui_sort_du_dossier_refuse_l_archive(home, tmp_path):
    juste = tmp_path / "s.zip"
    sauvegardes.backup(home, juste)
    for nom in ("workbench.toml\n", "data/curated/../x", "/etc/x", "regles/a.toml/../../b.csv"):
        archive = Path(shutil.copy(juste, tmp_path / "forgee.zip"))
        with ZipFile(archive, "a") as ajoute:
            ajoute.writestr(nom, "x")
        code, dit = lancer("restore", archive, home=home)
        assert code == 2 and "n'y a pas sa place" in dit, dit


def lancer_cle(chemin: Path) -> int:
    from typer.testing import CliRunner

    from workbench.cli import commandes

    return CliRunner().invoke(commandes.app, ["cle-sauvegarde", str(chemin)]).exit_code


def test_doctor_dit_ce_qui_ne_va_pas_et_le_remede(home):
    (home / "data/raw" / APRES.isoformat() / "rh.csv").chmod(0o644)
    (home / "data/raw/2099-01-01").mkdir()
    code, dit = lancer("doctor", home=home)
    assert code == 1
    for attendu in (
        "à la portée d’autres comptes",
        "chmod -R go=",
        "2099-01-01",
        "pas chiffrées",
        "workbench purge",
    ):
        assert attendu in dit, attendu
    (home / "data/curated/publie.json").unlink()
    assert "publi" in lancer("doctor", home=home)[1]
    (home / "workbench.toml").write_text("x", "utf-8")
    assert "illisibles" in lancer("doctor", home=home)[1]


def test_une_date_lointaine_est_refusee(home):
    for jour in ("9999-12-31", (dt.date.today() + dt.timedelta(days=400)).isoformat()):
        code, dit = lancer("run", "--date", jour, home=home)
        assert code == 2 and "futur" in dit


def test_une_execution_ferme_les_livraisons_aux_autres(home):
    fichier = home / "data/raw" / APRES.isoformat() / "rh.csv"
    (fichier).chmod(0o644)
    (fichier.parent).chmod(0o755)
    lancer("run", "--date", APRES.isoformat(), home=home)  # refused or not, nobody else reads them
    assert stat.S_IMODE(fichier.stat().st_mode) == 0o600
    assert stat.S_IMODE(fichier.parent.stat().st_mode) == 0o700
