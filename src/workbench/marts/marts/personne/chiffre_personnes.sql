-- Combien de personnes ouvre chaque chiffre, par établissement et par service : ce que disent les liens « Voir les N personnes ».
-- grain: un chiffre, un établissement et un service | acces: comptage | forme: table
SELECT c.chiffre, p.etablissement, p.service, p.autorite, count(*) AS nombre, sum(c.nombre)::INTEGER AS comptes
FROM staging.personne_chiffre AS c
INNER JOIN mart.personne AS p USING (id_unique)
GROUP BY ALL
ORDER BY ALL
