-- mart: fichier | acces: comptage | forme: vue | rang: 2
-- Les fichiers lus par la dernière exécution, avec leur empreinte.
SELECT source, nom, livraison, taille, sha256, lignes, lignes_retenues
FROM meta.fichier
WHERE id_execution = (SELECT id_execution FROM meta.execution ORDER BY date_execution DESC LIMIT 1)
ORDER BY source, nom
