-- Une même fiche est rattachée à deux personnes.
SELECT source, cle_source, count(DISTINCT id_unique) AS nombre
FROM curated.identite_fiche
GROUP BY source, cle_source
HAVING count(DISTINCT id_unique) > 1
