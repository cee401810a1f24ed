-- Les effectifs suivis de date en date.
WITH effectifs AS (
    SELECT 'presents' AS indicateur, 'Personnes présentes' AS libelle, count(*) AS numerateur
    FROM staging.population WHERE population = 'presents'
    UNION ALL
    SELECT 'comptes_lies', 'Comptes liés à une personne', count(*) FROM curated.compte WHERE situation = 'liee'
    UNION ALL
    SELECT 'a_revoir', 'Paires à revoir', count(*) FROM curated.a_revoir
    UNION ALL
    SELECT 'partants_comptes_ouverts', 'Personnes parties gardant un compte ouvert', count(*)
    FROM staging.population WHERE population = 'partis'
    UNION ALL
    SELECT 'comptes_partis_delai', 'Comptes ouverts de personnes parties, encore dans le délai', count(*)
    FROM staging.population_compte WHERE population = 'comptes_partis_delai'
    UNION ALL
    SELECT 'utilisateurs_dpi', 'Utilisateurs du dossier patient', count(*)
    FROM staging.population WHERE population = 'dpi'
    UNION ALL
    SELECT 'utilisateurs_dpi_presents', 'Utilisateurs présents du dossier patient', count(*)
    FROM staging.population WHERE population = 'dpi_presents'
    UNION ALL
    SELECT 'comptes_dpi', 'Comptes nominatifs ouverts du dossier patient', count(*)
    FROM staging.population_compte WHERE population = 'comptes_dpi'
    UNION ALL
    SELECT 'employeur_a_enregistrer', 'Professions à rôle à enregistrer', coalesce(sum(nombre) FILTER (a_enregistrer), 0)::BIGINT
    FROM mart.employeur
    UNION ALL
    SELECT
        'employeur_a_enregistrer_dpi', 'Professions à rôle à enregistrer, utilisateurs du dossier patient',
        coalesce(sum(nombre) FILTER (a_enregistrer AND utilisateur_dpi), 0)::BIGINT
    FROM mart.employeur
    UNION ALL
    SELECT
        'infirmiers_sans_numero', 'Infirmiers sans numéro valable',
        coalesce(sum(nombre) FILTER (a_declarer AND statut IN ('absent', 'en_attente', 'incoherent')), 0)::BIGINT
    FROM mart.infirmier
    UNION ALL
    SELECT 'collision_' || type, 'Contradictions : ' || titre, nombre FROM mart.collision_type
    UNION ALL
    SELECT 'rpps_a_reverifier', 'Numéros RPPS à revérifier', count(*) FROM curated.lien_rpps WHERE a_reverifier
    UNION ALL
    SELECT 'mie_remis', 'Moyens d’identification remis', count(*) FROM curated.mie
    WHERE statut IN ('remis', 'active', 'appaire', 'utilise')
)

SELECT indicateur, libelle, numerateur, NULL::BIGINT AS denominateur, numerateur::DOUBLE AS valeur
FROM effectifs
