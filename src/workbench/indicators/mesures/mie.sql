-- Le déploiement des moyens d'identification, de date en date.
SELECT 'mie_' || etape AS indicateur, libelle, nombre::BIGINT AS numerateur, besoin::BIGINT AS denominateur, nombre / nullif(besoin, 0) AS valeur
FROM (
    SELECT sum(besoin) AS besoin, sum(remis) AS remis_dpi, sum(appaire) AS appaires_dpi FROM mart.mie_entonnoir
) AS e
CROSS JOIN LATERAL (
    VALUES ('remis_dpi', 'Utilisateurs du DPI équipés', e.remis_dpi), ('appaires_dpi', 'Utilisateurs du DPI au moyen appairé', e.appaires_dpi)
) AS v(etape, libelle, nombre)
