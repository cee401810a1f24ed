-- Chaque agent présent d'une profession enregistrée, avec les traits que Pro Santé Identité demande : la matière du contrôle avant inscription.
-- grain: un agent présent d'une profession enregistrée | acces: nominatif | forme: table
WITH lus AS (
    SELECT
        i.id_unique, min(f.telephone) AS telephone, min(f.pays_naissance) AS pays_naissance,
        string_agg(DISTINCT f.source, ', ' ORDER BY f.source) AS source_rh,
        min(f.source || ':' || f.cle_source) AS fiche
    FROM curated.identite_fiche AS i
    INNER JOIN curated.fiche AS f ON f.source = i.source AND f.cle_source = i.cle_source AND f.nature = 'sirh'
    GROUP BY i.id_unique
),

traits AS (
    SELECT
        p.id_unique, p.nom_naissance, p.prenoms, p.sexe,
        -- le pays ne remplace la commune que pour qui est né à l'étranger
        coalesce(
            p.code_commune_naissance,
            CASE WHEN l.pays_naissance LIKE '99%' AND l.pays_naissance <> '99100' THEN l.pays_naissance END
        ) AS code_commune_naissance,
        p.lieu_naissance, p.nom_usage, p.email, l.telephone, l.pays_naissance,
        p.date_naissance, p.nom, p.prenom, p.etablissement, p.pole, p.service, p.profession, p.autorite,
        e.finess_ej, p.date_arrivee, p.statut_rpps AS statut, l.source_rh, l.fiche,
        CASE WHEN p.statut_lien = 'confirme' AND NOT coalesce(p.a_reverifier, false) THEN p.rpps END AS rpps
    FROM staging.personne AS p
    LEFT JOIN lus AS l USING (id_unique)
    LEFT JOIN meta.entite AS e ON e.etablissement = p.etablissement
    WHERE p.presente AND p.soignant
)

SELECT
    id_unique,
    nullif(trim(regexp_replace(COLUMNS([
        'nom_naissance', 'prenoms', 'sexe', 'code_commune_naissance', 'lieu_naissance', 'nom_usage', 'email', 'telephone',
        'pays_naissance'
    ]), '[\s\p{Z}\p{C}]+', ' ', 'g')), ''),
    date_naissance, nom, prenom, etablissement, pole, service, profession, autorite, finess_ej, date_arrivee, statut,
    source_rh, fiche, rpps
FROM traits
ORDER BY id_unique
