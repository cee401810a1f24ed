-- Chaque arrivée récente en contrat court : le jour où son numéro RPPS a été prouvé, entre quelles bornes, ou ce qui manque.
-- grain: une arrivée récente en contrat court | acces: nominatif | forme: table
WITH contrats AS (
    SELECT
        c.*,
        row_number() OVER (PARTITION BY c.id_unique ORDER BY c.date_debut, c.source, c.cle_source, c.date_fin) AS rang
    FROM staging.contrat AS c
    WHERE c.date_debut IS NOT NULL
),

-- une liste peut ne plus montrer que le contrat en cours, ou celui d'un retour : ce qui a été publié avant dit alors la première arrivée ;
-- un poste vu avant que l'identité existe est d'un autre porteur du même matricule
postes AS (
    SELECT a.id_unique, min(a.date_debut) AS premier
    FROM staging.affectation AS a
    INNER JOIN curated.identite AS i ON i.id_unique = a.id_unique AND a.derniere_vue >= i.cree_le
    GROUP BY a.id_unique
),

-- une personne l'a dite : aucune liste ne l'emporte
dites AS (SELECT DISTINCT id_unique FROM meta.decision WHERE genre = 'arrivee_corrigee' AND etat = 'appliquee'),

debuts AS (
    SELECT
        i.id_unique,
        CASE WHEN d.id_unique IS NULL THEN least(c.date_debut, i.date_arrivee, p.premier) ELSE i.date_arrivee END AS date_arrivee
    FROM curated.identite AS i
    INNER JOIN contrats AS c ON c.id_unique = i.id_unique AND c.rang = 1
    LEFT JOIN postes AS p ON p.id_unique = i.id_unique
    LEFT JOIN dites AS d ON d.id_unique = i.id_unique
),

arrivees AS (
    SELECT
        i.id_unique, i.nom, i.prenom,
        c.matricule AS reference, c.type_contrat, coalesce(c.agence, 'Agence non renseignée') AS agence_lue,
        coalesce(c.etablissement, i.etablissement, 'Non renseigné') AS etablissement,
        coalesce(c.service, i.service, 'Non renseigné') AS service,
        coalesce(i.autorite, 'inconnue') AS autorite, coalesce(i.profession, i.emploi, 'Non renseigné') AS profession,
        b.date_arrivee,
        CASE WHEN NOT i.presente AND i.date_depart <= t.le THEN i.date_depart END AS parti_le,
        i.date_depart, i.presente,
        i.statut_rpps AS statut, i.motif_rpps AS motif,
        CASE WHEN i.statut_lien = 'confirme' THEN coalesce(p.premier_le, i.date_preuve) END AS premier_le,
        CASE WHEN i.statut_lien = 'confirme' THEN p.avant_le END AS avant_le, t.le, b.date_arrivee >= t.debut AS suivie, r.rang AS rang_type
    FROM staging.personne AS i
    INNER JOIN contrats AS c ON c.id_unique = i.id_unique AND c.rang = 1
    INNER JOIN debuts AS b ON b.id_unique = i.id_unique
    INNER JOIN meta.regle_contrat_court AS r ON r.type_contrat = c.type_contrat
    CROSS JOIN staging.execution AS t
    LEFT JOIN curated.lien_premier AS p ON p.id_unique = i.id_unique AND p.rpps = i.rpps
    WHERE b.date_arrivee BETWEEN date_trunc('month', t.le) - to_months(r.mois - 1) AND t.le
)

SELECT
    a.* EXCLUDE (agence_lue, le),
    CASE WHEN a.type_contrat = 'interim' THEN a.agence_lue END AS agence,
    date_trunc('month', a.date_arrivee)::DATE AS mois,
    a.statut <> 'non_requis' AS requis,
    (a.premier_le - a.date_arrivee)::INTEGER AS delai,
    (a.avant_le - a.date_arrivee)::INTEGER AS avant,
    (a.le - a.date_arrivee)::INTEGER AS recul,
    (a.parti_le - a.date_arrivee)::INTEGER AS depart,
    CASE WHEN a.premier_le IS NULL THEN (coalesce(a.parti_le, a.le) - a.date_arrivee)::INTEGER END AS jours_sans,
    CASE
        WHEN a.statut = 'non_requis' THEN 'non_requis'
        WHEN a.parti_le IS NOT NULL AND (a.premier_le IS NULL OR a.avant_le >= a.parti_le) THEN 'parti_sans'
        WHEN a.parti_le IS NOT NULL AND a.premier_le > a.parti_le THEN 'parti_inconnu'  -- proved between two runs, one on each side
        WHEN a.parti_le IS NOT NULL THEN 'parti_avec'
        WHEN a.premier_le IS NULL THEN 'sans'
        ELSE 'avec'
    END AS situation,
    coalesce(precise.prochaine_etape, commune.prochaine_etape) AS prochaine_etape, r.repere
FROM arrivees AS a
LEFT JOIN mart.couverture_personne AS r USING (id_unique)
LEFT JOIN meta.prochaine_etape AS precise ON precise.statut = a.statut AND precise.autorite = a.autorite
LEFT JOIN meta.prochaine_etape AS commune ON commune.statut = a.statut AND commune.autorite = '*'
ORDER BY a.id_unique
