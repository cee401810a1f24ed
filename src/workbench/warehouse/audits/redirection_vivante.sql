-- Un identifiant redirigé vers un autre est encore porté par une personne.
SELECT r.id_ancien, r.id_nouveau
FROM curated.redirection AS r
INNER JOIN curated.identite AS i ON i.id_unique = r.id_ancien
