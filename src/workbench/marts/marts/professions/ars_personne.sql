-- Les professionnels enregistrés par l'ARS : numéro prouvé, demande partie et depuis quand, ou rien encore.
-- grain: un professionnel présent enregistré par l'ARS | acces: nominatif | forme: table
WITH publies AS (SELECT rpps, any_value(autorite_enregistrement) AS region FROM curated.rpps_personne WHERE autorite_enregistrement LIKE 'ARS%' GROUP BY rpps),

presents AS (
    SELECT
        i.id_unique, i.nom, i.prenom, c.repere,
        coalesce(i.profession, 'Non renseigné') AS profession, i.profession_code, i.type_contrat,
        coalesce(i.etablissement, 'Non renseigné') AS etablissement, coalesce(i.service, 'Non renseigné') AS service,
        i.utilisateur_dpi, i.date_arrivee,
        coalesce(p.region, e.region_ars, 'Région non renseignée') AS region,
        coalesce(i.statut_lien, 'absent') AS statut, coalesce(f.premier_le, i.date_preuve) AS prouve_le,
        d.verdict, coalesce(d.ouverte, false) AS ouverte, d.date_demande, d.reference, d.autorite AS demande_a, t.le
    FROM staging.personne AS i
    CROSS JOIN staging.execution AS t
    LEFT JOIN mart.couverture_personne AS c USING (id_unique)
    LEFT JOIN curated.lien_premier AS f ON f.id_unique = i.id_unique AND f.rpps = i.rpps
    LEFT JOIN publies AS p ON p.rpps = i.rpps AND i.statut_lien = 'confirme'
    LEFT JOIN meta.entite AS e ON e.etablissement = i.etablissement
    LEFT JOIN meta.demarche AS d ON d.id_unique = i.id_unique AND d.autorite = 'ars'
    WHERE i.presente AND i.autorite = 'ars'
),

etats AS (
    SELECT
        *,
        CASE
            WHEN statut = 'confirme' AND date_demande IS NOT NULL AND prouve_le >= date_demande THEN 'aboutie'
            WHEN statut <> 'absent' THEN statut
            WHEN ouverte THEN 'en_attente'
            WHEN verdict = 'aboutie' THEN 'dite_aboutie'
            WHEN verdict = 'abandonnee' THEN 'abandonnee'
            ELSE 'sans_demande'
        END AS etat
    FROM presents
)

SELECT
    * EXCLUDE (le, ouverte, prouve_le),
    CASE etat WHEN 'en_attente' THEN (le - date_demande)::INTEGER WHEN 'aboutie' THEN (prouve_le - date_demande)::INTEGER END AS jours
FROM etats
ORDER BY id_unique
