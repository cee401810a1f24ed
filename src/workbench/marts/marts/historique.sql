-- mart: historique | acces: comptage | forme: vue | rang: 2
-- Chaque indicateur à chaque date d'exécution.
SELECT date_execution, indicateur, libelle, numerateur, denominateur, valeur
FROM meta.historique
ORDER BY indicateur, date_execution
