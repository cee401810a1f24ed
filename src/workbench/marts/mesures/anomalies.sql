-- Les anomalies de chaque source, gardées pour dire si elles diminuent.
SELECT
    'anomalie|' || source || '|' || code AS indicateur, titre AS libelle,
    nombre AS numerateur, NULL::BIGINT AS denominateur, nombre::DOUBLE AS valeur
FROM mart.anomalie
