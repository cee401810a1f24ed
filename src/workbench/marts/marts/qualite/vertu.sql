-- Les quatre qualités du répertoire local, en tout, par établissement, par service et par source.
-- grain: une mesure, un axe et une valeur | acces: comptage | forme: table
WITH comptes AS (
    SELECT
        mesure,
        CASE
            WHEN grouping(etablissement) = 0 THEN 'etablissement'
            WHEN grouping(service) = 0 THEN 'service'
            WHEN grouping(source) = 0 THEN 'source'
            ELSE 'ensemble'
        END AS axe,
        CASE
            WHEN grouping(etablissement) = 0 THEN coalesce(etablissement, 'Non renseigné')
            WHEN grouping(service) = 0 THEN coalesce(service, 'Non renseigné')
            WHEN grouping(source) = 0 THEN source
        END AS valeur_axe,
        count(*) FILTER (bon) AS numerateur,
        count(*) FILTER (bon OR incertain) AS possibles,
        count(*) FILTER (a_reparer) AS reparables,
        count(*) AS denominateur
    FROM mart.vertu_ligne
    GROUP BY GROUPING SETS ((mesure), (mesure, etablissement), (mesure, service), (mesure, source))
)

SELECT
    v.rang, v.vertu, v.mesure, v.titre, v.definition, v.a_faire, v.version, c.axe, c.valeur_axe,
    c.numerateur, c.denominateur, c.numerateur / nullif(c.denominateur, 0) AS taux, c.denominateur - c.numerateur AS restant,
    -- au plus : les fermetures que deux livraisons encadrent sans trancher, comptées à temps
    c.possibles, c.possibles / nullif(c.denominateur, 0) AS taux_possible, c.reparables
FROM comptes AS c
INNER JOIN meta.vertu AS v USING (mesure)
WHERE c.axe = 'ensemble' OR c.valeur_axe IS NOT NULL
ORDER BY v.rang, c.axe, c.valeur_axe
