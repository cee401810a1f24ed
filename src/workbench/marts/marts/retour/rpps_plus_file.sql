-- Le travail du gestionnaire RPPS+ : combien de gestes à faire, à revoir, faits ou refusés, par établissement, service et métier.
-- grain: un geste, un état, un établissement, un service et un métier | acces: comptage | forme: table
SELECT
    g.geste, r.rang, r.titre, g.etat, g.etablissement, g.pole, g.service, g.profession, g.autorite,
    g.manque IS NOT NULL AS incomplet, count(*) AS nombre
FROM mart.rpps_plus_geste AS g
INNER JOIN meta.rpps_plus_geste AS r USING (geste)
GROUP BY ALL
ORDER BY ALL
