-- Les profils de chaque poste (métier, établissement, service) et de chaque métier dans une application : tenus par combien, et ce qu'on en retient.
-- grain: un profil d'un poste, ou d'un métier entier (établissement et service vides) | acces: comptage | forme: table
WITH presents AS (
    SELECT DISTINCT source, application, id_unique, metier, coalesce(etablissement, '') AS etablissement, coalesce(service, '') AS service, profils
    FROM staging.habilitation_compte
    WHERE presente AND metier <> ''
),

niveaux AS (
    SELECT *, 'poste' AS niveau FROM presents WHERE service <> ''
    UNION ALL
    SELECT * REPLACE ('' AS etablissement, '' AS service), 'metier' AS niveau FROM presents
),

postes AS (
    SELECT niveau, source, metier, etablissement, service, count(DISTINCT id_unique) AS effectif
    FROM niveaux
    GROUP BY ALL
),

tenants AS (
    SELECT niveau, source, metier, etablissement, service, profil, count(DISTINCT id_unique) AS tenants
    FROM (SELECT * EXCLUDE (profils), unnest(profils) AS profil FROM niveaux)
    GROUP BY ALL
),

decides AS (
    SELECT source, metier, etablissement, service, profil, verdict, CASE WHEN service = '' THEN 'metier' ELSE 'poste' END AS niveau
    FROM meta.habilitation_decidee
),

cases AS (
    SELECT niveau, source, metier, etablissement, service, profil FROM tenants
    UNION
    SELECT niveau, source, metier, etablissement, service, profil FROM decides
)

SELECT
    c.source, c.niveau, c.metier, c.etablissement, c.service, c.profil,
    coalesce(p.effectif, 0) AS effectif, coalesce(t.tenants, 0) AS tenants,
    coalesce(t.tenants, 0) / nullif(p.effectif, 0) AS part,
    CASE
        WHEN d.verdict IS NOT NULL THEN d.verdict
        WHEN coalesce(p.effectif, 0) < r.effectif_min THEN 'non_appris'
        WHEN coalesce(t.tenants, 0) / p.effectif >= r.confiance THEN 'attendu'
        WHEN coalesce(t.tenants, 0) / p.effectif < r.rare THEN 'rare'
        ELSE 'admis'
    END AS regle,
    d.verdict IS NOT NULL AS decide
FROM cases AS c
CROSS JOIN meta.regle_habilitation AS r
LEFT JOIN postes AS p USING (niveau, source, metier, etablissement, service)
LEFT JOIN tenants AS t USING (niveau, source, metier, etablissement, service, profil)
LEFT JOIN decides AS d USING (niveau, source, metier, etablissement, service, profil)
ORDER BY c.source, c.metier, c.etablissement, c.service, tenants DESC, c.profil
