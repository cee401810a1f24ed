-- mart: execution | acces: comptage | forme: vue | rang: 2
-- Une ligne par exécution connue.
SELECT * FROM meta.execution ORDER BY date_execution
