-- Un identifiant unique est donné à deux personnes.
SELECT id_unique, count(*) AS nombre
FROM curated.identite
GROUP BY id_unique
HAVING count(*) > 1 OR id_unique IS NULL
