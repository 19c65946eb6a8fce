# Les pages de la ville : ce que les agents relisent, ce qu'ils font au guichet, ce que les administrateurs règlent.

## Le menu

agent-menu = Espace de la ville
agent-menu-queue = À traiter
agent-menu-desk = Guichet
agent-menu-rules = Règles
agent-menu-bots = Robots
agent-menu-settings = Réglages
agent-menu-roles = Rôles
agent-menu-ledger = Registre
agent-open = Voir comme agent
agent-yes = Oui
agent-no = Non
agent-save = Enregistrer
agent-name = Nom
agent-change = Changer
agent-field = Champ
agent-value = Réponse

## À traiter

agent-queue-title = À traiter
agent-queue-associations = Associations : { $count }
agent-queue-no-associations = Aucune association n'attend.
agent-queue-missions = Missions : { $count }
agent-queue-no-missions = Aucune mission n'attend.
agent-queue-reports = Conversations signalées : { $count }
agent-queue-no-reports = Aucune conversation n'est signalée.
agent-queue-more = Seuls les { $count } qui attendent depuis le plus longtemps sont ici. Les suivants arrivent quand vous répondez à ceux-ci.
agent-queue-stopped = En pause
agent-an-association = Association
agent-a-mission = Mission
agent-waits-hours =
    { $hours ->
        [0] arrivée il y a moins d'une heure
        [one] attend depuis { $hours } heure
       *[other] attend depuis { $hours } heures
    }
agent-waits-days =
    { $days ->
        [one] attend depuis { $days } jour
       *[other] attend depuis { $days } jours
    }

## Relire

agent-association-file = Ce que l'association dit d'elle
agent-mission-sheet = Ce que dit la mission
agent-reasons = À regarder
agent-reason-review_by_agent = Les règles de la ville demandent qu'un agent relise.
agent-reason-rules_unavailable = Les règles n'ont pas répondu. Un agent décide.
agent-reason-association_not_validated = L'association n'est pas encore validée.
agent-public-page = Voir la page publique
agent-missions = Ses missions
agent-decide = Décider
agent-decide-nothing = Il n'y a rien à décider à cette étape.
agent-validate-do = Valider l'association
agent-publish-do = Publier la mission
agent-resume-do = Lever la pause
agent-return-title = Demander des corrections
agent-return-hint = Écrivez une remarque par point. Choisissez le champ, puis dites quoi corriger. L'association vous lira.
agent-return-do = Renvoyer à l'association
agent-remark-field = Remarque { $number } : sur quoi ?
agent-remark-whole = L'ensemble
agent-remark-text = Remarque { $number } : que faut-il corriger ?
agent-suspend-title = Mettre en pause
agent-suspend-reason = Pourquoi ?
agent-suspend-reason-hint = L'association vous lira. Les inscriptions sont gardées.
agent-suspend-do = Mettre en pause
agent-leave-title = Retirer l'association du site
agent-leave-text = L'association et ses missions ne seront plus visibles. Les missions sont annulées. C'est impossible tant que des personnes sont attendues.
agent-leave-do = Retirer l'association
agent-accredit-title = Agréments
agent-accredit-for = La ville agrée cette association comme
agent-accredit-do = Enregistrer les agréments
agent-history = Ce qui s'est passé
agent-field-name = Nom
agent-field-kind = Type d'organisme
agent-field-rna = Numéro RNA
agent-field-siret = SIREN ou SIRET
agent-field-description = Description
agent-field-domains = Thèmes
agent-field-beneficiaries = Pour qui
agent-field-street = Rue
agent-field-postcode = Code postal
agent-field-area = Quartier
agent-field-website = Site
agent-field-contact_email = E-mail, pour la ville
agent-field-contact_phone = Téléphone, pour la ville
agent-field-title = Titre
agent-field-language = Langue
agent-field-translations = Dans une autre langue
agent-field-domain = Thème
agent-field-activities = Activités
agent-field-open_to_minors = Ouverte aux mineurs
agent-field-accessible = Accessible en fauteuil
agent-field-addresses = Lieux
agent-field-slots = Dates
agent-field-acceptance = Inscriptions
agent-field-waiting_list = Liste d'attente
agent-field-prerequisites = Conditions à cocher
agent-field-motivation_wanted = Demande pourquoi on vient
agent-field-contact = Qui accueille
agent-slot = { $when } : { $taken } / { $capacity } places prises
agent-more-slots =
    { $count ->
        [one] et { $count } autre date
       *[other] et { $count } autres dates
    }
agent-acceptance-automatic = Acceptées sans attente
agent-acceptance-by_manager = Acceptées une par une
agent-association-state-draft = Brouillon
agent-association-state-submitted = À relire
agent-association-state-returned = Renvoyée avec des remarques
agent-association-state-validated = Validée
agent-association-state-suspended = En pause
agent-association-state-left = Partie
agent-mission-state-draft = Brouillon
agent-mission-state-submitted = À relire
agent-mission-state-returned = Renvoyée avec des remarques
agent-mission-state-published = Publiée
agent-mission-state-suspended = En pause
agent-mission-state-closed = Terminée
agent-mission-state-cancelled = Annulée

## Une conversation signalée

agent-thread-title = Conversation signalée
agent-thread-between = { $volunteer } et { $association }
agent-thread-by-volunteer = Signalée par le bénévole, { $when } :
agent-thread-by-association = Signalée par l'association, { $when } :
agent-thread-noted = Le registre garde la trace de votre lecture.
agent-thread-close = C'est traité
agent-thread-close-hint = Après cela, seuls le bénévole et l'association peuvent lire la conversation.

## Au guichet

agent-desk-title = Au guichet
agent-desk-text = Une personne est devant vous ? Cherchez son compte par son adresse e-mail. Si elle n'en a pas, un compte est créé avec son nom.
agent-desk-email-hint = Laissez vide si la personne n'a pas d'adresse. Nous n'envoyons rien maintenant.
agent-desk-do = Continuer avec cette personne
agent-for = Pour { $name }
agent-for-text = Vous agissez pour une autre personne. Le registre le note.
agent-for-back = Revenir à la personne
agent-no-email = Pas d'adresse e-mail
agent-sign-ups = Ses inscriptions
agent-sign-ups-none = Pas encore d'inscription.
agent-take-place = Prendre la place
agent-withdraw-do = Annuler l'inscription
agent-find = L'inscrire à une mission
agent-join-do = Inscrire la personne
agent-join-wait = Mettre sur la liste d'attente
agent-prerequisites = Demandez à la personne, puis cochez si c'est vrai
agent-motivation = Pourquoi veut-elle venir ?
agent-facts = Ce qu'elle dit d'elle
agent-facts-hint = Les règles de la ville en ont besoin. Écrivez ce que la personne vous dit.
agent-tie = Son lien avec la ville
agent-tie-unknown = Ne dit rien
agent-tie-resident = Habite
agent-tie-student = Étudie
agent-tie-worker = Travaille
agent-tie-member = Est membre d'une association
agent-area = Où ?
agent-area-outside = Hors de la ville
agent-credentials = Ce que la ville a vérifié
agent-credentials-none = Rien n'est vérifié.
agent-credential = Titre
agent-credential-until = Valable jusqu'au
agent-credential-until-hint = Laissez vide s'il vaut sans limite.
agent-credential-give = Ajouter ce titre
agent-credential-take = Retirer ce titre
agent-residence = Lien avec la ville
agent-until = jusqu'au : { $when }
agent-assurance = Comment le savez-vous ?
agent-assurance-none = Non vérifié
agent-assurance-email = Dit par e-mail
agent-assurance-phone = Dit par téléphone
agent-assurance-declared = La personne le dit
agent-assurance-documented = Un document a été vu
agent-assurance-in_person = Vérifié en personne

## Rôles

agent-role = Rôle
agent-role-moderator = Agent
agent-role-admin = Administrateur
agent-role-hint = Un agent relit et aide au guichet. Un administrateur règle aussi les règles et les rôles.
agent-role-email-hint = Un lien pour entrer est envoyé à cette adresse.
agent-role-take = Retirer le rôle
agent-role-give = Donner un rôle
agent-role-give-do = Donner ce rôle
agent-roles-who = Qui agit pour la ville

## Règles

agent-rules-version = Version { $version }
agent-rules-in-use = En service
agent-rules-health =
    { $failures ->
        [0] Questions posées depuis le démarrage : { $calls }. Aucun échec.
        [one] Questions posées depuis le démarrage : { $calls }. { $failures } échec : un agent décide alors.
       *[other] Questions posées depuis le démarrage : { $calls }. { $failures } échecs : un agent décide alors.
    }
agent-rules-last-failure = Dernier échec :
agent-rules-left-alone = Les règles échouent trop souvent. Elles sont mises de côté un moment : des personnes décident.
agent-rules-problem = La version choisie ne marche pas. La ville garde les règles d'avant.
agent-rules-parameters = Paramètres
agent-rules-parameters-hint = Changez, essayez, puis enregistrez. Un champ vide prend la valeur de base.
agent-rules-no-parameters = Ces règles n'ont pas de paramètre.
agent-rules-one-a-line = Écrivez un mot par ligne.
agent-rules-try = Essayer sans rien changer
agent-rules-set = Mettre en service
agent-rules-tried = Ce qui changerait
agent-rules-tried-count =
    { $count ->
        [0] Missions relues : { $missions }. Rien ne changerait. Rien n'est enregistré.
        [one] Missions relues : { $missions }. La réponse changerait pour { $count } mission. Rien n'est enregistré.
       *[other] Missions relues : { $missions }. La réponse changerait pour { $count } missions. Rien n'est enregistré.
    }
agent-rules-tried-newest = Les { $count } missions les plus récentes sont relues au plus.
agent-rules-then = Aujourd'hui
agent-rules-now = Avec ces paramètres
agent-verdict-publish = Publiée sans attente
agent-verdict-hold = Relue par un agent. { $reasons }
agent-verdict-refuse = Renvoyée. { $reasons }
agent-verdict-none = Pas de réponse : un agent décide
agent-rules-versions = Versions
agent-rules-restore = Revenir à cette version
agent-rules-origin-folder = Dossier de la ville
agent-rules-origin-program = Mise à jour du programme
agent-rules-origin-upload = Composant envoyé
agent-rules-origin-parameters = Paramètres changés
agent-rules-origin-rollback = Retour à une version d'avant
agent-rules-upload = D'autres règles
agent-rules-upload-text = Pour mettre en service un autre composant, essayez-le d'abord avec « jemengage plugin dry-run », puis envoyez-le ici. Il est vérifié avant de servir ; les paramètres qu'il connaît restent. Un programme l'envoie à l'adresse /api/v1/rules, avec un jeton d'administrateur.
agent-rules-file = Composant
agent-rules-file-hint = Un fichier .wasm, de { $max } Mo au plus.
agent-rules-upload-do = Vérifier et mettre en service
agent-rules-component = Composant en service :

## Robots

agent-bots-text = Les personnes peuvent chercher, s'inscrire et recevoir des nouvelles par ces robots.
agent-bots-caption = Les robots qui servent la ville
agent-bots-none = Aucun robot ne sert la ville.
agent-bot-where = Où
agent-bot-whose = À qui
agent-bot-waiting = Messages en attente
agent-bot-state = État
agent-bot-own = À la ville
agent-bot-shared = Commun à toutes les villes
agent-bot-well = Va bien
agent-bot-late = En retard depuis : { $when }
agent-bot-add = Ajouter un robot
agent-bot-add-text = La personne qui tient le serveur ajoute un robot avec la première commande, et vérifie qu'il va bien avec la seconde.
agent-bot-check = jemengage bot check NOM
agent-platform-telegram = Telegram
agent-platform-discord = Discord

## Réglages

agent-settings-text = Ces réglages se lisent ici. Ils se changent dans le fichier ci-dessous ; la personne qui tient le serveur les met en service avec la commande qui suit.
agent-settings-caption = Ce qu'est la ville
agent-setting-name = Nom
agent-setting-code = Nom court
agent-setting-hosts = Adresses
agent-setting-languages = Langues
agent-setting-time-zone = Fuseau horaire
agent-setting-mail-from = Expéditeur des e-mails
agent-setting-quiet = Heures calmes
agent-setting-from-until = de { $from } à { $until }
agent-setting-no-quiet = Aucune
agent-setting-digest = Heure du résumé quotidien
agent-setting-idle = Compte effacé sans visite
agent-setting-ledger = Registre gardé
agent-setting-for-months =
    { $months ->
        [one] { $months } mois
       *[other] { $months } mois
    }
agent-setting-areas = Quartiers
agent-setting-count = { $count }
agent-setting-domains = Thèmes
agent-setting-map = Fond de carte
agent-setting-no-map = Aucun : les lieux sont dessinés sur un fond uni
agent-setting-by-day = Couleur, de jour
agent-setting-by-night = Couleur, de nuit

## Registre

agent-ledger-text = Tout ce qui a été fait dans la ville, le plus récent d'abord. Lire ne change rien.
agent-ledger-caption = Ce qui a été fait
agent-ledger-subject = Numéro d'un sujet
agent-ledger-subject-hint = Une personne, une association, une mission ou une inscription. Laissez vide pour tout voir.
agent-ledger-filter = Filtrer
agent-ledger-all = Tout voir
agent-ledger-none = Rien n'est noté.
agent-ledger-when = Quand
agent-ledger-what = Quoi
agent-ledger-who = Qui
agent-ledger-source = Par où
agent-ledger-about = Sur quoi
agent-ledger-open = Ouvrir
agent-ledger-for = pour une personne au guichet
agent-who-manager = association
agent-who-agent = ville
agent-who-platform = plateforme
agent-source-web = Site
agent-source-system = Automatique
agent-source-operator = Serveur
agent-source-telegram = Telegram
agent-source-discord = Discord
agent-source-terminal = Terminal
agent-event-from-to = { $what } : { $from } → { $to }
agent-event-account-acted_for = Compte utilisé par la personne qui tient le serveur
agent-event-account-chat_code = Code de discussion demandé
agent-event-account-chat_linked = Discussion reliée au compte
agent-event-account-chat_unlinked = Discussion détachée du compte
agent-event-account-confirmed = Adresse e-mail confirmée
agent-event-account-email_asked = Adresse e-mail ajoutée
agent-event-account-erased = Compte effacé
agent-event-account-found_at_desk = Compte trouvé au guichet
agent-event-account-made_at_desk = Compte créé au guichet
agent-event-account-made_in_chat = Compte créé dans une discussion
agent-event-account-merged = Comptes réunis
agent-event-account-others_ended = Autres connexions fermées
agent-event-account-password_set = Mot de passe choisi
agent-event-account-preferences = Préférences changées
agent-event-account-provisioned = Compte créé par la personne qui tient le serveur
agent-event-account-reachable = Adresse e-mail à nouveau joignable
agent-event-account-registered = Compte créé
agent-event-account-unreachable = Adresse e-mail injoignable
agent-event-account-unsubscribed = E-mails arrêtés
agent-event-account-updated = Compte changé
agent-event-account-identity_linked = Autre façon de se connecter ajoutée
agent-event-account-identity_unlinked = Autre façon de se connecter retirée
agent-event-account-entered_by_chat = Connexion par une discussion
agent-event-attestation-made = Attestation d'heures faite
agent-event-association-accredited = Agréments changés
agent-event-association-created = Association inscrite
agent-event-association-guild_bound = Serveur Discord relié
agent-event-association-guild_code = Code Discord demandé
agent-event-association-logo_removed = Logo retiré
agent-event-association-logo_set = Logo changé
agent-event-association-moved = Association
agent-event-association-updated = Fiche de l'association changée
agent-event-consent-asked = Accord d'un parent demandé
agent-event-credential-given = Titre ajouté
agent-event-credential-taken = Titre retiré
agent-event-ledger-forgotten = Lignes anciennes du registre effacées
agent-event-member-changed = Rôle changé dans l'association
agent-event-member-invitation_revoked = Invitation retirée
agent-event-member-invited = Personne invitée
agent-event-member-joined = Personne arrivée dans l'association
agent-event-member-left = Personne partie de l'association
agent-event-member-made_owner = Personne devenue responsable
agent-event-member-removed = Personne retirée de l'association
agent-event-mission-created = Mission créée
agent-event-mission-handed_over = Mission confiée à une autre association
agent-event-mission-moved = Mission
agent-event-mission-offer_ended = Proposition de mission terminée
agent-event-mission-offered = Mission proposée à une autre association
agent-event-mission-picture_described = Description de l'image changée
agent-event-mission-picture_removed = Image de la mission retirée
agent-event-mission-picture_set = Image de la mission changée
agent-event-mission-updated = Mission changée
agent-event-role-granted = Rôle donné
agent-event-role-taken = Rôle retiré
agent-event-rules-changed = Règles changées
agent-event-sign_up-confirmed = Venue confirmée
agent-event-sign_up-made = Inscription faite
agent-event-sign_up-moved = Inscription
agent-event-thread-read_by_agent = Conversation lue par un agent
agent-event-thread-report_closed = Signalement traité
agent-event-thread-reported = Conversation signalée
agent-event-token-created = Jeton créé
agent-event-token-revoked = Jeton retiré
