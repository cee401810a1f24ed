-- mart: annuaire_nom | acces: nominatif | forme: table | rang: 1
-- Les noms distincts de l'annuaire public : où chercher un nom mal écrit.
SELECT cle_nom, count(*) AS nombre
FROM curated.rpps_personne
WHERE cle_nom <> ''
GROUP BY cle_nom
ORDER BY cle_nom
