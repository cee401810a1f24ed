-- Les quatre qualités, une ligne par compte, agent ou fiche jugé : bon ou non, et pourquoi.
-- grain: une mesure et ce qu'elle juge, fiche, compte ou personne | acces: nominatif | forme: table
WITH delai AS (SELECT any_value(jours) AS jours FROM meta.vertu),

nominatifs AS (
    SELECT c.*, i.presente, i.date_depart, i.date_arrivee
    FROM staging.compte AS c
    LEFT JOIN staging.personne AS i USING (id_unique)
    WHERE c.nominatif
),

-- Les mêmes départs que « fermés en 7 jours » de la page Comptes, au délai admis : sûr, impossible, ou entre deux livraisons.
fermetures AS (
    SELECT
        l.*, c.actif,
        CASE
            WHEN l.etat = 'ouvert' OR l.jours_min > d.jours THEN false
            WHEN l.jours_max <= d.jours THEN true
        END AS a_temps
    FROM mart.compte_delai_ligne AS l
    CROSS JOIN delai AS d
    LEFT JOIN staging.compte AS c USING (source, login)
    WHERE
        l.evenement = 'depart' AND l.juge AND l.etat <> 'inconnu'
        AND l.anciennete >= greatest(d.jours, (SELECT max(jours) FROM meta.delai_compte))
),

premiers AS (
    SELECT id_unique, min(date_creation) AS creation, bool_or(actif) AS actif
    FROM nominatifs
    WHERE id_unique IS NOT NULL
    GROUP BY id_unique
),

datees AS (
    SELECT m.id_unique, f.source, f.cle_source, f.date_naissance, count(*) OVER (PARTITION BY m.id_unique) AS fiches
    FROM curated.fiche AS f
    INNER JOIN curated.identite_fiche AS m USING (source, cle_source)
    WHERE f.date_naissance IS NOT NULL
),

verifiees AS (SELECT DISTINCT id_unique FROM meta.decision WHERE genre = 'identite_verifiee' AND etat = 'appliquee'),

requis AS (
    SELECT
        id_unique, p.etablissement, p.service, coalesce(p.statut_lien, 'absent') AS statut, p.preuve, p.a_reverifier,
        p.motif_rpps AS motif
    FROM staging.personne AS p
    INNER JOIN staging.population AS q USING (id_unique)
    WHERE q.population = 'requis'
),

lignes AS (
    SELECT
        'compte_avec_rh' AS mesure, id_unique, source, login, etablissement, service,
        situation = 'liee' AS bon, false AS incertain, true AS reparable, coalesce(situation_motif, situation) AS detail
    FROM nominatifs WHERE actif
    UNION ALL
    SELECT
        'agent_avec_compte', g.id_unique, NULL, NULL, g.etablissement, g.service,
        coalesce(p.actif, false), false, true, CASE WHEN p.id_unique IS NULL THEN 'Aucun compte' ELSE 'Comptes tous fermés' END
    FROM staging.personne AS g LEFT JOIN premiers AS p USING (id_unique)
    INNER JOIN staging.population AS q ON q.id_unique = g.id_unique AND q.population = 'soignants'
    UNION ALL
    SELECT
        'arrivee_servie', g.id_unique, NULL, NULL, g.etablissement, g.service,
        coalesce(p.creation <= g.date_arrivee + d.jours::INTEGER, false), false, p.creation IS NULL,
        CASE
            WHEN p.creation IS NULL THEN 'Arrivée le ' || strftime(g.date_arrivee, '%d/%m/%Y') || ', aucun compte daté'
            ELSE 'Compte créé ' || (p.creation - g.date_arrivee) || ' jours après l’arrivée'
        END
    FROM staging.personne AS g CROSS JOIN staging.execution AS t CROSS JOIN delai AS d LEFT JOIN premiers AS p USING (id_unique)
    WHERE g.presente AND g.soignant AND g.date_arrivee BETWEEN t.le - 365 AND t.le - d.jours::INTEGER
    UNION ALL
    SELECT
        'depart_ferme', n.id_unique, n.source, n.login, n.etablissement, n.service,
        coalesce(n.a_temps, false), n.a_temps IS NULL, n.etat = 'ouvert',
        CASE
            WHEN n.a_temps IS NULL THEN 'Fermé entre le ' || n.jours_min || 'e et le ' || n.jours_max || 'e jour après le départ'
            WHEN n.etat = 'ouvert' THEN 'Encore ouvert, ' || n.anciennete || ' jours après le départ'
            WHEN n.etat = 'mesure' THEN 'Fermé ' || n.jours_max || ' jours après le départ'
            ELSE 'Vu ouvert ' || n.jours_min || ' jours après le départ, fermé depuis'
        END
    FROM fermetures AS n
    UNION ALL
    SELECT
        'naissance_concordante', d.id_unique, d.source, NULL, g.etablissement, g.service,
        d.date_naissance = g.date_naissance, false, true, 'Fiche ' || d.cle_source || ' : autre date de naissance'
    FROM datees AS d INNER JOIN staging.personne AS g USING (id_unique)
    WHERE d.fiches > 1
    UNION ALL
    SELECT
        'prouve_restreint', id_unique, NULL, NULL, etablissement, service,
        coalesce(
            preuve IN ('declare_traits_concordants', 'traits_restreint_unique', 'exercice_restreint_unique'), false
        ), false, true, coalesce(motif, statut)
    FROM requis
    UNION ALL
    SELECT
        'identite_verifiee', g.id_unique, NULL, NULL, g.etablissement, g.service,
        v.id_unique IS NOT NULL, false, true, 'Aucune vérification enregistrée'
    FROM staging.personne AS g LEFT JOIN verifiees AS v USING (id_unique)
    WHERE g.presente
    UNION ALL
    SELECT 'rpps_confirme', id_unique, NULL, NULL, etablissement, service, statut = 'confirme', false, true, coalesce(motif, statut)
    FROM requis
    UNION ALL
    SELECT 'rpps_recent', id_unique, NULL, NULL, etablissement, service, NOT coalesce(a_reverifier, false), false, true, 'Preuve de plus de 24 mois'
    FROM requis WHERE statut = 'confirme'
)

SELECT
    v.vertu, l.mesure, l.id_unique,
    i.nom, i.prenom,
    coalesce(l.etablissement, i.etablissement) AS etablissement, coalesce(l.service, i.service) AS service,
    l.source, l.login, coalesce(l.bon, false) AS bon, l.incertain,
    l.reparable AND NOT coalesce(l.bon, false) AS a_reparer, l.detail
FROM lignes AS l
INNER JOIN meta.vertu AS v USING (mesure)
LEFT JOIN staging.personne AS i USING (id_unique)
ORDER BY l.mesure, l.id_unique, l.source, l.login
