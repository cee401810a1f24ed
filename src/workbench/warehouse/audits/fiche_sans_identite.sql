-- Une fiche est rattachée à une personne qui n'existe pas.
SELECT source, cle_source, id_unique
FROM curated.identite_fiche
WHERE id_unique IS NULL OR id_unique NOT IN (SELECT id_unique FROM curated.identite WHERE id_unique IS NOT NULL)
