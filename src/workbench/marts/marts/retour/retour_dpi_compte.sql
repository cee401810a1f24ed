-- Combien de comptes du DPI attendent leur numéro prouvé, combien sont retenus et pourquoi, par application.
-- grain: un verdict et une raison d'une source | acces: comptage | forme: table
SELECT
    source, verdict, coalesce(retenue, '') AS retenue, count(*) AS nombre,
    count(*) FILTER (objectif_2027) AS objectif_2027, count(*) FILTER (objectif_2028) AS objectif_2028
FROM mart.retour_dpi
GROUP BY ALL
ORDER BY ALL
