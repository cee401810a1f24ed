"""The Ordre's answer: what is read, what is refused and why, who is found, what is proposed."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

from workbench.decisions import Decision
from workbench.decisions.genres import verifier
from workbench.documents.listes import ordre as listes_ordre
from workbench.exchange.listes import retour
from workbench.exchange.ordre.comparaison import CONSTATS, comparer, propositions
from workbench.exchange.ordre.reponse import Reponse, lire
from workbench.exchange.plan import ClasseurIllisible
from workbench.pilotage.suivi_rpps import nurse_rules, orders
from workbench.socle.luhn import luhn_valide as luhn

REGLES = nurse_rules()
LE = dt.date(2026, 10, 1)
RPPS = ["10000000017", "10000000025", "10000000033"]
assert all(map(luhn, RPPS))


def csv(*lignes: str) -> bytes:
    return "\n".join(lignes).encode("utf-8")


def xlsx(*lignes: list[object]) -> bytes:
    classeur = Workbook()
    for ligne in lignes:
        classeur.active.append(ligne)
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def infirmier(
    numero: int, nom: str, prenoms: str, naissance: dt.date | None, statut: str = "absent", **autres
):
    return {
        "id_unique": f"ID{numero:08d}",
        "nom_naissance": nom,
        "nom_usage": None,
        "prenoms": prenoms,
        "date_naissance": naissance,
        "service": "Urgences",
        "etablissement": "CHA",
        "statut": statut,
        "rpps": None,
        "a_declarer": True,
        **autres,
    }


N = dt.date(1980, 3, 12)
NOS = pl.DataFrame(
    [
        infirmier(1, "D'ANGELO", "Marie-Claude", N),
        infirmier(2, "DUPONT", "Jean", N, "confirme", rpps=RPPS[0]),
        infirmier(3, "MARTIN", "Léa", N),
        infirmier(4, "PETIT", "Luc", N, "a_confirmer", rpps=RPPS[1]),
        infirmier(5, "ROUX", "Zoé", N),
        infirmier(6, "ROUX", "Zoé", N),
        infirmier(7, "BLANC", "Eva", N),
    ],
    infer_schema_length=None,
)
TITRES = "N° RPPS;Nom de Naissance;PRENOMS;Né(e) le;Statut d’inscription"


def compare(*lignes: str) -> pl.DataFrame:
    return comparer(lire(csv(TITRES, *lignes), "reponse.csv", REGLES), NOS, LE, REGLES)


def test_titres_sans_casse_ni_accent_et_statuts_reconnus():
    lue = lire(
        csv(
            TITRES,
            f"{RPPS[0]};Dupont;Jean;12/03/1980;INSCRIT",
            ";Martin;Léa;1980-03-12;Inscrite provisoirement",
            ";Xu;Ya Zoé;12/03/80;non trouvé",
        ),
        "r.csv",
        REGLES,
    )
    assert lue.lignes["statut"].to_list() == ["inscrit", "provisoire", "inconnu"]
    assert lue.lignes["date_naissance"].to_list() == [N, N, N]
    assert lue.lignes["ligne"].to_list() == [2, 3, 4]


def test_le_classeur_avec_un_titre_au_dessus_et_des_dates_excel():
    contenu = xlsx(
        ["Réponse du conseil départemental"],
        ["Nom", "Prénom", "Date de naissance", "Situation", "Commentaire"],
        ["D ANGELO", "MARIE CLAUDE", N, "Provisoire", "dossier incomplet"],
    )
    lue = lire(contenu, "Réponse ONI.xlsx", REGLES)
    assert lue.lignes.select("ligne", "nom_naissance", "date_naissance", "statut").rows() == [
        (3, "D ANGELO", N, "provisoire")
    ]
    assert lue.ignorees == ["Commentaire"]


@pytest.mark.parametrize(
    ("contenu", "nom", "attendu"),
    [
        (b"", "r.csv", "Fichier vide"),
        (b"PK\x03\x04 pas un classeur", "r.xlsx", "illisible"),
        (b"\x00\x01\x02\x03" * 50, "r.csv", "Encodage|Colonnes|illisible"),
        (csv("a;b", "1;2"), "r.csv", "Titres lus : a, b"),
        (csv("Nom;Prénom;Statut", "X;Y;inscrit"), "r.csv", "le numéro RPPS, ou le nom de naissance"),
        (csv("RPPS;Nom", f"{RPPS[0]};X"), "r.csv", "le statut"),
        (csv("RPPS;Statut"), "r.pdf", "seuls .xlsx"),
        (csv("RPPS;Statut", *[f"{RPPS[0]};inscrit"] * 20_001), "r.csv", "20001 lignes"),
    ],
)
def test_un_mauvais_fichier_est_refuse_en_francais(contenu: bytes, nom: str, attendu: str):
    with pytest.raises(ClasseurIllisible, match=attendu):
        lire(contenu, nom, REGLES)


def test_une_mauvaise_ligne_est_dite_avec_sa_colonne_et_les_autres_lues():
    lue = lire(
        csv(
            TITRES,
            "123;Martin;Léa;12/03/1980;Inscrit",
            f"{RPPS[0]};Dupont;Jean;12/03/1980;peut-être",
            ";Blanc;Eva;32/13/1980;Inscrit",
            ";;;;Inscrit",
            f"{RPPS[1]};;;;",
        ),
        "r.csv",
        REGLES,
    )
    assert lue.lignes["ligne"].to_list() == [2]
    dits = {refus.ligne: (refus.colonne, refus.motif, refus.gardee) for refus in lue.refus}
    assert dits[2][0] == "N° RPPS" and dits[2][2]
    assert "peut-être" in dits[3][1] and dits[3][0] == "Statut d’inscription"
    assert dits[4] == ("Né(e) le", "Date illisible « 32/13/1980 ».", False)
    assert "vide" in dits[6][1]
    assert 5 not in dits, "une ligne sans personne n’est pas une faute"


def test_le_numero_de_securite_sociale_n_est_jamais_lu():
    nir = "180037512345678"
    lue = lire(csv("RPPS;Nom;Prénom;NIR;Statut", f"{RPPS[0]};Dupont;Jean;{nir};Inscrit"), "r.csv", REGLES)
    assert nir not in str(lue.lignes.rows())
    assert any("sécurité sociale" in refus.motif for refus in lue.refus)


def test_sans_colonne_de_statut_l_utilisateur_dit_ce_que_vaut_la_ligne():
    lue = lire(csv("RPPS;Nom", f"{RPPS[0]};X"), "r.csv", REGLES, "provisoire")
    assert lue.lignes["statut"].to_list() == ["provisoire"]


def constats(table: pl.DataFrame) -> dict[str, tuple[str, str]]:
    return {
        str(ligne["ligne"] or ligne["id_unique"]): (ligne["code"], ligne["appariement"])
        for ligne in table.to_dicts()
    }


def test_chaque_ligne_de_la_reponse_est_comparee_a_la_bonne_personne():
    lus = constats(
        compare(
            ";d angelo;MARIE CLAUDE;12/03/1980;Inscrite provisoirement",  # 2: accents, apostrophe
            f"{RPPS[0]};Dupont;Jean;12/03/1980;Non inscrit",  # 3: proved here, not enrolled there
            ";Martin;Léa;12/03/1980;Inscrit",  # 4
            f"{RPPS[1]};Tout Autre;Nom;12/03/1980;Inscrit",  # 5: same number, another name
            ";Roux;Zoé;12/03/1980;Non inscrit",  # 6: two of ours
            ";Parti;Bob;12/03/1980;Inconnu",  # 7
            f"{RPPS[0]};;;;Inscrit",  # 8: contradicts line 3
        )
    )
    lignes_lues = {cle: dit for cle, dit in lus.items() if dit[0] != "sans_reponse"}
    assert lignes_lues == {
        "2": ("provisoire", "traits"),
        "3": ("a_verifier", "numero"),
        "4": ("numero_a_prouver", "traits"),
        "5": ("a_verifier", "incertain"),
        "6": ("a_verifier", "incertain"),
        "7": ("non_retrouve", "aucun"),
        "8": ("a_verifier", "numero"),
    }


def test_les_constats_un_a_un():
    def seul(ligne: str) -> tuple[str, str]:
        table = compare(ligne).filter(pl.col("ligne").is_not_null())
        [dit] = table.to_dicts()
        return dit["code"], dit["appariement"]

    assert seul(f"{RPPS[0]};Dupont;Jean;12/03/1980;Inscrit") == ("concordant", "numero")
    assert seul(f"{RPPS[0]};;;;Non inscrit") == ("contradiction", "numero")
    assert seul(f"{RPPS[0]};Durand;Jean;12/03/1980;Inscrit") == ("a_verifier", "incertain")
    assert seul(f"{RPPS[0]};Dupont;Jean;13/03/1980;Inscrit") == ("a_verifier", "incertain")
    assert seul(";Martin;Léa;12/03/1980;Non inscrit") == ("non_inscrit", "traits")
    assert seul(";Martin;Léa Anne;12/03/1980;Inscrit") == ("a_verifier", "incertain")
    assert seul(";Martin;Léa;12/03/1981;Inscrit") == ("non_retrouve", "aucun")
    assert seul(";Roux;Zoé;12/03/1980;Non inscrit") == ("a_verifier", "incertain")
    assert seul(f"{RPPS[2]};Petit;Luc;12/03/1980;Inscrit") == (
        "a_verifier",
        "incertain",
    ), "un autre numéro que le nôtre"


def test_qui_n_est_pas_dans_la_reponse_reste_visible():
    table = compare(";Martin;Léa;12/03/1980;Inscrit")
    assert table.filter(pl.col("code") == "sans_reponse").height == NOS.height - 1
    assert set(table["code"]) <= set(CONSTATS)


def test_les_delais_et_les_propositions():
    table = compare(
        ";Martin;Léa;12/03/1980;Provisoire",
        ";Roux;Zoé;12/03/1980;Provisoire",
        ";Blanc;Eva;12/03/1980;Inscrit",
        ";D'Angelo;Marie-Claude;12/03/1980;Provisoire",
    )
    connue = Decision(
        "demarche",
        "bob",
        "déjà demandé",
        verdict="relancee",
        id_unique="ID00000001",
        valeur={"autorite": "ordre", "date_demande": "2026-06-01"},
        id="abc",
    )
    entrees = propositions(table, "f00d", LE, "essai", {"ID00000001": connue})
    par = {entree.id_unique: entree for entree in entrees}
    assert set(par) == {"ID00000001", "ID00000003"}, "jamais une personne incertaine, jamais un inscrit"
    assert {entree.genre for entree in entrees} == {"demarche"}, "aucun numéro n’est confirmé par ce fichier"
    assert par["ID00000003"].valeur["echeance"] == "2027-02-01"
    assert par["ID00000003"].valeur["date_demande"] == "2026-10-01"
    assert (par["ID00000001"].verdict, par["ID00000001"].valeur["date_demande"]) == ("relancee", "2026-06-01")
    assert par["ID00000001"].remplace == "abc"
    for entree in entrees:
        verifier(entree)
        assert not any(nom in str(entree.valeur) for nom in ("MARTIN", "ANGELO"))


@pytest.mark.parametrize(
    ("verdict", "situation", "attendue"),
    [
        ("demandee", "provisoire", "2026-11-01"),
        ("relancee", "provisoire", "2026-11-01"),
        ("abandonnee", "provisoire", "2027-02-01"),
        ("demandee", "", "2027-02-01"),
    ],
)
def test_une_seconde_reponse_ne_repousse_pas_l_echeance(verdict: str, situation: str, attendue: str):
    valeur = {
        "autorite": "ordre",
        "date_demande": "2026-07-01",
        "echeance": "2026-11-01",
        "situation": situation,
    }
    connue = Decision(
        "demarche", "bob", "première réponse", verdict=verdict, id_unique="ID00000003", valeur=valeur
    )
    [entree] = propositions(
        compare(";Martin;Léa;12/03/1980;Provisoire"), "f00d", LE, "essai", {"ID00000003": connue}
    )
    assert entree.valeur["echeance"] == attendue


def test_une_reponse_plus_ancienne_rapproche_l_echeance():
    valeur = {
        "autorite": "ordre",
        "date_demande": "2026-12-01",
        "echeance": "2027-04-01",
        "situation": "provisoire",
    }
    connue = Decision("demarche", "bob", "réponse", verdict="demandee", id_unique="ID00000003", valeur=valeur)
    [entree] = propositions(
        compare(";Martin;Léa;12/03/1980;Provisoire"), "f00d", LE, "essai", {"ID00000003": connue}
    )
    assert entree.valeur["echeance"] == "2027-02-01"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NOS.rows(named=True)), st.sampled_from(["inscrit", "provisoire", "inconnu"])
        )
    )
)
def test_aucune_ligne_ne_se_perd_et_personne_n_est_propose_deux_fois(lignes):
    reponse = Reponse(
        "x",
        pl.DataFrame(
            [
                (
                    rang,
                    nous["rpps"],
                    nous["nom_naissance"],
                    None,
                    nous["prenoms"],
                    nous["date_naissance"],
                    statut,
                )
                for rang, (nous, statut) in enumerate(lignes, 2)
            ],
            schema={
                "ligne": pl.Int64,
                **dict.fromkeys(("rpps", "nom_naissance", "nom_usage", "prenoms"), pl.String),
                "date_naissance": pl.Date,
                "statut": pl.String,
            },
            orient="row",
        ),
    )
    table = comparer(reponse, NOS, LE, REGLES)
    assert table.filter(pl.col("ligne").is_not_null()).height == len(lignes)
    proposees = [entree.id_unique for entree in propositions(table, "x", LE, "e", {})]
    assert len(proposees) == len(set(proposees))
    assert set(NOS["id_unique"]) >= set(table["id_unique"].drop_nulls())


def lignes(contenu: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(contenu)).worksheets[0].iter_rows(min_row=3, values_only=True))


INFIRMIERS, KINES, PODOLOGUES = orders()
DEMANDES = {
    "lieu_naissance": pl.lit("=1+1"),
    "adresse": pl.lit(None, pl.String),
    "email": pl.lit("a@b.fr"),
    "diplome": pl.lit("Diplôme d’État"),
    "date_diplome": pl.lit(dt.date(2001, 7, 1)),
    "lieu_diplome": pl.lit("Valbrune"),
    "manque": pl.lit(["adresse"]),
}


@pytest.mark.parametrize("ordre", [INFIRMIERS, KINES, PODOLOGUES], ids=lambda ordre: ordre["code"])
def test_la_liste_pour_un_ordre_tient_ce_que_son_texte_demande_et_rien_d_autre(ordre):
    nos = NOS.with_columns(**DEMANDES)
    contenu = listes_ordre.contenu({**ordre, "jour_depot": 20}, nos, LE, "CHA")
    lus = lignes(contenu)
    assert sorted(lus[0]) == sorted(listes_ordre.colonnes(ordre).values())
    assert lus[0][-2:] == ("Adresse personnelle", "Courriel"), (
        "à l’écran : vide pour tous, trop long à imprimer"
    )
    zone = load_workbook(BytesIO(contenu)).worksheets[0].print_area.rpartition("!")[2].replace("$", "")
    pleines = [titre for rang, titre in enumerate(lus[0]) if any(ligne[rang] for ligne in lus[1:])]
    imprimees = list(lus[0][: range_boundaries(zone)[2]])
    assert imprimees == [titre for titre in pleines if titre != "Courriel"]
    assert len(lus) == 1 + NOS.height
    assert not {cellule for ligne in lus for cellule in ligne} & set(RPPS), "aucun numéro n’est demandé"
    assert {ligne[lus[0].index("Lieu de naissance")] for ligne in lus[1:]} == {"'=1+1"}
    assert ("Intitulé du diplôme" in lus[0]) == (ordre is not KINES)
    lisez_moi = load_workbook(BytesIO(contenu))["Lisez-moi"]
    dits = " ".join(str(case.value) for ligne in lisez_moi for case in ligne).replace("\u00a0", " ")
    assert "Adresse personnelle : nous ne l’avons pour personne." in dits
    assert "Courriel : nous ne" not in dits
    depot = "avant le 20 du premier mois du trimestre"  # said to the establishment, not to the Ordre
    assert depot in listes_ordre.before_deposit({**ordre, "jour_depot": 20}) and depot not in dits


def test_la_liste_de_travail_et_la_liste_vide():
    lus = lignes(listes_ordre.travail(compare(";Martin;Léa;12/03/1980;Provisoire"), LE))
    assert lus[0][6:8] == ("Fait le", "Commentaire"), "sur le papier"
    assert lus[1][rang_de("constat")] == "Inscription provisoire"
    assert "Personne" in str(
        lignes(listes_ordre.contenu(KINES, NOS.with_columns(**DEMANDES).clear(), LE, "CHA"))
    )


def test_le_suivi_revient_et_garde_l_echeance_connue():
    """What is dated on the follow-up is a request to the Ordre; a foreign line designates nobody."""
    table = compare(";Martin;Léa;12/03/1980;Provisoire", ";Inconnu;Max;01/02/1990;Non inscrit")
    livre = load_workbook(BytesIO(listes_ordre.travail(table, LE)))
    page = livre["Comparaison"]
    rangs = {page.cell(r, rang_de("nom_naissance") + 1).value: r for r in range(4, page.max_row + 1)}
    page.cell(rangs["MARTIN"], rang_de("fait_le") + 1).value = dt.date(2026, 9, 30)
    gens = NOS.with_columns(
        nom=pl.coalesce("nom_usage", "nom_naissance"), repere="id_unique", autorite=pl.lit("ordre")
    )
    [suivie] = propositions(table, "x", LE, "rh", {})
    plan = retour.lire(_octets(livre), gens, [suivie], "rh", LE)
    assert plan.fautes == [] and plan.vides > 1
    [entree] = plan.entrees
    assert (entree.id_unique, entree.valeur["autorite"]) == ("ID00000003", "ordre")
    assert (entree.valeur["date_demande"], entree.valeur["echeance"]) == ("2026-09-30", "2027-02-01")
    assert retour.lire(_octets(livre), gens, [entree], "rh", LE).deja == 1
    page.cell(rangs["INCONNU"], rang_de("fait_le") + 1).value = dt.date(2026, 9, 30)
    refuse = retour.lire(_octets(livre), gens, [], "rh", LE)
    assert refuse.entrees == [] and "aucun de nos salariés" in refuse.fautes[0].motif


def _octets(livre: Workbook) -> bytes:
    flux = BytesIO()
    livre.save(flux)
    return flux.getvalue()


def test_un_ordre_dont_les_delais_ne_sont_pas_connus_n_en_recoit_aucun():
    reponse = lire(
        csv("RPPS;Nom;Prénoms;Date de naissance;Statut", ";Martin;Léa;12/03/1980;Provisoire"), "r.csv", REGLES
    )
    [avec, sans] = [
        comparer(reponse, NOS, LE, regles).filter(pl.col("code") == "provisoire") for regles in (REGLES, None)
    ]
    assert avec["echeance"].to_list() == [dt.date(2027, 2, 1)]
    assert sans["echeance"].to_list() == [None]


def rang_de(nom: str) -> int:
    return list(listes_ordre.COMPARAISON).index(nom)
