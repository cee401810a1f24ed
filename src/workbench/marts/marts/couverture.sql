-- mart: couverture | acces: comptage | forme: table | rang: 2
-- Effectifs par population, profession, contrat, service et état du numéro RPPS.
WITH populations AS (
    SELECT 'dpi' AS population, * FROM mart.couverture_personne WHERE utilisateur_dpi
    UNION ALL
    SELECT 'comptes' AS population, * FROM mart.couverture_personne WHERE a_un_compte
    UNION ALL
    SELECT 'presents' AS population, * FROM mart.couverture_personne WHERE presente
)

SELECT
    population, autorite, profession_code, profession, type_contrat, etablissement, pole, service, statut,
    count(*) AS nombre
FROM populations
GROUP BY ALL
ORDER BY ALL
