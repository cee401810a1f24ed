-- Every table a run may fill, typed: an empty nature still gives an empty table with its columns.
CREATE SCHEMA curated;
CREATE SCHEMA meta;
CREATE SCHEMA mart;

CREATE TABLE curated.fiche (
    source VARCHAR, nature VARCHAR, cle_source VARCHAR, application VARCHAR, role VARCHAR, etablissement VARCHAR, finess VARCHAR,
    nom VARCHAR, nom_naissance VARCHAR, nom_usage VARCHAR, prenoms VARCHAR, prenom_usuel VARCHAR,
    noms VARCHAR[], prenoms_std VARCHAR[], sexe VARCHAR, date_naissance DATE, lieu_naissance VARCHAR,
    code_commune_naissance VARCHAR, pays_naissance VARCHAR, email VARCHAR, telephone VARCHAR, matricule VARCHAR,
    login VARCHAR, identifiant VARCHAR, rpps VARCHAR, adeli VARCHAR, emploi VARCHAR, grade VARCHAR, profil VARCHAR, service_code VARCHAR,
    service VARCHAR, pole VARCHAR, type_contrat VARCHAR, agence VARCHAR, date_debut DATE, date_fin DATE,
    actif BOOLEAN, nature_compte VARCHAR, date_creation DATE, date_derniere_connexion DATE, mode_auth VARCHAR,
    profession_code VARCHAR, profession_systeme VARCHAR, profession VARCHAR, role_code VARCHAR, autorite VARCHAR,
    fichier VARCHAR, ligne INTEGER
);
CREATE TABLE curated.contrat (
    source VARCHAR, cle_source VARCHAR, matricule VARCHAR, etablissement VARCHAR, finess VARCHAR, emploi VARCHAR,
    grade VARCHAR, type_contrat VARCHAR, quotite VARCHAR, service_code VARCHAR, service VARCHAR, pole VARCHAR,
    agence VARCHAR, date_debut DATE, date_fin DATE
);
CREATE TABLE curated.identite (
    id_unique VARCHAR, nom_naissance VARCHAR, nom_usage VARCHAR, prenoms VARCHAR, prenom_usuel VARCHAR, sexe VARCHAR,
    date_naissance DATE, lieu_naissance VARCHAR, code_commune_naissance VARCHAR, email VARCHAR, emploi VARCHAR,
    grade VARCHAR, profession_code VARCHAR, profession_systeme VARCHAR, profession VARCHAR, role_code VARCHAR,
    autorite VARCHAR, type_contrat VARCHAR, etablissement VARCHAR, service_code VARCHAR, service VARCHAR,
    pole VARCHAR, date_arrivee DATE, date_depart DATE, presente BOOLEAN, utilisateur_dpi BOOLEAN, nb_fiches INTEGER,
    cree_le DATE
);
CREATE TABLE curated.identite_fiche (
    source VARCHAR, cle_source VARCHAR, id_unique VARCHAR, mode VARCHAR, probabilite DOUBLE, preuve VARCHAR
);
CREATE TABLE curated.a_revoir (
    id_paire VARCHAR, source_a VARCHAR, cle_a VARCHAR, source_b VARCHAR, cle_b VARCHAR, id_unique_a VARCHAR,
    id_unique_b VARCHAR, probabilite DOUBLE, motif VARCHAR, code_motif VARCHAR, priorite INTEGER, poids VARCHAR
);
CREATE TABLE curated.collision (
    id_collision VARCHAR, type VARCHAR, gravite VARCHAR, motif VARCHAR, fiches VARCHAR[], id_uniques VARCHAR[],
    etat VARCHAR, cloture VARCHAR, cloture_motif VARCHAR
);
CREATE TABLE curated.paire_score (
    cle_a VARCHAR, cle_b VARCHAR, probabilite DOUBLE, situation VARCHAR, mode VARCHAR
);
CREATE TABLE curated.identite_histoire (
    id_unique VARCHAR, source VARCHAR, cle_source VARCHAR, evenement VARCHAR, autre_id VARCHAR, mode VARCHAR,
    id_decision VARCHAR, date_execution DATE, id_execution VARCHAR
);
CREATE TABLE curated.redirection (id_ancien VARCHAR, id_nouveau VARCHAR, le DATE);
CREATE TABLE curated.compte (
    application VARCHAR, role VARCHAR, source VARCHAR, login VARCHAR, id_unique VARCHAR, nature VARCHAR, situation VARCHAR,
    situation_motif VARCHAR, proprietaire VARCHAR, expire_le DATE, actif BOOLEAN, date_creation DATE,
    date_derniere_connexion DATE, date_fermeture DATE, rpps_connu VARCHAR, mode_auth VARCHAR, profil VARCHAR,
    service VARCHAR, etablissement VARCHAR
);
CREATE TABLE curated.compte_suivi (
    source VARCHAR, login VARCHAR, application VARCHAR, role VARCHAR, id_unique VARCHAR, nature VARCHAR, situation VARCHAR,
    service VARCHAR, etablissement VARCHAR, date_creation DATE, premiere_vue DATE, derniere_vue DATE,
    actif_vu_le DATE, inactif_vu_le DATE, rpps_vu_le DATE, present BOOLEAN
);
CREATE TABLE curated.affectation (
    source VARCHAR, cle_source VARCHAR, etablissement VARCHAR, service VARCHAR, date_debut DATE, date_fin DATE,
    premiere_vue DATE, derniere_vue DATE
);
CREATE TABLE curated.lien_rpps (
    id_unique VARCHAR, rpps VARCHAR, statut VARCHAR, preuve VARCHAR, probabilite DOUBLE, motif VARCHAR,
    date_preuve DATE, a_reverifier_le DATE, nb_candidats INTEGER, a_reverifier BOOLEAN
);
CREATE TABLE curated.lien_premier (
    id_unique VARCHAR, rpps VARCHAR, premier_le DATE, avant_le DATE, vu_le DATE
);
CREATE TABLE curated.rpps_candidat (
    id_unique VARCHAR, rpps VARCHAR, rang INTEGER, score DOUBLE, motif VARCHAR, nom_exercice VARCHAR,
    prenom_exercice VARCHAR, profession_code VARCHAR, concordances VARCHAR[], divergences VARCHAR[]
);
CREATE TABLE curated.rpps_personne (
    rpps VARCHAR, nom_exercice VARCHAR, prenom_exercice VARCHAR, profession_code VARCHAR, categorie_code VARCHAR,
    role_code VARCHAR, autorite_enregistrement VARCHAR, code_departement VARCHAR, nb_activites INTEGER,
    cle_nom VARCHAR, cle_prenom VARCHAR
);
CREATE TABLE curated.rpps_activite (
    rpps VARCHAR, finess_site VARCHAR, finess_ej VARCHAR, mode_exercice VARCHAR, role_code VARCHAR,
    genre_activite VARCHAR, raison_sociale VARCHAR, profession_code VARCHAR
);
CREATE TABLE curated.mie (
    id_unique VARCHAR, source VARCHAR, numero_serie VARCHAR, type_mie VARCHAR, statut VARCHAR, date_commande DATE,
    date_reception DATE, date_remise DATE, date_activation DATE, date_fin_validite DATE, date_opposition DATE,
    rpps VARCHAR, rattachement VARCHAR
);
CREATE TABLE curated.structure (
    service_code VARCHAR, service VARCHAR, pole_code VARCHAR, pole VARCHAR, etablissement VARCHAR, finess VARCHAR,
    vague VARCHAR, pilote BOOLEAN, date_deploiement DATE, responsable VARCHAR
);
CREATE TABLE curated.emploi_non_resolu (
    emploi VARCHAR, grade VARCHAR, source VARCHAR, effectif INTEGER, proposition_systeme VARCHAR,
    proposition_code VARCHAR, proposition VARCHAR, confiance DOUBLE
);
CREATE TABLE curated.porteur_cps (
    id_unique VARCHAR, rpps VARCHAR, nom VARCHAR, prenom VARCHAR, profession_code VARCHAR, type_carte VARCHAR,
    numero_carte VARCHAR, date_fin_validite DATE, date_opposition DATE
);

CREATE TABLE meta.execution (
    id_execution VARCHAR, date_execution DATE, commencee_le TIMESTAMP, terminee_le TIMESTAMP, version VARCHAR,
    etablissement VARCHAR, etapes JSON, lignes JSON, memoire_mo INTEGER
);
CREATE TABLE meta.fichier (
    id_execution VARCHAR, source VARCHAR, nom VARCHAR, livraison DATE, taille BIGINT, sha256 VARCHAR, lignes BIGINT,
    lignes_retenues BIGINT
);
CREATE TABLE meta.source (
    source VARCHAR, libelle VARCHAR, nature VARCHAR, application VARCHAR, role VARCHAR, proprietaire VARCHAR, frequence_jours INTEGER
);
CREATE TABLE meta.entite (
    etablissement VARCHAR, nom VARCHAR, finess_ej VARCHAR, finess_et VARCHAR[], region_ars VARCHAR
);
CREATE TABLE meta.rejet (
    source VARCHAR, fichier VARCHAR, ligne INTEGER, code VARCHAR, motif VARCHAR, gravite VARCHAR, brut VARCHAR
);
CREATE TABLE meta.transition (date_execution DATE, application VARCHAR, avant VARCHAR, apres VARCHAR, nombre BIGINT);
CREATE TABLE meta.decision (
    id VARCHAR, genre VARCHAR, libelle VARCHAR, verdict VARCHAR, cle_a VARCHAR, cle_b VARCHAR, id_unique VARCHAR,
    rpps VARCHAR, objet VARCHAR, preuve VARCHAR, date_preuve DATE, motif VARCHAR, auteur VARCHAR, le TIMESTAMPTZ,
    origine VARCHAR, etat VARCHAR, explication VARCHAR
);
CREATE TABLE meta.demarche (
    id_unique VARCHAR, autorite VARCHAR, verdict VARCHAR, ouverte BOOLEAN, date_demande DATE, reference VARCHAR,
    situation VARCHAR, echeance DATE, auteur VARCHAR, le TIMESTAMPTZ
);
CREATE TABLE meta.information (
    portee VARCHAR, id_unique VARCHAR, etablissement VARCHAR, valeur VARCHAR, date_information DATE
);
CREATE TABLE meta.tranche_anciennete (rang INTEGER, tranche VARCHAR, mois_min INTEGER, mois_max INTEGER);
CREATE TABLE meta.regle_anomalie (code VARCHAR, titre VARCHAR, gravite VARCHAR, que_corriger VARCHAR);
CREATE TABLE meta.vertu (
    rang INTEGER, mesure VARCHAR, vertu VARCHAR, titre VARCHAR, definition VARCHAR, a_faire VARCHAR, jours INTEGER, version VARCHAR
);
CREATE TABLE meta.probleme_compte (
    rang INTEGER, probleme VARCHAR, titre VARCHAR, definition VARCHAR, que_faire VARCHAR, jours INTEGER, version VARCHAR
);
CREATE TABLE meta.delai_compte (jours INTEGER);
CREATE TABLE meta.regle_revue (mois INTEGER, version VARCHAR);
CREATE TABLE meta.revue_acces (
    campagne VARCHAR, source VARCHAR, login VARCHAR, verdict VARCHAR, precision VARCHAR, auteur VARCHAR, le DATE
);
CREATE TABLE meta.type_mie (
    type_mie VARCHAR, libelle VARCHAR, emetteur VARCHAR, deux_facteurs BOOLEAN, rpps BOOLEAN, national BOOLEAN, eidas VARCHAR,
    mode VARCHAR, materiel BOOLEAN, blocage_jours INTEGER, expiration_jours INTEGER, version VARCHAR
);
CREATE TABLE meta.regle_contrat_court (type_contrat VARCHAR, rang INTEGER, mois INTEGER, version VARCHAR);
CREATE TABLE meta.regle_activite (
    niveau VARCHAR, delai_jours INTEGER, depuis_jours INTEGER, types_exclus VARCHAR[], version VARCHAR
);
CREATE TABLE meta.cas_particulier (rang INTEGER, cas VARCHAR, titre VARCHAR, definition VARCHAR, geste VARCHAR);
CREATE TABLE meta.regle_padhue (roles VARCHAR[], generique VARCHAR[], ordre VARCHAR[], titres VARCHAR);
CREATE TABLE meta.etudiant (
    rang INTEGER, cible VARCHAR, libelle VARCHAR, statut VARCHAR, eligible_depuis DATE, source VARCHAR, note VARCHAR
);
CREATE TABLE meta.nomenclature (systeme VARCHAR, code VARCHAR, libelle VARCHAR, autorite VARCHAR);
CREATE TABLE meta.verdict_activite (rang INTEGER, verdict VARCHAR, titre VARCHAR, definition VARCHAR, accorde BOOLEAN);
CREATE TABLE meta.geste_activite (verdict VARCHAR, autorite VARCHAR, geste VARCHAR);
CREATE TABLE meta.role_equivalent (code VARCHAR, famille VARCHAR);
CREATE TABLE meta.collision_type (type VARCHAR, titre VARCHAR, gravite VARCHAR, que_faire VARCHAR);
CREATE TABLE meta.modele (id_execution VARCHAR, nom VARCHAR, json VARCHAR);
CREATE TABLE meta.historique (
    date_execution DATE, indicateur VARCHAR, libelle VARCHAR, numerateur BIGINT, denominateur BIGINT, valeur DOUBLE
);
CREATE TABLE meta.catalogue (
    id VARCHAR, objectif VARCHAR, annee INTEGER, titre VARCHAR, libelle_officiel VARCHAR, definition VARCHAR,
    numerateur VARCHAR, denominateur VARCHAR, cible DOUBLE, echeance DATE, version VARCHAR
);
CREATE TABLE meta.prochaine_etape (statut VARCHAR, autorite VARCHAR, prochaine_etape VARCHAR);
CREATE TABLE meta.trait_attendu (nature VARCHAR, trait VARCHAR);
