-- Chaque compte nominatif ouvert d'une application qui dit ses profils : de qui, à quel poste, et les profils tenus.
-- grain: un compte | forme: table
WITH lus AS (
    SELECT
        c.source, c.application, c.login, c.id_unique, p.presente, p.nom, p.prenom, p.etablissement, p.service, p.emploi,
        -- « hors périmètre » n'est pas un métier : l'emploi le dit mieux
        CASE WHEN p.autorite IS DISTINCT FROM 'hors_perimetre' THEN p.profession END AS profession,
        -- une application qui donne la liste des profils la dit pour tous ses comptes : une case vide y veut dire aucun
        CASE
            WHEN count(nullif(trim(c.habilitations), '')) OVER (PARTITION BY c.source) > 0 THEN nullif(trim(c.habilitations), '')
            ELSE nullif(trim(c.profil), '')
        END AS lu
    FROM staging.compte AS c
    INNER JOIN staging.personne AS p USING (id_unique)
    WHERE c.nominatif_ouvert AND c.situation = 'liee'
),

precisions AS (
    SELECT e.emploi, min_by(m.mot, m.rang) AS mot
    FROM (SELECT DISTINCT emploi FROM lus WHERE emploi IS NOT NULL) AS e
    INNER JOIN meta.metier_habilitation AS m ON regexp_matches(upper(strip_accents(e.emploi)), m.motif)
    GROUP BY e.emploi
)

SELECT
    l.* EXCLUDE (lu, profession, emploi), replace(concat_ws(', ', coalesce(l.profession, l.emploi), x.mot), '|', ' ') AS metier,
    list_distinct(list_filter(
        list_transform(
            regexp_split_to_array(upper(strip_accents(coalesce(l.lu, ''))), r.separateurs),
            lambda mot: trim(regexp_replace(mot, '\s+', ' ', 'g'))
        ),
        lambda mot: mot <> ''
    )) AS profils
FROM lus AS l
CROSS JOIN meta.regle_habilitation AS r
LEFT JOIN precisions AS x USING (emploi)
-- une application où personne n'a de profil n'apprend rien et ne manque de rien
WHERE l.source IN (SELECT source FROM lus WHERE lu IS NOT NULL)
