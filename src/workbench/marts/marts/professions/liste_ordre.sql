-- Ce que les listes trimestrielles aux Ordres comptent de salariés, et combien n'ont pas encore chaque donnée que le texte demande.
-- grain: un Ordre et un établissement | acces: comptage | forme: table
SELECT
    ordre, etablissement, count(*) AS nombre,
    count(*) FILTER (WHERE nom_naissance IS NULL) AS sans_nom_naissance,
    count(*) FILTER (WHERE prenoms IS NULL) AS sans_prenoms,
    count(*) FILTER (WHERE date_naissance IS NULL) AS sans_date_naissance,
    count(*) FILTER (WHERE lieu_naissance IS NULL) AS sans_lieu_naissance,
    count(*) FILTER (WHERE adresse IS NULL) AS sans_adresse,
    count(*) FILTER (WHERE email IS NULL) AS sans_email,
    count(*) FILTER (WHERE diplome IS NULL) AS sans_diplome,
    count(*) FILTER (WHERE date_diplome IS NULL) AS sans_date_diplome,
    count(*) FILTER (WHERE lieu_diplome IS NULL) AS sans_lieu_diplome
FROM mart.liste_ordre_personne
WHERE a_declarer
GROUP BY ordre, etablissement
ORDER BY ordre, etablissement
