-- Combien de décisions ont été appliquées, par genre et par effet.
-- grain: un genre de décision et un effet | acces: comptage | forme: table
SELECT genre, libelle, etat, count(*) AS nombre
FROM meta.decision
GROUP BY genre, libelle, etat
ORDER BY genre, etat
