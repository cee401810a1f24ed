-- Personnes à plusieurs professions et PADHUE : combien par cas et par état du numéro.
-- grain: un cas, un état du numéro et un service | acces: comptage | forme: table
SELECT
    c.rang, c.cas, c.titre, c.definition, c.geste, p.statut, p.etablissement, p.service, count(p.id_unique) AS nombre
FROM meta.cas_particulier AS c
LEFT JOIN mart.cas_particulier_personne AS p USING (cas)
GROUP BY ALL
ORDER BY ALL
