-- Les lignes mises de côté, telles que reçues.
-- grain: une ligne mise de côté | acces: nominatif | forme: vue
SELECT source, fichier, ligne, code, motif, gravite, brut
FROM meta.rejet
