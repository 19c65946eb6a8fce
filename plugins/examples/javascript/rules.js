// The rules of "exemple", a small city. An example to copy: this file is all there is to write.
//
// The city decides four things:
//   1. Volunteers are 18 or older; missions open to minors also take them from 16.
//   2. The title of a mission is not written in capitals only.
//   3. A person signs up to so many missions a day, if the city sets a limit: the parameter `daily_sign_up_cap`.
//   4. A mission of an association the city has validated appears at once; everything else waits for an agent.
//
// The contract, with a sentence on every field, is in ../../wit/since-v0.1.0. Its words become JavaScript like this:
//
//   record             an object; names with hyphens become camelCase: `open-to-minors` is `openToMinors`
//   enum               a string, as it is in the contract: "in-person", "sign-ups-today"
//   variant            { tag, val }, or { tag } for a case without a value: { tag: "number", val: 5 }, { tag: "publish" }
//   option             the value, or null for none. Answers may also say undefined, or leave the field out
//   list               an array
//   instant            seconds since 1970. Hand it on as it came, as below. Most tools make it a BigInt, as the contract
//                      says; this one makes it an ordinary number, takes only that back, and loses nothing before the
//                      year 285 million
//   any other number   an ordinary number. Answer with whole numbers in the contract's range: a fraction is cut off, and
//                      -1 where none may be below zero becomes 4294967295
//
// Rules are pure: the same question always gets the same answer. There is no clock (`Date.now` stops the call; the time
// is in `context.now`), no chance (`Math.random` gives every call the same numbers), no network, no file, no `console`,
// no `Intl`. Each call starts from a fresh copy of this module, so nothing is remembered from one to the next. A call has
// 50 ms. An answer that lacks a field or has an unknown word stops the call; a misspelt optional field counts as none.

import { log } from "city:rules/host@0.1.0";

// ---------------------------------------------------------------------------------------------------------- the rules

/** Full age: Code civil, article 414. */
const FULL_AGE = 18;

/** The youngest age, for missions open to minors. */
const MINIMUM_AGE = 16;

/** Why somebody may not come, by age; null if they may. */
function ageRefusal({ person, mission }) {
  // Not told yet: neither yes nor no, but "tell us".
  if (person.age == null) return reason("age_unknown", { field: "/birth_date", remedy: { tag: "tell-birth-date" } });
  if (person.age < MINIMUM_AGE) return reason("too_young", { args: { age: MINIMUM_AGE } });
  if (person.age < FULL_AGE && !mission.openToMinors) {
    return reason("minors_not_admitted", { remedy: { tag: "choose-another" } });
  }
  return null;
}

/** Why somebody may not sign up once more today; null if they may, or if the city sets no limit. */
function capRefusal(context, { person }) {
  const max = setting(context.settings, "daily_sign_up_cap");
  if (max == null || person.signUpsToday < max) return null;
  // `context.tomorrow` is an instant: it is handed on as it came.
  return reason("daily_cap", { args: { max }, remedy: { tag: "wait-until", val: context.tomorrow } });
}

/** Whether a text has letters and all of them are capitals. Digits and signs do not count; accented letters do. */
function isInCapitals(text) {
  return /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text);
}

/** What is wrong with the titles of a mission, in each of its languages. */
function titleRefusals({ texts }) {
  return texts.flatMap(({ language, title }, index) => {
    // The first text is the mission's own; the others are its translations. The field says where to put the cursor.
    const field = index === 0 ? "/title" : `/translations/${language}/title`;
    return isInCapitals(title) ? [reason("title_in_capitals", { field, remedy: { tag: "mend" } })] : [];
  });
}

/** An agent of the city must look. */
function hold() {
  return { tag: "hold", val: [reason("review_by_agent")] };
}

// --------------------------------------------------------------------------------------------------------- the helpers

/**
 * A reason. The platform shows the text `refusal-<code>`, with `_` as `-`. It brings texts for the codes of its own rules
 * (`too_young`, `daily_cap` …); those of new codes are in the catalogue below.
 */
function reason(code, { field = null, args = {}, remedy = { tag: "nothing" } } = {}) {
  const named = ([name, value]) => ({ name, value: { tag: typeof value === "number" ? "number" : "text", val: value } });
  return { code, field, arguments: Object.entries(args).map(named), remedy };
}

/** The value of a parameter; null if it has none. */
function setting(settings, name) {
  return settings.find((setting) => setting.name === name)?.value.val ?? null;
}

/** Writes what went wrong to the platform's log before the call stops: otherwise nobody would know why it did. */
function telling(functions) {
  const tell = ([name, call]) => {
    const told = (...args) => {
      try {
        return call(...args);
      } catch (error) {
        log("warn", `${name}: ${error}\n${error?.stack ?? ""}`);
        throw error;
      }
    };
    return [name, told];
  };
  return Object.fromEntries(Object.entries(functions).map(tell));
}

// ------------------------------------------------------------------------------------------------------------ the texts

// Fluent (https://projectfluent.org), one text per language. Each parameter has a name and a help, each purpose says why
// a fact is asked for, and each code the platform does not know has a `refusal-`.
const TEXTS = new Map([
  ["fr", `
rule-daily_sign_up_cap = Inscriptions par jour
rule-daily_sign_up_cap-help = Le plus grand nombre d'inscriptions d'une personne en un jour. Vide : pas de limite.

purpose-age = Votre âge sert à vérifier que la mission vous est ouverte.
purpose-sign-ups-today = Le nombre de vos inscriptions du jour sert à laisser de la place à chacun.

refusal-title-in-capitals = Le titre est tout en majuscules. Écrivez-le en minuscules, avec une majuscule au début.
`],
  ["en", `
rule-daily_sign_up_cap = Sign-ups a day
rule-daily_sign_up_cap-help = The most sign-ups a person can make in a day. Empty: no limit.

purpose-age = Your age is used to check that the mission is open to you.
purpose-sign-ups-today = The number of your sign-ups today is used to leave room for everybody.

refusal-title-in-capitals = The title is all in capitals. Write it in small letters, with a capital at the beginning.
`],
]);

// ------------------------------------------------------------------------------------------- what the platform asks for

/** What the rules say of themselves: asked when the file is checked and when the city begins to use it. */
export const manifest = telling({
  describe() {
    return {
      name: "exemple",
      version: "1.0.0",
      legalBasis: "Code civil, article 414",
      // No default: as long as the city sets nothing, there is no limit. With one it would be
      // `default: { tag: "number", val: 5 }`.
      parameters: [{ name: "daily_sign_up_cap", kind: "number", default: null }],
      credentials: [],
      accreditations: [],
    };
  },

  // Ask for as little as you can: what is not in this list is not given to `canSignUp`, and people are not asked to tell it.
  needs(settings) {
    const needs = [{ fact: "age", assurance: "declared", purpose: "purpose-age" }];
    if (setting(settings, "daily_sign_up_cap") != null) {
      needs.push({ fact: "sign-ups-today", assurance: "declared", purpose: "purpose-sign-ups-today" });
    }
    return needs;
  },

  // `rank` and `onAttendance` are never called, since they are not asked for here.
  questions() {
    return [];
  },

  // The platform has already checked that it is a whole number.
  checkParams(settings) {
    const cap = setting(settings, "daily_sign_up_cap");
    if (cap == null || (cap >= 1 && cap <= 1000)) return [];
    return [reason("range", { field: "/daily_sign_up_cap", args: { min: 1, max: 1000 } })];
  },

  catalogue(language) {
    return TEXTS.get(language) ?? null;
  },
});

/** What the rules decide. */
export const missions = telling({
  reviewAssociation(_context, _file) {
    return hold();
  },

  reviewMission(_context, submission) {
    const wrong = titleRefusals(submission);
    if (wrong.length > 0) return { tag: "refuse", val: wrong };
    return submission.association.validated ? { tag: "publish" } : hold();
  },

  // All the reasons at once, so that nobody meets a second one after having dealt with the first. None: yes.
  canSignUp(context, signUp) {
    return [ageRefusal(signUp), capRefusal(context, signUp)].filter((found) => found !== null);
  },

  signUpPlan(_context, signUp) {
    return {
      acceptance: signUp.mission.acceptance,
      pendingHoldsPlace: true,
      waitingListLimit: 100,
      waitingPriority: 0,
    };
  },

  timetable(_settings) {
    return { reminderHours: 24, thanksHours: 2, offerHours: 24, closeDays: 30, answerDays: 7, escalateDays: 14 };
  },

  // The two functions below must be there, asked for or not.
  rank(_context, hits) {
    return hits.map(() => 0);
  },

  onAttendance(_context, _signUp, _attendance) {
    return [];
  },
});
