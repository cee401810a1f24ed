"""People who wait, nurses and role-based staff, on a hand-made hospital."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.jouet import JOUR, compte, lien, personne, publier

from workbench import marts as indicators
from workbench.access import Acces, ouvrir
from workbench.pilotage import couverture, suivi_rpps
from workbench.socle.regles import RegleIllisible


def demarche(numero: int, ouverte: bool = True, **autres: object) -> dict[str, object]:
    return {
        "id_unique": f"ID{numero:08d}",
        "autorite": "ordre",
        "verdict": "demandee" if ouverte else "abandonnee",
        "ouverte": ouverte,
        "date_demande": JOUR - dt.timedelta(days=30),
        **autres,
    }


def infirmier(numero: int, arrivee: dt.date | None = None, **autres: object) -> dict[str, object]:
    return personne(
        numero,
        profession_code="60",
        profession="Infirmier",
        etablissement="CHA",
        service="Urgences",
        type_contrat="titulaire",
        date_arrivee=arrivee,
        **autres,
    )


@pytest.fixture(scope="module")
def attente(tmp_path_factory: pytest.TempPathFactory) -> Acces:
    home = tmp_path_factory.mktemp("publie")
    publier(
        home,
        identite=[personne(n) for n in range(1, 7)] + [personne(7, "hors_perimetre"), personne(8, "role")],
        compte=[compte("a", 1)],
        lien_rpps=[
            lien(1, "absent"),
            lien(2, "absent"),
            lien(3, "confirme", "10000000001", "p"),
            lien(4, "a_confirmer", "10000000002"),
            lien(5, "incoherent"),
        ],
        meta_demarche=[demarche(1), demarche(2, ouverte=False), *(demarche(n) for n in (3, 4, 5, 6, 7, 8))],
    )
    return ouvrir(home, "essai", "essais")


def test_attend_qui_n_a_pas_de_numero_et_dont_la_demande_est_ouverte(attente: Acces):
    lus = {
        ligne["id_unique"][-1]: ligne for ligne in attente.nominatif("mart.couverture_personne").to_dicts()
    }
    assert {ident: ligne["statut"] for ident, ligne in lus.items()} == {
        "1": "en_attente",
        "2": "absent",
        "3": "confirme",
        "4": "a_confirmer",
        "5": "incoherent",
        "6": "en_attente",
        "7": "non_requis",
        "8": "en_attente",
    }
    assert lus["1"]["attente_depuis"] == JOUR - dt.timedelta(days=30)
    assert lus["3"]["attente_depuis"] is None
    assert "relancer" in lus["1"]["prochaine_etape"]
    assert "RPPS+" in lus["8"]["prochaine_etape"]


def test_attendre_ne_retire_personne_du_denominateur(attente: Acces):
    historique = {ligne["indicateur"]: ligne for ligne in attente.agregat("mart.historique").to_dicts()}
    assert (historique["rpps_confirme"]["numerateur"], historique["rpps_confirme"]["denominateur"]) == (1, 7)
    assert historique["rpps_en_attente"]["numerateur"] == 3
    assert historique["rpps_en_attente_role"]["numerateur"] == 1


def test_chaque_etat_mene_a_une_etape(attente: Acces):
    etapes = attente.agregat("mart.prochaine_etape", population="presents")
    assert etapes["nombre"].sum() == 8
    assert etapes["prochaine_etape"].null_count() == 0


@given(
    st.lists(
        st.tuples(st.sampled_from(["confirme", "absent", "en_attente", "non_requis"]), st.integers(0, 50))
    )
)
def test_compter_l_attente_autrement_ne_change_aucun_total(lignes: list[tuple[str, int]]):
    brut = pl.DataFrame(
        [("A", statut, nombre) for statut, nombre in lignes],
        schema={"service": pl.String, "statut": pl.String, "nombre": pl.Int64},
        orient="row",
    )
    a_part, ensemble = (
        couverture.totaux(couverture.par_statut(couverture.compter_attente(brut, choix), "service"))
        for choix in (True, False)
    )
    assert {nom: a_part[nom] for nom in ("total", "requis", "restant", "confirme")} == {
        nom: ensemble[nom] for nom in ("total", "requis", "restant", "confirme")
    }
    assert ensemble["absent"] == a_part["absent"] + a_part["en_attente"]
    assert ensemble["en_attente"] == 0


@pytest.fixture(scope="module")
def soins(tmp_path_factory: pytest.TempPathFactory) -> Acces:
    home = tmp_path_factory.mktemp("publie")
    publier(
        home,
        identite=[
            infirmier(1, dt.date(2026, 5, 1)),
            infirmier(2, dt.date(2026, 3, 1)),
            infirmier(3, dt.date(2026, 3, 2)),
            infirmier(4, dt.date(2016, 6, 1)),
            infirmier(5, dt.date(2016, 6, 2)),
            infirmier(6),
            infirmier(7, dt.date(2020, 1, 1)) | {"type_contrat": "interim"},
            infirmier(8, dt.date(2020, 1, 1)) | {"presente": False},
            infirmier(9, dt.date(2026, 7, 1)),
            personne(10, profession_code="10", profession="Médecin"),
        ],
        lien_rpps=[lien(1, "confirme", "10000000001", "p"), *(lien(n, "absent") for n in range(2, 10))],
        meta_demarche=[
            demarche(2, situation="provisoire", echeance=dt.date(2026, 7, 1)),
            demarche(1, situation="provisoire", echeance=dt.date(2026, 7, 1)),
        ],
    )
    return ouvrir(home, "essai", "essais")


def test_les_infirmiers_leur_anciennete_et_leur_echeance(soins: Acces):
    lus = {ligne["id_unique"][-1]: ligne for ligne in soins.nominatif("mart.infirmier_personne").to_dicts()}
    assert {ident: ligne["anciennete"] for ident, ligne in lus.items()} == {
        "1": "Moins de 3 mois",
        "2": "3 mois à 1 an",
        "3": "Moins de 3 mois",
        "4": "10 ans et plus",
        "5": "3 à 10 ans",
        "6": "Arrivée inconnue",
        "7": "3 à 10 ans",
        "9": "Moins de 3 mois",
    }
    assert lus["2"]["echeance_ordre"] == dt.date(2026, 7, 1)
    assert lus["1"]["situation_ordre"] is None, "un numéro prouvé met fin au provisoire"
    assert not lus["7"]["a_declarer"]


def test_l_indicateur_des_infirmiers_ne_compte_que_les_salaries(soins: Acces):
    [mesure] = soins.agregat("mart.historique", indicateur="infirmiers_inscrits").to_dicts()
    assert (mesure["numerateur"], mesure["denominateur"]) == (1, 7)


def role(numero: int, **autres: object) -> dict[str, object]:
    return personne(
        numero,
        "role",
        **(
            {"profession_code": "313", "etablissement": "CHA", "service": "Bloc", "date_arrivee": JOUR}
            | autres
        ),
    )


def test_la_file_de_l_employeur_va_du_plus_utile_au_moins_pressant(tmp_path: Path):
    publier(
        tmp_path,
        identite=[
            role(1),
            role(2, service="Urgences"),
            role(3),
            role(4, service="Urgences", date_arrivee=dt.date(2020, 1, 1)),
            role(5),
            role(6),
            role(7, service="Urgences", date_arrivee=dt.date(2021, 1, 1)),
            role(8, profession_code="360", date_arrivee=dt.date(2026, 5, 1)),
        ],
        compte=[compte("a", 2), compte("b", 3), compte("c", 4, application="gam"), compte("d", 5),
                compte("e", 7)],
        lien_rpps=[lien(6, "confirme", "10000000001", "p"), lien(7, "incoherent")],
        meta_demarche=[demarche(5, autorite="rpps_plus")],
        meta_information=[
            {"portee": "service", "etablissement": "CHA", "valeur": "Urgences",
             "date_information": dt.date(2026, 1, 1)},
            {"portee": "profession", "valeur": "360", "date_information": dt.date(2026, 5, 1)},
            {"portee": "personne", "id_unique": "ID00000001", "date_information": dt.date(2026, 2, 1)},
        ],
    )  # fmt: skip
    acces = ouvrir(tmp_path, "essai", "essais")
    lus = acces.nominatif("mart.employeur_personne")
    file = lus.filter(pl.col("rang").is_not_null()).sort("rang")
    # DPI users first (Bloc misses 4, Urgences 3), then another account, then none, then those already asked
    # for
    assert [ident[-1] for ident in file["id_unique"]] == ["3", "7", "2", "4", "8", "1", "5"]
    assert file["rang"].to_list() == list(range(1, 8))
    raisons = dict(file.select("id_unique", "raison").iter_rows())
    assert raisons["ID00000003"] == "Utilise le dossier patient ; 4 à enregistrer dans son service"
    assert raisons["ID00000007"].endswith("numéro déclaré à corriger")
    assert "attendre la réponse" in raisons["ID00000005"]
    informes = {ident[-1] for ident, oui in lus.select("id_unique", "informee").iter_rows() if oui}
    assert informes == {"1", "4", "7", "8"}, "une note collective ne vaut pas pour qui arrive après"
    historique = {ligne["indicateur"]: ligne for ligne in acces.agregat("mart.historique").to_dicts()}
    assert (
        historique["employeur_enregistres"]["numerateur"],
        historique["employeur_enregistres"]["denominateur"],
    ) == (1, 8)
    assert historique["employeur_informes"]["numerateur"] == 4


def test_sans_date_d_arrivee_une_note_collective_ne_prouve_rien(tmp_path: Path):
    le = dt.date(2026, 5, 1)
    publier(
        tmp_path,
        identite=[
            role(1, service="Urgences", date_arrivee=None),
            role(2, service="Urgences", date_arrivee=dt.date(2020, 1, 1)),
            role(3, service="Urgences", date_arrivee=None),
        ],
        meta_information=[
            {"portee": "tous", "date_information": le},
            {"portee": "service", "etablissement": "CHA", "valeur": "Urgences", "date_information": le},
            {"portee": "profession", "valeur": "360", "date_information": le},
            {"portee": "personne", "id_unique": "ID00000003", "date_information": le},
        ],
    )
    lus = ouvrir(tmp_path, "essai", "essais").nominatif("mart.employeur_personne")
    assert {ident[-1] for ident, oui in lus.select("id_unique", "informee").iter_rows() if oui} == {"2", "3"}


def test_sans_personne_a_role_rien_n_est_invente(tmp_path: Path):
    publier(tmp_path, identite=[personne(1)])
    acces = ouvrir(tmp_path, "essai", "essais")
    mesures = {ligne["indicateur"]: ligne for ligne in acces.agregat("mart.historique").to_dicts()}
    assert mesures["employeur_enregistres"]["valeur"] is None
    assert mesures["infirmiers_inscrits"]["denominateur"] == 0


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        ("2026-10-01", "2026-10-15"),
        ("2026-10-15", "2026-10-15"),
        ("2026-10-16", "2027-01-15"),
        ("2026-12-31", "2027-01-15"),
    ],
)
def test_la_prochaine_liste_trimestrielle(jour: str, attendu: str):
    assert suivi_rpps.next_deposit(dt.date.fromisoformat(jour), 15) == dt.date.fromisoformat(attendu)


def test_le_trimestre_et_sa_date_limite():
    assert suivi_rpps.quarter(dt.date(2026, 12, 31)) == "2026-T4"
    assert suivi_rpps.quarter(dt.date(2026, 4, 1)) == "2026-T2"
    assert suivi_rpps.deposit_due(dt.date(2026, 12, 31), 15) == dt.date(2026, 10, 15)


def test_quatre_mois_puis_un_mois():
    regles = suivi_rpps.nurse_rules()
    assert suivi_rpps.deadlines(dt.date(2026, 10, 31), regles) == (dt.date(2027, 2, 28), dt.date(2027, 3, 28))


def test_le_fichier_de_l_etablissement_gagne(tmp_path: Path):
    (tmp_path / "regles").mkdir()
    fichier = tmp_path / "regles/employeur.toml"
    fichier.write_text(
        'version = "2"\nminutes_par_dossier = 35\ngestionnaires = 2\nheures_par_mois = 10\n', "utf-8"
    )
    assert suivi_rpps.employer_rules(tmp_path)["minutes_par_dossier"] == 35
    fichier.write_text('version = "2"\nminutes_par_dossier = 35.5\n', "utf-8")
    with pytest.raises(RegleIllisible, match="« gestionnaires » ; manque « heures_par_mois »"):
        suivi_rpps.employer_rules(tmp_path)


@given(st.integers(0, 400))
def test_chaque_anciennete_tombe_dans_une_seule_tranche(mois: int):
    tranches = suivi_rpps.seniority_table().rows(named=True)
    assert sum(tranche["mois_min"] <= mois < tranche["mois_max"] for tranche in tranches) == 1


def test_chaque_indicateur_suivi_a_sa_fiche(attente: Acces):
    salle = Path(indicators.__file__).parent
    fiches = tomllib.loads((salle / "cartes/infirmiers.toml").read_text("utf-8"))["indicateurs"]
    connus = set(attente.agregat("mart.historique")["indicateur"])
    for fiche in fiches:
        assert (salle / fiche["sql"]).is_file()
        assert any(
            nom == fiche["id"] or (fiche.get("prefixe") and nom.startswith(fiche["id"])) for nom in connus
        )


def test_le_rythme_et_la_ligne_sur_un_cas_compte_a_la_main():
    points = [(dt.date(2026, mois, 1), reste) for mois, reste in ((1, 400), (2, 369), (3, 341), (4, 310))]
    rythme = suivi_rpps.monthly_pace(points)
    assert rythme == pytest.approx(30.4, abs=0.5), "une personne par jour"
    assert suivi_rpps.monthly_pace(points[:3]) is None
    assert suivi_rpps.monthly_pace([(jour, 0) for jour, _ in points]) is None
    assert suivi_rpps.line_end((dt.date(2026, 1, 1), 100), 0, dt.date(2026, 12, 31)) == (
        dt.date(2026, 12, 31),
        100.0,
    )
    fin, reste = suivi_rpps.line_end((dt.date(2026, 1, 1), 100), 50, dt.date(2026, 12, 31))
    assert (fin, reste) == (dt.date(2026, 3, 3), 0.0)


@given(st.integers(0, 5000), st.floats(-50, 500), st.integers(1, 1200))
def test_une_ligne_ne_passe_ni_sous_zero_ni_apres_l_echeance(reste: int, rythme: float, jours: int):
    echeance = JOUR + dt.timedelta(days=jours)
    fin, valeur = suivi_rpps.line_end((JOUR, reste), rythme, echeance)
    assert JOUR <= fin <= echeance
    assert valeur >= 0
    if rythme <= 0:
        assert valeur >= reste


def test_l_anciennete_de_l_attente(attente: Acces):
    lignes = {
        ligne["autorite"]: ligne
        for ligne in attente.agregat("mart.attente_tiers", population="presents").to_dicts()
    }
    assert {autorite: (ligne["nombre"], ligne["jours_median"]) for autorite, ligne in lignes.items()} == {
        "ordre": (2, 30),
        "role": (1, 30),
    }
