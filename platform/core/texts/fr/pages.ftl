# Les pages du site : phrases courtes, le verbe d'abord.

## Partout

language = Français
site-title = Je m'engage, { $city }
skip = Aller au contenu
nav-main = Navigation principale
nav-more = À propos du site
nav-languages = Langues
nav-search = Trouver une mission
nav-mine = Mes inscriptions
nav-manage = Mes associations
nav-agent = Espace de la ville
nav-enter = Se connecter
nav-leave = Se déconnecter
nav-associations = Associations
nav-statistics = Chiffres
nav-about = À propos
nav-accessibility = Accessibilité : non conforme
nav-legal = Mentions légales
nav-privacy = Données personnelles
nav-favourites = Mes favoris
nav-alerts = Mes alertes
nav-hours = Mes heures
form-sure = Oui, j'en suis sûr
form-mend = Corrigez ce qui suit, puis recommencez.
unread =
    { $count ->
        [one] { $count } message à lire
       *[other] { $count } messages à lire
    }
time-of-day = { $hour } h { $minute }
problem-home = Aller à l'accueil
problem-reference = Si vous nous écrivez, donnez cette référence : { $reference }

## Accueil

home-title = Trouvez comment aider près de chez vous
home-description = { $city } : trouvez une mission de bénévolat près de chez vous et inscrivez-vous en trois clics.
home-weekend = Ce week-end
home-remote = Depuis chez moi
home-near = Près de moi
home-near-failed = Votre position n'est pas disponible
home-soon = Bientôt, près de chez vous
home-nothing = Aucune mission n'est ouverte pour le moment. Revenez bientôt, ou créez une alerte.
home-all = Voir toutes les missions
home-themes = Par thème
home-numbers = Depuis un an
number-people =
    { $count ->
        [one] personne engagée
       *[other] personnes engagées
    }
number-engagements =
    { $count ->
        [one] inscription
       *[other] inscriptions
    }
number-associations =
    { $count ->
        [one] nouvelle association
       *[other] nouvelles associations
    }
home-association = Vous êtes une association ?
home-association-text = Publiez une mission en quelques minutes, et trouvez les personnes dont vous avez besoin.
home-association-do = Inscrire mon association

## Une mission dans une liste

card-over = Terminée
card-closed = Inscriptions closes
card-full = Complet
card-waiting-list = Complet, liste d'attente ouverte
card-remote = Depuis chez soi
card-places =
    { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
distance-m = à { $metres } m
distance-km = à { $km } km

## Chercher

search-title = Trouver une mission
search-description = { $city } : cherchez une mission de bénévolat par mot, lieu, date ou thème.
search-filters = Filtres
search-words = Quoi ?
search-where = Où ?
search-when = Quand ?
search-everywhere = Toute la ville
search-when-any = N'importe quand
search-when-today = Aujourd'hui
search-when-tomorrow = Demain
search-when-weekend = Ce week-end
search-when-week = Dans les sept jours
search-sort = Ordre
search-sort-relevance = Le plus proche de la demande
search-sort-distance = Le plus près
search-sort-soonest = Le plus tôt
search-sort-newest = Le plus récent
search-sort-most_needed = Le plus de besoins
search-full = Montrer aussi les missions complètes
search-do = Chercher
search-total =
    { $count ->
        [0] Aucune mission
        [one] { $count } mission
       *[other] { $count } missions
    }
search-understood = Nous avons cherché : { $words }
search-degraded = La recherche répond moins bien que d'habitude. Réessayez dans quelques minutes.
search-chosen = Vos choix
search-chosen-words = « { $words } »
search-chosen-near = Près de moi
search-without = retirer ce choix
search-nothing = Rien ne correspond pour l'instant
search-nothing-help = Retirez un choix, changez de date, ou créez une alerte : nous vous écrirons dès qu'une mission correspond.
search-all = Voir toutes les missions
search-results = Résultats
search-next = Page suivante
search-keep = Créer une alerte
search-keep-hint = Nous vous écrirons quand une nouvelle mission correspond à cette recherche.
map-open = Voir la carte
map-label = Carte des missions trouvées ; la même liste est dessous
map-failed = La carte ne s'affiche pas. La liste dit la même chose.
feed-title = Nouvelles missions
facet-domain = Thème
facet-activity = Activité
facet-beneficiary = Pour qui
facet-association = Cette association
facet-audience = Ouverte à
facet-presence = Sur place ou chez soi
facet-weekday = Jour
facet-part_of_day = Moment
facet-commitment = Durée
facet-audience-minors = Ouverte aux mineurs
facet-audience-accessible = Accessible en fauteuil
facet-presence-on_site = Sur place
facet-presence-remote = Depuis chez soi
facet-commitment-two_hours = Deux heures au plus
facet-commitment-half_day = Une demi-journée
facet-commitment-day = Une journée
facet-commitment-open = À convenir
facet-time-dated = À une date
facet-time-recurring = Toute l'année
facet-places-free = Avec des places
facet-places-full = Complètes
facet-language-fr = En français
facet-language-en = En anglais

## Une mission

mission-what = Ce que vous ferez
mission-where = Où
mission-when = Quand venir ?
mission-for = Pour : { $who }
mission-over = On ne peut plus s'inscrire à cette mission.
mission-more-slots =
    { $count ->
        [one] Voir { $count } autre date
       *[other] Voir { $count } autres dates
    }
mission-similar = Dans le même esprit
mission-manage = Gérer
slot-waiting =
    { $count ->
        [0] Complet, personne n'attend
        [one] Complet, { $count } personne attend
       *[other] Complet, { $count } personnes attendent
    }
join-do = Je participe
join-wait = M'inscrire sur la liste d'attente
join-prerequisites = Cochez si c'est vrai pour vous
join-motivation = Dites en quelques mots pourquoi vous venez
join-motivation-hint = L'association vous lira. Quelques phrases suffisent.
remedy-birth-date = Donner ma date de naissance
remedy-residence = Dire où j'habite
remedy-confirm = Recevoir un lien de connexion
remedy-guardian = Demander l'accord d'un parent
remedy-another = Voir d'autres missions
favourite-add = Garder dans mes favoris
favourite-remove = Retirer de mes favoris
share-do = Partager
share-copied = Adresse copiée

## Entrer

enter-title = Se connecter
enter-chose = Connectez-vous pour confirmer votre choix : nous le gardons.
enter-by-mail = Donnez votre adresse e-mail : nous vous envoyons un lien. Pas besoin de mot de passe.
enter-by-mail-do = Recevoir le lien
enter-new = Première visite ?
enter-by-password = Se connecter avec un mot de passe
register-title = Créer un compte
register-text = C'est gratuit. Nous ne demandons que le nécessaire.
register-do = Créer mon compte
register-privacy = Ce que nous faisons de vos données
check-mail-title = Regardez vos e-mails
check-mail-sent = Si un compte existe pour { $email }, un lien vient d'y être envoyé.
check-mail-minutes =
    { $minutes ->
        [one] Ouvrez-le dans la minute : il marche une seule fois.
       *[other] Ouvrez-le dans les { $minutes } minutes : il marche une seule fois.
    }
check-mail-nothing = Rien reçu ? Regardez dans les indésirables, vérifiez l'adresse, puis recommencez.
open-link-text = Encore un clic, et vous y êtes.
open-link-do = Entrer
open-link-password = Choisir aussi un mot de passe
open-link-again = Ce lien ne marche plus ? Demandez-en un nouveau
join-link-title = Confirmer votre adresse
join-link-text = Une personne participe sans adresse e-mail. Elle dit que cette adresse est à elle : { $email }.
join-link-all = C'est vous ? Alors son compte devient le vôtre : inscriptions, messages, favoris, alertes. Vous avez déjà un compte avec cette adresse ? Tout y est réuni.
join-link-ways = Ce compte n'est pas ouvert dans ce navigateur. Par sécurité, Telegram, Discord et les autres services ne l'ouvriront plus. Vous pourrez les relier depuis votre profil.
join-link-not-me = Ce n'est pas vous ? Fermez cette page : rien ne change.
join-link-do = Confirmer et entrer
field-email = Adresse e-mail
field-password = Mot de passe
field-new-password = Nouveau mot de passe
field-new-password-hint = Douze caractères au moins. Vous pouvez aussi vous en passer. Un nouveau mot de passe met fin à vos autres connexions.
field-given-name = Prénom
field-family-name = Nom
field-family-name-hint = Les autres n'en voient que l'initiale.
field-birth-date = Date de naissance
field-birth-date-hint = La ville fixe un âge minimum. Exemple : 31/12/2000.

## Entrer avec Telegram

enter-with-chat = Avec Telegram
enter-chat-text = Vous parlez déjà avec le robot de la ville ? Entrez avec lui, sans mot de passe.
enter-chat-do = Recevoir un numéro
enter-chat-title = Se connecter avec Telegram
enter-chat-number = Voici votre numéro :
enter-chat-pick = Ouvrez Telegram et touchez ce numéro dans la conversation. Vous avez cinq minutes. Ne donnez ce numéro à personne.
enter-chat-open = Ouvrir Telegram (nouvel onglet)
enter-chat-done = J'ai répondu
enter-chat-early = Nous n'avons pas encore votre réponse. Touchez d'abord le numéro dans Telegram.
enter-chat-refused = La réponse reçue dans Telegram n'était pas ce numéro. Par sécurité, cette demande est annulée.
enter-chat-over = Cette demande est finie : elle ne sert qu'une fois, pendant cinq minutes.
enter-chat-again = Recevoir un autre numéro
enter-chat-otherwise = Se connecter autrement

## Mes inscriptions

mine-to-come = À venir
mine-past = Passées
mine-none = Vous n'avez rien de prévu. Choisissez une mission.
sign-up-state-requested = Demande envoyée
sign-up-state-accepted = Inscription confirmée
sign-up-state-waiting = Sur liste d'attente
sign-up-state-offered = Une place pour vous
sign-up-state-declined = Demande refusée
sign-up-state-withdrawn = Inscription annulée
sign-up-state-lapsed = Place non prise
sign-up-state-cancelled = Mission annulée
sign-up-state-attended = Vous êtes venu
sign-up-state-absent = Absent
sign-up-state-excused = Absence excusée
sign-up-says-requested = L'association va vous répondre. Nous vous écrirons.
sign-up-says-accepted = C'est fait : vous êtes attendu. Si vous ne pouvez plus venir, annulez vite : la place ira à une autre personne.
sign-up-says-waiting = Nous vous écrirons si une place se libère.
sign-up-says-offered = Une place est gardée pour vous jusqu'à : { $until }. Prenez-la, ou laissez-la.
sign-up-says-declined = L'association n'a pas pu vous accueillir cette fois. D'autres missions vous attendent.
sign-up-says-withdrawn = Vous avez annulé. Vous pouvez vous inscrire à nouveau.
sign-up-says-lapsed = Le délai pour prendre la place est passé.
sign-up-says-cancelled = Cette mission n'aura pas lieu.
sign-up-says-attended = Merci ! Vos heures sont comptées.
sign-up-says-absent = L'association a noté que vous n'êtes pas venu. Une erreur ? Écrivez-lui ci-dessous.
sign-up-says-excused = L'association a noté que vous étiez excusé.
sign-up-contact = Qui vous accueille
sign-up-mission = Voir la mission
sign-up-date = Ajouter à mon agenda
sign-up-take = Prendre la place
sign-up-confirm = Confirmer que je viens
withdraw-title = Je ne peux pas venir
withdraw-reason = Pourquoi ? (facultatif)
withdraw-do = Annuler mon inscription
message-title = Messages
message-earlier = Voir les messages plus anciens
message-none = Pas encore de message.
message-me = Vous
message-them = L'association
message-gone = (message effacé)
message-write = Écrire un message
message-send = Envoyer

## Associations

associations-description = Les associations de { $city } qui cherchent des bénévoles.
associations-none = Aucune association n'est encore inscrite.
association-missions = Missions à venir
association-no-missions = Pas de mission ouverte pour le moment.
association-kind-association = Association
association-kind-collective = Collectif
association-kind-public_body = Service public
association-kind-company = Entreprise

## Chiffres

statistics-text = Ce qui s'est passé ici depuis douze mois.
statistics-few = Un chiffre qui ferait reconnaître une personne est caché.
statistics-months = Par mois
statistics-areas = Par quartier
statistics-picture = Inscriptions par mois ; le tableau qui suit dit la même chose
statistics-hidden = caché
statistics-value = { $value }
statistics-hours =
    { $hours ->
        [one] { $hours } heure
       *[other] { $hours } heures
    }
measure-engagements = Inscriptions
measure-people = Personnes
measure-associations = Nouvelles associations
measure-missions = Missions publiées
measure-places_offered = Places offertes
measure-places_filled = Places prises
measure-minutes = Aide donnée
measure-minutes_to_answer = Délai de réponse

## Le site

about-text =
    Ce site relie les personnes qui veulent aider et les associations qui ont besoin d'elles, dans votre ville.

    Cherchez une mission, appuyez sur « Je participe », venez. Vous pouvez aussi le faire depuis Telegram ou Discord.

    Les associations publient leurs missions ; la ville fixe les règles et les relit.

    Aucune publicité, aucun traceur, aucun cookie avant de vous connecter : il n'y a donc pas de bandeau.
accessibility-text =
    État : non conforme. Aucun audit n'a encore été fait : seul un audit peut dire qu'un site respecte le RGAA 4.1.

    Le site est construit pour se lire au clavier, avec un lecteur d'écran, sur un petit écran et agrandi à 200 %.

    Vous n'arrivez pas à lire une page ou à faire une démarche ? Écrivez à la ville : une autre solution vous sera proposée.

    Si la ville ne vous répond pas, vous pouvez écrire au Défenseur des droits.

## Mon compte

save = Enregistrer
nav-account = Mon compte
profile-title = Mon profil
profile-email-hint = Nous y envoyons un lien. En l'ouvrant, vous confirmez que l'adresse est à vous.
profile-email-sent = Un lien vient de partir à cette adresse. Ouvrez-le pour la confirmer.
profile-email-unconfirmed = pas encore confirmée
field-language = Langue
field-tie = Votre lien avec la ville
field-tie-hint = La ville en tient compte dans ses règles.
field-tie-area = Où ?
tie-unsaid = Je ne le dis pas
tie-outside = Hors de la ville
tie-resident = J'y habite
tie-student = J'y étudie
tie-worker = J'y travaille
tie-member = J'y suis membre d'une association
guardian-title = Accord d'un parent
guardian-email = Adresse e-mail d'un parent ou tuteur
guardian-hint = Si vous êtes mineur, la ville demande son accord. Nous lui envoyons un lien, valable deux semaines.
guardian-do = Demander l'accord
guardian-asked = La demande est partie. Vous pourrez vous inscrire dès que votre parent aura répondu.
chats-title = Telegram et Discord
chats-text = Reliez votre compte à une conversation : vous y verrez les mêmes inscriptions.
chats-do = Relier une conversation
chats-telegram = Ouvrir Telegram
chats-code = Ou envoyez ceci au robot de la ville :
chats-until = Ce code marche une seule fois, jusqu'à : { $when }.
conversation-telegram = Telegram
conversation-discord = Discord
others-title = Mes autres connexions
others-text = Un appareil perdu, un doute ? Mettez fin à tout ce qui est ouvert ailleurs avec votre compte : navigateurs, liens reçus, programmes. Cette page reste ouverte.
others-do = Mettre fin aux autres connexions
others-ended = C'est fait : votre compte n'est plus ouvert qu'ici.
preferences-title = Mes messages
preferences-text = Choisissez comment nous vous prévenons. Ce que vous devez savoir (une mission annulée, par exemple) arrive toujours.
preference-at_once = Tout de suite
preference-daily = Une fois par jour
preference-never = Seulement l'indispensable
preference-quiet = Quand ne pas vous écrire ? Laissez vide pour les heures de la ville.
preference-quiet-from = De
preference-quiet-until = À
topic-sign_ups = Mes inscriptions
topic-messages = Les messages
topic-associations = Mes associations
topic-moderation = Le travail des agents
topic-suggestions = Mercis et suggestions
topic-alerts = Mes alertes
topic-account = Mon compte
alerts-text = Nous vous prévenons quand une mission correspond.
alerts-none = Aucune alerte. Faites une recherche, puis appuyez sur « Créer une alerte ».
alert-daily = une fois par jour
alert-at-once = tout de suite
alert-everything = Toutes les missions
alert-stop = Arrêter
favourites-none = Aucun favori. Ouvrez une mission, puis appuyez sur « Garder dans mes favoris ».
data-title = Mes données
data-see = Voir ce que nous gardons
data-see-text = Tout ce que nous savons de vous, à lire ou à emporter.
data-read = Lire mes données
data-file = Télécharger le fichier
erase-title = Effacer mon compte
erase-text = Vos données sont vraiment effacées, tout de suite et pour toujours. Vos places vont à d'autres personnes.
erase-password-hint = Si vous avez un mot de passe, donnez-le. Sinon, reconnectez-vous par un lien juste avant.
erase-sure = Oui, j'efface mon compte
erase-do = Effacer mon compte

## Les liens reçus

consent-title = Accord d'un parent
consent-text = Un jeune de votre famille veut s'engager comme bénévole. Êtes-vous d'accord ?
consent-do = Oui, je suis d'accord
consent-done = Merci. Votre accord est enregistré pour un an.
invitation-title = Rejoindre une association
invitation-text = Une association vous invite à gérer ses missions avec elle.
invitation-do = Rejoindre
invitation-done = C'est fait.
check-in-title = Je suis arrivé
check-in-text = Dites que vous êtes là : vos heures seront comptées.
check-in-do = Je suis là
check-in-done = C'est noté.
check-in-code = Code affiché sur place
unsubscribe-title = Ne plus recevoir ces e-mails
unsubscribe-text = Vous ne recevrez plus d'e-mail sur ce sujet, sauf l'indispensable.
unsubscribe-do = Ne plus les recevoir
unsubscribe-done = C'est fait. Vous pouvez changer d'avis depuis votre compte.

## Quartiers

area-title = Aider à { $area }
area-search = Chercher ici
area-parts = Plus précisément
home-areas = Par quartier

## Heures

hours-none = Aucune heure pour le moment. Elles s'ajoutent quand l'association note votre présence.
hours-missions =
    { $count ->
        [one] dans { $count } mission
       *[other] dans { $count } missions
    }
hours-attest = Demander une attestation
hours-attest-text = Un document avec vos heures, et un code qui permet à tout le monde de le vérifier. Laissez vide pour tout y mettre.
hours-attest-do = Faire l'attestation
hours-from = Du
hours-until = Au
hours-own = Mes attestations
hours-own-says = Du { $from } au { $until }. Faite : { $when }.
hours-made = Votre attestation est prête
hours-pdf = Télécharger le PDF
hours-code = Code de vérification :
check-code = Code de l'attestation
check-do = Vérifier
check-says =
    { $missions ->
        [one] Du { $from } au { $until } : { $duration } de bénévolat, dans { $missions } mission.
       *[other] Du { $from } au { $until } : { $duration } de bénévolat, dans { $missions } missions.
    }
check-made = Attestation faite le { $when }
check-unknown = Aucune attestation ne porte ce code. Vérifiez-le, lettre par lettre.

## Autres façons d'entrer

enter-by-provider = Ou connectez-vous avec :
identities-title = Autres façons de se connecter
identities-since = Reliée depuis : { $when }
identities-unlink = Délier
