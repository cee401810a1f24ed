-- Les paires à revoir, par motif ; le code est dit en clair quand le texte varie ou ne vaut que pour une paire.
-- grain: un motif | acces: comptage | forme: table
SELECT
    CASE
        WHEN count(DISTINCT motif) = 1 AND count(*) > 1 THEN any_value(motif)
        ELSE upper(left(groupe, 1)) || replace(lower(groupe[2:]), '_', ' ')
    END AS motif,
    count(*) AS nombre
FROM (SELECT motif, coalesce(code_motif, motif) AS groupe FROM curated.a_revoir)
GROUP BY groupe
ORDER BY nombre DESC, groupe
