-- Chaque indicateur à chaque date d'exécution.
-- grain: un indicateur et une date | acces: comptage | forme: vue
SELECT date_execution, indicateur, libelle, numerateur, denominateur, valeur, motif
FROM meta.historique
ORDER BY indicateur, date_execution
