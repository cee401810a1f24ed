-- Une ligne par personne présente ou tenant un compte : état de son numéro RPPS (« en attente » : démarche ouverte au registre) et prochaine étape.
-- grain: une personne présente ou tenant un compte | acces: nominatif | forme: table
WITH matricules AS (
    SELECT c.id_unique, max_by(c.matricule, (coalesce(c.date_debut, DATE '1900-01-01'), c.matricule)) AS matricule
    FROM staging.contrat AS c
    WHERE c.matricule IS NOT NULL
    GROUP BY c.id_unique
)

-- repere : ce qui désigne la personne sur une liste, son matricule, ou la référence de l'outil quand elle n'en a pas ou qu'il est porté deux fois.
SELECT
    p.id_unique, p.nom, p.prenom,
    CASE
        WHEN m.matricule IS NULL OR count(*) OVER (PARTITION BY m.matricule) > 1 THEN p.id_unique
        ELSE m.matricule
    END AS repere,
    CASE p.sexe WHEN 'F' THEN 'Madame' WHEN 'M' THEN 'Monsieur' END AS civilite, p.email,
    coalesce(p.autorite, 'inconnue') AS autorite,
    p.profession_code, p.profession, p.type_contrat, p.etablissement, p.pole, p.service,
    p.utilisateur_dpi, p.presente, p.a_un_compte,
    p.statut_rpps AS statut, p.preuve, p.rpps, p.motif_rpps AS motif, p.attente_depuis, p.attente_de,
    coalesce(precise.prochaine_etape, commune.prochaine_etape) AS prochaine_etape
FROM staging.personne AS p
LEFT JOIN meta.prochaine_etape AS precise
    ON precise.statut = p.statut_rpps AND precise.autorite = coalesce(p.autorite, 'inconnue')
LEFT JOIN meta.prochaine_etape AS commune ON commune.statut = p.statut_rpps AND commune.autorite = '*'
LEFT JOIN matricules AS m USING (id_unique)
WHERE p.presente OR p.a_un_compte
ORDER BY p.id_unique
