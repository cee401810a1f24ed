-- Chaque compte nominatif actif et sa façon de se connecter, avec le service du compte, à défaut celui de la personne.
-- grain: un compte nominatif ouvert | acces: nominatif | forme: table
SELECT
    c.application, c.login, c.id_unique, i.nom, i.prenom,
    i.profession, coalesce(i.etablissement, c.etablissement, 'Non renseigné') AS etablissement,
    coalesce(c.service, i.service, 'Non renseigné') AS service,
    coalesce(c.mode_auth, 'inconnu') AS mode_auth, c.date_derniere_connexion, c.dpi
FROM staging.compte AS c
LEFT JOIN staging.personne AS i USING (id_unique)
WHERE c.nominatif_ouvert
ORDER BY c.application, c.login
