-- Les fiches reçues, avec la personne à laquelle elles sont rattachées : ce qu'un cas compare.
-- grain: une fiche reçue | acces: nominatif | forme: vue
SELECT
    m.id_unique, m.mode, m.preuve AS preuve_rattachement, f.* REPLACE (coalesce(s.service, f.service) AS service),
    f.service AS service_lu
FROM curated.fiche AS f
LEFT JOIN curated.identite_fiche AS m USING (source, cle_source)
LEFT JOIN curated.service_lu AS s
    ON s.etablissement = coalesce(f.etablissement, '')
    AND s.code_lu = coalesce(f.service_code, '') AND s.service_lu = coalesce(f.service, '')
