-- Part ouverte ou fermée dans chaque délai suivi, sûre et possible, et délai médian : en tout, par système, par service.
-- grain: un événement, un axe, une valeur et un délai suivi | acces: comptage | forme: table
WITH lignes AS (SELECT * FROM mart.compte_delai_ligne WHERE juge),

axes AS (
    SELECT 'ensemble' AS axe, NULL AS valeur_axe, * FROM lignes WHERE evenement = 'depart' OR portee = 'personne'
    UNION ALL
    SELECT 'application', application, * FROM lignes WHERE portee = 'compte'
    UNION ALL
    SELECT 'service', service, * FROM lignes WHERE evenement = 'depart' OR portee = 'personne'
),

medianes AS (
    -- Un compte encore à faire attend toujours : il compte comme plus long que tous les autres.
    SELECT
        evenement, axe, valeur_axe, count(*) FILTER (etat = 'ouvert') AS restent, count(*) FILTER (etat = 'inconnu') AS inconnus,
        quantile_disc(CASE etat WHEN 'ouvert' THEN 1000000 ELSE jours_max END, 0.5) FILTER (etat <> 'inconnu') AS mediane
    FROM axes
    GROUP BY evenement, axe, valeur_axe
)

SELECT
    a.evenement, a.axe, a.valeur_axe, d.jours,
    count(*) FILTER (a.etat <> 'ouvert' AND a.jours_max <= d.jours) AS numerateur,
    count(*) FILTER (a.etat <> 'ouvert' AND a.jours_min <= d.jours) AS possibles,
    count(*) AS denominateur,
    count(*) FILTER (a.etat <> 'ouvert' AND a.jours_max <= d.jours) / count(*) AS part,
    count(*) FILTER (a.etat <> 'ouvert' AND a.jours_min <= d.jours) / count(*) AS part_possible,
    any_value(m.restent) AS restent, any_value(m.inconnus) AS inconnus,
    any_value(CASE WHEN m.mediane < 1000000 THEN m.mediane END)::INTEGER AS mediane
FROM axes AS a
CROSS JOIN meta.delai_compte AS d
INNER JOIN medianes AS m ON m.evenement = a.evenement AND m.axe = a.axe AND m.valeur_axe IS NOT DISTINCT FROM a.valeur_axe
-- Tous les délais sur les mêmes personnes, celles du plus long : sinon « en 7 jours » pourrait dépasser « en 30 jours ».
WHERE a.etat <> 'inconnu' AND a.anciennete >= (SELECT max(jours) FROM meta.delai_compte)
GROUP BY a.evenement, a.axe, a.valeur_axe, d.jours
ORDER BY a.evenement, a.axe, a.valeur_axe, d.jours
