-- mart: decision | acces: nominatif | forme: vue | rang: 1
-- Les décisions rejouées par cette exécution, et ce qu'elles ont fait.
SELECT * FROM meta.decision ORDER BY le
