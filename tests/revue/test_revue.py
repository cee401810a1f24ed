"""The review: queue, comparison, search, workbook round trip, sample, what-if; decisions that hold from run
to run.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from tests.outils.commandes import commande

from workbench.access import ouvrir
from workbench.decisions import Decision, DecisionInvalide, Registre
from workbench.exchange.contrat import contrat
from workbench.exchange.plan import ClasseurIllisible, Plan, record
from workbench.exchange.revue import classeur, retour
from workbench.revue import echantillon, recherche, simulation
from workbench.revue.comparaison import compare
from workbench.revue.file import narrowed, progress, queue
from workbench.socle.numeros import rpps_valide
from workbench.warehouse import read_table

JOUR = dt.date(2026, 11, 1)


@pytest.fixture
def home(demo_copiee: Path) -> Path:
    return demo_copiee


def acces(home: Path):
    return ouvrir(home, "essai", "essais")


def cas(home: Path) -> pl.DataFrame:
    return acces(home).nominatif("mart.revue_cas")


def file(home: Path, prises: dict[str, str] | None = None, auteur: str = "essai") -> pl.DataFrame:
    porte = acces(home)
    rejouees = set(porte.nominatif("mart.decision")["id"])
    proposes = porte.nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps"])
    return queue(cas(home), proposes, Registre(home).en_vigueur(), rejouees, prises or {}, auteur)


def paire(home: Path, rang: int = 0) -> dict:
    return cas(home).filter(pl.col("genre_cas") == "identite").to_dicts()[rang]


def decider(home: Path, genre: str, ligne: dict, **mots) -> Decision:
    [ecrite] = Registre(home).enregistrer(
        [Decision(genre, "essai", "vu", cle_a=ligne["cle_a"], cle_b=ligne["cle_b"], **mots)]
    )
    return ecrite


def executer(home: Path) -> None:
    resultat = commande("run", home=home)
    assert resultat.returncode == 0, resultat.stderr[-2000:]


def personne(home: Path, cle: str) -> str:
    source, _, reste = cle.partition(":")
    fiche = read_table(home, "curated.identite_fiche")
    return str(fiche.filter((pl.col("source") == source) & (pl.col("cle_source") == reste))["id_unique"][0])


def effets(home: Path) -> dict[str, str]:
    return dict(read_table(home, "meta.decision").select("id", "etat").iter_rows())


def test_la_file_met_d_abord_ce_qui_debloque_le_plus(home: Path):
    lignes = file(home)
    assert lignes.height > 5
    assert lignes["valeur"].to_list() == sorted(lignes["valeur"].to_list(), reverse=True)
    assert set(lignes["etat"]) == {"ouvert"}


def test_une_decision_sort_le_cas_de_la_file_et_une_annulation_l_y_remet(home: Path):
    ligne = paire(home)
    ecrite = decider(home, "meme_personne", ligne)
    etat = dict(file(home).select("id_cas", "etat").iter_rows())
    assert etat[ligne["id_cas"]] == "en_attente"
    Registre(home).annuler(ecrite.id, "essai", "erreur")
    assert dict(file(home).select("id_cas", "etat").iter_rows())[ligne["id_cas"]] == "ouvert"


def test_plus_tard_va_en_fin_de_file_et_un_cas_pris_se_voit(home: Path):
    lignes = cas(home).filter(pl.col("genre_cas") == "identite")
    premier, second = lignes.to_dicts()[:2]
    decider(home, "paire_plus_tard", premier)
    vue = file(home, {second["id_cas"]: "bob"})
    assert vue["id_cas"][-1] == premier["id_cas"]
    assert vue.filter(pl.col("id_cas") == second["id_cas"]).select("etat", "pris_par").row(0) == (
        "pris",
        "bob",
    )
    assert (
        file(home, {second["id_cas"]: "essai"}).filter(pl.col("id_cas") == second["id_cas"])["etat"][0]
        == "ouvert"
    )


def test_refuser_tous_les_numeros_proposes_tranche_le_cas(home: Path):
    proposes = acces(home).nominatif("mart.revue_candidat", colonnes=["id_unique", "rpps"])
    ligne = (
        cas(home)
        .filter((pl.col("genre_cas") == "rpps") & pl.col("id_unique").is_in(proposes["id_unique"].to_list()))
        .to_dicts()[0]
    )
    numeros = proposes.filter(pl.col("id_unique") == ligne["id_unique"])["rpps"].to_list()
    for rang, rpps in enumerate(numeros, 1):
        Registre(home).enregistrer(
            [Decision("rpps_refuse", "essai", "autre personne", id_unique=ligne["id_unique"], rpps=rpps)]
        )
        attendu = "en_attente" if rang == len(numeros) else "ouvert"
        assert dict(file(home).select("id_cas", "etat").iter_rows())[ligne["id_cas"]] == attendu


def test_l_avancement_compte_les_cas_du_jour(home: Path):
    decider(home, "meme_personne", paire(home))
    fait = progress(file(home), Registre(home).toutes(), "essai", dt.datetime.now(dt.UTC))
    assert (fait.aujourd_hui, fait.par_moi, fait.en_attente, fait.a_l_heure) == (1, 1, 1, None)


def test_les_filtres_regardent_les_deux_sources(home: Path):
    lignes = file(home).filter(pl.col("genre_cas") == "identite")
    source = lignes["source_b"][0]
    gardees = narrowed(lignes, {"source": source})
    assert (
        gardees.height
        == lignes.filter((pl.col("source_a") == source) | (pl.col("source_b") == source)).height
        > 0
    )


def test_vingt_decisions_tiennent_apres_l_execution_et_une_annulation_est_defaite(home: Path):
    lignes = cas(home).filter(pl.col("genre_cas") == "identite").head(20).to_dicts()
    ecrites = [
        decider(home, "meme_personne" if rang % 2 else "personne_differente", ligne)
        for rang, ligne in enumerate(lignes)
    ]
    executer(home)
    etats = effets(home)
    assert {etats[ecrite.id] for ecrite in ecrites} <= {"appliquee", "a_revoir"}
    tenues = 0
    for ecrite, ligne in zip(ecrites, lignes, strict=True):
        ensemble = personne(home, ligne["cle_a"]) == personne(home, ligne["cle_b"])
        if etats[ecrite.id] == "appliquee":
            assert ensemble == (ecrite.genre == "meme_personne"), (ecrite, ligne["motif"])
            tenues += 1
    assert tenues >= 0.9 * len(lignes)
    reunie = next(e for e in ecrites if e.genre == "meme_personne" and etats[e.id] == "appliquee")
    Registre(home).annuler(reunie.id, "essai", "je me suis trompé")
    executer(home)
    assert personne(home, reunie.cle_a) != personne(home, reunie.cle_b)
    histoire = read_table(home, "curated.identite_histoire")
    assert histoire.filter(pl.col("id_decision") == reunie.id).height >= 1, (
        "l'entrée par décision reste dans l'histoire"
    )


def test_une_decision_sur_une_fiche_disparue_est_dite_sans_objet(home: Path):
    [ecrite] = Registre(home).enregistrer(
        [Decision("meme_personne", "essai", "vu", cle_a="rh:absente", cle_b="rh:inconnue")]
    )
    executer(home)
    assert effets(home)[ecrite.id] == "sans_objet"


def test_un_numero_confirme_vaut_vingt_quatre_mois_puis_revient(home: Path):
    ligne = (
        cas(home)
        .filter(
            (pl.col("genre_cas") == "rpps")
            & pl.col("rpps").is_not_null()
            & (pl.col("code_motif") == "declare_corrobore")
        )
        .to_dicts()[0]
    )
    valeur = {"preuve": "attestation", "date_preuve": "2024-10-15", "reference": "A-1"}
    Registre(home).enregistrer(
        [
            Decision(
                "rpps_confirme",
                "essai",
                "vu",
                id_unique=ligne["id_unique"],
                rpps=ligne["rpps"],
                valeur=valeur,
            )
        ]
    )
    executer(home)
    lien = (
        read_table(home, "curated.lien_rpps").filter(pl.col("id_unique") == ligne["id_unique"]).to_dicts()[0]
    )
    assert (lien["statut"], lien["preuve"], lien["date_preuve"]) == (
        "confirme",
        "decision_attestation",
        dt.date(2024, 10, 15),
    )
    assert lien["a_reverifier"] and lien["a_reverifier_le"] == dt.date(2026, 10, 15)
    assert cas(home).filter(pl.col("id_unique") == ligne["id_unique"])["code_motif"].to_list() == [
        "a_reverifier"
    ]


def test_compte_dit_generique_emploi_classe_et_contradiction_close(home: Path):
    compte = (
        read_table(home, "curated.compte")
        .filter((pl.col("situation") == "liee") & (pl.col("application") == "dpi"))
        .to_dicts()[0]
    )
    emploi = read_table(home, "curated.emploi_non_resolu").to_dicts()[0]["emploi"]
    collision = read_table(home, "curated.collision").to_dicts()[0]
    cle = f"{compte['source']}:{compte['login']}"
    Registre(home).enregistrer(
        [
            Decision("compte_nature", "essai", "partagé", verdict="generique", cle_a=cle),
            Decision("emploi_profession", "essai", "vu", objet=emploi, valeur={"cible": "hors_perimetre"}),
            Decision(
                "collision_close",
                "essai",
                "vérifié",
                verdict="personnes_distinctes",
                objet=collision["id_collision"],
            ),
        ]
    )
    executer(home)
    apres = read_table(home, "curated.compte").filter(
        (pl.col("source") == compte["source"]) & (pl.col("login") == compte["login"])
    )
    assert apres["situation"].to_list() == ["generique"]
    assert emploi not in set(read_table(home, "curated.emploi_non_resolu")["emploi"])
    fermee = read_table(home, "curated.collision").filter(pl.col("id_collision") == collision["id_collision"])
    assert fermee.select("etat", "cloture").rows() in ([("close", "Personnes bien distinctes")], [])


def test_deux_executions_de_suite_donnent_le_meme_resultat_avec_des_decisions(home: Path):
    decider(home, "meme_personne", paire(home, 1))
    decider(home, "personne_differente", paire(home, 2))
    executer(home)
    avant = {
        nom: read_table(home, f"curated.{nom}")
        for nom in ("identite_fiche", "lien_rpps", "a_revoir", "compte")
    }
    executer(home)
    for nom, table in avant.items():
        assert read_table(home, f"curated.{nom}").equals(table), nom


# Comparaison et recherche


def test_la_comparaison_dit_ce_qui_concorde_et_ce_qui_diverge():
    a = {
        "nom_naissance": "Dupont",
        "noms": ["DUPONT"],
        "prenoms": "Anne",
        "prenoms_std": ["ANNE"],
        "date_naissance": dt.date(1980, 3, 7),
        "service": "Urgences",
    }
    b = {
        "nom": "DUPOND",
        "noms": ["DUPOND"],
        "prenoms": "Anne",
        "prenoms_std": ["ANNE"],
        "date_naissance": dt.date(1980, 7, 3),
        "service": "Bloc",
    }
    verdicts = {constat.trait: (constat.verdict, constat.precision) for constat in compare(a, b)}
    assert verdicts["Nom"][0] == "proche"
    assert verdicts["Prénoms"] == ("identique", "")
    assert verdicts["Naissance"] == ("proche", "jour et mois échangés")
    assert verdicts["Service"] == ("different", "")
    assert "Matricule" not in verdicts


def test_la_recherche_pardonne_accents_ordre_et_fautes(home: Path):
    porte = acces(home)
    noms = recherche.known_names(porte)
    personnes = porte.nominatif("mart.annuaire_rpps").filter(pl.col("cle_nom").str.len_chars() >= 6)
    for ligne in personnes.sample(25, seed=3).to_dicts():
        nom, prenom = ligne["nom_exercice"], ligne["prenom_exercice"]
        fautif = nom[0] + nom[2] + nom[1] + nom[3:]
        for texte in (f"{nom} {prenom}", f"{prenom} {nom}".lower(), f"{fautif} {prenom}", ligne["rpps"]):
            trouves = recherche.search(porte, noms, texte)
            assert ligne["rpps"] in set(trouves["rpps"]), texte


@pytest.mark.parametrize("texte", ["", " ", "x", "12", "';--", "é" * 500, "a b c d e f g h i j"])
def test_la_recherche_supporte_n_importe_quelle_saisie(home: Path, texte: str):
    porte = acces(home)
    assert recherche.search(porte, recherche.known_names(porte), texte).height <= recherche.RESULTATS


# Aller et retour par Excel
LIGNE_TITRES = contrat("revue").feuille("identite").ligne_titres


def classeur_de(home: Path, cas_envoyes: pl.DataFrame) -> Workbook:
    return load_workbook(BytesIO(classeur.contenu(acces(home), cas_envoyes, "RH du CH", {}, JOUR)))


def rendre(home: Path, livre: Workbook, **mots) -> Plan:
    flux = BytesIO()
    livre.save(flux)
    flux.seek(0)
    porte, registre = acces(home), Registre(home)
    connus = retour.Connus.of(porte.nominatif("mart.revue_fiche"), porte.nominatif("mart.identite"))
    return retour.lire(flux, "import", registre.en_vigueur(), registre.toutes(), connus, **mots)


def colonne(feuille, titre: str) -> int:
    return next(cellule.column for cellule in feuille[LIGNE_TITRES] if cellule.value == titre)


def repondre(feuille, ligne: int, **reponses: object) -> None:
    for titre, valeur in reponses.items():
        feuille.cell(ligne, colonne(feuille, titre.replace("_", " ")), valeur)


def test_le_classeur_a_des_listes_des_cles_figees_et_ne_nomme_que_les_gens_concernes(home: Path):
    envoyes = cas(home).filter(pl.col("genre_cas") == "identite").head(2)
    livre = classeur_de(home, envoyes)
    feuille = livre["Qui est qui"]
    assert feuille.max_row == LIGNE_TITRES + 2
    assert feuille.protection.sheet
    assert feuille.cell(4, 1).protection.locked
    assert not feuille.cell(4, colonne(feuille, "Réponse")).protection.locked
    assert any("même personne" in regle.formula1 for regle in feuille.data_validations.dataValidation)
    texte = "\n".join(str(cellule.value) for rang in feuille.iter_rows() for cellule in rang if cellule.value)
    autres = read_table(home, "curated.identite").filter(
        ~pl.col("id_unique").is_in([*envoyes["id_unique"], *envoyes["id_unique_b"]])
    )
    montres = {str(cellule.value) for cellule in feuille["C"]} | {
        str(cellule.value) for cellule in feuille["E"]
    }
    for ligne in autres.drop_nulls("date_naissance").to_dicts():
        marque = f"{ligne['nom_naissance']} {ligne['prenoms']} · né(e) le {ligne['date_naissance']:%d/%m/%Y}"
        assert not any(marque in montre for montre in montres)
    assert envoyes["id_cas"][0] in texte


def test_un_classeur_trop_long_le_dit(home: Path, monkeypatch: pytest.MonkeyPatch):
    livre = classeur_de(home, cas(home).filter(pl.col("genre_cas") == "identite").head(3))
    assert rendre(home, livre).fautes == []
    court = contrat("revue").avec(lignes_max=2)
    monkeypatch.setattr(retour, "contrat", lambda _: court)
    [refus] = rendre(home, livre).fautes
    assert (refus.feuille, refus.ligne) == ("Qui est qui", LIGNE_TITRES + 3)
    assert "dépasse 2 lignes" in refus.motif


def test_aller_retour_trie_colonnes_ajoutees_reponses_partielles_et_idempotence(home: Path):
    livre = classeur_de(home, cas(home))
    feuille = livre["Qui est qui"]
    feuille.insert_cols(2)
    feuille.cell(LIGNE_TITRES, 2, "Avis du service")
    contenus = [[cellule.value for cellule in rang] for rang in feuille.iter_rows(min_row=4)]
    for numero, rang in enumerate(reversed(contenus), 4):  # triée à l'envers
        for place, valeur in enumerate(rang, 1):
            feuille.cell(numero, place, valeur)
    repondre(feuille, 4, Réponse="même personne", Répondu_par="Mme Petit")
    repondre(feuille, 5, Réponse="Personnes différentes ")
    repondre(feuille, 6, Réponse="je ne sais pas")
    numeros = livre["Numéros RPPS"]
    repondre(
        numeros,
        4,
        Réponse="confirmé",
        Preuve="Attestation de l'Ordre ou de l'ARS",
        Date_de_la_preuve=dt.datetime(2026, 10, 2),
    )
    repondre(numeros, 5, Réponse="confirmé", Preuve="", Date_de_la_preuve="02/10/2026")
    repondre(
        numeros, 6, Réponse="confirmé", Preuve="Recherche dans RPPS+", Date_de_la_preuve="le mois dernier"
    )
    repondre(
        numeros,
        7,
        Réponse="confirmé",
        Preuve="Recherche dans RPPS+",
        Date_de_la_preuve="2/10/2026",
        Numéro_retenu="12345678901",
    )
    plan = rendre(home, livre)
    assert (plan.entrees, len(plan.reponses)) == ([], 3), "une faute, et rien du classeur n'est pris"
    assert [(r.feuille, r.ligne) for r in plan.fautes] == [
        ("Numéros RPPS", 5),
        ("Numéros RPPS", 6),
        ("Numéros RPPS", 7),
    ]
    assert record(Registre(home), plan) == 0
    assert Registre(home).vide, "rien n'est écrit avant l'accord"
    for ligne in (5, 6, 7):
        repondre(numeros, ligne, Réponse="", Date_de_la_preuve="", Numéro_retenu="")
    plan = rendre(home, livre)
    assert (plan.fautes, len(plan.entrees)) == ([], 3)
    assert record(Registre(home), plan) == 3
    encore = rendre(home, livre)
    assert (encore.entrees, encore.deja) == ([], 3)


def test_le_classeur_d_un_autre_hopital_est_refuse(home: Path):
    """Its keys are ours, not its people."""
    livre = classeur_de(home, cas(home))
    for feuille, titre, reponse in (
        (livre["Qui est qui"], "Ce que dit A", "même personne"),
        (livre["Numéros RPPS"], "Qui", "refusé"),
    ):
        feuille.cell(4, colonne(feuille, titre)).value = "ZZYZX Wolfgang · né(e) le 01/02/1970"
        feuille.cell(4, colonne(feuille, "Réponse")).value = reponse
    fautes = rendre(home, livre).fautes
    assert len(fautes) == 2 and all("Une autre personne" in faute.motif for faute in fautes), fautes


def test_un_numero_qui_serait_refuse_n_est_pas_propose(home: Path):
    numeros = cas(home).filter(pl.col("genre_cas") == "rpps")
    livre = classeur_de(home, numeros)
    feuille = livre["Numéros RPPS"]
    ou = {titre: colonne(feuille, titre) for titre in ("Numéro proposé", "Réponse", "Pourquoi la question")}
    porteur = colonne(feuille, "Qui porte ce numéro (annuaire public)")
    faux = []
    for rang in range(LIGNE_TITRES + 1, LIGNE_TITRES + 1 + numeros.height):
        propose = feuille.cell(rang, ou["Numéro proposé"]).value
        assert propose is None or rpps_valide(propose), rang
        if "clé du numéro déclaré" in feuille.cell(rang, ou["Pourquoi la question"]).value:
            faux.append(rang)
        if propose is None:
            assert feuille.cell(rang, porteur).value == classeur.SANS_NUMERO
    assert faux, "the demo declares numbers with a false key"
    sans = [rang for rang in faux if feuille.cell(rang, ou["Numéro proposé"]).value is None]
    feuille.cell(sans[0], ou["Réponse"], "refusé")
    [refus] = rendre(home, livre).fautes
    assert refus.ligne == sans[0] and "Aucun numéro à refuser" in refus.motif
    public = read_table(home, "curated.rpps_personne")
    noms = dict(public.select("rpps", "nom_exercice").iter_rows())
    for rang in range(LIGNE_TITRES + 1, LIGNE_TITRES + 1 + numeros.height):
        propose, dit = (feuille.cell(rang, place).value for place in (ou["Numéro proposé"], porteur))
        if propose in noms and dit:
            assert dit.startswith(noms[propose]), "the bearer shown is the one of the number shown"


def test_deux_imports_contraires_ne_s_appliquent_pas_a_moitie(home: Path):
    livre = classeur_de(home, cas(home).filter(pl.col("genre_cas") == "identite"))
    feuille = livre["Qui est qui"]
    repondre(feuille, 4, Réponse="même personne")
    record(Registre(home), rendre(home, livre))
    repondre(feuille, 4, Réponse="personnes différentes")
    repondre(feuille, 5, Réponse="personnes différentes")
    plan = rendre(home, livre)
    assert [r.ligne for r in plan.fautes] == [4]
    assert "Déjà tranché autrement" in plan.fautes[0].motif
    assert (plan.entrees, len(plan.reponses)) == ([], 1)
    assert len(rendre(home, livre, remplacer=True).entrees) == 2


def test_cles_modifiees_et_reponses_hors_liste_sont_refusees_avec_leur_ligne(home: Path):
    livre = classeur_de(home, cas(home).filter(pl.col("genre_cas") == "identite"))
    feuille = livre["Qui est qui"]
    repondre(feuille, 4, Réponse="même personne", Fiche_A="dpi:inventée")
    repondre(feuille, 5, Réponse="peut-être")
    plan = rendre(home, livre)
    assert [(r.ligne, r.motif.split(" :")[0]) for r in plan.fautes] == [
        (4, "Fiche inconnue"),
        (5, "Réponse inconnue"),
    ]
    assert plan.entrees == []


def test_classeurs_abimes_ou_etrangers(home: Path):
    for contenu, attendu in ((b"pas un classeur", "illisible"), (b"PK\x03\x04abime", "illisible")):
        with pytest.raises(ClasseurIllisible, match=attendu):
            retour.lire(BytesIO(contenu), "x", [], [], retour.Connus({}, {}))
    autre = Workbook()
    with pytest.raises(ClasseurIllisible, match="pas un classeur de revue"):
        rendre(home, autre)
    autre.active.title = "Qui est qui"
    with pytest.raises(ClasseurIllisible, match="Colonnes introuvables"):
        rendre(home, autre)


def test_la_commande_exporte_puis_reprend_un_classeur_rempli_dans_libreoffice(home: Path, tmp_path: Path):
    fichier = tmp_path / "revue.xlsx"
    assert (
        commande("review", "export", fichier, "--genre", "identite", "--pour", "RH", home=home).returncode
        == 0
    )
    assert commande("review", "export", fichier, home=home).returncode == 2, "jamais par-dessus des réponses"
    livre = load_workbook(fichier)
    repondre(livre["Qui est qui"], 4, Réponse="personnes différentes")
    livre.save(fichier)
    if shutil.which("soffice"):  # through LibreOffice, as the service manager would
        sortie = tmp_path / "rendu"
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(sortie), str(fichier)],
            check=True,
            capture_output=True,
            timeout=180,
        )
        fichier = sortie / "revue.xlsx"
    resultat = commande("review", "import", fichier, "--oui", "--auteur", "essai", home=home)
    assert resultat.returncode == 0, resultat.stderr
    assert [d.genre for d in Registre(home).en_vigueur()] == ["personne_differente"]
    assert commande("review", "import", fichier, "--oui", home=home).returncode == 0
    assert len(Registre(home).toutes()) == 1


# Mesure et seuils


def verite(home: Path) -> dict[str, str]:
    table = pl.read_parquet(home / "data" / "demo_verite" / "fiches.parquet").filter(
        pl.col("livraison") == JOUR
    )
    return {
        f"{s}:{c}": p
        for s, c, p in table.select("source", "cle_source", "personne").iter_rows()
        if p is not None
    }


def test_l_echantillon_juge_sur_la_verite_encadre_la_precision_et_le_rappel(home: Path):
    paires = acces(home).nominatif("mart.paire_score")
    tirage = echantillon.draw(paires, 20, 2026)
    assert tirage == echantillon.draw(paires, 20, 2026)
    connue = verite(home)
    reponses = {
        (a, b): "meme" if a in connue and connue.get(a) == connue.get(b) else "differente"
        for _, a, b in tirage.paires
    }
    estimation = echantillon.estimate(tirage, reponses)
    vraies = paires.with_columns(
        vrai=pl.Series(
            [
                a in connue and connue.get(a) == connue.get(b)
                for a, b in paires.select("cle_a", "cle_b").iter_rows()
            ]
        )
    )
    reunies = vraies.filter(pl.col("situation") == "reunie")
    precision, rappel = reunies["vrai"].mean(), reunies["vrai"].sum() / vraies["vrai"].sum()
    assert estimation.precision[1] <= precision <= max(estimation.precision[2], precision * (precision == 1))
    assert estimation.rappel[1] <= rappel <= estimation.rappel[2]
    paliers = echantillon.thresholds(tirage, reponses)
    assert [p.seuil for p in paliers] == sorted(p.seuil for p in paliers)
    assert echantillon.recommended(paliers, 1.0) is not None
    assert echantillon.recommended(paliers, 0.0) is None


def test_sans_jugement_l_intervalle_est_large_et_un_juge_aveugle_le_resserre(home: Path):
    tirage = echantillon.Tirage(
        [(f"reunie {i % 2}–1", f"a{i}", f"b{i}") for i in range(40)], {"reunie 0–1": 500, "reunie 1–1": 500}
    )
    rien = echantillon.estimate(tirage, {}).precision
    tout = echantillon.estimate(tirage, {(a, b): "meme" for _, a, b in tirage.paires}).precision
    assert rien[2] - rien[1] > tout[2] - tout[1]
    assert tout[0] > 0.95


def test_simuler_les_seuils_en_vigueur_ne_change_rien_et_d_autres_changent(home: Path):
    en_vigueur = simulation.current(home, [])
    pareil = simulation.simulate(home, en_vigueur, [])
    assert pareil.apparaissent.is_empty()
    assert pareil.disparaissent.is_empty()
    severe = simulation.simulate(
        home, {"seuil_automatique": 0.99999, "seuil_maintien": 0.99999, "seuil_revue": 0.1}, []
    )
    assert severe.apparaissent.is_empty()
    assert severe.personnes_apres >= severe.personnes_avant
    with pytest.raises(DecisionInvalide):
        simulation.simulate(home, {"seuil_automatique": 0.5, "seuil_maintien": 0.9, "seuil_revue": 0.95}, [])


def test_des_seuils_passent_par_brouillon_et_proposition_avant_d_etre_actifs(home: Path):
    registre = Registre(home)
    choix = {"seuil_automatique": 0.9995, "seuil_maintien": 0.99, "seuil_revue": 0.2}
    for etape in ("propose", "actif"):
        with pytest.raises(DecisionInvalide, match="Étape"):
            simulation.advance(registre, etape, choix, "essai", "trop tôt")
    for etape in ("brouillon", "propose"):
        simulation.advance(registre, etape, choix, "essai", "échantillon du jour")
    with pytest.raises(DecisionInvalide, match="deuxième personne"):
        simulation.advance(registre, "actif", choix, "essai", "échantillon du jour")
    simulation.advance(registre, "actif", choix, "relecteur", "échantillon du jour")
    assert simulation.current(home, registre.en_vigueur()) == choix
    simulation.advance(registre, "brouillon", {**choix, "seuil_revue": 0.3}, "essai", "autre idée")
    assert simulation.current(home, registre.en_vigueur()) == choix, "un brouillon ne désactive rien"
    executer(home)
    modele = dict(read_table(home, "meta.modele").select("nom", "json").iter_rows())["modele"]
    assert '"seuil_automatique": 0.9995' in modele
