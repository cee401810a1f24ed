-- mart: infirmier | acces: comptage | forme: table | rang: 3
-- Infirmiers présents par service, contrat, état du numéro, ancienneté et échéance de l'inscription provisoire.
SELECT
    etablissement, pole, service, type_contrat, a_declarer, statut, rang_anciennete, anciennete, situation_ordre,
    echeance_ordre, count(*) AS nombre
FROM mart.infirmier_personne
GROUP BY ALL
ORDER BY ALL
