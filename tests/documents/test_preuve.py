"""The evidence pack: what it holds can be found again, and whatever is changed after sealing is named."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from tests.outils.commandes import lancer

from workbench.access import Acces, AccesRefuse, ouvrir
from workbench.access import porte as gate
from workbench.decisions import Decision
from workbench.documents.preuve import archive as sceller
from workbench.documents.preuve import dossier, pieces, verification
from workbench.office.diapo import typo
from workbench.office.paquet import archive
from workbench.socle.erreurs import ErreurWorkbench

CRITERE = "procedure_depart"
TEXTE = "Procédure de départ, version 3".encode()


@pytest.fixture
def acces(demo_copiee: Path) -> Acces:
    return ouvrir(demo_copiee, "essai", "dossier de preuve")


def ouvert(octets: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(octets)) as lu:
        return {nom: lu.read(nom) for nom in lu.namelist()}


def d_un_trait(octets: bytes) -> str:
    """What a PDF says, its blanks left out: cells break words' lines."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(octets)).pages).split())


def lignes(octets: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(octets.decode("utf-8-sig")), delimiter=";"))


def test_every_objective_has_a_pack_that_holds_and_says_the_published_figures(acces: Acces):
    publie = {
        row["indicateur"]: row for row in acces.agregat("mart.historique").sort("date_execution").to_dicts()
    }
    for objectif in dossier.objectifs(acces):
        fait, manques = sceller.produire(acces, objectif.code, "Mme X, directrice")
        encore, _ = sceller.produire(acces, objectif.code, "Mme X, directrice")
        assert fait.octets == encore.octets
        constat = verification.verifier(fait.octets)
        assert constat.intact
        assert constat.manifeste["manques"] == manques
        dedans = ouvert(fait.octets)
        chiffres = lignes(dedans["chiffres.csv"])
        assert {c["critere"] for c in chiffres} == {c.code for c in objectif.criteres if c.nature == "mesure"}
        for chiffre in chiffres:
            dit = publie[chiffre["indicateur"]]["numerateur"]
            assert chiffre["numerateur"] == ("" if dit is None else str(dit))
            assert f"requetes/{chiffre['requete']}" in dedans
        recus = {(r["source"], r["sha256"]) for r in lignes(dedans["fichiers.csv"])}
        assert recus == set(acces.agregat("mart.fichier").select("source", "sha256").iter_rows())
        noms = dict(acces.agregat("mart.source_fraicheur").select("source", "libelle").iter_rows())
        ecrit = d_un_trait(dedans["dossier.pdf"])
        assert all("".join(typo(noms[source]).split()) in ecrit for source, _ in recus)
        dit = "" if objectif.score is None else f"Score:{objectif.score_dit()}."
        assert "".join(dit.split()) in ecrit
        assert re.search(r"\d{4}-\d{2}-\d{2},", ecrit) is None and "0documentjoint" not in ecrit
        declares = [c for c in objectif.criteres if c.nature == "declare"]
        assert len([m for m in manques if "rien n’est déclaré" in m]) == len(declares)


def test_a_document_travels_with_its_criterion_and_two_of_one_name_both_do(acces: Acces):
    premier = pieces.joindre(acces, CRITERE, "PRO-012.pdf", TEXTE, "procédure validée en mai")
    pieces.joindre(acces, CRITERE, "PRO-012.pdf", TEXTE + b" bis", "son annexe signée")
    fait, _ = sceller.produire(acces, "1.2-2027", "Mme X")
    ecrit = PdfReader(BytesIO(ouvert(fait.octets)["dossier.pdf"]))
    dits = [ligne.strip() for page in ecrit.pages for ligne in page.extract_text().split("\n")]
    registre = json.loads(ouvert(fait.octets)["manifeste.json"])["registre"]
    assert {premier.sha256, registre["empreinte"]} <= {*dits}, "a hash stands whole on its own line"
    dedans = {nom: octets for nom, octets in ouvert(fait.octets).items() if nom.startswith("pieces/")}
    assert sorted(dedans.values()) == [TEXTE, TEXTE + b" bis"]
    assert premier.chemin(acces.home).stat().st_mode & 0o077 == 0
    premier.chemin(acces.home).write_bytes(b"autre chose")
    with pytest.raises(pieces.PieceRefusee, match="n’est plus celui"):
        sceller.produire(acces, "1.2-2027", "Mme X")


@pytest.mark.parametrize(
    ("critere", "nom", "octets"),
    [(CRITERE, "vide.pdf", b""), ("inconnu", "a.pdf", b"a"), ("rpps_connu_2027", "a.pdf", b"a")],
)
def test_what_proves_nothing_is_refused(acces: Acces, critere: str, nom: str, octets: bytes):
    with pytest.raises(pieces.PieceRefusee) as refus:
        pieces.joindre(acces, critere, nom, octets, "un motif assez long")
    assert refus.value.conseil
    assert not (acces.home / "data" / "curated" / pieces.DOSSIER).exists()


@pytest.mark.parametrize(
    "nom", ["../../app.py", "C:\\Users\\x\\preuve.pdf", "=cmd|' /C calc'!A0.pdf", "...", "é\u202eç.pdf"]
)
def test_a_file_name_never_leaves_its_folder(acces: Acces, nom: str):
    pieces.joindre(acces, CRITERE, nom, TEXTE, "procédure validée en mai")
    fait, _ = sceller.produire(acces, "1.2-2027")
    (place,) = [nom for nom in ouvert(fait.octets) if nom.startswith("pieces/")]
    assert place.count("/") == 2
    assert ".." not in place and "\\" not in place and "\u202e" not in place


def _sans(nom: str):
    return lambda dedans: {n: o for n, o in dedans.items() if n != nom}


@pytest.mark.parametrize(
    ("geste", "nomme"),
    [
        (lambda d: d | {"chiffres.csv": d["chiffres.csv"].replace(b"0", b"9")}, "chiffres.csv : modifié"),
        (lambda d: d | {"dossier.pdf": d["dossier.pdf"] + b" "}, "dossier.pdf : modifié"),
        (_sans("fichiers.csv"), "fichiers.csv : retiré"),
        (lambda d: d | {"pieces/x/faux.pdf": b"faux"}, "pieces/x/faux.pdf : ajouté"),
        (
            lambda d: {"chiffre.csv" if nom == "chiffres.csv" else nom: o for nom, o in d.items()},
            "chiffres.csv : retiré",
        ),
        (
            lambda d: d | {"manifeste.json": d["manifeste.json"].replace(b"risque", b"jour  ")},
            "manifeste.json : modifié",
        ),
    ],
)
def test_whatever_is_changed_after_sealing_is_named(acces: Acces, geste, nomme: str):
    fait, _ = sceller.produire(acces, "1.1-2027", "Mme X")
    constat = verification.verifier(archive(geste(ouvert(fait.octets))))
    assert any(faute.startswith(nomme) for faute in constat.fautes), constat.fautes
    for reste in (1, len(fait.octets) // 2, len(fait.octets) - 1):
        with pytest.raises(verification.DossierIllisible, match="abîmée"):
            verification.verifier(fait.octets[:reste])


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"PK\x03\x04 pas une archive",
        archive({"autre.txt": b"x"}),
        archive({"manifeste.json": b"{"}),
        archive({"manifeste.json": b"[]"}),
        archive({"manifeste.json": json.dumps({"format": "preuve-1", "fichiers": {}}).encode()}),
        archive({"manifeste.json": b"[" * 100_000}),
        archive(
            {
                "manifeste.json": json.dumps(
                    dict.fromkeys(verification.DITS, "\ud800")
                    | {"format": "preuve-1", "fichiers": {"\ud800": {}}}
                ).encode()
            }
        ),
    ],
)
def test_what_is_no_pack_is_said_in_french(octets: bytes):
    with pytest.raises(verification.DossierIllisible) as refus:
        verification.verifier(octets)
    assert refus.value.conseil


def test_a_query_that_no_longer_gives_the_figure_stops_the_pack(
    acces: Acces, monkeypatch: pytest.MonkeyPatch
):
    vraies = gate.mesures_nommees()
    faussees = {
        nom: f"SELECT indicateur, numerateur + 1 AS numerateur, denominateur, valeur FROM ({texte})"
        for nom, texte in vraies.items()
    }
    monkeypatch.setattr(gate, "mesures_nommees", lambda: faussees)
    with pytest.raises(dossier.PreuveImpossible, match="ne le redonne pas"):
        sceller.produire(acces, "1.1-2027")


def test_who_reads_numbers_only_makes_no_pack(demo_copiee: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_ROLE", "lecteur")
    lecteur = ouvrir(demo_copiee, "essai", "essai")
    for essai in (lambda: sceller.produire(lecteur, "1.1-2027"), lambda: lecteur.recompter(["1.1-2027"])):
        with pytest.raises(AccesRefuse):
            essai()


def test_the_command_makes_attaches_checks_and_knows_its_own(demo_copiee: Path, tmp_path: Path):
    document = tmp_path / "PRO-012.txt"
    document.write_bytes(TEXTE)
    code, dit = lancer("preuve", "joindre", CRITERE, document, "--motif", "validée en mai", home=demo_copiee)
    assert code == 0, dit
    code, dit = lancer("preuve", "faire", "1.2-2027", "--out", tmp_path / "sortie", home=demo_copiee)
    assert code == 0 and "à compléter" in dit
    (fait,) = (tmp_path / "sortie").glob("*.zip")
    code, dit = lancer("preuve", "verifier", fait, home=demo_copiee)
    assert code == 0 and "Produit ici" in dit
    refait = tmp_path / "refait.zip"
    dedans = ouvert(fait.read_bytes())
    dit_de_lui = json.loads(dedans["manifeste.json"]) | {"signataire": "M. Faux"}
    dit_de_lui["sceau"] = sceller.sceau(dit_de_lui)
    refait.write_bytes(archive(dedans | {"manifeste.json": json.dumps(dit_de_lui).encode()}))
    code, dit = lancer("preuve", "verifier", refait, home=demo_copiee)
    assert code != 0 and "inconnu de cet établissement" in dit
    with pytest.raises(ErreurWorkbench):
        sceller.produire(ouvrir(demo_copiee, "essai", "essai"), "9.9-2099")


def test_a_file_without_a_line_still_bears_its_titles():
    assert sceller._csv([], sceller.DECISIONS).decode("utf-8-sig").split() == [";".join(sceller.DECISIONS)]
    assert set(sceller._decision(Decision("rpps_confirme", "a", "x"))) == set(sceller.DECISIONS)
