-- Chaque agent présent d'une profession enregistrée, avec les traits que Pro Santé Identité demande : la matière du contrôle avant inscription.
-- grain: un agent présent d'une profession enregistrée | acces: nominatif | forme: vue
WITH lus AS (
    SELECT i.id_unique, min(f.telephone) AS telephone, min(f.pays_naissance) AS pays_naissance
    FROM curated.identite_fiche AS i
    INNER JOIN curated.fiche AS f ON f.source = i.source AND f.cle_source = i.cle_source AND f.nature = 'sirh'
    GROUP BY i.id_unique
)

SELECT
    p.id_unique, p.nom_naissance, p.prenoms, p.date_naissance, p.sexe, p.code_commune_naissance, p.lieu_naissance,
    p.nom_usage, p.email, l.telephone, l.pays_naissance, p.etablissement, p.service, p.profession, p.autorite,
    e.finess_ej, p.date_arrivee, p.statut_rpps AS statut,
    CASE WHEN p.statut_lien = 'confirme' AND NOT coalesce(p.a_reverifier, false) THEN p.rpps END AS rpps
FROM staging.personne AS p
LEFT JOIN lus AS l USING (id_unique)
LEFT JOIN meta.entite AS e ON e.etablissement = p.etablissement
WHERE p.presente AND p.soignant
ORDER BY p.id_unique
