-- Les rattachements automatiques par les traits : combien, et combien le modèle seul en attend de faux.
-- grain: une règle de rattachement | acces: comptage | forme: table
SELECT
    preuve AS regle, count(*) AS rattachements,
    round(sum(1 - probabilite), 3) AS erreurs_attendues,
    min(probabilite) AS probabilite_la_plus_basse
FROM curated.identite_fiche
WHERE mode = 'traits'
GROUP BY preuve
ORDER BY rattachements DESC, regle
