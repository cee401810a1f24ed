-- Objectif 1.2, 2028 : les personnes au numéro prouvé dont toutes les activités jugées concordent avec les contrats.
WITH personnes AS (
    SELECT id_unique, bool_and(accorde) AS accorde
    FROM mart.activite_personne
    WHERE accorde IS NOT NULL
    GROUP BY id_unique
)

SELECT
    'activites_concordent' AS indicateur, 'Activités du RPPS conformes aux contrats' AS libelle,
    count(*) FILTER (accorde) AS numerateur, count(*) AS denominateur, count(*) FILTER (accorde) / count(*) AS valeur
FROM personnes
HAVING count(*) > 0
UNION ALL
SELECT
    'activites_ouvertes_apres_depart', 'Activités ouvertes au RPPS après un départ', count(DISTINCT id_unique), NULL::BIGINT,
    count(DISTINCT id_unique)::DOUBLE
FROM mart.activite_personne
WHERE verdict = 'terminee_ouverte' AND EXISTS (FROM curated.rpps_activite)
