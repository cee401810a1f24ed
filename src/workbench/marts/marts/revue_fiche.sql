-- mart: revue_fiche | acces: nominatif | forme: vue | rang: 1
-- Les fiches reçues, avec la personne à laquelle elles sont rattachées : ce qu'un cas compare.
SELECT m.id_unique, m.mode, m.preuve AS preuve_rattachement, f.*
FROM curated.fiche AS f
LEFT JOIN curated.identite_fiche AS m USING (source, cle_source)
