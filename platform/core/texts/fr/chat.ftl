# La conversation (Telegram, Discord, terminal) : phrases courtes, le verbe d'abord, 24 caractères au plus par bouton.

## Boutons

chat-do-home = Aller à l'accueil
chat-do-near = Chercher près de moi
chat-do-weekend = Voir ce week-end
chat-do-themes = Choisir un thème
chat-do-words = Chercher un mot
chat-do-mine = Voir mes inscriptions
chat-do-help = Demander de l'aide
chat-do-join = Je participe
chat-do-next = Voir la suivante
chat-do-before = Voir la précédente
chat-do-more = Lire tout le texte
chat-do-slots = Voir les dates
chat-do-later-slots = Voir plus tard
chat-do-sooner-slots = Voir plus tôt
chat-do-back = Revenir à la mission
chat-do-confirm = Confirmer
chat-do-agree = Oui, et je confirme
chat-do-leave = Annuler ma venue
chat-do-withdraw = Retirer ma demande
chat-do-leave-yes = Oui, j'annule
chat-do-stay = Non, je reste
chat-do-take = Prendre la place
chat-do-see = Voir mon inscription
chat-do-mission = Voir la mission
chat-do-earlier = Voir les plus anciennes
chat-do-later = Voir les plus récentes
chat-do-open = Ouvrir la n° { $number }
chat-do-keep = Créer une alerte
chat-do-keep-daily = Créer, une fois par jour
chat-do-alerts = Voir mes alertes
chat-do-drop = Arrêter l'alerte { $number }
chat-do-pause = Mettre en pause
chat-do-resume = Reprendre
chat-do-hours = Voir mes heures
chat-do-language = Changer de langue
chat-do-speak = Parler français
chat-do-privacy = Voir mes données
chat-do-send-place = Envoyer ma position
chat-do-cities = Changer de ville
chat-do-export = Recevoir mes données
chat-do-hush = Arrêter les alertes
chat-do-unlink = Délier mon compte
chat-do-erase = Effacer mon compte
chat-do-erase-yes = Oui, j'efface tout
chat-do-keep-account = Non, je le garde
chat-do-link = Oui, c'est moi
chat-do-not-mine = Non, ce n'est pas moi
chat-do-not-me = Ce n'est pas moi
chat-do-post = Publier une mission
chat-do-missions = Voir mes missions
chat-do-at-once = Accepter tout de suite
chat-do-by-me = Répondre à chacun
chat-do-give-up = Abandonner
chat-do-submit = Publier
chat-do-change = Modifier
chat-do-copy = Dupliquer
chat-do-close = Clore la mission
chat-do-call-off = Annuler la mission
chat-do-requests = Voir les demandes
chat-do-accept = Accepter n° { $number }
chat-do-decline = Décliner n° { $number }
chat-do-change-field-title = Changer le titre
chat-do-change-description = Changer le texte
chat-do-change-domain = Changer le thème
chat-do-change-when = Changer la date
chat-do-change-places = Changer les places
chat-do-change-place = Changer le lieu
chat-do-change-acceptance = Changer l'accueil
chat-do-yes = Accepter
chat-do-no = Décliner
chat-do-people = Voir les inscrits
chat-do-sheet = Noter les présences
chat-do-present = Noter présent n° { $number }
chat-do-absent = Noter absent n° { $number }
chat-do-page-before = Voir le début
chat-do-page-after = Voir la suite
chat-do-write = Écrire aux inscrits
chat-do-send = Envoyer
chat-do-thread = Lire les messages
chat-do-reply = Répondre
chat-do-moderate = Modérer
chat-do-let-through = Valider
chat-do-publish = Publier la mission
chat-do-send-back = Renvoyer
chat-do-queue = Revenir à la file
chat-do-city = Aller dans cette ville
chat-do-open-account = Ouvrir mon compte

## Accueil et aide

chat-home-title = Je m'engage, { $city }
chat-home = Trouvez comment aider près de chez vous. Choisissez, ou cherchez un mot : « repas », « nature », « sport ».
chat-help-title = Ce que vous pouvez faire ici
chat-help =
    /autour : chercher près d'un lieu
    /weekend : voir ce week-end
    /themes : choisir un thème
    /chercher : chercher un mot
    /mesinscriptions : voir vos inscriptions
    /mesheures : voir vos heures
    /alertes : voir vos alertes
    /langue : changer de langue
    /vieprivee : savoir ce que nous gardons
    Pour les associations : /publier et /mesmissions. Pour les agents de la ville : /file.
    Vous pouvez aussi écrire un mot à tout moment.
chat-unknown-command = Nous ne connaissons pas cette commande.
chat-stale = Ce bouton était trop ancien. Voici où nous en sommes.
chat-languages-title = Dans quelle langue ?
chat-privacy-title = Ce que nous gardons
chat-privacy =
    Nous gardons ce que vous nous dites de vous : prénom, langue, date de naissance si la ville la demande.
    Nous gardons vos inscriptions avec leur motivation, vos alertes, et vos messages aux inscrits.
    De vos autres messages nous gardons la dernière recherche, rien d'autre. Un lieu n'est gardé qu'à un kilomètre près.
    Sur la page de votre compte, vous pouvez tout lire et tout effacer.

## Chercher

chat-ask-place-title = Où voulez-vous aider ?
chat-ask-place = Envoyez votre position, ou écrivez un quartier ou un code postal.
chat-no-place = Nous ne connaissons pas ce lieu dans la ville.
chat-ask-words-title = Que cherchez-vous ?
chat-ask-words = Écrivez un ou deux mots.
chat-themes-title = Quel thème vous plaît ?
chat-nothing-title = Nous n'avons rien trouvé.
chat-nothing = Cherchez autrement : un autre mot, un autre thème.
chat-nothing-keep = Créez une alerte : nous vous écrivons dès qu'une mission arrive, ou une fois par jour. Ou cherchez autrement.

## Une mission

chat-mission = Mission
chat-with = Avec
chat-where = Où
chat-when = Quand
chat-places = Places
chat-over = les inscriptions sont finies
chat-places-left =
    { $count ->
        [0] complet
        [one] il reste { $count } place
       *[other] il reste { $count } places
    }
chat-other-slots =
    { $count ->
        [one] Il y a aussi { $count } autre date.
       *[other] Il y a aussi { $count } autres dates.
    }
chat-place-in-list = { $at }/{ $of }
chat-slots = Choisissez une date.
chat-slot-gone = Cette date n'est plus ouverte.

## S'inscrire

chat-confirm-title = Vous participez ?
chat-prerequisites = L'association demande :
chat-full = C'est complet.
chat-full-wait = C'est complet. Si vous confirmez, vous attendez une place.
chat-ask-name-title = Quel est votre prénom ?
chat-ask-name = L'association voit votre prénom, rien d'autre.
chat-ask-birth-date-title = Quelle est votre date de naissance ?
chat-ask-birth-date = La ville demande un âge. Écrivez le jour, le mois et l'année : 31/12/2000.
chat-ask-motivation-title = Pourquoi voulez-vous venir ?
chat-ask-motivation = L'association aimerait le savoir. Écrivez une ou deux phrases.
chat-done-accepted-title = C'est noté : vous participez.
chat-done-requested-title = Votre demande est partie.
chat-done-requested = L'association vous répond bientôt.
chat-done-waiting-title =
    { $rank ->
        [0] Vous attendez une place.
       *[other] Vous attendez une place : vous êtes n° { $rank }.
    }
chat-done-waiting = Nous vous écrivons dès qu'une place se libère.
chat-refused = Ce n'est pas possible.

## Mes inscriptions

chat-mine-title = Mes inscriptions
chat-mine-none = Vous n'avez pas encore d'inscription.
chat-stands = État
chat-until = Jusqu'à
chat-contact = Contact
chat-state-requested = demande envoyée
chat-state-accepted = vous participez
chat-state-waiting = vous attendez une place
chat-state-offered = une place vous attend
chat-state-declined = refusée
chat-state-withdrawn = annulée par vous
chat-state-lapsed = place non prise
chat-state-cancelled = mission annulée
chat-state-attended = vous étiez là
chat-state-absent = vous n'étiez pas là
chat-state-excused = absence excusée
chat-leave-title = Vous voulez annuler ?
chat-leave = Si vous avez une place, elle va à quelqu'un d'autre.
chat-left-title = C'est annulé.
chat-left = Vous ne participez plus à « { $title } ». L'association le sait.
chat-comes-title = Merci, c'est confirmé.
chat-comes = L'association vous attend pour « { $title } ».
chat-taken-title = La place est à vous.
chat-taken = Vous participez à « { $title } ».

## Mes heures

chat-hours-title = Mes heures
chat-hours-none = Ici s'ajoutent vos heures quand une association note votre présence.
chat-hours-missions = Missions
chat-hours-in-all = En tout
chat-hours-latest = Les dernières fois :

## Alertes

chat-alert-kept-title = Votre alerte est créée.
chat-alert-kept = Nous vous écrivons quand une mission correspond.
chat-alert-kept-daily = Nous vous écrivons une fois par jour s'il y a des missions qui correspondent.
chat-alert-daily = { $what }, une fois par jour
chat-alerts-paused = Vos alertes sont en pause. Nous ne vous écrivons pas.
chat-alerts-title = Mes alertes
chat-alerts-none = Vous n'avez pas d'alerte. Cherchez, puis créez une alerte.
chat-alert-ended = L'alerte est arrêtée.
chat-near-a-place = près d'un lieu
chat-everything = toutes les missions

## Le choix de la ville et le menu

chat-cities-title = Dans quelle ville voulez-vous aider ?
chat-cities = Choisissez votre ville.
chat-command-near = Chercher près d'un lieu
chat-command-weekend = Voir ce week-end
chat-command-themes = Choisir un thème
chat-command-words = Chercher un mot
chat-command-mine = Voir mes inscriptions
chat-command-alerts = Voir mes alertes
chat-command-language = Changer de langue
chat-command-help = Demander de l'aide

## Ce que nous écrivons de nous-mêmes

chat-do-come = Je viens
chat-do-cannot = Je ne peux pas venir
chat-note-sign-up-accepted =
    Vous participez avec { $association }.
    Quand : { $when }
    Où : { $where }
chat-note-sign-up-offered =
    Une place se libère avec { $association }.
    Quand : { $when }
    Où : { $where }
    La place est à vous jusqu'à cette date : { $until }.
chat-note-sign-up-declined = { $association } ne peut pas accepter votre demande. Raison : { $reason }
chat-note-sign-up-lapsed = Nous proposons la place à une autre personne.
chat-note-sign-up-cancelled = Vous n'avez plus besoin de venir. Raison : { $reason }
chat-note-sign-up-changed =
    La date, l'heure ou le lieu a changé.
    Quand : { $when }
    Où : { $where }
chat-note-sign-up-handed-over = C'est maintenant { $association } qui vous accueille.
chat-note-sign-up-reminder =
    Quand : { $when }
    Où : { $where }
    Venez-vous ?
chat-note-sign-up-thanks = Merci de la part de { $association }.
chat-note-account-idle = Nous effaçons un compte qui n'a pas servi. Écrivez-nous ici avant cette date pour le garder : { $on }.
chat-note-alert-matched =
    Avec : { $association }
    Quand : { $when }
    Où : { $where }

## Compte

chat-link-title = Est-ce votre compte ?
chat-link =
    Compte : { $email }
    Si vous dites oui, vos inscriptions du site et d'ici sont réunies.
chat-linked-title = C'est fait.
chat-linked = Votre compte du site et cette conversation sont liés.
chat-number-title = Quel numéro voyez-vous ?
chat-number =
    Un navigateur demande à ouvrir votre compte, sur le site de { $city }.
    Demande faite : { $when }.
    Touchez le numéro seulement si vous le voyez sur votre propre écran.
    Vous n'avez rien demandé, ou une autre personne vous donne un numéro ? Touchez « Ce n'est pas moi ».
chat-entered-title = C'est fait.
chat-entered = Revenez à votre navigateur : votre compte y est ouvert.
chat-number-wrong-title = Ce n'est pas ce numéro.
chat-number-wrong = Personne n'est entré avec votre compte. Si c'était vous, recommencez sur le site.
chat-not-me-title = C'est annulé.
chat-not-me = Personne n'est entré avec votre compte.
chat-unlinked-title = C'est fait.
chat-unlinked = Cette conversation ne connaît plus votre compte.
chat-hushed-title = C'est fait.
chat-hushed = Nous ne vous envoyons plus d'alertes. Nous vous écrivons seulement pour vos inscriptions.
chat-exported-title = Voici vos données.
chat-exported = Le fichier contient tout ce que nous gardons de vous dans cette ville.
chat-erase-title = Vous voulez tout effacer ?
chat-erase = Vos inscriptions à venir sont annulées. Personne ne peut revenir en arrière.
chat-erased-title = C'est effacé.
chat-erased = Nous ne gardons plus rien de vous ici. À bientôt, peut-être.

## Publier une mission

chat-no-association-title = Vous n'agissez pour aucune association ici.
chat-no-association = Liez d'abord votre compte du site à cette conversation, sur la page de votre compte.
chat-post-for = Pour quelle association ?
chat-post-step = Étape { $step } sur { $of }
chat-post-gone = La mission n'est pas gardée.
chat-post-understood = Nous avons compris : { $when }, jusqu'à { $until }.
chat-post-here = Au point indiqué
chat-post-field-title-title = Quel titre ?
chat-post-field-title = Dites en quelques mots ce que l'on fait : « Servir un repas chaud ».
chat-post-field-title-again = Il faut un titre de 150 signes au plus, sur une ligne.
chat-post-description-title = Que fait-on, et avec qui ?
chat-post-description = Écrivez quelques phrases. N'écrivez ni téléphone ni adresse e-mail.
chat-post-description-again = Il faut un texte de 3 000 signes au plus.
chat-post-domain-title = Quel thème ?
chat-post-domain = Choisissez le plus proche.
chat-post-domain-again = Choisissez un bouton.
chat-post-when-title = Quand ?
chat-post-when = Écrivez le jour et l'heure : « samedi 14h-17h », « 5/12 9h ».
chat-post-when-again = Nous n'avons pas compris cette date, ou elle est passée.
chat-post-places-title = Combien de personnes ?
chat-post-places = Écrivez un nombre.
chat-post-places-again = Il faut un nombre, 1 ou plus.
chat-post-place-title = Où ?
chat-post-place = Écrivez l'adresse avec son code postal, ou envoyez une position.
chat-post-place-again = Nous ne connaissons pas ce lieu. Écrivez aussi le code postal ou le quartier.
chat-post-acceptance-title = Comment accueillez-vous les volontaires ?
chat-post-acceptance = Ils ont une place tout de suite, ou vous répondez à chacun.
chat-post-acceptance-again = Choisissez un bouton.

## Mes missions

chat-missions-title = Mes missions
chat-missions-none = Vous n'avez pas encore de mission.
chat-theme = Thème
chat-reason = À revoir
chat-taken-of = { $taken } sur { $capacity } places prises
chat-answers-each = Vous répondez à chaque demande.
chat-mission-draft = brouillon
chat-mission-submitted = la ville la relit
chat-mission-returned = à corriger
chat-mission-published = publiée
chat-mission-suspended = cachée par la ville
chat-mission-closed = terminée
chat-mission-cancelled = annulée
chat-submitted-published = Votre mission est publiée.
chat-submitted-returned = Il y a quelque chose à corriger.
chat-submitted-held = La ville relit votre mission. Nous vous écrivons.
chat-change-title = Que voulez-vous changer ?
chat-call-off-title = Pourquoi annulez-vous ?
chat-call-off = Les personnes inscrites lisent cette raison.
chat-requests-title = Qui demande à participer
chat-requests-none = Personne n'attend de réponse.
chat-accepted = C'est accepté. La personne le sait.
chat-declined = C'est décliné. La personne le sait.
chat-note-manager-requested = { $volunteer } demande à participer.
chat-note-manager-accepted = { $volunteer } a une place.
chat-note-manager-withdrawn = { $volunteer } laisse sa place.
chat-command-post = Publier une mission

## Les inscrits

chat-people-title = Qui participe
chat-people-none = Personne n'a encore de place.
chat-sheet-title = Qui est venu ?
chat-sheet = Notez chaque personne. Vous pouvez changer d'avis.
chat-sheet-none = Personne n'avait de place.
chat-sheet-not-begun = La mission n'a pas commencé. Revenez le jour même.
chat-came = était là
chat-did-not-come = n'était pas là
chat-was-excused = absence excusée
chat-to-be-noted = à noter
chat-has-confirmed = a confirmé
chat-is-expected = participe
chat-noted-present = C'est noté : était là.
chat-noted-absent = C'est noté : n'était pas là.
chat-write-title = Que voulez-vous dire ?
chat-write = Écrivez votre message. Les personnes qui ont une place le reçoivent.
chat-write-again = Il faut un message de 1 500 signes au plus.
chat-preview-title = Vous envoyez ce message ?
chat-preview =
    { $count ->
        [one] { $count } personne le reçoit :
       *[other] { $count } personnes le reçoivent :
    }
chat-sent-title = C'est envoyé.
chat-sent =
    { $count ->
        [one] { $count } personne reçoit votre message.
       *[other] { $count } personnes reçoivent votre message.
    }
chat-thread-title = Messages
chat-thread-none = Il n'y a pas encore de message.
chat-thread-erased = message effacé
chat-reply = Écrivez votre message. L'autre personne le reçoit.

## Ce que la ville relit

chat-queue-title = Ce qui attend la ville
chat-queue-none = Rien n'attend.
chat-queue-reports =
    { $count ->
        [one] Il y a aussi { $count } signalement à lire sur le site.
       *[other] Il y a aussi { $count } signalements à lire sur le site.
    }
chat-association-kind = Forme
chat-association-number = Numéro
chat-site = Site
chat-kind-association = association
chat-kind-collective = collectif
chat-kind-public-body = service public
chat-kind-company = entreprise
chat-send-back-title = Que faut-il corriger ?
chat-send-back = Écrivez-le en une ou deux phrases. L'association les lit.
chat-let-through = C'est validé. L'association le sait.
chat-published = C'est publié. L'association le sait.
chat-sent-back = C'est renvoyé. L'association le sait.
