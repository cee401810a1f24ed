-- Chaque personne au numéro prouvé, établissement par établissement : son contrat et les activités que le RPPS publie.
-- grain: une personne au numéro prouvé et un établissement | acces: nominatif | forme: table
WITH regle AS (SELECT any_value(niveau) AS niveau, any_value(delai_jours) AS delai, any_value(depuis_jours) AS depuis, any_value(types_exclus) AS exclus FROM meta.regle_activite),

relies AS (
    SELECT
        i.id_unique, i.rpps, i.nom, i.prenom,
        coalesce(i.autorite, 'inconnue') AS autorite, i.profession, i.etablissement AS etablissement_personne,
        CASE WHEN i.autorite = 'role' THEN i.role_code ELSE i.profession_code END AS notre_code
    FROM staging.personne AS i
    WHERE i.statut_lien = 'confirme' AND EXISTS (FROM curated.rpps_activite)
),

emplois AS (
    SELECT
        r.id_unique, coalesce(c.etablissement, r.etablissement_personne) AS etablissement,
        bool_or(coalesce(c.date_debut <= t.le, true) AND coalesce(c.date_fin >= t.le, true)) AS ouvert,
        min(c.date_debut) AS date_debut,
        CASE WHEN bool_or(c.date_fin IS NULL) THEN NULL ELSE max(c.date_fin) END AS date_fin,
        list(DISTINCT lpad(c.finess, 9, '0')) FILTER (c.finess IS NOT NULL) AS finess_contrats,
        arg_max(coalesce(c.service, 'Non renseigné'), (c.date_debut, c.source, c.cle_source)) AS service,
        arg_max(c.type_contrat, (c.date_debut, c.source, c.cle_source)) AS type_contrat
    FROM relies AS r
    INNER JOIN staging.contrat AS c ON c.id_unique = r.id_unique
    CROSS JOIN staging.execution AS t
    WHERE coalesce(c.date_debut <= t.le, true)
    GROUP BY ALL
),

groupe AS (
    SELECT list_distinct(list_concat(flatten(list(finess_et)), list(finess_ej))) AS numeros FROM meta.entite
),

attendus AS (
    SELECT
        e.*, n.etablissement IS NOT NULL AND (n.finess_ej IS NOT NULL OR len(n.finess_et) > 0) AS comparable,
        n.finess_ej, coalesce(n.finess_et, []) AS finess_et,
        CASE
            WHEN len(list_intersect(coalesce(e.finess_contrats, []), coalesce(n.finess_et, []))) > 0
                THEN list_intersect(e.finess_contrats, n.finess_et)
            ELSE coalesce(n.finess_et, [])
        END AS sites
    FROM emplois AS e
    LEFT JOIN meta.entite AS n ON n.etablissement = e.etablissement
),

publiees AS (
    SELECT
        r.id_unique, lpad(a.finess_site, 9, '0') AS site, lpad(a.finess_ej, 9, '0') AS ej, r.autorite,
        concat_ws(' ', coalesce(a.raison_sociale, CASE WHEN a.finess_site IS NULL THEN 'Sans établissement' END), a.finess_site) AS libelle,
        coalesce(nous.famille, r.notre_code) AS notre,
        CASE
            WHEN r.autorite <> 'role' THEN a.profession_code
            WHEN regexp_matches(a.role_code, '^\d{3}$') THEN coalesce(eux.famille, a.role_code)
            WHEN a.profession_code <> '99' THEN 'profession ' || a.profession_code
        END AS leur
    FROM relies AS r
    INNER JOIN curated.rpps_activite AS a USING (rpps)
    LEFT JOIN meta.role_equivalent AS nous ON r.autorite = 'role' AND nous.code = r.notre_code
    LEFT JOIN meta.role_equivalent AS eux ON r.autorite = 'role' AND eux.code = a.role_code
),

compares AS (
    SELECT
        x.id_unique, x.etablissement,
        coalesce(bool_or(p.bon), false) AS ici,
        coalesce(bool_or(p.bon AND coalesce(p.notre = p.leur, true)), false) AS ici_meme_role,
        coalesce(bool_or(p.groupe), false) AS dans_groupe,
        coalesce(bool_or(p.site IS NOT NULL OR p.ej IS NOT NULL), false) AS en_etablissement,
        count(p.id_unique) AS activites,
        string_agg(DISTINCT p.libelle, ' ; ' ORDER BY p.libelle) AS au_rpps
    FROM attendus AS x
    CROSS JOIN regle AS g
    CROSS JOIN groupe AS u
    LEFT JOIN LATERAL (
        SELECT
            a.*,
            CASE g.niveau
                WHEN 'et' THEN coalesce(list_contains(x.sites, a.site), false)
                ELSE coalesce(list_contains(x.finess_et, a.site), false) OR coalesce(x.finess_ej IN (a.site, a.ej), false)
            END AS bon,
            coalesce(list_contains(u.numeros, a.site), false) OR coalesce(list_contains(u.numeros, a.ej), false) AS groupe
        FROM publiees AS a
        WHERE a.id_unique = x.id_unique
    ) AS p ON true
    GROUP BY ALL
),

juges AS (
    SELECT
        x.id_unique, x.etablissement, x.service, x.type_contrat, x.ouvert, x.date_debut, x.date_fin, c.au_rpps,
        (t.le - x.date_fin)::INTEGER AS jours_depart,
        CASE
            WHEN NOT x.comparable OR coalesce(list_contains(g.exclus, x.type_contrat), false) THEN 'non_comparable'
            WHEN NOT x.ouvert AND NOT c.ici AND t.le - x.date_fin <= g.depuis THEN 'fermee'
            WHEN NOT x.ouvert AND NOT c.ici THEN NULL
            WHEN NOT x.ouvert AND t.le - x.date_fin <= g.delai THEN 'trop_tot'
            WHEN NOT x.ouvert THEN 'terminee_ouverte'
            WHEN c.ici_meme_role THEN 'concorde'
            WHEN c.ici THEN 'role_different'
            WHEN t.le - x.date_debut < g.delai THEN 'trop_tot'
            WHEN c.activites = 0 THEN 'sans_activite'
            WHEN c.dans_groupe THEN 'autre_entite'
            WHEN c.en_etablissement THEN 'ailleurs'
            ELSE 'manque'
        END AS verdict
    FROM attendus AS x
    INNER JOIN compares AS c ON c.id_unique = x.id_unique AND c.etablissement IS NOT DISTINCT FROM x.etablissement
    CROSS JOIN regle AS g
    CROSS JOIN staging.execution AS t
)

SELECT
    r.id_unique, r.nom, r.prenom, r.rpps, r.autorite, coalesce(r.profession, 'Non renseigné') AS profession,
    coalesce(j.etablissement, 'Non renseigné') AS etablissement, j.service, j.type_contrat, j.ouvert, j.date_debut, j.date_fin,
    j.jours_depart, j.au_rpps, j.verdict, v.titre AS constat, v.accorde, coalesce(precise.geste, commun.geste) AS geste
FROM juges AS j
INNER JOIN relies AS r USING (id_unique)
INNER JOIN meta.verdict_activite AS v USING (verdict)
LEFT JOIN meta.geste_activite AS precise ON precise.verdict = j.verdict AND precise.autorite = r.autorite
LEFT JOIN meta.geste_activite AS commun ON commun.verdict = j.verdict AND commun.autorite = '*'
ORDER BY r.id_unique, j.etablissement
