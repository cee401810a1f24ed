-- Personnes en attente d'un tiers, par population et autorité : combien, depuis combien de jours.
-- grain: une population et une autorité | acces: comptage | forme: table
SELECT
    q.population, p.autorite, count(*) AS nombre,
    median(t.le - p.attente_depuis)::INTEGER AS jours_median, max(t.le - p.attente_depuis)::INTEGER AS jours_max
FROM mart.couverture_personne AS p
INNER JOIN staging.population AS q USING (id_unique)
CROSS JOIN staging.execution AS t
WHERE p.statut = 'en_attente' AND q.population IN ('dpi', 'comptes', 'presents')
GROUP BY q.population, p.autorite
ORDER BY q.population, p.autorite
