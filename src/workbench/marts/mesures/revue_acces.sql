-- La part des comptes nominatifs actifs revus depuis moins d'un an, de date en date.
SELECT
    'revue_comptes_12_mois' AS indicateur, 'Comptes revus depuis moins d’un an' AS libelle,
    sum(revus)::BIGINT AS numerateur, sum(comptes)::BIGINT AS denominateur, sum(revus) / nullif(sum(comptes), 0) AS valeur
FROM mart.revue_acces
HAVING sum(comptes) > 0
