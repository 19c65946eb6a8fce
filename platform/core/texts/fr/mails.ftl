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
no-date = sans date fixe
no-place = à distance
no-reason = aucune raison donnée

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
