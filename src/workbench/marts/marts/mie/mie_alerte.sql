-- Ce qui demande un geste : à commander, bloqué à une étape, expiré, bientôt expiré, perdu.
-- grain: une alerte et un type de moyen | acces: comptage | forme: table
SELECT alerte, coalesce(type_mie, '–') AS type_mie, count(*) AS nombre, median(jours_etape) AS jours_median
FROM mart.mie_personne
WHERE alerte <> 'suivi'
GROUP BY alerte, type_mie
ORDER BY alerte, nombre DESC, type_mie
