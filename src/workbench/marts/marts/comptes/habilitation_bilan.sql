-- Combien de profils sont en écart avec le poste de leur titulaire, par application et par service.
-- grain: un écart d'un service d'une application | acces: comptage | forme: table
SELECT
    rang, ecart, titre, que_faire, source, etablissement, service, count(*) AS nombre, count(DISTINCT id_unique) AS personnes
FROM mart.habilitation_ecart
GROUP BY ALL
ORDER BY ALL
