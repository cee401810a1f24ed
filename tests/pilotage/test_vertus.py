"""The four qualities and the anomalies, on a hand-made hospital counted on the fingers."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from tests.jouet import JOUR, compte, lien, personne, publier
from tests.outils.commandes import commande

from workbench.access import ouvrir
from workbench.documents.listes import anomalies, anomalies_dites, suivi_anomalies
from workbench.marts.catalogue import catalogue

ARRIVEE, DEPART = JOUR - dt.timedelta(days=60), JOUR - dt.timedelta(days=40)


def suivi(login: str, n: int, **reste) -> dict:
    """An account as its deliveries showed it, followed since long before the departure."""
    commun = {"source": "dpi", "application": "dpi", "nature": "nominatif", "situation": "liee"}
    debut = DEPART - dt.timedelta(days=300)
    return commun | {"login": login, "id_unique": f"ID{n:08}", "premiere_vue": debut, "present": True} | reste


FICHES = [
    {"source": "rh", "cle_source": "1", "date_naissance": dt.date(1980, 1, 1)},
    {"source": "ars", "cle_source": "1", "date_naissance": dt.date(1980, 1, 2), "fichier": "ars.csv",
     "ligne": 7},
    {"source": "rh", "cle_source": "2", "date_naissance": dt.date(1981, 1, 1)},
]  # fmt: skip


@pytest.fixture(scope="module")
def acces(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("publie")
    publier(
        home,
        identite=[
            personne(1, date_arrivee=ARRIVEE, date_naissance=dt.date(1980, 1, 1), etablissement="CHA",
                     service="Urgences"),
            personne(2, date_arrivee=ARRIVEE, date_naissance=dt.date(1981, 1, 1), etablissement="CHA",
                     service="Bloc"),
            personne(3, "hors_perimetre"),
            personne(4, presente=False, date_depart=DEPART),
        ],
        compte=[
            compte("a", 1, date_creation=ARRIVEE + dt.timedelta(days=7)),
            compte("b", 2, date_creation=ARRIVEE + dt.timedelta(days=8), actif=False),
            compte("c", None),
            compte("d", 4, actif=False, date_fermeture=DEPART + dt.timedelta(days=3)),
            compte("e", 4, application="gam", source="gam"),
            compte("g1", 4, actif=False),  # closed, nobody knows when: not judged
            compte("g2", 4, actif=False),  # seen closed within the delay
            compte("g3", 4, actif=False),  # seen open after it
            compte("f", None, nature="generique"),
        ],
        compte_suivi=[
            suivi("a", 1),
            suivi("b", 2),
            suivi("d", 4),
            suivi("e", 4, source="gam", application="gam"),
            suivi("g1", 4, inactif_vu_le=DEPART + dt.timedelta(days=50)),
            suivi("g2", 4, actif_vu_le=DEPART - dt.timedelta(days=1),
                  inactif_vu_le=DEPART + dt.timedelta(days=2)),
            suivi("g3", 4, actif_vu_le=DEPART + dt.timedelta(days=20),
                  inactif_vu_le=DEPART + dt.timedelta(days=50)),
        ],
        lien_rpps=[lien(1, "confirme", "10000000001", "declare_traits_concordants") | {"a_reverifier": True},
                   lien(2, "absent"), lien(3, "non_requis")],
        fiche=FICHES,
        identite_fiche=[
            {"source": "rh", "cle_source": "1", "id_unique": "ID00000001"},
            {"source": "ars", "cle_source": "1", "id_unique": "ID00000001"},
            {"source": "rh", "cle_source": "2", "id_unique": "ID00000002"},
        ],
        meta_decision=[{"id": "x", "genre": "identite_verifiee", "id_unique": "ID00000002",
                        "etat": "appliquee"}],
        meta_rejet=[{"source": "rh", "fichier": "rh.csv", "ligne": 3, "code": "OBLIGATOIRE", "motif": "=1+1",
                     "gravite": "ligne", "brut": "{}"}],
        collision=[{"id_collision": "n", "type": "naissances_contradictoires", "gravite": "forte",
                    "motif": "m", "fiches": ["ars:1"], "id_uniques": []}],
        meta_source=[{"source": "rh", "libelle": "RH", "nature": "sirh"},
                     {"source": "ars", "libelle": "ARS", "nature": "sirh"}],
    )  # fmt: skip
    return ouvrir(home, "essai", "essais")


ATTENDUS = {
    "compte_avec_rh": (2, 3),  # a and e, not c; b and d are closed
    "agent_avec_compte": (1, 2),
    "arrivee_servie": (1, 2),  # on day 7, not on day 8
    "depart_ferme": (2, 4),  # d and g2 in time, e still open, g3 seen open too late; g1 is not judged
    "naissance_concordante": (1, 2),
    "prouve_restreint": (1, 2),
    "identite_verifiee": (1, 3),
    "rpps_confirme": (1, 2),
    "rpps_recent": (0, 1),
}


def test_chaque_mesure_sur_un_cas_compte_a_la_main(acces):
    lignes = acces.agregat("mart.vertu", axe="ensemble").to_dicts()
    assert {ligne["mesure"]: (ligne["numerateur"], ligne["denominateur"]) for ligne in lignes} == ATTENDUS
    assert all("{jours}" not in ligne["definition"] for ligne in lignes)
    assert len(lignes) == len(set(ATTENDUS)) == 9
    assert catalogue()["indicateurs"], "le catalogue des jalons reste à part"


@pytest.mark.parametrize("mesure", ATTENDUS)
def test_les_repartitions_retrouvent_l_ensemble_et_la_liste_nomme_le_reste(acces, mesure: str):
    lignes = acces.agregat("mart.vertu", mesure=mesure).to_dicts()
    [ensemble] = [ligne for ligne in lignes if ligne["axe"] == "ensemble"]
    for axe in ("etablissement", "service"):
        assert (
            sum(ligne["denominateur"] for ligne in lignes if ligne["axe"] == axe) == ensemble["denominateur"]
        )
    assert acces.nominatif("mart.vertu_ligne", mesure=mesure, bon=False).height == ensemble["restant"]


def test_les_delais(acces):
    lignes = {
        (ligne["evenement"], ligne["tranche"]): ligne["nombre"]
        for ligne in acces.agregat("mart.vertu_delai").to_dicts()
    }
    assert lignes == {
        ("arrivee", "0 à 7 jours"): 1,
        ("arrivee", "8 à 30 jours"): 1,
        ("depart", "0 à 7 jours"): 1,
        ("depart", "encore ouvert"): 1,
        ("depart", "date inconnue"): 3,
    }


def test_les_anomalies_comptent_rejets_et_contradictions_sous_un_code_stable(acces):
    lignes = {(ligne["source"], ligne["code"]): ligne for ligne in acces.agregat("mart.anomalie").to_dicts()}
    assert set(lignes) == {("rh", "OBLIGATOIRE"), ("ars", "NAISSANCES_CONTRADICTOIRES")}
    assert all(
        ligne["que_corriger"] and ligne["nombre"] == 1 and ligne["nombre_precedent"] is None
        for ligne in lignes.values()
    )
    [detail] = acces.nominatif("mart.anomalie_detail", source="ars").to_dicts()
    assert (detail["fichier"], detail["ligne"], detail["cle_source"]) == ("ars.csv", 7, "1")


def test_le_classeur_des_anomalies_est_sur_et_le_meme_deux_fois(acces, tmp_path: Path):
    contenu = anomalies.contenu(acces, "rh")
    livre = load_workbook(BytesIO(contenu))
    assert livre.sheetnames == ["Lisez-moi", "Synthèse", "Lignes"]
    assert livre["Synthèse"]["H2"].value == "OBLIGATOIRE"
    assert livre["Synthèse"]["C2"].value == 1
    [constat] = [case for case in livre["Lignes"][2] if "=1+1" in str(case.value)]
    assert (constat.value, constat.data_type) == ("'=1+1", "s")
    encore = load_workbook(BytesIO(anomalies.contenu(acces, "rh")))
    for feuille in livre.sheetnames:
        assert [[c.value for c in r] for r in livre[feuille]] == [
            [c.value for c in r] for r in encore[feuille]
        ]
    assert livre.properties.created == encore.properties.created


def test_l_evolution_se_lit_a_l_execution_suivante(petite_demo: Path):
    lignes = ouvrir(petite_demo, "essai", "essais").agregat("mart.anomalie")
    assert lignes["nombre_precedent"].null_count() == 0
    assert lignes["date_precedente"].n_unique() == 1
    assert (lignes["titre"] != lignes["code"]).all(), "une règle n’est pas au catalogue"


def test_chaque_anomalie_est_nouvelle_ou_deja_la_et_celles_d_avant_restent_ou_partent(petite_demo: Path):
    acces = ouvrir(petite_demo, "essai", "essais")
    regles = acces.agregat("mart.anomalie").select("source", "nombre", "nombre_precedent")
    for source, nombre, precedent in regles.group_by("source").sum().sort("source").iter_rows():
        lignes = acces.nominatif("mart.anomalie_detail", source=source)
        suivi = suivi_anomalies.follow(acces, source, lignes)
        nouvelles = suivi.dits.count(suivi_anomalies.NOUVELLE)
        assert suivi.le is not None and len(suivi.dits) == nombre
        assert nombre - nouvelles + len(suivi.parties) == precedent, source


def test_la_commande_ecrit_un_classeur_par_source(petite_demo: Path, tmp_path: Path):
    resultat = commande("export", "anomalies", "--out", tmp_path, home=petite_demo)
    assert resultat.returncode == 0, resultat.stderr
    acces = ouvrir(petite_demo, "essai", "essais")
    import polars as pl

    sources = set(acces.agregat("mart.anomalie").filter(pl.col("nombre") > 0)["source"])
    assert {
        chemin.stem.removeprefix("anomalies_").rsplit("_", 1)[0] for chemin in tmp_path.glob("*.xlsx")
    } == sources
    assert commande("export", "anomalies", "--source", "inconnue", home=petite_demo).returncode == 2


def test_tous_les_codes_emis_sont_au_catalogue():
    import re
    import tomllib

    from workbench.marts import catalogue as module
    from workbench.socle import numeros
    from workbench.sources.porte.numeros_recus import BONS

    racine = Path(module.__file__).parents[1]
    textes = "\n".join(chemin.read_text("utf-8") for chemin in (racine / "sources").rglob("*.py"))
    emis = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', textes)) | {"OBLIGATOIRE"}
    emis |= {f"NUMERO_{verdict.upper()}" for verdict in numeros.regles()["raisons"] if verdict not in BONS}
    regles = set(tomllib.loads((racine / "marts" / "anomalies.toml").read_text("utf-8")))
    assert emis - {"NIR_MOTIF"} == regles
    identites = "\n".join(chemin.read_text("utf-8") for chemin in (racine / "identities").glob("*.py"))
    from workbench.identities.collisions import collision_types

    assert set(re.findall(r'collide\(\s*"(\w+)"', identites)) | set(
        re.findall(r'"type": "(\w+)"', identites)
    ) <= set(collision_types())


def test_une_valeur_douteuse_nomme_son_dossier(petite_demo: Path):
    """The row as its source's owner knows it: by its key, its titles, the name it bears there."""
    acces = ouvrir(petite_demo, "essai", "essais")
    lignes = acces.nominatif("mart.anomalie_detail", source="sirh_chr")
    illisibles = lignes.filter(pl.col("code") == "DATE_ILLISIBLE")
    assert illisibles.height and illisibles["cle_source"].null_count() == illisibles.height
    feuille = load_workbook(BytesIO(anomalies.contenu(acces, "sirh_chr")))["Lignes"]
    titres = [case.value for case in feuille[1]]
    dites = [dict(zip(titres, rang, strict=True)) for rang in feuille.iter_rows(min_row=2, values_only=True)]
    dites = [dite for dite in dites if "Date illisible" in dite["Constat"]]
    assert len(dites) == illisibles.height
    for dite in dites:
        qui, *valeurs = dite["Ce que nous avons reçu"].splitlines()
        assert dite["Clé"] and qui.startswith(f"{dite['Clé']}, "), dite
        assert (
            valeurs
            and "date_naissance" not in valeurs[0]
            and "matricule" not in dite["Ce que nous avons reçu"]
        )


def test_la_version_d_avant_les_cles_se_compare_par_valeur(
    petite_demo: Path, monkeypatch: pytest.MonkeyPatch
):
    """Else a fault that stayed would be told new, and the same one corrected, the month the key appeared."""
    acces = ouvrir(petite_demo, "essai", "essais")
    lignes = acces.nominatif("mart.anomalie_detail", source="sirh_chr")
    sans = [
        {**row, "recu": '{"date_naissance": "31/02/1985"}'} if row["code"] == "DATE_ILLISIBLE" else row
        for row in lignes.to_dicts()
    ]
    monkeypatch.setattr(suivi_anomalies, "_before", lambda *_: (dt.date(2026, 10, 1), sans))
    suivi = suivi_anomalies.follow(acces, "sirh_chr", lignes, "matricule")
    assert suivi.parties == [] and suivi_anomalies.NOUVELLE not in suivi.dits
    autres = [{**row, "recu": '{"matricule": "X", "date_naissance": "31/02/1985"}'} for row in sans]
    monkeypatch.setattr(suivi_anomalies, "_before", lambda *_: (dt.date(2026, 10, 1), autres))
    suivi = suivi_anomalies.follow(acces, "sirh_chr", lignes, "matricule")
    assert suivi_anomalies.NOUVELLE in suivi.dits and suivi.parties, "un autre dossier est une autre faute"


@pytest.mark.parametrize(
    ("recu", "dit"),
    [
        ('{"date_naissance": "31/02/1985", "nom": null}', "DT NAISSANCE : 31/02/1985\nnom : vide"),
        ('{"ligne": "001;DURAND;;"}', "001 ; DURAND ; ;"),
        ("a;b;c", "a;b;c"),
        (None, ""),
        ("[1, 2]", "[1, 2]"),
    ],
)
def test_une_ligne_recue_se_dit_en_mots(recu: str | None, dit: str):
    assert anomalies_dites.told(recu, {"date_naissance": "DT NAISSANCE"}) == dit
