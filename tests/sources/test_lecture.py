"""Files as real systems write them: nothing lost, every refusal with its line and reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import Format, Settings
from workbench.sources import SourceInutilisable, check_deliveries, read_deliveries
from workbench.sources.lecture.lecteurs import read_brute, read_file
from workbench.sources.lecture.texte import detect_encoding, shape_rows
from workbench.sources.modeles import mask_nir
from workbench.sources.porte.conversions import parse_boolean, parse_date
from workbench.sources.porte.dates import read_distinct

JOUR = dt.date(2026, 11, 1)
COLONNES = {
    "matricule": "MATRICULE",
    "nom_naissance": "NOM",
    "prenoms": "PRÉNOM",
    "date_naissance": "NAISSANCE",
}
ENTETE = "MATRICULE;NOM;PRENOM;NAISSANCE"


def lire(home: Path, contenu: bytes, nom: str = "rh.csv", **source: object) -> Settings:
    folder = home / "data" / "raw" / JOUR.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / nom).write_bytes(contenu)
    one = {"code": "rh", "nature": "sirh", "fichier": "rh*", "colonnes": COLONNES, **source}
    return Settings.model_validate({"home": home, "etablissement": {"nom": "Essai"}, "sources": [one]})


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
@pytest.mark.parametrize("separateur", [";", ",", "|", "\t"])
def test_every_encoding_and_separator_is_recognised(tmp_path: Path, encodage: str, separateur: str) -> None:
    lines = [
        ENTETE,
        "001;Hérésié;Zoé Amélie;02/03/1980",
        "002;Éloïse;Renée;31/12/1975",
        "003;Bénézé;Hélène;01/01/1990",
    ]
    settings = lire(tmp_path, "\r\n".join(lines).replace(";", separateur).encode(encodage))
    (lecture,) = read_deliveries(settings, JOUR)
    assert lecture.lignes["nom_naissance"].to_list() == ["Hérésié", "Éloïse", "Bénézé"]
    assert lecture.lignes["date_naissance"][0] == dt.date(1980, 3, 2)
    assert lecture.lignes["matricule"][0] == "001"


@pytest.mark.parametrize("signe", [".", "-", "--", " . ", "?", "…", "***", "_"])
def test_a_label_of_signs_alone_says_nothing_and_it_is_said(tmp_path: Path, signe: str) -> None:
    lignes = ["MATRICULE;NOM;PRENOM;NAISSANCE;SERVICE"]
    lignes += [f"00{n};Durand;Zoé;02/03/198{n};{s}" for n, s in enumerate((signe, "Bloc 2", "3", signe))]
    colonnes = {**COLONNES, "service": "SERVICE"}
    settings = lire(tmp_path, "\r\n".join(lignes).encode(), colonnes=colonnes)
    (lecture,) = read_deliveries(settings, JOUR)
    assert lecture.lignes["service"].to_list() == [None, "Bloc 2", "3", None]
    dits = lecture.rejets.filter(code="VALEUR_DE_REMPLISSAGE")["motif"].to_list()
    assert any("SERVICE" in dit and "2 lignes" in dit for dit in dits)


def test_trailing_separator_plain_quotes_and_blank_lines(tmp_path: Path) -> None:
    text = 'MATRICULE|NOM|PRENOM|NAISSANCE|\n1|O"NEIL|Ana|01/02/1990|\n\n2|Roux|"Léa|03/04/1991|\n'
    (lecture,) = read_deliveries(lire(tmp_path, text.encode()), JOUR)
    assert lecture.lignes["nom_naissance"].to_list() == ['O"NEIL', "Roux"]
    assert lecture.lignes["ligne"].to_list() == [2, 4]


def test_quoted_cells_over_several_lines_keep_file_line_numbers(tmp_path: Path) -> None:
    text = (
        '"MATRICULE";"NOM";"PRENOM";"NAISSANCE"\n"1";"A;B";"x\ny";"01/02/1990"\n'
        '"2";"Roux";"Léa";"03/04/1991"\n'
    )
    (lecture,) = read_deliveries(lire(tmp_path, text.encode()), JOUR)
    assert lecture.lignes["nom_naissance"][0] == "A;B"
    assert lecture.lignes["ligne"].to_list() == [2, 4]


def test_powershell_type_line_and_titles_above_the_header(tmp_path: Path) -> None:
    text = (
        "#TYPE Selected.User\nMATRICULE;NOM;PRENOM;NAISSANCE\n1;Roux;Léa;03/04/1991\n2;Petit;Ana;03/04/1992\n"
    )
    assert read_deliveries(lire(tmp_path, text.encode()), JOUR)[0].lignes.height == 2


def test_a_birth_of_another_century_is_kept_and_said_doubtful(tmp_path: Path) -> None:
    text = f"{ENTETE}\n1;Roux;Léa;03/04/1895\n2;Petit;Ana;03/04/1992\n3;Bon;;03/04/1993\n"
    (lecture,) = read_deliveries(lire(tmp_path, text.encode()), JOUR)
    assert lecture.lignes["date_naissance"].to_list()[0] == dt.date(1895, 4, 3)
    assert lecture.lignes["annee_naissance"].to_list()[0] == 1895
    said = lecture.rejets.filter(pl.col("code") == "DATE_ANCIENNE")
    assert said["ligne"].to_list() == [2] and said["gravite"].to_list() == ["information"]


def test_ragged_and_incomplete_rows_are_set_aside_with_their_line(tmp_path: Path) -> None:
    text = (
        f"{ENTETE}\n1;Roux;Léa;03/04/1991\n2;Petit;;03/04/1992\n3;Trop;Ana;03/04/1992;de;trop\n4;Court\n"
        "5;Bon;Ana;31/02/1990\n"
    )
    (lecture,) = read_deliveries(lire(tmp_path, text.encode()), JOUR)
    refused = lecture.rejets.filter(pl.col("gravite") == "ligne")
    assert sorted(refused["ligne"]) == [4, 5]
    assert lecture.lignes["matricule"].to_list() == ["1", "2", "5"]
    nameless = lecture.rejets.filter(pl.col("code") == "PRENOM_ABSENT")
    assert nameless["ligne"].to_list() == [3]
    doubt = lecture.rejets.filter(pl.col("code") == "DATE_ILLISIBLE")
    assert doubt["ligne"].to_list() == [6] and lecture.lignes["date_naissance"][2] is None


def test_a_single_name_typed_as_a_given_name_is_a_name(tmp_path: Path) -> None:
    people = "".join(f"{n};Nom{chr(65 + n)};Ana;03/04/19{n + 60}\n" for n in range(12))
    (lecture,) = read_deliveries(
        lire(tmp_path, f"{ENTETE}\n{people}90;;Souleymane;03/04/1991\n".encode()), JOUR
    )
    last = lecture.lignes.filter(matricule="90").row(0, named=True)
    assert (last["nom_naissance"], last["prenoms"]) == ("Souleymane", None)
    assert lecture.rejets.filter(code="NOM_ABSENT")["ligne"].to_list() == [14]


def test_a_list_that_lost_its_surnames_is_not_read_so(tmp_path: Path) -> None:
    people = "".join(f"{n};{'Nom' * (n > 4)};Ana;03/04/19{n + 60}\n" for n in range(12))
    (lecture,) = read_deliveries(lire(tmp_path, f"{ENTETE}\n{people}".encode()), JOUR)
    assert lecture.lignes.height == 7
    assert lecture.rejets.filter(gravite="ligne")["code"].to_list() == ["OBLIGATOIRE"] * 5


@given(st.lists(st.lists(st.text("ab;\té|\"'", max_size=6), min_size=1, max_size=7), min_size=1, max_size=12))
def test_no_row_is_ever_lost(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("r") / "f.csv"
    body = [";".join(cell.replace(";", "").replace('"', "") for cell in row) for row in rows]
    path.write_text(f"A;B;C\n{chr(10).join(body)}\n", "utf-8")
    frame, ragged = read_file(path, Format(separateur=";", guillemets=False, ligne_titres=1))
    assert frame.height + len(ragged) == sum(bool(line.strip()) for line in body)


@given(st.lists(st.lists(st.text("ab é\t", max_size=9), min_size=1, max_size=5), min_size=1, max_size=12))
def test_a_row_that_is_not_read_is_told(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("r") / "f.csv"
    body = [";".join(row) for row in rows]
    path.write_text(f"A;B;C\n{chr(10).join(body)}\n", "utf-8")
    read = read_brute(path, Format(separateur=";", guillemets=False, ligne_titres=1))
    told = {constat.ligne for constat in read.constats}
    kept = {*read.frame["ligne"], *(number for number, _ in read.boiteuses)}
    assert kept | told >= {rank for rank, line in enumerate(body, 2) if line.strip()}


def test_a_row_written_with_another_separator_is_not_words_under_the_list(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("A;B;C\n1;x;y\n2;x;y\n3;x;y\nLe Goff\tAnne Marie\tSoins\n", "utf-8")
    frame, ragged = read_file(path, Format(separateur=";", guillemets=False, ligne_titres=1))
    assert (frame.height, len(ragged)) == (3, 1)


def test_excel_dates_numbers_and_chosen_sheet(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Notice"
    sheet = book.create_sheet("Agents")
    sheet.append(["MATRICULE", "NOM", "PRENOM", "NAISSANCE"])
    sheet.append([123.0, "Roux", "Léa", dt.datetime(1991, 4, 3)])
    sheet.append(["0042", "Petit", "Ana", "03/04/1992"])
    path = tmp_path / "x.xlsx"
    book.save(path)
    settings = lire(tmp_path, path.read_bytes(), "rh.xlsx", format={"feuille": "Agents"})
    (lecture,) = read_deliveries(settings, JOUR)
    assert lecture.lignes["matricule"].to_list() == ["123", "0042"]
    assert lecture.lignes["date_naissance"].to_list() == [dt.date(1991, 4, 3), dt.date(1992, 4, 3)]


NIR = ["1 80 05 75 112 345 21", "280057511234521", "1800575112345"]


def test_a_mapped_nir_column_is_refused_and_never_echoed(tmp_path: Path) -> None:
    text = f"{ENTETE}\n" + "".join(f"{nir};Roux;Léa;03/04/1991\n" for nir in NIR)
    with pytest.raises(SourceInutilisable) as error:
        read_deliveries(lire(tmp_path, text.encode()), JOUR)
    assert "sécurité sociale" in str(error.value) and not any(nir in str(error.value) for nir in NIR)


def test_an_unmapped_nir_column_is_dropped_and_said(tmp_path: Path) -> None:
    text = f"{ENTETE};SECU\n" + "".join(f"{i};Roux;Léa;03/04/1991;{nir}\n" for i, nir in enumerate(NIR))
    (lecture,) = read_deliveries(lire(tmp_path, text.encode()), JOUR)
    assert lecture.lignes.height == 3
    assert lecture.rejets["code"].to_list() == ["NIR_COLONNE"]
    assert not any(nir in str(lecture.lignes.rows()) + str(lecture.rejets.rows()) for nir in NIR)
    assert mask_nir("voir 280057511234521.") == "voir [NIR masqué]."


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"", "Fichier vide"),
        (b"\x00\x01\x02PK\x00\x00", "Encodage inconnu"),
        (b"MATRICULE;PRENOM;NAISSANCE\n1;a;b\n", "Colonne obligatoire absente"),
        (b"MATRICULE;NOMM;PRENOM\n1;a;b\n", "peut-être"),
        (f"{ENTETE}\n1;;;\n2;;;\n".encode(), "Aucune ligne utilisable"),
    ],
)
def test_unusable_files_say_what_and_what_to_do(tmp_path: Path, contenu: bytes, attendu: str) -> None:
    settings = lire(tmp_path, contenu)
    (error,) = check_deliveries(settings, JOUR).erreurs
    assert attendu in str(error) and "rh.csv" in str(error) and error.conseil


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    text = f"{ENTETE}\n1;Roux;Léa;03/04/1991\n2;Petit;Ana;03/04/1992\n".encode()
    lire(tmp_path, text, "rh_copie.csv")
    with pytest.raises(SourceInutilisable, match="deux fois"):
        read_deliveries(lire(tmp_path, text), JOUR)


def test_no_delivery_at_all_is_said(tmp_path: Path) -> None:
    settings = lire(tmp_path, b"x")
    with pytest.raises(ErreurWorkbench, match="Aucune livraison"):
        read_deliveries(settings, dt.date(2020, 1, 1))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("01/02/1980", dt.date(1980, 2, 1)),
        ("1980-02-01 00:00:00", dt.date(1980, 2, 1)),
        ("19800201", dt.date(1980, 2, 1)),
        ("29252", dt.date(1980, 2, 1)),
        ("20261101120000.0Z", dt.date(2026, 11, 1)),
        ("133000000000000000", dt.date(2022, 6, 18)),
        ("01/02/80", dt.date(1980, 2, 1)),
        ("31/12/9999", None),
        ("9223372036854775807", None),
        ("0", None),
        ("01/01/1900", None),
    ],
)
def test_dates_in_every_shape(texte: str, attendu: dt.date | None) -> None:
    frame = pl.DataFrame({"d": [texte]})
    assert frame.select(parse_date("d"))["d"][0] == attendu
    assert (read_distinct(frame["d"])[0]["etat"][0] == "vide") is (attendu is None)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("512", True), ("514", False), ("66048", True), ("O", True), ("Non", False), ("?", None)],
)
def test_account_states(texte: str, attendu: bool | None) -> None:
    assert pl.DataFrame({"a": [texte]}).select(parse_boolean("a", {}))["a"][0] is attendu


def test_encodings_are_told_apart() -> None:
    assert detect_encoding("Zoé".encode("cp1252")) == "cp1252"
    assert detect_encoding("Zoé Hélène".encode("cp850")) == "cp850"
    assert detect_encoding("abc".encode("utf-16")) == "utf-16"
    blancs = (
        "0000003\u00a0;LAGUNAS\u00a0;VICTOIRE\u00a0;03/04/2001\u00a0\r\n"  # « á » of MS-DOS, « † » of a Mac
    )
    assert detect_encoding(f"MATRICULE;NOM\r\n{blancs * 3}".encode("cp1252")) == "cp1252"
    assert detect_encoding(f"MATRICULE;NOM\r\nZOÉ;{blancs * 3}".encode("cp850")) == "cp850"


def test_header_is_found_under_titles() -> None:
    rows = [
        (1, ["Export du 01/11", "", ""]),
        (2, ["A", "B", "C"]),
        (3, ["1", "2", "3"]),
        (4, ["4", "5", "6"]),
    ]
    table = shape_rows(rows, None)
    assert table.entetes == ["A", "B", "C"] and [number for number, _ in table.lignes] == [3, 4]


@pytest.mark.parametrize(
    ("sous", "gardees"),
    [
        (["La responsable du personnel", "poste 4512"], 0),
        (["0000009"], 1),  # a row cut after its key
        (["La responsable du personnel", "0000009"], 2),
        (["Liste tronquée par l’écran"], 1),  # kept: `check_whole` refuses the file for it
    ],
)
def test_words_under_a_list_are_not_a_row_cut_short(sous: list[str], gardees: int) -> None:
    rows = [["Matricule", "Nom", "Service"], *([f"{n:07}", "DURAND", "Bloc"] for n in range(5))]
    table = shape_rows(list(enumerate([*rows, *([text] for text in sous)], 1)), None)
    assert (len(table.lignes), len(table.boiteuses)) == (5, gardees)
    assert len(table.constats) == len(sous) - gardees


def test_words_under_a_list_of_whole_names_may_be_a_row_cut_short() -> None:
    rows = [["Agent", "Métier", "Service"], *([f"DURAND Léa {n}", "IDE", "Bloc"] for n in range(5))]
    table = shape_rows(list(enumerate([*rows, ["MARTIN Zoé"]], 1)), None)
    assert len(table.boiteuses) == 1
