"""Field cases about reading: 12, 13, 15, 21, 24, 25, 26."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest
from tests.terrain.conftest import CAS, Terrain

from workbench.socle.settings import Format, Settings
from workbench.sources import Lecture, SourceInutilisable, read_deliveries
from workbench.sources.lecture.lecteurs import read_brute

RH = {
    "matricule": "MATRICULE",
    "nom_naissance": ["NOM DE NAISSANCE", "NOM"],
    "prenoms": "PRENOM",
    "date_naissance": "DATE DE NAISSANCE",
    "date_debut": "DATE DEBUT",
    "date_fin": "DATE FIN",
}


def lire(
    tmp_path: Path, cas: str, date: dt.date, *autres: dict[str, object], **source: object
) -> list[Lecture]:
    for folder in (CAS / cas / "entree").iterdir():
        shutil.copytree(folder, tmp_path / "data" / "raw" / folder.name)
    rh = {"code": "rh", "nature": "sirh", "fichier": "RH*", "colonnes": RH, **source}
    settings = Settings.model_validate(
        {"home": tmp_path, "etablissement": {"nom": "Essai"}, "sources": [rh, *autres]}
    )
    return read_deliveries(settings, date)


def test_annee_a_deux_chiffres(terrain: Terrain) -> None:
    joue = terrain("12-annee-deux-chiffres")
    assert joue.code == 0, joue.sortie
    fiches = (
        "select cle_source, date_naissance, date_debut from curated.fiche where matricule in ('96201',"
        " '96202') order by 1"
    )
    assert [row[1:] for row in joue.lignes(fiches)] == [
        (dt.date(1958, 7, 14), dt.date(2020, 1, 1)),
        (dt.date(1971, 2, 24), dt.date(1961, 9, 1)),
    ]
    presentes = """select bool_and(i.presente) from curated.identite i
        join curated.identite_fiche f using (id_unique)
        join curated.fiche c on c.source = f.source and c.cle_source = f.cle_source
        where c.matricule in ('96201', '96202')"""
    assert joue.valeur(presentes) is True


def test_dates_incompletes_oracle_et_fin_ouverte(terrain: Terrain) -> None:
    joue = terrain("13-dates-incompletes-ou-oracle")
    assert joue.code == 0, joue.sortie
    fiches = (
        "select date_naissance, date_fin from curated.fiche where matricule between '96301' and '96304' order"
        " by matricule"
    )
    assert joue.lignes(fiches) == [
        (None, None),
        (dt.date(1975, 7, 14), None),
        (dt.date(1975, 7, 15), None),
        (dt.date(1971, 2, 12), None),
    ]
    assert joue.valeur("select count(*) from meta.rejet where brut like '%4712%'") == 0
    incompletes = (
        "select fichier[:4], gravite, code from meta.rejet where brut like '%00/00/1980%' order by 1"
    )
    assert joue.lignes(incompletes) == [
        ("Extr", "information", "DATE_INCOMPLETE"),
        ("SIRH", "information", "DATE_INCOMPLETE"),
    ]


def test_nom_de_type_dotnet(terrain: Terrain) -> None:
    joue = terrain("15-collection-powershell")
    assert joue.code == 0, joue.sortie
    assert joue.lignes(
        "select distinct matricule from curated.fiche where login in ('pzebast', 'qzebaudin')"
    ) == [(None,)]
    ((motif,),) = joue.lignes(
        "select motif from meta.rejet where code = 'VALEUR_DE_REMPLISSAGE' and motif like '%.NET%'"
    )
    assert "EmployeeID" in motif and "-join" in motif


def test_guillemet_orphelin(tmp_path: Path) -> None:
    rh, national = lire(
        tmp_path,
        "21-guillemet-orphelin-annuaire",
        dt.date(2026, 11, 1),
        {"code": "ps", "nature": "rpps_public", "fichier": "PS_*"},
    )
    assert rh.lignes.height == 12 and national.lignes.height == 10 and national.rejets.is_empty()
    assert national.lignes["raison_sociale"][4] == 'SCM "ABC" & CIE'


def test_titres_en_double(tmp_path: Path) -> None:
    with pytest.raises(SourceInutilisable, match="présent 2 fois") as refus:
        lire(tmp_path, "24-titres-en-double", dt.date(2026, 11, 1))
    assert "DATE DEBUT#2" in str(refus.value)


@pytest.mark.parametrize(("rang", "debut"), [(1, dt.date(1999, 9, 1)), (2, dt.date(2026, 2, 1))])
def test_titres_en_double_choisis(tmp_path: Path, rang: int, debut: dt.date) -> None:
    colonnes = {**RH, "date_debut": f"DATE DEBUT#{rang}", "date_fin": f"DATE FIN#{rang}"}
    (rh,) = lire(tmp_path, "24-titres-en-double", dt.date(2026, 11, 1), colonnes=colonnes)
    assert rh.lignes["date_debut"].unique().to_list() == [debut]


def test_separateur_change(tmp_path: Path) -> None:
    (rh,) = lire(tmp_path, "25-separateur-change", dt.date(2026, 12, 1), format={"separateur": ";"})
    assert rh.lignes.height == 12 and rh.lignes["prenoms"][0] == "Zoé"
    assert "Le séparateur a changé" in rh.rejets["motif"][0]


@pytest.mark.parametrize(
    ("nom", "lignes", "constat"),
    [
        ("AD_export.ldf", 2, ""),
        ("RH_202611.xlsm", 12, ""),
        ("RH_feuille_cachee.xlsx", 12, "Agents"),
        ("RH_page_de_garde.xlsx", 12, "Agents"),
        ("PS_LibreAcces_202611010830.zip", 1320, "Archive"),
    ],
)
def test_formats(nom: str, lignes: int, constat: str) -> None:
    lu = read_brute(CAS / "26-formats-non-reconnus" / "entree" / nom, Format())
    assert lu.frame.height == lignes
    assert constat in " ".join(one.motif for one in lu.constats)
    assert lu.frame.select(pl.col(pl.String).str.contains("�").any()).row(0).count(True) == 0
