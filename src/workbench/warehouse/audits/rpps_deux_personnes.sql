-- Un même numéro RPPS est confirmé pour deux personnes.
SELECT rpps, count(DISTINCT id_unique) AS nombre
FROM curated.lien_rpps
WHERE statut = 'confirme'
GROUP BY rpps
HAVING count(DISTINCT id_unique) > 1
