-- mart: mie_entonnoir | acces: comptage | forme: table | rang: 2
-- L'entonnoir du déploiement : utilisateurs du DPI par étape atteinte, autorité, établissement, service, vague.
SELECT
    autorite, coalesce(etablissement, 'Non renseigné') AS etablissement, service, coalesce(vague, 'Sans vague') AS vague, coalesce(pilote, false) AS pilote,
    any_value(date_deploiement) AS date_deploiement,
    count(*) AS besoin,
    count(*) FILTER (etape >= 1) AS commande,
    count(*) FILTER (etape >= 2) AS recu,
    count(*) FILTER (etape >= 3) AS remis,
    count(*) FILTER (etape >= 4) AS active,
    count(*) FILTER (etape >= 5) AS appaire
FROM mart.mie_personne
GROUP BY ALL
ORDER BY vague, etablissement, service, autorite
