-- La dernière exécution et la première : la date à laquelle tout se juge.
-- grain: une seule ligne | forme: table
SELECT max(date_execution) AS le, min(date_execution) AS debut, arg_max(id_execution, date_execution) AS id_execution
FROM meta.execution
