//! When something takes place, as people write it: «samedi 14h-17h», «demain 9h30», «5/12 14:00», "Saturday 2pm".

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How long it lasts if only its beginning is said, hours: what most missions take.
const USUAL_HOURS: i64 = 2;

/// How far ahead a date is believed, years: one farther away is a slip of the finger.
const FARTHEST_YEARS: i32 = 100;

/// From when until when, on the city's clocks; none if it cannot be understood, or lies in the past.
#[must_use]
pub(crate) fn read(text: &str, now: NaiveDateTime) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let text = folded(text);
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !SMALL.contains(word)).collect();
    let (mut name, mut date, mut times) = (None, None, None);
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        rest = after;
        match (span(word), times) {
            (Some(found), None) => times = Some(found),
            // «9h à 12h»
            (Some((until, None)), Some((from, None))) => times = Some((from, Some(until))),
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
        // What is meant as a date and is none, such as the 31st of February, is not passed over.
        if let Some((number, month, behind)) = in_words(word, after) {
            let (found, behind) = with_year(number, month, behind, now.date());
            (date, rest) = (date.or(Some(found?)), behind);
        } else if is_in_numbers(word) {
            date = date.or(Some(numbers(word, now.date())?));
        } else {
            name = name.or_else(|| named(word, now.date()));
        }
    }
    let day = match (name, date) {
        // «samedi 12 décembre» where that is no Saturday: one of the two is a slip, and nobody knows which.
        (Some((weekday, _)), Some(date)) if date.weekday() != weekday => return None,
        (_, Some(date)) => date,
        (Some((_, next)), None) => next,
        (None, None) => return None,
    };
    let (from, until) = times?;
    let starts = day.and_time(from);
    let ends = match until {
        Some(until) if until > from => day.and_time(until),
        // Past midnight.
        Some(until) => day.checked_add_days(Days::new(1))?.and_time(until),
        None => starts.checked_add_signed(chrono::Duration::hours(USUAL_HOURS))?,
    };
    let soon = starts.year() <= now.year() + FARTHEST_YEARS;
    (starts > now && soon).then_some((starts, ends))
}

/// As it is compared: in small letters, without accents, with one kind of dash and of apostrophe.
fn folded(text: &str) -> String {
    let text = text.trim().to_lowercase().replace(['–', '—'], "-").replace(" - ", "-").replace('’', "'");
    text.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// Words that say nothing of when.
const SMALL: [&str; 8] = ["", "le", "a", "de", "at", "on", "the", "of"];

const DAYS: [(&str, &str, Weekday); 7] = [
    ("lundi", "monday", Weekday::Mon),
    ("mardi", "tuesday", Weekday::Tue),
    ("mercredi", "wednesday", Weekday::Wed),
    ("jeudi", "thursday", Weekday::Thu),
    ("vendredi", "friday", Weekday::Fri),
    ("samedi", "saturday", Weekday::Sat),
    ("dimanche", "sunday", Weekday::Sun),
];

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
];

/// Whether a word is the beginning of another, long enough to be meant.
fn begins(word: &str, whole: &str) -> bool {
    word.chars().count() >= 3 && whole.starts_with(word.trim_end_matches('.'))
}

/// A day by its name, today, tomorrow, a weekday, and when that is next.
fn named(word: &str, today: NaiveDate) -> Option<(Weekday, NaiveDate)> {
    let next = match word {
        "aujourd'hui" | "today" => Some(today),
        "demain" | "tomorrow" => today.succ_opt(),
        _ => {
            let (.., weekday) = DAYS.iter().find(|(fr, en, _)| begins(word, fr) || begins(word, en))?;
            // That of next week, if it is said on the day itself: who means today says so.
            (1..=7).map(|days| today + Days::new(days)).find(|day| day.weekday() == *weekday)
        }
    };
    next.map(|day| (day.weekday(), day))
}

/// «5 décembre»: a number and its month; and what stands behind them.
fn in_words<'a, 'b>(word: &str, after: &'b [&'a str]) -> Option<(u32, u32, &'b [&'a str])> {
    let (next, behind) = after.split_first()?;
    Some((word.trim_end_matches("er").parse().ok()?, month(next)?, behind))
}

/// The day of that month in the year that follows, or the next; and what stands behind.
fn with_year<'a, 'b>(
    day: u32,
    month: u32,
    behind: &'b [&'a str],
    today: NaiveDate,
) -> (Option<NaiveDate>, &'b [&'a str]) {
    let year = |word: &str| word.parse().ok().filter(|_| word.len() == 4);
    match behind.split_first().and_then(|(first, rest)| Some((year(first)?, rest))) {
        Some((year, rest)) => (NaiveDate::from_ymd_opt(year, month, day), rest),
        None => (coming(day, month, today), behind),
    }
}

fn month(word: &str) -> Option<u32> {
    let found = MONTHS.iter().position(|(fr, en)| begins(word, fr) || begins(word, en))?;
    u32::try_from(found + 1).ok()
}

/// The day and month that come next.
fn coming(day: u32, month: u32, today: NaiveDate) -> Option<NaiveDate> {
    let this_year = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if this_year >= today { Some(this_year) } else { NaiveDate::from_ymd_opt(today.year() + 1, month, day) }
}

/// What parts a date in numbers.
const PARTED: [char; 3] = ['/', '-', '.'];

/// Whether a word is meant as one.
fn is_in_numbers(word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || PARTED.contains(&c);
    word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(PARTED) && word.chars().all(is_part)
}

/// A day in numbers: day first, with or without its year, or the year first (ISO 8601).
fn numbers(word: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<u32> = word.split(PARTED).map(str::parse).collect::<Result<_, _>>().ok()?;
    match *parts.as_slice() {
        [day, month] => coming(day, month, today),
        [year, month, day] if year > 31 => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day),
        [day, month, year] => {
            let year = if year < 100 { year + 2000 } else { year };
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        }
        _ => None,
    }
}

/// `14h`, `14h30-17h`, `14:00`, `2pm-5pm`.
fn span(word: &str) -> Option<(NaiveTime, Option<NaiveTime>)> {
    match word.split_once('-') {
        Some((from, until)) => Some((time(from)?, Some(time(until)?))),
        None => Some((time(word)?, None)),
    }
}

fn time(word: &str) -> Option<NaiveTime> {
    let (word, afternoon) = match (word.strip_suffix("pm"), word.strip_suffix("am")) {
        (Some(word), _) => (word, Some(true)),
        (_, Some(word)) => (word, Some(false)),
        _ => (word, None),
    };
    let (hour, minute) = match word.split_once(['h', ':']) {
        Some((hour, "")) => (hour, "0"),
        Some(parts) => parts,
        // A bare number is an hour only where it is said so.
        None if afternoon.is_some() => (word, "0"),
        None => return None,
    };
    let hour: u32 = hour.parse().ok()?;
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    NaiveTime::from_hms_opt(hour, minute.parse().ok()?, 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A Wednesday, at ten.
    fn now() -> NaiveDateTime {
        "2026-11-25T10:00:00".parse().expect("an instant")
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, from, until) in [
            ("samedi 14h", "2026-11-28T14:00:00", "2026-11-28T16:00:00"),
            ("Sam. 14h30-17h", "2026-11-28T14:30:00", "2026-11-28T17:00:00"),
            ("mercredi 9h", "2026-12-02T09:00:00", "2026-12-02T11:00:00"),
            ("demain 9h à 12h", "2026-11-26T09:00:00", "2026-11-26T12:00:00"),
            ("aujourd'hui 18:00", "2026-11-25T18:00:00", "2026-11-25T20:00:00"),
            ("5/12 14:00", "2026-12-05T14:00:00", "2026-12-05T16:00:00"),
            ("le 5 décembre, à 14h", "2026-12-05T14:00:00", "2026-12-05T16:00:00"),
            ("samedi 12 décembre 14h", "2026-12-12T14:00:00", "2026-12-12T16:00:00"),
            ("sam 12/12 14h", "2026-12-12T14:00:00", "2026-12-12T16:00:00"),
            ("5 décembre 2027 14h", "2027-12-05T14:00:00", "2027-12-05T16:00:00"),
            ("1er fevrier 9h-10h", "2027-02-01T09:00:00", "2027-02-01T10:00:00"),
            ("dim. 15 aout, 10h", "2027-08-15T10:00:00", "2027-08-15T12:00:00"),
            ("samedi 14h ...", "2026-11-28T14:00:00", "2026-11-28T16:00:00"),
            ("5 mar 14h", "2027-03-05T14:00:00", "2027-03-05T16:00:00"),
            ("Aujourd’hui 18h", "2026-11-25T18:00:00", "2026-11-25T20:00:00"),
            ("3/01 10h", "2027-01-03T10:00:00", "2027-01-03T12:00:00"),
            ("05/12/2026 14h-17h", "2026-12-05T14:00:00", "2026-12-05T17:00:00"),
            ("2026-12-05 22:00 – 02:00", "2026-12-05T22:00:00", "2026-12-06T02:00:00"),
            ("Saturday 2pm-5pm", "2026-11-28T14:00:00", "2026-11-28T17:00:00"),
            ("tomorrow at 9am", "2026-11-26T09:00:00", "2026-11-26T11:00:00"),
        ] {
            let expected = (from.parse().expect("an instant"), until.parse().expect("an instant"));
            assert_eq!(read(text, now()), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_says_no_day_or_no_time_or_the_past_is_nothing() {
        for text in [
            "",
            "samedi",
            "14h",
            "bientôt",
            "aujourd'hui 9h",
            "31/02 10h",
            "dimanche 12 décembre 14h",
            "demain 28/11 14h",
            "31 février 10h",
            "samedi 31 février 10h",
            "samedi 31/02 10h",
            "1/1/2020 10h",
            "samedi 25h",
            "31/12/262142 22h-2h",
            "31/12/262142 23h",
        ] {
            assert_eq!(read(text, now()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_too_strange_and_nothing_ends_before_it_begins(text in "\\PC{0,40}") {
            if let Some((from, until)) = read(&text, now()) {
                prop_assert!(from > now() && until > from);
            }
        }
    }
}
