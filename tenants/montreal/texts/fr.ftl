# Les textes propres à la ville de démonstration Montréal, en français.

city-call = Donnez un coup de main dans votre quartier : choisissez une mission, dites « Je participe », et venez comme vous êtes.

legal-notice =
    Ce site est publié par la Ville : Montréal en est l'éditeur.
    Il s'agit d'une ville de démonstration : les associations, les missions et les personnes que vous y voyez sont inventées, et aucune inscription n'engage qui que ce soit.

    Le site est hébergé par la Ville, sur des serveurs situés au Québec.
    Les associations sont responsables des missions qu'elles publient ; la Ville les relit et peut les retirer.

    Pour nous écrire : contact@montreal.example, ou à l'accueil de votre mairie d'arrondissement.

privacy-notice =
    Chaque ville est responsable des données de ses habitants : ici, c'est Montréal. Votre compte n'est partagé avec aucune autre ville.

    Ce que nous gardons : votre prénom, votre nom et votre adresse e-mail, pour vous reconnaître et vous écrire. Votre date de naissance, seulement parce qu'il y a un âge minimum. Vos inscriptions et vos heures de bénévolat, pour vous en donner l'attestation.

    Qui voit quoi ? Les autres personnes voient votre prénom et l'initiale de votre nom. Une association ne reçoit vos coordonnées qu'une fois votre inscription acceptée.

    Combien de temps ? Tant que votre compte existe. Si vous l'effacez, vos données sont vraiment effacées ; il ne reste que des traces sans nom, pour compter.

    Vos droits : vous pouvez voir, corriger, télécharger et effacer vos données depuis votre compte, sans donner de raison. Vous pouvez aussi porter plainte à la Commission d'accès à l'information du Québec.

    Pour toute question : donnees@montreal.example.

mail-signature =
    À bientôt,
    L'équipe Je m'engage à Montréal
