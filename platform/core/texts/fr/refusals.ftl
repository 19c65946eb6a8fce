# Les refus en français : ce qui s'est passé, puis ce qu'il faut faire.

## Titres

title-not-found = Introuvable
title-sign-in = Connectez-vous
title-forbidden = Accès refusé
title-invalid = À corriger
title-conflict = Impossible pour le moment
title-stale = Changé entre-temps
title-refused = Ce n'est pas possible
title-too-many = Trop de demandes
title-unavailable = Le service est arrêté
title-internal = Erreur de notre côté
title-bad-request = Demande mal écrite

## Accès et compte

refusal-sign-in = Cette action demande un compte. Connectez-vous, puis recommencez.
refusal-scope = Ce jeton n'a pas le droit de faire cela. Utilisez un jeton qui a ce droit, ou connectez-vous avec votre compte.
refusal-not-permitted = Votre compte ne permet pas de faire cela. Demandez de l'aide à la personne responsable ou à la ville.
refusal-not-found = Nous ne trouvons rien ici, ou vous n'y avez pas accès. Vérifiez l'adresse, ou connectez-vous.
refusal-wrong-credentials = L'adresse e-mail ou le mot de passe ne convient pas. Vérifiez les deux, ou demandez un lien de connexion par e-mail.
refusal-link-expired = Ce lien ne marche pas : il a déjà servi, il est trop ancien ou il est incomplet. Demandez un nouveau lien.
refusal-leads-away = Cette adresse mène hors du site. Revenez à l'accueil, puis connectez-vous.
refusal-sign-in-stale = Cette connexion n'a pas été commencée dans ce navigateur, ou il y a plus de { $minutes } minutes. Recommencez.
refusal-sign-in-declined = Vous n'avez pas terminé la connexion là-bas. Recommencez, ou connectez-vous par e-mail.
refusal-sign-in-unsound = La réponse reçue à votre sujet n'est pas valable : nous ne lui faisons pas confiance. Recommencez, ou connectez-vous par e-mail.
refusal-sign-in-away = Ce service ne répond pas pour le moment. Réessayez plus tard, ou connectez-vous par e-mail.
refusal-sign-in-email-taken = Un compte existe déjà avec votre adresse e-mail. Connectez-vous par e-mail, puis associez ce service sur la page de votre compte.
refusal-sign-in-of-another = Ce service ouvre déjà un autre compte de ce site. Déconnectez-vous, puis connectez-vous avec lui ; ou retirez-le d'abord de l'autre compte.
refusal-sign-in-unnamed = Ce service ne nous donne pas vos nom et prénom. Créez un compte par e-mail, puis associez ce service sur la page de votre compte.
refusal-last-way-in = Plus rien n'ouvrirait votre compte. Sur le site, confirmez d'abord une adresse e-mail. Ou effacez votre compte.
refusal-confirm-email = Votre adresse e-mail n'est pas encore confirmée. Ouvrez le lien reçu par e-mail, ou demandez un nouveau lien.
refusal-email-confirmed = Votre compte a déjà une adresse e-mail confirmée. Vous ne pouvez pas en donner une autre ici.

## Champs

refusal-invalid = Cette réponse ne convient pas. Corrigez-la.
refusal-blank = Ce champ est vide. Remplissez-le.
refusal-length = La longueur ne convient pas. Écrivez entre { $min } et { $max } caractères. Pour une liste, donnez entre { $min } et { $max } éléments.
refusal-too-long = C'est trop long. Gardez { $max } caractères au plus. Pour une liste, gardez { $max } éléments au plus.
refusal-too-short =
    { $min ->
        [one] Il manque une réponse. Donnez au moins { $min } caractère. Pour une liste, donnez au moins { $min } élément.
       *[other] C'est trop court. Donnez au moins { $min } caractères. Pour une liste, donnez au moins { $min } éléments.
    }
refusal-range = Ce nombre ne convient pas. Choisissez un nombre entre { $min } et { $max }.
refusal-control-characters = Le texte contient un caractère invisible interdit. Effacez le texte, puis écrivez-le à nouveau.
refusal-email = Cette adresse e-mail ne convient pas. Écrivez-la comme ceci : prenom@exemple.fr.
refusal-phone = Ce numéro de téléphone ne convient pas. Écrivez entre 6 et 15 chiffres, par exemple 01 23 45 67 89.
refusal-website = Cette adresse de site ne convient pas. Commencez-la par https://, par exemple https://exemple.fr.
refusal-birth-date = Cette date de naissance ne convient pas. Vérifiez le jour, le mois et l'année.
refusal-in-the-past = Cette date est déjà passée. Choisissez une date à venir.
refusal-unknown-word = Cette ville ne propose pas ce choix. Choisissez une réponse dans la liste.
refusal-unknown-area = Cette ville n'a pas ce quartier. Choisissez un quartier dans la liste.
refusal-point = Ce point n'existe pas sur la carte. Vérifiez la latitude (de -90 à 90) et la longitude (de -180 à 180).
refusal-point-missing = Il manque le lieu de départ pour trier par distance. Donnez un lieu, ou choisissez un autre tri.
refusal-not-together = Donnez soit un mot (aujourd'hui, ce week-end…), soit des dates, mais pas les deux.
refusal-pointer = Le nom du champ à corriger ne convient pas. Commencez-le par une barre, par exemple /title.
refusal-period-reversed = La fin de la période vient avant son début. Corrigez le début ou la fin.
refusal-period-too-long =
    { $max ->
        [one] La période est trop longue. Demandez { $max } an au plus.
       *[other] La période est trop longue. Demandez { $max } ans au plus.
    }
refusal-period-absurd = Cette année n'est pas possible. Choisissez une année entre 2000 et 2199.

## Associations

refusal-rna = Ce numéro RNA ne convient pas. Recopiez-le en entier : la lettre W puis 9 caractères, par exemple W751234567.
refusal-siret = Ce numéro ne convient pas. Recopiez les 9 chiffres du SIREN ou les 14 chiffres du SIRET, sans espace.
refusal-association-not-validated = La ville n'a pas encore validé l'association. Faites d'abord valider l'association : ses missions sont publiées ensuite.
refusal-forbidden-kind = Cette ville n'accepte pas ce type d'organisme. Vérifiez le type choisi, ou écrivez à la ville.

## Missions

refusal-slot-missing = Il manque une date. Ajoutez un créneau, ou indiquez une aide sans date fixe.
refusal-slot-all-past = Toutes les dates sont passées. Ajoutez un créneau à venir.
refusal-slot-needs-both-ends = Il manque le début ou la fin. Donnez les deux, ou laissez les deux vides.
refusal-slot-absurd-date = Cette année n'est pas possible. Choisissez une année entre 2000 et 2199.
refusal-slot-ends-before-start = La fin doit venir après le début. Corrigez le début ou la fin.
refusal-slot-too-long = Ce créneau dure plus de 31 jours. Découpez-le en plusieurs créneaux plus courts.
refusal-address-missing = Il manque une adresse. Ajoutez une adresse, ou indiquez que la mission se fait à distance.
refusal-title-too-short =
    { $min ->
        [one] Le titre est trop court. Écrivez au moins { $min } mot.
       *[other] Le titre est trop court. Écrivez au moins { $min } mots.
    }

## Relecture par la ville

refusal-contact-in-text = Ce texte public contient une adresse e-mail, un numéro de téléphone ou un lien. Enlevez-le du texte.
refusal-review-by-agent = Un agent de la ville doit relire votre texte. Attendez sa réponse : vous n'avez rien d'autre à faire.
refusal-remark = Un agent de la ville demande un changement. Corrigez ce point, puis envoyez à nouveau.

## Inscriptions

refusal-registrations-closed = Les inscriptions sont fermées. Choisissez un autre créneau ou une autre mission.
refusal-slot-full = Il n'y a plus de place sur ce créneau. Choisissez un autre créneau, ou attendez qu'une place se libère.
refusal-waiting-list-full = Le créneau et sa liste d'attente sont complets. Choisissez un autre créneau ou une autre mission.
refusal-offer-lapsed = Le délai pour prendre cette place est passé. Choisissez un autre créneau ou une autre mission.
refusal-declined-before = L'association a déjà refusé votre inscription à ce créneau. Choisissez un autre créneau ou une autre mission.
refusal-answer-prerequisites = La mission demande certaines conditions. Lisez-les, puis cochez chaque case si vous les remplissez.
refusal-motivation-wanted = L'association veut savoir pourquoi vous venez. Écrivez quelques mots.
refusal-too-young = Vous devez avoir au moins { $age } ans le jour de la mission. Revenez quand vous aurez cet âge.
refusal-age-unknown = Nous ne connaissons pas votre âge. Indiquez votre date de naissance.
refusal-minors-not-admitted = Cette mission est réservée aux adultes. Choisissez une mission ouverte aux mineurs.
refusal-daily-cap =
    { $max ->
        [one] Vous avez atteint la limite de { $max } inscription par jour. Revenez demain.
       *[other] Vous avez atteint la limite de { $max } inscriptions par jour. Revenez demain.
    }

## Étapes et changements

# $from est l'état de l'association, de la mission ou de l'inscription ; $act est ce qui a été essayé.
refusal-illegal-transition =
    { $from ->
        [draft] C'est encore un brouillon. Envoyez-le d'abord à la ville.
        [submitted] La ville est en train de relire. Attendez sa réponse.
        [returned] La ville a demandé des corrections. Il faut d'abord corriger, puis envoyer à nouveau.
        [validated] L'association est déjà validée. Vous n'avez rien à faire.
        [published]
            { $act ->
                [update] La mission est publiée : son texte ne change plus. Créez une nouvelle mission pour un nouveau texte.
               *[other] La mission est déjà publiée. Relisez-la pour voir ce qui est possible.
            }
        [suspended] La ville a mis cette page en pause. Écrivez à la ville pour en parler.
        [closed] La mission est terminée. Créez ou choisissez une autre mission.
        [cancelled] C'est déjà annulé. Créez ou choisissez une autre mission.
        [left] L'association a quitté le site. Écrivez à la ville pour la faire revenir.
        [requested] Cette inscription attend une réponse. L'association doit d'abord accepter ou refuser.
        [accepted] Cette inscription est déjà acceptée. Relisez-la pour voir ce qui est possible.
        [waiting] Cette inscription est sur la liste d'attente. Attendez qu'une place se libère.
        [offered] Une place est proposée à la personne inscrite. Il faut attendre sa réponse.
        [declined] Cette inscription est déjà refusée. Il faut choisir un autre créneau ou une autre mission.
        [withdrawn] Cette inscription est déjà retirée. Il faut faire une nouvelle inscription.
        [lapsed] Le délai pour prendre la place est passé. Il faut faire une nouvelle inscription.
        [attended] La présence est déjà notée. Écrivez à la ville pour la corriger.
        [absent] L'absence est déjà notée. Écrivez à la ville pour la corriger.
        [excused] L'absence est déjà notée. Écrivez à la ville pour la corriger.
       *[other] Ce n'est pas possible à cette étape. Relisez la page pour voir ce qui est possible.
    }
refusal-stale = Quelqu'un a fait un changement avant vous. Votre changement n'est pas enregistré. Lisez la nouvelle version, puis recommencez.

## Erreurs et attente

refusal-internal = Une erreur s'est produite de notre côté. Réessayez dans quelques minutes. Si cela continue, écrivez à la ville.
refusal-unavailable = Le service est arrêté pour un court moment. Réessayez dans quelques minutes. Vérifiez d'abord si votre demande est faite.
refusal-timed-out = La réponse a pris trop de temps. Vérifiez si votre demande est faite avant de recommencer.
refusal-too-many =
    { $seconds ->
        [one] Vous avez fait trop de demandes. Attendez { $seconds } seconde, puis recommencez.
       *[other] Vous avez fait trop de demandes. Attendez { $seconds } secondes, puis recommencez.
    }

## Adresses et demandes

refusal-unknown-host = Cette adresse n'appartient à aucune ville. Vérifiez l'adresse du site.
refusal-unknown-path = Cette page n'existe pas. Vérifiez l'adresse, ou revenez à l'accueil.
refusal-method-not-allowed = Cette adresse ne permet pas cette action. Vérifiez l'adresse et la méthode.
refusal-cross-site = Cette demande vient d'un autre site : nous l'avons bloquée. Ouvrez le site de la ville, puis recommencez.
refusal-malformed-json = Le texte JSON contient une faute à la ligne { $line }, colonne { $column }. Corrigez-la.
refusal-not-utf8 = Le texte n'est pas écrit en UTF-8. Envoyez-le en UTF-8.
refusal-unsupported-media-type = Nous ne lisons pas ce format. Envoyez du JSON, avec l'en-tête Content-Type: application/json.
# $max est en kilo-octets.
refusal-body-too-large = Votre envoi est trop lourd. Envoyez { $max } ko au plus.
refusal-picture-missing = Aucune image n'a été choisie. Choisissez un fichier.
refusal-picture-too-heavy = Cette image est trop lourde. Choisissez-en une de { $max } Mo au plus, ou réduisez-la d'abord.
refusal-picture-too-large = Cette image a trop de pixels. Choisissez-en une de { $max } millions de pixels au plus, ou réduisez-la d'abord.
refusal-picture-format = Ce fichier n'est pas une image que nous pouvons lire. Choisissez une image JPEG, PNG ou WebP.
refusal-picture-damaged = Cette image est abîmée ou incomplète. Enregistrez-la à nouveau, ou choisissez-en une autre.
refusal-unknown-field = Ce champ n'existe pas. Vérifiez son nom, ou enlevez-le.
refusal-missing-field = Ce champ manque. Ajoutez-le.
refusal-wrong-type =
    { $expected ->
        [number] Cette valeur n'a pas le bon type. Donnez un nombre.
        [integer] Cette valeur n'a pas le bon type. Donnez un nombre entier.
        [boolean] Cette valeur n'a pas le bon type. Donnez true ou false.
        [array] Cette valeur n'a pas le bon type. Donnez une liste.
        [object] Cette valeur n'a pas le bon type. Donnez un objet.
       *[string] Cette valeur n'a pas le bon type. Donnez un texte.
    }
refusal-invalid-value = Cette valeur n'est pas permise. Choisissez une valeur permise.
refusal-bad-query-value = Une valeur dans l'adresse ne convient pas. Corrigez-la, ou enlevez-la.
refusal-bad-cursor = Cette suite de résultats n'existe pas. Reprenez à la première page.

## Versions et répétitions

refusal-precondition-missing = L'en-tête If-Match manque. Envoyez-y l'ETag que vous avez lu.
refusal-bad-precondition = L'en-tête If-Match ne convient pas. Envoyez-y l'ETag exactement comme vous l'avez lu, avec ses guillemets.
refusal-bad-idempotency-key = La clé Idempotency-Key ne convient pas. Envoyez une clé courte, par exemple un UUID.
refusal-idempotency-in-progress = La même demande est déjà en cours. Attendez quelques secondes, puis recommencez.
refusal-idempotency-other-request = Cette clé Idempotency-Key a déjà servi pour une autre demande. Prenez une nouvelle clé.
refusal-idempotency-lost = Cette demande est déjà faite, mais sa réponse n'est pas gardée. Regardez ce qui existe avant de recommencer.

## Vies entières

refusal-capacity-below-taken = { $min ->
    [one] Une personne a déjà une place ici : gardez au moins une place.
   *[other] { $min } personnes ont déjà une place ici : gardez au moins { $min } places.
}
refusal-unknown-slot = Ce créneau n'existe pas dans cette mission. Relisez la mission, puis recommencez.
refusal-bad-repeat = Cette répétition n'est pas comprise. Écrivez par exemple FREQ=WEEKLY;COUNT=10.
refusal-repeat-needs-date = Donnez une date de début et de fin avant de répéter.
refusal-repeat-never-ends = Dites quand la répétition s'arrête : COUNT ou UNTIL.
refusal-nothing-to-attest = Aucune heure n'est notée pour cette période. Choisissez une autre période, ou demandez à l'association de noter votre présence.
refusal-too-many-attestations = Vous avez fait { $max } attestations en un jour. Revenez demain, ou utilisez l'une d'elles.
refusal-too-many-alerts = Vous avez déjà { $max } alertes. Supprimez-en une, puis recommencez.
refusal-too-many-slots = C'est trop de créneaux : { $max } au plus.
refusal-volunteers-expected = { $count ->
    [one] Une personne compte sur une de vos missions. Confiez la mission à une autre association, ou annulez-la.
   *[other] { $count } personnes comptent sur vos missions. Confiez ces missions à une autre association, ou annulez-les.
}
refusal-association-left = L'association a quitté la plateforme.
refusal-unknown-association = Cette association n'existe pas ici.
refusal-unknown-sign-up = Cette inscription n'est pas dans cette mission.
refusal-not-begun = Attendez le début : personne ne peut encore être venu.
refusal-minutes-of-nobody = Donnez des minutes seulement pour qui est venu.
refusal-unknown-code = Ce code ne correspond à aucune de vos inscriptions. Vérifiez-le, ou demandez à la personne qui vous accueille.
refusal-check-in-closed = Le code marche d'une heure avant le début à un jour après la fin.
refusal-quiet-hours = Choisissez deux heures différentes.
## Messages

refusal-hourly-messages =
    { $max ->
        [one] Vous avez déjà écrit { $max } message dans cette conversation en une heure. Attendez un peu, puis écrivez à nouveau.
       *[other] Vous avez déjà écrit { $max } messages dans cette conversation en une heure. Attendez un peu, puis écrivez à nouveau.
    }

## Membres d'une association

refusal-already-member = Cette personne agit déjà pour l'association. Pour changer son rôle, ouvrez la liste des membres.
refusal-invited-lately = Une invitation à cette adresse a été envoyée il y a moins d'une heure. Attendez un peu, puis recommencez.
refusal-too-many-invitations =
    { $max ->
        [one] Il y a déjà { $max } invitation sans réponse. Attendez une réponse, ou retirez une invitation.
       *[other] Il y a déjà { $max } invitations sans réponse. Attendez des réponses, ou retirez des invitations.
    }
refusal-invitation-over = Cette invitation ne marche pas : elle a déjà servi, elle est trop ancienne ou elle est retirée. Demandez une nouvelle invitation à l'association.
refusal-last-owner = L'association n'aurait plus de responsable de son dossier. Donnez d'abord ce rôle à une autre personne.
refusal-not-a-member = Cette personne n'agit pas pour l'association. Choisissez une personne dans la liste des membres.

## Préférences

refusal-quiet-hours = Le début et la fin sont à la même heure. Choisissez deux heures différentes, ou ne donnez pas d'heures.
refusal-one-click = Cette demande ne suit pas la règle du désabonnement en un clic. Envoyez le formulaire List-Unsubscribe=One-Click.

## Règles de la ville

refusal-rules-unavailable = Les règles de la ville ne répondent pas. Un agent de la ville va décider : vous n'avez rien d'autre à faire.
refusal-residence-unknown = Nous ne connaissons pas votre lien avec la ville. Dites où vous habitez, étudiez ou travaillez.
refusal-not-of-the-city = Cette ville réserve les missions à certaines personnes. Choisissez une autre ville, ou corrigez votre lien avec celle-ci.
refusal-residence-to-confirm = Votre lien avec la ville n'est pas encore vérifié. Montrez un justificatif à un agent de la ville.
refusal-component-unusable = Ces règles ne peuvent pas être utilisées. Corrigez-les, puis envoyez-les à nouveau. Le problème : { $problem }
refusal-component-missing = Aucun composant n'a été choisi. Choisissez un fichier.
refusal-component-too-heavy = Ce composant est trop lourd. Envoyez un fichier de { $max } Mo au plus.
refusal-unknown-parameter = Les règles de la ville n'ont pas ce paramètre. Vérifiez son nom, ou enlevez-le.
refusal-parameter-flag = Ce paramètre demande oui ou non. Écrivez true ou false.
refusal-parameter-number = Ce paramètre demande un nombre entier. Écrivez-le en chiffres.
refusal-parameter-text = Ce paramètre demande un mot. Écrivez-le entre guillemets.
refusal-parameter-texts = Ce paramètre demande une liste de mots. Écrivez-la entre crochets.
refusal-one-of = Ce mot ne convient pas. Choisissez parmi : { $words }.
refusal-escalates-before-asking = Les agents seraient prévenus avant les responsables. Choisissez un délai plus long.
refusal-unknown-credential = Les règles de la ville ne connaissent pas ce titre. Choisissez un titre dans la liste.
refusal-unknown-accreditation = Les règles de la ville ne connaissent pas cet agrément. Choisissez un agrément dans la liste.
refusal-no-consent-needed = Cette ville ne demande pas l'accord d'un parent. Vous n'avez rien à faire.
refusal-guardian-is-oneself = C'est votre propre adresse. Donnez l'adresse d'un parent ou d'un tuteur.
refusal-unknown-component = La plateforme n'a pas de règles de ce nom. Choisissez un autre nom.
refusal-chat-unknown = Cette conversation ne connaît pas encore votre compte. Sur le site, connectez-vous par e-mail, puis ouvrez votre profil pour relier la conversation. Ou inscrivez-vous ici à une mission.
refusal-chat-login-staff = Vous travaillez pour la ville : par sécurité, votre compte ne s'ouvre pas par une conversation. Sur le site, demandez un lien par e-mail ou connectez-vous avec un autre service.
refusal-chat-login-over = Cette demande de connexion est finie, ou ce n'est pas à vous d'y répondre. Recommencez sur le site.
refusal-erase-on-the-web = Votre compte s'efface sur le site, sur la page de votre compte.
refusal-last-admin = La ville n'aurait plus d'administrateur. Donnez d'abord ce rôle à une autre personne.
refusal-stale-form = Cette page était ouverte depuis trop longtemps. Revenez en arrière, rechargez-la, puis recommencez.
refusal-erase-unsure = Cochez la case pour confirmer que vous effacez votre compte.
