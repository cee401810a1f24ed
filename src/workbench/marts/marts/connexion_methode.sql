-- mart: connexion_methode | acces: comptage | forme: table | rang: 3
-- Combien de personnes gardent une, deux méthodes ou plus, et lesquelles, par service.
SELECT service, methodes, modes, count(*) AS personnes
FROM mart.connexion_personne
GROUP BY ALL
ORDER BY service, methodes, modes
