-- La chaîne d'une personne : identité, numéro RPPS, compte, moyen d'identification, droits, départ ; où elle en est, depuis quand, combien elle attend.
-- grain: une personne et une étape | acces: nominatif | forme: vue
WITH verifiees AS (
    SELECT id_unique, max(le)::DATE AS le FROM meta.decision WHERE genre = 'identite_verifiee' AND etat = 'appliquee' GROUP BY id_unique
),

doutes AS (SELECT id_unique, count(*) AS nombre FROM mart.personne_doute GROUP BY id_unique),

rh AS (
    SELECT DISTINCT m.id_unique FROM curated.identite_fiche AS m
    INNER JOIN meta.source AS s USING (source) WHERE s.nature NOT IN ('annuaire', 'application')
),

ouverts AS (
    SELECT
        c.id_unique, min(c.date_creation) AS premier, count(*) AS nombre, bool_or(c.dpi) AS dpi,
        string_agg(DISTINCT coalesce(s.libelle, c.application), ', ' ORDER BY coalesce(s.libelle, c.application)) AS ou_cela
    FROM staging.compte AS c
    LEFT JOIN meta.source AS s USING (source)
    WHERE c.nominatif_ouvert AND c.id_unique IS NOT NULL
    GROUP BY c.id_unique
),

revues AS (
    SELECT id_unique, count(*) FILTER (NOT revu) AS a_revoir, count(*) AS nombre, max(revu_le) AS le, bool_or(suite <> 'sans') AS suite
    FROM mart.revue_acces_compte WHERE id_unique IS NOT NULL
    GROUP BY id_unique
),

mots AS (
    SELECT * FROM (VALUES
        ('commande', 'commandé'), ('recu', 'reçu'), ('remis', 'remis'), ('active', 'activé'), ('appaire', 'appairé'),
        ('utilise', 'utilisé'), ('opposition', 'en opposition'), ('expire', 'expiré'), ('restitue', 'restitué')
    ) AS v(statut, mot)
),

moyens AS (
    SELECT id_unique, string_agg(DISTINCT tenu, ', ' ORDER BY tenu) AS tenus
    FROM (
        SELECT m.id_unique, coalesce(k.libelle, m.type_mie) || ' (' || coalesce(e.mot, m.statut) || ')' AS tenu
        FROM curated.mie AS m LEFT JOIN meta.type_mie AS k USING (type_mie) LEFT JOIN mots AS e ON e.statut = m.statut
        WHERE m.id_unique IS NOT NULL
    )
    GROUP BY id_unique
),

gens AS (
    SELECT
        p.*, t.le AS jour, v.le AS verifiee_le, d.nombre AS doutes, h.id_unique IS NOT NULL AS connue_rh,
        c.premier, coalesce(c.nombre, 0) AS ouverts, c.ou_cela, l.premier_le, l.avant_le, m.alerte, m.etape AS etape_mie,
        coalesce(k.libelle, m.type_mie) AS type_mie, coalesce(e.mot, m.statut_mie) AS statut_mie, m.jours_etape, m.date_fin_validite, y.tenus, m.id_unique IS NOT NULL AS a_equiper,
        r.a_revoir, r.le AS revue_le, r.suite, w.mot AS recupere, x.mot AS associe
    FROM staging.personne AS p
    CROSS JOIN staging.execution AS t
    LEFT JOIN verifiees AS v USING (id_unique)
    LEFT JOIN doutes AS d USING (id_unique)
    LEFT JOIN rh AS h USING (id_unique)
    LEFT JOIN ouverts AS c USING (id_unique)
    LEFT JOIN curated.lien_premier AS l ON l.id_unique = p.id_unique AND l.rpps = p.rpps
    LEFT JOIN mart.mie_personne AS m ON m.id_unique = p.id_unique
    LEFT JOIN meta.type_mie AS k ON k.type_mie = m.type_mie
    LEFT JOIN mots AS e ON e.statut = m.statut_mie
    LEFT JOIN moyens AS y ON y.id_unique = p.id_unique
    LEFT JOIN revues AS r ON r.id_unique = p.id_unique
    LEFT JOIN mart.rpps_recuperation_personne AS g ON g.id_unique = p.id_unique
    LEFT JOIN meta.mot_recuperation AS w ON w.axe = 'mode' AND w.code = g.mode AND g.mode <> 'inconnu'
    LEFT JOIN meta.mot_recuperation AS x ON x.axe = 'moment' AND x.code = g.moment
),

etapes AS (
    SELECT
        id_unique, 1 AS rang, 'identite' AS etape,
        CASE
            WHEN doutes > 0 THEN 'doute' WHEN verifiee_le IS NOT NULL THEN 'fait'
            WHEN connue_rh THEN 'en_cours' ELSE 'a_faire'
        END AS etat,
        verifiee_le AS le, NULL::INTEGER AS jours,
        CASE
            WHEN doutes > 0 THEN doutes || CASE WHEN doutes > 1 THEN ' doutes ouverts' ELSE ' doute ouvert' END || ' sur cette identité'
            WHEN verifiee_le IS NOT NULL THEN 'Vérification enregistrée'
            WHEN connue_rh THEN 'Connue des RH ; aucune vérification de pièce enregistrée'
            ELSE 'Aucune fiche RH : connue par ses comptes seulement'
        END AS dit
    FROM gens
    UNION ALL
    SELECT
        id_unique, 2, 'rpps',
        CASE statut_rpps
            WHEN 'confirme' THEN CASE WHEN a_reverifier THEN 'doute' ELSE 'fait' END
            WHEN 'en_attente' THEN 'en_cours' WHEN 'non_requis' THEN 'sans_objet' WHEN 'absent' THEN 'a_faire' ELSE 'doute'
        END,
        CASE statut_rpps WHEN 'confirme' THEN coalesce(date_preuve, premier_le) WHEN 'en_attente' THEN attente_depuis END,
        CASE
            WHEN statut_rpps = 'en_attente' THEN jour - attente_depuis
            WHEN statut_rpps IN ('absent', 'a_confirmer', 'incoherent') AND presente AND enregistrable THEN greatest(jour - date_arrivee, 0)
            WHEN statut_rpps = 'confirme' AND avant_le IS NOT NULL THEN greatest(premier_le - date_arrivee, 0)
        END,
        CASE statut_rpps
            WHEN 'confirme' THEN rpps || ' prouvé' || CASE WHEN a_reverifier THEN ', preuve à renouveler' ELSE '' END
                || coalesce(', retrouvé ' || lower(recupere[1]) || recupere[2:] || ' (' || lower(associe[1]) || associe[2:] || ')', '')
            WHEN 'a_confirmer' THEN coalesce(rpps, 'Un numéro') || ' proposé, non prouvé'
            WHEN 'incoherent' THEN coalesce(rpps, 'Un numéro') || ' déclaré, à corriger'
            WHEN 'en_attente' THEN 'Demande partie, réponse attendue'
            WHEN 'non_requis' THEN 'Pas de numéro à demander pour ce métier'
            ELSE 'Aucun numéro trouvé'
        END
    FROM gens
    UNION ALL
    SELECT
        id_unique, 3, 'compte', CASE WHEN ouverts > 0 THEN 'fait' WHEN presente THEN 'a_verifier' ELSE 'sans_objet' END,
        premier, CASE WHEN premier >= date_arrivee THEN premier - date_arrivee END,
        CASE
            WHEN ouverts > 0 THEN ouverts || CASE WHEN ouverts > 1 THEN ' comptes ouverts' ELSE ' compte ouvert' END || ' : ' || ou_cela
            WHEN presente THEN 'Aucun compte nominatif ouvert dans les systèmes reçus'
            ELSE 'Aucun compte ouvert'
        END
    FROM gens
    UNION ALL
    SELECT
        id_unique, 4, 'mie',
        CASE
            WHEN NOT a_equiper THEN 'sans_objet' WHEN alerte IN ('a_commander', 'perdu', 'expire') THEN 'a_faire'
            WHEN alerte = 'hors_parc' THEN 'a_verifier' WHEN etape_mie >= 3 THEN 'fait' ELSE 'en_cours'
        END,
        NULL, CASE WHEN a_equiper THEN jours_etape END,
        CASE
            WHEN NOT a_equiper AND tenus IS NOT NULL THEN 'Tient : ' || tenus
            WHEN NOT a_equiper THEN 'N’utilise pas le dossier patient : rien à équiper'
            WHEN alerte = 'a_commander' THEN 'Aucun moyen connu'
            WHEN alerte = 'hors_parc' THEN 'Se connecte par un moyen que le parc ne connaît pas'
            ELSE concat_ws(', ', type_mie, statut_mie)
        END
    FROM gens
    UNION ALL
    SELECT
        id_unique, 5, 'droits',
        CASE WHEN a_revoir IS NULL THEN 'sans_objet' WHEN a_revoir > 0 OR suite THEN 'a_faire' ELSE 'fait' END,
        revue_le, NULL,
        CASE
            WHEN a_revoir IS NULL THEN 'Aucun accès nominatif ouvert à revoir'
            WHEN a_revoir > 0 THEN a_revoir || ' accès à revoir (une revue par an)'
            WHEN suite THEN 'Revus ; une fermeture ou une modification est demandée'
            ELSE 'Revus depuis moins d’un an'
        END
    FROM gens
    UNION ALL
    SELECT
        id_unique, 6, 'depart',
        CASE
            WHEN presente OR date_depart IS NULL OR date_depart > jour THEN 'sans_objet' WHEN ouverts > 0 THEN 'a_faire' ELSE 'fait'
        END,
        date_depart,
        CASE WHEN NOT presente AND date_depart <= jour AND ouverts > 0 THEN jour - date_depart END,
        CASE
            WHEN presente AND date_depart > jour THEN 'Fin de contrat prévue'
            WHEN presente THEN 'En poste'
            WHEN date_depart IS NULL THEN 'Aucun contrat connu'
            WHEN ouverts > 0 THEN 'Partie ; ' || ouverts || CASE WHEN ouverts > 1 THEN ' comptes encore ouverts' ELSE ' compte encore ouvert' END
            ELSE 'Partie, comptes fermés'
        END
    FROM gens
)

SELECT id_unique, rang, etape, etat, le, jours::INTEGER AS jours, dit FROM etapes
