-- Les arrivées en contrat court dont le numéro était prouvé dès la première exécution qui les a vues, et celles reparties sans.
SELECT
    'courts_premiere_vue' AS indicateur, 'Contrats courts reliés dès la première livraison' AS libelle,
    coalesce(sum(nombre) FILTER (delai IS NOT NULL AND avant IS NULL), 0)::BIGINT AS numerateur, sum(nombre)::BIGINT AS denominateur,
    coalesce(sum(nombre) FILTER (delai IS NOT NULL AND avant IS NULL), 0) / nullif(sum(nombre), 0) AS valeur
FROM mart.arrivee WHERE requis AND suivie
HAVING sum(nombre) > 0
UNION ALL
SELECT
    'courts_premiere_vue_' || type_contrat, 'Contrats courts reliés dès la première livraison : ' || type_contrat,
    coalesce(sum(nombre) FILTER (delai IS NOT NULL AND avant IS NULL), 0)::BIGINT, sum(nombre)::BIGINT,
    coalesce(sum(nombre) FILTER (delai IS NOT NULL AND avant IS NULL), 0) / nullif(sum(nombre), 0)
FROM mart.arrivee WHERE requis AND suivie
GROUP BY type_contrat
UNION ALL
SELECT
    'courts_partis_sans', 'Contrats courts repartis sans numéro prouvé',
    coalesce(sum(nombre) FILTER (situation = 'parti_sans'), 0)::BIGINT, NULL::BIGINT,
    coalesce(sum(nombre) FILTER (situation = 'parti_sans'), 0)::DOUBLE
FROM mart.arrivee WHERE requis AND suivie
UNION ALL
SELECT
    'courts_sans', 'Contrats courts présents sans numéro prouvé',
    coalesce(sum(nombre) FILTER (situation = 'sans'), 0)::BIGINT, NULL::BIGINT,
    coalesce(sum(nombre) FILTER (situation = 'sans'), 0)::DOUBLE
FROM mart.arrivee
