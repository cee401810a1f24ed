-- mart: mie_alerte | acces: comptage | forme: table | rang: 2
-- Ce qui demande un geste : à commander, bloqué à une étape, expiré, bientôt expiré, perdu.
SELECT alerte, coalesce(type_mie, '–') AS type_mie, count(*) AS nombre, median(jours_etape) AS jours_median
FROM mart.mie_personne
WHERE alerte <> 'suivi'
GROUP BY alerte, type_mie
ORDER BY alerte, nombre DESC
