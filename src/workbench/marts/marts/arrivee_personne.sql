-- mart: arrivee_personne | acces: nominatif | forme: table | rang: 1
-- Chaque arrivée récente en contrat court : le jour où son numéro RPPS a été prouvé, entre quelles bornes, ou ce qui manque.
WITH le AS (SELECT max(date_execution) AS le, min(date_execution) AS debut FROM meta.execution),

contrats AS (
    SELECT
        m.id_unique, c.*,
        row_number() OVER (PARTITION BY m.id_unique ORDER BY c.date_debut, c.source, c.cle_source, c.date_fin) AS rang
    FROM curated.contrat AS c
    INNER JOIN curated.identite_fiche AS m USING (source, cle_source)
    WHERE c.date_debut IS NOT NULL
),

codes AS (SELECT service_code, any_value(service) AS service FROM curated.structure GROUP BY service_code),

libelles AS (
    SELECT upper(strip_accents(service)) AS cle, etablissement, any_value(service) AS service
    FROM curated.structure GROUP BY cle, etablissement
),

preuves AS (
    SELECT
        l.id_unique, l.motif,
        CASE WHEN l.statut = 'absent' AND d.id_unique IS NOT NULL THEN 'en_attente' ELSE l.statut END AS statut,
        CASE WHEN l.statut = 'confirme' THEN coalesce(p.premier_le, l.date_preuve) END AS premier_le,
        CASE WHEN l.statut = 'confirme' THEN p.avant_le END AS avant_le
    FROM curated.lien_rpps AS l
    LEFT JOIN curated.lien_premier AS p USING (id_unique, rpps)
    LEFT JOIN meta.demarche AS d ON d.id_unique = l.id_unique AND d.ouverte
),

arrivees AS (
    SELECT
        i.id_unique, coalesce(i.nom_usage, i.nom_naissance) AS nom, coalesce(i.prenom_usuel, i.prenoms) AS prenom,
        c.matricule AS reference, c.type_contrat, coalesce(c.agence, 'Agence non renseignée') AS agence_lue,
        coalesce(c.etablissement, i.etablissement, 'Non renseigné') AS etablissement,
        coalesce(k.service, s.service, c.service, i.service, 'Non renseigné') AS service,
        coalesce(i.autorite, 'inconnue') AS autorite, coalesce(i.profession, i.emploi, 'Non renseigné') AS profession,
        c.date_debut AS date_arrivee,
        CASE WHEN NOT coalesce(i.presente, false) AND i.date_depart <= t.le THEN i.date_depart END AS parti_le,
        i.date_depart, coalesce(i.presente, false) AS presente,
        coalesce(p.statut, CASE WHEN i.autorite = 'hors_perimetre' THEN 'non_requis' ELSE 'absent' END) AS statut,
        p.motif, p.premier_le, p.avant_le, t.le, c.date_debut >= t.debut AS suivie, r.rang AS rang_type
    FROM curated.identite AS i
    INNER JOIN contrats AS c ON c.id_unique = i.id_unique AND c.rang = 1
    INNER JOIN meta.regle_contrat_court AS r ON r.type_contrat = c.type_contrat
    CROSS JOIN le AS t
    LEFT JOIN preuves AS p ON p.id_unique = i.id_unique
    LEFT JOIN codes AS k ON k.service_code = c.service_code
    LEFT JOIN libelles AS s
        ON k.service_code IS NULL AND s.etablissement = c.etablissement AND s.cle = upper(strip_accents(c.service))
    WHERE c.date_debut <= t.le AND c.date_debut >= date_trunc('month', t.le) - to_months(r.mois - 1)
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
    coalesce(precise.prochaine_etape, commune.prochaine_etape) AS prochaine_etape
FROM arrivees AS a
LEFT JOIN meta.prochaine_etape AS precise ON precise.statut = a.statut AND precise.autorite = a.autorite
LEFT JOIN meta.prochaine_etape AS commune ON commune.statut = a.statut AND commune.autorite = '*'
ORDER BY a.id_unique
