"""What a committee is told, counted by hand on a toy and compared cell by cell with the marts on the small
demonstration.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
from tests.jouet import compte, lien, personne, publier
from tests.outils.demo import copier

from workbench import projet as steering
from workbench.access import ouvrir
from workbench.decisions import Registre
from workbench.documents.comite import mesures
from workbench.documents.comite.donnees import Suivi, rassembler
from workbench.documents.comite.salle import resumer
from workbench.documents.comite.seances import chiffres
from workbench.socle.erreurs import ErreurWorkbench

JUIN, JUILLET = dt.date(2026, 6, 1), dt.date(2026, 7, 1)


def donnees(home: Path, genre: str = "copil", comite: str | None = None):
    return rassembler(ouvrir(home, "essai", "essai"), genre, comite)


def jeu(connus: int) -> dict[str, list[dict]]:
    """Four orderly people with a DPI account, two nurses' aides; the first `connus` numbers are in the
    DPI.
    """
    return {
        "identite": [
            *(
                personne(
                    n,
                    "ordre",
                    utilisateur_dpi=True,
                    profession_code="60",
                    profession="Infirmier",
                    service="Cardiologie",
                )
                for n in range(1, 5)
            ),
            *(
                personne(n, "role", utilisateur_dpi=True, profession="Aide-soignant", service="Imagerie")
                for n in (5, 6)
            ),
            personne(7, "inconnue"),
        ],
        "compte": [
            *(compte(f"u{n}", n, rpps_connu=f"1000000000{n}" if n <= connus else None) for n in range(1, 7)),
            compte("u7", 7),
            compte("perdu", None),
        ],
        "mie": [
            {"id_unique": "ID00000001", "type_mie": "cps", "statut": "remis"},
            {"id_unique": "ID00000002", "type_mie": "fido2", "statut": "appaire"},
        ],
        "lien_rpps": (
            [lien(n, "confirme", f"1000000000{n}", "traits") for n in (1, 2, 3)] + [lien(5, "a_confirmer")]
        ),
    }


@pytest.fixture(scope="module")
def publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("publie")
    publier(home, JUIN, **jeu(1))
    publier(home, JUILLET, **jeu(3))
    return home


@pytest.fixture
def home(publie: Path, tmp_path: Path) -> Path:
    return copier(publie, tmp_path / "home")


def comite(
    home: Path,
    ident: str,
    le: dt.date,
    etat: str,
    vus: dict[str, float] | None = None,
    type_: str = "copil",
    **autres,
):
    fiche = {
        "id": ident,
        "type": type_,
        "le": le,
        "etat": etat,
        "chiffres": json.dumps(vus) if vus else None,
        **autres,
    }
    steering.changer(Registre(home), "comite", [fiche], "chef", "essai")


def test_les_chiffres_comptes_a_la_main(home: Path):
    vues = donnees(home)
    assert vues.total == {
        "confirme": 3, "a_confirmer": 1, "incoherent": 0, "absent": 2, "non_requis": 0, "total": 6,
        "requis": 6, "restant": 3,
    }  # fmt: skip
    assert vues.a_determiner == 1
    assert vues.autorites.select("code", "confirme", "restant").rows() == [("role", 0, 2), ("ordre", 3, 1)]
    # seven hold an account in the EHR, the one whose authority is not known among them: each needs a means
    assert (vues.mie["besoin"], vues.mie["remis"], vues.mie["appaire"]) == (7, 2, 1)
    assert vues.equipes == pytest.approx(2 / 7)
    assert vues.mie_services.rows() == [
        ("Cardiologie", 4, 2, 2),
        ("Imagerie", 2, 0, 2),
        ("Non renseigné", 1, 0, 1),
    ]
    assert {ligne["probleme"]: ligne["nombre"] for ligne in vues.comptes}["sans_identite"] == 1
    score = {o.code: o.score for o in vues.objectifs}
    assert score["1.1-2027"] == pytest.approx(3 / 4)
    assert score["1.1-2028"] == pytest.approx(3 / 6)


def test_depuis_l_execution_precedente(home: Path):
    vues = donnees(home)
    assert (vues.depuis, vues.depuis_le) == ("données du 1er juin 2026", JUIN)
    objectif = next(s for s in vues.suivis if s.code == "1.1-2027")
    assert (objectif.avant, objectif.valeur, objectif.progres) == (0.25, 0.75, True)
    assert objectif.ecart_dit == "+50,0 points"


def test_depuis_le_dernier_comite_de_ce_type(home: Path):
    comite(home, "C-1", dt.date(2026, 6, 9), "tenu", {"1.1-2027": 0.4})
    comite(home, "C-2", dt.date(2026, 6, 23), "tenu", {"1.1-2027": 0.5}, "codir")
    comite(home, "C-3", dt.date(2026, 7, 7), "prevu")
    vues = donnees(home, comite="C-3")
    assert vues.depuis == "comité du 9 juin 2026"
    assert next(s for s in vues.suivis if s.code == "1.1-2027").avant == 0.4
    assert next(s for s in donnees(home, "codir").suivis if s.code == "1.1-2027").avant == 0.5


def test_un_chiffre_que_le_comite_n_a_pas_fige_se_lit_a_sa_date(home: Path):
    comite(home, "C-1", dt.date(2026, 6, 9), "tenu", {"1.1-2027": 0.4}, date_donnees=JUIN)
    avant = {s.code: s.avant for s in donnees(home).suivis}
    assert avant["1.1-2027"] == 0.4, "ce qui est figé l’emporte"
    assert avant["1.1-2028"] == pytest.approx(1 / 6)


def test_un_comite_inconnu_ou_annule_est_refuse(home: Path):
    with pytest.raises(ErreurWorkbench, match="Comité inconnu"):
        donnees(home, comite="C-9")
    comite(home, "C-1", dt.date(2026, 6, 9), "annule")
    with pytest.raises(ErreurWorkbench, match="Comité annulé"):
        donnees(home, comite="C-1")


def test_une_premiere_execution_n_a_rien_a_comparer(tmp_path: Path):
    publier(tmp_path, JUIN, **jeu(2))
    vues = donnees(tmp_path)
    assert (vues.depuis, vues.depuis_le) == ("", None)
    assert {s.ecart_dit for s in vues.suivis} == {"–"}


def test_les_decisions_ecrites_passent_avant_les_calculees(home: Path):
    comite(home, "C-1", dt.date(2026, 7, 7), "prevu")
    fiches = [
        {"id": "D-1", "comite": "C-1", "texte": "Nommer un adjoint", "statut": "demandee", "porteur": "rh"},
        {"id": "D-2", "comite": "C-1", "texte": "Déjà prise", "statut": "prise"},
    ]
    steering.changer(Registre(home), "decision_comite", fiches, "chef", "essai")
    titres = [d["titre"] for d in donnees(home, comite="C-1").decisions]
    assert titres[0] == "Nommer un adjoint"
    assert "Déjà prise" not in titres
    assert len(titres) > 1


def test_la_salle_trie_risques_et_etapes(home: Path):
    registre = Registre(home)
    famille = next(iter(steering.genres_de_fiches()["risque"].champ("famille").options))
    risques = [
        {
            "id": f"R-{n}",
            "titre": f"risque {n}",
            "famille": famille,
            "probabilite": p,
            "impact": i,
            "etat": etat,
            "reponse": "parade écrite",
        }
        for n, p, i, etat in [(901, 1, 2, "ouvert"), (902, 4, 4, "clos"), (903, 3, 4, "survenu")]
    ]
    steering.changer(registre, "risque", risques, "chef", "essai")
    actions = [
        {"id": f"A-{n}", "titre": f"action {n}", "echeance": le, "etat": etat}
        for n, le, etat in [
            (1, dt.date(2026, 6, 20), "a_faire"),
            (2, dt.date(2026, 7, 9), "a_faire"),
            (3, JUIN, "faite"),
        ]
    ]
    steering.changer(registre, "action", actions, "chef", "essai")
    salle = resumer(steering.ouvrir(home), JUILLET, 20)
    nos = [r for r in salle.risques if r["id"].startswith("R-90")]
    assert [(r["id"], r["criticite"]) for r in nos] == [("R-903", 12), ("R-901", 2)]
    adoptes = {r["id"] for r in salle.risques if not r["propose"]}
    assert adoptes == {"R-903", "R-901"}, "le reste est la bibliothèque"
    nos_actions = [(e["titre"], e["etat"]) for e in salle.etapes if e["nature"] == "action"]
    assert nos_actions == [("action 1", "en_retard"), ("action 2", "a_venir")]


@pytest.mark.parametrize(
    ("unite", "sens", "valeur", "avant", "dit", "progres"),
    [
        ("taux", "hausse", 0.5, 0.4, "+10,0 points", True),
        ("taux", "hausse", 0.4, 0.5, "−10,0 points", False),
        ("nombre", "baisse", 12, 1500, "−1 488", True),
        ("nombre", "baisse", 12, 12, "stable", None),
        ("nombre", "neutre", 12, 10, "+2", None),
        ("taux", "hausse", 0.50001, 0.5, "stable", None),
        ("nombre", "baisse", 12, None, "–", None),
    ],
)
def test_dire_un_ecart(
    unite: str, sens: str, valeur: float, avant: float | None, dit: str, progres: bool | None
):
    suivi = Suivi("x", "X", unite, sens, valeur, avant)
    assert suivi.ecart_dit.replace("\u202f", " ") == dit
    assert suivi.progres is progres


@pytest.mark.parametrize("texte", ["", "pas du JSON", "[1, 2]", "null", '{"a": "mot", "b": true, "c": null}'])
def test_des_chiffres_figes_abimes_ne_font_rien_tomber(texte: str):
    assert chiffres(texte) == {}


def test_les_chiffres_sont_ceux_des_marts(petite_demo: Path):
    acces, vues = ouvrir(petite_demo, "essai", "essai"), donnees(petite_demo)
    couverture = acces.agregat("couverture", population="dpi", autorite=["ordre", "ars", "role", "etudiant"])
    for ligne in vues.autorites.to_dicts():
        attendu = couverture.filter(pl.col("autorite") == ligne["code"])
        assert ligne["total"] == attendu["nombre"].sum()
        assert ligne["confirme"] == attendu.filter(pl.col("statut") == "confirme")["nombre"].sum()
    montrees = couverture.filter(pl.col("statut") != "non_requis")["autorite"].unique()
    assert set(vues.autorites["code"]) == set(montrees), "an authority with nobody to register is not a line"
    assert vues.total["total"] == couverture.filter(pl.col("autorite").is_in(montrees))["nombre"].sum()
    assert vues.mie == {e: acces.agregat("mie_entonnoir")[e].sum() for e in vues.mie}
    tableau = acces.agregat("compte_tableau")
    for ligne in vues.comptes:
        assert ligne["nombre"] == tableau.filter(pl.col("probleme") == ligne["probleme"])["nombre"].sum()
    historique = acces.agregat("historique").sort("date_execution")
    for suivi in vues.suivis:
        serie = historique.filter(pl.col("indicateur") == suivi.code)["valeur"].to_list()
        assert [suivi.avant, suivi.valeur] == serie[-2:]
    jalons = {f"1.1-{j['annee']}": j["taux"] for j in acces.agregat("jalon").to_dicts()}
    assert {o.code: o.score for o in vues.objectifs if o.objectif == "1.1"} == pytest.approx(jalons)


@pytest.mark.parametrize(
    ("unite", "avant", "valeur", "dit"),
    [
        ("taux", 0.5, 0.546, "+ 4,6 points"),
        ("taux", 0.5, 0.49, "− 1,0 point"),
        ("nombre", 10, 15, "+ 5"),
        ("nombre", 10, 10, "stable"),
    ],
)
def test_une_evolution_se_dit_comme_on_la_lit(unite: str, avant: float, valeur: float, dit: str):
    suivi = Suivi("x", "X", unite, "hausse", valeur, avant)
    assert mesures.dire_ecart(suivi).replace("\u00a0", " ").replace("\u202f", " ") == dit
