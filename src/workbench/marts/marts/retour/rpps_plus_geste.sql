-- Le travail du gestionnaire RPPS+ : qui inscrire, quelle activité ouvrir, déplacer, corriger ou fermer, quel emploi, quelle carte ; et sa réponse.
-- grain: un geste, une personne et un établissement | acces: nominatif | forme: table
WITH activites AS (
    SELECT
        r.geste, p.id_unique, p.etablissement, p.service, p.verdict AS constat, p.constat AS mot, p.geste AS a_faire, p.au_rpps,
        CASE WHEN r.geste = 'fermer' THEN p.date_fin ELSE p.date_debut END AS date_effet,
        CASE WHEN p.autorite = 'role' THEN 1 ELSE 2 END AS priorite
    FROM mart.activite_personne AS p
    INNER JOIN meta.rpps_plus_geste AS r ON list_contains(r.verdicts, p.verdict)
),

inscriptions AS (
    SELECT
        'inscrire' AS geste, e.id_unique, e.etablissement, e.service, e.statut AS constat, e.raison AS a_faire,
        e.date_arrivee AS date_effet, e.rang AS priorite, e.attente_depuis
    FROM mart.employeur_personne AS e
    WHERE e.a_enregistrer
),

emplois AS (
    SELECT
        'emploi' AS geste, p.id_unique, p.etablissement, p.service, g.date_arrivee AS date_effet,
        CASE
            WHEN p.reponse = 'existe' THEN 'emploi_existe'
            WHEN p.reponse IS NULL THEN 'emploi_jamais'
            ELSE 'emploi_refuse'
        END AS constat,
        CASE WHEN p.reponse IS NULL THEN 2 ELSE 1 END AS priorite
    FROM mart.psi_personne AS p
    INNER JOIN mart.retour_psi AS g USING (id_unique)
    WHERE p.statut = 'confirme' AND NOT (coalesce(p.reponse = 'inscrite', false) AND p.cas_reponse IS NULL)
),

cartes AS (
    SELECT
        'carte' AS geste, m.id_unique, m.etablissement, m.service, m.date_deploiement AS date_effet, m.alerte AS constat,
        coalesce(m.vague, '') AS vague
    FROM mart.mie_personne AS m
    INNER JOIN meta.rpps_plus_geste AS r ON r.geste = 'carte' AND list_contains(r.alertes, m.alerte)
    WHERE m.statut_rpps = 'confirme' AND coalesce(m.type_mie IN ('cps', 'cpf'), true)
),

gestes AS (
    SELECT geste, id_unique, etablissement, service, constat, mot, a_faire, au_rpps, date_effet, priorite, NULL::DATE AS attente_depuis
    FROM activites
    UNION ALL BY NAME
    FROM inscriptions
    UNION ALL BY NAME
    FROM emplois
    UNION ALL BY NAME
    SELECT * EXCLUDE (vague), dense_rank() OVER (ORDER BY date_effet NULLS LAST, vague) AS priorite FROM cartes
),

-- ce que la dernière livraison de la source qui montre un geste pouvait déjà dire
vues AS (
    SELECT r.geste, r.delai_jours, max(f.livraison) AS livraison
    FROM meta.rpps_plus_geste AS r
    LEFT JOIN mart.source_fraicheur AS f ON f.nature = r.nature
    GROUP BY ALL
),

repondus AS (
    SELECT
        g.* EXCLUDE (etablissement, service, mot, attente_depuis),
        coalesce(g.etablissement, 'Non renseigné') AS etablissement, coalesce(g.service, 'Non renseigné') AS service,
        coalesce(g.mot, c.mot, g.constat) AS mot,
        CASE WHEN g.constat = 'en_attente' THEN 'fait' ELSE a.verdict END AS reponse,
        CASE WHEN g.constat = 'en_attente' THEN g.attente_depuis ELSE a.fait_le END AS fait_le,
        a.precision, a.motif_fin, a.lot, v.livraison, v.delai_jours,
        coalesce(
            g.constat <> 'en_attente' AND a.verdict IS NOT NULL
            AND (a.constat IS DISTINCT FROM g.constat OR a.date_effet IS DISTINCT FROM g.date_effet),
            false
        ) AS change
    FROM gestes AS g
    INNER JOIN vues AS v USING (geste)
    LEFT JOIN meta.rpps_plus_constat AS c USING (constat)
    LEFT JOIN meta.rpps_plus_reponse AS a
        ON a.id_unique = g.id_unique AND a.geste = g.geste AND a.etablissement = coalesce(g.etablissement, 'Non renseigné')
),

juges AS (
    SELECT
        *,
        CASE
            WHEN reponse IS NULL THEN 'a_faire'
            WHEN change OR (reponse = 'fait' AND coalesce(livraison > fait_le + delai_jours, false)) THEN 'a_revoir'
            ELSE reponse
        END AS etat
    FROM repondus
)

SELECT
    j.geste, j.id_unique, i.nom, i.prenom, j.etablissement, i.pole, j.service, coalesce(i.profession, 'Non renseigné') AS profession,
    CASE WHEN i.autorite = 'role' THEN i.role_code ELSE i.profession_code END AS code_metier,
    i.autorite, CASE WHEN i.statut_lien = 'confirme' THEN i.rpps END AS rpps, j.constat, j.mot, j.a_faire, j.au_rpps, j.date_effet,
    CASE
        WHEN j.geste IN ('inscrire', 'emploi') THEN p.manque
        WHEN j.geste IN ('ouvrir', 'deplacer', 'fermer') AND j.date_effet IS NULL THEN 'Date d’effet'
    END AS manque,
    CASE
        WHEN j.geste IN ('inscrire', 'emploi') THEN p.qui
        WHEN j.geste IN ('ouvrir', 'deplacer', 'fermer') AND j.date_effet IS NULL THEN 'Service RH'
    END AS qui,
    CASE WHEN j.geste IN ('inscrire', 'emploi') THEN p.a_verifier END AS a_verifier,
    j.priorite, j.etat,
    CASE
        WHEN j.etat = 'a_revoir' AND j.change
            THEN 'La situation a changé depuis la réponse « ' || j.reponse || ' »' || coalesce(' du ' || strftime(j.fait_le, '%d/%m/%Y'), '')
        WHEN j.etat = 'a_revoir'
            THEN 'Dit fait le ' || strftime(j.fait_le, '%d/%m/%Y') || ' ; la livraison du ' || strftime(j.livraison, '%d/%m/%Y') || ' ne le montre pas'
        ELSE j.precision
    END AS motif_etat,
    j.reponse, j.fait_le, j.motif_fin, j.lot
FROM juges AS j
INNER JOIN staging.personne AS i USING (id_unique)
LEFT JOIN mart.psi_personne AS p USING (id_unique)
ORDER BY j.geste, j.priorite, j.etablissement, j.service, i.nom, j.id_unique
