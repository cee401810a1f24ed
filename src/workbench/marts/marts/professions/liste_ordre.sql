-- Ce que les listes trimestrielles aux Ordres comptent de salariés, et combien n'ont pas encore chaque donnée que le texte demande.
-- grain: un Ordre, un établissement et un service | acces: comptage | forme: table
SELECT
    ordre, etablissement, service, count(*) AS nombre, count(*) FILTER (WHERE len(manque) = 0) AS complets,
    count(*) FILTER (WHERE list_contains(manque, 'nom_naissance')) AS sans_nom_naissance,
    count(*) FILTER (WHERE list_contains(manque, 'prenoms')) AS sans_prenoms,
    count(*) FILTER (WHERE list_contains(manque, 'date_naissance')) AS sans_date_naissance,
    count(*) FILTER (WHERE list_contains(manque, 'lieu_naissance')) AS sans_lieu_naissance,
    count(*) FILTER (WHERE list_contains(manque, 'adresse')) AS sans_adresse,
    count(*) FILTER (WHERE list_contains(manque, 'email')) AS sans_email,
    count(*) FILTER (WHERE list_contains(manque, 'diplome')) AS sans_diplome,
    count(*) FILTER (WHERE list_contains(manque, 'date_diplome')) AS sans_date_diplome,
    count(*) FILTER (WHERE list_contains(manque, 'lieu_diplome')) AS sans_lieu_diplome
FROM mart.liste_ordre_personne
WHERE a_declarer
GROUP BY ordre, etablissement, service
ORDER BY ordre, etablissement, service
