# Les e-mails en français : ce qui s'est passé, puis la prochaine étape.

## Dates et réponses vides

# $weekday va de 1 (lundi) à 7 ; $day et $month sont des nombres ; $year, $hour et $minute sont écrits tels quels.
date-and-time =
    { $weekday ->
        [1] lundi
        [2] mardi
        [3] mercredi
        [4] jeudi
        [5] vendredi
        [6] samedi
        [7] dimanche
       *[other] le
    } { $day ->
        [1] 1er
       *[other] { $day }
    } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
        [12] décembre
       *[other] / { $month } /
    } { $year } à { $hour } h { $minute }
# La même, où il y a peu de place : sur un bouton.
date-short =
    { $weekday ->
        [1] lun.
        [2] mar.
        [3] mer.
        [4] jeu.
        [5] ven.
        [6] sam.
        [7] dim.
       *[other] le
    } { $day ->
        [1] 1er
       *[other] { $day }
    } { $month ->
        [1] janv.
        [2] févr.
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juil.
        [8] août
        [9] sept.
        [10] oct.
        [11] nov.
        [12] déc.
       *[other] / { $month }
    }, { $hour } h { $minute }
# Un jour, en toutes lettres.
date-day =
    { $day ->
        [1] 1er
       *[other] { $day }
    } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
        [12] décembre
       *[other] / { $month } /
    } { $year }
# Une durée : les minutes après des heures ont deux chiffres.
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-and-minutes = { $hours } h { $minutes }
no-date = sans date fixe
no-place = à distance
no-reason = aucune raison donnée
# La description de la mission dans l'agenda de la personne.
calendar-description =
    Avec { $association }.
    Votre inscription : { $link }

## Sous chaque e-mail : pourquoi on le reçoit, et comment changer cela

mail-why-sign-ups = Vous recevez cet e-mail parce que vous avez demandé à participer à une mission.
mail-why-messages = Vous recevez cet e-mail parce que quelqu'un vous écrit au sujet d'une mission.
mail-why-associations = Vous recevez cet e-mail parce que vous vous occupez d'une association.
mail-why-moderation = Vous recevez cet e-mail parce que vous travaillez pour la ville.
mail-why-suggestions = Vous recevez cet e-mail parce que vous avez demandé à participer à une mission.
mail-why-alerts = Vous recevez cet e-mail parce que vous avez gardé une recherche.
mail-why-account = Vous recevez cet e-mail parce que vous avez un compte ici.
mail-why-digest = Vous recevez cet e-mail une fois par jour, parce que vous l'avez choisi.
mail-preferences = Choisissez les e-mails que vous recevez : { $link }

## Raisons que donne la plateforme

reason-mission-closed = la mission est terminée
reason-slot-started = la mission a commencé
reason-slot-dropped = ce créneau est retiré
reason-association-left = l'association a quitté la plateforme
reason-account-erased = le compte est supprimé
reason-account-merged = la personne avait deux inscriptions à ce créneau

## Connexion

mail-sign-in-subject = Votre lien de connexion – { $city }
mail-sign-in-body =
    Bonjour { $given },

    Ouvrez ce lien pour vous connecter :
    { $link }
    Il marche une seule fois, pendant { $minutes } minutes.

    Vous n'utilisez pas la page web ? Voici le code :
    { $token }
    Ne donnez ni le lien ni le code à personne.

    Vous n'avez rien demandé ? Ne faites rien : oubliez ce message.

mail-email-link-subject = Confirmez votre adresse – { $city }
mail-email-link-body =
    Bonjour,

    Une personne a donné cette adresse e-mail sur le site de { $city }.
    C'est vous ? Ouvrez ce lien pour confirmer votre adresse :
    { $link }
    Il marche une seule fois, pendant { $minutes } minutes.

    Vous avez déjà un compte avec cette adresse ? Alors tout est réuni dans ce compte : vos missions, vos messages et vos favoris.

    Vous n'utilisez pas la page web ? Voici le code :
    { $token }
    Ne donnez ni le lien ni le code à personne.

    Vous n'avez rien demandé ? Ne faites rien : oubliez ce message.

## Associations

mail-association-submitted-subject = Nous avons reçu le dossier de { $name }
mail-association-submitted-body =
    Bonjour { $given },

    Nous avons reçu le dossier de l'association « { $name } ».
    La ville va le relire.
    { $reasons }
    Attendez notre prochain e-mail : il vous donnera la réponse.
mail-association-validated-subject = Association validée : { $name }
mail-association-validated-body =
    Bonjour { $given },

    L'association « { $name } » est validée.
    Vous pouvez maintenant publier des missions.
    Connectez-vous au site pour écrire la première.
    Vos missions déjà envoyées sont relues maintenant.
mail-association-returned-subject = Le dossier de { $name } est à corriger
mail-association-returned-body =
    Bonjour { $given },

    Le dossier de l'association « { $name } » n'est pas encore validé.
    Corrigez ce que la ville demande :
    { $reasons }
    Connectez-vous au site, corrigez le dossier, puis envoyez-le à nouveau.
mail-association-suspended-subject = Association suspendue : { $name }
mail-association-suspended-body =
    Bonjour { $given },

    La ville a suspendu l'association « { $name } ».
    Raison :
    { $reasons }
    Ses missions sont cachées pour le moment.
    Les inscriptions sont gardées.
    Écrivez à la ville pour en parler.
mail-association-left-subject = L'association { $name } a quitté le site
mail-association-left-body =
    Bonjour { $given },

    L'association « { $name } » a quitté le site.
    Ses missions ne sont plus visibles.
    Vous n'avez plus rien à faire.
    C'est une erreur ? Écrivez à la ville.

## Missions

mail-mission-submitted-subject = Nous avons reçu votre mission : { $title }
mail-mission-submitted-body =
    Bonjour { $given },

    Nous avons reçu la mission « { $title } ».
    Elle sera relue avant d'être publiée.
    { $reasons }
    Attendez notre prochain e-mail : il vous donnera la réponse.
mail-mission-published-subject = Votre mission est publiée : { $title }
mail-mission-published-body =
    Bonjour { $given },

    La mission « { $title } » est publiée.
    Tout le monde peut la voir et s'y inscrire.
    Nous vous écrirons à chaque inscription.
    Connectez-vous au site pour suivre les inscriptions.
mail-mission-returned-subject = Votre mission est à corriger : { $title }
mail-mission-returned-body =
    Bonjour { $given },

    La mission « { $title } » n'est pas encore publiée.
    Corrigez ce qui est demandé :
    { $reasons }
    Connectez-vous au site, corrigez la mission, puis envoyez-la à nouveau.
mail-mission-suspended-subject = Votre mission est cachée : { $title }
mail-mission-suspended-body =
    Bonjour { $given },

    La ville a caché la mission « { $title } ».
    Raison :
    { $reasons }
    Les inscriptions sont gardées.
    Personne ne peut s'inscrire pour le moment.
    Écrivez à la ville pour en parler.
mail-mission-closed-subject = Votre mission est terminée : { $title }
mail-mission-closed-body =
    Bonjour { $given },

    La mission « { $title } » est terminée.
    Personne ne peut plus s'y inscrire.
    Les demandes sans réponse sont refusées.
    Connectez-vous au site pour noter qui est venu.
    Pour recommencer, faites une copie de la mission sur le site.
mail-mission-cancelled-subject = Votre mission est annulée : { $title }
mail-mission-cancelled-body =
    Bonjour { $given },

    La mission « { $title } » est annulée.
    Raison :
    { $reasons }
    Nous avons prévenu toutes les personnes inscrites.
    Vous n'avez plus rien à faire.
mail-mission-offered-subject = { $association } vous propose une mission : { $title }
mail-mission-offered-body =
    Bonjour { $given },

    { $association } vous propose de reprendre la mission « { $title } ».
    Si vous acceptez, votre association s'en occupe, avec les personnes déjà inscrites.
    Connectez-vous au site pour accepter ou refuser.

## Inscriptions, pour les bénévoles

mail-sign-up-requested-subject = Votre demande est envoyée : { $title }
mail-sign-up-requested-body =
    Bonjour { $given },

    Votre demande pour « { $title } » est envoyée à { $association }.
    Quand : { $when }
    Où : { $where }
    Attendez la réponse : nous vous l'enverrons par e-mail.
    Si vous ne pouvez plus venir, retirez votre demande sur le site.
mail-sign-up-accepted-subject = Votre inscription est acceptée : { $title }
mail-sign-up-accepted-body =
    Bonjour { $given },

    C'est d'accord : vous participez à « { $title } » avec { $association }.
    Quand : { $when }
    Où : { $where }
    Connectez-vous au site pour voir qui vous accueille.
    Si vous ne pouvez plus venir, retirez votre inscription sur le site : une autre personne pourra prendre la place.
mail-sign-up-waiting-subject = Vous êtes sur la liste d'attente : { $title }
mail-sign-up-waiting-body =
    Bonjour { $given },

    « { $title } » avec { $association } est complet.
    Vous êtes sur la liste d'attente.
    Quand : { $when }
    Où : { $where }
    Attendez : si une place se libère, nous vous écrirons.
    Si vous ne pouvez plus venir, retirez votre inscription sur le site.
mail-sign-up-offered-subject = Une place pour vous : { $title }
mail-sign-up-offered-body =
    Bonjour { $given },

    Une place se libère pour « { $title } » avec { $association }.
    Quand : { $when }
    Où : { $where }
    Connectez-vous au site pour prendre la place.
    Vous avez jusqu'à cette date : { $until }.
    Ensuite, nous proposerons la place à une autre personne.
mail-sign-up-declined-subject = Votre demande n'est pas acceptée : { $title }
mail-sign-up-declined-body =
    Bonjour { $given },

    Votre demande pour « { $title } » n'est pas acceptée par { $association }.
    Raison : { $reason }
    D'autres missions ont besoin de vous : choisissez-en une sur le site.
mail-sign-up-withdrawn-subject = Votre inscription est retirée : { $title }
mail-sign-up-withdrawn-body =
    Bonjour { $given },

    Votre inscription à « { $title } » est retirée.
    Quand : { $when }
    Vous n'avez plus rien à faire.
    Pour aider une autre fois, choisissez une mission sur le site.
mail-sign-up-lapsed-subject = La place n'est plus pour vous : { $title }
mail-sign-up-lapsed-body =
    Bonjour { $given },

    Nous vous avions proposé une place pour « { $title } ».
    Vous n'avez pas répondu à temps : la place passe à une autre personne.
    Pour aider une autre fois, choisissez une mission sur le site.
mail-sign-up-cancelled-subject = Votre inscription est annulée : { $title }
mail-sign-up-cancelled-body =
    Bonjour { $given },

    Votre inscription à « { $title } » avec { $association } est annulée.
    Quand : { $when }
    Raison : { $reason }
    Ne venez pas pour cette mission.
    Pour aider une autre fois, choisissez une mission sur le site.
mail-sign-up-changed-subject = La mission a changé : { $title }
mail-sign-up-changed-body =
    Bonjour { $given },

    La date, l'heure ou le lieu de « { $title } » a changé.
    Voici ce qui compte maintenant.
    Quand : { $when }
    Où : { $where }
    Cela vous va ? Ne faites rien : votre inscription est gardée.
    Cela ne vous va pas ? Retirez votre inscription ici :
    { $link }
mail-sign-up-handed-over-subject = Une autre association vous accueille : { $title }
mail-sign-up-handed-over-body =
    Bonjour { $given },

    Une autre association s'occupe maintenant de « { $title } » : { $association }.
    Votre inscription est gardée.
    Quand : { $when }
    Où : { $where }
    Cela ne vous va pas ? Retirez votre inscription ici :
    { $link }
mail-sign-up-reminder-subject = C'est bientôt : { $title }
mail-sign-up-reminder-body =
    Bonjour { $given },

    Vous participez bientôt à « { $title } » avec { $association }.
    Quand : { $when }
    Où : { $where }

    Venez-vous ? Répondez ici :
    { $link }
    - Choisissez « Je viens » pour confirmer.
    - Choisissez « Je ne peux pas venir » pour laisser la place à une autre personne.
mail-sign-up-thanks-subject = Merci pour votre aide : { $title }
mail-sign-up-thanks-body =
    Bonjour { $given },

    Merci d'avoir participé à « { $title } » avec { $association }.
    Retrouvez ici cette mission et vos heures :
    { $link }
    L'association note vos heures : elles peuvent arriver plus tard.
    Pour aider une autre fois, choisissez une mission sur le site.
mail-alert-matched-subject = Une mission pour vous : { $title }
mail-alert-matched-body =
    Bonjour { $given },

    Une mission correspond à votre recherche : « { $title } ».
    Avec : { $association }
    Quand : { $when }
    Où : { $where }

    Il reste des places. Voir la mission et participer :
    { $link }
mail-sign-up-unanswered-subject = Pas encore de réponse : { $title }
mail-sign-up-unanswered-body =
    Bonjour { $given },

    { $association } n'a pas encore répondu à votre demande pour « { $title } ».
    Quand : { $when }
    Nous avons envoyé un rappel à l'association. Votre demande est gardée.
    { $count ->
        [0] Attendez encore, ou choisissez une autre mission sur le site.
       *[other]
            Vous pouvez aussi aider ici :
            { $missions }
    }

    Vous ne voulez plus attendre ? Retirez votre demande ici :
    { $link }

## Inscriptions, pour les responsables

mail-manager-requested-subject = { $volunteer } veut participer : { $title }
mail-manager-requested-body =
    Bonjour { $given },

    { $volunteer } veut participer à « { $title } ».
    Quand : { $when }
    Connectez-vous au site pour accepter ou refuser.
    { $volunteer } attend votre réponse.
mail-manager-accepted-subject = { $volunteer } participe : { $title }
mail-manager-accepted-body =
    Bonjour { $given },

    { $volunteer } participe à « { $title } ».
    Quand : { $when }
    Où : { $where }
    Connectez-vous au site pour voir ses coordonnées et préparer son accueil.
mail-manager-withdrawn-subject = { $volunteer } ne vient plus : { $title }
mail-manager-withdrawn-body =
    Bonjour { $given },

    { $volunteer } ne participe plus à « { $title } ».
    Quand : { $when }
    Raison : { $reason }
    Si une place se libère, nous la proposons à la liste d'attente.
    Vous n'avez rien à faire.
mail-manager-unanswered-subject =
    { $count ->
        [one] Une personne attend votre réponse : { $title }
       *[other] { $count } personnes attendent votre réponse : { $title }
    }
mail-manager-unanswered-body =
    Bonjour { $given },

    { $count ->
        [one] Une personne veut participer à « { $title } » et attend votre réponse.
       *[other] { $count } personnes veulent participer à « { $title } » et attendent votre réponse.
    }
    La plus ancienne demande attend depuis cette date : { $since }.
    Connectez-vous au site pour accepter ou refuser.
    Sans réponse, nous prévenons la ville.
mail-manager-attendance-subject = Qui est venu ? { $title }
mail-manager-attendance-body =
    Bonjour { $given },

    « { $title } » a eu lieu.
    Quand : { $when }
    { $count ->
        [one] Une personne était inscrite.
       *[other] { $count } personnes étaient inscrites.
    }
    Connectez-vous au site pour noter qui est venu.
    Chaque personne verra alors ses heures.

## Pour les agents de la ville

mail-agent-unanswered-subject = { $association } ne répond pas : { $title }
mail-agent-unanswered-body =
    Bonjour { $given },

    { $association } ne répond pas aux demandes pour « { $title } ».
    { $count ->
        [one] Une personne attend.
       *[other] { $count } personnes attendent.
    }
    La plus ancienne demande attend depuis cette date : { $since }.
    L'association a déjà reçu un rappel.
    Contactez-la, ou connectez-vous au site pour voir la mission.

## Compte

mail-account-idle-subject = Voulez-vous garder votre compte ? – { $city }
mail-account-idle-body =
    Bonjour { $given },

    Votre compte n'a pas servi depuis longtemps.
    Nous effaçons un compte qui n'a pas servi pendant { $months } mois.
    Le vôtre sera effacé à partir de cette date : { $on }.

    Vous voulez le garder ? Connectez-vous avant cette date :
    { $link }
    Vous ne voulez pas le garder ? Ne faites rien.

## Une fois par jour

mail-digest-subject = Vos nouvelles du jour – { $city }
mail-digest-body =
    Bonjour { $given },

    Voici ce qui s'est passé :
    { $lines }

    Connectez-vous au site pour lire la suite.

## Messages

mail-message-subject =
    { $count ->
        [one] Un message de { $from } : { $title }
       *[other] { $count } messages de { $from } : { $title }
    }
mail-message-body =
    Bonjour { $given },

    { $from } vous a écrit à propos de « { $title } ».
    Lisez et répondez sur le site :
    { $link }
    Nous ne vous écrirons plus pour cette conversation avant votre prochaine visite.
mail-agent-reported-subject = Une conversation est signalée : { $title }
mail-agent-reported-body =
    Bonjour { $given },

    Une conversation à propos de « { $title } » est signalée à la ville.
    Bénévole : { $from }
    Lisez-la dans la liste des dossiers à traiter :
    { $link }
    Chaque lecture par un agent est notée. Clôturez le signalement quand vous avez fini.

## Membres d'une association

# L'adresse n'a pas forcément de compte : pas de nom ici.
mail-invitation-subject = { $name } vous invite – { $city }
mail-invitation-body =
    Bonjour,

    { $inviter } vous invite à agir pour l'association « { $name } ».
    Connectez-vous au site avec votre compte, ou créez un compte. Ouvrez ensuite ce lien pour accepter :
    { $link }
    Il marche une seule fois, jusqu'à cette date : { $until }.

    Vous n'utilisez pas la page web ? Voici le code :
    { $token }
    Ne donnez ni le lien ni le code à personne.

    Vous ne connaissez pas cette association ? Ne faites rien : oubliez ce message.
# $role : owner (dossier et membres) ou manager (missions et inscriptions).
mail-member-changed-subject = Votre rôle change : { $name }
mail-member-changed-body =
    Bonjour { $given },

    Votre rôle dans l'association « { $name } » a changé.
    { $role ->
        [owner] Vous gérez maintenant son dossier, ses membres, ses missions et ses inscriptions.
       *[manager] Vous gérez maintenant ses missions et ses inscriptions.
    }
    Une question ? Écrivez à l'association.
mail-member-removed-subject = Vous n'agissez plus pour { $name }
mail-member-removed-body =
    Bonjour { $given },

    Vous n'agissez plus pour l'association « { $name } ».
    Votre compte et vos inscriptions ne changent pas.
    Une question ? Écrivez à l'association.

## Accord d'un parent ou d'un tuteur

mail-consent-subject = { $given } veut être bénévole – { $city }
mail-consent-body =
    Bonjour,

    { $given } a moins de 18 ans et veut aider comme bénévole, sur le site de { $city }.
    { $given } dit que vous êtes son parent ou son tuteur.
    Vous êtes d'accord ? Ouvrez ce lien pour le dire :
    { $link }
    Il marche une seule fois, pendant { $days } jours. Votre accord vaut un an.

    Vous n'utilisez pas la page web ? Voici le code :
    { $token }
    Ne donnez ni le lien ni le code à personne.

    Vous n'êtes pas d'accord, ou vous ne connaissez pas cette personne ? Ne faites rien : nous effacerons votre adresse.
