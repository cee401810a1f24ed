"""Before Pro Santé Identité: who is ready, what is missing, who can supply it; bodies the contract takes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.outils.commandes import lancer

from workbench.access import AccesRefuse, ouvrir
from workbench.documents.systemes.psi import controle, fichiers
from workbench.socle.erreurs import ErreurWorkbench

REGLES = controle.rules()
LE = dt.date(2026, 6, 1)
BONNE: dict[str, Any] = {
    "id_unique": "ID00000001",
    "nom_naissance": "D'ÎLE-MARTIN",
    "prenoms": "Zoé  Anne",
    "date_naissance": dt.date(1980, 5, 6),
    "sexe": "F",
    "code_commune_naissance": "2A004",
    "lieu_naissance": "AJACCIO",
    "nom_usage": None,
    "email": "z.martin@chx.fr",
    "telephone": "+33612345678",
    "finess_ej": "990000010",
    "date_arrivee": dt.date(2020, 1, 2),
    "rpps": "10000000017",
}
CAS = [
    ({}, set()),
    ({"rpps": None}, set()),
    ({"nom_naissance": None}, {("lastName", "absent")}),
    ({"nom_naissance": "ŁUKASZ"}, {("lastName", "forme")}),
    ({"nom_naissance": "MARTIN\n"}, set()),
    ({"prenoms": "Zoé, Anne"}, {("firstNames", "prenoms_colles")}),
    ({"date_naissance": None}, {("birthDate", "absent")}),
    ({"date_naissance": dt.date(2020, 1, 1)}, {("birthDate", "age")}),
    ({"date_naissance": dt.date(1880, 1, 1)}, {("birthDate", "age")}),
    ({"sexe": "H"}, {("genderCode", "forme")}),
    ({"code_commune_naissance": None}, {("birthLocationCode", "absent")}),
    ({"code_commune_naissance": "1004"}, {("birthLocationCode", "forme")}),
    ({"code_commune_naissance": "96001"}, {("birthLocationCode", "commune_impossible")}),
    ({"code_commune_naissance": "20004"}, set()),
    ({"code_commune_naissance": "97105"}, set()),
    ({"code_commune_naissance": "99350", "lieu_naissance": "CASABLANCA"}, set()),
    ({"code_commune_naissance": "99350", "lieu_naissance": " "}, {("birthPlace", "commune_etrangere")}),
    ({"email": "z.martin"}, {("email", "forme")}),
    ({"telephone": "0612345678"}, {("phone", "forme")}),
    ({"telephone": None}, {("phone", "absent")}),
    ({"finess_ej": None}, {("employment.issuingEstablishment", "etablissement")}),
]


@pytest.mark.parametrize(("change", "fautes"), CAS)
def test_chaque_faute_est_dite_avec_qui_peut_la_corriger(
    change: dict[str, Any], fautes: set[tuple[str, str]]
) -> None:
    avis = controle.check(BONNE | change, REGLES, LE)
    assert {(faute.champ, faute.code) for faute in avis.fautes} == fautes
    assert all(faute.qui and faute.code in REGLES["mots"] for faute in avis.fautes)
    assert (avis.corps is None) is bool(fautes)
    if avis.corps is not None:
        assert list(fichiers._schema().iter_errors(avis.corps)) == []


def test_le_corps_est_celui_du_contrat() -> None:
    assert controle.check(BONNE, REGLES, LE).corps == {
        "lastName": "D'ÎLE-MARTIN",
        "firstNames": "Zoé Anne",
        "birthDate": "1980-05-06",
        "genderCode": "F",
        "birthLocationCode": "2A004",
        "email": "z.martin@chx.fr",
        "phone": "+33612345678",
        "identifier": "810000000017",
        "employment": {
            "function": "Professionnel Soin",
            "issuingEstablishment": "990000010",
            "employmentStartDate": "2020-01-02",
        },
    }


def test_sur_la_demonstration(demo_copiee: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acces = ouvrir(demo_copiee, "essai", "essais")
    found = fichiers.preflight(acces)
    assert found.avis and found.prets == [], "the demonstration has no telephone"
    assert (("phone", "absent", "La personne"), len(found.avis)) in found.fautes
    livree = Path(controle.__file__).with_name("retour_psi.toml").read_text("utf-8")
    debut = livree.index('champ = "phone"')
    (demo_copiee / "regles").mkdir()
    propre = demo_copiee / "regles" / "retour_psi.toml"
    propre.write_text(
        livree[:debut] + livree[debut:].replace("obligatoire = true", "obligatoire = false", 1), "utf-8"
    )
    code, sortie = lancer("retour", "psi", home=demo_copiee)
    assert code == 0, sortie
    [chemin] = (demo_copiee / "exports").iterdir()
    archive = zipfile.ZipFile(BytesIO(chemin.read_bytes()))
    manifeste = json.loads(archive.read("manifeste.json"))
    assert manifeste["corps"] and manifeste["personnes"] == len(found.avis)
    for nom, empreinte in manifeste["corps"].items():
        assert hashlib.sha256(archive.read(nom)).hexdigest() == empreinte
    assert fichiers.prepare(acces)[1].octets == chemin.read_bytes()
    propre.write_text(livree.replace('fonction = "Professionnel Soin"', 'fonction = "Soin"'), "utf-8")
    propre.write_text(propre.read_text("utf-8").replace("obligatoire = true", "obligatoire = false"), "utf-8")
    with pytest.raises(ErreurWorkbench, match="Corps refusé par le contrat"):
        fichiers.preflight(acces)
    monkeypatch.setenv("WORKBENCH_ROLE", "dsi")
    with pytest.raises(AccesRefuse):
        fichiers.prepare(ouvrir(demo_copiee, "essai", "essais"))
