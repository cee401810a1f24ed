-- Les contradictions une à une : qui, pourquoi, que faire, close ou non.
-- grain: une contradiction | acces: nominatif | forme: vue
SELECT
    c.id_collision, c.type, coalesce(t.titre, c.type) AS titre, c.gravite,
    -- ces deux phrases nomment une source par son code : les gens la connaissent par son nom
    CASE
        WHEN c.type IN ('doublon_meme_source', 'compte_generique_nomme') AND s.libelle IS NOT NULL
            THEN regexp_replace(c.motif, '\b' || s.source || '\b', s.libelle)
        ELSE c.motif
    END AS motif,
    t.que_faire, c.fiches, c.id_uniques,
    coalesce(c.etat, 'ouverte') AS etat, c.cloture, c.cloture_motif,
    (
        SELECT string_agg(
            DISTINCT i.nom || ' ' || coalesce(i.prenom, ''), ' ; ' ORDER BY i.nom || ' ' || coalesce(i.prenom, '')
        )
        FROM staging.personne AS i
        WHERE list_contains(c.id_uniques, i.id_unique)
    ) AS personnes
FROM curated.collision AS c
LEFT JOIN meta.collision_type AS t USING (type)
LEFT JOIN meta.source AS s ON s.source = split_part(c.fiches[1], ':', 1)
