-- Une ligne par source déclarée : dernière livraison, âge, lignes et rejets.
-- grain: une source déclarée | acces: comptage | forme: table
WITH lus AS (
    SELECT f.source, max(f.livraison) AS livraison, sum(f.lignes)::BIGINT AS lignes
    FROM meta.fichier AS f
    INNER JOIN staging.execution AS c USING (id_execution)
    GROUP BY f.source
),

-- toutes les exécutions gardées, pas la dernière seule
premieres AS (SELECT source, min(livraison) AS premiere FROM meta.fichier GROUP BY source),

cotes AS (SELECT source, count(*) FILTER (gravite = 'ligne') AS rejets FROM meta.rejet GROUP BY source),

suivi AS (
    SELECT s.*, l.livraison, date_diff('day', l.livraison, c.le) AS age_jours, l.lignes
    FROM meta.source AS s
    LEFT JOIN lus AS l USING (source)
    CROSS JOIN staging.execution AS c
)

SELECT
    s.source, s.libelle, s.nature, s.proprietaire, s.livraison, s.age_jours, s.frequence_jours,
    coalesce(s.lignes, 0) AS lignes,
    coalesce(r.rejets, 0) AS rejets,
    coalesce(r.rejets, 0) / nullif(s.lignes, 0) AS taux_rejet, p.premiere,
    CASE
        WHEN s.livraison IS NULL THEN 'absente'
        WHEN s.frequence_jours IS NULL THEN 'sans_frequence'
        WHEN s.age_jours > s.frequence_jours THEN 'en_retard'
        ELSE 'a_jour'
    END AS etat
FROM suivi AS s
LEFT JOIN cotes AS r USING (source)
LEFT JOIN premieres AS p USING (source)
ORDER BY s.nature, s.source
