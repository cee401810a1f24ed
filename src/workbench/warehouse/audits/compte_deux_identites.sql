-- Un même compte d'une application est rattaché à deux personnes.
SELECT application, lower(login) AS login, count(DISTINCT id_unique) AS nombre
FROM curated.compte
GROUP BY application, lower(login)
HAVING count(DISTINCT id_unique) > 1
