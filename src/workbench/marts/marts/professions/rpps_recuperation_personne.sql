-- Comment chaque numéro prouvé a été retrouvé (mode), par quel processus et à quel moment il a rejoint l'identité locale.
-- grain: une personne présente au numéro prouvé | acces: nominatif | forme: table
WITH debut AS (SELECT min(date_execution)::DATE AS premiere FROM meta.execution),

-- le numéro que la fiche des RH porte elle-même
apportes AS (
    SELECT DISTINCT i.id_unique, f.rpps
    FROM curated.fiche AS f
    INNER JOIN curated.identite_fiche AS i USING (source, cle_source)
    INNER JOIN meta.source AS s ON s.source = f.source AND s.nature NOT IN ('annuaire', 'application')
    WHERE f.rpps IS NOT NULL
),

inscrits AS (
    SELECT DISTINCT id_unique FROM meta.rpps_plus_reponse WHERE geste = 'inscrire' AND verdict = 'fait'
),

gens AS (
    SELECT
        p.id_unique, p.nom, p.prenom, p.rpps, p.preuve, p.etablissement, p.service, p.profession, p.autorite, p.date_arrivee, p.cree_le::DATE AS cree_le,
        l.premier_le, l.avant_le, d.premiere,
        CASE WHEN n.id_unique IS NOT NULL AND coalesce(m.mode, '') = 'professionnel' THEN 'rpps_plus' ELSE coalesce(m.mode, 'inconnu') END AS mode,
        a.id_unique IS NOT NULL AS apporte,
        EXISTS (
            FROM curated.mie AS c
            WHERE c.id_unique = p.id_unique AND c.date_activation > l.avant_le AND c.date_activation <= l.premier_le
        ) AS moyen_active
    FROM staging.personne AS p
    CROSS JOIN debut AS d
    LEFT JOIN curated.lien_premier AS l ON l.id_unique = p.id_unique AND l.rpps = p.rpps
    LEFT JOIN meta.preuve_recuperation AS m ON m.preuve = p.preuve
    LEFT JOIN apportes AS a ON a.id_unique = p.id_unique AND a.rpps = p.rpps
    LEFT JOIN inscrits AS n ON n.id_unique = p.id_unique
    WHERE p.presente AND p.statut_lien = 'confirme' AND p.rpps IS NOT NULL
),

moments AS (
    SELECT
        *,
        CASE
            WHEN mode = 'moyen' THEN 'appairage'
            WHEN premier_le IS NULL OR (cree_le <= premiere AND avant_le IS NULL) THEN 'inconnu'
            WHEN avant_le IS NULL OR premier_le <= cree_le THEN 'creation'
            WHEN moyen_active THEN 'appairage'
            ELSE 'apres'
        END AS moment
    FROM gens
)

SELECT
    id_unique, nom, prenom, rpps, etablissement, service, profession, autorite, preuve, mode,
    CASE WHEN moment = 'inconnu' THEN 'inconnu' WHEN moment = 'creation' AND apporte THEN 'derivee' ELSE 'rapprochee' END AS processus,
    moment, premier_le, CASE WHEN moment IN ('creation', 'apres') THEN greatest(premier_le - coalesce(date_arrivee, cree_le), 0) END AS jours
FROM moments
ORDER BY id_unique
