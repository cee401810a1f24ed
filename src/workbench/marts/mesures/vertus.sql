-- Les quatre qualités, de date en date ; et de celles que des livraisons encadrent, la borne haute ; et ce qui se répare encore.
SELECT 'vertu_' || mesure AS indicateur, titre AS libelle, numerateur, denominateur, taux AS valeur
FROM mart.vertu
WHERE axe = 'ensemble'
UNION ALL
SELECT 'possible_' || mesure, titre || ', au plus', possibles, denominateur, taux_possible
FROM mart.vertu
WHERE axe = 'ensemble' AND mesure = 'depart_ferme'
UNION ALL
SELECT 'reparable_' || mesure, titre || ' : encore réparables', reparables, NULL::BIGINT, reparables::DOUBLE
FROM mart.vertu
WHERE axe = 'ensemble' AND mesure = 'arrivee_servie'
