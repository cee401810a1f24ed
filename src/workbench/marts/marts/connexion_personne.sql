-- mart: connexion_personne | acces: nominatif | forme: table | rang: 2
-- Chaque personne présente dont au moins un mode de connexion est connu : combien de méthodes elle doit garder, et pour quoi.
SELECT
    c.id_unique, any_value(c.nom) AS nom, any_value(c.prenom) AS prenom, any_value(c.profession) AS profession,
    any_value(i.etablissement) AS etablissement, coalesce(min(c.service) FILTER (c.role = 'dpi'), min(c.service)) AS service,
    count(DISTINCT c.mode_auth)::INTEGER AS methodes, count(DISTINCT c.application)::INTEGER AS applications,
    string_agg(DISTINCT c.mode_auth, ' + ' ORDER BY c.mode_auth) AS modes,
    string_agg(DISTINCT c.application || ' : ' || c.mode_auth, ' ; ' ORDER BY c.application || ' : ' || c.mode_auth) AS detail
FROM mart.connexion_compte AS c
INNER JOIN curated.identite AS i ON i.id_unique = c.id_unique AND i.presente
WHERE c.mode_auth <> 'inconnu'
GROUP BY c.id_unique
ORDER BY c.id_unique
