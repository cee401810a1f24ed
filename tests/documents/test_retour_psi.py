"""Before Pro Santé Identité: who is ready, what is missing, who can supply it; bodies the contract takes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from openpyxl import load_workbook
from tests.outils.commandes import lancer

from workbench.access import AccesRefuse, ouvrir
from workbench.decisions import Registre
from workbench.documents.listes import gestes
from workbench.documents.systemes.psi import a_completer, controle, fichiers
from workbench.exchange.listes import retour
from workbench.exchange.plan import Plan, record
from workbench.marts import marts
from workbench.run.pipeline import run
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


def juger(lignes: list[dict[str, Any]]) -> pl.DataFrame:
    """The faults of these people, by the very query of the mart; `id_unique` is their rank here."""
    ordinaires = {"sexe": "F", "statut": "confirme", "pays_naissance": None, "source_rh": "rh"}
    lieu = dict.fromkeys(("etablissement", "pole", "service", "profession", "autorite", "nom", "prenom"))
    gens = [
        ordinaires | lieu | {nom: normal(valeur) for nom, valeur in ligne.items()} | {"id_unique": str(rang)}
        for rang, ligne in enumerate(lignes)
    ]
    fiches = pl.DataFrame(
        [
            dict.fromkeys(controle.LUES)
            | {"source": source, "cle_source": "1", "nature": nature, "telephone": phone}
            for source, nature, phone in (("rh", "sirh", None), ("ad", "ad", "+33612345678"))
        ],
        schema_overrides=dict.fromkeys([*controle.LUES], pl.String),
    )
    liens = pl.DataFrame({"source": ["rh", "ad"], "cle_source": ["1", "1"], "id_unique": ["0", "0"]})
    with duckdb.connect() as moteur:
        for espace in ("mart", "staging", "meta", "curated"):
            moteur.execute(f"CREATE SCHEMA {espace}")
        tables = {
            "mart.retour_psi": pl.DataFrame(gens, infer_schema_length=None),
            "staging.execution": pl.DataFrame({"le": [LE]}),
            "curated.fiche": fiches,
            "curated.identite_fiche": liens,
            **controle.rule_tables(),
        }
        for nom, table in tables.items():
            moteur.register("donnees", table)
            moteur.execute(f"CREATE TABLE {nom} AS FROM donnees")
        [mart] = [mart for mart in marts() if mart.nom == "psi_faute"]
        return moteur.sql(mart.sql).pl()


def seul(rang: int, change: dict[str, Any]) -> dict[str, Any]:
    """Somebody who shares nothing with the others of the table."""
    propre = {"nom_naissance": f"MARTIN-{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[rang]}", "rpps": None} if rang else {}
    contact = {"email": f"{rang}@chx.fr", "telephone": f"+33612345{rang:03}"}
    return BONNE | propre | contact | change


def normal(valeur: Any) -> Any:
    """As `mart.retour_psi` gives it."""
    return " ".join(valeur.split()) or None if isinstance(valeur, str) else valeur


def test_chaque_faute_est_dite_avec_qui_peut_la_corriger() -> None:
    gens = [seul(rang, change) for rang, (change, _) in enumerate(CAS)]
    gens = [{nom: normal(valeur) for nom, valeur in un.items()} for un in gens]
    dites = juger(gens)
    for rang, (change, fautes) in enumerate(CAS):
        siennes = dites.filter(pl.col("id_unique") == str(rang), pl.col("effet") != "a_verifier")
        assert set(siennes.select("champ", "code").iter_rows()) == fautes, change
    assert dites.select("mot", "raison", "remede", "qui", "effet").null_count().sum_horizontal().item() == 0
    for rang, (_, fautes) in enumerate(CAS):
        if not fautes:
            corps = controle.body(gens[rang], REGLES)
            assert list(fichiers.schema("0.9.1").iter_errors(corps)) == []


AVANT_1968 = dt.date(1967, 1, 2)
VERIFIER = [
    ({"prenoms": "Zoé"}, ("firstNames", "un_seul_prenom")),
    ({"code_commune_naissance": "20004"}, ("birthLocationCode", "code_ancien")),
    ({"date_naissance": dt.date(1970, 1, 2)}, ("birthLocationCode", "code_trop_jeune")),
    (
        {"code_commune_naissance": "92012", "date_naissance": AVANT_1968},
        ("birthLocationCode", "code_trop_jeune"),
    ),
    ({"code_commune_naissance": "99350", "rpps": None}, ("frenchNationality", "nationalite")),
]  # fmt: skip
REFUSER = [
    ({"code_commune_naissance": "75011"}, ("birthLocationCode", "code_postal")),
    ({"code_commune_naissance": "59000"}, ("birthLocationCode", "code_postal")),
    ({"code_commune_naissance": "97400"}, ("birthLocationCode", "code_postal")),
    ({"code_commune_naissance": "99100"}, ("birthLocationCode", "pays_impossible")),
    ({"code_commune_naissance": "99801"}, ("birthLocationCode", "pays_impossible")),
    ({"pays_naissance": "99350"}, ("birthLocationCode", "commune_ou_pays")),
    ({"statut": "a_confirmer"}, ("identifier", "rpps_a_confirmer")),
    ({"statut": "incoherent"}, ("identifier", "rpps_incoherent")),
    ({"date_naissance": dt.date(2030, 1, 1)}, ("birthDate", "age")),
]


def test_un_lieu_une_date_une_nationalite_qui_ne_se_tiennent_pas() -> None:
    cas = [*VERIFIER, *REFUSER]
    dites = juger([seul(rang + 1, change) for rang, (change, _) in enumerate(cas)])
    for rang, (change, attendue) in enumerate(cas):
        siennes = dites.filter(pl.col("id_unique") == str(rang))
        assert attendue in set(siennes.select("champ", "code").iter_rows()), change
        assert (siennes["effet"] == "a_verifier").all() is (rang < len(VERIFIER)), change


def test_deux_personnes_qui_se_confondent_sont_retenues() -> None:
    jumeaux = [BONNE, BONNE | {"nom_naissance": "D'Ile-Martin", "prenoms": "ZOE ANNE"}]
    dites = juger(jumeaux)
    assert set(dites["code"]) == {"memes_traits", "rpps_partage", "contact_partage"}
    assert dites["id_unique"].n_unique() == 2


def test_ce_que_la_source_rh_ne_donne_jamais_et_ou_le_prendre() -> None:
    [faute] = juger([BONNE | {"telephone": None}]).to_dicts()
    assert (faute["code"], faute["jamais"], faute["ailleurs"]) == ("absent", True, "ad")


def test_des_regles_qui_ne_s_appliquent_pas_sont_refusees(tmp_path: Path) -> None:
    livree = Path(controle.__file__).with_name("retour_psi.toml").read_text("utf-8")
    (tmp_path / "regles").mkdir()
    propre = tmp_path / "regles" / "retour_psi.toml"
    for avant, apres, dit in (
        ('contrat = "0.9.1"', 'contrat = "1.0"', "contrat « 1.0 » inconnu"),
        ('de = "sexe"', 'de = "genre"', "« genre » n’est pas une colonne"),
        ('motif = "[MFI]"', 'motif = "[MFI"', "ne se lit pas"),
        ('motif = "[MFI]"', 'motif = "(?=M)M"', "ne se lit pas"),
    ):
        propre.write_text(livree.replace(avant, apres, 1), "utf-8")
        with pytest.raises(controle.ReglePsi, match=re.escape(dit)):
            controle.rules(tmp_path)


def test_le_corps_est_celui_du_contrat() -> None:
    assert controle.body(BONNE | {"prenoms": "Zoé Anne"}, REGLES) == {
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
    assert found.personnes.height and found.corps == {}, "the demonstration has no telephone"
    manquent = {
        (raison["mot"], raison["raison"], raison["qui"]): raison["nombre"] for raison in found.raisons
    }
    assert manquent["Téléphone mobile", "manque", "La personne"] == found.personnes.height
    verdicts = acces.agregat("mart.psi_verdict")
    assert dict(verdicts.group_by("verdict").agg(pl.col("nombre").sum()).iter_rows()) == found.verdicts
    livree = Path(controle.__file__).with_name("retour_psi.toml").read_text("utf-8")
    debut = livree.index('champ = "phone"')
    (demo_copiee / "regles").mkdir()
    propre = demo_copiee / "regles" / "retour_psi.toml"
    propre.write_text(
        livree[:debut] + livree[debut:].replace("obligatoire = true", "obligatoire = false", 1), "utf-8"
    )
    run(demo_copiee)
    code, sortie = lancer("retour", "psi", home=demo_copiee)
    assert code == 0, sortie
    [chemin] = (demo_copiee / "exports").iterdir()
    archive = zipfile.ZipFile(BytesIO(chemin.read_bytes()))
    manifeste = json.loads(archive.read("manifeste.json"))
    assert manifeste["corps"] and manifeste["personnes"] == found.personnes.height
    for nom, empreinte in manifeste["corps"].items():
        assert hashlib.sha256(archive.read(nom)).hexdigest() == empreinte
    classeurs = {
        nom: load_workbook(BytesIO(archive.read(nom)))
        for nom in archive.namelist()
        if nom.startswith("a_completer/")
    }
    assert len(classeurs) > 5, "chacun n’a que le sien"
    recus = []
    for livre in classeurs.values():
        assert livre.sheetnames == ["À lire d’abord", "Gestes"]
        _, titres, *rangs = livre["Gestes"].iter_rows(values_only=True)
        recus.append(pl.DataFrame(rangs, schema=dict.fromkeys(titres, pl.String), orient="row"))
    manque = pl.concat(recus, how="diagonal")
    fautes = fichiers.preflight(ouvrir(demo_copiee, "essai", "essais")).fautes
    dues = set(fautes.select("id_unique", "champ").iter_rows())
    sujets = [gestes.subject(dit).split("|") for dit in manque["Référence du geste"]]
    dites = {(ident, champ) for _, ident, champs in sujets for champ in champs.split(" ")}
    assert dites == dues, "toutes les fautes, et elles seules"
    sources = dict(acces.agregat("mart.source_fraicheur").select("source", "libelle").iter_rows())
    dites = {un for dit in manque["Source RH"].drop_nulls() for un in dit.split(" ; ")}
    assert dites and dites <= set(sources.values()), "in words, never our codes"
    pages = [
        str(case.value).replace("\xa0", " ")
        for livre in classeurs.values()
        for case in livre["À lire d’abord"]["B"]
    ]
    assert any(dit.startswith("Manque pour ") and "l’inscription attend" in dit for dit in pages) and not any(
        "a_completer" in dit for dit in pages
    )
    gens = dict(acces.nominatif("mart.retour_psi", motif="essais").select("id_unique", "fiche").iter_rows())
    connus = manque.select("Numéro dans la source", "Nom").iter_rows()
    for (_, ident, _), (numero, nom) in zip(sujets, connus, strict=True):
        assert nom and numero and gens[ident].endswith(f":{numero}"), ident
    acces = ouvrir(demo_copiee, "essai", "essais")
    assert fichiers.prepare(acces)[1].octets == chemin.read_bytes()
    propre.write_text(livree.replace('fonction = "Professionnel Soin"', 'fonction = "Soin"'), "utf-8")
    with pytest.raises(ErreurWorkbench, match="Corps refusé par le contrat"):
        fichiers.preflight(acces)
    monkeypatch.setenv("WORKBENCH_ROLE", "dsi")
    with pytest.raises(AccesRefuse):
        fichiers.prepare(ouvrir(demo_copiee, "essai", "essais"))


def test_un_classeur_a_completer_revient_entier_ou_pas_du_tout(demo_copiee: Path) -> None:
    """Each line is designated: what is dated is recorded, shown on the next workbook, and one fault stops
    all.
    """
    acces = ouvrir(demo_copiee, "essai", "essais")
    jour = acces.agregat("mart.synthese")["date_execution"][0]

    def produits() -> dict[str, bytes]:
        found = fichiers.preflight(acces)
        return a_completer.workbooks(acces, found.fautes, found.date, found.regle, "essais")

    nom, octets = max(produits().items(), key=lambda fait: len(fait[1]))

    def rempli(*dits: object) -> Plan:
        livre = load_workbook(BytesIO(octets))
        page = livre["Gestes"]
        colonne = [case.value for case in page[2]].index("Fait le") + 1
        for rang, dit in enumerate(dits, 3):
            page.cell(rang, colonne).value = dit
        flux = BytesIO()
        livre.save(flux)
        gens, vigueur = retour.people(acces), Registre(acces.home).en_vigueur()
        return retour.lire(flux.getvalue(), gens, vigueur, "rh", jour)

    fautive = rempli(jour, "bientôt")
    assert fautive.fautes and fautive.entrees == []
    plan = rempli(jour, jour)
    assert plan.fautes == [] and len(plan.entrees) == 2
    assert record(Registre(acces.home), plan) == 2
    assert {entree.genre for entree in plan.entrees} == {"geste_liste"}
    assert rempli(jour, jour).deja == 2
    page = load_workbook(BytesIO(produits()[nom]))["Gestes"]
    colonne = [case.value for case in page[2]].index("Fait le")
    assert sum(rang[colonne] is not None for rang in page.iter_rows(min_row=3, values_only=True)) == 2
