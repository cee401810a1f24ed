-- mart: couverture_personne | acces: nominatif | forme: table | rang: 1
-- Une ligne par personne présente ou tenant un compte : état de son numéro RPPS (« en attente » : démarche ouverte au registre) et prochaine étape.
WITH comptes AS (
    SELECT id_unique, coalesce(bool_or(role = 'dpi'), false) AS dpi
    FROM curated.compte
    WHERE id_unique IS NOT NULL AND nature = 'nominatif' AND coalesce(actif, true) AND situation IS DISTINCT FROM 'exclue'
    GROUP BY id_unique
),

etats AS (
    SELECT
        i.*,
        coalesce(c.dpi, false) AS dpi,
        c.id_unique IS NOT NULL AS a_un_compte,
        CASE
            WHEN l.statut IS NULL AND i.autorite = 'hors_perimetre' THEN 'non_requis'
            WHEN coalesce(l.statut, 'absent') = 'absent' AND d.id_unique IS NOT NULL THEN 'en_attente'
            ELSE coalesce(l.statut, 'absent')
        END AS statut,
        l.preuve, l.rpps, l.motif, d.date_demande AS attente_depuis, d.autorite AS attente_de
    FROM curated.identite AS i
    LEFT JOIN comptes AS c USING (id_unique)
    LEFT JOIN curated.lien_rpps AS l USING (id_unique)
    LEFT JOIN meta.demarche AS d ON d.id_unique = i.id_unique AND d.ouverte
)

SELECT
    e.id_unique,
    coalesce(e.nom_usage, e.nom_naissance) AS nom,
    coalesce(e.prenom_usuel, e.prenoms) AS prenom,
    coalesce(e.autorite, 'inconnue') AS autorite,
    e.profession_code, e.profession, e.type_contrat, e.etablissement, e.pole, e.service,
    e.dpi AS utilisateur_dpi,
    coalesce(e.presente, false) AS presente,
    e.a_un_compte, e.statut, e.preuve, e.rpps, e.motif,
    CASE WHEN e.statut = 'en_attente' THEN e.attente_depuis END AS attente_depuis,
    CASE WHEN e.statut = 'en_attente' THEN e.attente_de END AS attente_de,
    coalesce(precise.prochaine_etape, commune.prochaine_etape) AS prochaine_etape
FROM etats AS e
LEFT JOIN meta.prochaine_etape AS precise
    ON precise.statut = e.statut AND precise.autorite = coalesce(e.autorite, 'inconnue')
LEFT JOIN meta.prochaine_etape AS commune ON commune.statut = e.statut AND commune.autorite = '*'
WHERE coalesce(e.presente, false) OR e.a_un_compte
ORDER BY e.id_unique
