"""The guard in front of the application: host, origin, token, account at the other end."""

from __future__ import annotations

import os
import socket

import pytest
from tests.outils.asgi import Derriere, demander

from workbench.ui import poste
from workbench.ui.garde import Garde

ICI = "http://127.0.0.1:8501"
ETRANGERS = {
    "rebinding": {"host": "evil.example:8501"},
    "rebinding, autre port": {"host": "127.0.0.1:9999"},
    "sans port": {"host": "127.0.0.1"},
    "sans hôte": {"host": None},
    "hôte qui finit comme le nôtre": {"host": "evil.127.0.0.1:8501"},
    "origine étrangère": {"origin": "http://evil.example"},
    "autre port de ce poste": {"origin": "http://127.0.0.1:9999"},
    "origine nulle": {"origin": "null"},
    "origine en https": {"origin": "https://127.0.0.1:8501"},
    "image d’un autre site": {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
    "appel d’un autre port": {"sec_fetch_site": "same-site", "sec_fetch_mode": "cors"},
}


def _gardee(admission=None) -> tuple[Garde, Derriere]:
    derriere = Derriere()
    return Garde(derriere, poste.adresses(8501), [admission] if admission else []), derriere


@pytest.mark.parametrize("chemin", ["/", "/_stcore/stream", "/_stcore/health", "/media/x", "/revue?jeton=x"])
@pytest.mark.parametrize("entetes", ETRANGERS.values(), ids=ETRANGERS)
def test_un_etranger_n_obtient_rien(entetes, chemin):
    garde, derriere = _gardee()
    for websocket in (False, True):
        assert demander(garde, ICI + chemin, websocket=websocket, **entetes).code == 403
    assert derriere.vus == []


@pytest.mark.parametrize("hote", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST:8501"])
def test_notre_page_passe_et_streamlit_ne_voit_pas_l_origine(hote):
    garde, derriere = _gardee()
    for websocket in (False, True):
        rendu = demander(
            garde, ICI, websocket=websocket, host=hote, origin=f"http://{hote}", x_workbench_seance="forgée"
        )
        assert rendu.code == (101 if websocket else 200)
    noms = {nom for vu in derriere.vus for nom, _ in vu["headers"]}
    assert noms == {b"host"}  # neither the origin, which it would look up, nor a header that is ours alone


def test_un_autre_site_peut_mener_a_nous_sans_rien_lire():
    garde, _ = _gardee()
    rendu = demander(garde, ICI, sec_fetch_site="cross-site", sec_fetch_mode="navigate")
    assert rendu.code == 200
    assert "frame-ancestors 'none'" in rendu.entetes["content-security-policy"]
    assert "http" not in rendu.entetes["content-security-policy"]
    assert rendu.entetes["referrer-policy"] == "no-referrer"


def test_le_jeton_une_fois_puis_le_temoin():
    jeton = poste.Jeton(8501)
    garde, derriere = _gardee(jeton)
    for essai in ("/", "/?jeton=", "/?jeton=x", f"/?jeton={jeton.jeton[:-1]}", "/_stcore/stream"):
        assert demander(garde, ICI + essai).code == 403
    assert demander(garde, f"{ICI}/_stcore/stream?jeton={jeton.jeton}", websocket=True).code == 403
    assert demander(garde, ICI, cookie=f"workbench_8501={jeton.jeton}").code == 403
    assert derriere.vus == []
    assert demander(garde, f"{ICI}/_stcore/health").code == 200  # says « ok », nothing else
    entree = demander(garde, f"{ICI}/revue?cas=3&jeton={jeton.jeton}")
    assert (entree.code, entree.entetes["location"]) == (303, "/revue?cas=3")
    temoin = entree.entetes["set-cookie"]
    assert "HttpOnly" in temoin and "SameSite=strict" in temoin
    assert jeton.jeton not in temoin
    for websocket in (False, True):
        assert demander(garde, ICI, websocket=websocket, cookie=temoin.split(";")[0]).code == (
            101 if websocket else 200
        )
    assert poste.Jeton(8501).jeton != jeton.jeton


def test_une_adresse_a_jeton_ne_mene_jamais_ailleurs():
    jeton = poste.Jeton(8501)
    garde, _ = _gardee(jeton)
    assert demander(garde, f"{ICI}//evil.example/?jeton={jeton.jeton}").entetes["location"].startswith("/e")


@pytest.mark.skipif(not poste.MemeCompte.possible(), reason="seul Linux dit qui est en face")
def test_le_compte_en_face_est_le_notre(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as serveur:
        with socket.create_connection(serveur.getsockname()) as client:
            assert poste.account_opposite(client.getsockname(), serveur.getsockname()) == os.geteuid()
            garde, derriere = _gardee(poste.MemeCompte())
            monkeypatch.setattr(poste, "account_opposite", lambda client, server: os.geteuid() + 1)
            assert demander(garde, ICI).code == 403
            assert demander(garde, ICI, websocket=True).code == 403
        assert derriere.vus == []
    monkeypatch.undo()
    assert demander(garde, ICI, client=("127.0.0.1", 1)).code == 403  # nobody holds that end
