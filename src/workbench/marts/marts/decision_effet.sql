-- mart: decision_effet | acces: comptage | forme: table | rang: 1
-- Combien de décisions ont été appliquées, par genre et par effet.
SELECT genre, libelle, etat, count(*) AS nombre
FROM meta.decision
GROUP BY genre, libelle, etat
ORDER BY genre, etat
