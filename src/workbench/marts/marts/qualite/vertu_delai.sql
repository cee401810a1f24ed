-- Délais de l'arrivée au premier compte et du départ à la fermeture, sur un an.
-- grain: un événement et une tranche de jours | acces: comptage | forme: table
WITH comptes AS (
    SELECT c.id_unique, c.date_creation, c.date_fermeture, c.actif, i.presente, i.soignant, i.date_arrivee, i.date_depart
    FROM staging.compte AS c
    INNER JOIN staging.personne AS i USING (id_unique)
    WHERE c.nominatif
),

arrivees AS (
    SELECT 'arrivee' AS evenement, min(c.date_creation) - any_value(c.date_arrivee) AS jours, false AS ouvert
    FROM comptes AS c CROSS JOIN staging.execution AS t
    WHERE c.presente AND c.soignant AND c.date_arrivee BETWEEN t.le - 365 AND t.le
    GROUP BY c.id_unique
),

departs AS (
    SELECT 'depart' AS evenement, c.date_fermeture - c.date_depart AS jours, c.actif AS ouvert
    FROM comptes AS c CROSS JOIN staging.execution AS t
    WHERE NOT c.presente AND c.date_depart BETWEEN t.le - 365 AND t.le
),

delais AS (SELECT * FROM arrivees UNION ALL SELECT * FROM departs)

SELECT
    evenement,
    CASE
        WHEN ouvert THEN 7
        WHEN jours IS NULL THEN 6
        WHEN jours < 0 THEN 1
        WHEN jours <= 7 THEN 2
        WHEN jours <= 30 THEN 3
        WHEN jours <= 90 THEN 4
        ELSE 5
    END AS rang,
    CASE
        WHEN ouvert THEN 'encore ouvert'
        WHEN jours IS NULL THEN 'date inconnue'
        WHEN jours < 0 THEN 'avant'
        WHEN jours <= 7 THEN '0 à 7 jours'
        WHEN jours <= 30 THEN '8 à 30 jours'
        WHEN jours <= 90 THEN '31 à 90 jours'
        ELSE 'plus de 90 jours'
    END AS tranche,
    count(*) AS nombre
FROM delais
GROUP BY evenement, rang, tranche
ORDER BY evenement, rang
