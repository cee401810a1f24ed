-- Les profils qu'un compte tient et que son poste ne demande pas, ceux qui lui manquent, ceux d'une personne partie : les plus graves d'abord.
-- grain: un profil d'un compte en écart | acces: nominatif | forme: table
WITH comptes AS (
    SELECT * REPLACE (coalesce(etablissement, '') AS etablissement, coalesce(service, '') AS service) FROM staging.habilitation_compte
),

tenus AS (
    SELECT DISTINCT * EXCLUDE (profils), unnest(profils) AS profil FROM comptes
),

postes AS (SELECT * FROM mart.habilitation_matrice WHERE niveau = 'poste'),

metiers AS (SELECT * EXCLUDE (niveau, etablissement, service) FROM mart.habilitation_matrice WHERE niveau = 'metier'),

tailles AS (
    SELECT source, metier, etablissement, service, count(DISTINCT id_unique) AS effectif
    FROM comptes
    WHERE presente
    GROUP BY ALL
),

services AS (
    SELECT source, etablissement, service, count(DISTINCT id_unique) AS effectif FROM comptes WHERE presente GROUP BY ALL
),

tenants_service AS (
    SELECT source, etablissement, service, profil, count(DISTINCT id_unique) AS tenants FROM tenus WHERE presente GROUP BY ALL
),

-- ce que tient chaque profil au poste, dans le métier et dans le service, la personne elle-même mise de côté
juges AS (
    SELECT
        t.*, r.rare, p.regle AS au_poste, p.decide AS decide_poste, m.regle AS au_metier, m.decide AS decide_metier,
        p.effectif >= r.effectif_min AS poste_appris,
        m.effectif >= r.effectif_min AND s.effectif >= r.effectif_min AS metier_appris,
        (p.tenants - 1) / nullif(p.effectif - 1, 0) AS part_poste,
        (m.tenants - 1) / nullif(m.effectif - 1, 0) AS part_metier,
        (x.tenants - 1) / nullif(s.effectif - 1, 0) AS part_service,
        p.effectif AS effectif_poste, m.effectif AS effectif_metier
    FROM tenus AS t
    CROSS JOIN meta.regle_habilitation AS r
    LEFT JOIN postes AS p USING (source, metier, etablissement, service, profil)
    LEFT JOIN metiers AS m USING (source, metier, profil)
    LEFT JOIN services AS s USING (source, etablissement, service)
    LEFT JOIN tenants_service AS x USING (source, etablissement, service, profil)
    WHERE t.presente
),

de_trop AS (
    SELECT *, coalesce(decide_poste AND au_poste = 'interdit', NOT coalesce(decide_poste, false) AND decide_metier AND au_metier = 'interdit', false) AS interdit
    FROM juges
    WHERE
        CASE
            WHEN decide_poste THEN au_poste = 'interdit'
            WHEN decide_metier THEN au_metier = 'interdit'
            WHEN poste_appris THEN part_poste < rare
            WHEN metier_appris THEN part_metier < rare AND part_service < rare
            ELSE false
        END
),

-- un profil d'un service quitté : attendu du même métier là-bas, ou de la plupart de ce service
anciens AS (
    SELECT DISTINCT d.source, d.login, d.profil
    FROM de_trop AS d
    INNER JOIN staging.affectation AS a
        ON a.id_unique = d.id_unique AND (a.service <> d.service OR coalesce(a.etablissement, '') <> d.etablissement)
    LEFT JOIN postes AS p
        ON p.source = d.source AND p.metier = d.metier AND p.profil = d.profil
        AND p.etablissement = coalesce(a.etablissement, '') AND p.service = a.service AND p.regle = 'attendu'
    LEFT JOIN services AS s ON s.source = d.source AND s.etablissement = coalesce(a.etablissement, '') AND s.service = a.service
    LEFT JOIN tenants_service AS x
        ON x.source = d.source AND x.profil = d.profil AND x.etablissement = s.etablissement AND x.service = s.service
    CROSS JOIN meta.regle_habilitation AS r
    WHERE p.profil IS NOT NULL OR (s.effectif >= r.effectif_min AND x.tenants / s.effectif >= 1 - r.confiance AND x.tenants / s.effectif >= r.rare)
),

d_un_metier AS (SELECT DISTINCT source, metier, profil FROM metiers WHERE regle = 'attendu'),

en_regle AS (
    SELECT DISTINCT t.source, t.login
    FROM tenus AS t
    INNER JOIN mart.habilitation_matrice AS m
        ON m.source = t.source AND m.metier = t.metier AND m.profil = t.profil AND m.regle = 'attendu'
        AND (m.niveau = 'metier' OR (m.etablissement = t.etablissement AND m.service = t.service))
),

attendus AS (
    SELECT source, metier, etablissement, service, profil, part, effectif FROM postes WHERE regle = 'attendu'
    UNION ALL
    -- un poste trop petit pour être appris suit son métier entier, sauf ce qu'une personne en a dit
    SELECT m.source, m.metier, t.etablissement, t.service, m.profil, m.part, m.effectif
    FROM metiers AS m
    INNER JOIN tailles AS t USING (source, metier)
    CROSS JOIN meta.regle_habilitation AS r
    LEFT JOIN postes AS p USING (source, metier, etablissement, service, profil)
    WHERE m.regle = 'attendu' AND (t.effectif < r.effectif_min OR t.service = '' OR m.decide) AND p.decide IS DISTINCT FROM true
),

ecarts AS (
    SELECT source, login, id_unique, profil, 'parti' AS ecart, 1.0 AS certitude, NULL AS effectif FROM tenus WHERE NOT presente
    UNION ALL
    SELECT
        d.source, d.login, d.id_unique, d.profil,
        CASE
            WHEN d.interdit THEN 'interdit'
            WHEN a.login IS NOT NULL THEN 'ancien_poste'
            WHEN e.login IS NOT NULL AND o.metier IS NOT NULL THEN 'cumul'
            ELSE 'en_trop'
        END,
        CASE WHEN d.interdit THEN 1.0 WHEN d.poste_appris THEN 1 - d.part_poste ELSE 1 - d.part_metier END,
        CASE WHEN d.poste_appris THEN d.effectif_poste ELSE d.effectif_metier END
    FROM de_trop AS d
    LEFT JOIN anciens AS a USING (source, login, profil)
    LEFT JOIN en_regle AS e USING (source, login)
    LEFT JOIN (SELECT source, profil, min(metier) AS metier FROM d_un_metier GROUP BY ALL) AS o USING (source, profil)
    UNION ALL
    SELECT c.source, min(c.login), c.id_unique, w.profil, 'manquante', max(w.part), max(w.effectif)
    FROM comptes AS c
    INNER JOIN attendus AS w USING (source, metier, etablissement, service)
    WHERE
        c.presente
        AND NOT EXISTS (FROM tenus AS t WHERE t.source = c.source AND t.id_unique = c.id_unique AND t.profil = w.profil)
    GROUP BY c.source, c.id_unique, w.profil
)

SELECT
    e.source || ':' || e.login AS cle, e.source, c.application, e.login, e.id_unique, c.nom, c.prenom, c.metier,
    coalesce(nullif(c.etablissement, ''), 'Non renseigné') AS etablissement, coalesce(nullif(c.service, ''), 'Non renseigné') AS service,
    e.profil, q.rang, e.ecart, q.titre, q.que_faire, e.certitude, e.effectif
FROM ecarts AS e
INNER JOIN comptes AS c USING (source, login)
INNER JOIN meta.ecart_habilitation AS q USING (ecart)
ORDER BY q.rang, e.certitude DESC, etablissement, service, c.nom, e.login, e.profil
