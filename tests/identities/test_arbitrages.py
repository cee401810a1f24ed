"""Decisions against new data: applied, held back, said; never silently dropped."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outils.rapprochement import agent, compte, ident, rapprocher, suite

from workbench.decisions import Decision
from workbench.identities.groupes import Groupes
from workbench.identities.preuves import Fiche
from workbench.socle.luhn import luhn_valide as luhn


def meme(a: str, b: str, **valeur) -> Decision:
    return Decision(
        "meme_personne", "alice", "vu", cle_a=min(a, b), cle_b=max(a, b), valeur=valeur, id=f"m-{a}-{b}"
    )


def autre(a: str, b: str, **valeur) -> Decision:
    return Decision(
        "personne_differente", "alice", "vu", cle_a=min(a, b), cle_b=max(a, b), valeur=valeur, id=f"d-{a}-{b}"
    )


def codes(resultat) -> list[str]:
    return resultat.a_revoir["code_motif"].to_list()


RPPS = "1000123456" + next(c for c in "0123456789" if luhn("1000123456" + c))
DUPONT = agent("1", "Dupont", "Anne", "1980-03-07")


def test_meme_personne_reunit_ce_que_rien_ne_reunissait():
    fiches = (DUPONT, compte("x", "Durand", "Anne"))
    assert ident(rapprocher(*fiches), "rh", "1") != ident(rapprocher(*fiches), "ad", "x")
    resultat = rapprocher(*fiches, decisions=[meme("ad:x", "rh:1")])
    assert ident(resultat, "rh", "1") == ident(resultat, "ad", "x")
    assert resultat.effets["m-ad:x-rh:1"].etat == "appliquee"
    assert set(resultat.identite_fiche["mode"]) == {"decision"}


def test_personnes_differentes_separe_ce_qu_un_identifiant_reunissait():
    fiches = (DUPONT, compte("adupont", "Dupont", "Anne", matricule="1"))
    assert ident(rapprocher(*fiches), "rh", "1") == ident(rapprocher(*fiches), "ad", "adupont")
    resultat = rapprocher(*fiches, decisions=[autre("ad:adupont", "rh:1", avis="identifiant_contredit")])
    assert ident(resultat, "rh", "1") != ident(resultat, "ad", "adupont")
    assert codes(resultat) == [], "l’identifiant était connu lors de la décision : on ne redemande pas"


def test_un_identifiant_apparu_depuis_fait_revenir_la_decision_sans_la_defaire():
    fiches = (DUPONT, compte("adupont", "Dupont", "Anne", matricule="1"))
    resultat = rapprocher(*fiches, decisions=[autre("ad:adupont", "rh:1", avis="nom_seul")])
    assert ident(resultat, "rh", "1") != ident(resultat, "ad", "adupont")
    assert codes(resultat) == ["decision_contredite"]
    assert "même matricule" in resultat.effets["d-ad:adupont-rh:1"].explication


def test_aucune_chaine_ne_reunit_deux_personnes_separees():
    fiches = (
        DUPONT,
        agent("2", "Dupont", "Anne", "1980-03-07", source="rh2"),
        compte("adupont", "Dupont", "Anne", matricule="1", source="ad"),
        compte("adupont", "Dupont", "Anne", matricule="2", source="dpi"),
    )
    resultat = rapprocher(*fiches, decisions=[autre("rh2:2", "rh:1")])
    assert ident(resultat, "rh", "1") != ident(resultat, "rh2", "2")


def test_une_naissance_corrigee_depuis_fait_revenir_la_decision():
    fiches = (DUPONT, agent("2", "Dupont", "Anne", "1955-11-30", source="rh2"))
    resultat = rapprocher(*fiches, decisions=[meme("rh:1", "rh2:2")])
    assert ident(resultat, "rh", "1") != ident(resultat, "rh2", "2")
    assert resultat.effets["m-rh:1-rh2:2"].etat == "a_revoir"
    assert codes(resultat) == ["decision_contredite"]
    assumee = rapprocher(*fiches, decisions=[meme("rh:1", "rh2:2", veto="naissances_contradictoires")])
    assert ident(assumee, "rh", "1") == ident(assumee, "rh2", "2"), (
        "le désaccord était vu lors de la décision"
    )


def test_deux_decisions_contraires_separent_et_le_disent():
    fiches = (DUPONT, agent("2", "Dupont", "Anne", None, source="rh2"), compte("z", "Dupont", "A"))
    decisions = [autre("rh2:2", "rh:1"), meme("ad:z", "rh:1"), meme("ad:z", "rh2:2")]
    resultat = rapprocher(*fiches, decisions=decisions)
    assert ident(resultat, "rh", "1") != ident(resultat, "rh2", "2")
    assert sorted(effet.etat for effet in resultat.effets.values()) == ["a_revoir", "appliquee", "appliquee"]


def test_fusion_puis_annulation_garde_les_promesses_des_identifiants():
    fiches = (DUPONT, agent("2", "Durand", "Anne", "1980-03-07", source="rh2"))
    avant = rapprocher(*fiches)
    un, deux = ident(avant, "rh", "1"), ident(avant, "rh2", "2")
    fusion = rapprocher(*fiches, precedent=suite(avant), decisions=[meme("rh:1", "rh2:2")])
    garde = ident(fusion, "rh", "1")
    assert garde == ident(fusion, "rh2", "2") == min(un, deux)
    assert fusion.redirection.select("id_ancien", "id_nouveau").rows() == [(max(un, deux), garde)]
    apres = rapprocher(*fiches, precedent=suite(fusion))
    assert garde in {ident(apres, "rh", "1"), ident(apres, "rh2", "2")}
    assert max(un, deux) not in {
        ident(apres, "rh", "1"),
        ident(apres, "rh2", "2"),
    }, "un identifiant repris n’est jamais redonné"


def test_nature_d_un_compte_et_attribution():
    fiches = (DUPONT, compte("salle3", "Salle", "3", nature_compte="generique"))
    [ligne] = rapprocher(
        *fiches, decisions=[Decision("compte_appartient", "a", "m", cle_a="ad:salle3", cle_b="rh:1", id="c")]
    ).compte.to_dicts()
    assert (ligne["situation"], ligne["nature"]) == ("liee", "nominatif")
    perdu = rapprocher(
        *fiches, decisions=[Decision("compte_nature", "a", "m", verdict="service", cle_a="ad:absent", id="n")]
    )
    assert perdu.effets["n"].etat == "sans_objet"


def test_une_contradiction_close_se_rouvre_si_la_source_ne_change_pas():
    fiches = (
        agent("1", "Dupont", "Anne", "1980-03-07", rpps=RPPS),
        agent("2", "Martin", "Luc", "1970-01-01", source="rh2", rpps=RPPS),
    )
    [collision] = [
        row for row in rapprocher(*fiches).collision.to_dicts() if row["type"] == "rpps_sur_deux_personnes"
    ]
    assert collision["etat"] == "ouverte"
    for verdict, le, attendu in (
        ("personnes_distinctes", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "close"),
        ("corrige_source", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "rouverte"),
        ("corrige_source", dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC), "close"),
    ):
        decision = Decision(
            "collision_close", "a", "m", verdict=verdict, objet=collision["id_collision"], id="c", le=le
        )
        resultat = rapprocher(*fiches, decisions=[decision])
        [ligne] = resultat.collision.filter(pl.col("id_collision") == collision["id_collision"]).to_dicts()
        assert ligne["etat"] == attendu
        assert resultat.effets["c"].etat == ("a_revoir" if attendu == "rouverte" else "appliquee")


def test_les_contradictions_lues_sur_les_groupes():
    fiches = (
        agent("1", "Dupont", "Anne", "1980-03-07"),
        agent("9", "Dupont", "Anne", "1980-03-07"),
        agent("5", "Martin", "Luc", "1970-01-01"),
        compte("partage", "Dupont", "Anne", matricule="1", etablissement="CHA"),
        compte("partage", "Martin", "Luc", matricule="5", source="dpi", etablissement="CHA"),
        compte("salle3", "Salle", "3", nature_compte="generique", matricule="5"),
    )
    types = set(rapprocher(*fiches).collision["type"])
    assert {"doublon_meme_source", "login_deux_personnes", "compte_generique_nomme"} <= types


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=25),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=5),
)
def test_rien_ne_reunit_jamais_deux_fiches_separees(unions, separations):
    groupes = Groupes(
        Fiche(str(i), "s", "sirh", [], [], None, None, "", "", None, None, "", None, False) for i in range(8)
    )
    separees = {(str(a), str(b)) for a, b in separations if a != b}
    for a, b in separees:
        groupes.separate(a, b)
    for rang, (a, b) in enumerate(unions):
        groupes.join(str(a), str(b), force=bool(rang % 2))
    assert not any(groupes.same(a, b) for a, b in separees)
