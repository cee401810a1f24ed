-- mart: liste_travail | acces: nominatif | forme: vue | rang: 2
-- Les personnes présentes dont le numéro RPPS demande un geste : où, sous quel responsable, par quelle agence, par quelle démarche.
WITH le AS (SELECT max(date_execution) AS le FROM meta.execution),

services AS (
    SELECT upper(strip_accents(service)) AS cle, etablissement, min(service) AS service, min(responsable) AS responsable
    FROM curated.structure
    GROUP BY cle, etablissement
),

agences AS (
    SELECT f.id_unique, max_by(c.agence, (coalesce(c.date_debut, DATE '1900-01-01'), c.agence)) AS agence
    FROM curated.contrat AS c
    INNER JOIN curated.identite_fiche AS f USING (source, cle_source)
    CROSS JOIN le
    WHERE c.agence IS NOT NULL AND coalesce(c.date_fin, le.le) >= le.le
    GROUP BY f.id_unique
)

SELECT
    p.id_unique, p.nom, p.prenom, p.profession, p.autorite, p.type_contrat, p.etablissement, p.pole,
    coalesce(s.service, p.service) AS service, s.responsable, a.agence, p.utilisateur_dpi, p.statut, p.rpps,
    CASE
        WHEN p.statut <> 'absent' THEN 'verification'
        WHEN p.autorite = 'ordre' THEN 'ordre'
        WHEN p.autorite = 'ars' THEN 'erpps'
        WHEN p.autorite = 'role' THEN 'rpps_plus'
        WHEN p.autorite = 'etudiant' THEN 'etudiant'
        ELSE 'metier'
    END AS demarche,
    p.prochaine_etape
FROM mart.couverture_personne AS p
LEFT JOIN services AS s
    ON s.cle = upper(strip_accents(p.service)) AND s.etablissement IS NOT DISTINCT FROM p.etablissement
LEFT JOIN agences AS a USING (id_unique)
WHERE p.presente AND p.autorite <> 'hors_perimetre' AND p.statut IN ('absent', 'a_confirmer', 'incoherent')
ORDER BY p.id_unique
