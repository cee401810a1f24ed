-- mart: mode_auth | acces: comptage | forme: table | rang: 2
-- Comment on se connecte, par application et par service : l'hétérogénéité des moyens.
SELECT application, any_value(role) AS role, service, mode_auth, count(*) AS nombre, count(DISTINCT id_unique) AS personnes
FROM mart.connexion_compte
GROUP BY application, service, mode_auth
ORDER BY application, service, mode_auth
