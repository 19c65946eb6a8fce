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
no-date = no fixed date
no-place = remotely
no-reason = no reason given

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
