-- Les contrats derrière une personne.
-- grain: un contrat d'une personne | acces: nominatif | forme: vue
SELECT id_unique, source, matricule, etablissement, emploi, service, type_contrat, date_debut, date_fin
FROM staging.contrat
