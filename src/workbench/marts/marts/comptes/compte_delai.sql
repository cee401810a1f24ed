-- Répartition des délais d'ouverture et de fermeture, par système et par service (application vide : premier compte, tous systèmes).
-- grain: un événement, un système, un service et une tranche de jours | acces: comptage | forme: table
WITH lignes AS (
    SELECT
        *,
        CASE
            WHEN etat = 'ouvert' THEN 7
            WHEN etat = 'inconnu' THEN 6
            WHEN jours_max < 0 THEN 1
            WHEN jours_max <= 7 THEN 2
            WHEN jours_max <= 30 THEN 3
            WHEN jours_max <= 90 THEN 4
            ELSE 5
        END AS rang
    FROM mart.compte_delai_ligne
    WHERE juge
)

SELECT
    evenement, portee, application, service, rang,
    CASE rang
        WHEN 1 THEN 'avant le jour même'
        WHEN 2 THEN '0 à 7 jours'
        WHEN 3 THEN '8 à 30 jours'
        WHEN 4 THEN '31 à 90 jours'
        WHEN 5 THEN 'plus de 90 jours'
        WHEN 6 THEN 'date inconnue'
        WHEN 7 THEN CASE evenement WHEN 'depart' THEN 'encore ouvert' ELSE 'sans compte' END
    END AS tranche,
    count(*) AS nombre, count(*) FILTER (etat = 'borne') AS bornes
FROM lignes
GROUP BY ALL
ORDER BY evenement, portee, application, service, rang
