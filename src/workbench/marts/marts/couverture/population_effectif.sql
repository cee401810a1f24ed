-- Combien de personnes ou de comptes tient chaque population (populations.toml), à la date des données.
-- grain: une population | acces: comptage | forme: vue
SELECT population, count(*) AS nombre FROM staging.population GROUP BY population
UNION ALL
SELECT population, count(*) FROM staging.population_compte GROUP BY population
