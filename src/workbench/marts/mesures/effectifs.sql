-- Les effectifs suivis de date en date.
WITH effectifs AS (
    SELECT 'presents' AS indicateur, 'Personnes présentes' AS libelle, count(*) AS numerateur
    FROM staging.population WHERE population = 'presents'
    UNION ALL
    SELECT 'comptes_lies', 'Comptes liés à une personne', count(*) FROM curated.compte WHERE situation = 'liee'
    UNION ALL
    SELECT 'a_revoir', 'Paires à revoir', count(*) FROM curated.a_revoir
    UNION ALL
    SELECT 'partants_comptes_ouverts', 'Personnes parties gardant un compte ouvert', count(DISTINCT c.id_unique)
    FROM staging.compte AS c
    INNER JOIN staging.personne AS i USING (id_unique)
    WHERE c.nature = 'nominatif' AND c.actif AND NOT i.presente
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
