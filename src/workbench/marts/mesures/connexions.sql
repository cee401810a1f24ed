-- Le mot de passe seul par application, et les personnes qui gardent plusieurs méthodes, de date en date.
SELECT
    'connexion_mot_de_passe_' || regexp_replace(lower(strip_accents(application)), '[^a-z0-9]+', '_', 'g') AS indicateur,
    'Comptes ouverts par mot de passe seul' AS libelle,
    coalesce(sum(nombre) FILTER (mode_auth = 'mot_de_passe'), 0)::BIGINT AS numerateur, sum(nombre)::BIGINT AS denominateur,
    coalesce(sum(nombre) FILTER (mode_auth = 'mot_de_passe'), 0) / nullif(sum(nombre), 0) AS valeur
FROM mart.mode_auth
WHERE mode_auth <> 'inconnu'
GROUP BY 1
UNION ALL
SELECT
    'connexion_plusieurs_methodes' AS indicateur, 'Personnes qui gardent plusieurs méthodes de connexion' AS libelle,
    coalesce(sum(personnes) FILTER (methodes > 1), 0)::BIGINT AS numerateur, coalesce(sum(personnes), 0)::BIGINT AS denominateur,
    coalesce(sum(personnes) FILTER (methodes > 1), 0) / nullif(sum(personnes), 0) AS valeur
FROM mart.connexion_methode
