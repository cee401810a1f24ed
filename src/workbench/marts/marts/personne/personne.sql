-- Chaque personne connue, une fois : ce qui la situe, l'état de son numéro, de son moyen et de ses comptes, et les mots par quoi on la cherche.
-- grain: une personne | acces: nominatif | forme: table
WITH fiches AS (
    SELECT
        m.id_unique,
        list_distinct(flatten(list(coalesce(f.noms, [])))) AS noms,
        list_distinct(flatten(list(coalesce(f.prenoms_std, [])))) AS prenoms,
        list_distinct(flatten(list([f.login, f.matricule, f.identifiant, f.cle_source, f.cle_brute, f.rpps, f.email]))) AS cles
    FROM curated.fiche AS f
    INNER JOIN curated.identite_fiche AS m USING (source, cle_source)
    GROUP BY m.id_unique
),

figures AS (SELECT id_unique, ' ' || string_agg(chiffre, ' ' ORDER BY chiffre) || ' ' AS chiffres FROM staging.personne_chiffre GROUP BY id_unique),

anciens AS (SELECT id_nouveau AS id_unique, list(id_ancien) AS ids FROM curated.redirection GROUP BY id_nouveau),

situees AS (
    SELECT
        p.*,
        CASE WHEN p.presente THEN 'presente' WHEN p.date_depart <= t.le THEN 'partie' ELSE 'sans_contrat' END AS situation,
        CASE
            WHEN m.id_unique IS NULL THEN 'sans_objet'
            WHEN m.alerte <> 'suivi' THEN m.alerte
            WHEN m.etape >= 3 THEN 'en_main'
            ELSE 'en_cours'
        END AS mie,
        CASE
            WHEN d.id_unique IS NOT NULL THEN 'a_fermer'
            WHEN p.a_un_compte AND p.utilisateur_dpi THEN 'dpi'
            WHEN p.a_un_compte THEN 'autres'
            ELSE 'aucun'
        END AS comptes,
        r.id_unique IS NOT NULL AND p.statut_rpps <> 'confirme' AS manque_rpps,
        datediff('month', p.date_arrivee, t.le)
        - CASE WHEN day(p.date_arrivee) > day(t.le) AND p.date_arrivee <= t.le THEN 1 ELSE 0 END AS mois
    FROM staging.personne AS p
    CROSS JOIN staging.execution AS t
    LEFT JOIN mart.mie_personne AS m USING (id_unique)
    LEFT JOIN staging.population AS d ON d.id_unique = p.id_unique AND d.population = 'partis'
    LEFT JOIN staging.population AS r ON r.id_unique = p.id_unique AND r.population = 'requis'
)

SELECT
    p.id_unique, p.nom, p.prenom, upper(strip_accents(concat_ws(' ', p.nom, p.prenom))) AS ordre, p.nom_naissance, p.profession, p.profession_code, p.emploi,
    coalesce(p.autorite, 'inconnue') AS autorite, p.type_contrat, p.etablissement, p.pole,
    coalesce(p.service, 'Non renseigné') AS service,
    p.situation, p.presente, p.date_arrivee, p.date_depart, p.utilisateur_dpi,
    p.statut_rpps AS statut, p.rpps, p.motif_rpps AS motif, p.mie, p.comptes,
    CASE WHEN p.manque_rpps THEN coalesce(g.tranche, 'Arrivée inconnue') ELSE 'Rien ne manque' END AS manque,
    CASE WHEN p.manque_rpps THEN coalesce(g.rang, 99) ELSE 0 END AS manque_rang,
    coalesce(f.chiffres, '') AS chiffres,
    -- les noms, mot à mot puis d'un seul tenant : « D ANGELO » se cherche aussi « DANGELO »
    ' ' || array_to_string(list_distinct(
        coalesce(n.noms, []) || coalesce(n.prenoms, [])
        || list_transform(coalesce(n.noms, []) || coalesce(n.prenoms, []), lambda x: replace(x, ' ', ''))
    ), ' ') || ' ' AS cherche_noms,
    -- la barre, jamais un blanc : deux numéros côte à côte en feraient un qui ressemble à un NIR
    '|' || array_to_string(list_distinct(list_transform(
        [p.id_unique, p.rpps] || coalesce(n.cles, []) || coalesce(a.ids, [])
        -- un matricule se tape souvent sans ses zéros de tête
        || list_transform(coalesce(n.cles, []), lambda x: ltrim(x, '0')),
        lambda x: regexp_replace(upper(strip_accents(x)), '[^A-Z0-9]', '', 'g')
    )), '|') || '|' AS cherche_cles
FROM situees AS p
LEFT JOIN fiches AS n USING (id_unique)
LEFT JOIN figures AS f USING (id_unique)
LEFT JOIN anciens AS a USING (id_unique)
LEFT JOIN meta.tranche_anciennete AS g
    ON p.mois IS NOT NULL AND greatest(p.mois, 0) >= g.mois_min AND greatest(p.mois, 0) < g.mois_max
ORDER BY ordre, p.id_unique
