-- Les décisions rejouées par cette exécution, et ce qu'elles ont fait.
-- grain: une décision | acces: nominatif | forme: vue
SELECT * FROM meta.decision ORDER BY le
