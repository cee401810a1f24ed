-- mart: identite_histoire | acces: nominatif | forme: vue | rang: 1
-- La vie d'une identité : chaque fiche entrée ou sortie, quand, par quelle exécution ou quelle décision.
SELECT h.*, d.libelle AS decision, d.auteur, d.motif AS motif_decision
FROM curated.identite_histoire AS h
LEFT JOIN meta.decision AS d ON d.id = h.id_decision
