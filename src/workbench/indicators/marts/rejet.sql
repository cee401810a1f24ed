-- mart: rejet | acces: comptage | forme: table | rang: 2
-- Ce qui a été mis de côté, par motif, avec les premiers numéros de ligne.
SELECT
    source, fichier, code, motif, gravite, count(*) AS nombre,
    array_to_string(list_slice(list_sort(list(DISTINCT ligne) FILTER (ligne IS NOT NULL)), 1, 5), ', ')
    || CASE WHEN count(DISTINCT ligne) > 5 THEN ', …' ELSE '' END AS lignes
FROM (
    SELECT * REPLACE (CASE code WHEN 'CLE_EN_DOUBLE' THEN 'La clé figure déjà plus haut dans cette liste.' ELSE motif END AS motif)
    FROM meta.rejet
)
GROUP BY source, fichier, code, motif, gravite
ORDER BY nombre DESC, source, fichier, code, motif
