"""What exports of hospitals' products taught: one example a kind."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
from tests.outils import petit_hopital as petit

from workbench.rpps.mie import means
from workbench.socle import numeros
from workbench.socle.nir import holds_nir, mask_nir
from workbench.socle.settings import Format, Limites, Settings, Source, load_settings
from workbench.socle.tables import shape
from workbench.sources.depots import delivery_notices
from workbench.sources.jugement import _emptied
from workbench.sources.lecture.annuaires import read_json
from workbench.sources.lecture.encodage import decode_judged
from workbench.sources.lecture.lecteurs import read_file
from workbench.sources.lecture.texte import read_text
from workbench.sources.lecture.titres import Table, check_whole, header_key
from workbench.sources.livraisons import delivery_dates
from workbench.sources.modeles import SourceInutilisable
from workbench.sources.porte.controle import check_columns
from workbench.sources.porte.dates import texte

AGENTS = "\r\n".join(["Nom;Prénom", *(f"LEBŒUF{k};Zoé" for k in range(9))])


def fichier(dossier: Path, octets: bytes) -> Path:
    chemin = dossier / "agents.csv"
    chemin.write_bytes(octets)
    return chemin


def test_the_ligatures_of_iso_8859_15_are_letters(tmp_path: Path) -> None:
    text, encoding, _ = decode_judged(fichier(tmp_path, AGENTS.encode("iso8859-15")), "cp1252", Limites())
    assert "LEBŒUF3;Zoé" in text and encoding == "iso8859-15"


def test_windows_1252_stays_so_whatever_is_declared(tmp_path: Path) -> None:
    octets = AGENTS.replace("Zoé", "Zoé ’ €").encode("cp1252")
    text, _, _ = decode_judged(fichier(tmp_path, octets), "iso8859-15", Limites())
    assert "LEBŒUF3;Zoé ’ €" in text


def test_a_hole_in_a_file_is_refused_its_filling_is_not(tmp_path: Path) -> None:
    octets = AGENTS.encode()
    with pytest.raises(SourceInutilisable, match="octets nuls") as refus:
        decode_judged(fichier(tmp_path, octets[:40] + b"\0" * 64 + octets[90:]), None, Limites())
    assert "recopiez-le" in refus.value.conseil
    assert decode_judged(fichier(tmp_path, octets + b"\0" * 64), None, Limites())[0].startswith("Nom;Prénom")


@pytest.mark.parametrize(
    "texte", ["... 33 lignes supplémentaires non affichées", "33 more rows", "Liste tronquée"]
)
def test_a_screen_that_left_rows_out_is_refused(texte: str) -> None:
    rows = [(rang, ["1", "A", "B"]) for rang in range(2, 20)]
    with pytest.raises(SourceInutilisable, match="la fin de la liste"):
        check_whole("agents.csv", Table(["N°", "Nom", "Prénom"], rows, [(20, [texte])]))


@pytest.mark.parametrize(
    "texte", ["133 lignes", "Total : 133 agents", "Agents suivants", "133 ligne(s) sélectionnée(s)."]
)
def test_a_count_is_no_such_screen(texte: str) -> None:
    check_whole("agents.csv", Table(["N°", "Nom", "Prénom"], [], [(20, [texte])]))


def test_one_page_of_a_graph_list_is_refused(tmp_path: Path) -> None:
    chemin = tmp_path / "graph.json"
    chemin.write_text(json.dumps({"@odata.nextLink": "suite", "value": [{"surname": "X"}]}))
    with pytest.raises(SourceInutilisable, match="première page"):
        read_json(chemin, Limites())


def test_a_title_that_says_the_form_of_its_dates_is_the_same() -> None:
    assert header_key("DT NAISSANCE (JJ/MM/AAAA)") == header_key("Dt naissance") == "DT NAISSANCE"
    assert header_key("Nom (MDJ)") == "NOM MDJ"


@pytest.mark.parametrize("texte", ["18OO575112345 80", "1:80:05:75:112:345:80", "n°SS 1800575112345 clé 80"])
def test_a_nir_with_letters_for_zeros_or_colons_is_one(texte: str) -> None:
    assert holds_nir(texte) and "345" not in mask_nir(texte)


@pytest.mark.parametrize(
    ("texte", "tenu"),
    [
        ("Vague 1 180057511234521", True),
        ("Chambre 12 1800575112345", True),
        ("12 1 80 05 75 112 345", False),  # by groups, behind another number: a piece of something else
        ("lot 4 1801375112345", False),  # no civil month
    ],
)
def test_a_number_in_one_piece_behind_another_is_a_nir(texte: str, tenu: bool) -> None:
    assert holds_nir(texte) is tenu


def test_letters_alone_are_no_nir() -> None:
    assert not holds_nir("1OOOOOOOOOOOO") and not holds_nir("CHIRURGIE 2 OOOO")


@pytest.mark.parametrize(
    ("mot", "mois"), [("octo", 10), ("nove", 11), ("dece", 12), ("avri", 4), ("jui", None)]
)
def test_a_month_cut_short_is_read_when_one_month_begins_so(mot: str, mois: int | None) -> None:
    assert texte._shortened(mot) == mois


def test_a_column_people_keep_stops_the_run_when_a_third_of_it_is_lost() -> None:
    bound = {"part": 0.3, "nombre": 10, "durables": ["rpps"], "part_durable": 0.3}
    old, row = {"remplies": 300, "part": 0.22}, {"remplies": 120, "part": 0.09}
    assert _emptied("rpps", row, old, bound) is not None
    assert _emptied("date_fin", row, old, bound) is None
    assert _emptied("rpps", {"remplies": 300, "part": 0.14}, old, bound) is None, "rows without one came in"


def test_folders_that_are_no_date_are_said_and_not_read(tmp_path: Path) -> None:
    petit.publie_petit_hopital(tmp_path)
    for name in ("20261101", "2026-11-31", "novembre"):
        (tmp_path / "data" / "raw" / name).mkdir()
    settings = load_settings(tmp_path)
    assert delivery_dates(settings) == [dt.date(2026, 3, 1)]
    said = [one for one in delivery_notices(settings, dt.date(2026, 3, 1)) if "n'est pas nommé" in one]
    assert [one.split("« ")[1].split(" »")[0] for one in said] == ["2026-11-31", "20261101", "novembre"]


def test_a_mistyped_finess_in_the_settings_is_said(tmp_path: Path) -> None:
    entite = {"code": "CHR", "nom": "CHR", "finess_ej": "990000010", "finess_et": ["990000027"]}
    settings = Settings.model_validate(
        {"home": tmp_path, "etablissement": {"nom": "Essai", "entites": [entite]}, "sources": []}
    )
    assert [one for one in delivery_notices(settings, dt.date(2026, 3, 1)) if "« 990000027 »" in one]


def test_a_national_card_is_counted_once_however_its_number_is_written() -> None:
    parc = shape("curated.mie", pl.DataFrame({"source": ["parc"], "numero_serie": ["28-0000 28793"]}))
    parc = parc.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in ("matricule", "login"))
    holders = shape(
        "curated.porteur_cps", pl.DataFrame({"rpps": ["10003456711"], "numero_carte": ["28000028793"]})
    ).drop("id_unique")
    fiche = shape("curated.fiche", pl.DataFrame({"source": ["rh"], "cle_source": ["1"]}))
    identite = shape("curated.identite_fiche", pl.DataFrame({"source": ["rh"], "cle_source": ["1"]}))
    held = means(parc, holders, fiche, identite, {"10003456711": "ID1"}, dt.date(2026, 11, 1))
    assert held.height == 1


@pytest.mark.parametrize(
    ("genre", "recu", "lu"),
    [
        ("matricule", "+0000002", "0000002"), ("matricule", "N° 0000002", "0000002"),
        ("matricule", "0000002-", "0000002"), ("matricule", "0000002.", "0000002"),
        ("rpps", "000019161404363", "19161404363"), ("rpps", "99999999999", None), ("rpps", "NSP", None),
        ("finess", "990000028 - CENTRE HOSPITALIER", "990000028"),
    ],
)  # fmt: skip
def test_numbers_as_reports_write_them(genre: numeros.Genre, recu: str, lu: str | None) -> None:
    assert numeros.lire(genre, recu).valeur == lu


@pytest.mark.parametrize(
    ("octets", "dit"),
    [(b"%PDF-1.7\n", "PDF"), (b"\x1f\x8b\x08\0", "gzip"), (b"Rar!\x1a", "RAR"), (b"\x89PNG\r\n", "image")],
)
def test_what_is_no_list_is_named(tmp_path: Path, octets: bytes, dit: str) -> None:
    with pytest.raises(SourceInutilisable, match=dit) as refus:
        read_file(fichier(tmp_path, octets * 40), Format())
    assert "export" in refus.value.conseil or "archive" in refus.value.conseil


def test_a_card_an_account_is_refused_with_what_to_type(tmp_path: Path) -> None:
    octets = "".join(f"Login : u{k}\r\nNom   : X\r\nActif : True\r\n\r\n" for k in range(9)).encode()
    with pytest.raises(SourceInutilisable, match="Format-List") as refus:
        read_text(fichier(tmp_path, octets), Format(), Limites(), {"LOGIN", "NOM"})
    assert "Export-Csv" in refus.value.conseil


def test_a_file_without_titles_is_told_so() -> None:
    source = Source.model_validate(
        {
            "code": "rh",
            "nature": "sirh",
            "fichier": "rh*",
            "colonnes": {"matricule": "MATRICULE", "nom": "NOM"},
        }
    )
    frame = pl.DataFrame({"ligne": [2], "0000002": ["0000003"], "BUENDOIS": ["LAGUNAS"]})
    with pytest.raises(SourceInutilisable, match="« 0000002 | BUENDOIS »".replace("|", r"\|")) as refus:
        check_columns(source, "rh.csv", frame)
    assert "avec ses titres" in refus.value.conseil
