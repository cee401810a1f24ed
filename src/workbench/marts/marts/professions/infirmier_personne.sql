-- Un infirmier présent par ligne : inscription connue ou non, ancienneté, réponse de l'Ordre et échéances.
-- grain: un infirmier présent | acces: nominatif | forme: table
WITH presents AS (
    SELECT
        i.id_unique, i.nom_naissance, i.nom_usage, i.prenoms, i.date_naissance, i.emploi, i.grade, i.date_arrivee,
        coalesce(c.nom, i.nom_naissance) AS nom, c.prenom, c.repere, c.statut, c.rpps, c.motif, c.prochaine_etape, c.type_contrat,
        c.etablissement, c.pole, coalesce(c.service, 'Non renseigné') AS service, c.utilisateur_dpi, c.attente_depuis,
        q.id_unique IS NOT NULL AS a_declarer,
        datediff('month', i.date_arrivee, t.le)
        - CASE WHEN day(i.date_arrivee) > day(t.le) AND i.date_arrivee <= t.le THEN 1 ELSE 0 END AS mois,
        t.le
    FROM mart.couverture_personne AS c
    INNER JOIN staging.personne AS i USING (id_unique)
    CROSS JOIN staging.execution AS t
    LEFT JOIN staging.population AS q ON q.id_unique = c.id_unique AND q.population = 'infirmiers'
    WHERE c.presente AND c.autorite = 'ordre' AND c.profession_code = '60'
)

SELECT
    p.* EXCLUDE (le, mois),
    coalesce(t.rang, 99) AS rang_anciennete,
    coalesce(t.tranche, 'Arrivée inconnue') AS anciennete,
    CASE WHEN p.statut <> 'confirme' THEN d.situation END AS situation_ordre,
    CASE WHEN p.statut <> 'confirme' THEN d.echeance END AS echeance_ordre
FROM presents AS p
LEFT JOIN meta.tranche_anciennete AS t
    ON p.mois IS NOT NULL AND greatest(p.mois, 0) >= t.mois_min AND greatest(p.mois, 0) < t.mois_max
LEFT JOIN meta.demarche AS d ON d.id_unique = p.id_unique AND d.ouverte
ORDER BY p.id_unique
