-- Part des fiches renseignées, par source et par trait attendu de sa nature.
-- grain: une source et un trait attendu | acces: comptage | forme: table
WITH renseignees AS (
    SELECT
        source, nature, count(*) AS total,
        {{comptes}}
    FROM curated.fiche
    GROUP BY source, nature
),

longues AS (
    UNPIVOT renseignees ON COLUMNS(* EXCLUDE (source, nature, total)) INTO NAME trait VALUE renseignes
)

SELECT l.source, l.trait, l.renseignes, l.total, l.renseignes / l.total AS taux
FROM longues AS l
INNER JOIN meta.trait_attendu AS t ON t.nature = l.nature AND t.trait = l.trait
ORDER BY l.source, l.trait
