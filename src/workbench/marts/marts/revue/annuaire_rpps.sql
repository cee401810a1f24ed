-- L'annuaire public, cherché par les clés de nom et de prénom.
-- grain: une personne de l'annuaire public | acces: nominatif | forme: vue
SELECT rpps, nom_exercice, prenom_exercice, profession_code, role_code, code_departement, nb_activites, cle_nom, cle_prenom
FROM curated.rpps_personne
