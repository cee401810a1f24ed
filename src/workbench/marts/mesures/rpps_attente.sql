-- Personnes présentes dont la demande de numéro est partie vers un tiers : ensemble, puis par autorité ; et celles
-- qu’un Ordre ou l’ARS doit enregistrer, sans numéro ni demande en cours.
SELECT
    CASE WHEN grouping(autorite) = 1 THEN 'rpps_en_attente' ELSE 'rpps_en_attente_' || autorite END AS indicateur,
    'RPPS en attente d’un tiers' || CASE WHEN grouping(autorite) = 1 THEN '' ELSE ', ' || autorite END AS libelle,
    count(*) FILTER (statut = 'en_attente') AS numerateur,
    count(*) AS denominateur,
    count(*) FILTER (statut = 'en_attente') / nullif(count(*), 0) AS valeur
FROM mart.couverture_personne
INNER JOIN staging.population USING (id_unique)
WHERE population = 'requis'
GROUP BY GROUPING SETS ((), (autorite))
UNION ALL
SELECT
    'rpps_sans_demande', 'Ordre et ARS : ni numéro ni demande en cours',
    count(*) FILTER (statut = 'absent'),
    count(*),
    count(*) FILTER (statut = 'absent') / nullif(count(*), 0)
FROM mart.couverture_personne
INNER JOIN staging.population USING (id_unique)
WHERE population = 'ordre_ars'
