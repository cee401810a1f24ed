"""Identities and changes for the IAM: exactly the difference between two versions, in forms that receivers
read, and on a real OpenLDAP.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.outils import annuaire
from tests.outils.commandes import lancer
from tests.outils.scim import Serveur

from workbench.access import AccesRefuse, ouvrir_version
from workbench.documents import produits
from workbench.documents.systemes.iam import changements as ch
from workbench.documents.systemes.iam import etat, fichiers, ldif, scim, tableur
from workbench.exchange.plan import ClasseurIllisible
from workbench.exchange.systemes.correspondance import read_ids
from workbench.socle.erreurs import ErreurWorkbench
from workbench.warehouse.publication import kept_versions

REGLES = ch.rules()
URN = REGLES["scim"]["urn"]
JOUR = dt.date(2026, 6, 1)


def lire(home: Path) -> list[etat.Version]:
    return [etat.read(ouvrir_version(home, "essai", "essais", path)) for _, path in kept_versions(home)]


@pytest.fixture(scope="module")
def versions(petite_demo: Path) -> list[etat.Version]:
    return lire(petite_demo)


def une(ident: str = "ID00000001", **autres: Any) -> dict[str, dict[str, Any]]:
    base = dict.fromkeys(etat.ATTRIBUTS) | {
        "actif": True,
        "nom": "MARTIN",
        "prenom": "LÉA",
        "login": ident.lower(),
    }
    return {ident: base | autres}


def version(*gens: dict[str, dict[str, Any]], **autres: Any) -> etat.Version:
    people = {ident: person for group in gens for ident, person in group.items()}
    return etat.Version("v", JOUR, people, **autres)


def test_chaque_paire_de_versions_rejouee_donne_la_nouvelle(versions: list[etat.Version]) -> None:
    assert len(versions) == 6
    seen: dict[str, int] = {}
    for avant, apres in itertools.combinations([etat.RIEN, *versions], 2):
        found = ch.compare(avant, apres, REGLES)
        obtenu = ch.apply(avant.personnes, found.changements)
        retenus = {one.id_unique for one in found.a_part if one.motif == "deja_la"}
        assert obtenu.keys() == avant.personnes.keys() | (apres.personnes.keys() - retenus), (
            "nobody is deleted"
        )
        for ident, person in apres.personnes.items():
            if ident in retenus:
                continue
            tenu = any((one.id_unique, one.motif) == (ident, "login_tenu") for one in found.a_part)
            dits = {"login": obtenu[ident]["login"]} if tenu or person["login"] is None else {}
            assert obtenu[ident] == {**person, **dits}
        for ident in avant.personnes.keys() - apres.personnes.keys():
            assert obtenu[ident] == avant.personnes[ident]
            told = {one.motif for one in found.a_part if one.id_unique == ident}
            assert told & {"fusionnee", "disparue"} or not avant.personnes[ident]["actif"]
        assert ch.apply(obtenu, found.changements) == obtenu, "applied twice, the same"
        for genre, count in found.effectifs.items():
            seen[genre] = seen.get(genre, 0) + count
    assert all(seen[genre] for genre in ("arrivee", "depart", "mouvement", "correction")), seen
    assert ch.compare(versions[-1], versions[-1], REGLES).changements == []


def test_un_changement_porte_sur_qui_change_et_dans_l_ordre(versions: list[etat.Version]) -> None:
    found = ch.compare(versions[0], versions[-1], REGLES)
    order = list(ch.mots()["genres"])
    ranks = [order.index(change.genre) for change in found.changements]
    assert ranks == sorted(ranks)
    assert len({change.id_unique for change in found.changements}) == len(found.changements)
    assert len({change.cle for change in found.changements}) == len(found.changements)
    traits = {"nom_naissance", "date_naissance", "sexe", "lieu_naissance"}
    assert not traits & {name for change in found.changements for name in change.apres}


AVANT = une(email="l.martin@chx.fr", service="Bloc", rpps="10000000017")
GENRES = [
    (AVANT, {"actif": False, "fin": JOUR, "email": None}, "depart"),
    ({"ID00000001": AVANT["ID00000001"] | {"actif": False}}, {"actif": True}, "retour"),
    (AVANT, {"service": "Urgences"}, "mouvement"),
    (AVANT, {"service": "Urgences", "nom": "DURAND"}, "mouvement"),
    (AVANT, {"nom": "DURAND"}, "correction"),
    (AVANT, {"rpps": None}, "correction"),
    (AVANT, {}, None),
    (AVANT, {"login": None}, None),
]


@pytest.mark.parametrize(("avant", "change", "genre"), GENRES)
def test_les_genres(avant: dict[str, Any], change: dict[str, Any], genre: str | None) -> None:
    apres = {"ID00000001": avant["ID00000001"] | change}
    found = ch.compare(version(avant), version(apres), REGLES)
    assert [one.genre for one in found.changements] == ([genre] if genre else [])
    if genre:
        assert dict(found.changements[0].valeurs) == change


A_PART = [
    (version(une("A")), version(), [("A", "disparue")]),
    (version(une("A", actif=False)), version(), []),
    (version(une("A"), une("B")), version(une("B"), redirections={"A": "C", "C": "B"}), [("A", "fusionnee")]),
    (version(une("A")), version(une("B"), redirections={"A": "B"}), [("A", "fusionnee"), ("B", "deja_la")]),
    (version(une("A", login="x")), version(une("A", login=None), une("B", login="X")), [("B", "login_tenu")]),
    (
        version(une("A", login="x"), une("B", login="y")),
        version(une("A", login="y"), une("B", login="x")),
        [("A", "login_tenu"), ("B", "login_tenu")],
    ),
    (version(une("A")), version(une("A"), redirections={"B": "A", "A": "B"}), []),
]


@pytest.mark.parametrize(("avant", "apres", "dits"), A_PART)
def test_ce_qui_est_mis_a_part(avant: etat.Version, apres: etat.Version, dits: list[tuple[str, str]]) -> None:
    found = ch.compare(avant, apres, REGLES)
    assert sorted((one.id_unique, one.motif) for one in found.a_part) == sorted(dits)
    obtenu = ch.apply(avant.personnes, found.changements)
    logins = [person["login"].casefold() for person in obtenu.values() if person["login"]]
    assert len(logins) == len(set(logins)), "nobody takes somebody else's login"
    assert all(obtenu[ident]["actif"] == person["actif"] for ident, person in avant.personnes.items())
    doubled = ("B", "deja_la") in dits
    assert ("B" in obtenu) == ("B" in {**avant.personnes, **apres.personnes} and not doubled)


def test_deux_personnes_un_nom_de_connexion_rien_ne_part_d_aucune() -> None:
    rows = pl.DataFrame(
        [
            person | {"id_unique": ident, "login_partage": "jdupont" if ident != "C" else None}
            for ident, person in (une("A") | une("B", actif=False) | une("C")).items()
        ]
    )
    people, aside = etat._personnes(rows)
    assert set(people) == {"C"} and [(one.id_unique, one.motif) for one in aside] == [
        ("A", "login_partage"),
        ("B", "login_partage"),
    ]
    tenue = version(une("C"), retenues=frozenset("AB"), a_part=tuple(aside))
    avant = version(une("A", service="Bloc"), une("C"))
    found = ch.compare(avant, tenue, REGLES)
    assert found.changements == [] and found.mis_a_part == {"login_partage": 2}
    assert all(mots["qui"] and mots["que_faire"] for mots in ch.mots()["a_part"].values())
    dits = feuille(tableur.put_aside(found, "à détruire"))
    qui = "L’administrateur de l’annuaire"
    assert [(dit["Personne"], dit["Qui le règle"]) for dit in dits] == [("MARTIN LÉA", qui), ("B", qui)]
    apres = version(une("A", service="Urgences"), une("B"), une("C"))
    prise = etat.known_to_receiver(tenue, [lambda _: tenue, lambda _: avant], apres)
    genres = {one.id_unique: one.genre for one in ch.compare(prise, apres, REGLES).changements}
    assert genres == {"A": "mouvement", "B": "arrivee"}, "who was held is not created twice"


def test_ce_que_le_receveur_tient_n_est_pas_ce_que_dit_la_version() -> None:
    """A login no longer given is still held there; an account renamed by hand is as the old one was."""
    avant = version(une("A", login="amartin"), une("B", service="Urgences"))
    prise = version(une("A", login=None), une("C", service="Bloc"), redirections={"B": "C"})
    [retenue] = [one for one in ch.compare(avant, prise, REGLES).a_part if one.motif == "deja_la"]
    assert (retenue.id_unique, retenue.detail) == ("C", "B")
    apres = version(une("A", login=None), une("C", service="Bloc"), une("D", login="amartin"))
    tenu = etat.known_to_receiver(prise, [lambda _: avant], apres)
    found = ch.compare(tenu, apres, REGLES)
    dits = {change.id_unique: (change.genre, dict(change.valeurs)) for change in found.changements}
    assert dits["C"] == ("mouvement", {"service": "Bloc", "login": "c"})
    assert "login" not in dits["D"][1] and "A" not in dits
    assert [(one.id_unique, one.motif, one.detail) for one in found.a_part] == [("D", "login_tenu", "A")]


def test_trop_de_departs_demande_leur_nombre() -> None:
    gens = [une(f"P{rang:03d}") for rang in range(100)]
    partis = [{k: v | {"actif": rang >= 30} for k, v in gens[rang].items()} for rang in range(100)]
    found = ch.compare(version(*gens), version(*partis), REGLES)
    for confirmes in (None, 29):
        with pytest.raises(ch.TropDeDeparts, match="--departs-confirmes 30"):
            ch.require_departures(found, REGLES, confirmes)
    ch.require_departures(found, REGLES, 30)


DIFFICILES = [
    *(
        "MARTIN",
        "Ł'ÉTOILE, Zoë",
        " espace",
        "espace ",
        ":deux",
        "<moins",
        "a\x01b",
        "=1",
        "virgule, plus+",
        "é" * 90,
    ),
    *("x" * 200, "€", "“”", "émoji 🎉", "#diese", "\\", '"'),
]


@pytest.mark.parametrize("nom", DIFFICILES)
def test_ldif_redit_le_nom_tel_quel_en_ascii(nom: str) -> None:
    regle = REGLES["ldif"]
    found = ch.compare(etat.RIEN, version(une(nom=nom, email=None)), REGLES)
    text = ldif.changes(found, regle).decode("ascii")
    assert text.startswith("version: 1\n\ndn: ")
    assert all(len(line) <= ldif.LARGEUR for line in text.split("\n"))
    assert ":<" not in text.replace("::", "")
    [(_, record)] = [(record[0][1], dict(record)) for record in annuaire.records(text)]
    assert record["sn"] == nom
    assert record["changetype"] == "add"


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=20))
def test_un_dn_se_relit(value: str) -> None:
    escaped = ldif.escape(value)
    back, at = "", 0
    while at < len(escaped):
        if escaped[at] == "\\":
            null = escaped[at : at + 3] == "\\00"
            back, at = back + ("\0" if null else escaped[at + 1]), at + (3 if null else 2)
        else:
            assert escaped[at] not in ',+"<>;=\0'
            back, at = back + escaped[at], at + 1
    assert back == value
    assert not escaped.startswith((" ", "#")) and (not escaped.endswith(" ") or escaped.endswith("\\ "))


def test_les_textes_d_une_personne_tiennent_sur_une_ligne() -> None:
    assert etat._ligne("DUPONT\r\nDURAND\t\x00 ") == "DUPONT DURAND"
    assert etat._ligne(" \n ") is None


@pytest.mark.parametrize("paire", [(None, 0), (0, 1), (0, 5), (4, 5)])
def test_scim_suit_les_schemas(versions: list[etat.Version], paire: tuple[int | None, int]) -> None:
    avant = etat.RIEN if paire[0] is None else versions[paire[0]]
    found = ch.compare(avant, versions[paire[1]], REGLES)
    connus = {ident: f"s{rang}" for rang, ident in enumerate(avant.personnes)}
    requests = [json.loads(line) for line in scim.bulk(found, REGLES["scim"], connus).decode().splitlines()]
    operations = [operation for request in requests for operation in request["Operations"]]
    assert len(operations) == len(found.changements)
    assert len({operation["bulkId"] for operation in operations}) == len(operations)
    for request in requests:
        assert set(request) == {"schemas", "Operations"} and request["schemas"] == [scim.LOT]
        assert 0 < len(request["Operations"]) <= REGLES["scim"]["operations"]
    for operation, change in zip(operations, found.changements, strict=True):
        if change.avant:
            assert (operation["method"], operation["path"]) == ("PATCH", f"/Users/{connus[change.id_unique]}")
            retouche_valide(operation["data"], change)
        else:
            assert (operation["method"], operation["path"]) == ("POST", "/Users")
            utilisateur_valide(operation["data"])
            assert operation["data"]["externalId"] == change.id_unique


TYPES = {
    "schemas": list, "externalId": str, "userName": str, "name": dict, "displayName": str, "title": str,
    "userType": str, "active": bool, "emails": list, scim.ENTREPRISE: dict, URN: dict,
}  # fmt: skip


def utilisateur_valide(data: dict[str, Any]) -> None:
    """RFC 7643: known attributes of the right type, userName there, the schemas said are those used."""
    assert all(isinstance(value, TYPES[name]) for name, value in data.items()), data
    assert data["userName"] and data["name"]["familyName"] and "id" not in data
    assert set(data["schemas"]) == {scim.UTILISATEUR} | {name for name in data if name.startswith("urn:")}
    assert set(data["name"]) <= {"familyName", "givenName"}
    assert set(data.get(scim.ENTREPRISE, {})) <= {"employeeNumber", "department", "division", "organization"}
    assert [mail["primary"] for mail in data.get("emails", [])] in ([], [True])


def retouche_valide(data: dict[str, Any], change: ch.Changement) -> None:
    """RFC 7644 3.5.2: replace has a value, remove has none; a path is told once; nothing required goes."""
    assert data["schemas"] == [scim.RETOUCHE]
    assert data["Operations"]
    assert len({item["path"] for item in data["Operations"]}) == len(data["Operations"])
    for item in data["Operations"]:
        assert (item["op"], "value" in item) in (("replace", True), ("remove", False))
        assert item["op"] == "replace" or item["path"] not in ("userName", "active", "name.familyName")
        assert item.get("value", "x") is not None
    if change.genre == "depart":
        assert {"op": "replace", "path": "active", "value": False} in data["Operations"]


def test_scim_ne_modifie_personne_sans_correspondance(versions: list[etat.Version]) -> None:
    found = ch.compare(versions[0], versions[-1], REGLES)
    with pytest.raises(ErreurWorkbench, match="correspondance"):
        scim.bulk(found, REGLES["scim"], {})
    arrivee = ch.compare(etat.RIEN, version(AVANT), REGLES)
    [ligne] = scim.bulk(arrivee, REGLES["scim"], {"ID00000001": "42"}).decode().splitlines()
    [operation] = json.loads(ligne)["Operations"]
    assert (operation["method"], operation["path"]) == ("PATCH", "/Users/42")


def test_entra_par_cinquante_et_personnes_entieres(versions: list[etat.Version]) -> None:
    found = ch.compare(versions[0], versions[-1], REGLES)
    requests = [json.loads(line) for line in scim.entra(found, REGLES["scim"]).decode().splitlines()]
    assert all(len(request["Operations"]) <= 50 for request in requests)
    operations = [operation for request in requests for operation in request["Operations"]]
    assert {(item["method"], item["path"]) for item in operations} == {("POST", "/Users")}
    for item, change in zip(operations, found.changements, strict=True):
        assert item["data"]["active"] is change.apres["actif"]
    vide = {"ID00000001": AVANT["ID00000001"] | {"rpps": None, "email": None}}
    efface = ch.compare(version(AVANT), version(vide), REGLES)
    [data] = [item["data"] for item in json.loads(scim.entra(efface, REGLES["scim"]))["Operations"]]
    assert data[URN] == {"rpps": None} and data["emails"] == [] and URN in data["schemas"]
    with pytest.raises(ErreurWorkbench, match="trop long"):
        scim.entra(ch.compare(etat.RIEN, version(une("I" * 17)), REGLES), REGLES["scim"])


def test_le_tableur_dit_avant_et_apres(versions: list[etat.Version]) -> None:
    found = ch.compare(versions[0], versions[-1], REGLES)
    rows = list(csv.DictReader(StringIO(tableur.changes(found).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == sum(len(change.valeurs) for change in found.changements)
    assert {row["cle"] for row in rows} == {change.cle for change in found.changements}
    assert all(row["avant"] != row["apres"] for row in rows)
    assert {row["attribut"]: row["intitule"] for row in rows}["profession_code"] == "Profession"
    assert set(ch.mots()["attributs"]) == set(etat.ATTRIBUTS), "chaque attribut a son mot"


def test_le_classeur_a_lire_dit_en_mots_et_garde_les_zeros() -> None:
    avant = une(matricule="0000412", service="Bloc", profession_code="60", type_contrat="cdd")
    apres = {
        "ID00000001": avant["ID00000001"] | {"service": "Urgences", "fin": JOUR, "profession_code": "10"}
    }
    arrivee = une("ID00000002", matricule="0000007", profession_code="60")
    found = ch.compare(version(avant), version(apres, arrivee), REGLES)
    lu = feuille(tableur.to_read(found, {"60": "Infirmier", "10": "Médecin"}, "à détruire"))
    assert [dit["Matricule"] for dit in lu] == ["0000412", "0000007"], "du texte : un tableur n’en ôte rien"
    assert lu[0]["Changement"] == "Mouvement"
    assert lu[0]["Ce qui change"] == (
        "Profession : Infirmier → Médecin ; Service : Bloc → Urgences ; Fin : rien → 01/06/2026"
    )
    assert lu[1]["Ce qui change"] == "Compte ouvert : oui ; Profession : Infirmier", "son nom est déjà à côté"


def test_une_premiere_charge_n_a_rien_a_lire(versions: list[etat.Version]) -> None:
    assert tableur.to_read(ch.compare(etat.RIEN, versions[0], REGLES), {}, "mention") is None
    assert tableur.to_read(ch.compare(versions[0], versions[0], REGLES), {}, "mention") is None


def feuille(octets: bytes | None) -> list[dict[str, Any]]:
    """The lines of a list, by the titles of its columns."""
    assert octets is not None
    titres, *rangs = list(load_workbook(BytesIO(octets)).active.iter_rows(min_row=2, values_only=True))
    return [dict(zip(titres, rang, strict=True)) for rang in rangs]


SANS_ANNUAIRE = f"OpenLDAP n’est pas installé (apt install slapd ldap-utils) : {annuaire.missing()}"


@pytest.mark.skipif(bool(annuaire.missing()), reason=SANS_ANNUAIRE)
def test_un_vrai_openldap_tient_les_identites_de_reference(
    versions: list[etat.Version], tmp_path_factory
) -> None:
    dossier = tmp_path_factory.mktemp("l", numbered=True)
    regle = REGLES["ldif"]
    malin = une(
        "ID99999999", nom='Ł’ÎLE, "Zoë" <x>;+', prenom="  Anne=Marie#", login="amarie", service=":Bloc\\"
    )
    premiere = etat.Version("v", JOUR, {**versions[0].personnes, **malin})
    with annuaire.server(dossier) as serveur:
        tenu: dict[str, Any] = {}
        for avant, apres in itertools.pairwise([etat.RIEN, premiere, *versions[1:]]):
            found = ch.compare(avant, apres, REGLES)
            serveur.load(ldif.changes(found, regle))
            tenu = ch.apply(tenu, found.changements)
            lu = annuaire.people(serveur.held(), regle)
            assert lu == {ident: _comme_annuaire(person) for ident, person in tenu.items()}
        modifies = ch.Difference(found.avant, found.apres, [c for c in found.changements if c.avant], [])
        serveur.load(ldif.changes(modifies, regle))
        assert annuaire.people(serveur.held(), regle) == lu, "the same changes again change nothing"


SCIM_UNE_SUR = 6  # this server looks at everybody for each person created


def une_sur(pas: int, lue: etat.Version) -> etat.Version:
    kept = {ident: person for ident, person in lue.personnes.items() if int(ident[2:]) % pas == 0}
    return etat.Version(lue.code, lue.date, kept, redirections=lue.redirections)


def test_un_vrai_serveur_scim_tient_les_identites_de_reference(versions: list[etat.Version]) -> None:
    serveur, tenu = Serveur(URN), {}
    malin = une("ID99999999", nom='Ł’ÎLE, "Zoë" <x>;+', prenom=" 🎉", login="amarie", service=":Bloc\\")
    few = [une_sur(SCIM_UNE_SUR, version) for version in versions]
    premiere = etat.Version("v", JOUR, {**few[0].personnes, **malin})
    for avant, apres in itertools.pairwise([etat.RIEN, premiere, *few[2::3]]):
        found = ch.compare(avant, apres, REGLES)
        connus = {ident: user["id"] for ident, user in serveur.held().items()}
        statuts = serveur.bulk(scim.bulk(found, REGLES["scim"], connus))
        assert set(statuts) <= {"200", "201", "204"} and len(statuts) == len(found.changements)
        tenu = ch.apply(tenu, found.changements)
        lu = {ident: _sans_serveur(user) for ident, user in serveur.held().items()}
        assert lu == {ident: _sans_serveur(scim.user(ident, person, URN)) for ident, person in tenu.items()}


def _sans_serveur(user: dict[str, Any]) -> dict[str, Any]:
    """A user without what the server adds or rewrites."""
    return {name: value for name, value in user.items() if name not in ("id", "meta", "schemas")}


def _comme_annuaire(person: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in person.items()
    }


def test_en_ligne_de_commande(demo_copiee: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, sortie = lancer("retour", "identites", "--simulation", home=demo_copiee)
    assert code == 0 and "personne" in sortie and not (demo_copiee / "exports").exists()
    octets = []
    for tour in ("un", "deux"):
        code, sortie = lancer(
            "retour", "identites", "--depuis", "2026-10-01", "--out", tmp_path / tour, home=demo_copiee
        )
        assert code == 0, sortie
        octets.append({path.name: path.read_bytes() for path in (tmp_path / tour).iterdir()})
    assert octets[0] == octets[1] and len(octets[0]) >= 3
    assert set(produits.histoire(demo_copiee)["genre"]) == {"retour_identites"}
    code, sortie = lancer("retour", "identites", "--depuis", "rien", "--simulation", home=demo_copiee)
    assert code == 0 and "première charge" in sortie
    for options, dit in (
        (("--depuis", "2020-01-01"), "Version de départ introuvable"),
        (("--depuis", "hier"), "Date illisible"),
        (("--formats", "pdf"), "Format inconnu"),
        (("--formats", "scim"), "Identifiants du receveur absents"),
        (("--correspondance", tmp_path / "rien.csv"), "Correspondance introuvable"),
    ):
        code, sortie = lancer("retour", "identites", *options, "--out", tmp_path / "non", home=demo_copiee)
        assert code == 2 and dit in sortie, sortie
    assert not (tmp_path / "non").exists()
    monkeypatch.setenv("WORKBENCH_ROLE", "dsi")
    with pytest.raises(AccesRefuse):
        fichiers.prepare(demo_copiee, "essai", fichiers.Demande(), ["csv"])


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("externalId;id\nA;1\nA;2\n", "déjà donné"),
        ("externalId;id\nA;1\nB;1\n", "déjà donné"),
        ("externalId;id\nA;\n", "à remplir"),
        ("externalId;id\nA;1;2\n", "nombre de colonnes"),
        ("nom;prenom\nA;1\n", "Colonnes introuvables"),
    ],
)
def test_une_correspondance_fautive_est_refusee(tmp_path: Path, texte: str, dit: str) -> None:
    (tmp_path / "ids.csv").write_text(texte, "utf-8")
    with pytest.raises(ClasseurIllisible) as refus:
        read_ids(tmp_path / "ids.csv")
    assert dit in str(refus.value)
    (tmp_path / "ids.csv").write_text("externalId;id\nA;1\nB;2\n", "utf-8")
    assert read_ids(tmp_path / "ids.csv") == {"A": "1", "B": "2"}


FAUTES = [
    ('nom = "sn"', 'nom = "prénom"', "« prénom » ne peut pas nommer un attribut"),
    ('nom = "sn"', 'nim = "sn"', "il manque au moins « nom »"),
    ('rpps = "hcRpps"', 'rpps = "UID"', "« uid » est donné deux fois"),
    ('base = "ou=personnes,', 'base = "personnes,', "n’est pas une place d’annuaire"),
    ('classes = ["top",', 'classes = ["tôp",', "« tôp » ne peut pas nommer"),
    ("operations = 100 ", "operations = 0 ", "scim, operations : un nombre entier"),
    ('urn = "urn:', 'urn = "', "scim, urn"),
    ('mouvement = ["emploi"', 'mouvement = ["emplois"', "peut-être « emploi »"),
]


def test_une_forme_que_nul_receveur_ne_prendrait_est_refusee_avec_toutes_ses_fautes(tmp_path: Path) -> None:
    texte = Path(ch.__file__).with_name(ch.FICHIER).read_text("utf-8")
    (tmp_path / "regles").mkdir()
    propre = tmp_path / "regles" / ch.FICHIER
    for avant, apres, dit in FAUTES:
        assert avant in texte
        propre.write_text(texte.replace(avant, apres, 1), "utf-8")
        with pytest.raises(ErreurWorkbench) as refus:
            ch.rules(tmp_path)
        assert dit in refus.value.message
    propre.write_text(texte.replace("ou=personnes,", "ou=Équipe soignante\\\\, bâtiment B,"), "utf-8")
    assert ldif.dn("ID1", ch.rules(tmp_path)["ldif"]).endswith(
        "ou=Équipe soignante\\, bâtiment B,dc=hopital,dc=fr"
    )
