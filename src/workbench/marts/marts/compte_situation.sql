-- mart: compte_situation | acces: comptage | forme: table | rang: 2
-- Les comptes par système et par situation.
SELECT application, situation, count(*) AS nombre
FROM curated.compte
GROUP BY application, situation
ORDER BY application, situation
