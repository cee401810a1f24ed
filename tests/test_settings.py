"""`workbench.toml`: every fault at once, in French."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.socle.settings import ConfigurationInvalide, load_settings
from workbench.sources.declarer.detection import propose, write_source


def test_every_fault_is_listed(tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text(
        'version = 1\nsurprise = 1\n[etablissement]\n[[sources]]\ncode = "A B"\nnature = "paie"\nfichier ='
        ' "x"\n',
        "utf-8",
    )
    with pytest.raises(ConfigurationInvalide) as error:
        load_settings(tmp_path)
    text = str(error.value)
    for word in (
        "surprise : clé inconnue",
        "etablissement.nom : valeur obligatoire absente",
        "paie",
        "minuscules",
    ):
        assert word in text


def test_missing_and_broken_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalide, match="introuvables"):
        load_settings(tmp_path)
    (tmp_path / "workbench.toml").write_text("version = = 1", "utf-8")
    with pytest.raises(ConfigurationInvalide, match="illisibles"):
        load_settings(tmp_path)


def test_twice_the_same_code(tmp_path: Path) -> None:
    source = '[[sources]]\ncode = "rh"\nnature = "sirh"\nfichier = "x"\netablissement = "ZZ"\n'
    (tmp_path / "workbench.toml").write_text(f'[etablissement]\nnom = "E"\n{source}{source}', "utf-8")
    with pytest.raises(ConfigurationInvalide, match="réglage") as error:
        load_settings(tmp_path)
    assert "deux sources" in str(error.value) and "« ZZ »" in str(error.value)


def test_a_guessed_source_reads_back_and_keeps_comments(tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text(
        '# à garder\nversion = 1\n[etablissement]\nnom = "E" # ici\n', "utf-8"
    )
    export = tmp_path / "EXPORT_RH_20261101.csv"
    export.write_bytes(
        "MATAGT;NOM_PATRO;PRENOM;DTNAIS;LIB_GRADE;SECU\n1;ROUX;LÉA;01/02/1990;IDE;280057511234521\n".encode(
            "cp1252"
        )
    )
    proposition = propose(export)
    write_source(tmp_path, proposition)
    settings = load_settings(tmp_path)
    (source,) = settings.sources
    assert (
        source.nature == "sirh" and source.fichier == "EXPORT_RH_*.csv" and source.format.encodage == "cp1252"
    )
    assert source.colonnes["matricule"] == "MATAGT" and source.colonnes["date_naissance"] == "DTNAIS"
    assert proposition.nir == ["SECU"] and "SECU" not in source.colonnes.values()
    text = (tmp_path / "workbench.toml").read_text("utf-8")
    assert "# à garder" in text and "# ici" in text and "280057511234521" not in text


def test_contact_and_region_are_optional_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "workbench.toml"
    path.write_text('[etablissement]\nnom = "E"\n', "utf-8")
    assert load_settings(tmp_path).contact.courriel == "" and load_settings(tmp_path).region.nom == "Région"
    path.write_text(
        '[etablissement]\nnom = "E"\ndepartement = "2A"\n[contact]\nfonction = "Chef de projet"\ncourriel ='
        ' "hc@ght.example"\n[region]\nnom = "ARA"\ndossier = "/tmp/x"\n',
        "utf-8",
    )
    assert load_settings(tmp_path).etablissement.departement == "2A"
    path.write_text(
        '[etablissement]\nnom = "E"\ndepartement = "380"\n[contact]\ncourriel = "pas une boîte"\nnom = "X"\n',
        "utf-8",
    )
    with pytest.raises(ConfigurationInvalide, match="3 réglage") as error:
        load_settings(tmp_path)
    for fault in ("code de département", "adresse de courriel", "contact.nom : clé inconnue"):
        assert fault in str(error.value)


SOURCE = '[etablissement]\nnom = "E"\n[[sources]]\ncode = "sirh"\nnature = "sirh"\nfichier = "x"\n'


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        (SOURCE + 'prorpietaire = "DRH"\n', "[[sources]] sirh : réglage inconnu « prorpietaire » : "
                                            "peut-être « proprietaire » ?"),
        (SOURCE + '[sources.format]\nseparatuer = ";"\n', "[[sources]] sirh : réglage inconnu « "
                                                          "format.separatuer » : peut-être « separateur » ?"),
        (SOURCE + '[sources.colonnes]\nmatricul = "M"\n', "« matricul » n'est pas une donnée de la nature "
                                                          "« sirh » : peut-être « matricule » ?"),
        (SOURCE + '[sources.colonnes]\nprofil = "P"\n', "« profil » n'est pas une donnée"),
        (SOURCE + '[sources.valeurs.type_contrat]\n"REMPL" = "cddd"\n', "« cddd » n'est pas une valeur "
                                                                        "connue : peut-être « cdd » ?"),
        (SOURCE + 'type_contrat_defaut = "interin"\n', "peut-être « interim » ?"),
        (SOURCE + 'role = "dpi"\n', "ne sert qu'aux sources de nature application"),
        (SOURCE.replace('"sirh"\nf', '"application"\nf') + 'role = "dip"\n', "peut-être « dpi » ?"),
        (SOURCE + "[execution]\nmode_tset = true\n", "execution.mode_tset : clé inconnue ; peut-être « "
                                                     "mode_test » ?"),
        ('[etablissment]\nnom = "E"\n', "etablissment : clé inconnue ; peut-être « etablissement » ?"),
        ('[etablissement]\nnom = "E"\n[[etablissement.entites]]\ncode = "A"\nnom = "A"\nfines_ej = '
         '"1"\n', "peut-être « finess_ej » ?"),
    ],
)  # fmt: skip
def test_a_setting_nobody_would_read_is_refused_with_the_near_one(
    tmp_path: Path, texte: str, dit: str
) -> None:
    (tmp_path / "workbench.toml").write_text(texte, "utf-8")
    with pytest.raises(ConfigurationInvalide) as error:
        load_settings(tmp_path)
    assert dit in str(error.value)


def test_an_application_is_what_its_role_says_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text(
        '[etablissement]\nnom = "E"\n'
        + "".join(
            f'[[sources]]\ncode = "{code}"\nnature = "application"\nfichier = "{code}"\n{plus}'
            for code, plus in [
                ("orbis", 'role = "dpi"\n'),
                ("ancien", 'application = "dpi"\n'),
                ("dpi", ""),
                ("easily", 'application = "Easily CHB"\nrole = "dpi"\n'),
                ("gam", ""),
                ("pacs", ""),
                ("labo", 'application = "dpi"\nrole = "laboratoire"\n'),
            ]
        ),
        "utf-8",
    )
    settings = load_settings(tmp_path)
    assert [source.code for source in settings.sources_dpi] == ["orbis", "ancien", "dpi", "easily"]
    assert {s.code: s.role_effectif for s in settings.sources if s not in settings.sources_dpi} == {
        "gam": "gam",
        "pacs": "autre",
        "labo": "laboratoire",
    }
