-- Combien de personnes gardent une, deux méthodes ou plus, et lesquelles, par service.
-- grain: un service, un nombre de méthodes et lesquelles | acces: comptage | forme: table
SELECT service, methodes, modes, count(*) AS personnes
FROM mart.connexion_personne
GROUP BY ALL
ORDER BY service, methodes, modes
