-- Chaque personne présente dont au moins un mode de connexion est connu : combien de méthodes elle doit garder, et pour quoi.
-- grain: une personne présente dont un mode de connexion est connu | acces: nominatif | forme: table
SELECT
    c.id_unique, any_value(c.nom) AS nom, any_value(c.prenom) AS prenom, any_value(c.profession) AS profession,
    any_value(i.etablissement) AS etablissement, coalesce(min(c.service) FILTER (c.dpi), min(c.service)) AS service,
    count(DISTINCT c.mode_auth)::INTEGER AS methodes, count(DISTINCT c.application)::INTEGER AS applications,
    string_agg(DISTINCT c.mode_auth, ' + ' ORDER BY c.mode_auth) AS modes,
    string_agg(DISTINCT c.application || ' : ' || c.mode_auth, ' ; ' ORDER BY c.application || ' : ' || c.mode_auth) AS detail
FROM mart.connexion_compte AS c
INNER JOIN staging.personne AS i ON i.id_unique = c.id_unique AND i.presente
WHERE c.mode_auth <> 'inconnu'
GROUP BY c.id_unique
ORDER BY c.id_unique
