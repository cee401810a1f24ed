-- Objectif 1.1, « dès la création du compte » : comptes du DPI créés depuis 90 jours (Ordre et ARS) dont le numéro est connu à la date des données.
SELECT
    '1.1-flux' AS indicateur, 'Numéro connu sur les comptes récents du DPI' AS libelle,
    count(*) FILTER (connu) AS numerateur, count(*) AS denominateur, count(*) FILTER (connu) / nullif(count(*), 0) AS valeur
FROM mart.compte_dpi
INNER JOIN staging.population_compte AS q USING (source, login)
WHERE
    q.population = 'comptes_1.1-2027'
    AND date_creation > (SELECT le FROM staging.execution) - 90
    AND date_creation <= (SELECT le FROM staging.execution)
