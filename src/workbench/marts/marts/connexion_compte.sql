-- mart: connexion_compte | acces: nominatif | forme: table | rang: 1
-- Chaque compte nominatif actif et sa façon de se connecter, avec le service du compte, à défaut celui de la personne.
WITH services AS (
    SELECT upper(strip_accents(service)) AS cle, any_value(service) AS libelle
    FROM curated.structure
    GROUP BY cle
)

SELECT
    c.application, c.role, c.login, c.id_unique, coalesce(i.nom_usage, i.nom_naissance) AS nom, coalesce(i.prenom_usuel, i.prenoms) AS prenom,
    i.profession, coalesce(i.etablissement, c.etablissement, 'Non renseigné') AS etablissement,
    coalesce(s.libelle, c.service, p.libelle, i.service, 'Non renseigné') AS service,
    coalesce(c.mode_auth, 'inconnu') AS mode_auth, c.date_derniere_connexion
FROM curated.compte AS c
LEFT JOIN curated.identite AS i USING (id_unique)
LEFT JOIN services AS s ON s.cle = upper(strip_accents(c.service))
LEFT JOIN services AS p ON p.cle = upper(strip_accents(i.service))
WHERE c.nature = 'nominatif' AND coalesce(c.actif, true) AND c.situation IS DISTINCT FROM 'exclue'
ORDER BY c.application, c.login
