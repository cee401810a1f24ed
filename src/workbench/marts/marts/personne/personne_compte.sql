-- Les comptes d'une personne, présents ou disparus, et ce qu'il y faut corriger.
-- grain: un compte d'une personne | acces: nominatif | forme: vue
WITH problemes AS (
    SELECT p.source, p.login, string_agg(DISTINCT q.titre, ' ; ' ORDER BY q.titre) AS a_corriger
    FROM mart.compte_probleme AS p INNER JOIN meta.probleme_compte AS q USING (probleme)
    GROUP BY p.source, p.login
)

SELECT
    c.id_unique, coalesce(s.libelle, c.source) AS systeme, c.application, c.source, c.login, c.nature, c.dpi,
    CASE
        WHEN c.situation = 'exclue' THEN 'exclu'
        WHEN c.nature <> 'nominatif' THEN 'partage'
        WHEN c.actif THEN 'ouvert'
        ELSE 'ferme'
    END AS etat,
    c.date_creation, c.date_derniere_connexion, c.date_fermeture, c.profil, c.mode_auth, c.rpps_connu,
    r.revu_le, p.a_corriger
FROM staging.compte AS c
LEFT JOIN meta.source AS s USING (source)
LEFT JOIN problemes AS p ON p.source = c.source AND p.login = c.login
LEFT JOIN mart.revue_acces_compte AS r ON r.source = c.source AND r.login = c.login
WHERE c.id_unique IS NOT NULL
UNION ALL
SELECT
    coalesce(r.id_nouveau, v.id_unique), coalesce(s.libelle, v.source), v.application, v.source, v.login, v.nature, v.dpi, 'disparu',
    v.date_creation, NULL, v.inactif_vu_le, NULL, NULL, NULL, NULL, NULL
FROM staging.compte_suivi AS v
LEFT JOIN meta.source AS s USING (source)
LEFT JOIN curated.redirection AS r ON r.id_ancien = v.id_unique
WHERE v.id_unique IS NOT NULL AND NOT v.present
