-- Une ligne mise de côté garde un numéro de sécurité sociale (NIR) : la valeur devait être masquée.
SELECT source, fichier, ligne
FROM meta.rejet
WHERE regexp_matches(
    brut,
    '(^|\D)[123478]\s?\d{2}\s?(0[1-9]|1[0-2]|[2-9]\d)\s?(\d{2}|2[ABab])\s?\d{3}\s?\d{3}(\s?\d{2})?(\D|$)'
)
