-- Numéros confirmés parmi les personnes présentes qui doivent en avoir un : ensemble, puis par autorité.
SELECT
    CASE WHEN grouping(autorite) = 1 THEN 'rpps_confirme' ELSE 'rpps_confirme_' || autorite END AS indicateur,
    'RPPS confirmé' || CASE
        WHEN grouping(autorite) = 1 THEN ', tous métiers' WHEN autorite = 'ordre' THEN ', Ordres' WHEN autorite = 'ars' THEN ', ARS'
        WHEN autorite = 'role' THEN ', professions à rôle' ELSE ', étudiants'
    END AS libelle,
    count(*) FILTER (statut = 'confirme') AS numerateur,
    count(*) AS denominateur,
    count(*) FILTER (statut = 'confirme') / nullif(count(*), 0) AS valeur
FROM mart.couverture_personne
INNER JOIN staging.population USING (id_unique)
WHERE population = 'requis'
GROUP BY GROUPING SETS ((), (autorite))
