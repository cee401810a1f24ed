"""Committees: a calendar from a rule, figures frozen when held, « since last time » exact for ever, nothing
sent ever erased.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from workbench.decisions import Registre
from workbench.projet import FicheInvalide, changer, ouvrir, retirer
from workbench.projet.agenda import dates, ics, is_empty, ordre_du_jour, proposer
from workbench.projet.avancement import plan
from workbench.projet.calendrier import calendrier
from workbench.projet.comites import (
    ComiteImpossible,
    actions_dues,
    chiffres,
    definitions,
    depuis,
    prochain,
    tenir,
)

LE = dt.date(2027, 3, 8)


def historique(**valeurs: float) -> pl.DataFrame:
    """Two runs: everything at zero, then these values."""
    noms = {"rpps": "1.1-2027", "partants": "compte_partant_ouvert", "mie": "mie_remis_dpi"}
    rows = [
        (jour, noms[nom], valeur * rang)
        for nom, valeur in valeurs.items()
        for rang, jour in enumerate((dt.date(2027, 2, 1), dt.date(2027, 3, 1)))
    ]
    return pl.DataFrame(rows, schema=["date_execution", "indicateur", "valeur"], orient="row")


@pytest.fixture
def registre(tmp_path: Path) -> Registre:
    registre = Registre(tmp_path)
    comites = [
        {"id": f"C-{n}", "type": "copil", "le": dt.date(2027, n, 8), "etat": "prevu"} for n in (3, 4, 5)
    ]
    changer(registre, "comite", comites, "alice", "calendrier")
    return registre


def projet(registre: Registre):
    return ouvrir(registre.home)


def tenu(registre: Registre, ident: str, **valeurs: float) -> None:
    donnees = historique(**valeurs)
    ligne = tenir(projet(registre), ident, donnees, "v-" + ident, dt.date(2027, 3, 1), compte_rendu="Vu.")
    assert changer(registre, "comite", [ligne], "alice", "comité tenu") == 1


def test_le_comite_tenu_garde_les_chiffres_vus(registre: Registre):
    tenu(registre, "C-3", rpps=0.67, partants=40)
    fiche = projet(registre).fiche("comite", "C-3")
    assert fiche["reference"] == "v-C-3"
    assert chiffres(fiche) == {"1.1-2027": 0.67, "compte_partant_ouvert": 40}
    for champ, valeur in (
        ("chiffres", json.dumps({"1.1-2027": 1})),
        ("le", "09/03/2027"),
        ("reference", "autre"),
    ):
        with pytest.raises(FicheInvalide, match="figé"):
            changer(registre, "comite", [{"id": "C-3", champ: valeur}], "bob", "essai")
    with pytest.raises(FicheInvalide, match="ne redevient pas"):
        changer(registre, "comite", [{"id": "C-3", "etat": "prevu"}], "bob", "essai")
    with pytest.raises(FicheInvalide, match="ne redevient pas"):
        changer(registre, "comite", [{"id": "C-3", "etat": "annule"}], "bob", "essai")
    assert changer(registre, "comite", [{"id": "C-3", "compte_rendu": "Relu."}], "bob", "relecture") == 1
    with pytest.raises(ComiteImpossible):
        tenir(projet(registre), "C-3", historique(rpps=1.0), "v", LE)


RISQUE = {"famille": "externe", "probabilite": 2, "impact": 2, "etat": "ouvert"}


def test_depuis_le_dernier_comite_est_exact_pour_toujours(registre: Registre):
    changer(registre, "risque", [RISQUE | {"id": "R-900", "titre": "Retard"}], "a", "b")
    tenu(registre, "C-3", rpps=0.67, partants=40)
    changer(registre, "tache", [{"id": "T-001", "etat": "faite"}], "alice", "fait")
    neuf = RISQUE | {"titre": "Neuf", "probabilite": 1, "impact": 1}
    changer(registre, "risque", [{"id": "R-900", "impact": 4}, neuf], "a", "b")
    vus = depuis(projet(registre), "copil", historique(rpps=0.70, partants=45, mie=0.2))
    assert vus.le == dt.date(2027, 3, 8)
    assert [(m.indicateur, m.avant, m.apres, m.mieux) for m in vus.chiffres] == [
        ("1.1-2027", 0.67, 0.70, True),
        ("mie_remis_dpi", None, 0.2, None),
        ("compte_partant_ouvert", 40, 45, False),
    ]
    assert [row["id"] for row in vus.taches_faites] == ["T-001"]
    assert [(row["id"], avant) for row, avant in vus.risques_montes] == [("R-900", 4)]
    assert [row["titre"] for row in vus.risques_nouveaux] == ["Neuf"]
    tenu(registre, "C-4", rpps=0.70, partants=45, mie=0.2)
    fige = depuis(projet(registre), "copil", historique(rpps=0.99), "C-4")
    assert fige == vus, "ce que C-4 a vu ne dépend que de ce qui est figé"
    taches = [{"id": "T-001", "etat": "a_faire"}, {"id": "T-002", "etat": "faite"}]
    changer(registre, "tache", taches, "bob", "erreur")
    changer(registre, "comite", [{"id": "C-4", "compte_rendu": "Relu."}], "bob", "relecture")
    assert depuis(projet(registre), "copil", historique(rpps=0.1), "C-4") == fige
    assert depuis(projet(registre), "suivi", historique(rpps=0.1)).comite is None


def test_un_comite_au_dossier_envoye_ne_s_efface_pas(registre: Registre):
    changer(registre, "comite", [{"id": "C-4", "envoye_le": "01/04/2027"}], "alice", "dossier parti")
    with pytest.raises(FicheInvalide, match=r"envoyé le 01/04/2027.*Annulé") as refus:
        retirer(registre, "comite", ["C-4"], "bob", "ménage")
    assert refus.value.titre == "Rien n’a été enregistré"
    with pytest.raises(FicheInvalide, match="déjà parti"):
        changer(registre, "comite", [{"id": "C-4", "envoye_le": None}], "bob", "ménage")
    assert changer(registre, "comite", [{"id": "C-4", "etat": "annule"}], "bob", "reporté") == 1
    assert projet(registre).fiche("comite", "C-4")["envoye_le"] == dt.date(2027, 4, 1)
    assert retirer(registre, "comite", ["C-5"], "bob", "jamais convoqué") == 1


def test_le_calendrier_se_genere_sans_doublon(registre: Registre):
    proposes = proposer(projet(registre), dt.date(2027, 3, 1), dt.date(2027, 5, 31))
    assert ("copil", dt.date(2027, 3, 8)) not in {(row["type"], row["le"]) for row in proposes}, "déjà là"
    assert sum(row["type"] == "projet" for row in proposes) == 13, "un par mardi"
    changer(registre, "comite", proposes, "alice", "calendrier")
    assert proposer(projet(registre), dt.date(2027, 3, 1), dt.date(2027, 5, 31)) == []
    assert prochain(projet(registre), dt.date(2027, 3, 3))["le"] == dt.date(2027, 3, 4)


def test_un_jour_ferie_reporte_le_comite():
    lundi = {"jour": 1, "rangs": [5], "mois": []}
    assert dates(lundi, dt.date(2027, 3, 1), dt.date(2027, 3, 31), calendrier()) == [dt.date(2027, 3, 30)]


@given(st.integers(0, 4), st.dates(dt.date(2025, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 400))
def test_tout_comite_est_un_jour_ouvre_de_la_periode(rang: int, debut: dt.date, duree: int):
    jours, fin = calendrier(), debut + dt.timedelta(days=duree)
    rythme = definitions(ouvrir(Path("/nulle-part"), []))["rythmes"][rang]
    trouves = dates(rythme, debut, fin, jours)
    assert all(jours.ouvre(jour) and debut <= jour <= fin for jour in trouves)
    assert trouves == sorted(trouves)


def test_l_ics_se_relit_et_ne_varie_pas(registre: Registre):
    changer(
        registre, "comite", [{"id": "C-5", "etat": "annule", "lieu": "Salle 2, bât. A"}], "alice", "reporté"
    )
    contenu = ics(projet(registre), "GHT d’essai")
    assert contenu == ics(projet(registre), "GHT d’essai")
    evenements = Calendar.from_ical(contenu).walk("VEVENT")
    assert len({str(e["uid"]) for e in evenements}) == 3
    assert evenements[0].decoded("dtstart") == dt.datetime(2027, 3, 8, 15, tzinfo=dt.UTC), (
        "16 h à Paris en hiver"
    )
    assert evenements[1].decoded("dtstart") == dt.datetime(2027, 4, 8, 14, tzinfo=dt.UTC), (
        "16 h à Paris en été"
    )
    assert str(evenements[2]["status"]) == "CANCELLED"
    assert str(evenements[2]["location"]) == "Salle 2, bât. A"


def _lu(registre: Registre) -> dict[dt.date, Event]:
    """What a calendar reads, by the day it first was: the strict forms of RFC 5545 held on the way."""
    contenu = ics(projet(registre), "GHT « Vallée, d’Orne ; Est »")
    assert contenu.endswith(b"\r\n") and b"\n" not in contenu.replace(b"\r\n", b"")
    lignes = contenu.split(b"\r\n")
    assert max(map(len, lignes)) <= 75
    assert all(ligne.decode("utf-8") is not None for ligne in lignes), "aucun signe coupé en deux"
    evenements = Calendar.from_ical(contenu).walk("VEVENT")
    for evenement in evenements:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "SEQUENCE"} <= set(evenement)
        assert evenement.decoded("dtend") > evenement.decoded("dtstart")
    return {evenement.decoded("dtstart").date(): evenement for evenement in evenements}


def test_un_rendez_vous_deplace_annule_ou_retire_se_met_a_jour(registre: Registre):
    """As a calendar does: the entry of the same UID is replaced when its SEQUENCE is higher."""
    avant = _lu(registre)
    mars, avril, mai = (str(avant[dt.date(2027, n, 8)]["uid"]) for n in (3, 4, 5))
    dits = "Salle Évariste-Galois 😀 ; étage 2, " * 4
    gestes = {"id": "C-3", "le": dt.date(2027, 3, 9), "lieu": dits, "ordre_du_jour": "Point 1\n• Été, hiver"}
    changer(registre, "comite", [gestes], "alice", "salle prise")
    changer(registre, "comite", [{"id": "C-4", "etat": "annule"}], "alice", "annulé")
    retirer(registre, "comite", ["C-5"], "alice", "en trop")
    apres = {str(e["uid"]): e for e in _lu(registre).values()}
    assert set(apres) == {mars, avril, mai}
    assert {int(e["sequence"]) for e in apres.values()} == {1}, "chacun a changé une fois"
    assert [str(apres[uid]["status"]) for uid in (mars, avril, mai)] == [
        "CONFIRMED",
        "CANCELLED",
        "CANCELLED",
    ]
    assert apres[mars].decoded("dtstart").date() == dt.date(2027, 3, 9)
    assert str(apres[mars]["location"]) == dits.strip()
    assert str(apres[mars]["description"]).endswith("\n\nOrdre du jour :\nPoint 1\n• Été, hiver")
    assert str(apres[mars]["description"]).startswith("Participants : ")
    titres = [str(apres[uid]["summary"]).startswith("Annulé : ") for uid in (mars, avril, mai)]
    assert titres == [False, True, True], "Outlook ne lit pas l’état d’un rendez-vous publié"
    assert [str(apres[uid]["transp"]) for uid in (mars, mai)] == ["OPAQUE", "TRANSPARENT"]
    [dernier] = [e for e in registre.en_vigueur() if e.objet == "comite:C-4"]
    registre.annuler(dernier.id, "alice", "maintenu")
    assert str(_lu(registre)[dt.date(2027, 4, 8)]["status"]) == "CONFIRMED"
    assert int(_lu(registre)[dt.date(2027, 4, 8)]["sequence"]) == 2, "défaire est un état de plus"
    retirer(registre, "comite", ["C-3", "C-4"], "alice", "tous en trop")
    assert projet(registre).lignes("comite").is_empty() and not is_empty(projet(registre))
    assert {str(e["status"]) for e in _lu(registre).values()} == {"CANCELLED"}, "l’annulation part aussi"
    assert is_empty(ouvrir(Path("/nulle-part"), []))


def test_deux_etablissements_n_ont_jamais_le_meme_rendez_vous(registre: Registre, tmp_path: Path):
    autre = Registre(tmp_path / "autre")
    changer(autre, "comite", [{"id": "C-3", "type": "copil", "le": LE, "etat": "prevu"}], "b", "calendrier")
    uids = [{str(e["uid"]) for e in _lu(un).values()} for un in (registre, autre)]
    assert not uids[0] & uids[1]


def test_l_ordre_du_jour_dit_ce_qui_a_bouge(registre: Registre):
    tenu(registre, "C-3", rpps=0.67, partants=40)
    changer(
        registre,
        "action",
        [{"titre": "Relancer l’éditeur", "etat": "a_faire", "echeance": "10/03/2027"}],
        "a",
        "b",
    )
    changer(
        registre,
        "decision_comite",
        [{"comite": "C-4", "texte": "Acheter des lecteurs", "statut": "demandee"}],
        "a",
        "b",
    )
    vus = depuis(projet(registre), "copil", historique(rpps=0.70, partants=45))
    texte = ordre_du_jour(projet(registre), "copil", vus, plan(projet(registre), dt.date(2027, 11, 1)), LE)
    assert "Depuis le 08/03/2027 : 0 tâche faite" in texte
    assert "Chiffres en recul : Comptes ouverts de personnes parties (40 → 45)" in texte
    assert (
        "Chiffres en progrès : RPPS connu du dossier patient (Ordres et ARS) (67,0\u202f% → 70,0\u202f%)"
        in texte
    )
    assert "Actions dues : Relancer l’éditeur (10/03/2027)" in texte
    assert "Décisions à prendre : Acheter des lecteurs" in texte
    assert "Tâches en retard : " in texte
    assert [a["titre"] for a in actions_dues(projet(registre), LE)] == ["Relancer l’éditeur"]
