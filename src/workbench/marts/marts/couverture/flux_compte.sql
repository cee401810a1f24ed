-- Ce que chaque période entre deux livraisons a fait aux comptes du DPI : arrivés, rattachés à un numéro selon l'attente, partis.
-- grain: une période, une autorité, un métier, une durée de contrat et un âge d'attente en mois | acces: comptage | forme: table
WITH periodes AS (
    SELECT lag(d) OVER (ORDER BY d) AS debut, d AS fin
    FROM (SELECT DISTINCT date_execution AS d FROM meta.execution)
),

comptes AS (
    SELECT
        s.premiere_vue, s.inactif_vu_le, s.rpps_vu_le, coalesce(s.date_creation, s.premiere_vue) AS ouvert_le,
        -- un compte que rien ne rattache à une personne n'est pas un métier à déterminer : il est dit à part
        CASE WHEN i.id_unique IS NULL THEN 'sans_identite' ELSE coalesce(i.autorite, 'inconnue') END AS autorite,
        coalesce(i.profession, '') AS profession,
        coalesce(i.type_contrat IN (SELECT type_contrat FROM meta.regle_contrat_court), false) AS court,
        s.rpps_vu_le IS NULL AND coalesce(i.statut_rpps IN ('absent', 'en_attente', 'non_requis'), false) AS sans_numero,
        s.rpps_vu_le IS NULL AND coalesce(i.statut_rpps = 'non_requis', false) AS jamais
    FROM staging.compte_suivi AS s
    LEFT JOIN staging.personne AS i USING (id_unique)
    WHERE s.dpi AND s.nature = 'nominatif' AND s.actif_vu_le IS NOT NULL
),

vus AS (
    SELECT
        p.debut, p.fin, c.autorite, c.profession, c.court, c.sans_numero, c.jamais,
        least(greatest(date_diff('month', c.ouvert_le, p.debut), 0), 24) AS age_mois,
        c.premiere_vue > p.debut AS arrive,
        coalesce(c.rpps_vu_le <= p.debut, false) AS portait,
        coalesce(c.rpps_vu_le <= p.fin, false) AS porte,
        coalesce(c.inactif_vu_le <= p.fin, false) AS parti
    FROM periodes AS p
    INNER JOIN comptes AS c ON c.premiere_vue <= p.fin AND coalesce(c.inactif_vu_le > p.debut, true)
    WHERE p.debut IS NOT NULL
)

SELECT
    debut, fin, autorite, profession, court, CASE WHEN arrive THEN 0 ELSE age_mois END AS age_mois,
    count(*) FILTER (arrive) AS arrives,
    count(*) FILTER (arrive AND porte) AS arrives_rattaches,
    count(*) FILTER (arrive AND sans_numero AND NOT jamais) AS arrives_sans_numero,
    count(*) FILTER (arrive AND jamais) AS arrives_jamais,
    -- un compte dont le titulaire n'a pas de numéro à trouver n'attend pas un rattachement : il attend un tiers
    count(*) FILTER (NOT arrive AND NOT portait AND NOT sans_numero) AS attendaient,
    count(*) FILTER (NOT arrive AND NOT portait AND porte) AS rattaches,
    count(*) FILTER (NOT arrive) AS ouverts,
    count(*) FILTER (NOT arrive AND parti) AS partis
FROM vus
GROUP BY ALL
ORDER BY ALL
