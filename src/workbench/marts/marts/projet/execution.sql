-- Une ligne par exécution connue.
-- grain: une exécution | acces: comptage | forme: vue
SELECT * FROM meta.execution ORDER BY date_execution
