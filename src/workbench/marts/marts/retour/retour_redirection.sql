-- Les identifiants abandonnés et leur remplaçant : ce qu'un annuaire tient en double doit y être réuni à la main.
-- grain: un identifiant abandonné | acces: nominatif | forme: vue
SELECT id_ancien, id_nouveau, le FROM curated.redirection ORDER BY id_ancien
