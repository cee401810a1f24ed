-- Depuis combien de jours chaque utilisateur attend à son étape : tranches ; médiane et neuvième décile de l'étape répétés.
-- grain: une étape et une tranche de jours | acces: comptage | forme: table
WITH attentes AS (
    SELECT
        etape, jours_etape,
        CASE
            WHEN jours_etape IS NULL THEN 'sans_date'
            WHEN jours_etape <= 30 THEN '0_30'
            WHEN jours_etape <= 60 THEN '31_60'
            WHEN jours_etape <= 90 THEN '61_90'
            ELSE 'plus_90'
        END AS tranche
    FROM mart.mie_personne
    WHERE etape BETWEEN 1 AND 5 AND alerte NOT IN ('perdu', 'expire')
),

etapes AS (
    SELECT etape, median(jours_etape) AS jours_median, quantile_cont(jours_etape, 0.9) AS jours_p90 FROM attentes GROUP BY etape
)

SELECT a.etape, a.tranche, count(*) AS nombre, e.jours_median, e.jours_p90
FROM attentes AS a
INNER JOIN etapes AS e USING (etape)
GROUP BY ALL
ORDER BY a.etape, a.tranche
