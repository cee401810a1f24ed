-- mart: rejet_detail | acces: nominatif | forme: vue | rang: 2
-- Les lignes mises de côté, telles que reçues.
SELECT source, fichier, ligne, code, motif, gravite, brut
FROM meta.rejet
