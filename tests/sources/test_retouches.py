"""What a hand or a spreadsheet leaves in one column, and what two sources say of the same agents."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.sources.test_croisement import JOUR, ad, dpi, lecture
from tests.sources.test_invraisemblances import AVANT, _doutes, liste, parc

from workbench.socle.settings import Settings, load_settings
from workbench.socle.tables import tables
from workbench.sources.croisement import cross
from workbench.sources.ecarts import alone
from workbench.sources.jugement import bounds, rules
from workbench.sources.lecture.encodage import decode
from workbench.sources.modeles import Lecture

ENTITES = """version = 1
[etablissement]
nom = "Essai"
[[etablissement.entites]]
code = "A"
nom = "A"
finess_et = ["990000028"]
[[etablissement.entites]]
code = "B"
nom = "B"
finess_et = ["990000044"]
"""


@pytest.fixture
def reglages(tmp_path: Path) -> Settings:
    (tmp_path / "workbench.toml").write_text(ENTITES, "utf-8")
    return load_settings(tmp_path)


def structure(sites: int) -> Lecture:
    return lecture(
        "structure",
        "structure",
        [{"service_code": f"U{r}", "service": f"S{r}", "etablissement": "AB"[r % sites]} for r in range(12)],
    )


def _dits(found: list[Lecture], reglages: Settings) -> set[str]:
    return {code for one in cross(found, reglages).lectures for code in one.rejets["code"]}


DOUTES: dict[str, tuple[Lecture, str]] = {
    "entrées tirées vers le bas": (liste(lambda r: {"date_debut": AVANT + dt.timedelta(days=r)}), "un jour"),
    "unité écrite une fois par groupe": (
        liste(lambda r: {"service_code": None if r % 3 else f"U{r:02}"}),
        "première ligne de chaque groupe",
    ),
    "libellés triés seuls": (
        liste(lambda r: {"service_code": f"U{r % 5}", "service": f"SERVICE {chr(65 + r // 7)}"}),
        "a plusieurs",
    ),
    "dernières connexions à venir": (
        dpi(date_derniere_connexion=lambda r, a: JOUR + dt.timedelta(days=40 if r % 9 == 0 else -r)),
        "après le jour de la livraison",
    ),
    "l'historique des moyens": (parc(lambda r: {"numero_serie": f"S{r // 2}"}), "historique"),
    "une unité dans deux pôles": (
        lecture(
            "structure",
            "structure",
            [{"service_code": f"U{r // 2}", "service": f"S{r // 2}", "pole": f"P{r % 2}"} for r in range(12)],
        ),
        "figurent plusieurs fois",
    ),
    "codes de profession échangés": (
        lecture(
            "public",
            "rpps_public",
            [{"rpps": f"{19000000000 + r}", "nom_exercice": "N", "profession_code": "C"} for r in range(9)],
        ),
        "codes de profession",
    ),
}  # fmt: skip


@pytest.mark.parametrize("cas", DOUTES)
def test_a_column_a_hand_went_through_is_doubted(cas: str, reglages: Settings) -> None:
    found, dit = DOUTES[cas]
    assert dit in _doutes(found, reglages)


def test_ordinary_columns_are_not(reglages: Settings) -> None:
    justes = [
        liste(lambda r: {"service_code": f"U{r % 9}", "service": f"SERVICE {chr(65 + r % 9)}"}),
        liste(lambda r: {"service_code": f"U{r % 2}" if r % 3 == 0 else None}),
        dpi(date_derniere_connexion=lambda r, a: JOUR - dt.timedelta(days=r * 7 % 11)),
        parc(lambda r: {"statut": "commande", "date_remise": None, "date_activation": None} if r % 2 else {}),
    ]
    assert not [text for one in justes if (text := _doutes(one, reglages))]


def test_what_a_spreadsheet_may_have_done_is_told(reglages: Settings) -> None:
    rangee = liste(lambda r: {"date_debut": AVANT + dt.timedelta(days=3 * r)})
    unique = lecture(
        "rh", "sirh", liste(lambda r: {}).lignes.drop("ligne", "source", "fichier").to_dicts() * 2
    )
    assert "COLONNE_TRIEE" in _dits([rangee], reglages)
    assert "CONTRAT_UNIQUE" in _dits([unique], reglages)
    contredit = parc(lambda r: {"statut": "recu"} if r % 2 else {})
    assert "ETAT_CONTREDIT" in _dits([contredit], reglages) and not _doutes(contredit, reglages)
    commune = dpi(date_derniere_connexion=lambda r, a: JOUR)
    assert "CONNEXION_COMMUNE" in _dits([commune], reglages) and not _doutes(commune, reglages)
    apres = dpi(date_derniere_connexion=lambda r, a: JOUR + dt.timedelta(days=5 + r * 7 % 11))
    assert "LIVRAISON_ANTIDATEE" in _dits([apres], reglages) and not _doutes(apres, reglages)
    glue = liste(lambda r: {"emploi": "AINFIRMIER" if r % 2 else "INFIRMIER"})
    assert "MOT_DANS_LE_NOM" in _dits([glue], reglages)


def test_what_two_sources_say_of_the_same_agents(reglages: Settings) -> None:
    metiers, deux = ["Infirmier", "Cadre", "Agent", "Brancardier"], structure(2)
    melee = liste(lambda r: {"emploi": metiers[r // 3 % 4]})
    compte = ad(fonction=lambda r, a: metiers[r % 4])
    assert "pas plus de rapport" in " ".join(d.message for d in cross([melee, compte], reglages).doutes)
    juste = liste(lambda r: {"emploi": metiers[r % 4]})
    assert not cross([juste, compte], reglages).doutes

    siege = liste(lambda r: {"service_code": f"U{r % 12}", "finess": "990000028"})
    assert "siège" in " ".join(d.message for d in cross([siege, deux], reglages).doutes)
    chacun = liste(lambda r: {"service_code": f"U{r % 12}", "finess": ["990000028", "990000044"][r % 2]})
    assert not cross([chacun, deux], reglages).doutes
    memes = [
        {"service_code": f"U{r // 2}", "service": f"S{r}", "etablissement": "AB"[r % 2]} for r in range(24)
    ]
    partages = lecture("structure", "structure", memes)
    assert not cross([siege, partages], reglages).doutes, "un code que deux sites ont ne dit pas le site"

    une = liste(lambda r: {"service_code": "U1"})
    assert "recopiée vers le bas" in " ".join(d.message for d in cross([une, deux], reglages).doutes)

    tard = liste(lambda r: {"date_debut": AVANT + dt.timedelta(days=400 + r * 7 % 90)})
    ouverts = ad(date_creation=lambda r, a: AVANT)
    assert "ENTREE_APRES_COMPTE" in _dits([tard, ouverts], reglages)
    mois = liste(lambda r: {"date_debut": AVANT + dt.timedelta(days=400 + r % 3), "type_contrat": "cdd"})
    assert "CONTRAT_COURANT" in _dits([mois, ouverts], reglages)
    revenus = liste(
        lambda r: {"date_debut": AVANT + dt.timedelta(days=0 if r % 8 else 400), "type_contrat": "cdd"}
    )
    assert "CONTRAT_COURANT" not in _dits([revenus, ouverts], reglages)


def test_lost_letters_are_seen_by_the_words_of_the_others(reglages: Settings) -> None:
    justes = ["Réanimation", "Pédiatrie", "Hématologie", "Néonatalogie"]
    ici = liste(lambda r: {"service": justes[r % 4]})
    for perdus, doute in (
        ([one.replace("é", "") for one in justes], True),
        ([one.replace("é", "_") for one in justes], True),
        ([one.replace("é", "e").upper() for one in justes], False),
    ):
        found = cross([ici, ad(service=lambda r, a, mots=perdus: mots[r % 4])], reglages).doutes
        assert doute == ("lettres accentuées" in " ".join(one.message for one in found))


def test_a_national_file_that_stops_before_the_others_was_cut(reglages: Settings) -> None:
    def extraction(combien: int) -> Lecture:
        rows = [{"rpps": f"{19000000000 + 10 * r}", "nom_exercice": f"N{r}"} for r in range(combien)]
        return lecture("public", "rpps_public", rows)

    carte = lecture("cps", "porteurs_cps", [
        {"rpps": f"{19000000000 + 20 * r}", "nom": f"N{r}", "numero_carte": f"2{r:010}"} for r in range(200)
    ])  # fmt: skip
    assert "a été coupée" in " ".join(d.message for d in cross([extraction(200), carte], reglages).doutes)
    assert "a été coupée" not in " ".join(d.message for d in cross([extraction(400), carte], reglages).doutes)


def test_a_first_list_with_nothing_recent_or_cut_by_its_directory() -> None:
    source = ad().source
    regle = bounds(rules(), source)
    now = {
        "livraison": JOUR,
        "lignes": 1000,
        "retenues": 1000,
        "refusees": 0,
        "doublons": 0,
        "personnes": 900,
    }
    now |= {"coupee": False, "finie": True}
    la = {"presente": True, "remplies": 900}
    vue = la | {"colonne": "date_derniere_connexion", "atteinte": JOUR - dt.timedelta(days=200)}
    dits = {one.code: one.doute for one in alone(source, now, None, [vue], regle)}
    assert dits == {"limite": True, "perimee:date_derniere_connexion": False}
    vieille = vue | {"atteinte": JOUR - dt.timedelta(days=400)}
    assert [one.doute for one in alone(source, now | {"lignes": 2000}, None, [vieille], regle)] == [
        False,
        True,
    ]
    entree = la | {"colonne": "date_debut", "atteinte": JOUR - dt.timedelta(days=2000)}
    [dite] = alone(source, now | {"lignes": 1003}, None, [entree], regle)
    assert (dite.code, dite.doute) == ("perimee:date_debut", False), (
        "un petit hôpital peut n’accueillir personne"
    )
    assert not list(alone(source, now | {"lignes": 1003}, None, [vue | {"atteinte": JOUR}], regle))


def test_letters_written_by_their_code_are_read(tmp_path: Path) -> None:
    for text in ("H\\u00e9l\\u00e8ne", "H\\xe9l\\xe8ne", "H=C3=A9l=C3=A8ne", "H%C3%A9l%C3%A8ne"):
        path = tmp_path / "liste.csv"
        path.write_text(f"Nom;Service\n{text};A\\u0026B\n", "utf-8")
        assert "Hélène;A\\u0026B" in decode(path, None)[0]


def test_every_national_title_ever_published_is_known() -> None:
    titres = {one.nom: one.titres for one in tables()["entree.rpps_public"].colonnes}
    assert {"Code rôle", "Code fonction"} == set(titres["role_code"])
    assert "Code Département (structure)" in titres["code_departement"]
    assert "Code genre activité" in titres["genre_activite"]
