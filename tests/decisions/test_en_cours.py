"""Requests under way and information given: what the ledger accepts, what the run makes of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from workbench.decisions import Decision, DecisionInvalide, Registre, en_cours
from workbench.decisions.genres import verifier

HIER = (dt.date.today() - dt.timedelta(days=1)).isoformat()


def demarche(ident: str = "ID00000001", verdict: str = "demandee", rang: int = 0, **valeur: str) -> Decision:
    complet = {"autorite": "ordre", "date_demande": HIER} | valeur
    return Decision(
        "demarche", "essai", "liste envoyée", verdict=verdict, id_unique=ident, valeur=complet, rang=rang
    )


@pytest.mark.parametrize(
    ("fautive", "attendu"),
    [
        (demarche(autorite="mairie"), "Valeurs admises : ordre, ars, rpps_plus"),
        (demarche(date_demande="hier"), "AAAA-MM-JJ"),
        (demarche(date_demande="2999-01-01"), "date à venir"),
        (demarche(verdict="oubliee"), "réponse inconnue"),
        (demarche(situation="bizarre"), "Valeurs admises : provisoire"),
        (Decision("information_publication", "essai", "note", id_unique="ID1", valeur={}), "Il manque"),
        (
            Decision("information_collective", "essai", "note", objet="", valeur={"date_information": HIER}),
            "Il manque",
        ),
    ],
)
def test_une_entree_impossible_est_refusee_en_francais(fautive: Decision, attendu: str):
    with pytest.raises(DecisionInvalide, match=attendu):
        verifier(fautive)


def test_la_derniere_demarche_vaut_et_suit_la_personne_fusionnee():
    redirection = pl.DataFrame(
        [("ID00000002", "ID00000001", dt.date(2026, 6, 1)), ("ID00000003", None, dt.date(2026, 6, 1))],
        schema=["id_ancien", "id_nouveau", "le"],
        orient="row",
    )
    entrees = [demarche("ID00000002", "abandonnee", rang=2), demarche("ID00000001", "demandee", rang=1)]
    [ligne] = en_cours.demarches(entrees, redirection).to_dicts()
    assert (ligne["id_unique"], ligne["verdict"], ligne["ouverte"]) == ("ID00000001", "abandonnee", False)
    assert en_cours.demarches([], None).columns == list(en_cours.DEMARCHE)


def test_les_portees_d_une_information():
    valeur = {"date_information": "2026-05-02"}
    entrees = [
        Decision(
            "information_publication", "e", "remise en main propre", id_unique="ID00000007", valeur=valeur
        ),
        Decision("information_collective", "e", "note", objet="service:CHA|Bloc | central", valeur=valeur),
        Decision("information_collective", "e", "note", objet="profession:313", valeur=valeur),
        Decision("information_collective", "e", "note", objet="tous", valeur=valeur),
    ]
    table = en_cours.informations(entrees, None)
    assert table.select("portee", "id_unique", "etablissement", "valeur").rows() == [
        ("personne", "ID00000007", None, None),
        ("service", None, "CHA", "Bloc | central"),
        ("profession", None, None, "313"),
        ("tous", None, None, None),
    ]


def test_l_effet_dit_quand_le_numero_est_venu_ou_la_personne_partie():
    entrees = [
        Decision(
            "demarche",
            "e",
            "m" * 6,
            verdict="demandee",
            id_unique=i,
            valeur={"autorite": "ars", "date_demande": HIER},
            id=i,
        )
        for i in ("ID1", "ID2", "ID3", "ID4")
    ]
    statuts = pl.DataFrame(
        {"id_unique": ["ID1", "ID2", "ID4"], "statut": ["absent", "confirme", "incoherent"]}
    )
    effets = en_cours.effets(entrees, statuts, None)
    assert "ID1" not in effets
    assert {ident: effet.etat for ident, effet in effets.items()} == {
        "ID2": "sans_objet",
        "ID3": "a_revoir",
        "ID4": "a_revoir",
    }


def test_une_relance_remplace_la_demande_d_un_autre_auteur(tmp_path: Path):
    registre = Registre(tmp_path)
    [premiere] = registre.enregistrer([demarche()])
    relance = Decision(
        "demarche",
        "bob",
        "sans réponse",
        verdict="relancee",
        id_unique="ID00000001",
        valeur={"autorite": "ordre", "date_demande": HIER},
        remplace=premiere.id,
    )
    registre.enregistrer([relance])
    [en_vigueur] = registre.en_vigueur()
    assert (en_vigueur.verdict, en_vigueur.auteur) == ("relancee", "bob")
