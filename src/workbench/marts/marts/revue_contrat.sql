-- mart: revue_contrat | acces: nominatif | forme: vue | rang: 1
-- Les contrats derrière une personne.
SELECT m.id_unique, c.source, c.matricule, c.etablissement, c.emploi, c.service, c.type_contrat, c.date_debut, c.date_fin
FROM curated.contrat AS c
INNER JOIN curated.identite_fiche AS m USING (source, cle_source)
