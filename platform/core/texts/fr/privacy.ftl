# Vie privée en français : ce qui est gardé sur une personne, et ce qui reste quand elle part.

erased-account = compte effacé

## Effacer son compte

refusal-password-needed = Pour effacer votre compte, donnez votre mot de passe.
refusal-wrong-password = Ce n'est pas votre mot de passe. Vérifiez-le, ou demandez un lien pour en choisir un nouveau.
refusal-come-in-again = Pour effacer votre compte, demandez un lien de connexion par e-mail. Ouvrez-le, puis recommencez dans les { $minutes } minutes.
refusal-no-members = Plus personne ne s'occupe de cette association. La ville peut confier ses missions à une autre association, ou les annuler.

mail-association-entrusted-subject = Vous êtes maintenant responsable de { $name }
mail-association-entrusted-body =
    Bonjour { $given },

    La personne responsable de { $name } a effacé son compte.
    Vous êtes maintenant responsable de l'association sur le site.
    Connectez-vous pour vérifier ses coordonnées, ses missions et ses membres.
mail-agent-orphaned-subject = Plus personne dans { $name }
mail-agent-orphaned-body =
    Bonjour { $given },

    Le dernier membre de { $name } a effacé son compte.
    L'association est en pause, et ses missions sont cachées.
    Des personnes comptent peut-être sur elles : confiez ces missions à une autre association, ou annulez-les.

## Tout ce que nous gardons sur une personne

export-title = Vos données
export-intro = Voici tout ce que { $city } garde sur vous sur ce site, le { $when }.
export-nothing = Rien.
export-yes = oui
export-no = non
export-account = Votre compte
export-preferences = Comment vous voulez recevoir nos e-mails
export-merged_accounts = Vos comptes d'invité, réunis avec celui-ci
export-memberships = Vos associations
export-sign_ups = Vos inscriptions
export-attestations = Vos attestations de bénévolat
export-messages = Vos messages
export-messages_for_associations = Vos messages au nom d'associations
export-favourites = Vos missions favorites
export-alerts = Vos alertes
export-reports = Vos signalements
export-thread_reads = Jusqu'où vous avez lu vos conversations
export-notices = Ce que nous vous avons dit
export-invitations_sent = Les invitations que vous avez envoyées
export-invitations_received = Les invitations que vous avez reçues
export-sessions = Vos connexions
export-sign_in_links = Vos liens de connexion
export-email_links = L'adresse que vous voulez confirmer
export-tokens = Vos clés d'accès pour des programmes
export-requests = Vos demandes récentes, gardées contre les doublons
export-contacts = Où vos coordonnées sont affichées
export-credentials = Ce que vous possédez : cartes, accords
export-consent_requests = À qui vous avez demandé un accord
export-chats = Vos conversations liées à ce compte
export-identities = Les services avec lesquels vous vous connectez
export-chat_codes = Le code pour lier une conversation
export-chat_logins = Les connexions que vous avez vues dans une conversation
export-decisions = Ce que les règles de la ville ont décidé, et avec quels faits
export-ledger = Le journal de ce qui a été fait par vous, pour vous ou à votre sujet

export-field-assurance = comment nous le savons
export-field-platform = service
export-field-person = votre numéro là-bas
export-field-linked_at = lié le
export-field-conversations = conversations, et ce qu'elles retiennent
export-field-facts = faits donnés
export-field-given_at = donné le
export-field-provider = service
export-field-question = question
export-field-rules_version = version des règles
export-field-tie = lien avec la ville
export-field-tie_area = quartier
export-field-until = jusqu'au
export-field-verdict = décision
export-field-about = à propos de
export-field-action = action
export-field-answer = réponse
export-field-answered_at = réponse donnée le
export-field-association = association
export-field-birth_date = date de naissance
export-field-by_me = par vous
export-field-changed_at = dernier changement
export-field-city_role = rôle pour la ville
export-field-closed_at = traité le
export-field-confirmed_at = présence confirmée le
export-field-daily = une fois par jour
export-field-search = recherche
export-field-created_at = créé le
export-field-details = détails
export-field-dropped_at = devenu inutile le
export-field-due_at = prévu le
export-field-email = e-mail
export-field-email_confirmed_at = e-mail confirmé le
export-field-ends_at = fin
export-field-expires_at = se termine le
export-field-family_name = nom
export-field-for_me = pour vous, au guichet
export-field-given_name = prénom
export-field-has_password = mot de passe choisi
export-field-id = numéro
export-field-idle_noticed_at = dernier avertissement avant effacement
export-field-idle_notices = avertissements avant effacement
export-field-in_digest = dans l'e-mail du jour
export-field-key = clé
export-field-kind = sorte
export-field-last_seen_at = dernière visite
export-field-locale = langue
export-field-merged_at = réuni le
export-field-minutes = minutes
export-field-mission = mission
export-field-mode = quand
export-field-motivation = motivation
export-field-name = nom
export-field-offered_until = place proposée jusqu'au
export-field-phone = téléphone
export-field-quiet_from = pas d'e-mail à partir de
export-field-quiet_until = pas d'e-mail jusqu'à
export-field-rank = ordre d'arrivée
export-field-read_at = lu jusqu'au
export-field-reason = raison
export-field-role = rôle
export-field-scopes = droits
export-field-sent_at = envoyé le
export-field-side = au nom de
export-field-sign_up = inscription
export-field-source = depuis
export-field-starts_at = début
export-field-state = état
export-field-status = code de réponse
export-field-street = rue
export-field-subject = votre numéro là-bas
export-field-text = texte
export-field-topic = sujet
export-field-unreachable_since = e-mail injoignable depuis
export-field-code = code
export-field-city = ville
export-field-first_day = premier jour
export-field-last_day = dernier jour
export-field-lines = missions, avec leur durée
