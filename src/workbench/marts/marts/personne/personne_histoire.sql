-- La vie d'une personne, datée : contrats, services, fiches entrées et sorties, numéro prouvé, comptes, décisions.
-- grain: un événement d'une personne | acces: nominatif | forme: vue
WITH evenements AS (
    SELECT id_unique, date_debut AS le, 'contrat' AS quoi, 'Début' AS verbe,
        concat_ws(', ', coalesce(type_contrat, 'contrat'), emploi, service, etablissement) AS detail, 'dit par la source' AS d_apres,
        NULL::VARCHAR AS autre_id
    FROM staging.contrat WHERE date_debut IS NOT NULL
    UNION ALL
    SELECT c.id_unique, c.date_fin, 'contrat', CASE WHEN c.date_fin > t.le THEN 'Fin prévue' ELSE 'Fin' END,
        concat_ws(', ', coalesce(c.type_contrat, 'contrat'), c.emploi, c.service, c.etablissement), 'dit par la source', NULL
    FROM staging.contrat AS c CROSS JOIN staging.execution AS t WHERE c.date_fin IS NOT NULL
    UNION ALL
    SELECT a.id_unique, min(a.premiere_vue), 'service', 'Vue la première fois',
        concat_ws(', ', a.service, a.etablissement), 'vu à cette exécution ; arrivée réelle avant ou ce jour-là', NULL
    FROM staging.affectation AS a CROSS JOIN staging.execution AS t
    GROUP BY a.id_unique, a.service, a.etablissement, t.debut
    HAVING min(a.premiere_vue) > t.debut
    UNION ALL
    SELECT a.id_unique, max(a.derniere_vue), 'service', 'Vue la dernière fois',
        concat_ws(', ', a.service, a.etablissement), 'vu à cette exécution, plus après', NULL
    FROM staging.affectation AS a CROSS JOIN staging.execution AS t
    GROUP BY a.id_unique, a.service, a.etablissement, t.le
    HAVING max(a.derniere_vue) < t.le
    UNION ALL
    SELECT
        h.id_unique, h.date_execution, 'fiche', CASE h.evenement WHEN 'entree' THEN 'Rattachée' ELSE 'Détachée' END,
        concat_ws(' · ', coalesce(s.libelle, h.source), h.cle_source)
        || CASE WHEN h.autre_id IS NULL THEN '' WHEN h.evenement = 'entree' THEN ', venue de ' || h.autre_id ELSE ', partie vers ' || h.autre_id END,
        CASE WHEN h.id_decision IS NOT NULL THEN 'voulu par une décision' ELSE 'rapprochement de cette exécution' END, h.autre_id
    FROM curated.identite_histoire AS h LEFT JOIN meta.source AS s USING (source)
    UNION ALL
    SELECT
        id_unique, premier_le, 'numero', 'Prouvé', rpps,
        CASE
            WHEN avant_le IS NULL THEN 'déjà prouvé à la première exécution qui l’a vue'
            ELSE 'entre le ' || strftime(avant_le, '%d/%m/%Y') || ' et cette date'
        END, NULL
    FROM curated.lien_premier
    UNION ALL
    SELECT id_unique, date_creation, 'compte', 'Créé', systeme || ' · ' || login, 'dit par la source', NULL
    FROM mart.personne_compte WHERE date_creation IS NOT NULL
    UNION ALL
    SELECT id_unique, date_fermeture, 'compte', CASE etat WHEN 'disparu' THEN 'Vu inactif ou disparu' ELSE 'Fermé' END,
        systeme || ' · ' || login, CASE etat WHEN 'disparu' THEN 'vu à cette exécution' ELSE 'dit par la source' END, NULL
    FROM mart.personne_compte WHERE date_fermeture IS NOT NULL
    UNION ALL
    SELECT id_unique, le, 'decision', libelle, concat_ws(', ', verdict, motif), concat_ws(', ', auteur, etat), NULL FROM mart.personne_decision
)

SELECT DISTINCT id_unique, le, quoi, verbe, detail, d_apres, autre_id FROM evenements WHERE id_unique IS NOT NULL
