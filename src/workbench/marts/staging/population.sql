-- Les populations que l'on compte, chacune définie ici et nulle part ailleurs.
-- grain: une personne d'une population | forme: vue
--   presents    les personnes présentes à la date de l'exécution
--   comptes     qui tient un compte nominatif ouvert, présent ou non
--   dpi         qui tient un compte nominatif ouvert du dossier patient
--   soignants   présents d'une profession enregistrée par un Ordre, l'ARS ou l'établissement
--   requis      présents qui doivent avoir un numéro RPPS : soignants et étudiants, sauf numéro non requis
SELECT 'presents' AS population, id_unique FROM staging.personne WHERE presente
UNION ALL
SELECT 'comptes' AS population, id_unique FROM staging.personne WHERE a_un_compte
UNION ALL
SELECT 'dpi' AS population, id_unique FROM staging.personne WHERE utilisateur_dpi AND (presente OR a_un_compte)
UNION ALL
SELECT 'soignants' AS population, id_unique FROM staging.personne WHERE presente AND soignant
UNION ALL
SELECT 'requis' AS population, id_unique FROM staging.personne WHERE presente AND enregistrable AND statut_rpps <> 'non_requis'
