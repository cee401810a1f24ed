-- Les comptes par système et par situation.
-- grain: un système et une situation | acces: comptage | forme: table
SELECT application, situation, count(*) AS nombre
FROM curated.compte
GROUP BY application, situation
ORDER BY application, situation
