-- Les postes occupés, livraison après livraison, sous le libellé unique de leur service.
-- grain: un poste d'une fiche | forme: vue
SELECT m.id_unique, a.* REPLACE (coalesce(s.service, a.service) AS service)
FROM curated.affectation AS a
INNER JOIN curated.identite_fiche AS m USING (source, cle_source)
LEFT JOIN curated.service_lu AS s
    ON s.etablissement = coalesce(a.etablissement, '') AND s.code_lu = '' AND s.service_lu = a.service
