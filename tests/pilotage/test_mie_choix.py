"""Populations, proposals with reasons, equipment; waves planned against done; sign-in modes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.decisions import Decision
from workbench.pilotage.comptes import connexions
from workbench.pilotage.mie import choix as mie_choix
from workbench.pilotage.mie import vagues as mie_vagues
from workbench.socle.erreurs import ErreurWorkbench

REGLES = mie_choix.regles()
POPULATIONS = {entry["code"]: entry for entry in REGLES["populations"]}
CRITERES = {entry["code"]: sorted(entry["valeurs"]) for entry in REGLES["criteres"]}
reponses = st.fixed_dictionaries({code: st.sampled_from(valeurs) for code, valeurs in CRITERES.items()})


def test_chacun_est_dans_une_population_et_une_seule():
    gens = pl.DataFrame(
        [
            ("ordre", "10", "interne", "Bloc opératoire", "internes"),
            ("ordre", "60", "titulaire", "Bloc opératoire", "bloc_critique"),
            ("ordre", "60", "titulaire", "Cardiologie", "infirmiers"),
            ("ordre", "10", "cdi", "Cardiologie", "medical"),
            ("ars", "98", "titulaire", "Imagerie", "plateaux"),
            ("ars", "93", "cdi", "Psychiatrie A", "reeducation"),
            ("role", "313", "titulaire", "Cardiologie", "soignants_role"),
            ("role", "331", "titulaire", "Cardiologie", "autres"),
            ("role", "313", "interim", "Urgences", "courts"),
            ("inconnue", None, None, None, "autres"),
        ],
        schema=["autorite", "profession_code", "type_contrat", "service", "attendu"],
        orient="row",
    )
    classes = mie_choix.classer(gens, REGLES)
    assert classes["population"].to_list() == gens["attendu"].to_list()


@pytest.mark.parametrize(
    ("code", "moyen"),
    [("internes", "cpf"), ("medical", "cps"), ("bloc_critique", "carte_etablissement"),
     ("courts", "carte_etablissement"), ("autres", "fido2")],
)  # fmt: skip
def test_la_proposition_et_ses_raisons(code: str, moyen: str):
    propose = mie_choix.proposer(POPULATIONS[code], REGLES)
    assert propose.type_mie == moyen
    assert propose.raison
    assert all(pourquoi for _, pourquoi in propose.ecartes)


def test_l_accord_du_cse_ouvre_la_e_cps():
    medecins = POPULATIONS["medical"]
    avec = {**medecins, "criteres": {**medecins["criteres"], "accord_cse": "oui"}}
    assert mie_choix.proposer(avec, REGLES).type_mie == "ecps"
    assert ("ecps", "l’usage du téléphone personnel attend l’accord du CSE") in mie_choix.proposer(
        medecins, REGLES
    ).ecartes


@given(reponses, st.sets(st.sampled_from(["ecps", "cps", "carte_etablissement", "fido2"])))
def test_jamais_un_moyen_qu_une_regle_ecarte(criteres: dict[str, str], refuses: set[str]):
    propose = mie_choix.proposer({"criteres": criteres}, REGLES, refuses)
    ecartent = [
        regle
        for regle in REGLES["exclusions"]
        if regle["type_mie"] == propose.type_mie
        and all(criteres[nom] in valeurs for nom, valeurs in regle["si"].items())
    ]
    assert ecartent == []
    assert propose.type_mie not in refuses
    if criteres["gants"] == "oui":
        assert propose.type_mie not in ("ecps", "cps")


def test_l_equipement_suit_le_choix_declare_et_ce_qui_est_recu():
    effectifs = {"medical": 10, "infirmiers": 10, "autres": 4}
    choix = [
        Decision("choix_mie", "a", "comité", objet="medical", valeur={"type_mie": "fido2"}),
        Decision("equipement_recu", "a", "m", objet="cle",
                 valeur={"quantite": 5, "reference": "BL 1", "date_preuve": "2026-05-01"}),
        Decision("equipement_recu", "a", "m", objet="lecteur_carte",
                 valeur={"quantite": "beaucoup", "reference": "?", "date_preuve": "hier"}),
    ]  # fmt: skip
    moyens = mie_choix.retenus(REGLES, choix)
    assert (moyens["medical"], moyens["infirmiers"], moyens["autres"]) == ("fido2", "cps", "fido2")
    materiel = {item.code: item for item in mie_choix.materiels(effectifs, moyens, REGLES, choix)}
    assert (materiel["cle"].besoin, materiel["cle"].recu, materiel["cle"].reste) == (14, 5, 9)
    assert materiel["cle"].le == dt.date(2026, 5, 1)
    assert (materiel["lecteur_carte"].besoin, materiel["lecteur_carte"].recu) == (
        4,
        0,
    ), "10 infirmiers, 3 par poste"
    assert materiel["telephone"].besoin == 0


@pytest.mark.parametrize(
    "remplacement",
    [
        ('telephone = "non"', 'telephone = "peut-être"'),
        ("(?i)bloc|", "(?i)bloc("),
        ("(?i)bloc|", "(?=x)bloc|"),
        ("par_poste = 3", "par_poste = 0"),
        ("[[candidats]]", "[[autre]]"),
    ],
)
def test_un_fichier_de_choix_faux_est_refuse(tmp_path: Path, remplacement: tuple[str, str]):
    texte = (Path(mie_choix.__file__).parent / "mie_choix.toml").read_text("utf-8")
    assert remplacement[0] in texte
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles" / "mie_choix.toml").write_text(texte.replace(*remplacement), "utf-8")
    with pytest.raises(ErreurWorkbench, match=r"Règles incomplètes|illisibles"):
        mie_choix.regles(tmp_path)


ENTONNOIR = pl.DataFrame(
    {
        "vague": ["V1", "V1", "V2", "Sans vague"],
        "etablissement": ["A", "B", "A", "A"],
        "service": ["S1", "S1", "S2", "S3"],
        "date_deploiement": [dt.date(2026, 3, 1), dt.date(2026, 3, 1), dt.date(2026, 9, 1), None],
        "besoin": [30, 10, 40, 20],
        "remis": [30, 10, 10, 0],
    }
)


def test_le_plan_des_vagues_et_le_reel():
    assert mie_vagues.plan(ENTONNOIR) == [(dt.date(2026, 3, 1), 0.4), (dt.date(2026, 9, 1), 0.8)]
    serie = {"V2": [(dt.date(2026, mois, 1), mois / 20) for mois in range(1, 6)]}
    une, deux = mie_vagues.vagues(ENTONNOIR, serie, dt.date(2028, 12, 31))
    assert (une.services, une.besoin, une.remis, une.constat(dt.date(2026, 10, 1))) == (2, 40, 40, "terminee")
    assert une.prevision is None
    assert deux.taux == 0.25
    assert deux.prevision is not None
    assert deux.prevision.probabilite is None, "cinq livraisons ne disent rien de deux ans"
    assert deux.constat(dt.date(2026, 9, 1)) == "a_venir"
    assert deux.constat(dt.date(2026, 9, 2)) == "en_retard"
    assert mie_vagues.plan(ENTONNOIR.clear()) == []


def test_le_mode_dominant_et_les_non_conformes():
    modes = pl.DataFrame(
        [("dpi", "S", "mot_de_passe", 6), ("dpi", "S", "cps", 3), ("dpi", "S", "inconnu", 50),
         ("dpi", "T", "cps", 1), ("gam", "S", "mot_de_passe", 9)],
        schema=["application", "service", "mode_auth", "nombre"],
        orient="row",
    )  # fmt: skip
    premier = (
        connexions.dominantes(modes)
        .filter((pl.col("service") == "S") & (pl.col("application") == "dpi"))
        .row(0, named=True)
    )
    assert (premier["comptes"], premier["modes"], premier["dominant"]) == (9, 2, "mot_de_passe")
    assert premier["part_dominant"] == premier["part_mot_de_passe"] == pytest.approx(6 / 9)
    regles = connexions.regles()
    assert connexions.non_conformes(modes, regles, dt.date(2026, 1, 1)) == (6, 10, 50)
    assert connexions.non_conformes(modes, regles, dt.date(2025, 12, 31)) == (0, 10, 50)


def test_des_regles_de_connexion_fausses_sont_refusees(tmp_path: Path):
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles" / "connexions.toml").write_text(
        'mot_de_passe_jusqu_au = "2026"\napplications_sensibles = []\n', "utf-8"
    )
    with pytest.raises(ErreurWorkbench, match=r"Règles incomplètes|illisibles"):
        connexions.regles(tmp_path)
