-- mart: compte_probleme | acces: nominatif | forme: table | rang: 1
-- Les comptes à corriger, un par problème : de qui, depuis combien de jours, pourquoi.
WITH le AS (SELECT max(date_execution) AS le FROM meta.execution),

delais AS (SELECT map_from_entries(list((probleme, jours))) AS jours FROM meta.probleme_compte),

comptes AS (
    SELECT
        c.*, i.presente, i.date_depart, l.statut, l.rpps AS rpps_confirme, t.le, d.jours AS delai,
        count(*) FILTER (c.nature = 'nominatif' AND c.id_unique IS NOT NULL) OVER (PARTITION BY c.application, c.id_unique) AS freres
    FROM curated.compte AS c
    CROSS JOIN le AS t
    CROSS JOIN delais AS d
    LEFT JOIN curated.identite AS i USING (id_unique)
    LEFT JOIN curated.lien_rpps AS l ON l.id_unique = c.id_unique AND l.statut = 'confirme'
    WHERE coalesce(c.actif, true) AND c.situation IS DISTINCT FROM 'exclue'
),

problemes AS (
    SELECT
        'partant_ouvert' AS probleme, * EXCLUDE (le, delai, freres), (le - date_depart)::INTEGER AS jours,
        'Parti le ' || strftime(date_depart, '%d/%m/%Y') AS detail
    FROM comptes WHERE nature = 'nominatif' AND situation = 'liee' AND NOT presente AND date_depart <= le
    UNION ALL
    SELECT 'sans_identite', * EXCLUDE (le, delai, freres), (le - date_creation)::INTEGER, situation_motif
    FROM comptes WHERE nature = 'nominatif' AND situation = 'sans_identite'
    UNION ALL
    SELECT
        'dormant', * EXCLUDE (le, delai, freres), (le - date_derniere_connexion)::INTEGER,
        'Dernière connexion le ' || strftime(date_derniere_connexion, '%d/%m/%Y')
    FROM comptes WHERE nature = 'nominatif' AND date_derniere_connexion < le - delai['dormant']
    UNION ALL
    SELECT
        'jamais_utilise', * EXCLUDE (le, delai, freres), (le - date_creation)::INTEGER,
        'Créé le ' || strftime(date_creation, '%d/%m/%Y') || ', aucune connexion'
    FROM comptes
    WHERE nature = 'nominatif' AND date_derniere_connexion IS NULL AND date_creation < le - delai['jamais_utilise']
    UNION ALL
    SELECT 'doublon', * EXCLUDE (le, delai, freres), (le - date_creation)::INTEGER, freres || ' comptes dans ' || application
    FROM comptes WHERE nature = 'nominatif' AND id_unique IS NOT NULL AND freres > 1
    UNION ALL
    SELECT 'partage', * EXCLUDE (le, delai, freres), (le - date_creation)::INTEGER, situation_motif
    FROM comptes WHERE nature = 'generique'
    UNION ALL
    SELECT 'mot_de_passe', * EXCLUDE (le, delai, freres), NULL, 'Mot de passe seul'
    FROM comptes WHERE nature = 'nominatif' AND application = 'dpi' AND mode_auth = 'mot_de_passe'
    UNION ALL
    SELECT 'rpps_a_reporter', * EXCLUDE (le, delai, freres), NULL, 'RPPS ' || rpps_confirme || ' à reporter'
    FROM comptes
    WHERE nature = 'nominatif' AND application = 'dpi' AND statut = 'confirme' AND rpps_connu IS DISTINCT FROM rpps_confirme
)

SELECT
    p.probleme, p.application, p.source, p.login, p.id_unique,
    coalesce(i.nom_usage, i.nom_naissance) AS nom, coalesce(i.prenom_usuel, i.prenoms) AS prenom,
    coalesce(p.etablissement, i.etablissement) AS etablissement, coalesce(p.service, i.service) AS service,
    p.jours, p.detail
FROM problemes AS p
LEFT JOIN curated.identite AS i USING (id_unique)
ORDER BY p.probleme, p.jours DESC NULLS LAST, p.application, p.login
