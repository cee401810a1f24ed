"""Names as the field writes them: what is one family, what is two, what is nobody."""

from __future__ import annotations

import pytest
from tests.terrain.conftest import Joue, Terrain

from workbench.socle.luhn import luhn_cle
from workbench.socle.noms import without_staff_mark

SIRH, AD = "SIRH_RIVEMONT_20261101.csv", "AD_rivemont_20261101.csv"
RESTREINT = "Extraction_restreinte_202611010830.txt"


def sirh(matricule: str, nom: str, prenoms: str, naissance: str, lieu: str = "BREST", usage: str = "") -> str:
    return (
        f"{matricule};{nom};{usage};{prenoms};F;{naissance};{lieu};29019;990000028;IDE;TIT;01/01/2020;"
        "31/12/9999;RGER02;SSR GERIATRIQUE;"
    )


def ad(login: str, prenom: str, nom: str, matricule: str = "") -> str:
    return (
        f'"CN={nom} {prenom},DC=ght","{login}","{prenom}","{nom}","{nom} {prenom}","{matricule}","","512",'
        '"20200101080000.0Z","134362668000000000","SSR gériatrique","Infirmier en soins généraux",""'
    )


def restreint(rpps: str, nom: str, prenoms: str, naissance: str, lieu: str = "BREST") -> str:
    return (
        f"8|{rpps}|8{rpps}|{nom}|{prenoms}|{naissance}|29019|99100|{lieu}|F||||60|C||{nom}"
        f"|{prenoms.split(chr(39))[0].title()}" + "|" * 34
    )


def situations(cas: Joue, *logins: str) -> dict[str, str]:
    rows = cas.lignes("select login, situation from curated.compte")
    return {login: situation for login, situation in rows if login in logins}


def liens(cas: Joue, nom: str) -> list[tuple[str, str | None, str | None]]:
    return cas.lignes(
        "select l.statut, l.rpps, l.preuve from curated.lien_rpps l join curated.identite i using"
        f" (id_unique) where i.nom_naissance = '{nom}'"
    )


def test_le_rpps_d_une_autre_personne_n_est_jamais_confirme(terrain: Terrain) -> None:
    cas = terrain("02-rpps-d-une-autre-personne")
    assert cas.code == 0, cas.sortie
    assert [(statut, rpps) for statut, rpps, _ in liens(cas, "SAINT-LEGER")] == [
        ("a_confirmer", "10990008061")
    ]


def test_des_noms_qui_ressemblent_a_vide_sont_des_noms(terrain: Terrain) -> None:
    cas = terrain("05-noms-qui-ressemblent-a-vide")
    assert cas.code == 0, cas.sortie
    assert situations(cas, "cnull", "mo", "sukarna") == dict.fromkeys(("cnull", "mo", "sukarna"), "liee")
    assert cas.lignes("select nom_naissance from curated.fiche where matricule = '95504'") == [("DEWANTO",)]
    codes = {code for (code,) in cas.lignes("select code from meta.rejet where gravite = 'information'")}
    assert {"NOM_DOUTEUX", "PRENOM_ABSENT"} <= codes
    assert not cas.lignes("select * from meta.rejet where gravite = 'ligne' and brut like '%DEWANTO%'")


def test_les_prenoms_a_apostrophe_ont_leur_candidat(terrain: Terrain) -> None:
    cas = terrain("17-prenoms-a-apostrophe")
    assert cas.code == 0, cas.sortie
    found = cas.lignes(
        "select c.rpps from curated.rpps_candidat c join curated.identite i using (id_unique) "
        "where i.nom_naissance in ('BENSALAH', 'DIALLO') and i.prenoms in ('M''HAMED', 'N''DEYE') order by 1"
    )
    assert found == [("10990004029",), ("10990004037",)]


def test_plusieurs_activites_sont_une_personne(terrain: Terrain) -> None:
    cas = terrain("18-activites-et-cartes")
    assert cas.code == 0, cas.sortie
    assert cas.valeur("select count(*) from curated.rpps_personne where rpps = '10990004011'") == 1
    assert [lien[:2] for lien in liens(cas, "MULTIPLOT")] == [("a_confirmer", "10990004011")]


FAMILLES = [
    ("SAINT-LEGER", "LEGER"),
    ("DE LA TOUR", "TOUR"),
    ("LE GOFF", "GOFF"),
    ("EL AMRANI", "AMRANI"),
    ("BEN SALAH", "SALAH"),
    ("DU BOIS", "BOIS"),
    ("VAN DEN BERG", "BERG"),
    ("D'ANGELO", "ANGELO"),
    ("O'BRIEN", "BRIEN"),
    ("MAC DONALD", "DONALD"),
]
UNIQUES = [
    ("LE GOFF", "LEGOFF"),
    ("DE LA TOUR", "DELATOUR"),
    ("SAINT-LEGER", "ST LEGER"),
    ("D'ANGELO", "DANGELO"),
    ("EL AMRANI", "ELAMRANI"),
    ("VAN DEN BERG", "VANDENBERG"),
    ("M'BAREK", "M BAREK"),
]


def test_deux_familles_restent_deux_et_un_nom_colle_reste_un(copie: Joue) -> None:
    """Ten pairs of families born the same day at the same place, seven names glued: HR, accounts and
    directory at once.
    """
    agents, comptes, annuaire = [], [], []
    for rank, (nom, autre) in enumerate([*FAMILLES, *UNIQUES]):
        naissance, prenom = f"{rank + 1:02d}/09/1976", f"PERNELLE{chr(65 + rank) * 2}"
        agents.append(sirh(f"952{rank:02d}", nom, prenom, naissance))
        comptes.append(ad(f"z{rank:02d}", prenom.title(), autre))
        body = f"1099001{rank:03d}"
        annuaire.append(restreint(body + luhn_cle(body), autre, prenom, naissance))
    copie.ajouter(SIRH, agents).ajouter(AD, comptes).ajouter(RESTREINT, annuaire)
    assert copie.lancer().code == 0, copie.sortie
    logins = [f"z{rank:02d}" for rank in range(len(FAMILLES) + len(UNIQUES))]
    found = situations(copie, *logins)
    assert [found[login] for login in logins] == ["a_revoir"] * len(FAMILLES) + ["liee"] * len(UNIQUES)
    rows = copie.lignes(
        "select f.matricule, l.statut from curated.fiche f join curated.identite_fiche using (source,"
        " cle_source) join curated.lien_rpps l using (id_unique) where f.nature = 'sirh' and f.matricule like"
        " '952__' order by 1"
    )
    wanted = ["a_confirmer"] * len(FAMILLES) + ["confirme"] * len(UNIQUES)
    assert [statut for _, statut in rows] == wanted


@pytest.mark.parametrize(
    ("mienne", "annuaire"),
    [("LEA MARIE", "ZOE'MARIE"), ("MARIE", "LEA'MARIE"), ("MARIE LEA", "LEA'MARIE")],
)
def test_le_numero_du_jumeau_n_est_jamais_confirme(copie: Joue, mienne: str, annuaire: str) -> None:
    copie.ajouter(SIRH, [sirh("95300", "GEMELLIN", mienne, "06/09/1976")])
    copie.ajouter(
        RESTREINT, [restreint("1099001999" + luhn_cle("1099001999"), "GEMELLIN", annuaire, "06/09/1976")]
    )
    assert copie.lancer().code == 0, copie.sortie
    assert liens(copie, "GEMELLIN")[0][0] != "confirme"


def test_un_mot_vide_repete_est_vide_et_un_nom_seul_reste(copie: Joue) -> None:
    copie.ajouter(
        SIRH,
        [
            sirh(f"9540{rank}", "NULL" if rank else "NC", f"AGATHE{chr(65 + rank)}", "06/09/1976")
            for rank in range(6)
        ],
    )
    assert copie.lancer().code == 0, copie.sortie
    kept = copie.lignes("select nom_naissance from curated.fiche where matricule like '9540_'")
    assert kept == [("NC",)]
    assert copie.valeur("select count(*) from meta.rejet where code = 'NOM_REPETE'") == 1


def test_a_word_in_parentheses_beside_many_surnames_is_no_name() -> None:
    from workbench.identities.fiches.libelles import mentions, without_mentions

    labels = ["DUPONT (Cardio)", "DURAND (Cardio)", "PETIT (Cardio)", "ROUX (MARTIN)", "LEROY (MARTIN)"]
    labels += ["BLANC (MARTIN)", "MARTIN", "FABRE (GIRARD)"]
    marks, borne = mentions(labels)
    assert {"MARTIN", "DUPONT"} <= borne and "GIRARD" not in borne
    assert marks == {"CARDIO"}, "MARTIN est porté, GIRARD n'est vu qu'une fois"
    assert without_mentions("DUPONT (Cardio)", marks) == "DUPONT  "
    assert without_mentions("FABRE (GIRARD)", marks) == "FABRE (GIRARD)"


@pytest.mark.parametrize(
    ("nom", "lieux", "marque"),
    [
        ("DUPONT (Cardio)", ["Cardiologie", "IDE"], "CARDIO"),
        ("DUPONT (bloc B)", ["BLOC B", None], "BLOC B"),
        ("DUPONT (IDE)", ["Cardiologie", "IDE de nuit"], "IDE"),
        ("DUPONT (Cardio)", ["Urgences", "IDE"], None),  # of another service: another name, or an old place
        ("DUPONT (PETIT)", ["Petite enfance", None], None),  # somebody is called so
        ("DUPONT (CAR)", ["Cardiologie", None], None),
        ("DUPONT", ["Cardiologie", None], None),
    ],
)
def test_one_s_own_service_between_parentheses_is_no_other_name(
    nom: str, lieux: list[str | None], marque: str | None
) -> None:
    from workbench.identities.fiches.libelles import own_mentions

    assert own_mentions([nom, None], lieux, {"PETIT"}) == ({marque} if marque else set())


@pytest.mark.parametrize(
    ("ecrit", "montre"),
    [
        ("Jean P.", "Jean"),
        ("Jean P", "Jean"),
        ("ANNE ANNE", "ANNE"),
        ("Anne Marie", "Anne Marie"),
        ("Jean-P.", "Jean-P."),
        ("E'LODIE", "ELODIE"),
        ("HE'LE'NE", "HELENE"),
        ("Ra'ed", "Ra'ed"),
        ("J. P.", "J. P."),
        ("M'Hamed", "M'Hamed"),
        ("J.", "J."),
        (None, None),
    ],
)
def test_a_given_name_of_an_account_is_shown_without_its_dross(ecrit: str | None, montre: str | None) -> None:
    from workbench.identities.fiches.comptes import account_given

    assert account_given(ecrit) == montre


@pytest.mark.parametrize(
    ("ecrit", "publie"),
    [
        ("Blondiac (EXT)", "Blondiac"),
        ("BLONDIAC - PRESTA", "BLONDIAC"),
        ("BLONDIAC / externe", "BLONDIAC"),
        ("BLONDIAC [Prestataire]", "BLONDIAC"),
        ("DUPONT (MARTIN)", "DUPONT (MARTIN)"),
        ("DUPONT - MARTIN", "DUPONT - MARTIN"),
        ("SAINT-EXT", "SAINT-EXT"),
        ("PRESTA", "PRESTA"),
        ("(EXT)", "(EXT)"),
    ],
)
def test_a_surname_is_published_without_a_contractor_s_mark(ecrit: str, publie: str) -> None:
    assert without_staff_mark(ecrit) == publie
