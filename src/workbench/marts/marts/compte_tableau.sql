-- mart: compte_tableau | acces: comptage | forme: table | rang: 2
-- Les problèmes de comptes par application et par service, à côté du nombre de comptes concernables.
WITH totaux AS (
    SELECT application, count(*) AS comptes
    FROM curated.compte
    WHERE coalesce(actif, true) AND situation IS DISTINCT FROM 'exclue'
    GROUP BY application
),

services AS (
    SELECT upper(strip_accents(service)) AS cle, any_value(service) AS libelle
    FROM curated.structure
    GROUP BY cle
)

SELECT
    q.rang, q.probleme, q.titre, q.definition, q.que_faire, p.application, t.comptes,
    coalesce(s.libelle, p.service, 'Non renseigné') AS service, count(*) AS nombre, median(p.jours) AS jours_median
FROM mart.compte_probleme AS p
INNER JOIN meta.probleme_compte AS q USING (probleme)
INNER JOIN totaux AS t USING (application)
LEFT JOIN services AS s ON s.cle = upper(strip_accents(p.service))
GROUP BY ALL
ORDER BY q.rang, p.application, service
