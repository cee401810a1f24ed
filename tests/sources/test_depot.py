"""What people drop: named safely, unpacked within limits, refused with a remedy; then whole in a delivery."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from tests.outils.commandes import REGLAGES
from tests.outils.petit_hopital import FINESS_EJ, fichiers

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Limites, load_settings
from workbench.sources import depot
from workbench.sources.declarer import detection, etablissement

LIMITES = Limites()
JOUR = dt.date(2026, 3, 1)
CSV = b"login;nom\na;b\n"


def _zip(membres: dict[str, bytes]) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    return flux.getvalue()


@pytest.fixture
def ici(tmp_path: Path) -> Path:
    (tmp_path / "workbench.toml").write_text(REGLAGES, "utf-8")
    return tmp_path


def _recevoir(home: Path, nom: str, contenu: bytes) -> list[str]:
    return [path.name for path in depot.receive(home, nom, io.BytesIO(contenu), LIMITES).fichiers]


@pytest.mark.parametrize(
    ("nom", "garde"),
    [
        ("../../etc/agents.csv", "agents.csv"),
        ("..\\..\\agents.csv", "agents.csv"),
        ("C:\\Export\\agents RH.xlsx", "agents RH.xlsx"),
        (".agents.csv", "agents.csv"),
        ("a\x00b:c?.csv", "a_b_c_.csv"),
        ("é" * 300 + ".csv", "é" * 116 + ".csv"),
    ],
)
def test_un_nom_ne_sort_jamais_du_depot(ici: Path, nom: str, garde: str) -> None:
    assert _recevoir(ici, nom, CSV) == [garde]
    assert {path.name for path in ici.rglob("*") if path.is_file()} == {garde, "workbench.toml"}


@pytest.mark.parametrize(
    ("nom", "contenu", "titre"),
    [
        ("vide.csv", b"", "Fichier vide"),
        ("photo.png", b"\x89PNG", "Type de fichier refusé"),
        ("..", b"x", "Nom de fichier refusé"),
        ("abime.zip", b"PK\x03\x04rien", "Archive illisible"),
        ("sans.zip", _zip({"image.png": b"x"}), "Archive refusée"),
        ("bombe.zip", _zip({"a.csv": b"0" * 60_000_000}), "Archive démesurée"),
        ("vide.zip", _zip({"a.csv": CSV, "b.csv": b""}), "Fichier vide"),
    ],
)
def test_refuse_avec_un_remede_et_rien_n_est_garde(ici: Path, nom: str, contenu: bytes, titre: str) -> None:
    with pytest.raises(ErreurWorkbench, match=titre) as refus:
        _recevoir(ici, nom, contenu)
    assert refus.value.conseil
    assert "workbench" not in str(refus.value) and ".toml" not in str(refus.value)
    assert depot.waiting(ici) == []


def test_une_archive_donne_ses_listes_et_dit_le_reste(ici: Path) -> None:
    archive = _zip({"../rh/a.csv": CSV, "b.csv": CSV + b"c;d\n", "lisez.pdf": b"x"})
    recu = depot.receive(ici, "tout.zip", io.BytesIO(archive), LIMITES)
    assert sorted(path.name for path in recu.fichiers) == ["a.csv", "b.csv"]
    assert recu.laisses == ["lisez.pdf"]


def test_le_meme_fichier_deux_fois_et_un_nom_pris(ici: Path) -> None:
    _recevoir(ici, "a.csv", CSV)
    with pytest.raises(depot.DepotRefuse, match="déjà déposé"):
        _recevoir(ici, "autre nom.csv", CSV)
    with pytest.raises(depot.DepotRefuse, match="Nom déjà pris"):
        _recevoir(ici, "a.csv", CSV + b"x;y\n")
    depot.remove(ici, "a.csv")
    assert depot.waiting(ici) == []


def test_trop_gros_s_arrete_a_la_limite(ici: Path) -> None:
    with pytest.raises(depot.DepotRefuse, match="trop gros"):
        depot.receive(ici, "a.csv", io.BytesIO(b"x" * 200), Limites(octets_fichier=100))
    assert list((ici / "data/depot").iterdir()) == []


def test_une_image_renommee_se_dit_quand_on_la_lit(ici: Path) -> None:
    _recevoir(ici, "photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    with pytest.raises(ErreurWorkbench):
        detection.propose(depot.waiting(ici)[0])


def test_une_livraison_est_entiere_et_ne_remplace_rien(ici: Path) -> None:
    reglages = load_settings(ici)
    for nom in ("a.csv", "b.csv"):
        _recevoir(ici, nom, CSV + nom.encode())
    depot.deliver(reglages, JOUR, None, JOUR, ["a.csv", "b.csv"])
    assert sorted(path.name for path in (ici / "data/raw/2026-03-01").iterdir()) == ["a.csv", "b.csv"]
    _recevoir(ici, "b.csv", CSV)
    _recevoir(ici, "c.csv", CSV + b"1;2\n")
    with pytest.raises(depot.DepotRefuse, match="déjà dans cette livraison"):
        depot.deliver(reglages, JOUR, None, JOUR, ["b.csv", "c.csv"])
    assert len(depot.waiting(ici)) == 2, "ni l'un ni l'autre"
    with pytest.raises(depot.DepotRefuse, match="Date déjà passée"):
        depot.deliver(reglages, JOUR, JOUR + dt.timedelta(1), JOUR, ["c.csv"])
    with pytest.raises(ErreurWorkbench, match="futur"):
        depot.deliver(reglages, JOUR + dt.timedelta(400), None, JOUR, ["c.csv"])
    depot.withdraw(reglages, JOUR, None, "a.csv")
    assert [path.name for path in depot.waiting(ici)] == ["a.csv", "b.csv", "c.csv"]
    depot.deliver(reglages, JOUR, None, JOUR, ["a.csv"])
    with pytest.raises(depot.DepotRefuse, match="déjà publiée"):
        depot.withdraw(reglages, JOUR, JOUR, "a.csv")


def test_l_etablissement_se_nomme_et_les_commentaires_restent(ici: Path) -> None:
    chemin = ici / "workbench.toml"
    chemin.write_text("# gardé\n" + REGLAGES + 'region_ars = "Ici"  # gardé aussi\n', "utf-8")
    entites: list = []
    for nom, ej in (("CH des Deux Rives", FINESS_EJ), ("CH du Val", "380780049")):
        entites.append(etablissement.entity(nom, ej, "", [une.code for une in entites]))
    lu = etablissement.name_establishment(ici, "GHT des Rives", entites).etablissement
    assert (lu.nom, lu.region_ars) == ("GHT des Rives", "Ici")
    assert [(une.code, une.finess_ej) for une in lu.entites] == [("CDDR", FINESS_EJ), ("CDV", "380780049")]
    assert chemin.read_text("utf-8").count("gardé") == 2
    assert etablissement.is_named(ici)


@pytest.mark.parametrize(
    ("nom", "ej", "et", "titre"),
    [
        ("", "", "", "Nom à donner"),
        ("CH", "123", "", "FINESS à corriger"),
        ("CH", "380780081", "", "FINESS à corriger"),
        ("CH", f"{FINESS_EJ} 380780049", "", "Un seul FINESS"),
        ("CH", "", "380780049, 12", "FINESS à corriger"),
    ],
)
def test_un_numero_faux_n_est_pas_ecrit(nom: str, ej: str, et: str, titre: str) -> None:
    with pytest.raises(etablissement.EtablissementRefuse, match=titre):
        etablissement.entity(nom, ej, et)


def test_le_finess_se_lit_dans_ce_qui_est_depose(ici: Path) -> None:
    for nom, contenu in fichiers().items():
        _recevoir(ici, nom, contenu)
    lues = [detection.propose(path) for path in depot.waiting(ici)]
    assert etablissement.found_finess(lues) == ([FINESS_EJ], [])
    assert [lue.nature for lue in lues] == ["sirh", "annuaire", "application"]
