# Les textes de la ville {city}.
city-call = Trouvez comment aider, près de chez vous.
legal-notice = À compléter : qui publie ce service, qui l'héberge, comment écrire à la ville.
privacy-notice = À compléter : ce que la ville garde, pourquoi, combien de temps, et vos droits.
mail-signature = La ville
