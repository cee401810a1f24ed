-- Les paires notées, par tranche de probabilité et par ce qu'elles sont devenues.
-- grain: une tranche de probabilité et une situation | acces: comptage | forme: table
SELECT
    CASE
        WHEN probabilite >= 0.999 THEN '0,999 et plus'
        WHEN probabilite >= 0.99 THEN '0,99 à 0,999'
        WHEN probabilite >= 0.9 THEN '0,9 à 0,99'
        WHEN probabilite >= 0.5 THEN '0,5 à 0,9'
        WHEN probabilite >= 0.1 THEN '0,1 à 0,5'
        ELSE 'moins de 0,1'
    END AS tranche,
    situation, count(*) AS nombre, min(probabilite) AS depuis
FROM curated.paire_score
GROUP BY tranche, situation
ORDER BY depuis, situation
