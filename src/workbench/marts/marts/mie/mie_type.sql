-- Les moyens par type et par état, avec ce que vaut chaque type.
-- grain: un type de moyen | acces: comptage | forme: table
SELECT
    t.type_mie, t.libelle, t.emetteur, t.deux_facteurs, t.rpps AS lie_au_rpps,
    count(m.type_mie) AS moyens,
    count(*) FILTER (m.statut IN ('remis', 'active', 'appaire', 'utilise')) AS remis,
    count(*) FILTER (m.statut IN ('appaire', 'utilise')) AS appaires,
    count(*) FILTER (m.statut IN ('expire', 'opposition')) AS hors_service
FROM meta.type_mie AS t
LEFT JOIN curated.mie AS m USING (type_mie)
WHERE coalesce(t.materiel, true)
GROUP BY ALL
ORDER BY moyens DESC, t.type_mie
