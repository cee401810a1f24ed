-- Les noms distincts de l'annuaire public : où chercher un nom mal écrit.
-- grain: un nom distinct | acces: nominatif | forme: table
SELECT cle_nom, count(*) AS nombre
FROM curated.rpps_personne
WHERE cle_nom <> ''
GROUP BY cle_nom
ORDER BY cle_nom
