-- Comment on se connecte, par application et par service : l'hétérogénéité des moyens.
-- grain: un système, un service et un mode de connexion | acces: comptage | forme: table
SELECT application, service, mode_auth, count(*) AS nombre, count(DISTINCT id_unique) AS personnes
FROM mart.connexion_compte
GROUP BY ALL
ORDER BY application, service, mode_auth
