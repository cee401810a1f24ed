-- Ce qu'il faut faire pour chaque état et chaque autorité, et pour combien de personnes.
-- grain: une population, une autorité et un état du numéro | acces: comptage | forme: table
SELECT
    c.population, c.autorite, c.statut, coalesce(precise.prochaine_etape, commune.prochaine_etape) AS prochaine_etape,
    sum(c.nombre)::BIGINT AS nombre
FROM mart.couverture AS c
LEFT JOIN meta.prochaine_etape AS precise ON precise.statut = c.statut AND precise.autorite = c.autorite
LEFT JOIN meta.prochaine_etape AS commune ON commune.statut = c.statut AND commune.autorite = '*'
GROUP BY ALL
ORDER BY ALL
