# E-mails in English: what happened, then the next step.

## Dates and empty answers

# $weekday goes from 1 (Monday) to 7; $day and $month are numbers; $year, $hour and $minute are written as they are.
date-and-time =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
        [7] Sunday
       *[other] on
    } { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
        [12] December
       *[other] / { $month } /
    } { $year } at { $hour }:{ $minute }
# The same where there is little room: on a button.
date-short =
    { $weekday ->
        [1] Mon
        [2] Tue
        [3] Wed
        [4] Thu
        [5] Fri
        [6] Sat
        [7] Sun
       *[other] on
    } { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] Aug
        [9] Sept
        [10] Oct
        [11] Nov
        [12] Dec
       *[other] / { $month }
    }, { $hour }:{ $minute }
# A day, in full.
date-day =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
        [12] December
       *[other] / { $month } /
    } { $year }
# How long: minutes after hours have two digits.
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-and-minutes = { $hours } h { $minutes }
no-date = no fixed date
no-place = remotely
no-reason = no reason given
# The description of the mission in the person's calendar.
calendar-description =
    With { $association }.
    Your sign-up: { $link }

## Below each e-mail: why one gets it, and how to change that

mail-why-sign-ups = You get this e-mail because you asked to take part in a mission.
mail-why-messages = You get this e-mail because somebody is writing to you about a mission.
mail-why-associations = You get this e-mail because you look after an association.
mail-why-moderation = You get this e-mail because you work for the city.
mail-why-suggestions = You get this e-mail because you asked to take part in a mission.
mail-why-alerts = You get this e-mail because you kept a search.
mail-why-account = You get this e-mail because you have an account here.
mail-why-digest = You get this e-mail once a day, because you chose so.
mail-preferences = Choose which e-mails you get: { $link }

## Reasons the platform gives

reason-mission-closed = the mission is over
reason-slot-started = the mission has begun
reason-slot-dropped = this slot was taken out
reason-association-left = the association has left the platform
reason-account-erased = the account was erased
reason-account-merged = the person had signed up to this slot twice

## Signing in

mail-sign-in-subject = Your sign-in link – { $city }
mail-sign-in-body =
    Hello { $given },

    Open this link to sign in:
    { $link }
    It works only once, for { $minutes } minutes.

    Not using the web page? Here is the code:
    { $token }
    Give neither the link nor the code to anybody.

    You did not ask for this? Do nothing: ignore this message.

mail-email-link-subject = Confirm your address – { $city }
mail-email-link-body =
    Hello,

    Somebody on the site of { $city } says that this is their e-mail address.
    Is it you? Open this link to confirm it:
    { $link }
    It works only once, for { $minutes } minutes.

    Do you already have an account with this address? Then everything comes together in that account: your missions, your messages and your favourites.

    Not using the web page? Here is the code:
    { $token }
    Give neither the link nor the code to anybody.

    You did not ask for this? Do nothing: ignore this message.

## Associations

mail-association-submitted-subject = We received the file of { $name }
mail-association-submitted-body =
    Hello { $given },

    We received the file of the association “{ $name }”.
    The city is going to read it.
    { $reasons }
    Wait for our next e-mail: it will give you the answer.
mail-association-validated-subject = Association approved: { $name }
mail-association-validated-body =
    Hello { $given },

    The association “{ $name }” is approved.
    You can now publish missions.
    Sign in to the site to write the first one.
    The missions you already sent are being reviewed now.
mail-association-returned-subject = The file of { $name } needs corrections
mail-association-returned-body =
    Hello { $given },

    The file of the association “{ $name }” is not approved yet.
    Correct what the city asks for:
    { $reasons }
    Sign in to the site, correct the file, then send it again.
mail-association-suspended-subject = Association suspended: { $name }
mail-association-suspended-body =
    Hello { $given },

    The city suspended the association “{ $name }”.
    Reason:
    { $reasons }
    Its missions are hidden for now.
    The sign-ups are kept.
    Write to the city to talk about it.
mail-association-left-subject = The association { $name } left the site
mail-association-left-body =
    Hello { $given },

    The association “{ $name }” left the site.
    Its missions can no longer be seen.
    There is nothing more for you to do.
    Is this a mistake? Write to the city.

## Missions

mail-mission-submitted-subject = We received your mission: { $title }
mail-mission-submitted-body =
    Hello { $given },

    We received the mission “{ $title }”.
    It will be reviewed before it is published.
    { $reasons }
    Wait for our next e-mail: it will give you the answer.
mail-mission-published-subject = Your mission is published: { $title }
mail-mission-published-body =
    Hello { $given },

    The mission “{ $title }” is published.
    Everybody can see it and sign up.
    We will write to you at each sign-up.
    Sign in to the site to follow the sign-ups.
mail-mission-returned-subject = Your mission needs corrections: { $title }
mail-mission-returned-body =
    Hello { $given },

    The mission “{ $title }” is not published yet.
    Correct what is asked for:
    { $reasons }
    Sign in to the site, correct the mission, then send it again.
mail-mission-suspended-subject = Your mission is hidden: { $title }
mail-mission-suspended-body =
    Hello { $given },

    The city hid the mission “{ $title }”.
    Reason:
    { $reasons }
    The sign-ups are kept.
    Nobody can sign up for now.
    Write to the city to talk about it.
mail-mission-closed-subject = Your mission is over: { $title }
mail-mission-closed-body =
    Hello { $given },

    The mission “{ $title }” is over.
    Nobody can sign up any more.
    Requests without an answer are declined.
    Sign in to the site to write down who came.
    To do it again, make a copy of the mission on the site.
mail-mission-cancelled-subject = Your mission is cancelled: { $title }
mail-mission-cancelled-body =
    Hello { $given },

    The mission “{ $title }” is cancelled.
    Reason:
    { $reasons }
    We told everybody who signed up.
    There is nothing more for you to do.
mail-mission-offered-subject = { $association } offers you a mission: { $title }
mail-mission-offered-body =
    Hello { $given },

    { $association } offers to hand the mission “{ $title }” over to you.
    If you accept, your association looks after it, with the people who already signed up.
    Sign in to the site to accept or decline.

## Sign-ups, for volunteers

mail-sign-up-requested-subject = Your request is sent: { $title }
mail-sign-up-requested-body =
    Hello { $given },

    Your request for “{ $title }” is sent to { $association }.
    When: { $when }
    Where: { $where }
    Wait for the answer: we will send it to you by e-mail.
    If you can no longer come, withdraw your request on the site.
mail-sign-up-accepted-subject = Your sign-up is accepted: { $title }
mail-sign-up-accepted-body =
    Hello { $given },

    It is agreed: you are taking part in “{ $title }” with { $association }.
    When: { $when }
    Where: { $where }
    Sign in to the site to see who will welcome you.
    If you can no longer come, withdraw your sign-up on the site: somebody else can then take the place.
mail-sign-up-waiting-subject = You are on the waiting list: { $title }
mail-sign-up-waiting-body =
    Hello { $given },

    “{ $title }” with { $association } is full.
    You are on the waiting list.
    When: { $when }
    Where: { $where }
    Wait: if a place becomes free, we will write to you.
    If you can no longer come, withdraw your sign-up on the site.
mail-sign-up-offered-subject = A place for you: { $title }
mail-sign-up-offered-body =
    Hello { $given },

    A place is free for “{ $title }” with { $association }.
    When: { $when }
    Where: { $where }
    Sign in to the site to take the place.
    You have until this date: { $until }.
    After that, we will offer the place to somebody else.
mail-sign-up-declined-subject = Your request is not accepted: { $title }
mail-sign-up-declined-body =
    Hello { $given },

    Your request for “{ $title }” is not accepted by { $association }.
    Reason: { $reason }
    Other missions need you: choose one on the site.
mail-sign-up-withdrawn-subject = Your sign-up is withdrawn: { $title }
mail-sign-up-withdrawn-body =
    Hello { $given },

    Your sign-up for “{ $title }” is withdrawn.
    When: { $when }
    There is nothing more for you to do.
    To help another time, choose a mission on the site.
mail-sign-up-lapsed-subject = The place is no longer yours: { $title }
mail-sign-up-lapsed-body =
    Hello { $given },

    We had offered you a place for “{ $title }”.
    You did not answer in time: the place goes to somebody else.
    To help another time, choose a mission on the site.
mail-sign-up-cancelled-subject = Your sign-up is cancelled: { $title }
mail-sign-up-cancelled-body =
    Hello { $given },

    Your sign-up for “{ $title }” with { $association } is cancelled.
    When: { $when }
    Reason: { $reason }
    Please do not come for this mission.
    To help another time, choose a mission on the site.
mail-sign-up-changed-subject = The mission changed: { $title }
mail-sign-up-changed-body =
    Hello { $given },

    The date, the time or the place of “{ $title }” changed.
    This is what counts now.
    When: { $when }
    Where: { $where }
    Does it suit you? Do nothing: your sign-up is kept.
    Does it not suit you? Withdraw your sign-up here:
    { $link }
mail-sign-up-handed-over-subject = Another association will welcome you: { $title }
mail-sign-up-handed-over-body =
    Hello { $given },

    Another association now looks after “{ $title }”: { $association }.
    Your sign-up is kept.
    When: { $when }
    Where: { $where }
    Does it not suit you? Withdraw your sign-up here:
    { $link }
mail-sign-up-reminder-subject = It is soon: { $title }
mail-sign-up-reminder-body =
    Hello { $given },

    You are soon taking part in “{ $title }” with { $association }.
    When: { $when }
    Where: { $where }

    Are you coming? Answer here:
    { $link }
    - Choose “I am coming” to confirm.
    - Choose “I cannot come” to leave the place to somebody else.
mail-sign-up-thanks-subject = Thank you for your help: { $title }
mail-sign-up-thanks-body =
    Hello { $given },

    Thank you for taking part in “{ $title }” with { $association }.
    Find this mission and your hours here:
    { $link }
    The association writes down your hours: they may come later.
    To help another time, choose a mission on the site.
mail-alert-matched-subject = A mission for you: { $title }
mail-alert-matched-body =
    Hello { $given },

    A mission fits your search: “{ $title }”.
    With: { $association }
    When: { $when }
    Where: { $where }

    There are places left. See the mission and take part:
    { $link }
mail-sign-up-unanswered-subject = No answer yet: { $title }
mail-sign-up-unanswered-body =
    Hello { $given },

    { $association } has not answered your request for “{ $title }” yet.
    When: { $when }
    We sent the association a reminder. Your request is kept.
    { $count ->
        [0] Wait a little longer, or choose another mission on the site.
       *[other]
            You can also help here:
            { $missions }
    }

    Do you no longer want to wait? Withdraw your request here:
    { $link }

## Sign-ups, for managers

mail-manager-requested-subject = { $volunteer } wants to take part: { $title }
mail-manager-requested-body =
    Hello { $given },

    { $volunteer } wants to take part in “{ $title }”.
    When: { $when }
    Sign in to the site to accept or decline.
    { $volunteer } is waiting for your answer.
mail-manager-accepted-subject = { $volunteer } is taking part: { $title }
mail-manager-accepted-body =
    Hello { $given },

    { $volunteer } is taking part in “{ $title }”.
    When: { $when }
    Where: { $where }
    Sign in to the site to see their contact details and prepare their welcome.
mail-manager-withdrawn-subject = { $volunteer } is no longer coming: { $title }
mail-manager-withdrawn-body =
    Hello { $given },

    { $volunteer } is no longer taking part in “{ $title }”.
    When: { $when }
    Reason: { $reason }
    If a place becomes free, we offer it to the waiting list.
    There is nothing for you to do.
mail-manager-unanswered-subject =
    { $count ->
        [one] One person is waiting for your answer: { $title }
       *[other] { $count } people are waiting for your answer: { $title }
    }
mail-manager-unanswered-body =
    Hello { $given },

    { $count ->
        [one] One person wants to take part in “{ $title }” and is waiting for your answer.
       *[other] { $count } people want to take part in “{ $title }” and are waiting for your answer.
    }
    The oldest request has been waiting since this date: { $since }.
    Sign in to the site to accept or decline.
    Without an answer, we tell the city.
mail-manager-attendance-subject = Who came? { $title }
mail-manager-attendance-body =
    Hello { $given },

    “{ $title }” took place.
    When: { $when }
    { $count ->
        [one] One person had signed up.
       *[other] { $count } people had signed up.
    }
    Sign in to the site to write down who came.
    Each person will then see their hours.

## For the city's agents

mail-agent-unanswered-subject = { $association } does not answer: { $title }
mail-agent-unanswered-body =
    Hello { $given },

    { $association } does not answer the requests for “{ $title }”.
    { $count ->
        [one] One person is waiting.
       *[other] { $count } people are waiting.
    }
    The oldest request has been waiting since this date: { $since }.
    The association already got a reminder.
    Contact it, or sign in to the site to see the mission.

## Account

mail-account-idle-subject = Do you want to keep your account? – { $city }
mail-account-idle-body =
    Hello { $given },

    Your account has not been used for a long time.
    We erase an account that was not used for { $months } months.
    Yours will be erased from this date on: { $on }.

    Do you want to keep it? Sign in before that date:
    { $link }
    Do you not want to keep it? Do nothing.

## Once a day

mail-digest-subject = Your news of the day – { $city }
mail-digest-body =
    Hello { $given },

    This is what happened:
    { $lines }

    Sign in to the site to read on.

## Messages

mail-message-subject =
    { $count ->
        [one] A message from { $from }: { $title }
       *[other] { $count } messages from { $from }: { $title }
    }
mail-message-body =
    Hello { $given },

    { $from } wrote to you about “{ $title }”.
    Read and answer on the site:
    { $link }
    We will not write to you about this conversation again until your next visit.
mail-agent-reported-subject = A conversation is reported: { $title }
mail-agent-reported-body =
    Hello { $given },

    A conversation about “{ $title }” is reported to the city.
    Volunteer: { $from }
    Read it in the list of files to deal with:
    { $link }
    Each time an agent reads it is written down. Close the report when you are done.

## Members of an association

# The address may have no account: no name here.
mail-invitation-subject = { $name } invites you – { $city }
mail-invitation-body =
    Hello,

    { $inviter } invites you to act for the association “{ $name }”.
    Sign in to the site with your account, or make an account. Then open this link to accept:
    { $link }
    It works once, until this date: { $until }.

    You do not use the web page? Here is the code:
    { $token }
    Do not give the link or the code to anybody.

    You do not know this association? Do nothing: forget this message.
# $role: owner (file and members) or manager (missions and sign-ups).
mail-member-changed-subject = Your role changes: { $name }
mail-member-changed-body =
    Hello { $given },

    Your role in the association “{ $name }” has changed.
    { $role ->
        [owner] You now manage its file, its members, its missions and its sign-ups.
       *[manager] You now manage its missions and its sign-ups.
    }
    A question? Write to the association.
mail-member-removed-subject = You no longer act for { $name }
mail-member-removed-body =
    Hello { $given },

    You no longer act for the association “{ $name }”.
    Your account and your sign-ups do not change.
    A question? Write to the association.

## Consent of a parent or guardian

mail-consent-subject = { $given } wants to volunteer – { $city }
mail-consent-body =
    Hello,

    { $given } is under 18 and wants to help as a volunteer, on the site of { $city }.
    { $given } says that you are their parent or guardian.
    Do you agree? Open this link to say so:
    { $link }
    It works only once, for { $days } days. Your consent is good for a year.

    Not using the web page? Here is the code:
    { $token }
    Give neither the link nor the code to anybody.

    You do not agree, or do not know this person? Do nothing: we will erase your address.
