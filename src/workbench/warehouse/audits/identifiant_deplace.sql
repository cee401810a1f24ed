-- Un identifiant déjà publié a changé de personne, ou a disparu sans redirection.
-- HR records decide when the person had some: a login given again to a newcomer does not move its former owner,
-- nor does an agent's number given again (another birth, another surname, another given name), once confirmed.
WITH avant AS (
    SELECT p.source, p.cle_source, p.id_unique, coalesce(s.nature = 'sirh', false) AS rh
    FROM precedent_identite_fiche AS p
    LEFT JOIN meta.source AS s USING (source)
),

juge AS (
    SELECT id_unique, bool_or(rh) AS par_rh
    FROM avant
    GROUP BY id_unique
),

suivi AS (
    SELECT a.id_unique AS ancien, n.id_unique AS nouveau
    FROM avant AS a
    INNER JOIN juge AS j USING (id_unique)
    INNER JOIN curated.identite_fiche AS n ON n.source = a.source AND n.cle_source = a.cle_source
    LEFT JOIN precedent_fiche AS p ON p.source = a.source AND p.cle_source = a.cle_source
    LEFT JOIN curated.fiche AS f ON f.source = a.source AND f.cle_source = a.cle_source
    WHERE
        a.rh = j.par_rh
        AND NOT coalesce(
            p.date_naissance <> f.date_naissance AND p.nom_naissance <> f.nom_naissance AND p.prenoms <> f.prenoms,
            false
        )
)

SELECT ancien AS id_unique
FROM suivi
GROUP BY ancien
HAVING
    NOT bool_or(ancien = nouveau)
    AND ancien NOT IN (SELECT id_ancien FROM curated.redirection WHERE id_ancien IS NOT NULL)
