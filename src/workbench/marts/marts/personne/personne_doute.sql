-- Ce qui n'est pas sûr d'une personne : paires de fiches proposées, contradictions. Rien de cela n'est appliqué.
-- grain: une personne et un doute | acces: nominatif | forme: vue
WITH cotes AS (
    SELECT id_unique_a AS id_unique, source_b AS source, cle_b AS cle, id_unique_b AS autre_id, motif, probabilite FROM curated.a_revoir
    UNION ALL
    SELECT id_unique_b, source_a, cle_a, id_unique_a, motif, probabilite FROM curated.a_revoir
),

contradictions AS (
    SELECT unnest(id_uniques) AS id_unique, titre, motif, que_faire FROM mart.collision_detail WHERE etat <> 'close'
)

SELECT
    c.id_unique, 'paire' AS nature,
    'Peut-être la même personne que ' || coalesce(s.libelle, c.source) || ' · ' || c.cle AS titre, c.motif, c.probabilite,
    p.id_unique AS autre_id, concat_ws(' ', p.prenom, p.nom) AS autre_nom, NULL AS que_faire
FROM cotes AS c
LEFT JOIN meta.source AS s USING (source)
LEFT JOIN staging.personne AS p ON p.id_unique = c.autre_id AND c.autre_id <> c.id_unique
WHERE c.id_unique IS NOT NULL
UNION
SELECT id_unique, 'contradiction', titre, motif, NULL, NULL, NULL, que_faire FROM contradictions
