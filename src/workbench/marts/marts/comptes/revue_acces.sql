-- Les comptes nominatifs actifs revus depuis moins d'un an, par système, établissement et service, et les décisions sans suite.
-- grain: un système, un établissement et un service | acces: comptage | forme: table
SELECT
    application, etablissement, service, count(*) AS comptes, count(*) FILTER (revu) AS revus,
    count(*) FILTER (suite = 'a_fermer') AS a_fermer, count(*) FILTER (suite = 'a_modifier') AS a_modifier
FROM mart.revue_acces_compte
GROUP BY application, etablissement, service
ORDER BY application, etablissement, service
