-- Les contradictions une à une : qui, pourquoi, que faire, close ou non.
-- grain: une contradiction | acces: nominatif | forme: vue
SELECT
    c.id_collision, c.type, coalesce(t.titre, c.type) AS titre, c.gravite, c.motif, t.que_faire, c.fiches, c.id_uniques,
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
