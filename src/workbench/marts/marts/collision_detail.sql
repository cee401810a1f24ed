-- mart: collision_detail | acces: nominatif | forme: vue | rang: 2
-- Les contradictions une à une : qui, pourquoi, que faire, close ou non.
SELECT
    c.id_collision, c.type, coalesce(t.titre, c.type) AS titre, c.gravite, c.motif, t.que_faire, c.fiches, c.id_uniques,
    coalesce(c.etat, 'ouverte') AS etat, c.cloture, c.cloture_motif,
    (
        SELECT string_agg(DISTINCT coalesce(i.nom_usage, i.nom_naissance) || ' ' || coalesce(i.prenom_usuel, i.prenoms, ''), ' ; ')
        FROM curated.identite AS i
        WHERE list_contains(c.id_uniques, i.id_unique)
    ) AS personnes
FROM curated.collision AS c
LEFT JOIN meta.collision_type AS t USING (type)
