-- Le responsable de chaque service, quand le fichier de structure le donne.
-- grain: un service d'un établissement | acces: nominatif | forme: table
SELECT etablissement, service, any_value(responsable) AS responsable
FROM staging.service
WHERE responsable IS NOT NULL
GROUP BY etablissement, service
ORDER BY etablissement, service
