-- Une ligne : les grands nombres de la version publiée.
-- grain: une seule ligne | acces: comptage | forme: vue
SELECT
    e.date_execution, e.version, e.etablissement,
    (SELECT count(*) FROM staging.personne) AS identites,
    (SELECT count(*) FROM staging.population WHERE population = 'presents') AS presentes,
    (SELECT count(*) FROM curated.compte) AS comptes,
    (SELECT count(*) FROM mart.compte_dpi) AS comptes_dpi,
    (SELECT count(*) FROM curated.lien_rpps WHERE statut = 'confirme') AS liens_confirmes,
    (SELECT count(*) FROM curated.a_revoir) AS a_revoir,
    (SELECT count(*) FROM curated.collision WHERE etat IS DISTINCT FROM 'close') AS collisions,
    (SELECT count(*) FROM meta.rejet WHERE gravite = 'ligne') AS rejets
FROM meta.execution AS e
ORDER BY e.date_execution DESC
LIMIT 1
