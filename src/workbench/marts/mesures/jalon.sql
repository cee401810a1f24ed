-- Les jalons de l'objectif 1.1.
SELECT objectif || '-' || annee AS indicateur, titre AS libelle, numerateur, denominateur, taux AS valeur
FROM mart.jalon
