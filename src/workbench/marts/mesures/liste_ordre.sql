-- Salariés à déclarer à leur Ordre dont les RH donnent tout ce que le texte demande : la liste trimestrielle est complète pour eux.
SELECT
    'liste_ordre_complete' AS indicateur, 'Listes aux Ordres : données complètes' AS libelle,
    coalesce(sum(complets), 0)::BIGINT AS numerateur, coalesce(sum(nombre), 0)::BIGINT AS denominateur,
    coalesce(sum(complets), 0) / nullif(sum(nombre), 0) AS valeur
FROM mart.liste_ordre
