-- mart: transition | acces: comptage | forme: vue | rang: 2
-- Comptes par situation avant et après la dernière exécution.
SELECT application, avant, apres, nombre
FROM meta.transition
WHERE date_execution = (SELECT max(date_execution) FROM meta.execution)
