-- Les problèmes de comptes par application et par service, à côté du nombre de comptes concernables.
-- grain: un problème, un système et un service ; médiane du problème, répétée | acces: comptage | forme: table
WITH totaux AS (
    SELECT application, count(*) AS comptes
    FROM staging.compte
    WHERE ouvert
    GROUP BY application
),

anciennetes AS (SELECT probleme, median(jours) AS jours_median FROM mart.compte_probleme GROUP BY probleme)

SELECT
    q.rang, q.probleme, q.titre, q.definition, q.que_faire, p.application, t.comptes,
    coalesce(p.service, 'Non renseigné') AS service, p.etablissement, count(*) AS nombre, a.jours_median
FROM mart.compte_probleme AS p
INNER JOIN meta.probleme_compte AS q USING (probleme)
INNER JOIN totaux AS t USING (application)
INNER JOIN anciennetes AS a USING (probleme)
GROUP BY ALL
ORDER BY q.rang, p.application, service, p.etablissement
