-- Les numéros prouvés, par mode de récupération, processus de création et moment où ils ont rejoint l'identité locale.
-- grain: un établissement, un service, une profession, un mode, un processus et un moment | acces: comptage | forme: table
SELECT
    coalesce(etablissement, 'Non renseigné') AS etablissement, coalesce(service, 'Non renseigné') AS service, profession,
    mode, processus, moment, count(*) AS nombre
FROM mart.rpps_recuperation_personne
GROUP BY ALL
ORDER BY ALL
