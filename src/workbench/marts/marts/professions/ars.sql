-- Enregistrements à l'ARS par région et profession : où en est chacun, et les jours d'attente ou de délai.
-- grain: une région, une profession, un service, un état et un nombre de jours | acces: comptage | forme: table
SELECT region, profession, etablissement, service, etat, jours, count(*) AS nombre
FROM mart.ars_personne
GROUP BY ALL
ORDER BY ALL
