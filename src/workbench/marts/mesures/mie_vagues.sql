-- Les utilisateurs équipés, vague par vague, de date en date.
SELECT
    'mie_vague_' || regexp_replace(lower(strip_accents(vague)), '[^a-z0-9]+', '_', 'g') AS indicateur, any_value(vague) AS libelle,
    sum(remis)::BIGINT AS numerateur, sum(besoin)::BIGINT AS denominateur, sum(remis) / nullif(sum(besoin), 0) AS valeur
FROM mart.mie_entonnoir
WHERE vague <> 'Sans vague'
GROUP BY 1
