-- mart: annuaire_rpps | acces: nominatif | forme: vue | rang: 1
-- L'annuaire public, cherché par les clés de nom et de prénom.
SELECT rpps, nom_exercice, prenom_exercice, profession_code, role_code, code_departement, nb_activites, cle_nom, cle_prenom
FROM curated.rpps_personne
