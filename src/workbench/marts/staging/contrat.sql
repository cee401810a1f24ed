-- Les contrats, rattachés à leur personne, sous le libellé unique de leur service.
-- grain: un contrat d'une fiche | forme: vue
SELECT m.id_unique, c.* REPLACE (coalesce(s.service, c.service) AS service)
FROM curated.contrat AS c
INNER JOIN curated.identite_fiche AS m USING (source, cle_source)
LEFT JOIN curated.service_lu AS s
    ON s.etablissement = coalesce(c.etablissement, '')
    AND s.code_lu = coalesce(c.service_code, '') AND s.service_lu = coalesce(c.service, '')
