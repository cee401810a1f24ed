-- Ce qui retient chaque personne avant Pro Santé Identité, ou reste à vérifier : champ, raison, qui peut le donner, où il existe déjà.
-- grain: une personne, un champ et une raison | acces: nominatif | forme: table
WITH gens AS (
    SELECT
        g.*, t.le, coalesce(g.code_commune_naissance LIKE '99%', false) AS ne_etranger,
        count(*) OVER (PARTITION BY g.email) AS memes_courriels,
        count(*) OVER (PARTITION BY g.telephone) AS memes_telephones,
        count(*) OVER (PARTITION BY g.rpps) AS memes_rpps,
        count(*) OVER (
            PARTITION BY upper(strip_accents(g.nom_naissance)), upper(strip_accents(g.prenoms)), g.date_naissance,
            g.code_commune_naissance
        ) AS memes_traits
    FROM mart.retour_psi AS g
    CROSS JOIN staging.execution AS t
),

valeurs AS (
    SELECT id_unique, ne_etranger, trait, valeur
    FROM (SELECT * REPLACE (date_naissance::VARCHAR AS date_naissance) FROM gens)
    UNPIVOT INCLUDE NULLS (valeur FOR trait IN (
        nom_naissance, prenoms, date_naissance, sexe, code_commune_naissance, lieu_naissance, nom_usage, email,
        telephone
    ))
),

-- un motif lu dans une table est compilé à chaque ligne : chaque texte n'y est comparé qu'une fois, et « [A-Z]{1,300} »,
-- une milliseconde chaque fois, est « [A-Z]+ » et une longueur
motifs AS (
    SELECT
        champ, de, regexp_replace(motif, '^(\.|\[[^\]]+\])\{1,[0-9]+\}$', '\1+') AS motif,
        nullif(regexp_extract(motif, '^(?:\.|\[[^\]]+\])\{1,([0-9]+)\}$', 1), '')::INTEGER AS longueur
    FROM meta.psi_champ
),

ecrits AS (
    SELECT
        m.champ, d.valeur,
        regexp_full_match(d.valeur, m.motif) AND coalesce(length(d.valeur) <= m.longueur, true) AS juste
    FROM (SELECT DISTINCT trait, valeur FROM valeurs WHERE valeur IS NOT NULL) AS d
    INNER JOIN motifs AS m ON m.de = d.trait
),

formes AS MATERIALIZED (
    SELECT
        v.id_unique, c.champ, v.valeur,
        CASE
            WHEN v.valeur IS NULL AND c.champ = 'birthPlace' AND v.ne_etranger THEN 'commune_etrangere'
            WHEN v.valeur IS NULL AND c.obligatoire THEN 'absent'
            WHEN v.valeur IS NULL OR (c.champ = 'birthPlace' AND NOT v.ne_etranger) THEN NULL
            WHEN e.juste THEN NULL
            WHEN c.champ = 'firstNames' AND regexp_matches(v.valeur, '[,;/]') THEN 'prenoms_colles'
            ELSE 'forme'
        END AS code
    FROM valeurs AS v
    INNER JOIN meta.psi_champ AS c ON c.de = v.trait
    LEFT JOIN ecrits AS e ON e.champ = c.champ AND e.valeur = v.valeur
),

lieux AS (
    SELECT f.valeur, l.code, l.avant, l.depuis
    FROM (SELECT DISTINCT valeur FROM formes WHERE champ = 'birthLocationCode' AND code IS NULL) AS f
    INNER JOIN meta.psi_lieu AS l
        ON regexp_full_match(f.valeur, l.motif) AND NOT regexp_full_match(f.valeur, coalesce(l.sauf, ''))
),

-- ce qu'aucun champ ne dit seul
coherences AS (
    SELECT g.id_unique, 'birthDate' AS champ, 'age' AS code
    FROM gens AS g
    CROSS JOIN meta.psi_regle AS r
    WHERE NOT date_sub('year', g.date_naissance, g.le) BETWEEN r.age_min AND r.age_max OR g.date_naissance > g.le
    UNION ALL
    SELECT f.id_unique, f.champ, 'commune_impossible'
    FROM formes AS f
    CROSS JOIN meta.psi_regle AS r
    WHERE f.champ = 'birthLocationCode' AND f.code IS NULL AND f.valeur NOT LIKE '99%'
        AND NOT list_contains(r.debuts_connus, f.valeur[:2]) AND NOT list_contains(r.debuts_connus, f.valeur[:3])
    UNION ALL
    SELECT f.id_unique, f.champ, l.code
    FROM formes AS f
    INNER JOIN gens AS g USING (id_unique)
    INNER JOIN lieux AS l
        ON f.valeur = l.valeur
        AND coalesce(g.date_naissance < l.avant, l.avant IS NULL) AND coalesce(g.date_naissance >= l.depuis, l.depuis IS NULL)
    WHERE f.champ = 'birthLocationCode' AND f.code IS NULL
    UNION ALL
    SELECT id_unique, 'birthLocationCode', 'commune_ou_pays'
    FROM gens
    WHERE NOT ne_etranger AND code_commune_naissance IS NOT NULL
        AND pays_naissance LIKE '99%' AND pays_naissance <> '99100'
    UNION ALL
    SELECT id_unique, 'firstNames', 'un_seul_prenom' FROM gens WHERE prenoms NOT LIKE '% %'
    UNION ALL
    SELECT id_unique, 'frenchNationality', 'nationalite' FROM gens WHERE ne_etranger AND rpps IS NULL
    UNION ALL
    SELECT id_unique, 'email', 'contact_partage' FROM gens WHERE email IS NOT NULL AND memes_courriels > 1
    UNION ALL
    SELECT id_unique, 'phone', 'contact_partage' FROM gens WHERE telephone IS NOT NULL AND memes_telephones > 1
    UNION ALL
    SELECT id_unique, 'employment.issuingEstablishment', 'etablissement' FROM gens WHERE finess_ej IS NULL
    UNION ALL
    SELECT id_unique, 'identifier', 'rpps_partage' FROM gens WHERE rpps IS NOT NULL AND memes_rpps > 1
    UNION ALL
    SELECT id_unique, 'lastName', 'memes_traits' FROM gens
    WHERE nom_naissance IS NOT NULL AND prenoms IS NOT NULL AND date_naissance IS NOT NULL AND memes_traits > 1
    UNION ALL
    SELECT g.id_unique, 'identifier', 'rpps_' || g.statut
    FROM gens AS g
    CROSS JOIN meta.psi_regle AS r
    WHERE list_contains(r.statuts_retenus, g.statut)
),

toutes AS (
    SELECT id_unique, champ, code FROM formes WHERE code IS NOT NULL
    UNION ALL
    FROM coherences
),

-- ce que les sources RH ne donnent à personne : à demander une fois, pas personne par personne
lues AS (
    SELECT source, nature, id_unique, trait, valeur
    FROM (
        SELECT f.* REPLACE (f.date_naissance::VARCHAR AS date_naissance), i.id_unique
        FROM curated.fiche AS f
        INNER JOIN curated.identite_fiche AS i USING (source, cle_source)
    )
    UNPIVOT INCLUDE NULLS (valeur FOR trait IN (
        nom_naissance, prenoms, date_naissance, sexe, code_commune_naissance, lieu_naissance, nom_usage, email,
        telephone
    ))
),

donnent AS (SELECT source, trait, count(valeur) AS valeurs FROM lues WHERE nature = 'sirh' GROUP BY source, trait),

jamais AS (
    SELECT l.id_unique, l.trait, bool_and(d.valeurs = 0) AS jamais
    FROM lues AS l
    INNER JOIN donnent AS d USING (source, trait)
    WHERE l.nature = 'sirh'
    GROUP BY l.id_unique, l.trait
),

ailleurs AS (
    SELECT id_unique, trait, string_agg(DISTINCT source, ', ' ORDER BY source) AS ailleurs
    FROM lues
    WHERE nature <> 'sirh' AND valeur IS NOT NULL
    GROUP BY id_unique, trait
)

SELECT
    g.id_unique, g.nom, g.prenom, g.etablissement, g.pole, g.service, g.profession, g.autorite, g.source_rh,
    t.champ, c.mot, t.code, m.mot AS raison, m.remede, m.effet, c.qui,
    t.code = 'absent' AND coalesce(j.jamais, false) AS jamais,
    CASE WHEN t.code IN ('absent', 'commune_etrangere') THEN a.ailleurs END AS ailleurs
FROM toutes AS t
INNER JOIN gens AS g USING (id_unique)
LEFT JOIN meta.psi_champ AS c USING (champ)
LEFT JOIN meta.psi_motif AS m USING (code)
LEFT JOIN jamais AS j ON j.id_unique = t.id_unique AND j.trait = c.de
LEFT JOIN ailleurs AS a ON a.id_unique = t.id_unique AND a.trait = c.de
ORDER BY g.id_unique, c.rang NULLS LAST, t.champ, m.rang
