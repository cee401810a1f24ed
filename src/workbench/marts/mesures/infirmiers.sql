-- Infirmiers présents, salariés de l'établissement, dont le numéro RPPS est prouvé : leur inscription à l'Ordre est connue.
SELECT
    'infirmiers_inscrits' AS indicateur, 'Infirmiers au numéro RPPS prouvé' AS libelle,
    coalesce(sum(nombre) FILTER (statut = 'confirme'), 0)::BIGINT AS numerateur,
    coalesce(sum(nombre), 0)::BIGINT AS denominateur,
    coalesce(sum(nombre) FILTER (statut = 'confirme'), 0) / nullif(sum(nombre), 0) AS valeur
FROM mart.infirmier
WHERE a_declarer
