-- mart: collision_type | acces: comptage | forme: table | rang: 2
-- Les contradictions qui empêchent une fusion, par type.
SELECT type, gravite, count(*) AS nombre
FROM curated.collision
GROUP BY type, gravite
ORDER BY nombre DESC, type
