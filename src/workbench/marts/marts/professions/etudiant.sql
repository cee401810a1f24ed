-- Étudiants et internes : qui peut avoir un numéro, depuis quand, selon quel texte, et combien en sont là.
-- grain: une ligne de la table des étudiants | acces: comptage | forme: table
WITH presents AS (
    SELECT
        i.id_unique, i.utilisateur_dpi AS dpi, coalesce(i.statut_lien = 'confirme', false) AS confirme,
        CASE WHEN i.type_contrat = 'interne' THEN 'interne:' || i.profession_code ELSE 'role:' || i.role_code END AS cible,
        coalesce(i.autorite, '') = 'etudiant' OR coalesce(i.type_contrat IN ('interne', 'stage'), false) AS en_formation
    FROM staging.personne AS i
    WHERE i.presente
),

classes AS (
    SELECT p.*, e.cible IS NOT NULL AS classee
    FROM presents AS p
    LEFT JOIN meta.etudiant AS e USING (cible)
)

SELECT
    e.rang, e.cible, e.libelle, e.statut, e.eligible_depuis, e.source, e.note, count(p.id_unique) AS personnes,
    count(*) FILTER (p.dpi) AS utilisateurs_dpi, count(*) FILTER (p.confirme) AS confirmes
FROM meta.etudiant AS e
LEFT JOIN presents AS p USING (cible)
GROUP BY ALL
UNION ALL
SELECT
    99, 'autre', 'En formation, sans ligne dans la table', 'a_confirmer', NULL, 'etudiants.csv',
    'Stage ou formation dont le métier n’est pas dans la table : à classer.', count(*), count(*) FILTER (dpi), count(*) FILTER (confirme)
FROM classes
WHERE en_formation AND NOT classee
HAVING count(*) > 0
ORDER BY rang
