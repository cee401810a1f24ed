-- mart: attente_tiers | acces: comptage | forme: table | rang: 2
-- Personnes en attente d'un tiers, par population et autorité : combien, depuis combien de jours.
WITH le AS (SELECT max(date_execution) AS le FROM meta.execution),

populations AS (
    SELECT 'dpi' AS population, * FROM mart.couverture_personne WHERE utilisateur_dpi
    UNION ALL
    SELECT 'comptes' AS population, * FROM mart.couverture_personne WHERE a_un_compte
    UNION ALL
    SELECT 'presents' AS population, * FROM mart.couverture_personne WHERE presente
)

SELECT
    p.population, p.autorite, count(*) AS nombre,
    median(t.le - p.attente_depuis)::INTEGER AS jours_median, max(t.le - p.attente_depuis)::INTEGER AS jours_max
FROM populations AS p
CROSS JOIN le AS t
WHERE p.statut = 'en_attente'
GROUP BY p.population, p.autorite
ORDER BY p.population, p.autorite
