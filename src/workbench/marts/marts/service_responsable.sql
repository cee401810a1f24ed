-- mart: service_responsable | acces: nominatif | forme: table | rang: 1
-- Le responsable de chaque service, quand le fichier de structure le donne.
SELECT etablissement, service, any_value(responsable) AS responsable
FROM curated.structure
WHERE responsable IS NOT NULL AND service IS NOT NULL
GROUP BY etablissement, service
ORDER BY etablissement, service
