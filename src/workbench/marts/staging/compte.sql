-- Chaque compte reçu : est-il du dossier patient, ouvert, nominatif, et dans quel service, sous son libellé unique.
-- grain: un compte | forme: table
WITH comptes AS (
    SELECT
        c.*, i.id_unique IS NOT NULL AS personne_connue, coalesce(i.presente, false) AS personne_presente,
        coalesce(c.etablissement, i.etablissement, '') AS lieu
    FROM curated.compte AS c
    LEFT JOIN curated.identite AS i USING (id_unique)
)

SELECT
    c.* EXCLUDE (lieu) REPLACE (coalesce(c.actif, true) AS actif, coalesce(s.service, c.service) AS service),
    -- le seul endroit qui dit qu'un compte est du dossier patient
    c.application = 'dpi' AS dpi,
    coalesce(c.actif, true) AND c.situation IS DISTINCT FROM 'exclue' AS ouvert,
    c.nature = 'nominatif' AND c.situation IS DISTINCT FROM 'exclue' AS nominatif,
    c.nature = 'nominatif' AND c.situation IS DISTINCT FROM 'exclue' AND coalesce(c.actif, true) AS nominatif_ouvert
FROM comptes AS c
LEFT JOIN curated.service_lu AS s ON s.etablissement = c.lieu AND s.code_lu = '' AND s.service_lu = c.service
