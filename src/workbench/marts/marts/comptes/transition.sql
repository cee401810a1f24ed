-- Comptes par situation avant et après la dernière exécution.
-- grain: un système et un changement de situation | acces: comptage | forme: vue
SELECT application, avant, apres, nombre
FROM meta.transition
WHERE date_execution = (SELECT le FROM staging.execution)
