-- Les comptes à corriger, un par problème : de qui, depuis combien de jours, pourquoi.
-- grain: un compte et un problème | acces: nominatif | forme: table
WITH delais AS (SELECT map_from_entries(list((probleme, jours))) AS jours FROM meta.probleme_compte),

postes AS (
    SELECT a.id_unique, a.service, a.date_fin, a.derniere_vue,
        a.derniere_vue = t.le AND coalesce(a.date_fin >= t.le, true) AS actuel
    FROM staging.affectation AS a
    CROSS JOIN staging.execution AS t
),

quittes AS (
    SELECT p.id_unique, p.service, max(CASE WHEN p.date_fin < t.le THEN p.date_fin ELSE p.derniere_vue END) AS quitte_le
    FROM postes AS p CROSS JOIN staging.execution AS t
    GROUP BY p.id_unique, p.service
    HAVING NOT bool_or(p.actuel)
),

debuts AS (SELECT source, min(premiere_vue) AS debut FROM curated.compte_suivi GROUP BY source),

comptes AS (
    SELECT
        c.*, i.presente, i.date_depart, i.service AS service_actuel, i.enregistrable,
        CASE WHEN i.statut_lien = 'confirme' THEN i.rpps END AS rpps_confirme, t.le, d.jours AS delai,
        count(*) FILTER (c.nature = 'nominatif' AND c.id_unique IS NOT NULL) OVER (PARTITION BY c.application, c.id_unique) AS freres
    FROM staging.compte AS c
    CROSS JOIN staging.execution AS t
    CROSS JOIN delais AS d
    LEFT JOIN staging.personne AS i USING (id_unique)
    WHERE c.ouvert
),

problemes AS (
    SELECT
        'partant_ouvert' AS probleme, comptes.* EXCLUDE (le, delai, freres), (le - date_depart)::INTEGER AS jours,
        'Parti le ' || strftime(date_depart, '%d/%m/%Y') AS detail
    FROM comptes
    INNER JOIN staging.population_compte AS q
        ON q.source = comptes.source AND q.login = comptes.login AND q.population = 'comptes_partis'
    UNION ALL
    SELECT 'sans_identite', comptes.* EXCLUDE (le, delai, freres), (le - date_creation)::INTEGER, situation_motif
    FROM comptes WHERE nature = 'nominatif' AND situation = 'sans_identite'
    UNION ALL
    SELECT
        'dormant', comptes.* EXCLUDE (le, delai, freres), (le - date_derniere_connexion)::INTEGER,
        'Dernière connexion le ' || strftime(date_derniere_connexion, '%d/%m/%Y')
    FROM comptes WHERE nature = 'nominatif' AND date_derniere_connexion < le - delai['dormant']
    UNION ALL
    SELECT
        'jamais_utilise', comptes.* EXCLUDE (le, delai, freres), (le - date_creation)::INTEGER,
        'Créé le ' || strftime(date_creation, '%d/%m/%Y') || ', aucune connexion'
    FROM comptes
    WHERE
        nature = 'nominatif' AND date_derniere_connexion IS NULL AND date_creation < le - delai['jamais_utilise']
        -- a system that never exports the last connection proves nothing of the kind
        AND source IN (SELECT source FROM staging.compte WHERE date_derniere_connexion IS NOT NULL)
    UNION ALL
    SELECT 'doublon', comptes.* EXCLUDE (le, delai, freres), (le - date_creation)::INTEGER, freres || ' comptes dans ' || application
    FROM comptes WHERE nature = 'nominatif' AND id_unique IS NOT NULL AND freres > 1
    UNION ALL
    SELECT 'partage', comptes.* EXCLUDE (le, delai, freres), (le - date_creation)::INTEGER, situation_motif
    FROM comptes WHERE nature = 'generique'
    UNION ALL
    SELECT 'mot_de_passe', comptes.* EXCLUDE (le, delai, freres), NULL, 'Mot de passe seul'
    FROM comptes WHERE nature = 'nominatif' AND dpi AND mode_auth = 'mot_de_passe'
    UNION ALL
    SELECT 'rpps_a_reporter', comptes.* EXCLUDE (le, delai, freres), NULL, 'RPPS ' || rpps_confirme || ' à reporter'
    FROM comptes
    WHERE nature = 'nominatif' AND dpi AND rpps_confirme IS NOT NULL AND rpps_connu IS DISTINCT FROM rpps_confirme
    UNION ALL
    SELECT
        'ancien_service', comptes.* EXCLUDE (le, delai, freres), (le - quitte_le)::INTEGER,
        'Travaille dans ' || service_actuel || ' ; vu dans ' || service || ' jusqu’au ' || strftime(quitte_le, '%d/%m/%Y')
    FROM comptes INNER JOIN quittes USING (id_unique, service)
    WHERE
        nature = 'nominatif' AND situation = 'liee' AND presente
        AND service IS DISTINCT FROM service_actuel
    UNION ALL
    SELECT
        'cree_sans_rpps', comptes.* EXCLUDE (le, delai, freres), (le - comptes.date_creation)::INTEGER,
        'Créé le ' || strftime(comptes.date_creation, '%d/%m/%Y') || ', aucun numéro depuis'
    FROM comptes
    INNER JOIN curated.compte_suivi AS s ON s.source = comptes.source AND s.login = comptes.login
    INNER JOIN debuts AS b ON b.source = comptes.source
    WHERE
        comptes.nature = 'nominatif' AND comptes.dpi AND comptes.situation = 'liee' AND enregistrable
        AND comptes.date_creation > b.debut
        AND comptes.date_creation >= le - delai['cree_sans_rpps'] AND s.rpps_vu_le IS NULL
)

SELECT
    p.probleme, p.application, p.source, p.login, p.id_unique,
    i.nom, i.prenom,
    coalesce(p.etablissement, i.etablissement) AS etablissement, coalesce(p.service, i.service) AS service,
    p.jours, p.detail
FROM problemes AS p
LEFT JOIN staging.personne AS i USING (id_unique)
ORDER BY p.probleme, p.jours DESC NULLS LAST, p.application, p.login
