-- L'identité de référence de chaque personne connue des RH, telle que l'annuaire et l'IAM doivent la tenir : jamais un trait de naissance.
-- grain: une personne présente, ou partie depuis que l'outil la connaît | acces: nominatif | forme: table
WITH tenus AS (
    -- le compte d'annuaire de la personne : ouvert, de son établissement, le plus ancien ; fermé ou disparu, son nom de connexion reste le sien
    SELECT
        c.source, c.id_unique, c.login, lower(trim(c.login)) AS cle_login,
        row_number() OVER (
            PARTITION BY c.id_unique
            ORDER BY
                NOT coalesce(o.nominatif_ouvert AND o.situation = 'liee', false), c.etablissement IS DISTINCT FROM p.etablissement,
                c.date_creation NULLS LAST, c.premiere_vue NULLS LAST, c.source, c.login
        ) AS rang
    FROM curated.compte_suivi AS c
    INNER JOIN meta.source AS s ON s.source = c.source AND s.nature = 'annuaire'
    INNER JOIN staging.personne AS p USING (id_unique)
    LEFT JOIN staging.compte AS o ON o.source = c.source AND o.login = c.login
    WHERE c.nature = 'nominatif' AND c.situation = 'liee'
),

logins AS (
    -- le même nom de connexion tenu par deux personnes, fût-ce dans deux annuaires, n'est donné à aucune
    SELECT
        t.id_unique, t.login,
        t.cle_login IN (SELECT cle_login FROM tenus GROUP BY cle_login HAVING count(DISTINCT id_unique) > 1)
        OR (t.source, t.cle_login) IN (SELECT (source, cle_login) FROM staging.login_dispute) AS partage
    FROM tenus AS t
    WHERE t.rang = 1
),

-- celles qu'un annuaire nomme sous le nom de connexion d'une autre
disputes AS (
    SELECT d.id_unique, min(d.cle_login) AS cle_login
    FROM staging.login_dispute AS d
    INNER JOIN meta.source AS s ON s.source = d.source AND s.nature = 'annuaire'
    WHERE d.id_unique IS NOT NULL
    GROUP BY d.id_unique
),

contrats AS (
    SELECT f.id_unique, max_by(k.matricule, (coalesce(k.date_fin, DATE '9999-12-31'), k.date_debut, k.source, k.matricule)) AS matricule
    FROM curated.contrat AS k
    INNER JOIN curated.identite_fiche AS f USING (source, cle_source)
    WHERE k.matricule IS NOT NULL
    GROUP BY f.id_unique
),

contredits AS (
    SELECT DISTINCT unnest(id_uniques) AS id_unique
    FROM curated.collision
    WHERE type IN ('rpps_sur_deux_personnes', 'naissances_contradictoires') AND etat IS DISTINCT FROM 'close'
)

SELECT
    p.id_unique, p.presente AS actif,
    CASE WHEN NOT l.partage AND d.id_unique IS NULL THEN l.login END AS login,
    CASE WHEN l.partage THEN l.login ELSE d.cle_login END AS login_partage,
    p.nom, p.prenom, p.email, k.matricule, p.emploi, p.profession_code, p.type_contrat,
    p.service, p.pole, p.etablissement,
    -- un numéro candidat, contredit ou à revérifier ne sort pas
    CASE
        WHEN p.statut_lien = 'confirme' AND NOT coalesce(p.a_reverifier, false) AND c.id_unique IS NULL THEN p.rpps
    END AS rpps,
    p.date_arrivee AS debut, p.date_depart AS fin
FROM staging.personne AS p
LEFT JOIN logins AS l USING (id_unique)
LEFT JOIN disputes AS d USING (id_unique)
LEFT JOIN contrats AS k USING (id_unique)
LEFT JOIN contredits AS c USING (id_unique)
WHERE p.presente OR (p.date_depart IS NOT NULL AND p.date_depart >= p.cree_le)
ORDER BY p.id_unique
