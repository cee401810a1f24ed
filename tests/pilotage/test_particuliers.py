"""Requests to the ARS, students, several professions and PADHUE: hand-counted cases, hostile tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from tests.jouet import JOUR, lien, personne, publier

from workbench.access import ouvrir
from workbench.pilotage import particuliers


def il_y_a(jours: int) -> dt.date:
    return JOUR - dt.timedelta(days=jours)


def demarche(numero: int, verdict: str, jours: int, autorite: str = "ars") -> dict:
    return {
        "id_unique": f"ID{numero:08d}", "autorite": autorite, "verdict": verdict,
        "date_demande": il_y_a(jours),
        "ouverte": verdict in {"demandee", "relancee"}, "reference": f"D{numero}",
    }  # fmt: skip


def premier(numero: int, jours: int) -> dict:
    return {
        "id_unique": f"ID{numero:08d}",
        "rpps": str(numero),
        "premier_le": il_y_a(jours),
        "avant_le": None,
        "vu_le": il_y_a(jours),
    }


def test_ou_en_est_chaque_demande_a_l_ars(tmp_path: Path):
    gens = [personne(n, "ars", profession="Psychologue", etablissement="A") for n in range(1, 11)]
    gens[9]["presente"] = False
    publier(
        tmp_path,
        meta_entite=[{"etablissement": "A", "region_ars": "ARS-75"}],
        identite=gens,
        lien_rpps=[
            lien(1, "confirme", "1", "p"), lien(2, "confirme", "2", "p"), lien(3, "absent"),
            lien(4, "absent"), lien(5, "absent"),
            lien(6, "absent"), lien(7, "a_confirmer"), lien(8, "absent"), lien(9, "confirme", "9", "p"),
            lien(10, "absent"),
        ],
        lien_premier=[premier(1, 100), premier(2, 20), premier(9, 200)],
        rpps_personne=[{"rpps": "1", "autorite_enregistrement": "ARS-92"}],
        meta_demarche=[
            demarche(2, "demandee", 60), demarche(3, "relancee", 45), demarche(4, "abandonnee", 90),
            demarche(5, "aboutie", 30),
            demarche(8, "demandee", 15), demarche(9, "aboutie", 50), demarche(6, "demandee", 10, "ordre"),
            demarche(10, "demandee", 5),
        ],
    )  # fmt: skip
    acces = ouvrir(tmp_path, "essai", "essais")
    lus = {int(ligne["id_unique"][2:]): ligne for ligne in acces.nominatif("mart.ars_personne").to_dicts()}
    assert {number: (ligne["etat"], ligne["jours"]) for number, ligne in lus.items()} == {
        1: ("confirme", None),
        2: ("aboutie", 40),
        3: ("en_attente", 45),
        4: ("abandonnee", None),
        5: ("dite_aboutie", None),
        6: ("sans_demande", None),  # the request went to another authority
        7: ("a_confirmer", None),
        8: ("en_attente", 15),
        9: ("confirme", None),  # proved long before the request: the delay would mean nothing
    }
    assert (lus[1]["region"], lus[2]["region"]) == (
        "ARS-92",
        "ARS-75",
    ), "the directory's region when it is known"
    par = {
        ligne["cle"]: ligne for ligne in particuliers.ars_par(acces.agregat("mart.ars"), "region").to_dicts()
    }
    assert par["ARS-75"] == {
        "cle": "ARS-75", "personnes": 8, "confirmes": 2, "sans_demande": 1, "en_attente": 2,
        "attente_mediane": 30.0,
        "attente_max": 45, "aboutis": 1, "delai_median": 40.0,
    }  # fmt: skip
    assert par["ARS-92"]["attente_mediane"] is None


def fiche(numero: int, emploi: str, profession: str, code: str, cle: str = "", **autres) -> dict:
    return {
        "source": "rh", "cle_source": f"M{numero}{cle}", "nature": "sirh", "actif": True, "emploi": emploi,
        "profession": profession,
        "profession_systeme": "S", "profession_code": code, **autres,
    }  # fmt: skip


def test_plusieurs_professions_et_padhue(tmp_path: Path):
    fiches = [
        fiche(1, "INFIRMIER", "Infirmier", "60"), fiche(1, "OSTEOPATHE", "Ostéopathe", "71", "b"),
        # the other job ended
        fiche(2, "MEDECIN", "Médecin", "10"), fiche(2, "PHARMACIEN", "Pharmacien", "21", "b", actif=False),
        fiche(3, "MEDECIN", "Médecin", "10"),
        fiche(4, "PRATICIEN ASSOCIE", "PADHUE", "364"), fiche(5, "PRATICIEN ASSOCIE", "PADHUE", "364"),
        fiche(6, "PADHUE MEDECIN", "PADHUE - Médecin", "376"), fiche(7, "Praticien associé", "Médecin", "10"),
    ]  # fmt: skip
    gens = [personne(n) for n in (1, 2, 3, 7)] + [
        personne(4, "role", role_code="364"), personne(5, "role", role_code="364"),
        personne(6, "role", role_code="376"),
        personne(8, presente=False, role_code="364"),
    ]  # fmt: skip
    publier(
        tmp_path,
        identite=gens,
        fiche=fiches,
        identite_fiche=[{"source": "rh", "cle_source": f["cle_source"],
                         "id_unique": f"ID{int(f['cle_source'][1]):08d}"} for f in fiches],
        lien_rpps=[lien(3, "confirme", "3", "p"), lien(4, "absent"), lien(5, "confirme", "5", "p"),
                   lien(2, "a_confirmer", "9")],
        rpps_activite=[
            {"rpps": "3", "profession_code": "10"},
            {"rpps": "3", "profession_code": "99", "role_code": "330"},
            {"rpps": "5", "profession_code": "10"}, {"rpps": "5", "profession_code": "10"},
            # a number that is not proved
            {"rpps": "9", "profession_code": "10"}, {"rpps": "9", "profession_code": "21"},
        ],
    )  # fmt: skip
    acces = ouvrir(tmp_path, "essai", "essais")
    lus = acces.nominatif("mart.cas_particulier_personne")
    assert sorted(lus.select(pl.col("id_unique").str.tail(1), "cas").iter_rows()) == [
        ("1", "rh_plusieurs"), ("3", "rpps_plusieurs"), ("4", "padhue_generique"), ("5", "padhue_ordre"),
        ("6", "padhue_precis"), ("7", "padhue_titre"),
    ]  # fmt: skip
    [trois] = lus.filter(pl.col("cas") == "rpps_plusieurs").to_dicts()
    assert trois["metiers_rpps"] == "Coordonnateur de parcours ; Médecin"
    comptes = dict(
        acces.agregat("mart.cas_particulier").group_by("cas").agg(pl.col("nombre").sum()).iter_rows()
    )
    assert sum(comptes.values()) == 6 and len(comptes) == 6


def test_chaque_etudiant_tombe_sur_une_ligne_et_une_seule(tmp_path: Path):
    gens = [
        personne(1, type_contrat="interne", profession_code="10", utilisateur_dpi=True),
        personne(2, type_contrat="interne", profession_code="50"),  # a line the table does not hold
        personne(3, "etudiant", role_code="346", type_contrat="stage", utilisateur_dpi=True),
        personne(4, "role", role_code="354"),
        personne(5, "etudiant", role_code="346", presente=False),
        personne(6),
    ]
    publier(tmp_path, identite=gens, lien_rpps=[lien(1, "confirme", "1", "p")])
    lignes = {
        ligne["cible"]: ligne
        for ligne in ouvrir(tmp_path, "essai", "essais").agregat("mart.etudiant").to_dicts()
    }
    comptes = {
        cible: (ligne["personnes"], ligne["utilisateurs_dpi"], ligne["confirmes"])
        for cible, ligne in lignes.items()
        if ligne["personnes"]
    }
    assert comptes == {
        "interne:10": (1, 1, 1),
        "role:346": (1, 1, 0),
        "role:354": (1, 0, 0),
        "autre": (1, 0, 0),
    }
    assert (lignes["role:346"]["statut"], lignes["role:346"]["eligible_depuis"]) == ("non_prevu", None)
    assert lignes["role:354"]["statut"] == "a_confirmer"


def test_la_table_de_l_etablissement_gagne(tmp_path: Path):
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles/etudiants.csv").write_text(
        "\ufeffrang,cible,libelle,statut,eligible_depuis,source,note\n1,role:346,Étudiant"
        " infirmier,admis,2027-01-01,Arrêté,\n",
        "utf-8",
    )
    assert particuliers.etudiants(tmp_path).rows() == [
        (1, "role:346", "Étudiant infirmier", "admis", dt.date(2027, 1, 1), "Arrêté", "")
    ]


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"rang;cible;libelle\n1;role:346;x\n", "colonnes absentes"),
        (b"rang,cible,libelle,statut,eligible_depuis,source,note\n1,role:346,x,peut-etre,,s,\n", "peut-etre"),
        (b"rang,cible,libelle,statut,eligible_depuis,source,note\n1,role:346,x,admis,01/01/2027,s,\n",
         "ligne 2"),
        (b"rang,cible,libelle,statut,eligible_depuis,source,note\n1,346,x,admis,,s,\n", "attendu role:354"),
        (b"rang,cible,libelle,statut,eligible_depuis,source,note\n1,role:346,x,admis,,s,\n"
         b"2,role:346,x,admis,,s,\n", "ligne 3"),
        (b"rang,cible,libelle,statut,eligible_depuis,source,note\nun,role:346,x,admis,,s,\n", "ligne 2"),
        (b"rang,cible,libelle,statut,eligible_depuis,source,note\n1,role:346\n", "ligne 2"),
        ("rang,cible,libellé\n".encode("latin-1"), "regles"),
        (b"", "colonnes absentes"),
    ],
)  # fmt: skip
def test_une_table_mal_ecrite_est_refusee_avec_sa_ligne(tmp_path: Path, octets: bytes, dit: str):
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles/etudiants.csv").write_bytes(octets)
    with pytest.raises(particuliers.EtudiantsIllisible) as faute:
        particuliers.etudiants(tmp_path)
    assert dit in str(faute.value)


def test_tous_les_roles_cites_existent_dans_la_nomenclature():
    codes = {code for (systeme, code) in particuliers.nomenclature() if systeme.startswith("TRE_R85")}
    cites = {c.removeprefix("role:") for c in particuliers.etudiants()["cible"] if c.startswith("role:")}
    assert cites - codes == {"346"}, "346 is not open to registration: that is what its line says"
