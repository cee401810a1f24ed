-- Une personne a deux états du numéro RPPS, ou un état donné à une personne inconnue.
SELECT id_unique, count(*) AS nombre
FROM curated.lien_rpps
GROUP BY id_unique
HAVING count(*) > 1 OR id_unique NOT IN (SELECT id_unique FROM curated.identite WHERE id_unique IS NOT NULL)
