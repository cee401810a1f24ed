-- Ce qui demande un geste : à commander, bloqué à une étape, expiré, bientôt expiré, perdu.
-- grain: une alerte, un type de moyen et un service ; médiane de l'alerte et du type, répétée | acces: comptage | forme: table
WITH attentes AS (
    SELECT alerte, type_mie, median(jours_etape) AS jours_median
    FROM mart.mie_personne
    GROUP BY alerte, type_mie
)

SELECT p.alerte, coalesce(p.type_mie, '–') AS type_mie, p.etablissement, p.service, count(*) AS nombre, a.jours_median
FROM mart.mie_personne AS p
INNER JOIN attentes AS a ON a.alerte = p.alerte AND a.type_mie IS NOT DISTINCT FROM p.type_mie
WHERE p.alerte <> 'suivi'
GROUP BY p.alerte, p.type_mie, p.etablissement, p.service, a.jours_median
ORDER BY p.alerte, nombre DESC, type_mie, p.etablissement, p.service
