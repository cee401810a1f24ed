"""What goes back to a DPI: proved numbers only, in the editor’s layout; an answer is recorded whole or not at
all.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from tests.jouet import compte, lien, personne, publier
from tests.outils.commandes import REGLAGES, lancer

from workbench.access import ouvrir
from workbench.decisions import Registre
from workbench.documents import produits
from workbench.documents.systemes import forme as formes
from workbench.documents.systemes.dpi import etats, fichier
from workbench.documents.systemes.ecriture import ecrire
from workbench.exchange.plan import ClasseurIllisible, record
from workbench.exchange.systemes import accuse
from workbench.socle.erreurs import ErreurWorkbench

JOUR = dt.date(2026, 6, 1)


def prouve(rang: int, rpps: str, **autres: Any) -> dict[str, Any]:
    return {
        **lien(rang, "confirme", rpps, "traits_restreint_unique"),
        "date_preuve": dt.date(2026, 5, 4),
        "a_reverifier": False,
        **autres,
    }


def numero(rang: int) -> str:
    """A number with a right key, one a rank."""
    base = f"1{rang:09d}"
    digits = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(reversed(base))]
    return base + str(-sum(d // 10 + d % 10 for d in digits) % 10)


CAS = {  # rank → account, link, verdict and reason expected
    1: ({}, {"statut": "confirme"}, ("a_ecrire", None)),
    2: ({"rpps_connu": numero(2)}, {"statut": "confirme"}, ("connu", None)),
    3: ({"rpps_connu": numero(93)}, {"statut": "confirme"}, ("a_remplacer", None)),
    4: ({}, {"statut": "a_confirmer"}, ("retenu", "a_confirmer")),
    5: ({}, {"statut": "incoherent"}, ("retenu", "incoherent")),
    6: ({}, {"statut": "absent"}, ("retenu", "absent")),
    7: ({}, {"statut": "confirme", "a_reverifier": True}, ("retenu", "a_reverifier")),
    9: ({"situation": "contestee"}, {"statut": "confirme"}, ("retenu", "compte_a_trancher")),
    10: ({"rpps_connu": numero(1)}, {"statut": "confirme"}, ("retenu", "numero_d_un_autre")),
    13: ({}, {"statut": "confirme"}, ("retenu", "contredit")),
    15: ({}, {"statut": "confirme"}, ("a_ecrire", None)),
    16: ({"actif": False}, {"statut": "confirme"}, None),
    17: ({"nature": "generique"}, {"statut": "confirme"}, None),
    18: ({"source": "dpi_b"}, {"statut": "confirme"}, ("a_ecrire", None)),
}
TRAITS = {1: {"nom_naissance": "ŁUKASZEWICZ; D'ÎLE\nBIS", "prenoms": "Zoë"}}


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("dpi")
    (home / "workbench.toml").write_text(REGLAGES, "utf-8")
    comptes = [compte(f"u{rang}", rang, **autres) for rang, (autres, _, _) in CAS.items()]
    comptes += [compte("perdu", None), compte("doute", None, situation="a_revoir")]
    publier(
        home,
        JOUR,
        identite=[personne(rang, **TRAITS.get(rang, {})) for rang in CAS],
        compte=comptes,
        lien_rpps=[prouve(rang, numero(rang)) | autres for rang, (_, autres, _) in CAS.items()],
        collision=[
            {
                "id_collision": "c1",
                "type": "naissances_contradictoires",
                "etat": "ouverte",
                "fiches": ["dpi:u13"],
                "id_uniques": ["ID00000013"],
            }
        ],
    )
    return home


@pytest.fixture
def home(modele: Path, tmp_path: Path) -> Path:
    return shutil.copytree(modele, tmp_path / "home")


def preparer(home: Path, source: str = "dpi", **options: Any) -> fichier.Retour:
    return fichier.prepare(ouvrir(home, "essai", "essais"), source, Registre(home).en_vigueur(), **options)


def envoyer(home: Path, source: str = "dpi") -> fichier.Retour:
    retour = preparer(home, source)
    fichier.record(ouvrir(home, "essai", "essais"), retour)
    return retour


def test_chaque_compte_a_son_verdict(modele: Path) -> None:
    rows = ouvrir(modele, "essai", "essais").nominatif("mart.retour_dpi")
    found = {row["login"]: (row["verdict"], row["retenue"]) for row in rows.to_dicts()}
    expected = {f"u{rang}": verdict for rang, (_, _, verdict) in CAS.items() if verdict}
    assert found == expected | {
        "perdu": ("retenu", "sans_personne"),
        "doute": ("retenu", "compte_a_trancher"),
    }
    assert {reason for _, reason in found.values() if reason} <= set(etats.mots()["retenues"])


def test_seuls_les_numeros_prouves_partent_et_les_retenus_sont_comptes(home: Path) -> None:
    retour = preparer(home)
    texte = retour.produit.octets.decode("utf-8-sig")
    assert [ligne["login"] for ligne in retour.lignes] == ["u1", "u15", "u3"]
    lignes = texte.splitlines()
    assert lignes[0] == "LOGIN;CLE_COMPTE;NOM;PRENOM;RPPS;REMPLACE;PREUVE;DATE_PREUVE;LOT"
    preuve = f"Traits de naissance uniques au répertoire;04/05/2026;{retour.lot}"
    assert lignes[1] == f'u1;dpi:u1;"ŁUKASZEWICZ; D\'ÎLE BIS";Zoë;{numero(1)};;{preuve}'
    assert f";{numero(3)};{numero(93)};" in lignes[3]
    assert not any(numero(rang) in texte for rang in (4, 5, 6, 7, 9, 10, 13, 16, 17))
    attendus = [verdict[1] for _, (c, _, verdict) in CAS.items() if verdict and "source" not in c]
    attendus = [reason for reason in attendus if reason] + ["sans_personne", "compte_a_trancher"]
    assert retour.retenus == {reason: attendus.count(reason) for reason in sorted(set(attendus))}


def test_memes_octets_et_un_lot_par_contenu(home: Path) -> None:
    un, deux = envoyer(home), envoyer(home)
    assert (un.produit.octets, un.lot) == (deux.produit.octets, deux.lot)
    assert len(Registre(home).toutes()) == 1
    autre = envoyer(home, "dpi_b")
    assert [ligne["login"] for ligne in autre.lignes] == ["u18"]
    assert autre.lot != un.lot
    assert {lot.source for lot in etats.lots(Registre(home).en_vigueur())} == {"dpi", "dpi_b"}
    with pytest.raises(ErreurWorkbench, match="DPI inconnu"):
        preparer(home, "gam")


FORME = {
    "source": "*",
    "format": "csv",
    "colonnes": [{"champ": "login", "titre": "L"}, {"champ": "rpps", "titre": "R"}],
}
FIXE = {
    "source": "*",
    "format": "fixe",
    "encodage": "cp1252",
    "fin_de_ligne": "unix",
    "rpps": 12,
    "date": "AAAAMMJJ",
    "colonnes": [
        {"champ": "login", "largeur": 6},
        {"champ": "nom", "largeur": 8},
        {"champ": "rpps", "largeur": 13, "cadre": "droite", "complete": "0"},
        {"champ": "date_preuve", "largeur": 8},
        {"valeur": "CHX", "largeur": 3},
    ],
}


def lu(entree: dict[str, Any]) -> formes.Forme:
    return formes.lire([entree], fichier.CHAMPS, fichier.CLES, "regles/retour_dpi.toml")["*"]


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"format": "xls"}, "format « xls » inconnu ; attendu : csv, xlsx, fixe"),
        ({"encodage": "utf-9"}, "encodage « utf-9 » inconnu"),
        ({"encodage": "base64"}, "pas une écriture de texte"),
        ({"separateur": ";;"}, "un seul signe"),
        ({"separateur": "a"}, "un seul signe"),
        ({"date": "jour/mois"}, "écrivez-la avec JJ, MM et AAAA"),
        ({"date": "%d/%m"}, "écrivez-la avec JJ, MM et AAAA"),
        ({"rpps": 10}, "rpps « 10 » inconnu ; attendu : 11, 12"),
        ({"titres": "oui"}, "« titres » vaut « oui », ce n’est pas de la bonne sorte"),
        ({"encodagee": "utf-8"}, "« encodagee » n’est pas un réglage ; peut-être « encodage »"),
        ({"colonnes": []}, "au moins une colonne"),
        ({"colonnes": ["login"]}, "une colonne s’écrit"),
        ({"colonnes": [{"champ": "rpps", "titre": "R"}]}, "aucune colonne ne dit quel compte"),
        ({"colonnes": [{"champ": "login", "titre": "L"}]}, "la colonne rpps manque"),
        ({"colonnes": [{"champ": "logn", "titre": "L"}]}, "champ « logn » inconnu ; peut-être « login »"),
        ({"colonnes": [{"champ": "login"}, {"champ": "rpps", "titre": "R"}]}, "il manque « titre »"),
        ({"colonnes": [{"champ": "login", "titre": "X"}, {"champ": "rpps", "titre": "X"}]}, "deux fois : X"),
        ({"format": "fixe"}, "il manque « largeur »"),
    ],
)
def test_une_forme_fausse_est_refusee_en_francais(change: dict[str, Any], dit: str) -> None:
    with pytest.raises(formes.FormeInvalide) as refus:
        lu(FORME | change)
    assert dit in refus.value.message
    assert "forme 1 (source « * »)" in refus.value.message


def test_deux_formes_pour_un_dpi_et_aucune_pour_l_autre() -> None:
    with pytest.raises(formes.FormeInvalide, match="refusée"):
        formes.lire([FORME, FORME], fichier.CHAMPS, fichier.CLES, "f")
    with pytest.raises(formes.FormeInvalide, match="absente"):
        formes.choisir({"dpi": lu(FORME)}, "dpi_b", "f")


LIGNE = {"login": "u1", "nom": "DUPONT", "rpps": numero(1), "date_preuve": dt.date(2026, 5, 4)}


def test_largeur_fixe_sans_rien_couper() -> None:
    ecrit = ecrire(lu(FIXE), [LIGNE, LIGNE | {"nom": "DUPONT-DURAND"}], JOUR, fichier.CLES)
    assert ecrit.octets.decode("cp1252") == f"u1    DUPONT  08{numero(1)}20260504CHX\n"
    assert [reason for _, reason in ecrit.retenues] == ["trop_long"]


@pytest.mark.parametrize(
    ("change", "ligne", "raison"),
    [
        ({"encodage": "cp1252", "nom": True}, {"nom": "ŁUKASZ"}, "caractere"),
        ({"guillemets": "jamais", "nom": True}, {"nom": "A;B"}, "separateur"),
        ({}, {"login": "u\n1"}, "illisible"),
        ({}, {"login": "u\x001"}, "illisible"),
        ({}, {"login": ""}, "cle_absente"),
        ({"nom": True}, {"nom": "A\r\nB"}, ""),
        ({"nom": True}, {"nom": "=SOMME(A1)"}, ""),
        ({"nom": True}, {"nom": 'A"B'}, ""),
    ],
)
def test_ce_que_la_forme_ne_sait_pas_ecrire_est_retenu(
    change: dict[str, Any], ligne: dict[str, Any], raison: str
) -> None:
    change = dict(change)
    nom = [{"champ": "nom", "titre": "N"}] if change.pop("nom", False) else []
    ecrit = ecrire(
        lu(FORME | change | {"colonnes": [*FORME["colonnes"], *nom]}), [LIGNE | ligne], JOUR, fichier.CLES
    )
    assert [reason for _, reason in ecrit.retenues] == ([raison] if raison else [])
    assert set(etats.mots()["retenues"]) >= {raison} - {""}
    assert len(ecrit.octets.splitlines()) == (1 if raison else 2)


def test_classeur_de_textes_et_memes_octets() -> None:
    classeur = lu(FORME | {"format": "xlsx", "feuille": "Import"})
    lignes = [LIGNE | {"login": "=1+1"}]
    un, deux = (ecrire(classeur, lignes, JOUR, fichier.CLES).octets for _ in range(2))
    assert un == deux
    sheet = load_workbook(BytesIO(un))["Import"]
    assert [[(cell.value, cell.data_type) for cell in row] for row in sheet] == [
        [("L", "s"), ("R", "s")],
        [("=1+1", "s"), (numero(1), "s")],
    ]


def test_la_forme_de_l_etablissement_est_lue(home: Path) -> None:
    livree = Path(fichier.__file__).with_name("retour_dpi.toml").read_text("utf-8")
    (home / "regles").mkdir()
    propre = home / "regles" / "retour_dpi.toml"
    propre.write_text(
        livree.replace('format = "csv"', 'format = "csv"\nremplacements = "retenir"\nrpps = 12', 1), "utf-8"
    )
    retour = preparer(home)
    assert retour.retenus["remplacement"] == 1
    assert f"8{numero(1)}".encode() in retour.produit.octets
    propre.write_text(livree.replace('"csv"', '"cvs"', 1), "utf-8")
    code, sortie = lancer("retour", "dpi", "--simulation", home=home)
    assert code == 2
    assert "format « cvs » inconnu" in sortie


ENTETE = "login;rpps;lot;résultat;motif"


def reponse(lot: str, *lignes: str, entete: str = ENTETE) -> bytes:
    return "\n".join([entete, *(ligne.replace("LOT", lot) for ligne in lignes), ""]).encode()


TOUT = (
    f"u3;{numero(3)};LOT;Refusé;compte verrouillé",
    f"u1;8{numero(1)};LOT;APPLIQUÉ;",
    "U15;;LOT;introuvable;",
)
TOUT = (*TOUT[:2], TOUT[2].replace("U15", "u15"))


def lire_reponse(
    home: Path, contenu: bytes, nom: str = "a.csv", partiel: bool = False, lot: str | None = None
) -> accuse.Accuse:
    decisions = Registre(home).en_vigueur()
    recu = accuse.Recu(nom, contenu, partiel)
    return accuse.lire(home, recu, accuse.find(decisions, lot), decisions, "essai")


def test_la_file_se_vide(home: Path) -> None:
    retour = envoyer(home)
    lue = lire_reponse(home, reponse(retour.lot, *TOUT))
    assert lue.plan.fautes == []
    assert record(Registre(home), lue.plan) == 3
    acces, decisions = ouvrir(home, "essai", "essais"), Registre(home).en_vigueur()
    rows = acces.nominatif("mart.retour_dpi", colonnes=etats.LUES, source="dpi")
    file = etats.queue(rows, decisions, {})
    vus = {row["login"]: (row["etat"], row["precision"]) for row in file.to_dicts()}
    assert vus["u1"] == ("applique", "")
    assert vus["u3"] == ("refuse", "compte verrouillé")
    assert vus["u15"] == ("inconnu", "")
    with pytest.raises(ErreurWorkbench, match="Rien à envoyer"):
        envoyer(home)
    assert [ligne["login"] for ligne in preparer(home, reprendre=True).lignes] == ["u15", "u3"]
    demain = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    dementi = etats.queue(rows, decisions, {"dpi": demain})
    assert dementi.filter(login="u1")["etat"].item() == "dementi"
    bilan = etats.summary(file, acces.agregat("mart.jalon")).filter(etat="refuse").row(0, named=True)
    denominateur = acces.agregat("mart.jalon", annee=2027)["denominateur"].item()
    assert bilan["points_2027"] == pytest.approx(100 / denominateur)
    encore = lire_reponse(home, reponse(retour.lot, *TOUT), lot=retour.lot)
    assert (encore.plan.deja, encore.plan.reponses) == (3, [])
    second = preparer(home, reprendre=True)
    fichier.record(acces, second)
    vus = dict(etats.queue(rows, Registre(home).en_vigueur(), {}).select("login", "etat").iter_rows())
    assert (vus["u1"], vus["u3"], vus["u15"]) == ("applique", "envoye", "envoye")
    corrige = lire_reponse(home, reponse(second.lot, *(ligne.replace("Refusé", "OK") for ligne in TOUT[::2])))
    assert (corrige.lot.code, record(Registre(home), corrige.plan)) == (second.lot, 2)
    ancien = lire_reponse(home, reponse(retour.lot, *TOUT), lot=retour.lot)
    assert (ancien.plan.deja, ancien.plan.reponses) == (3, []), "an older answer takes nothing back"
    with pytest.raises(ErreurWorkbench, match="Lot à préciser"):
        lire_reponse(home, reponse(retour.lot, *TOUT))


@pytest.mark.parametrize(
    ("lignes", "dit"),
    [
        ((*TOUT, "u99;;LOT;appliqué;"), "« u99 » n’est pas dans le lot"),
        ((*TOUT, TOUT[0].replace("Refusé", "appliqué")), "répond autrement"),
        (TOUT[:2], "1 compte du lot sur 3 sans réponse"),
        ((*TOUT[:2], "u15;;LOT;appli"), "Le nombre de colonnes"),
        ((*TOUT[:2], "u15;;LOT;appli;"), "« appli » n’est pas une réponse connue"),
        ((*TOUT[:2], "u15;;LOT;intégration partielle;"), "n’est pas une réponse connue (appliqué"),
        ((*TOUT[:2], "u15;;LOT;;"), "« vide » n’est pas une réponse connue"),
        ((*TOUT[:2], f"u15;{numero(1)};LOT;appliqué;"), "pas le numéro qui a été remis"),
        ((*TOUT[:2], "u15;10;LOT;appliqué;"), "pas le numéro qui a été remis"),
        ((*TOUT[:2], ";;LOT;appliqué;"), "compte vide"),
    ],
)
def test_un_accuse_fautif_n_enregistre_rien(home: Path, lignes: tuple[str, ...], dit: str) -> None:
    lue = lire_reponse(home, reponse(envoyer(home).lot, *lignes))
    assert any(dit in faute.motif.replace("\xa0", " ") for faute in lue.plan.fautes), lue.plan.fautes
    assert lue.plan.entrees == []


def test_desordre_doublons_et_reponse_partielle(home: Path) -> None:
    lot = envoyer(home).lot
    lue = lire_reponse(home, reponse(lot, *reversed(TOUT), TOUT[0]))
    assert (len(lue.plan.entrees), lue.plan.deja, lue.plan.fautes) == (3, 1, [])
    lue = lire_reponse(home, reponse(lot, *TOUT[:2]), partiel=True)
    assert (len(lue.plan.entrees), lue.reste, lue.plan.fautes) == (2, 1, [])


@pytest.mark.parametrize(
    "ecrit",
    [
        lambda texte: texte.encode("cp1252"),
        lambda texte: texte.encode("utf-16"),
        lambda texte: texte.replace(";", "\t").replace("\n", "\r\n").encode("utf-8-sig"),
        lambda texte: "\n".join(";".join(ligne.split(";")[::-1]) for ligne in texte.split("\n")).encode(),
        lambda texte: texte.replace("u1;", " u1 ;").replace("u3;", "u3\xa0\xa0;").encode(),
        lambda texte: ("Retour DPI;;;;\n;;;;\n" + texte).encode(),
    ],
    ids=["cp1252", "utf-16", "tabs", "columns", "blanks", "banner"],
)
def test_un_accuse_ecrit_autrement_se_lit_de_meme(home: Path, ecrit: Any) -> None:
    lot = envoyer(home).lot
    lue = lire_reponse(home, ecrit(reponse(lot, *TOUT).decode()))
    assert (len(lue.plan.entrees), lue.plan.fautes) == (3, [])
    said = {entree.objet: (entree.verdict, entree.valeur.get("precision")) for entree in lue.plan.entrees}
    assert said["dpi:u3"] == ("refuse", "compte verrouillé") and said["dpi:u1"][0] == "applique"


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (reponse("RD-20250101-00000000", *TOUT), "Accusé d’un autre fichier"),
        (reponse("", "u1;;;appliqué;", "u3;;;appliqué;", "u15;;;appliqué;"), "sans preuve"),
        (reponse("", *TOUT, entete="compte X;n;lot;r;motif"), "Colonnes introuvables"),
        (b"", "Fichier vide"),
        (b"PK\x03\x04rien", "illisible"),
        (reponse(""), "Accusé vide|Fichier"),
    ],
)
def test_un_accuse_d_autre_chose_est_refuse(home: Path, contenu: bytes, dit: str) -> None:
    envoyer(home)
    with pytest.raises(ClasseurIllisible, match=dit):
        lire_reponse(home, contenu, "a.xlsx" if contenu.startswith(b"PK") else "a.csv")


def test_l_accuse_est_le_fichier_envoye_avec_une_colonne_de_plus(home: Path) -> None:
    """Under the editor's own titles, whichever key names the account."""
    livree = Path(fichier.__file__).with_name("retour_dpi.toml").read_text("utf-8")
    (home / "regles").mkdir()
    for cle, valeur in (("login", "u1"), ("cle_compte", "dpi:u1")):
        colonnes = f'{{ champ = "{cle}", titre = "CODE U" }}, {{ champ = "rpps", titre = "NUM PS" }}'
        debut, fin = livree.index("colonnes = [\n"), livree.index("]\n\n# L'accusé")
        propre = f"{livree[:debut]}colonnes = [{colonnes}{livree[fin:]}"
        (home / "regles" / "retour_dpi.toml").write_text(propre, "utf-8")
        retour = envoyer(home)
        lignes = retour.produit.octets.decode("utf-8-sig").splitlines()
        assert lignes[1] == f"{valeur};{numero(1)}"
        renvoye = "\n".join([f"{lignes[0]};STATUT", *(f"{ligne};OK" for ligne in lignes[1:])]).encode()
        lue = lire_reponse(home, renvoye, lot=retour.lot)
        assert (len(lue.plan.entrees), lue.plan.fautes) == (3, [])
        assert {entree.objet for entree in lue.plan.entrees} == {"dpi:u1", "dpi:u15", "dpi:u3"}


def test_un_accuse_excel_dont_les_numeros_sont_des_nombres(home: Path) -> None:
    envoyer(home)
    book = Workbook()
    book.active.append(["Compte", "N° RPPS", "Statut"])
    for rang in (15, 1, 3):
        book.active.append([f"u{rang}", int(numero(rang)), "OK"])
    flux = BytesIO()
    book.save(flux)
    lue = lire_reponse(home, flux.getvalue(), "a.xlsx")
    assert (len(lue.plan.entrees), lue.plan.fautes) == (3, [])


def test_en_ligne_de_commande(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, sortie = lancer("retour", "dpi", home=home)
    assert code == 0, sortie
    noms = sorted(path.name for path in (home / "exports").iterdir())
    assert [nom.rsplit("_", 1)[0] for nom in noms] == [
        "retour_dpi_dpi_2026-06-01",
        "retour_dpi_dpi_b_2026-06-01",
    ]
    assert all((home / "exports" / nom).stat().st_mode & 0o077 == 0 for nom in noms)
    histoire = produits.histoire(home)
    assert set(histoire["genre"]) == {"retour_dpi"}
    lot = noms[0].rsplit("_", 1)[1].removesuffix(".csv")
    (tmp_path / "a.csv").write_bytes(reponse(lot, *TOUT))
    code, sortie = lancer("retour", "accuse", tmp_path / "a.csv", home=home)
    assert code == 2 and "Lot à préciser" in sortie
    code, sortie = lancer("retour", "accuse", tmp_path / "a.csv", "--lot", lot, home=home)
    assert code == 0 and "3 réponses enregistrées" in sortie.replace("\xa0", " ")
    code, sortie = lancer("retour", "etat", home=home)
    assert code == 0 and "Refusé par le DPI" in sortie
    for role, commande in (
        ("dsi", ("dpi",)),
        ("lecteur", ("etat",)),
        ("sponsor", ("accuse", tmp_path / "a.csv")),
    ):
        monkeypatch.setenv("WORKBENCH_ROLE", role)
        code, sortie = lancer("retour", *commande, home=home)
        assert code == 2 and "rôle" in sortie


def test_un_nom_de_connexion_pour_deux_personnes_ne_part_pour_aucune(home: Path) -> None:
    """A list that repeats a login for somebody else, two accounts of one login, one line written twice."""

    def fiche(login: str, rang: int, cle: str = "", source: str = "dpi") -> dict[str, Any]:
        named = {"nom": f"NOM{rang}", "prenoms": "Claude", "matricule": f"M{rang}"}
        return {"source": source, "cle_source": cle or login, "login": login, **named}

    def ecarte(login: str, rang: int, source: str = "dpi") -> dict[str, Any]:
        brut = {"login": login, "nom": f"Nom{rang}", "prenom": "Claude", "matricule": f"M{rang}"}
        return {"source": source, "code": "CLE_EN_DOUBLE", "ligne": rang, "brut": json.dumps(brut)}

    ad = {"source": "ad", "application": "ad"}
    people = {1: "exact", 2: "seul", 3: "casse", 5: "cle", 6: "77", 7: "x"}
    publier(
        home,
        dt.date(2026, 7, 1),
        meta_source=[{"source": "dpi", "nature": "application"}, {"source": "ad", "nature": "annuaire"}],
        identite=[personne(rang, nom_usage=f"NOM{rang}", prenom_usuel="Claude") for rang in range(1, 9)],
        compte=[compte(login, rang) for rang, login in people.items()] + [compte("ad7", 7, **ad)],
        compte_suivi=[{k: v for k, v in compte("ad7", 7, **ad).items() if k != "actif"}],
        fiche=[fiche(login, rang) for rang, login in people.items() if rang != 6]
        + [fiche("cle", 6, "77"), fiche("ad7", 7, source="ad")],
        meta_rejet=[ecarte("EXACT", 4), ecarte("seul", 2), ecarte("casse ", 8), ecarte("AD7", 3, "ad")],
        lien_rpps=[prouve(rang, numero(rang)) for rang in range(1, 9)],
    )
    acces = ouvrir(home, "essai", "essais")
    held = dict(acces.nominatif("mart.retour_dpi").select("login", "retenue").iter_rows())
    disputed = dict.fromkeys(("exact", "casse", "cle", "77"), "login_partage")
    assert held == disputed | {"seul": None, "x": None}
    assert [ligne["login"] for ligne in preparer(home).lignes] == ["seul", "x"]
    said = acces.nominatif("mart.retour_identite", colonnes=["id_unique", "login", "login_partage"])
    assert {row[0]: row[1:] for row in said.iter_rows() if row[2]} == {
        "ID00000003": (None, "ad7"),
        "ID00000007": (None, "ad7"),
    }


@pytest.mark.parametrize(
    ("cle", "partent"), [("login", ["A", "B", "c"]), ("identifiant", ["c"]), ("cle_compte", ["A", "B", "c"])]
)
def test_une_cle_portee_par_deux_comptes_ne_part_pour_aucun(cle: str, partent: list[str]) -> None:
    comptes = pl.DataFrame(
        [
            {"login": "A", "identifiant": "K77"},
            {"login": "B", "identifiant": "k77 "},
            {"login": "c", "identifiant": None},
            {"login": "d", "identifiant": None},
        ]
    )
    lignes = [ligne | {"cle_compte": ligne["login"]} for ligne in comptes.to_dicts() if ligne["login"] != "d"]
    forme = lu(FORME | {"colonnes": [{"champ": cle, "titre": "L"}, {"champ": "rpps", "titre": "R"}]})
    gardees, retenues = fichier._one_account_each(lignes, comptes, forme)
    assert [ligne["login"] for ligne in gardees] == partent and retenues == len(lignes) - len(partent)
    assert "cle_partagee" in etats.mots()["retenues"]
