-- Les quatre qualités, de date en date.
SELECT 'vertu_' || mesure AS indicateur, titre AS libelle, numerateur, denominateur, taux AS valeur
FROM mart.vertu
WHERE axe = 'ensemble'
