-- Une valeur a la forme d'un numéro de sécurité sociale (NIR).
SELECT source, fichier, ligne
FROM curated.fiche
WHERE regexp_matches(
    concat_ws('|', matricule, login, cle_source, nom, nom_naissance, nom_usage, prenoms, prenom_usuel, email),
    '(^|\|)\s*[123478]\s?\d{2}\s?(0[1-9]|1[0-2]|[2-9]\d)\s?(\d{2}|2[ABab])\s?\d{3}\s?\d{3}(\s?\d{2})?\s*(\||$)'
)
