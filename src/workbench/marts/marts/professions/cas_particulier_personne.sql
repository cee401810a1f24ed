-- Plusieurs professions pour une personne, et praticiens à diplôme hors Union européenne (PADHUE) : qui, pourquoi, que faire.
-- grain: une personne et un cas | acces: nominatif | forme: table
WITH noms AS (SELECT code, systeme, any_value(libelle) AS libelle FROM meta.nomenclature GROUP BY code, systeme),

metiers_rh AS (
    SELECT
        m.id_unique, string_agg(DISTINCT f.profession, ' ; ' ORDER BY f.profession) AS metiers,
        count(DISTINCT concat_ws('#', f.profession_systeme, f.profession_code)) AS combien,
        string_agg(DISTINCT f.emploi, ' ; ' ORDER BY f.emploi) AS emplois,
        coalesce(bool_or(regexp_matches(upper(strip_accents(f.emploi)), r.titres)), false) AS titre_padhue
    FROM curated.fiche AS f
    INNER JOIN curated.identite_fiche AS m USING (source, cle_source)
    CROSS JOIN meta.regle_padhue AS r
    WHERE f.nature = 'sirh' AND coalesce(f.actif, true)
    GROUP BY m.id_unique
),

metiers_rpps AS (
    SELECT
        l.id_unique, l.statut,
        list(DISTINCT a.profession_code) FILTER (a.profession_code IS NOT NULL) AS codes,
        count(DISTINCT CASE WHEN a.profession_code = '99' THEN concat('role ', a.role_code) ELSE a.profession_code END) AS combien,
        string_agg(
            DISTINCT coalesce(n.libelle, 'Code ' || coalesce(a.role_code, a.profession_code)), ' ; '
            ORDER BY coalesce(n.libelle, 'Code ' || coalesce(a.role_code, a.profession_code))
        ) AS metiers
    FROM curated.lien_rpps AS l
    LEFT JOIN curated.rpps_activite AS a ON a.rpps = l.rpps AND l.statut = 'confirme'
    LEFT JOIN noms AS n
        ON CASE
            WHEN a.profession_code = '99' THEN n.systeme = 'TRE_R85-RolePriseCharge' AND n.code = a.role_code
            ELSE n.systeme <> 'TRE_R85-RolePriseCharge' AND n.code = a.profession_code
        END
    GROUP BY l.id_unique, l.statut
),

gens AS (
    SELECT
        i.id_unique, i.nom, i.prenom,
        coalesce(i.autorite, 'inconnue') AS autorite, coalesce(i.profession, 'Non renseigné') AS profession, i.role_code,
        coalesce(i.etablissement, 'Non renseigné') AS etablissement, coalesce(i.service, 'Non renseigné') AS service,
        coalesce(x.statut, 'absent') AS statut, h.emplois, h.metiers AS metiers_rh, x.metiers AS metiers_rpps,
        coalesce(h.combien, 0) AS combien_rh, coalesce(x.combien, 0) AS combien_rpps, coalesce(h.titre_padhue, false) AS titre_padhue,
        coalesce(list_contains(r.roles, i.role_code), false) AS padhue,
        coalesce(list_contains(r.generique, i.role_code), false) AS generique,
        len(list_intersect(coalesce(x.codes, []), r.ordre)) > 0 AS a_ordre
    FROM staging.personne AS i
    CROSS JOIN meta.regle_padhue AS r
    LEFT JOIN metiers_rh AS h USING (id_unique)
    LEFT JOIN metiers_rpps AS x USING (id_unique)
    WHERE i.presente
),

lignes AS (
    SELECT *, 'rpps_plusieurs' AS cas FROM gens WHERE combien_rpps > 1
    UNION ALL
    SELECT *, 'rh_plusieurs' FROM gens WHERE combien_rh > 1
    UNION ALL
    SELECT *, CASE WHEN a_ordre THEN 'padhue_ordre' WHEN generique THEN 'padhue_generique' ELSE 'padhue_precis' END
    FROM gens WHERE padhue
    UNION ALL
    SELECT *, 'padhue_titre' FROM gens WHERE titre_padhue AND NOT padhue
)

SELECT l.* EXCLUDE (combien_rh, combien_rpps, titre_padhue, padhue, generique, a_ordre), c.titre AS constat, c.geste
FROM lignes AS l
INNER JOIN meta.cas_particulier AS c USING (cas)
ORDER BY c.rang, l.id_unique
