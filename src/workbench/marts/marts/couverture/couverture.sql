-- Effectifs par population, profession, contrat, service et état du numéro RPPS.
-- grain: une population, un métier, un contrat, un service et un état du numéro | acces: comptage | forme: table
SELECT
    population, autorite, profession_code, profession, type_contrat, etablissement, pole, service, statut,
    count(*) AS nombre
FROM mart.couverture_personne
INNER JOIN staging.population USING (id_unique)
WHERE population IN ('dpi', 'comptes', 'presents')
GROUP BY ALL
ORDER BY ALL
