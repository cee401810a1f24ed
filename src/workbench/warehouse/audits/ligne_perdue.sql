-- Le nombre de lignes lues n'est pas la somme des lignes retenues et des lignes mises de côté.
WITH cotes AS (
    SELECT source, fichier, count(*) AS nombre
    FROM meta.rejet
    WHERE gravite = 'ligne'
    GROUP BY source, fichier
)

SELECT f.source, f.nom, f.lignes, f.lignes_retenues, coalesce(c.nombre, 0) AS mises_de_cote
FROM meta.fichier AS f
LEFT JOIN cotes AS c ON c.source = f.source AND c.fichier = f.nom
WHERE
    f.id_execution = (SELECT id_execution FROM meta.execution ORDER BY date_execution DESC LIMIT 1)
    AND f.lignes <> f.lignes_retenues + coalesce(c.nombre, 0)
