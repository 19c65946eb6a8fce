# Ce que dit Discord, et lui seul.

discord-write = Écrire
chat-again = C'est déjà fait.
chat-command-hours = Voir mes heures
chat-command-queue = Voir ce qui attend (agents de la ville)
chat-command-missions = Voir les missions de mon association
chat-command-home = Revenir à l'accueil
chat-command-city = Changer de ville
chat-command-privacy = Voir ce qui est gardé de moi
chat-command-link = Relier mon compte du site
chat-command-setup = Relier ce serveur à une ville

discord-option-where = Un arrondissement, un quartier ou un code postal
discord-option-theme = Un thème
discord-option-words = Les mots à chercher
discord-option-code = Le code que le site vous a donné
discord-option-title = Le titre de la mission
discord-option-when = Le jour et les heures : samedi 14h-17h
discord-option-places = Le nombre de personnes
discord-option-place = Une adresse avec son code postal
discord-option-acceptance = Comment répondre aux personnes
discord-option-channel = Le salon où annoncer les nouvelles missions
discord-option-role = Le rôle à prévenir
discord-option-missions = Les missions à annoncer
discord-own = Celles de l'association
discord-all = Toutes celles de la ville

discord-setup-own = Ce serveur est relié à { $city }. Les nouvelles missions de votre association seront annoncées dans le salon choisi.
discord-setup-all = Ce serveur est relié à { $city }. Toutes les nouvelles missions de la ville seront annoncées dans le salon choisi.
discord-setup-silent = Ce serveur est relié à { $city }. Pour annoncer les nouvelles missions, refaites /configurer et choisissez un salon.
discord-setup-not-allowed = Seules les personnes qui gèrent ce serveur peuvent faire cela. Demandez-le-leur.
discord-setup-no-code = Ce code ne marche pas ou ne marche plus. Sur le site, ouvrez la page de votre association et demandez un nouveau code pour Discord. Il marche une fois, pendant dix minutes.
