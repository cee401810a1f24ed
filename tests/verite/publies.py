"""The same figures as published: one short query each on a delivery's version."""

from __future__ import annotations

import duckdb

SIMPLES = """
présents = SELECT presentes FROM mart.synthese
identités des RH = SELECT count(DISTINCT id_unique) FROM curated.identite_fiche
    JOIN curated.fiche USING (source, cle_source) WHERE nature = 'sirh'
étudiants infirmiers = SELECT personnes FROM mart.etudiant WHERE cible = 'role:346'
internes en médecine = SELECT personnes FROM mart.etudiant WHERE cible = 'interne:10'
PADHUE = SELECT coalesce(sum(nombre), 0) FROM mart.couverture
    WHERE population = 'presents' AND profession_code = '364'
confirmés = SELECT liens_confirmes FROM mart.synthese
requis = SELECT denominateur FROM jour WHERE indicateur = 'rpps_confirme'
requis confirmés = SELECT numerateur FROM jour WHERE indicateur = 'rpps_confirme'
infirmiers = SELECT sum(nombre) FROM mart.infirmier
infirmiers sans RPPS = SELECT sum(nombre) FROM mart.infirmier WHERE statut <> 'confirme'
infirmiers salariés = SELECT denominateur FROM jour WHERE indicateur = 'infirmiers_inscrits'
infirmiers salariés confirmés = SELECT numerateur FROM jour WHERE indicateur = 'infirmiers_inscrits'
agents à rôle = SELECT sum(nombre) FROM mart.employeur
agents à rôle confirmés = SELECT numerateur FROM jour WHERE indicateur = 'rpps_confirme_role'
professionnels de l’ARS confirmés = SELECT sum(nombre) FROM mart.ars WHERE etat IN ('confirme', 'aboutie')
1.1-2027 numérateur = SELECT numerateur FROM mart.jalon WHERE annee = 2027
1.1-2028 numérateur = SELECT numerateur FROM mart.jalon WHERE annee = 2028
1.1-flux dénominateur = SELECT denominateur FROM jour WHERE indicateur = '1.1-flux'
1.1-flux numérateur = SELECT numerateur FROM jour WHERE indicateur = '1.1-flux'
1.1 étudiants jamais comptés = SELECT jamais FROM mart.jalon WHERE annee = 2028
1.1 comptes à part, inconnus = SELECT inconnus FROM mart.jalon WHERE annee = 2028
comptes du DPI = SELECT sum(nombre) FROM mart.compte_situation
    WHERE application = 'dpi' AND situation <> 'generique'
comptes du DPI ouverts = SELECT count(*) FROM mart.compte_dpi
comptes du DPI reliés au RPPS = SELECT count(*) FROM mart.compte_dpi WHERE connu
utilisateurs du DPI = SELECT sum(nombre) FROM mart.couverture WHERE population = 'dpi'
numéros confirmés à reporter = SELECT numerateur FROM jour WHERE indicateur = 'compte_rpps_a_reporter'
comptes = SELECT sum(nombre) FROM mart.compte_situation
comptes nominatifs ouverts = SELECT denominateur FROM jour WHERE indicateur = 'vertu_compte_avec_rh'
comptes ouverts dont le titulaire est connu = SELECT numerateur FROM jour
    WHERE indicateur = 'vertu_compte_avec_rh'
partis gardant un compte ouvert = SELECT numerateur FROM jour WHERE indicateur = 'partants_comptes_ouverts'
comptes partagés = SELECT numerateur FROM jour WHERE indicateur = 'compte_partage'
comptes de service = SELECT sum(nombre) FROM mart.compte_situation WHERE situation = 'service'
MIE utilisateurs à équiper = SELECT denominateur FROM jour WHERE indicateur = 'mie_remis_dpi'
MIE commandés = SELECT numerateur FROM jour WHERE indicateur = 'mie_commandes_dpi'
MIE reçus = SELECT numerateur FROM jour WHERE indicateur = 'mie_recus_dpi'
MIE équipés = SELECT numerateur FROM jour WHERE indicateur = 'mie_remis_dpi'
MIE activés = SELECT numerateur FROM jour WHERE indicateur = 'mie_actives_dpi'
MIE appairés = SELECT numerateur FROM jour WHERE indicateur = 'mie_appaires_dpi'
MIE appairés au RPPS prouvé = SELECT numerateur FROM jour WHERE indicateur = 'mie_appaires_rpps_dpi'
MIE qui s’en servent = SELECT numerateur FROM jour WHERE indicateur = 'mie_utilises_dpi'
MIE hors parc = SELECT numerateur FROM jour WHERE indicateur = 'mie_alerte_hors_parc'
MIE à commander = SELECT numerateur FROM jour WHERE indicateur = 'mie_alerte_a_commander'
MIE au parc = SELECT count(*) FROM curated.mie WHERE source = 'parc_mie'
"""
_ANNEE = "BETWEEN date_trunc('year', (SELECT le FROM le)) AND (SELECT le FROM le)"
PAR = {
    "présents par établissement": (
        "SELECT etablissement, sum(nombre) FROM mart.couverture WHERE population = 'presents' GROUP BY 1"
    ),
    "présents par autorité": (
        "SELECT autorite, sum(nombre) FROM mart.couverture WHERE population = 'presents' GROUP BY 1"
    ),
    "présents par métier": (
        "SELECT profession_code, sum(nombre) FROM mart.couverture WHERE population = 'presents'"
        " AND autorite IN ('ordre', 'ars', 'role', 'etudiant') GROUP BY 1"
    ),
    "présents par contrat": (
        "SELECT type_contrat, sum(nombre) FROM mart.couverture WHERE population = 'presents' GROUP BY 1"
    ),
    "arrivées par mois": (
        f"SELECT strftime(date_arrivee, '%Y-%m'), count(*) FROM curated.identite WHERE date_arrivee {_ANNEE}"
        " GROUP BY 1"
    ),
    "départs par mois": (
        "SELECT strftime(date_depart, '%Y-%m'), count(*) FROM curated.identite"
        f" WHERE NOT presente AND date_depart {_ANNEE} GROUP BY 1"
    ),
    "contrats courts arrivés": (
        "SELECT strftime(mois, '%Y-%m') || ' ' || type_contrat, sum(nombre) FROM mart.arrivee GROUP BY 1"
    ),
    "confirmés par autorité": (
        "SELECT replace(indicateur, 'rpps_confirme_', ''), numerateur FROM jour"
        " WHERE indicateur LIKE 'rpps_confirme_%' AND numerateur > 0"
    ),
    "confirmés par métier": (
        "SELECT profession_code, sum(nombre) FROM mart.couverture WHERE population = 'presents'"
        " AND statut = 'confirme' GROUP BY 1"
    ),
    "utilisateurs du DPI par autorité": (
        "SELECT autorite, sum(nombre) FROM mart.couverture WHERE population = 'dpi' GROUP BY 1"
    ),
    "utilisateurs du DPI confirmés par autorité": (
        "SELECT autorite, sum(nombre) FROM mart.couverture WHERE population = 'dpi'"
        " AND statut = 'confirme' GROUP BY 1"
    ),
    "comptes ouverts de partis, par délai": (
        "SELECT 'au-delà de 7 jours', count(*) FROM mart.compte_probleme"
        " WHERE probleme = 'partant_ouvert' AND jours > 7"
        " UNION ALL SELECT '7 jours au plus', (SELECT count(*) FROM mart.compte_probleme"
        " WHERE probleme = 'partant_ouvert' AND jours <= 7)"
        " + (SELECT coalesce(sum(numerateur), 0) FROM jour WHERE indicateur = 'comptes_partis_delai')"
    ),
    "comptes jamais utilisés": (
        "SELECT source, count(*) FROM mart.compte_probleme WHERE probleme = 'jamais_utilise' GROUP BY 1"
    ),
    "comptes dormants": (
        "SELECT source, count(*) FROM mart.compte_probleme WHERE probleme = 'dormant' GROUP BY 1"
    ),
    "mot de passe seul": (
        "SELECT replace(indicateur, 'connexion_mot_de_passe_', ''), numerateur FROM jour"
        " WHERE indicateur LIKE 'connexion_mot_de_passe_%'"
    ),
    "comptes au mode connu": (
        "SELECT replace(indicateur, 'connexion_mot_de_passe_', ''), denominateur FROM jour"
        " WHERE indicateur LIKE 'connexion_mot_de_passe_%'"
    ),
}


def lire_publies(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Every figure of a published version, by name."""
    con.execute("CREATE TEMP VIEW le AS SELECT max(date_execution) AS le FROM meta.execution")
    con.execute(
        "CREATE TEMP VIEW jour AS SELECT * FROM mart.historique WHERE date_execution = (SELECT le FROM le)"
    )
    out: dict[str, int] = {}
    for ligne in SIMPLES.strip().replace("\n    ", " ").splitlines():
        nom, _, requete = ligne.partition(" = ")
        ((valeur,),) = con.execute(requete).fetchall()
        out[nom] = int(valeur or 0)
    requis = "denominateur" if _a_un_total(con) else "denominateur - jamais"
    for annee, combien, comptes in con.execute(
        f"SELECT annee, {requis}, {requis} + jamais FROM mart.jalon"
    ).fetchall():
        out[f"1.1-{annee} requis"], out[f"1.1-{annee} comptes"] = int(combien), int(comptes)
    for nom, requete in PAR.items():
        for valeur, combien in con.execute(requete).fetchall():
            out[f"{nom} | {valeur or ''}"] = int(combien)
    return out


def _a_un_total(con: duckdb.DuckDBPyConnection) -> bool:
    """The milestone tells the required accounts from all of them."""
    return "total" in {column for column, *_ in con.execute("DESCRIBE mart.jalon").fetchall()}
