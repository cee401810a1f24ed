-- Un an d'arrivées et de départs : combien de jours jusqu'au compte ouvert ou fermé, exactement ou entre deux livraisons.
-- grain: une arrivée ou un départ, par personne ou par compte | acces: nominatif | forme: table
WITH suivis AS (
    SELECT
        s.application, s.source, s.login, coalesce(r.id_nouveau, s.id_unique) AS id_unique, s.service, s.etablissement,
        coalesce(c.date_creation, s.date_creation) AS date_creation, c.date_fermeture, s.premiere_vue, s.actif_vu_le, s.inactif_vu_le,
        s.present
    FROM curated.compte_suivi AS s
    LEFT JOIN curated.compte AS c USING (source, login)
    LEFT JOIN curated.redirection AS r ON r.id_ancien = s.id_unique
    WHERE s.nature = 'nominatif' AND s.situation IS DISTINCT FROM 'exclue'
),

debuts AS (
    SELECT s.source, min(s.premiere_vue) AS debut, coalesce(bool_or(c.date_fermeture IS NOT NULL), false) AS datee
    FROM curated.compte_suivi AS s LEFT JOIN curated.compte AS c USING (source, login)
    GROUP BY s.source
),

arrives AS (
    SELECT i.* FROM staging.personne AS i CROSS JOIN staging.execution AS t
    WHERE i.presente AND i.soignant AND i.date_arrivee BETWEEN t.le - 365 AND t.le
),

arrivees AS (
    SELECT
        'personne' AS portee, a.id_unique, NULL AS application, NULL AS source, NULL AS login,
        a.date_arrivee AS date_evenement, min(s.date_creation) - a.date_arrivee AS jours, count(s.login) AS comptes
    FROM arrives AS a LEFT JOIN suivis AS s USING (id_unique)
    GROUP BY a.id_unique, a.date_arrivee
    UNION ALL
    SELECT 'compte', a.id_unique, s.application, NULL, NULL, a.date_arrivee, min(s.date_creation) - a.date_arrivee, count(*)
    FROM arrives AS a INNER JOIN suivis AS s USING (id_unique)
    GROUP BY a.id_unique, a.date_arrivee, s.application
),

departs AS (
    SELECT
        s.*, i.date_depart,
        CASE
            WHEN s.date_fermeture IS NOT NULL THEN 'mesure'
            WHEN s.inactif_vu_le IS NULL THEN 'ouvert'
            WHEN s.actif_vu_le IS NULL THEN 'inconnu'
            ELSE 'borne'
        END AS etat,
        -- Sans date de fermeture exportée, un départ antérieur à la première livraison ne se juge pas : les fermetures rapides n'y sont plus.
        b.datee OR i.date_depart >= b.debut AS juge
    FROM suivis AS s CROSS JOIN staging.execution AS t INNER JOIN staging.personne AS i USING (id_unique) INNER JOIN debuts AS b USING (source)
    WHERE NOT i.presente AND i.date_depart BETWEEN t.le - 365 AND t.le
),

lignes AS (
    SELECT
        'arrivee' AS evenement, portee, id_unique, application, source, login, date_evenement,
        CASE WHEN comptes = 0 THEN 'ouvert' WHEN jours IS NULL THEN 'inconnu' ELSE 'mesure' END AS etat, jours AS jours_min, jours AS jours_max,
        true AS juge
    FROM arrivees
    UNION ALL
    SELECT
        'depart', 'compte', id_unique, application, source, login, date_depart, etat,
        CASE etat WHEN 'mesure' THEN date_fermeture - date_depart WHEN 'borne' THEN actif_vu_le - date_depart END,
        CASE etat WHEN 'mesure' THEN date_fermeture - date_depart WHEN 'borne' THEN inactif_vu_le - date_depart END,
        juge
    FROM departs
)

SELECT
    l.evenement, l.portee, l.id_unique, i.nom, i.prenom,
    i.etablissement, coalesce(i.service, 'Non renseigné') AS service, l.application, l.source, l.login, l.date_evenement, l.etat,
    l.jours_min, l.jours_max, l.juge, (t.le - l.date_evenement)::INTEGER AS anciennete
FROM lignes AS l
CROSS JOIN staging.execution AS t
INNER JOIN staging.personne AS i USING (id_unique)
ORDER BY l.evenement, l.portee, l.date_evenement, l.id_unique, l.application, l.login
