-- Un numéro RPPS est confirmé sans numéro ou sans preuve.
SELECT id_unique, rpps, preuve
FROM curated.lien_rpps
WHERE statut = 'confirme' AND (coalesce(preuve, '') = '' OR coalesce(rpps, '') = '')
