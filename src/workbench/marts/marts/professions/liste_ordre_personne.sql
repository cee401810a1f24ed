-- Chaque professionnel présent qu'un Ordre demande chaque trimestre à l'employeur, avec ce que le texte y demande (ordres.toml).
-- grain: un professionnel présent d'une profession dont l'Ordre demande une liste | acces: nominatif | forme: table
WITH lus AS (
    -- la dernière valeur connue des RH : celle du contrat commencé le plus tard
    SELECT
        i.id_unique,
        arg_max(trim(f.adresse), coalesce(f.date_debut, DATE '1900-01-01')) FILTER (WHERE trim(f.adresse) <> '') AS adresse,
        arg_max(trim(f.diplome), coalesce(f.date_debut, DATE '1900-01-01')) FILTER (WHERE trim(f.diplome) <> '') AS diplome,
        arg_max(f.date_diplome, coalesce(f.date_debut, DATE '1900-01-01')) FILTER (WHERE f.date_diplome IS NOT NULL)
            AS date_diplome,
        arg_max(trim(f.lieu_diplome), coalesce(f.date_debut, DATE '1900-01-01')) FILTER (WHERE trim(f.lieu_diplome) <> '')
            AS lieu_diplome
    FROM curated.identite_fiche AS i
    INNER JOIN curated.fiche AS f ON f.source = i.source AND f.cle_source = i.cle_source AND f.nature = 'sirh'
    GROUP BY i.id_unique
)

SELECT
    p.id_unique, o.ordre, p.nom_naissance, p.nom_usage, p.prenoms, p.date_naissance,
    coalesce(p.lieu_naissance, p.code_commune_naissance) AS lieu_naissance, l.adresse, p.email, l.diplome, l.date_diplome,
    l.lieu_diplome, p.etablissement, coalesce(p.service, 'Non renseigné') AS service, p.type_contrat, p.statut_rpps AS statut,
    p.rpps, q.id_unique IS NOT NULL AS a_declarer,
    list_filter([
        CASE WHEN p.nom_naissance IS NULL THEN 'nom_naissance' END,
        CASE WHEN p.prenoms IS NULL THEN 'prenoms' END,
        CASE WHEN p.date_naissance IS NULL THEN 'date_naissance' END,
        CASE WHEN p.lieu_naissance IS NULL AND p.code_commune_naissance IS NULL THEN 'lieu_naissance' END,
        CASE WHEN l.adresse IS NULL THEN 'adresse' END,
        CASE WHEN p.email IS NULL THEN 'email' END,
        CASE WHEN l.diplome IS NULL THEN 'diplome' END,
        CASE WHEN l.date_diplome IS NULL THEN 'date_diplome' END,
        CASE WHEN l.lieu_diplome IS NULL THEN 'lieu_diplome' END
    ], lambda champ: list_contains(o.champs, champ)) AS manque
FROM staging.personne AS p
INNER JOIN meta.liste_ordre AS o USING (profession_code)
LEFT JOIN staging.population AS q ON q.id_unique = p.id_unique AND q.population = 'listes_ordre'
LEFT JOIN lus AS l ON l.id_unique = p.id_unique
WHERE p.presente AND p.autorite = 'ordre'
ORDER BY p.id_unique
