-- Professions à rôle : enregistrées dans RPPS+, et informées de la publication de leurs données d'exercice.
SELECT
    'employeur_enregistres' AS indicateur, 'Professions à rôle enregistrées' AS libelle,
    coalesce(sum(nombre) FILTER (NOT a_enregistrer), 0)::BIGINT AS numerateur,
    coalesce(sum(nombre), 0)::BIGINT AS denominateur,
    coalesce(sum(nombre) FILTER (NOT a_enregistrer), 0) / nullif(sum(nombre), 0) AS valeur
FROM mart.employeur
UNION ALL
SELECT
    'employeur_informes', 'Professions à rôle informées de la publication',
    coalesce(sum(nombre) FILTER (informee), 0)::BIGINT,
    coalesce(sum(nombre), 0)::BIGINT,
    coalesce(sum(nombre) FILTER (informee), 0) / nullif(sum(nombre), 0)
FROM mart.employeur
