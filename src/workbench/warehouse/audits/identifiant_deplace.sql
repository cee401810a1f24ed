-- Un identifiant déjà publié a changé de personne, ou a disparu sans redirection.
-- HR records decide when the person had some: a login given again to a newcomer does not move its former owner.
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
    WHERE a.rh = j.par_rh
)

SELECT ancien AS id_unique
FROM suivi
GROUP BY ancien
HAVING
    NOT bool_or(ancien = nouveau)
    AND ancien NOT IN (SELECT id_ancien FROM curated.redirection WHERE id_ancien IS NOT NULL)
