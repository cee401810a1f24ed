-- Les anomalies de chaque source par règle, avec leur nombre à l'exécution précédente.
-- grain: une source et une règle | acces: comptage | forme: table
WITH maintenant AS (
    SELECT source, code, count(*) AS nombre
    FROM mart.anomalie_detail
    GROUP BY source, code
),

derniere AS (
    SELECT max(date_execution) AS le
    FROM meta.historique
    WHERE starts_with(indicateur, 'anomalie|')
),

avant AS (
    SELECT split_part(h.indicateur, '|', 2) AS source, split_part(h.indicateur, '|', 3) AS code, h.numerateur AS nombre
    FROM meta.historique AS h
    INNER JOIN derniere AS d ON d.le = h.date_execution
    WHERE starts_with(h.indicateur, 'anomalie|')
)

SELECT
    source, code, coalesce(r.titre, code) AS titre, coalesce(r.gravite, 'information') AS gravite, r.que_corriger,
    coalesce(m.nombre, 0) AS nombre,
    CASE WHEN d.le IS NOT NULL THEN coalesce(a.nombre, 0) END AS nombre_precedent,
    d.le AS date_precedente
FROM maintenant AS m
FULL JOIN avant AS a USING (source, code)
LEFT JOIN meta.regle_anomalie AS r USING (code)
CROSS JOIN derniere AS d
ORDER BY source, nombre DESC, code
