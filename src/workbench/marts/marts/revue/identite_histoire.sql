-- La vie d'une identité : chaque fiche entrée ou sortie, quand, par quelle exécution ou quelle décision.
-- grain: un événement de la vie d'une identité | acces: nominatif | forme: vue
SELECT h.*, d.libelle AS decision, d.auteur, d.motif AS motif_decision
FROM curated.identite_histoire AS h
LEFT JOIN meta.decision AS d ON d.id = h.id_decision
