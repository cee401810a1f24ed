-- Un professionnel à rôle présent par ligne : à enregistrer dans RPPS+ ou non, son rang dans la file et pourquoi, informé ou non.
-- grain: un professionnel à rôle présent | acces: nominatif | forme: table
WITH presents AS (
    SELECT
        c.id_unique, c.nom, c.prenom, c.repere, c.profession_code, c.profession, c.type_contrat, c.etablissement, c.pole,
        coalesce(c.service, 'Non renseigné') AS service, c.statut, c.utilisateur_dpi, c.a_un_compte, c.attente_depuis,
        c.prochaine_etape, i.date_naissance, i.date_arrivee,
        c.statut IN ('absent', 'en_attente', 'incoherent') AS a_enregistrer
    FROM mart.couverture_personne AS c
    INNER JOIN staging.personne AS i USING (id_unique)
    INNER JOIN staging.population AS q ON q.id_unique = c.id_unique AND q.population = 'role'
),

-- une note collective ne vaut que pour qui était arrivé ; sans date d'arrivée, rien ne le dit : non informé
notes AS (
    SELECT p.id_unique, n.date_information
    FROM presents AS p
    INNER JOIN meta.information AS n ON n.portee = 'personne' AND n.id_unique = p.id_unique
    UNION ALL
    SELECT p.id_unique, n.date_information
    FROM presents AS p
    INNER JOIN meta.information AS n
        ON n.portee = 'service' AND coalesce(n.etablissement, '') = coalesce(p.etablissement, '')
    -- la note garde le libellé du jour où elle a été consignée
    LEFT JOIN curated.service_lu AS s
        ON s.etablissement = coalesce(n.etablissement, '') AND s.code_lu = '' AND s.service_lu = n.valeur
    WHERE p.date_arrivee <= n.date_information AND coalesce(s.service, n.valeur) = p.service
    UNION ALL
    SELECT p.id_unique, n.date_information
    FROM presents AS p
    INNER JOIN meta.information AS n ON n.portee = 'profession' AND n.valeur = p.profession_code
    WHERE p.date_arrivee <= n.date_information
    UNION ALL
    SELECT p.id_unique, n.date_information
    FROM presents AS p
    CROSS JOIN (SELECT max(date_information) AS date_information FROM meta.information WHERE portee = 'tous') AS n
    WHERE p.date_arrivee <= n.date_information
),

informes AS (SELECT id_unique, max(date_information) AS informee_le FROM notes GROUP BY id_unique),

comptes AS (
    SELECT
        *,
        count(*) FILTER (a_enregistrer) OVER (PARTITION BY etablissement, service) AS manquants_service,
        CASE
            WHEN statut = 'en_attente' THEN 4
            WHEN utilisateur_dpi THEN 1
            WHEN a_un_compte THEN 2
            ELSE 3
        END AS priorite
    FROM presents
)

SELECT
    c.*,
    CASE WHEN c.a_enregistrer THEN row_number() OVER (
        PARTITION BY c.a_enregistrer
        ORDER BY c.priorite, c.manquants_service DESC, c.etablissement, c.service, c.date_arrivee NULLS LAST, c.id_unique
    ) END AS rang,
    CASE
        WHEN NOT c.a_enregistrer THEN NULL
        ELSE CASE c.priorite
            WHEN 1 THEN 'Utilise le dossier patient'
            WHEN 2 THEN 'Tient un compte, hors dossier patient'
            WHEN 3 THEN 'Sans compte pour l’instant'
            ELSE 'Demande déjà saisie dans RPPS+ : attendre la réponse'
        END || ' ; ' || c.manquants_service || ' à enregistrer dans son service'
        || CASE WHEN c.statut = 'incoherent' THEN ' ; numéro déclaré à corriger' ELSE '' END
    END AS raison,
    n.informee_le,
    n.informee_le IS NOT NULL AS informee
FROM comptes AS c
LEFT JOIN informes AS n USING (id_unique)
ORDER BY rang NULLS LAST, c.id_unique
