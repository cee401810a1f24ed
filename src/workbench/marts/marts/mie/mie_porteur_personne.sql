-- Le fichier des porteurs de cartes nationales croisé avec les liens au RPPS des personnes présentes.
-- grain: une personne présente au numéro connu | acces: nominatif | forme: table
WITH numeros AS (
    SELECT id_unique, rpps, statut = 'confirme' AS prouve FROM curated.lien_rpps WHERE coalesce(rpps, '') <> ''
),

cartes AS (
    SELECT
        n.id_unique, bool_or(n.prouve) AS prouve, any_value(n.rpps) AS rpps, count(p.numero_carte) AS cartes,
        max(p.date_fin_validite) FILTER (p.date_opposition IS NULL) AS date_fin_validite,
        count(*) FILTER (p.date_opposition IS NULL AND p.numero_carte IS NOT NULL) AS sans_opposition,
        bool_or(p.numero_carte IS NOT NULL AND p.date_opposition IS NULL AND coalesce(p.date_fin_validite >= t.le, true)) AS valable,
        string_agg(DISTINCT p.type_carte, ', ' ORDER BY p.type_carte) AS type_carte
    FROM numeros AS n
    CROSS JOIN staging.execution AS t
    LEFT JOIN curated.porteur_cps AS p USING (rpps)
    GROUP BY n.id_unique
)

SELECT
    i.id_unique, i.nom, i.prenom, i.autorite,
    i.profession, i.etablissement, coalesce(i.service, 'Non renseigné') AS service, c.rpps, c.type_carte, c.cartes, c.date_fin_validite,
    CASE
        WHEN c.cartes = 0 THEN 'lien_sans_carte'
        WHEN NOT c.prouve THEN 'porteur_sans_lien'
        WHEN c.valable THEN 'carte_connue'
        WHEN c.sans_opposition = 0 THEN 'carte_opposee'
        ELSE 'carte_expiree'
    END AS croisement
FROM cartes AS c
INNER JOIN staging.personne AS i ON i.id_unique = c.id_unique AND i.presente
WHERE (c.prouve OR c.cartes > 0) AND EXISTS (SELECT 1 FROM meta.source WHERE nature = 'porteurs_cps')
ORDER BY i.id_unique
