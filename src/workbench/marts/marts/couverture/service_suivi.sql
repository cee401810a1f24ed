-- À chaque exécution, où en étaient les personnes présentes aujourd'hui dans chaque service et déjà arrivées alors : numéro prouvé, moyen remis.
-- grain: un service et une exécution | acces: comptage | forme: table
WITH remises AS (
    SELECT m.id_unique, min(coalesce(m.date_remise, m.date_activation)) AS remis_le
    FROM curated.mie AS m
    WHERE m.id_unique IS NOT NULL AND m.statut IS DISTINCT FROM 'restitue'
    GROUP BY m.id_unique
),

gens AS (
    SELECT
        coalesce(p.etablissement, 'Non renseigné') AS etablissement, coalesce(p.service, 'Non renseigné') AS service, p.date_arrivee,
        r.id_unique IS NOT NULL AS requis, d.id_unique IS NOT NULL AS utilisateur,
        CASE WHEN p.statut_lien = 'confirme' THEN coalesce(l.premier_le, p.date_preuve) END AS prouve_le,
        -- une carte nationale arrive sans date de remise : elle est comptée à toutes les dates, et dite
        CASE WHEN e.etape >= 3 THEN coalesce(m.remis_le, DATE '1900-01-01') END AS remis_le
    FROM staging.personne AS p
    LEFT JOIN staging.population AS r ON r.id_unique = p.id_unique AND r.population = 'requis'
    LEFT JOIN staging.population AS d ON d.id_unique = p.id_unique AND d.population = 'dpi_presents'
    LEFT JOIN curated.lien_premier AS l ON l.id_unique = p.id_unique AND l.rpps = p.rpps
    LEFT JOIN mart.mie_personne AS e ON e.id_unique = p.id_unique
    LEFT JOIN remises AS m ON m.id_unique = p.id_unique
    WHERE p.presente
)

SELECT
    g.etablissement, g.service, t.date_execution AS le,
    count(*) AS presents,
    count(*) FILTER (g.requis) AS requis,
    count(*) FILTER (g.requis AND g.prouve_le <= t.date_execution) AS prouves,
    count(*) FILTER (g.utilisateur) AS utilisateurs,
    count(*) FILTER (g.utilisateur AND g.remis_le <= t.date_execution) AS equipes,
    count(*) FILTER (g.utilisateur AND g.remis_le = DATE '1900-01-01') AS sans_date
FROM gens AS g
INNER JOIN (SELECT DISTINCT date_execution FROM meta.execution) AS t
    ON coalesce(g.date_arrivee, t.date_execution) <= t.date_execution
GROUP BY g.etablissement, g.service, t.date_execution
ORDER BY g.etablissement, g.service, le
