# The texts of the demonstration city Paris, in English.

city-call = An hour or all year round: find someone to help near you, and say “Count me in”.

legal-notice =
    This site is published by the City: Paris is its publisher.
    It is a demonstration city: the associations, missions and people you see here are made up, and no sign-up binds anybody.

    The site is hosted by the City, on servers located in France.
    Associations are responsible for the missions they publish; the City reads them and may take them down.

    To write to us: contact@paris.example, or at the front desk of your local town hall.

privacy-notice =
    Each city is responsible for its residents' data: here it is Paris. Your account is not shared with any other city.

    What we keep: your first name, surname and e-mail address, to recognise you and write to you. Your date of birth, only because there is a minimum age. Your sign-ups and your volunteering hours, so that we can give you a certificate.

    Who sees what? Other people see your first name and the initial of your surname. An association receives your contact details only once your sign-up has been accepted.

    For how long? As long as your account exists. If you erase it, your data is really erased; only nameless traces remain, for counting.

    Your rights: you can see, correct, download and erase your data from your account, without giving a reason. You can also complain to the CNIL, the French data protection authority.

    For any question: donnees@paris.example.

mail-signature =
    See you soon,
    The Je m'engage à Paris team
