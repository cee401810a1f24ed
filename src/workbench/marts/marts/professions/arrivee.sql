-- Arrivées récentes en contrat court, comptées par mois, contrat, agence, service et délai jusqu'au numéro RPPS prouvé.
-- grain: un mois, un contrat, une agence, un service et une situation | acces: comptage | forme: table
SELECT
    mois, type_contrat, rang_type, agence, etablissement, service, autorite, requis, suivie, situation, delai, avant, recul,
    depart, count(*) AS nombre
FROM mart.arrivee_personne
GROUP BY ALL
ORDER BY ALL
