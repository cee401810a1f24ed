-- Infirmiers présents par service, contrat, état du numéro, ancienneté et échéance de l'inscription provisoire.
-- grain: un service, un contrat, un état du numéro et une ancienneté | acces: comptage | forme: table
SELECT
    etablissement, pole, service, type_contrat, a_declarer, statut, rang_anciennete, anciennete, situation_ordre,
    echeance_ordre, count(*) AS nombre
FROM mart.infirmier_personne
GROUP BY ALL
ORDER BY ALL
