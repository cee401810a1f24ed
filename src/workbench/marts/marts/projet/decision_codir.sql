-- Les sujets à trancher en CODIR (sujets_codir.toml) : ceux qui débloquent le plus, effectif × poids.
-- grain: un sujet à trancher | acces: comptage | forme: table
WITH restreinte AS (
    SELECT f.source
    FROM meta.fichier AS f
    INNER JOIN meta.source AS s USING (source)
    INNER JOIN meta.execution AS e USING (id_execution)
    WHERE s.nature = 'rpps_restreint' AND e.date_execution = (SELECT le FROM staging.execution)
),

comptes AS (
    SELECT 'infirmiers_ordre' AS sujet, count(*) AS nombre
    FROM mart.couverture_personne
    WHERE presente AND autorite = 'ordre' AND profession_code = '60' AND statut IN ('absent', 'en_attente')
    UNION ALL
    SELECT 'roles_rpps_plus', count(*)
    FROM mart.couverture_personne
    WHERE presente AND utilisateur_dpi AND autorite = 'role' AND statut IN ('absent', 'en_attente')
    UNION ALL
    SELECT 'comptes_partis', count(*)
    FROM staging.compte AS c
    INNER JOIN staging.personne AS i USING (id_unique)
    WHERE c.nature = 'nominatif' AND c.actif AND c.situation = 'liee' AND NOT i.presente
    UNION ALL
    SELECT 'comptes_sans_personne', count(*) FROM mart.compte_dpi WHERE id_unique IS NULL
    UNION ALL
    SELECT 'numeros_declares', count(*)
    FROM mart.couverture_personne
    WHERE statut = 'a_confirmer' AND preuve = 'declare_corrobore'
    UNION ALL
    SELECT 'extraction_restreinte', count(*)
    FROM mart.couverture_personne
    WHERE statut = 'a_confirmer' AND NOT EXISTS (SELECT 1 FROM restreinte)
    UNION ALL
    SELECT 'emplois_non_reconnus', coalesce(sum(effectif), 0)::BIGINT FROM curated.emploi_non_resolu
)

SELECT
    row_number() OVER (ORDER BY c.nombre * s.poids DESC, s.titre) AS rang,
    s.titre,
    replace(format('{:,}', c.nombre), ',', ' ') || ' ' || s.unite || CASE WHEN c.nombre > 1 THEN 's ' ELSE ' ' END || s.texte AS texte,
    c.nombre, s.responsable
FROM meta.sujet_codir AS s
INNER JOIN comptes AS c USING (sujet)
WHERE c.nombre > 0
QUALIFY rang <= s.montres
ORDER BY rang
