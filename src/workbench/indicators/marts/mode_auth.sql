-- mart: mode_auth | acces: comptage | forme: table | rang: 1
-- Comment on se connecte, par application et par service : l'hétérogénéité des moyens.
WITH services AS (
    SELECT upper(strip_accents(service)) AS cle, any_value(service) AS libelle
    FROM curated.structure
    GROUP BY cle
)

SELECT
    c.application, coalesce(s.libelle, c.service, 'Non renseigné') AS service, coalesce(mode_auth, 'inconnu') AS mode_auth,
    count(*) AS nombre, count(DISTINCT id_unique) AS personnes
FROM curated.compte AS c
LEFT JOIN services AS s ON s.cle = upper(strip_accents(c.service))
WHERE nature = 'nominatif' AND coalesce(actif, true) AND situation IS DISTINCT FROM 'exclue'
GROUP BY ALL
ORDER BY application, service, mode_auth
