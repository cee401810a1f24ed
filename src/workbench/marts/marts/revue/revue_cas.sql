-- Les cas qui attendent une personne, ceux qui débloquent le plus d'abord : utilisateur du DPI, compte actif, jalon.
-- grain: une paire ou un numéro qui attend une décision | acces: nominatif | forme: table
WITH comptes AS (
    SELECT source || ':' || login AS cle, dpi, actif
    FROM staging.compte
),

acces AS (
    SELECT id_unique, bool_or(dpi AND actif) AS dpi, bool_or(actif) AS actif
    FROM staging.compte
    WHERE id_unique IS NOT NULL
    GROUP BY id_unique
),

paires AS (
    SELECT
        'p:' || r.id_paire AS id_cas, 'p:' || r.dossier AS dossier, 'identite' AS genre_cas,
        coalesce(r.source_a || ':' || r.cle_a) AS cle_a, coalesce(r.source_b || ':' || r.cle_b) AS cle_b,
        r.id_unique_a AS id_unique, r.id_unique_b, NULL AS rpps,
        r.code_motif, r.motif, r.probabilite, r.poids, r.source_a, r.source_b,
        coalesce(ca.dpi AND ca.actif, false) OR coalesce(cb.dpi AND cb.actif, false) AS dpi,
        coalesce(ca.actif, false) OR coalesce(cb.actif, false) AS compte_actif
    FROM curated.a_revoir AS r
    LEFT JOIN comptes AS ca ON ca.cle = r.source_a || ':' || r.cle_a
    LEFT JOIN comptes AS cb ON cb.cle = r.source_b || ':' || r.cle_b
),

numeros AS (
    SELECT
        'r:' || l.id_unique AS id_cas, 'r:' || l.id_unique AS dossier, 'rpps' AS genre_cas, NULL AS cle_a, NULL AS cle_b,
        l.id_unique, NULL AS id_unique_b,
        -- un numéro à la clé fausse n'est celui de personne : le motif le cite, rien ne le propose
        CASE WHEN l.preuve IS DISTINCT FROM 'cle_fausse' THEN l.rpps END AS rpps,
        CASE WHEN l.statut = 'confirme' THEN 'a_reverifier' ELSE coalesce(l.preuve, l.statut) END AS code_motif,
        CASE
            WHEN l.statut = 'confirme' THEN 'Preuve de plus de 24 mois : à revérifier depuis le ' || strftime(l.a_reverifier_le, '%d/%m/%Y')
            ELSE l.motif
        END AS motif,
        l.probabilite, NULL AS poids, NULL AS source_a, NULL AS source_b,
        coalesce(a.dpi, false) AS dpi, coalesce(a.actif, false) AS compte_actif
    FROM curated.lien_rpps AS l
    INNER JOIN staging.personne AS i USING (id_unique)
    LEFT JOIN acces AS a USING (id_unique)
    WHERE (l.statut IN ('a_confirmer', 'incoherent') OR l.a_reverifier) AND (i.presente OR a.actif)
),

cas AS (SELECT * FROM paires UNION ALL SELECT * FROM numeros),

decrits AS (
    SELECT
        c.*,
        coalesce(i.nom, j.nom) AS nom,
        coalesce(i.prenom, j.prenom) AS prenom,
        coalesce(i.etablissement, j.etablissement) AS etablissement,
        coalesce(i.service, j.service) AS service,
        coalesce(i.profession, j.profession) AS profession,
        coalesce(i.autorite, j.autorite, 'inconnue') AS autorite,
        4 * c.dpi::INTEGER + 2 * c.compte_actif::INTEGER
            + (coalesce(i.autorite, j.autorite) IN ('ordre', 'ars'))::INTEGER AS valeur
    FROM cas AS c
    LEFT JOIN staging.personne AS i USING (id_unique)
    LEFT JOIN staging.personne AS j ON j.id_unique = c.id_unique_b
),

-- À valeur égale, ce qui est proposé pour une même personne se suit : un dossier prend le rang de sa meilleure paire.
dossiers AS (
    SELECT
        dossier, probabilite AS probabilite_dossier, id_cas AS premier
    FROM decrits
    QUALIFY row_number() OVER (PARTITION BY dossier ORDER BY valeur DESC, probabilite DESC NULLS LAST, id_cas) = 1
)

SELECT
    d.*,
    row_number() OVER (
        ORDER BY
            d.valeur DESC, p.probabilite_dossier DESC NULLS LAST, p.premier,
            d.probabilite DESC NULLS LAST, d.id_cas
    ) AS rang
FROM decrits AS d
INNER JOIN dossiers AS p USING (dossier)
ORDER BY rang
