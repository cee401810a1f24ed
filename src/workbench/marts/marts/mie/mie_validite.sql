-- Les moyens remis des personnes présentes, par type et par délai avant la fin de validité ; les moyens perdus à part.
-- grain: un type de moyen et une tranche de validité | acces: comptage | forme: table
SELECT
    m.type_mie,
    CASE
        WHEN m.statut = 'opposition' OR m.date_opposition IS NOT NULL THEN 'perdu'
        WHEN m.statut = 'expire' OR m.date_fin_validite < t.le THEN 'expire'
        WHEN m.date_fin_validite IS NULL THEN 'sans_date'
        WHEN m.date_fin_validite <= t.le + 30 THEN '30'
        WHEN m.date_fin_validite <= t.le + 90 THEN '90'
        WHEN m.date_fin_validite <= t.le + 365 THEN '365'
        ELSE 'au_dela'
    END AS tranche,
    count(*) AS nombre, count(DISTINCT m.id_unique) AS personnes
FROM curated.mie AS m
CROSS JOIN staging.execution AS t
INNER JOIN staging.personne AS i ON i.id_unique = m.id_unique AND i.presente
WHERE m.statut NOT IN ('commande', 'recu', 'restitue')
GROUP BY ALL
ORDER BY m.type_mie, tranche
