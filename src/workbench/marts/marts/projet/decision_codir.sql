-- Les sujets à trancher en CODIR : ceux qui débloquent le plus, effectif × poids.
-- grain: un sujet à trancher | acces: comptage | forme: table
WITH restreinte AS (
    SELECT f.source
    FROM meta.fichier AS f
    INNER JOIN meta.source AS s USING (source)
    INNER JOIN meta.execution AS e USING (id_execution)
    WHERE s.nature = 'rpps_restreint' AND e.date_execution = (SELECT le FROM staging.execution)
),

comptes AS (
    SELECT 'infirmiers_ordre' AS sujet, count(*) FILTER (p.statut_rpps IN ('absent', 'en_attente', 'incoherent')) AS nombre, 0 AS dont
    FROM staging.personne AS p INNER JOIN staging.population AS q USING (id_unique)
    WHERE q.population = 'infirmiers'
    UNION ALL
    SELECT 'roles_rpps_plus', sum(nombre) FILTER (a_enregistrer), sum(nombre) FILTER (a_enregistrer AND utilisateur_dpi)
    FROM mart.employeur
    UNION ALL
    SELECT
        'comptes_partis', count(*) FILTER (population = 'comptes_partis'), count(*) FILTER (population = 'comptes_partis_delai')
    FROM staging.population_compte
    UNION ALL
    SELECT 'comptes_sans_personne', count(*), 0 FROM mart.compte_dpi WHERE id_unique IS NULL
    UNION ALL
    SELECT 'numeros_declares', count(*), 0
    FROM mart.couverture_personne
    WHERE statut = 'a_confirmer' AND preuve = 'declare_corrobore'
    UNION ALL
    SELECT 'extraction_restreinte', count(*), 0
    FROM mart.couverture_personne
    WHERE statut = 'a_confirmer' AND NOT EXISTS (SELECT 1 FROM restreinte)
    UNION ALL
    SELECT 'emplois_non_reconnus', coalesce(sum(effectif), 0)::BIGINT, 0 FROM curated.emploi_non_resolu
    UNION ALL
    SELECT 'sources_absentes', count(DISTINCT motif), 0 FROM meta.non_mesurable
),

-- une part nulle ne se dit pas : zéro peut n'être que la source qui manque
sujets AS (
    SELECT
        s.*,
        CASE
            WHEN coalesce(c.dont, 0) > 0 THEN s.texte
            ELSE regexp_replace(regexp_replace(s.texte, ', dont \{dont\} [^:]* :', ' :'), ' \(\{dont\}[^)]*\)', '')
        END AS dit
    FROM meta.sujet_codir AS s
    INNER JOIN comptes AS c USING (sujet)
),

manquent AS (
    SELECT string_agg(motif, ' ; ' ORDER BY motif) AS motifs
    FROM (SELECT DISTINCT regexp_replace(motif, '^non mesurable *[:,] *', '') AS motif FROM meta.non_mesurable)
)

SELECT
    row_number() OVER (ORDER BY c.nombre * s.poids DESC, s.titre) AS rang,
    s.titre,
    replace(format('{:,}', c.nombre), ',', ' ') || ' ' || s.unite || CASE WHEN c.nombre > 1 THEN 's ' ELSE ' ' END
    || replace(replace(s.dit, '{dont}', replace(format('{:,}', coalesce(c.dont, 0)::BIGINT), ',', ' ')), '{motifs}', coalesce(m.motifs, '')) AS texte,
    c.nombre, s.responsable
FROM sujets AS s
INNER JOIN comptes AS c USING (sujet)
CROSS JOIN manquent AS m
WHERE c.nombre > 0 AND NOT EXISTS (SELECT 1 FROM meta.non_mesurable AS n WHERE s.indicateur GLOB n.indicateur)
QUALIFY rang <= s.montres
ORDER BY rang
