-- Les comptes du DPI tels qu'ils sont à la date des données, rangés comme les flux : ce d'où part une simulation.
-- grain: une autorité, un métier, une durée de contrat et un âge d'attente en mois | acces: comptage | forme: table
SELECT
    CASE WHEN c.id_unique IS NULL THEN 'sans_identite' ELSE c.autorite END AS autorite,
    coalesce(c.profession, '') AS profession,
    coalesce(i.type_contrat IN (SELECT type_contrat FROM meta.regle_contrat_court), false) AS court,
    least(greatest(date_diff('month', coalesce(c.date_creation, s.premiere_vue, t.le), t.le), 0), 24) AS age_mois,
    -- quatre parts qui ne se recouvrent pas : leur somme est le nombre de comptes
    count(*) FILTER (c.connu) AS connus,
    count(*) FILTER (c.statut = 'non_requis') AS jamais,
    count(*) FILTER (c.statut = 'absent') AS sans_numero,
    count(*) FILTER (NOT c.connu AND c.statut NOT IN ('non_requis', 'absent')) AS attente
FROM mart.compte_dpi AS c
CROSS JOIN staging.execution AS t
LEFT JOIN staging.personne AS i USING (id_unique)
LEFT JOIN staging.compte_suivi AS s USING (source, login)
GROUP BY ALL
ORDER BY ALL
