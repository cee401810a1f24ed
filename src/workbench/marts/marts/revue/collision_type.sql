-- Les contradictions qui empêchent une fusion, par type.
-- grain: un type de contradiction | acces: comptage | forme: table
SELECT
    c.type, coalesce(t.titre, c.type) AS titre, c.gravite, t.que_faire,
    count(*) FILTER (c.etat IS DISTINCT FROM 'close') AS nombre,
    count(*) FILTER (c.etat = 'close') AS closes,
    count(*) FILTER (c.etat = 'rouverte') AS rouvertes
FROM curated.collision AS c
LEFT JOIN meta.collision_type AS t USING (type)
GROUP BY ALL
ORDER BY nombre DESC, c.type
