"""Pro Santé Identité: a lot sent to a service built from the contract, cut anywhere, answered anyhow."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.outils.commandes import lancer
from tests.outils.psi import CLE, Service, service

from workbench.access import AccesRefuse
from workbench.decisions import Decision, Registre
from workbench.documents.systemes.psi import controle, lot
from workbench.exchange.systemes.psi import envoi, journal, reprise
from workbench.exchange.systemes.psi.reponse import understand
from workbench.socle.erreurs import ErreurWorkbench

REGLAGES = {"par_minute": 1_000_000, "delai_secondes": 5, "echecs_de_suite": 3, "octets_max": 200_000}


def corps(rang: int, cas: str = "CREE") -> dict[str, Any]:
    return {
        "lastName": f"Martin{'abcdefghij'[rang % 10]}",
        "firstNames": "Zoé Anne",
        "birthDate": "1980-05-06",
        "genderCode": "F",
        "birthLocationCode": "99350",
        "birthPlace": cas,
        "email": f"{rang}@chx.fr",
        "phone": "+33612345678",
        "employment": {"function": "Professionnel Soin", "issuingEstablishment": "990000010"},
    }


def ecrire(dossier: Path, gens: dict[str, dict[str, Any]]) -> lot.Lot:
    """A lot on disk as the tool writes it."""
    (dossier / "corps").mkdir(parents=True)
    empreintes = {}
    for ident, un in gens.items():
        octets = json.dumps(un, ensure_ascii=False).encode()
        (dossier / f"corps/{ident}.json").write_bytes(octets)
        empreintes[f"corps/{ident}.json"] = hashlib.sha256(octets).hexdigest()
    manifeste = {
        "contrat": "0.9.1",
        "execution": "v1",
        "corps": empreintes,
        "fiches": dict.fromkeys(gens, "rh:1"),
    }
    (dossier / "manifeste.json").write_text(json.dumps(manifeste), "utf-8")
    return lot.read(dossier)


@pytest.fixture
def guichet() -> Iterator[Service]:
    with service() as ouvert:
        yield ouvert


def facteur(guichet: Service, cle: str = CLE, **reglages: Any) -> envoi.Facteur:
    return envoi.Facteur(envoi.Acces(guichet.adresse, cle), REGLAGES | reglages)


ATTENDUS = {
    "CREE": ("inscrite", ""),
    "CREE_UN": ("inscrite", ""),
    "CREE_DEUX": ("inscrite", "plusieurs_numeros"),
    "CREE_FAUX": ("inscrite", "numero_illisible"),
    "CREE_AUTRE": ("incertaine", "autre_personne"),
    "CREE_SANS_ID": ("incertaine", "incertaine"),
    "BLOCS": ("inscrite", "bloc_refuse"),
    "BLOCS_EXISTE": ("existe", "a_prouver"),
    "BLOCS_MUETS": ("incertaine", "incertaine"),
    "EXISTE": ("existe", "a_prouver"),
    "DIVERGE": ("refusee", "refusee"),
    "INVALIDE": ("refusee", "refusee"),
    "ABSENT": ("refusee", "refusee"),
    "PANNE": ("a_reprendre", ""),
    "FERME": ("a_reprendre", ""),
    "PAGE": ("incertaine", "incertaine"),
    "LISTE": ("incertaine", "incertaine"),
    "COUPEE": ("incertaine", "incertaine"),
    "CONTRAIRE": ("incertaine", "incertaine"),
    "LONGUE": ("incertaine", "incertaine"),
    "RACCROCHE": ("incertaine", "incertaine"),
}


def test_chaque_reponse_du_contrat_est_comprise(
    tmp_path: Path, guichet: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for rang, (cas, (etat, code)) in enumerate(ATTENDUS.items()):
        home = tmp_path / cas
        prepare = ecrire(home / "PSI-1", {"ID1": corps(rang, cas)})
        fait = envoi.send(home, prepare, "essai", facteur(guichet))
        assert dict(fait.etats) == {etat: 1}, cas
        [trace] = journal.traces(home).values()
        connus = reprise.Connus(frozenset({"ID1"}), {}, {}, frozenset(), {})
        seul = dict.fromkeys(trace.reponse.numeros if trace.reponse else (), 1)
        if etat != "a_reprendre":
            cas_dit = reprise._case(trace, connus, seul)
            assert (cas_dit.code if cas_dit else "") == code, cas
            if cas_dit:
                mot, remede = reprise.words(home, cas_dit)
                assert mot and remede
    assert guichet.faux == []
    garde = "".join(chemin.read_text("utf-8") for chemin in tmp_path.rglob("*.jsonl"))
    assert "SECRET" not in garde and "ACTE42" not in garde and CLE not in garde, "INSEE’s data are not kept"


def test_coupe_n_importe_ou_personne_ne_part_deux_fois(tmp_path: Path, guichet: Service) -> None:
    class Coupure(BaseException):
        pass

    gens = {f"ID{rang:03}": corps(rang) for rang in range(24)}
    prepare = ecrire(tmp_path / "PSI-1", gens)
    vrais = (journal.depart, journal.retour, envoi.Facteur.carry)
    monkeypatch = pytest.MonkeyPatch()
    appels = [0]

    def couper(vrai: Any, avant: bool, au: int) -> Any:
        def appel(*donnes: Any) -> Any:
            appels[0] += 1
            if avant and appels[0] == au:
                raise Coupure
            rendu = vrai(*donnes)
            if not avant and appels[0] == au:
                raise Coupure
            return rendu

        return appel

    noms = [(journal, "depart"), (journal, "retour"), (envoi.Facteur, "carry")]
    coupures = 0
    for (objet, nom), vrai in zip(noms, vrais, strict=True):
        for avant in (True, False):
            appels[0] = 0
            with monkeypatch.context() as change:
                change.setattr(objet, nom, couper(vrai, avant, 3))
                with pytest.raises(Coupure):
                    envoi.send(tmp_path, prepare, "essai", facteur(guichet))
                coupures += 1
    with (journal.folder(tmp_path) / "PSI-1.jsonl").open("ab") as fichier:
        fichier.write(b'{"quoi": "dep')  # a disk full, or a power cut
    envoi.send(tmp_path, prepare, "essai", facteur(guichet))
    assert envoi.to_send(tmp_path, prepare) == []
    etats = [trace.etat for trace in journal.traces(tmp_path).values()]
    assert max(guichet.recus.values()) == 1, "none was sent twice"
    assert etats.count("inscrite") + etats.count("incertaine") == len(gens)
    assert 0 < etats.count("incertaine") <= coupures
    perdues = [ident for ident, trace in journal.traces(tmp_path).items() if trace.etat == "incertaine"]
    assert envoi.to_send(tmp_path, prepare, incertaines=True) == sorted(perdues)


@pytest.mark.parametrize("avant,apres", [(b'"ident"', b'"idem"'), (b'"ID1"', b'"ID2"'), (b'"le"', b'"lu"')])
def test_un_journal_modifie_n_envoie_ni_ne_reprend_rien(
    tmp_path: Path, guichet: Service, avant: bytes, apres: bytes
) -> None:
    prepare = ecrire(tmp_path / "PSI-1", {"ID1": corps(1)})
    envoi.send(tmp_path, prepare, "essai", facteur(guichet))
    fichier = journal.folder(tmp_path) / "PSI-1.jsonl"
    sain = fichier.read_bytes()
    for ecrit in (
        sain.replace(avant, apres),
        b"\n".join(
            json.dumps({k: v for k, v in json.loads(un).items() if k not in ("chaine", "ident")}).encode()
            for un in sain.splitlines()
        ),
    ):
        fichier.write_bytes(ecrit)
        with pytest.raises(journal.JournalAltere, match=r"PSI-1\.jsonl") as refus:
            envoi.send(tmp_path, prepare, "essai", facteur(guichet))
        assert "rien ne part" in refus.value.conseil and sum(guichet.recus.values()) == 1


def test_un_service_ferme_ou_qui_refuse_arrete_l_envoi(tmp_path: Path, guichet: Service) -> None:
    gens = {f"ID{rang}": corps(rang, "FERME") for rang in range(9)}
    prepare = ecrire(tmp_path / "PSI-1", gens)
    with pytest.raises(envoi.EnvoiArrete, match="3 envois faits, 6 personnes"):
        envoi.send(tmp_path, prepare, "essai", facteur(guichet))
    assert len(envoi.to_send(tmp_path, prepare)) == 9, "nothing was done for them: they come back"
    with pytest.raises(envoi.EnvoiArrete, match="répond 401"):
        envoi.send(tmp_path, prepare, "essai", facteur(guichet, cle="autre"))
    guichet.cas["FERME"] = guichet.cas["AILLEURS"]
    with pytest.raises(envoi.EnvoiArrete, match="répond 302"):
        envoi.send(tmp_path, prepare, "essai", facteur(guichet))
    guichet.cas["FERME"] = guichet.cas["CREE"]
    assert envoi.send(tmp_path, prepare, "essai", facteur(guichet)).etats == {"inscrite": 9}
    eteint = envoi.Facteur(envoi.Acces("http://127.0.0.1:9", CLE), REGLAGES)
    assert eteint.carry(b"{}").etat == "a_reprendre", "nothing left: no doubt"


def test_une_reponse_trop_lente_n_est_pas_renvoyee(tmp_path: Path, guichet: Service) -> None:
    guichet.lenteur = 0.3
    prepare = ecrire(tmp_path / "PSI-1", {"ID1": corps(1, "LENTE")})
    fait = envoi.send(tmp_path, prepare, "essai", facteur(guichet, delai_secondes=0.1))
    assert fait.etats == {"incertaine": 1} and envoi.to_send(tmp_path, prepare) == []


def test_la_cadence_est_tenue(guichet: Service) -> None:
    temps, pauses = [0.0], []

    def pause(secondes: float) -> None:
        pauses.append(secondes)
        temps[0] += secondes

    lent = envoi.Facteur(
        envoi.Acces(guichet.adresse, CLE), REGLAGES | {"par_minute": 60}, pause, lambda: temps[0]
    )
    for rang in range(4):
        lent.carry(json.dumps(corps(rang)).encode())
    assert pauses == [1.0, 1.0, 1.0]


def test_un_refus_ne_repart_que_corrige(tmp_path: Path, guichet: Service) -> None:
    premier = ecrire(tmp_path / "PSI-1", {"ID1": corps(1, "DIVERGE"), "ID2": corps(2)})
    envoi.send(tmp_path, premier, "essai", facteur(guichet))
    pareil = ecrire(tmp_path / "PSI-2", {"ID1": corps(1, "DIVERGE"), "ID2": corps(2)})
    corrige = ecrire(tmp_path / "PSI-3", {"ID1": corps(1), "ID2": corps(2) | {"email": "autre@chx.fr"}})
    assert envoi.to_send(tmp_path, pareil) == []
    assert envoi.to_send(tmp_path, corrige) == ["ID1"], "who is enrolled never leaves again"


def test_un_lot_change_ne_part_pas(tmp_path: Path) -> None:
    dossier = tmp_path / "PSI-1"
    ecrire(dossier, {"ID1": corps(1), "ID2": corps(2)})
    fichier = dossier / "corps/ID1.json"
    vrai = fichier.read_bytes()
    fichier.write_bytes(vrai.replace(b"1980", b"1981"))
    with pytest.raises(lot.LotRefuse, match=r"corps/ID1\.json"):
        lot.read(dossier)
    fichier.unlink()
    with pytest.raises(lot.LotRefuse, match="manque"):
        lot.read(dossier)
    fichier.write_bytes(vrai)
    (dossier / "corps/ID9.json").write_bytes(b"{}")
    with pytest.raises(lot.LotRefuse, match=r"corps/ID9\.json"):
        lot.read(dossier)
    (dossier / "manifeste.json").write_text('{"corps": []}', "utf-8")
    with pytest.raises(lot.LotRefuse, match="ne se lit pas"):
        lot.read(dossier)


def test_l_envoi_est_ferme_d_origine_et_l_adresse_controlee(tmp_path: Path) -> None:
    bonne = {envoi.ADRESSE: "https://psi.exemple.fr", envoi.CLE: CLE}
    with pytest.raises(envoi.EnvoiRefuse, match="ne l’a pas ouvert"):
        envoi.access(tmp_path, bonne)
    livree = Path(controle.__file__).with_name("retour_psi.toml").read_text("utf-8")
    (tmp_path / "regles").mkdir()
    (tmp_path / "regles/retour_psi.toml").write_text(livree.replace("actif = false", "actif = true"), "utf-8")
    trouve, _ = envoi.access(tmp_path, bonne)
    assert trouve.adresse == "https://psi.exemple.fr" and CLE not in repr(trouve)
    for adresse in ("", "http://psi.exemple.fr", "https://a@psi.exemple.fr", "https://psi.fr/x?y", "ftp://x"):
        with pytest.raises(envoi.EnvoiRefuse, match="Rien n’est parti"):
            envoi.access(tmp_path, bonne | {envoi.ADRESSE: adresse})
    for cle in ("", "a b", "a\nb", "clé"):
        with pytest.raises(envoi.EnvoiRefuse, match="Rien n’est parti"):
            envoi.access(tmp_path, bonne | {envoi.CLE: cle})


def test_preparer_envoyer_recevoir(
    demo_copiee: Path, guichet: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.access import ouvrir
    from workbench.run.pipeline import run

    (demo_copiee / "regles").mkdir()
    livree = Path(controle.__file__).with_name("retour_psi.toml").read_text("utf-8")
    debut = livree.index('champ = "email"')
    sans = livree[:debut] + livree[debut:].replace("obligatoire = true", "obligatoire = false")
    (demo_copiee / "regles/retour_psi.toml").write_text(
        sans.replace("actif = false", "actif = true").replace("par_minute = 60", "par_minute = 6000000"),
        "utf-8",
    )
    run(demo_copiee)
    code, sortie = lancer("psi", "preparer", "--motif", "essai du mois", home=demo_copiee)
    assert code == 0, sortie
    [dossier] = (demo_copiee / "exports").iterdir()
    prepare = lot.read(dossier)
    assert json.loads((dossier / "manifeste.json").read_text("utf-8"))["motif"] == "essai du mois"
    assert len(prepare.corps) > 5 and list((dossier / "a_completer").glob("*.xlsx"))
    assert not [path for path in (dossier, *dossier.rglob("*")) if path.stat().st_mode & 0o77], (
        "nobody else's"
    )
    code, sortie = lancer("psi", "envoyer", dossier, "--confirmer", home=demo_copiee)
    assert code == 2 and envoi.ADRESSE in sortie
    monkeypatch.setenv(envoi.ADRESSE, guichet.adresse)
    monkeypatch.setenv(envoi.CLE, CLE)
    code, sortie = lancer("psi", "envoyer", dossier, home=demo_copiee)
    assert code == 0 and "Simulation" in sortie and not guichet.recus
    acces = ouvrir(demo_copiee, "essai", "essais")
    connus = reprise.known(acces, [])
    libre, prouve, autre, *_ = [i for i in prepare.corps if i not in connus.numero][:1] + [
        i for i in prepare.corps if i in connus.numero
    ]
    neuf = "10000000017"
    numeros = {libre: neuf, prouve: connus.numero[prouve], autre: connus.numero[prouve]}
    par_corps = {prepare.corps[ident]: numero for ident, numero in numeros.items()}

    def creer(envoye: dict[str, Any]) -> tuple[int, bytes]:
        numero = par_corps.get(json.dumps(envoye, ensure_ascii=False, indent=1).encode())
        bloc = {"status": 201, "id": "6f1de0a3-2f63-4c63-9d63-0d2f36a2a111", "rppsIdentifiers": []}
        return 201, json.dumps(
            {"identity": bloc | ({"rppsIdentifiers": ["8" + numero]} if numero else {})}
        ).encode()

    guichet.cas["CREE"] = creer
    code, sortie = lancer("psi", "envoyer", dossier, "--confirmer", home=demo_copiee)
    assert code == 0, sortie
    assert len(guichet.recus) == len(prepare.corps)
    code, sortie = lancer("psi", "recevoir", "--simulation", home=demo_copiee)
    assert code == 0 and Registre(demo_copiee).en_vigueur() == [], sortie
    code, sortie = lancer("psi", "recevoir", home=demo_copiee)
    assert code == 0, sortie
    prises = Registre(demo_copiee).en_vigueur()
    [preuve] = [entree for entree in prises if entree.genre == "rpps_confirme"]
    assert (preuve.id_unique, preuve.rpps, preuve.valeur["preuve"]) == (libre, neuf, "pro_sante_identite")
    assert preuve.valeur["fiche"] and preuve.valeur["date_preuve"] <= dt.date.today().isoformat()
    cas = {e.id_unique: e.valeur["cas"] for e in prises if e.genre == "psi_reponse" and "cas" in e.valeur}
    assert cas == {autre: "autre_numero", prouve: "numero_d_un_autre"}
    avant = len(prises)
    code, sortie = lancer("psi", "recevoir", home=demo_copiee)
    assert code == 0 and len(Registre(demo_copiee).en_vigueur()) == avant, "taken in once"
    run(demo_copiee)
    acces = ouvrir(demo_copiee, "essai", "essais")
    etats = dict(acces.nominatif("mart.psi_personne").select("id_unique", "verdict").iter_rows())
    assert {etats[ident] for ident in prepare.corps} == {"inscrite"}, "the queue empties"
    monkeypatch.setenv("WORKBENCH_ROLE", "dsi")
    for geste in (("preparer", "--motif", "x"), ("envoyer", dossier, "--confirmer"), ("recevoir",)):
        code, sortie = lancer("psi", *geste, home=demo_copiee)
        assert code == 2 and "n’inscrit personne" in sortie
    with pytest.raises(AccesRefuse):
        envoi.send(demo_copiee, prepare, "essai", facteur(guichet))
    shutil.rmtree(dossier)


def test_un_seul_envoi_a_la_fois(tmp_path: Path, guichet: Service) -> None:
    prepare = ecrire(tmp_path / "PSI-1", {"ID1": corps(1)})
    journal.folder(tmp_path).mkdir(parents=True)
    with (
        envoi.FileLock(journal.folder(tmp_path) / "envoi.verrou"),
        pytest.raises(envoi.EnvoiRefuse, match="déjà en cours"),
    ):
        envoi.send(tmp_path, prepare, "essai", facteur(guichet))
    assert not guichet.recus


def test_rien_n_est_enregistre_a_moitie(tmp_path: Path) -> None:
    bonne = Decision(
        "psi_reponse",
        "essai",
        "lot",
        verdict="inscrite",
        id_unique="ID1",
        valeur={"lot": "L", "date_reponse": "2026-06-01"},
    )
    fausse = Decision(
        "psi_reponse", "essai", "lot", verdict="peut-être", id_unique="ID2", valeur=bonne.valeur
    )
    with pytest.raises(ErreurWorkbench):
        reprise.record(tmp_path, reprise.Reprise(entrees=[bonne, fausse]))
    assert Registre(tmp_path).en_vigueur() == []


def test_des_octets_quelconques_ne_cassent_rien() -> None:
    for octets in (b"", b"null", b"\xff", b"[" * 5000, b'{"identity": 3}', b'{"identity": {"status": "x"}}'):
        for statut in (200, 201, 207, 400, 404, 409, 418):
            assert understand(statut, octets, corps(1)).etat == "incertaine"


ID = "6f1de0a3-2f63-4c63-9d63-0d2f36a2a111"
MALFORMEES = [  # what the identity block says besides, the state, the numbers kept, what is said of it
    ({"status": "9" * 5000}, "incertaine", (), "incertaine"),
    ({"status": "٢٠١"}, "incertaine", (), "incertaine"),
    ({"status": True}, "incertaine", (), "incertaine"),
    ({"rppsIdentifiers": [["810000000017"]]}, "inscrite", (), "numero_illisible"),
    ({"rppsIdentifiers": [810000000017.0]}, "inscrite", (), "numero_illisible"),
    ({"rppsIdentifiers": ["８１００００００００１７"]}, "inscrite", (), "numero_illisible"),
    ({"rppsIdentifiers": [" 810000000017 "]}, "inscrite", (), "numero_illisible"),
    ({"rppsIdentifiers": ["010000000017"]}, "inscrite", (), "numero_illisible"),
    ({"rppsIdentifiers": ["10000000017", "810000000017"]}, "inscrite", ("10000000017",), ""),
    ({"code": "\ud800\x00\n", "detail": [{"field": "\ud800"}, 3]}, "inscrite", (), ""),
    ({"code": {"a": 1}, "rnippData": 3, "identityTraits": [1]}, "inscrite", (), ""),
]


@pytest.mark.parametrize(("dit", "etat", "numeros", "cas"), MALFORMEES)
def test_une_reponse_malformee_se_garde_et_ne_prouve_rien(
    tmp_path: Path, dit: dict[str, Any], etat: str, numeros: tuple[str, ...], cas: str
) -> None:
    prepare = ecrire(tmp_path / "PSI-1", {"ID1": corps(1)})
    octets = json.dumps({"identity": {"status": 201, "id": ID} | dit}).encode()
    lue = understand(201, octets, corps(1))
    journal.depart(tmp_path, prepare, "ID1")
    journal.retour(tmp_path, prepare.code, "ID1", lue)
    trace = journal.traces(tmp_path)["ID1"]
    assert trace.reponse is not None and (trace.etat, trace.reponse.numeros) == (etat, numeros)
    assert all(un.isprintable() for un in (lue.code, *lue.champs))
    connus = reprise.Connus(frozenset({"ID1"}), {}, {}, frozenset(), {})
    found = reprise._case(trace, connus, dict.fromkeys(numeros, 1))
    assert (found.code if found else "") == cas


@pytest.mark.parametrize("bloc", ["KO", [{"status": 201}], 3, {"status": "abc"}, {}])
def test_un_bloc_illisible_n_est_pas_cru_fait(bloc: Any) -> None:
    octets = json.dumps({"identity": {"status": 201, "id": ID}, "activity": bloc}).encode()
    assert set(understand(207, octets, corps(1)).blocs) == {"activity"}
