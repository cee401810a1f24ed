-- Objectif 1.2, 2028 : les personnes au numéro prouvé dont toutes les activités jugées concordent avec les contrats ;
-- puis, parmi tous ceux qui doivent avoir un numéro, ceux dont les activités sont à jour : sans numéro prouvé, elles ne le sont pas.
WITH personnes AS (
    SELECT id_unique, bool_and(accorde) AS accorde
    FROM mart.activite_personne
    WHERE accorde IS NOT NULL
    GROUP BY id_unique
),

requis AS (
    SELECT c.id_unique, c.statut = 'confirme' AS prouve, p.accorde
    FROM mart.couverture_personne AS c
    INNER JOIN staging.population AS q ON q.id_unique = c.id_unique AND q.population = 'requis'
    LEFT JOIN personnes AS p ON p.id_unique = c.id_unique
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
UNION ALL
SELECT
    'activites_a_jour', 'Activités du RPPS à jour dans le SIH', count(*) FILTER (prouve AND accorde), count(*),
    count(*) FILTER (prouve AND accorde) / count(*)
FROM requis
WHERE (NOT prouve OR accorde IS NOT NULL) AND EXISTS (FROM curated.rpps_activite)
HAVING count(*) > 0
