-- mart: ars | acces: comptage | forme: table | rang: 2
-- Enregistrements à l'ARS par région et profession : où en est chacun, et les jours d'attente ou de délai.
SELECT region, profession, etablissement, service, etat, jours, count(*) AS nombre
FROM mart.ars_personne
GROUP BY ALL
ORDER BY ALL
