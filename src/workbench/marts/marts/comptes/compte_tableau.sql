-- Les problèmes de comptes par application et par service, à côté du nombre de comptes concernables.
-- grain: un problème, un système et un service | acces: comptage | forme: table
WITH totaux AS (
    SELECT application, count(*) AS comptes
    FROM staging.compte
    WHERE ouvert
    GROUP BY application
)

SELECT
    q.rang, q.probleme, q.titre, q.definition, q.que_faire, p.application, t.comptes,
    coalesce(p.service, 'Non renseigné') AS service, count(*) AS nombre, median(p.jours) AS jours_median
FROM mart.compte_probleme AS p
INNER JOIN meta.probleme_compte AS q USING (probleme)
INNER JOIN totaux AS t USING (application)
GROUP BY ALL
ORDER BY q.rang, p.application, service
