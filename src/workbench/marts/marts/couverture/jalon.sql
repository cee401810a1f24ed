-- Objectif 1.1 : numérateur, dénominateur et reste à faire de chaque année.
-- grain: une année de l'objectif 1.1 | acces: comptage | forme: table
WITH comptes AS (
    SELECT
        replace(q.population, 'comptes_', '') AS id,
        count(*) AS denominateur,
        count(*) FILTER (c.connu) AS numerateur,
        count(*) FILTER (c.statut = 'a_confirmer') AS a_confirmer,
        -- aucun numéro à trouver : un tiers doit enregistrer
        count(*) FILTER (c.statut = 'absent') AS sans_numero
    FROM mart.compte_dpi AS c
    INNER JOIN staging.population_compte AS q USING (source, login)
    WHERE q.population LIKE 'comptes\_1.1-%' ESCAPE '\'
    GROUP BY q.population
),

-- les numéros non requis (étudiants non éligibles) sont du total, jamais du taux
non_requis AS (
    SELECT '1.1-' || p.annee AS id, count(*) AS jamais
    FROM mart.compte_dpi AS c
    INNER JOIN mart.jalon_portee AS p USING (autorite)
    WHERE c.statut = 'non_requis'
    GROUP BY p.annee
),

a_part AS (
    SELECT
        count(*) FILTER (id_unique IS NULL OR autorite = 'inconnue') AS inconnus,
        count(*) FILTER (id_unique IS NOT NULL AND autorite = 'hors_perimetre') AS hors_perimetre
    FROM mart.compte_dpi
),

absents AS (
    SELECT k.id, min(n.motif) AS motif
    FROM meta.catalogue AS k
    INNER JOIN meta.non_mesurable AS n ON k.id GLOB n.indicateur
    GROUP BY k.id
)

SELECT
    k.objectif, k.annee, k.titre, k.libelle_officiel, k.definition,
    CASE WHEN n.motif IS NULL THEN coalesce(c.numerateur, 0) END AS numerateur,
    CASE WHEN n.motif IS NULL THEN coalesce(c.denominateur, 0) END AS denominateur,
    CASE WHEN n.motif IS NULL THEN c.numerateur / nullif(c.denominateur, 0) END AS taux,
    CASE WHEN n.motif IS NULL THEN coalesce(c.denominateur - c.numerateur, 0) END AS restant,
    CASE WHEN n.motif IS NULL THEN coalesce(c.denominateur, 0) + coalesce(r.jamais, 0) END AS total,
    a.inconnus,
    a.hors_perimetre,
    coalesce(c.a_confirmer, 0) AS a_confirmer,
    coalesce(r.jamais, 0) AS jamais,
    coalesce(c.sans_numero, 0) AS sans_numero,
    CASE WHEN n.motif IS NULL THEN (c.denominateur - c.sans_numero) / nullif(c.denominateur, 0) END AS plafond,
    k.cible, k.echeance, k.version AS version_definition, n.motif
FROM meta.catalogue AS k
CROSS JOIN a_part AS a
LEFT JOIN comptes AS c USING (id)
LEFT JOIN non_requis AS r USING (id)
LEFT JOIN absents AS n USING (id)
WHERE k.objectif = '1.1'
ORDER BY k.annee
