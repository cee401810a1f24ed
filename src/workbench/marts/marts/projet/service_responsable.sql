-- Le responsable de chaque service, quand le fichier de structure le donne.
-- grain: un service d'un établissement | acces: nominatif | forme: table
SELECT etablissement, service, any_value(responsable) AS responsable
FROM staging.service
WHERE responsable IS NOT NULL
GROUP BY etablissement, service
-- The group-wide line (accounts that name no establishment) speaks only for services that no establishment has.
QUALIFY etablissement IS NOT NULL OR count(*) OVER (PARTITION BY service) = 1
ORDER BY etablissement, service
