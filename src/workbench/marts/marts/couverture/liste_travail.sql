-- Les personnes présentes dont le numéro RPPS demande un geste : où, sous quel responsable, par quelle agence, par quelle démarche.
-- grain: une personne présente dont le numéro demande un geste | acces: nominatif | forme: vue
WITH agences AS (
    SELECT c.id_unique, max_by(c.agence, (coalesce(c.date_debut, DATE '1900-01-01'), c.agence)) AS agence
    FROM staging.contrat AS c
    CROSS JOIN staging.execution AS t
    WHERE c.agence IS NOT NULL AND coalesce(c.date_fin, t.le) >= t.le
    GROUP BY c.id_unique
)

SELECT
    p.id_unique, p.nom, p.prenom, p.repere, p.profession, p.autorite, p.type_contrat, p.etablissement, p.pole,
    p.service, s.responsable, a.agence, p.utilisateur_dpi, p.statut, p.rpps,
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
LEFT JOIN mart.service_responsable AS s
    ON s.service = p.service AND s.etablissement IS NOT DISTINCT FROM p.etablissement
LEFT JOIN agences AS a USING (id_unique)
WHERE p.presente AND p.autorite <> 'hors_perimetre' AND p.statut IN ('absent', 'a_confirmer', 'incoherent')
ORDER BY p.id_unique
