"""RPPS activities against contracts, on a hand-made group of two hospitals: every verdict, both levels, moves
and departures.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import jouet
from tests.jouet import JOUR, lien, personne, publier

from workbench.access import ouvrir
from workbench.pilotage import activites
from workbench.socle.regles import RegleIllisible

EJ_A, SITE_A1, SITE_A2, EJ_B, SITE_B, AUTRE = (
    "010000001",
    "010000019",
    "010000027",
    "020000008",
    "020000016",
    "930000001",
)
ENTITES = [
    {
        "etablissement": "A",
        "nom": "CH A",
        "finess_ej": EJ_A,
        "finess_et": [SITE_A1, SITE_A2],
        "region_ars": "ARS-75",
    },
    {"etablissement": "B", "nom": "CH B", "finess_ej": EJ_B, "finess_et": [SITE_B], "region_ars": "ARS-75"},
    {"etablissement": "C", "nom": "Sans FINESS", "finess_ej": None, "finess_et": [], "region_ars": None},
]


def il_y_a(jours: int) -> dt.date:
    return JOUR - dt.timedelta(days=jours)


def contrat(
    numero: int, etablissement: str | None = "A", debut: int = 900, fin: int | None = None, **autres
) -> dict:
    return {
        "source": "rh", "cle_source": f"M{numero}", "etablissement": etablissement, "type_contrat": "cdi",
        "service": "URG",
        "date_debut": il_y_a(debut), "date_fin": None if fin is None else il_y_a(fin), "finess": None,
        **autres,
    }  # fmt: skip


def activite(
    numero: int,
    site: str | None = SITE_A1,
    profession: str = "60",
    role: str | None = None,
    ej: str | None = None,
) -> dict:
    return {
        "rpps": str(numero),
        "finess_site": site,
        "finess_ej": ej,
        "profession_code": profession,
        "role_code": role,
        "raison_sociale": None,
    }


def infirmier(numero: int, **autres) -> dict:
    return personne(numero, profession_code="60", profession="Infirmier", etablissement="A", **autres)


CAS: dict[int, tuple[dict, list[dict], list[dict], dict[str, str]]] = {
    # numéro: personne, contrats, activités, établissement → verdict
    1: (infirmier(1), [contrat(1)], [activite(1), activite(1, None)], {"A": "concorde"}),
    2: (infirmier(2), [contrat(2)], [activite(2, None)], {"A": "manque"}),
    3: (infirmier(3), [contrat(3)], [], {"A": "sans_activite"}),
    4: (infirmier(4), [contrat(4)], [activite(4, AUTRE)], {"A": "ailleurs"}),
    5: (infirmier(5), [contrat(5)], [activite(5, SITE_B)], {"A": "autre_entite"}),
    6: (infirmier(6), [contrat(6)], [activite(6, profession="70")], {"A": "role_different"}),
    7: (infirmier(7, presente=False), [contrat(7, fin=100)], [activite(7)], {"A": "terminee_ouverte"}),
    8: (infirmier(8, presente=False), [contrat(8, fin=100)], [activite(8, AUTRE)], {"A": "fermee"}),
    9: (infirmier(9, presente=False), [contrat(9, fin=10)], [activite(9)], {"A": "trop_tot"}),
    # long gone and closed: no news
    10: (infirmier(10, presente=False), [contrat(10, fin=500)], [activite(10, AUTRE)], {}),
    11: (infirmier(11, presente=False), [contrat(11, fin=800)], [activite(11)], {"A": "terminee_ouverte"}),
    12: (infirmier(12), [contrat(12, debut=10)], [activite(12, AUTRE)], {"A": "trop_tot"}),
    13: (infirmier(13), [contrat(13, "C")], [activite(13)], {"C": "non_comparable"}),
    14: (infirmier(14), [contrat(14, type_contrat="interim")], [activite(14, AUTRE)],
         {"A": "non_comparable"}),
    # moved from A to B a hundred days ago; the directory still shows A only
    15: (infirmier(15), [contrat(15, "A", fin=100), contrat(15, "B", debut=99)], [activite(15)],
         {"A": "terminee_ouverte", "B": "autre_entite"}),
    16: (personne(16, "role", role_code="313", etablissement="A"), [contrat(16)],
         [activite(16, SITE_A1, "99", "313")], {"A": "concorde"}),
    17: (personne(17, "role", role_code="313", etablissement="A"), [contrat(17)],
         [activite(17, SITE_A1, "99", "315")], {"A": "role_different"}),
    18: (personne(18, "role", role_code="364", etablissement="A"), [contrat(18)],
         [activite(18, SITE_A1, "99", "376")], {"A": "concorde"}),
    19: (personne(19, "role", role_code="364", etablissement="A"), [contrat(19)],
         [activite(19, SITE_A1, "10")], {"A": "role_different"}),
    20: (infirmier(20), [contrat(20)], [activite(20, None, ej=EJ_A)], {"A": "concorde"}),
    # other site, same legal entity
    21: (infirmier(21), [contrat(21, finess=SITE_A2)], [activite(21, SITE_A1)], {"A": "concorde"}),
    22: (infirmier(22), [contrat(22, debut=-5)], [activite(22)], {}),  # has not begun
}  # fmt: skip


def groupe(home: Path, rpps: bool = True) -> None:
    """Publish the cases above, and somebody whose number is not proved."""
    gens = [cas[0] for cas in CAS.values()] + [infirmier(30)]
    publier(
        home,
        meta_entite=ENTITES,
        identite=gens,
        identite_fiche=[
            {"source": "rh", "cle_source": f"M{n}", "id_unique": f"ID{n:08d}", "mode": "x"}
            for n in [*CAS, 30]
        ],
        contrat=[row for cas in CAS.values() for row in cas[1]] + [contrat(30)],
        lien_rpps=[lien(n, "confirme", str(n), "p") for n in CAS] + [lien(30, "a_confirmer", "30")],
        rpps_activite=[row for cas in CAS.values() for row in cas[2]] + [activite(30)] if rpps else [],
    )


def verdicts(home: Path) -> dict[int, dict[str, str]]:
    rows = ouvrir(home, "essai", "essais").nominatif("mart.activite_personne")
    out: dict[int, dict[str, str]] = {}
    for ident, place, verdict in rows.select("id_unique", "etablissement", "verdict").iter_rows():
        assert place not in out.setdefault(int(ident[2:]), {}), "one row a person and an establishment"
        out[int(ident[2:])][place] = verdict
    return out


def test_chaque_verdict_sur_un_cas_compte_a_la_main(tmp_path: Path):
    groupe(tmp_path)
    assert verdicts(tmp_path) == {number: cas[3] for number, cas in CAS.items() if cas[3]}


def test_au_niveau_du_site_un_autre_site_de_l_ej_ne_suffit_plus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """21 works on site A2 and is published on A1; 20 is published on the legal entity only; others keep their
    verdict.
    """
    regles = Path(activites.__file__).with_name("activites.toml").read_text("utf-8")
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles/activites.toml").write_text(regles.replace('niveau = "ej"', 'niveau = "et"'), "utf-8")
    tables = jouet.references.reference_tables
    monkeypatch.setattr(jouet.references, "reference_tables", lambda: tables(tmp_path))
    groupe(tmp_path)
    attendus = {number: dict(cas[3]) for number, cas in CAS.items() if cas[3]}
    attendus[20]["A"] = attendus[21]["A"] = "autre_entite"
    assert verdicts(tmp_path) == attendus


def test_l_indicateur_compte_des_personnes_entierement_conformes(tmp_path: Path):
    groupe(tmp_path)
    acces = ouvrir(tmp_path, "essai", "essais")
    lus = {ligne["indicateur"]: ligne for ligne in acces.agregat("mart.historique").to_dicts()}
    # judged: 1-8, 11, 15-21 = 16 people; all agree for 1, 8, 16, 18, 20, 21
    assert (lus["activites_concordent"]["numerateur"], lus["activites_concordent"]["denominateur"]) == (6, 16)
    assert lus["activites_ouvertes_apres_depart"]["valeur"] == 3
    a_jour = lus["activites_a_jour"]
    assert a_jour["numerateur"] <= lus["activites_concordent"]["numerateur"]
    assert a_jour["numerateur"] <= a_jour["denominateur"]


def test_sans_annuaire_rien_n_est_juge(tmp_path: Path):
    groupe(tmp_path, rpps=False)
    assert verdicts(tmp_path) == {}
    acces = ouvrir(tmp_path, "essai", "essais")
    assert not [i for i in acces.agregat("mart.historique")["indicateur"] if i == "activites_concordent"]
    assert acces.agregat("mart.activite")["nombre"].sum() == 0


def test_les_comptes_et_le_geste_selon_l_autorite(tmp_path: Path):
    groupe(tmp_path)
    acces = ouvrir(tmp_path, "essai", "essais")
    tableau = acces.agregat("mart.activite")
    par = {ligne["verdict"]: ligne for ligne in activites.par_verdict(tableau).to_dicts()}
    assert par["terminee_ouverte"]["nombre"] == par["terminee_ouverte"]["ordre"] == 3
    assert (par["role_different"]["role"], par["role_different"]["ordre"]) == (2, 1)
    assert set(par) == {entree["code"] for entree in activites.regles()["verdicts"]}, "even at nought"
    gestes = {
        ligne["id_unique"]: ligne["geste"] for ligne in acces.nominatif("mart.activite_personne").to_dicts()
    }
    assert "Ordre" in gestes["ID00000007"] and "RPPS+" in gestes["ID00000017"]
    publie = {
        ligne["id_unique"]: ligne["au_rpps"] for ligne in acces.nominatif("mart.activite_personne").to_dicts()
    }
    assert (publie["ID00000004"], publie["ID00000003"]) == (AUTRE, None)
    assert publie["ID00000001"] == f"{SITE_A1} ; Sans établissement"
    axe = {ligne["cle"]: ligne for ligne in activites.par_axe(tableau, "etablissement").to_dicts()}
    assert (axe["A"]["jugees"], axe["A"]["accordent"], axe["B"]["ecarts"]) == (16, 6, 1)
    assert "C" not in axe, "not comparable: not judged"


@pytest.mark.parametrize(
    ("avant", "apres", "faute"),
    [
        ('niveau = "ej"', 'niveau = "site"', activites.RegleActivite),
        ('accorde = "oui"', 'accorde = "peut-être"', activites.RegleActivite),
        ('version = "1"', "version = ", RegleIllisible),
    ],
)
def test_une_regle_mal_ecrite_est_refusee_en_clair(
    tmp_path: Path, avant: str, apres: str, faute: type[Exception]
):
    regles = Path(activites.__file__).with_name("activites.toml").read_text("utf-8")
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles/activites.toml").write_text(regles.replace(avant, apres, 1), "utf-8")
    with pytest.raises(faute):
        activites.tables(tmp_path)


ligne = st.fixed_dictionaries(
    {
        "verdict": st.sampled_from([entree["code"] for entree in activites.regles()["verdicts"]]),
        "etablissement": st.sampled_from(["A", "B", None]),
        "autorite": st.sampled_from(["ordre", "ars", "role", "etudiant", None]),
        "nombre": st.integers(0, 50),
    }
)


@settings(deadline=None, max_examples=60)
@given(st.lists(ligne, min_size=1, max_size=20))
def test_rien_ne_se_perd_dans_les_regroupements(lignes):
    table = activites.tables()["meta.verdict_activite"]
    rows = pl.DataFrame(
        lignes,
        schema={"verdict": pl.String, "etablissement": pl.String, "autorite": pl.String, "nombre": pl.Int64},
    )
    rows = rows.join(table, on="verdict")
    par = activites.par_verdict(rows)
    assert par["nombre"].sum() == rows["nombre"].sum()
    assert (par["nombre"] == par.select(pl.sum_horizontal(list(activites.ACTEURS))).to_series()).all()
    axe = activites.par_axe(rows, "etablissement")
    assert axe["jugees"].sum() == rows.filter(pl.col("accorde").is_not_null())["nombre"].sum()
    assert ((axe["taux"] >= 0) & (axe["taux"] <= 1)).all()
