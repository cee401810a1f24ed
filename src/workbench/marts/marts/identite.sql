-- mart: identite | acces: nominatif | forme: vue | rang: 1
-- Les personnes reconnues, avec l'état de leur numéro et les identifiants qu'elles ont repris.
SELECT
    i.*, l.statut, l.rpps, l.preuve, l.motif, l.date_preuve, l.a_reverifier_le, l.a_reverifier, l.nb_candidats,
    (SELECT string_agg(r.id_ancien, ', ') FROM curated.redirection AS r WHERE r.id_nouveau = i.id_unique) AS anciens_id
FROM curated.identite AS i
LEFT JOIN curated.lien_rpps AS l USING (id_unique)
