-- mart: decision_codir | acces: comptage | forme: table | rang: 2
-- Les trois sujets à trancher en CODIR : ceux des règles ci-dessous qui débloquent le plus, effectif × poids.
WITH restreinte AS (
    SELECT f.source
    FROM meta.fichier AS f
    INNER JOIN meta.source AS s USING (source)
    INNER JOIN meta.execution AS e USING (id_execution)
    WHERE s.nature = 'rpps_restreint' AND e.date_execution = (SELECT max(date_execution) FROM meta.execution)
),

partants AS (
    SELECT count(*) AS nombre
    FROM curated.compte AS c
    INNER JOIN curated.identite AS i USING (id_unique)
    WHERE c.nature = 'nominatif' AND coalesce(c.actif, true) AND c.situation = 'liee' AND NOT coalesce(i.presente, false)
),

regles AS (
    SELECT
        2.0 AS poids, 'Inscrire les infirmiers à l’Ordre' AS titre, 'Direction des soins' AS responsable,
        ' sans numéro RPPS : déposer la liste trimestrielle à l’Ordre et relancer chaque agent.' AS texte,
        'infirmier' AS unite, count(*) AS nombre
    FROM mart.couverture_personne
    WHERE presente AND autorite = 'ordre' AND profession_code = '60' AND statut IN ('absent', 'en_attente')
    UNION ALL
    SELECT
        1.5, 'Enregistrer les professions à rôle dans RPPS+', 'Direction des ressources humaines',
        ' à enregistrer par l’établissement : nommer les gestionnaires RPPS+ et fixer un rythme.', 'agent', count(*)
    FROM mart.couverture_personne
    WHERE presente AND utilisateur_dpi AND autorite = 'role' AND statut IN ('absent', 'en_attente')
    UNION ALL
    SELECT
        3.0, 'Fermer les comptes des personnes parties', 'Direction des systèmes d’information',
        ' encore ouverts après un départ : décider d’une fermeture au jour du départ.', 'compte', nombre
    FROM partants
    UNION ALL
    SELECT
        1.0, 'Trancher les comptes sans personne connue', 'Direction des systèmes d’information',
        ' du dossier patient sans titulaire retrouvé : les attribuer ou les fermer.', 'compte', count(*)
    FROM mart.compte_dpi
    WHERE id_unique IS NULL
    UNION ALL
    SELECT
        1.2, 'Confirmer en lot les numéros déclarés', 'Chef de projet HospiConnect',
        ' corroborés par le répertoire public : autoriser une confirmation en lot, sur pièce.', 'numéro', count(*)
    FROM mart.couverture_personne
    WHERE statut = 'a_confirmer' AND preuve = 'declare_corrobore'
    UNION ALL
    SELECT
        2.0, 'Obtenir l’extraction restreinte du RPPS', 'Chef de projet HospiConnect',
        ' à confirmer un à un, faute des traits de naissance : déposer la demande d’extraction restreinte (formulaire F420).',
        'numéro', count(*)
    FROM mart.couverture_personne
    WHERE statut = 'a_confirmer' AND NOT EXISTS (SELECT 1 FROM restreinte)
    UNION ALL
    SELECT
        0.8, 'Classer les emplois non reconnus', 'Direction des ressources humaines',
        ' sous un intitulé sans profession connue : les classer une fois pour toutes.', 'agent',
        coalesce(sum(effectif), 0)::BIGINT
    FROM curated.emploi_non_resolu
)

SELECT
    row_number() OVER (ORDER BY nombre * poids DESC, titre) AS rang,
    titre,
    replace(format('{:,}', nombre), ',', ' ') || ' ' || unite || CASE WHEN nombre > 1 THEN 's' ELSE '' END || texte AS texte,
    nombre, responsable
FROM regles
WHERE nombre > 0
ORDER BY rang
LIMIT 3
