-- Ce qui a été mis de côté, par motif, avec les premiers numéros de ligne.
-- grain: une source, un fichier et un motif | acces: comptage | forme: table
SELECT
    source, fichier, code, motif, gravite, count(*) AS nombre,
    array_to_string(list_slice(list_sort(list(DISTINCT ligne) FILTER (ligne IS NOT NULL)), 1, 5), ', ')
    || CASE WHEN count(DISTINCT ligne) > 5 THEN ', …' ELSE '' END AS lignes
FROM (
    -- A value is told only when at least five rows hold it: a shifted row may carry a name into another column.
    SELECT * REPLACE (
        CASE
            WHEN code = 'CLE_EN_DOUBLE' THEN 'La clé figure déjà plus haut dans cette liste.'
            WHEN code = 'VALEUR_INCONNUE' AND coalesce(TRY_CAST(regexp_extract(motif, '\((\d+) ligne', 1) AS INTEGER), 0) < 5
                THEN 'Valeur rare inconnue dans ' || coalesce(nullif(regexp_extract(motif, '.* inconnue dans (« [^«»]+ ») \(\d+ ligne', 1), ''), 'une colonne')
                || ' : ligne décalée, ou valeur à ajouter à [sources.valeurs].'
            ELSE motif
        END AS motif
    )
    FROM meta.rejet
)
GROUP BY source, fichier, code, motif, gravite
ORDER BY nombre DESC, source, fichier, code, motif
