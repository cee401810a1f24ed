-- Les noms de connexion donnés à deux personnes, et chacune de ces personnes : rien ne part d'elles tant que l'administrateur du système n'a pas tranché.
-- grain: une personne d'un nom de connexion disputé, ou une ligne de personne inconnue (id_unique vide) | forme: table
WITH comptes AS (
    SELECT
        f.source, lower(trim(f.login)) AS cle_login, f.cle_source, c.id_unique, ltrim(trim(f.matricule), '0') AS matricule,
        regexp_replace(upper(strip_accents(concat_ws(' ', f.nom, f.prenoms, CASE WHEN f.nom IS NULL THEN f.nom_affiche END))), '[^A-Z0-9]', '', 'g') AS nom_lu
    FROM curated.fiche AS f
    INNER JOIN curated.compte AS c ON c.source = f.source AND c.login = f.cle_source
    WHERE f.login IS NOT NULL AND c.nature = 'nominatif'
),

-- la porte ne garde que la première ligne d'un nom de connexion : l'autre est lue dans ce qu'elle a écarté
ecartes AS (
    SELECT
        source, ligne, lower(trim(json_extract_string(brut, '$.login'))) AS cle_login, ltrim(trim(json_extract_string(brut, '$.matricule')), '0') AS matricule,
        lower(trim(json_extract_string(brut, '$.email'))) AS email,
        regexp_replace(
            upper(strip_accents(concat_ws(
                ' ', json_extract_string(brut, '$.nom'), json_extract_string(brut, '$.prenom'),
                CASE WHEN json_extract_string(brut, '$.nom') IS NULL THEN json_extract_string(brut, '$.nom_affiche') END
            ))),
            '[^A-Z0-9]', '', 'g'
        ) AS nom_lu
    FROM meta.rejet
    WHERE code = 'CLE_EN_DOUBLE'
),

autres AS (
    SELECT e.*
    FROM ecartes AS e
    INNER JOIN comptes AS c USING (source, cle_login)
    -- la même ligne écrite deux fois ne dispute rien
    WHERE e.nom_lu <> c.nom_lu OR coalesce(e.matricule <> c.matricule, false)
),

-- qui la ligne écartée désigne : par son matricule, son adresse, sinon par un nom que personne d'autre ne porte
matricules AS (
    SELECT ltrim(trim(k.matricule), '0') AS matricule, min(i.id_unique) AS id_unique
    FROM curated.contrat AS k
    INNER JOIN curated.identite_fiche AS i USING (source, cle_source)
    WHERE k.matricule IS NOT NULL
    GROUP BY ALL
    HAVING count(DISTINCT i.id_unique) = 1
),

adresses AS (
    SELECT lower(trim(email)) AS email, min(id_unique) AS id_unique
    FROM staging.personne
    WHERE email IS NOT NULL
    GROUP BY ALL
    HAVING count(*) = 1
),

noms AS (
    SELECT regexp_replace(upper(strip_accents(concat_ws(' ', nom, prenom))), '[^A-Z0-9]', '', 'g') AS nom_lu, min(id_unique) AS id_unique
    FROM staging.personne
    GROUP BY ALL
    HAVING count(*) = 1
),

disputes AS (
    SELECT source, cle_login FROM comptes GROUP BY ALL HAVING count(DISTINCT coalesce(id_unique, cle_source)) > 1
    UNION
    SELECT source, cle_login FROM autres
    UNION
    -- tenu dans un annuaire et dans une application d'un même établissement par deux personnes
    SELECT c.source, c.cle_login
    FROM (SELECT DISTINCT unnest(fiches) AS fiche FROM curated.collision WHERE type = 'login_deux_personnes' AND etat IS DISTINCT FROM 'close')
    INNER JOIN comptes AS c ON fiche = c.source || ':' || c.cle_source
)

SELECT source, cle_login, id_unique FROM comptes INNER JOIN disputes USING (source, cle_login)
UNION
SELECT a.source, a.cle_login, coalesce(m.id_unique, e.id_unique, n.id_unique)
FROM autres AS a
LEFT JOIN matricules AS m USING (matricule)
LEFT JOIN adresses AS e USING (email)
LEFT JOIN noms AS n USING (nom_lu)
ORDER BY ALL
