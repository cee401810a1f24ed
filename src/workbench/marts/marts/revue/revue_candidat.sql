-- Les numéros proposés à une personne, avec ce que l'annuaire public dit de chacun.
-- grain: une personne et un numéro proposé | acces: nominatif | forme: vue
SELECT
    c.id_unique, c.rpps, c.rang, c.score, c.motif, c.concordances, c.divergences,
    coalesce(c.nom_exercice, p.nom_exercice) AS nom_exercice, coalesce(c.prenom_exercice, p.prenom_exercice) AS prenom_exercice,
    coalesce(c.profession_code, p.profession_code) AS profession_code, p.role_code, p.code_departement, p.nb_activites
FROM curated.rpps_candidat AS c
LEFT JOIN curated.rpps_personne AS p USING (rpps)
