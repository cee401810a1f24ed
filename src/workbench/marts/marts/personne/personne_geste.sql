-- Ce qu'il reste à faire pour une personne, et qui le fait : le numéro, le moyen d'identification, les comptes, les doutes.
-- grain: une personne et un geste | acces: nominatif | forme: vue
WITH gestes AS (
    SELECT 2 AS rang, c.id_unique, 'rpps' AS objet, c.statut AS cas, c.autorite, c.prochaine_etape AS geste, c.motif AS pourquoi
    FROM mart.couverture_personne AS c
    WHERE c.statut IN ('absent', 'a_confirmer', 'incoherent', 'en_attente')
    UNION ALL
    SELECT 2, p.id_unique, 'rpps', 'a_confirmer', '*',
        'Confirmer de nouveau le numéro : sa preuve date.', 'À revérifier depuis le ' || strftime(p.a_reverifier_le, '%d/%m/%Y')
    FROM staging.personne AS p WHERE p.a_reverifier AND p.statut_rpps = 'confirme'
    UNION ALL
    SELECT 3, id_unique, 'mie', alerte, coalesce(autorite, 'inconnue'), NULL, concat_ws(', ', type_mie, statut_mie)
    FROM mart.mie_personne WHERE alerte <> 'suivi'
    UNION ALL
    SELECT CASE p.probleme WHEN 'partant_ouvert' THEN 1 ELSE 4 END, p.id_unique, 'compte', p.probleme, '*', q.que_faire,
        coalesce(s.libelle, p.application) || ' · ' || p.login || coalesce(' : ' || p.detail, '')
    FROM mart.compte_probleme AS p
    INNER JOIN meta.probleme_compte AS q USING (probleme)
    LEFT JOIN meta.source AS s USING (source)
    WHERE p.id_unique IS NOT NULL
    UNION ALL
    SELECT 5, r.id_unique, 'acces', CASE WHEN r.suite = 'sans' THEN 'a_revoir' ELSE r.suite END, '*', NULL,
        string_agg(coalesce(s.libelle, r.application) || ' · ' || r.login, ' ; ' ORDER BY r.application, r.login)
    FROM mart.revue_acces_compte AS r
    LEFT JOIN meta.source AS s USING (source)
    WHERE r.id_unique IS NOT NULL AND (NOT r.revu OR r.suite <> 'sans')
    GROUP BY r.id_unique, CASE WHEN r.suite = 'sans' THEN 'a_revoir' ELSE r.suite END
    UNION ALL
    SELECT 0, id_unique, 'doute', nature, '*', que_faire, concat_ws(' : ', titre, motif) FROM mart.personne_doute
    UNION ALL
    SELECT 6, id_unique, 'identite', 'a_verifier', '*', NULL, detail FROM mart.vertu_ligne WHERE mesure = 'identite_verifiee' AND NOT bon
)

SELECT
    g.id_unique, g.rang, g.objet, g.cas, coalesce(g.geste, q.geste) AS geste, q.qui, nullif(g.pourquoi, '') AS pourquoi
FROM gestes AS g
LEFT JOIN meta.qui_fait AS q
    ON q.objet = g.objet AND q.cas IN (g.cas, '*') AND q.autorite IN (g.autorite, '*')
QUALIFY row_number() OVER (
    PARTITION BY g.id_unique, g.objet, g.cas, g.geste, g.pourquoi
    ORDER BY (q.cas = g.cas)::INTEGER DESC, (q.autorite = g.autorite)::INTEGER DESC
) = 1
