-- Les fichiers lus par la dernière exécution, avec leur empreinte.
-- grain: un fichier lu par la dernière exécution | acces: comptage | forme: vue
SELECT source, nom, livraison, taille, sha256, lignes, lignes_retenues
FROM meta.fichier
WHERE id_execution = (SELECT id_execution FROM staging.execution)
ORDER BY source, nom
