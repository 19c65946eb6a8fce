# Refusals in English: what happened, then what to do.

## Titles

title-not-found = Not found
title-sign-in = Sign in
title-forbidden = Access denied
title-invalid = Please correct
title-conflict = Not possible for now
title-stale = Changed meanwhile
title-refused = This is not possible
title-too-many = Too many requests
title-unavailable = The service is down
title-internal = Something went wrong on our side
title-bad-request = Badly written request

## Access and account

refusal-sign-in = This needs an account. Sign in, then try again.
refusal-scope = This token is not allowed to do this. Use a token that is, or sign in with your account.
refusal-not-permitted = Your account is not allowed to do this. Ask the person in charge, or the city, for help.
refusal-not-found = We find nothing here, or you have no access to it. Check the address, or sign in.
refusal-wrong-credentials = The e-mail address or the password is not right. Check both, or ask for a sign-in link by e-mail.
refusal-link-expired = This link does not work: it was used already, it is too old or it is incomplete. Ask for a new link.
refusal-leads-away = This address leads away from the site. Go back to the home page, then sign in.
refusal-sign-in-stale = This sign-in was not started in this browser, or more than { $minutes } minutes ago. Start it again.
refusal-sign-in-declined = You did not finish signing in there. Start again, or sign in by e-mail.
refusal-sign-in-unsound = The answer we received about you does not hold: we do not trust it. Start again, or sign in by e-mail.
refusal-sign-in-away = This service does not answer for now. Try again later, or sign in by e-mail.
refusal-sign-in-email-taken = An account with your e-mail address exists already. Sign in by e-mail, then link this service on the page of your account.
refusal-sign-in-of-another = This service already opens another account of this site. Sign out, then sign in with it; or remove it from the other account first.
refusal-sign-in-unnamed = This service does not tell us your first and last names. Create an account by e-mail, then link this service on the page of your account.
refusal-last-way-in = Nothing would open your account any more. On the site, first confirm an e-mail address. Or erase your account.
refusal-confirm-email = Your e-mail address is not confirmed yet. Open the link you received by e-mail, or ask for a new link.
refusal-email-confirmed = Your account has a confirmed e-mail address already. You cannot give it another one here.

## Fields

refusal-invalid = This answer is not right. Correct it.
refusal-blank = This field is empty. Fill it in.
refusal-length = The length is not right. Write between { $min } and { $max } characters. For a list, give between { $min } and { $max } items.
refusal-too-long = This is too long. Keep { $max } characters at most. For a list, keep { $max } items at most.
refusal-too-short =
    { $min ->
        [one] An answer is missing. Give at least { $min } character. For a list, give at least { $min } item.
       *[other] This is too short. Give at least { $min } characters. For a list, give at least { $min } items.
    }
refusal-range = This number is not right. Choose a number between { $min } and { $max }.
refusal-control-characters = The text contains an invisible character that is not allowed. Delete the text, then type it again.
refusal-email = This e-mail address is not right. Write it like this: name@example.org.
refusal-phone = This phone number is not right. Write between 6 and 15 digits, for example 01 23 45 67 89.
refusal-website = This web address is not right. Start it with https://, for example https://example.org.
refusal-birth-date = This date of birth is not right. Check the day, the month and the year.
refusal-in-the-past = This date is already past. Choose a date to come.
refusal-unknown-word = This city does not offer this choice. Choose an answer from the list.
refusal-unknown-area = This city has no such area. Choose an area from the list.
refusal-point = This point is not on the map. Check the latitude (from -90 to 90) and the longitude (from -180 to 180).
refusal-point-missing = The starting place for sorting by distance is missing. Give a place, or choose another order.
refusal-not-together = Give either a word (today, this weekend…) or dates, but not both.
refusal-pointer = The name of the field to correct is not right. Start it with a slash, for example /title.
refusal-period-reversed = The period ends before it begins. Correct its beginning or its end.
refusal-period-too-long =
    { $max ->
        [one] The period is too long. Ask for { $max } year at most.
       *[other] The period is too long. Ask for { $max } years at most.
    }
refusal-period-absurd = This year is not possible. Choose a year between 2000 and 2199.

## Associations

refusal-rna = This RNA number is not right. Copy it in full: the letter W, then 9 characters, for example W751234567.
refusal-siret = This number is not right. Copy the 9 digits of the SIREN or the 14 digits of the SIRET, without spaces.
refusal-association-not-validated = The city has not approved the association yet. Have the association approved first: its missions are published after that.
refusal-forbidden-kind = This city does not accept this kind of organisation. Check the kind you chose, or write to the city.

## Missions

refusal-slot-missing = A date is missing. Add a time slot, or say that the help has no fixed date.
refusal-slot-all-past = All the dates are past. Add a time slot to come.
refusal-slot-needs-both-ends = The start or the end is missing. Give both, or leave both empty.
refusal-slot-absurd-date = This year is not possible. Choose a year between 2000 and 2199.
refusal-slot-ends-before-start = The end must come after the start. Correct the start or the end.
refusal-slot-too-long = This time slot lasts more than 31 days. Split it into several shorter slots.
refusal-address-missing = An address is missing. Add an address, or say that the mission is done remotely.
refusal-title-too-short =
    { $min ->
        [one] The title is too short. Write at least { $min } word.
       *[other] The title is too short. Write at least { $min } words.
    }

## Review by the city

refusal-contact-in-text = This public text contains an e-mail address, a phone number or a link. Take it out of the text.
refusal-review-by-agent = An agent of the city has to read your text. Wait for the answer: there is nothing else for you to do.
refusal-remark = An agent of the city asks for a change. Correct this point, then send it again.

## Sign-ups

refusal-registrations-closed = Sign-ups are closed. Choose another time slot or another mission.
refusal-slot-full = There is no place left in this time slot. Choose another slot, or wait until a place becomes free.
refusal-waiting-list-full = The time slot and its waiting list are full. Choose another slot or another mission.
refusal-offer-lapsed = The time to take this place is over. Choose another time slot or another mission.
refusal-declined-before = The association has already declined your sign-up for this time slot. Choose another slot or another mission.
refusal-answer-prerequisites = The mission has some conditions. Read them, then tick each box if you meet them.
refusal-motivation-wanted = The association wants to know why you would like to come. Write a few words.
refusal-too-young = You must be at least { $age } years old on the day of the mission. Come back when you are.
refusal-age-unknown = We do not know your age. Tell us your date of birth.
refusal-minors-not-admitted = This mission is for adults only. Choose a mission that is open to people under 18.
refusal-daily-cap =
    { $max ->
        [one] You have reached the limit of { $max } sign-up a day. Come back tomorrow.
       *[other] You have reached the limit of { $max } sign-ups a day. Come back tomorrow.
    }

## Steps and changes

# $from is the state of the association, mission or sign-up; $act is what was tried.
refusal-illegal-transition =
    { $from ->
        [draft] This is still a draft. Send it to the city first.
        [submitted] The city is reading this now. Wait for its answer.
        [returned] The city asked for corrections. First it must be corrected, then sent again.
        [validated] The association is already approved. There is nothing for you to do.
        [published]
            { $act ->
                [update] The mission is published: its text no longer changes. Create a new mission for a new text.
               *[other] The mission is already published. Look at it again to see what is possible.
            }
        [suspended] The city has paused this page. Write to the city about it.
        [closed] The mission is over. Create or choose another mission.
        [cancelled] This is already cancelled. Create or choose another mission.
        [left] The association has left the site. Write to the city to bring it back.
        [requested] This sign-up is waiting for an answer. The association must first accept or decline.
        [accepted] This sign-up is already accepted. Look at it again to see what is possible.
        [waiting] This sign-up is on the waiting list. Wait until a place becomes free.
        [offered] The volunteer has been offered a place. Their answer must come first.
        [declined] This sign-up is already declined. Another time slot or mission must be chosen.
        [withdrawn] This sign-up is already withdrawn. A new sign-up is needed.
        [lapsed] The time to take the place is over. A new sign-up is needed.
        [attended] Attendance is already recorded. Write to the city to correct it.
        [absent] The absence is already recorded. Write to the city to correct it.
        [excused] The absence is already recorded. Write to the city to correct it.
       *[other] This is not possible at this stage. Look at the page again to see what is possible.
    }
refusal-stale = Somebody made a change before you. Your change is not saved. Read the new version, then try again.

## Errors and waiting

refusal-internal = Something went wrong on our side. Try again in a few minutes. If it goes on, write to the city.
refusal-unavailable = The service is down for a short time. Try again in a few minutes. First check whether your request was done.
refusal-timed-out = The answer took too long. Check whether your request was done before you try again.
refusal-too-many =
    { $seconds ->
        [one] You made too many requests. Wait { $seconds } second, then try again.
       *[other] You made too many requests. Wait { $seconds } seconds, then try again.
    }

## Addresses and requests

refusal-unknown-host = This address belongs to no city. Check the address of the site.
refusal-unknown-path = This page does not exist. Check the address, or go back to the home page.
refusal-method-not-allowed = This address does not allow this action. Check the address and the method.
refusal-cross-site = This request comes from another site: we blocked it. Open the city's site, then try again.
refusal-malformed-json = The JSON text has a mistake at line { $line }, column { $column }. Correct it.
refusal-not-utf8 = The text is not written in UTF-8. Send it in UTF-8.
refusal-unsupported-media-type = We do not read this format. Send JSON, with the header Content-Type: application/json.
# $max is in kilobytes.
refusal-body-too-large = What you sent is too large. Send { $max } kB at most.
refusal-picture-missing = No picture was chosen. Choose a file.
refusal-picture-too-heavy = This picture is too heavy. Choose one of { $max } MB at most, or make it smaller first.
refusal-picture-too-large = This picture has too many pixels. Choose one of { $max } million pixels at most, or make it smaller first.
refusal-picture-format = This file is not a picture we can read. Choose a JPEG, PNG or WebP picture.
refusal-picture-damaged = This picture is damaged or incomplete. Save it again, or choose another one.
refusal-unknown-field = This field does not exist. Check its name, or take it out.
refusal-missing-field = This field is missing. Add it.
refusal-wrong-type =
    { $expected ->
        [number] This value has the wrong type. Give a number.
        [integer] This value has the wrong type. Give a whole number.
        [boolean] This value has the wrong type. Give true or false.
        [array] This value has the wrong type. Give a list.
        [object] This value has the wrong type. Give an object.
       *[string] This value has the wrong type. Give a text.
    }
refusal-invalid-value = This value is not allowed. Choose an allowed value.
refusal-bad-query-value = A value in the address is not right. Correct it, or take it out.
refusal-bad-cursor = This page of results does not exist. Start again from the first page.

## Versions and repetitions

refusal-precondition-missing = The If-Match header is missing. Send in it the ETag you read.
refusal-bad-precondition = The If-Match header is not right. Send in it the ETag exactly as you read it, with its quotes.
refusal-bad-idempotency-key = The Idempotency-Key is not right. Send a short key, for example a UUID.
refusal-idempotency-in-progress = The same request is already under way. Wait a few seconds, then try again.
refusal-idempotency-other-request = This Idempotency-Key was already used for another request. Take a new key.
refusal-idempotency-lost = This request is already done, but its answer was not kept. Look at what exists before you try again.

## Whole lives

refusal-capacity-below-taken = { $min ->
    [one] One person already has a place here: keep at least one place.
   *[other] { $min } people already have a place here: keep at least { $min } places.
}
refusal-unknown-slot = This mission has no such slot. Read the mission again, then retry.
refusal-bad-repeat = This repetition is not understood. Write for example FREQ=WEEKLY;COUNT=10.
refusal-repeat-needs-date = Give a start and an end before repeating.
refusal-repeat-never-ends = Say when the repetition ends: COUNT or UNTIL.
refusal-nothing-to-attest = No hours are noted for this period. Choose another period, or ask the association to note that you came.
refusal-too-many-attestations = You made { $max } proofs of volunteering in one day. Come back tomorrow, or use one of them.
refusal-too-many-alerts = You already have { $max } alerts. Delete one, then try again.
refusal-too-many-slots = Too many slots: { $max } at most.
refusal-volunteers-expected = { $count ->
    [one] One person counts on one of your missions. Hand the mission over to another association, or call it off.
   *[other] { $count } people count on your missions. Hand these missions over to another association, or call them off.
}
refusal-association-left = The association has left the platform.
refusal-unknown-association = There is no such association here.
refusal-unknown-sign-up = This sign-up is not in this mission.
refusal-not-begun = Wait for the start: nobody can have come yet.
refusal-minutes-of-nobody = Give minutes only for who came.
refusal-unknown-code = This code fits none of your sign-ups. Check it, or ask the person who receives you.
refusal-check-in-closed = The code works from an hour before the start until a day after the end.
refusal-quiet-hours = Choose two different hours.
## Messages

refusal-hourly-messages =
    { $max ->
        [one] You have already written { $max } message in this conversation within an hour. Wait a little, then write again.
       *[other] You have already written { $max } messages in this conversation within an hour. Wait a little, then write again.
    }

## Members of an association

refusal-already-member = This person already acts for the association. To change their role, open the list of members.
refusal-invited-lately = An invitation was sent to this address less than an hour ago. Wait a little, then try again.
refusal-too-many-invitations =
    { $max ->
        [one] There is already { $max } invitation without an answer. Wait for an answer, or take an invitation back.
       *[other] There are already { $max } invitations without an answer. Wait for answers, or take invitations back.
    }
refusal-invitation-over = This invitation does not work: it was used, it is too old or it was taken back. Ask the association for a new one.
refusal-last-owner = Nobody would answer for the association any more. First give this role to somebody else.
refusal-not-a-member = This person does not act for the association. Choose somebody from the list of members.

## Preferences

refusal-quiet-hours = The beginning and the end are at the same time. Choose two different times, or give no times.
refusal-one-click = This request does not follow the rule of one-click unsubscribing. Send the form List-Unsubscribe=One-Click.

## Rules of the city

refusal-rules-unavailable = The city's rules do not answer. An agent of the city will decide: you have nothing else to do.
refusal-residence-unknown = We do not know your tie with the city. Say where you live, study or work.
refusal-not-of-the-city = This city keeps its missions for certain people. Choose another city, or correct your tie with this one.
refusal-residence-to-confirm = Your tie with the city is not confirmed yet. Show a proof to an agent of the city.
refusal-component-unusable = These rules cannot be used. Mend them, then upload them again. The problem: { $problem }
refusal-component-missing = No component was chosen. Choose a file.
refusal-component-too-heavy = This component is too heavy. Send a file of { $max } MB at most.
refusal-unknown-parameter = The city's rules have no such parameter. Check its name, or take it out.
refusal-parameter-flag = This parameter takes yes or no. Write true or false.
refusal-parameter-number = This parameter takes a whole number. Write it in digits.
refusal-parameter-text = This parameter takes a word. Write it in quotes.
refusal-parameter-texts = This parameter takes a list of words. Write it in square brackets.
refusal-one-of = This word does not fit. Choose one of: { $words }.
refusal-escalates-before-asking = The agents would be told before the managers. Choose a longer time.
refusal-unknown-credential = The city's rules do not know this credential. Choose one from the list.
refusal-unknown-accreditation = The city's rules do not know this accreditation. Choose one from the list.
refusal-no-consent-needed = This city does not ask for a parent's consent. You have nothing to do.
refusal-guardian-is-oneself = This is your own address. Give the address of a parent or guardian.
refusal-unknown-component = The platform has no rules of this name. Choose another name.
refusal-chat-unknown = This conversation does not know your account yet. On the site, sign in by e-mail, then open your profile to link the conversation. Or sign up to a mission here.
refusal-chat-login-staff = You work for the city: to be safe, your account does not open by a conversation. On the site, ask for a link by e-mail or sign in with another service.
refusal-chat-login-over = This request to sign in is over, or it is not yours to answer. Start again on the site.
refusal-erase-on-the-web = Your account is erased on the site, on the page of your account.
refusal-last-admin = The city would have no admin left. Give this role to somebody else first.
refusal-stale-form = This page was open for too long. Go back, reload it, then try again.
refusal-erase-unsure = Tick the box to confirm that you erase your account.
