-- Le déploiement des moyens d'identification, de date en date : une ligne par étape de l'entonnoir.
SELECT 'mie_' || etape AS indicateur, libelle, nombre::BIGINT AS numerateur, besoin::BIGINT AS denominateur, nombre / nullif(besoin, 0) AS valeur
FROM (
    SELECT
        sum(besoin) AS besoin, sum(commande) AS commandes_dpi, sum(recu) AS recus_dpi, sum(remis) AS remis_dpi, sum(active) AS actives_dpi,
        sum(appaire) AS appaires_dpi, sum(appaire_rpps) AS appaires_rpps_dpi, sum(utilise) AS utilises_dpi
    FROM mart.mie_entonnoir
) AS e
CROSS JOIN LATERAL (
    VALUES
    ('commandes_dpi', 'Utilisateurs du DPI au moyen commandé', e.commandes_dpi),
    ('recus_dpi', 'Utilisateurs du DPI au moyen reçu', e.recus_dpi),
    ('remis_dpi', 'Utilisateurs du DPI équipés', e.remis_dpi),
    ('actives_dpi', 'Utilisateurs du DPI au moyen activé', e.actives_dpi),
    ('appaires_dpi', 'Utilisateurs du DPI au moyen appairé', e.appaires_dpi),
    ('appaires_rpps_dpi', 'Utilisateurs du DPI au moyen appairé et au RPPS prouvé', e.appaires_rpps_dpi),
    ('utilises_dpi', 'Utilisateurs du DPI qui se servent de leur moyen', e.utilises_dpi)
) AS v(etape, libelle, nombre)
