-- Chaque compte nominatif ouvert du DPI face au numéro prouvé de sa personne : ce qui peut lui être rendu, et pourquoi le reste est retenu.
-- grain: un compte nominatif ouvert du DPI | acces: nominatif | forme: table
WITH prouves AS (
    -- un audit refuse de publier le même numéro confirmé pour deux personnes, ou confirmé sans preuve
    SELECT rpps, id_unique AS titulaire FROM staging.personne WHERE statut_lien = 'confirme'
),

disputes AS (
    SELECT DISTINCT unnest(fiches) AS fiche
    FROM curated.collision
    WHERE type IN ('login_deux_personnes', 'matricule_contredit') AND etat IS DISTINCT FROM 'close'
),

partages AS (SELECT DISTINCT source, cle_login FROM staging.login_dispute),

contredits AS (
    SELECT DISTINCT unnest(id_uniques) AS id_unique
    FROM curated.collision
    WHERE type IN ('rpps_sur_deux_personnes', 'naissances_contradictoires') AND etat IS DISTINCT FROM 'close'
),

objectifs AS (
    SELECT
        source, login, bool_or(population = 'comptes_1.1-2027') AS objectif_2027,
        bool_or(population = 'comptes_1.1-2028') AS objectif_2028
    FROM staging.population_compte
    GROUP BY source, login
),

juges AS (
    SELECT
        c.source, c.login, f.identifiant, f.matricule, c.id_unique, p.nom, p.prenom, p.autorite, p.profession,
        coalesce(c.etablissement, p.etablissement) AS etablissement, c.service, coalesce(p.presente, false) AS presente,
        p.rpps, c.rpps_connu, p.preuve, p.date_preuve,
        coalesce(q.objectif_2027, false) AS objectif_2027, coalesce(q.objectif_2028, false) AS objectif_2028,
        CASE
            WHEN b.cle_login IS NOT NULL THEN 'login_partage'
            WHEN c.id_unique IS NULL AND c.situation IN ('contestee', 'a_revoir') THEN 'compte_a_trancher'
            WHEN c.id_unique IS NULL THEN 'sans_personne'
            WHEN c.situation <> 'liee' OR d.fiche IS NOT NULL THEN 'compte_a_trancher'
            WHEN coalesce(p.statut_lien, 'absent') <> 'confirme' THEN coalesce(p.statut_lien, 'absent')
            WHEN k.id_unique IS NOT NULL THEN 'contredit'
            WHEN p.a_reverifier THEN 'a_reverifier'
            WHEN c.rpps_connu = p.rpps THEN NULL
            WHEN a.titulaire IS NOT NULL THEN 'numero_d_un_autre'
        END AS retenue
    FROM staging.compte AS c
    LEFT JOIN staging.personne AS p USING (id_unique)
    LEFT JOIN curated.fiche AS f ON f.source = c.source AND f.cle_source = c.login
    LEFT JOIN prouves AS a ON a.rpps = c.rpps_connu AND a.titulaire <> c.id_unique
    LEFT JOIN partages AS b ON b.source = c.source AND b.cle_login = lower(trim(coalesce(f.login, c.login)))
    LEFT JOIN disputes AS d ON d.fiche = c.source || ':' || c.login
    LEFT JOIN contredits AS k ON k.id_unique = c.id_unique
    LEFT JOIN objectifs AS q ON q.source = c.source AND q.login = c.login
    WHERE c.dpi AND c.nominatif_ouvert
)

SELECT
    * EXCLUDE (retenue),
    CASE
        WHEN retenue IS NOT NULL THEN 'retenu'
        WHEN rpps_connu = rpps THEN 'connu'
        WHEN rpps_connu IS NULL THEN 'a_ecrire'
        ELSE 'a_remplacer'
    END AS verdict,
    retenue
FROM juges
ORDER BY source, login
