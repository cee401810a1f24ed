-- Un compte n'est pas dans une situation connue et une seule.
SELECT application, source, lower(login) AS login, string_agg(DISTINCT coalesce(situation, '(aucune)'), ' + ') AS situations
FROM curated.compte
GROUP BY application, source, lower(login)
HAVING
    count(*) > 1
    OR bool_or(
        coalesce(situation, '') NOT IN ('liee', 'a_revoir', 'contestee', 'sans_identite', 'generique', 'service', 'exclue')
    )
    OR bool_or(situation = 'liee' AND id_unique IS NULL)
