-- Les personnes reconnues, avec l'état de leur numéro et les identifiants qu'elles ont repris.
-- grain: une personne | acces: nominatif | forme: vue
SELECT
    i.* REPLACE (p.service AS service), p.statut_lien AS statut, p.rpps, p.preuve, p.motif_rpps AS motif, p.date_preuve,
    p.a_reverifier_le, p.a_reverifier, l.nb_candidats,
    (SELECT string_agg(r.id_ancien, ', ' ORDER BY r.id_ancien) FROM curated.redirection AS r WHERE r.id_nouveau = i.id_unique) AS anciens_id
FROM curated.identite AS i
INNER JOIN staging.personne AS p USING (id_unique)
LEFT JOIN curated.lien_rpps AS l USING (id_unique)
