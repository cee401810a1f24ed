-- L'entonnoir du déploiement : utilisateurs du DPI par étape atteinte, moyen tenu, profil (métier, contrat, service), vague.
-- grain: un profil, un service, une vague et un type de moyen | acces: comptage | forme: table
SELECT
    autorite, profession_code, type_contrat, profil, coalesce(etablissement, 'Non renseigné') AS etablissement, service,
    coalesce(vague, 'Sans vague') AS vague, coalesce(pilote, false) AS pilote,
    any_value(date_deploiement) AS date_deploiement, type_mie,
    count(*) AS besoin,
    count(*) FILTER (etape >= 1) AS commande,
    count(*) FILTER (etape >= 2) AS recu,
    count(*) FILTER (etape >= 3) AS remis,
    count(*) FILTER (etape >= 4) AS active,
    count(*) FILTER (etape >= 5) AS appaire,
    count(*) FILTER (appaire_rpps) AS appaire_rpps,
    count(*) FILTER (etape >= 6) AS utilise
FROM mart.mie_personne
GROUP BY ALL
ORDER BY vague, etablissement, service, profil
