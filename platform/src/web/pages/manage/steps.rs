//! The steps in which a mission is written, and what they share: the form of each, made of fields and of rows of fields.

use std::str::FromStr;

use platform_core::kinds::{Beneficiary, Domain};
use platform_core::missions::{Acceptance, Contact, Draft, Translation};
use platform_core::refusals::Reason;
use platform_core::texts::Locale;

use super::file::choices;
use crate::web::pages::field::{Choice, Field};
use crate::web::pages::form::{Complaints, Fields};
use crate::web::pages::shell::Shell;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// What one does.
    What,
    /// On which dates.
    When,
    /// At which places.
    Where,
    /// Who may come, and who receives them.
    Who,
}

impl Step {
    /// Every step, in order.
    pub(super) const ALL: [Self; 4] = [Self::What, Self::When, Self::Where, Self::Who];

    /// The word in its address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::When => "when",
            Self::Where => "where",
            Self::Who => "who",
        }
    }

    /// The step in which a field is mended.
    pub(super) fn of(pointer: &str) -> Self {
        match pointer.split('/').nth(1).unwrap_or_default() {
            "title" | "description" | "language" | "translations" | "domain" | "activities" | "beneficiaries" => {
                Self::What
            }
            "slots" => Self::When,
            "addresses" | "remote" => Self::Where,
            _ => Self::Who,
        }
    }

    /// The step that comes next.
    pub(super) fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|step| *step != self).nth(1)
    }
}

impl FromStr for Step {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|step| step.word() == word).ok_or(())
    }
}

/// What a step asks for.
#[derive(Default)]
pub(super) struct Sheet {
    /// How to fill it in.
    pub(super) hint: Option<String>,
    pub(super) fields: Vec<Field>,
    pub(super) rows: Vec<RowView>,
    /// What the button says that adds a row.
    pub(super) add: Option<String>,
}

/// A row of fields: a date, a place.
pub(super) struct RowView {
    pub(super) title: String,
    pub(super) note: Option<String>,
    pub(super) hidden: Vec<(String, String)>,
    pub(super) fields: Vec<Field>,
    /// What few need.
    pub(super) folded: Vec<Field>,
    pub(super) last: Option<Field>,
}

impl RowView {
    /// Whether something is wrong with what is folded away.
    pub(super) fn opens(&self) -> bool {
        self.folded.iter().any(Field::is_wrong)
    }
}

/// A mission nobody has written yet, as most have it.
pub(super) fn blank(shell: &Shell) -> Draft {
    let config = &shell.ctx.tenant.config;
    let everyone = Beneficiary::Everyone;
    let known = config.taxonomy.beneficiaries.contains(&everyone);
    Draft {
        title: String::new(),
        description: String::new(),
        language: shell.ctx.locale,
        translations: Default::default(),
        domain: config.taxonomy.domains.first().copied().unwrap_or(Domain::Solidarity),
        activities: Vec::new(),
        beneficiaries: if known { vec![everyone] } else { Vec::new() },
        open_to_minors: false,
        accessible: false,
        remote: false,
        prerequisites: Vec::new(),
        motivation_wanted: false,
        acceptance: Acceptance::ByManager,
        waiting_list: true,
        contact: Contact::default(),
        addresses: Vec::new(),
        slots: Vec::new(),
    }
}

fn pair(name: &str, value: impl ToString) -> (String, String) {
    (name.to_owned(), value.to_string())
}

/// Where a step shows what is wrong with several of its fields together: beside the first.
pub(super) fn beside(pointer: &str) -> String {
    match pointer.split('/').collect::<Vec<_>>().as_slice() {
        ["", "contact"] => "/contact/name".to_owned(),
        ["", "translations"] => "/language".to_owned(),
        ["", "translations", language] => format!("/translations/{language}/title"),
        _ => pointer.to_owned(),
    }
}

/// What one does, as it stands in the form.
pub(super) fn what_filled(draft: &Draft) -> Fields {
    let written = |language: Locale, title: &str, description: &str| {
        [pair(&format!("title-{language}"), title), pair(&format!("description-{language}"), description)]
    };
    let own = written(draft.language, &draft.title, &draft.description);
    let translated =
        draft.translations.iter().flat_map(|(language, text)| written(*language, &text.title, &text.description));
    let words = [pair("language", draft.language), pair("domain", draft.domain)];
    let activities = draft.activities.iter().map(|word| pair("activities", word));
    let beneficiaries = draft.beneficiaries.iter().map(|word| pair("beneficiaries", word));
    Fields::of(own.into_iter().chain(translated).chain(words).chain(activities).chain(beneficiaries))
}

/// What one does, before anybody wrote anything.
pub(super) fn what_blank(shell: &Shell) -> Fields {
    let draft = blank(shell);
    let beneficiaries = draft.beneficiaries.iter().map(|word| pair("beneficiaries", word));
    Fields::of(beneficiaries.chain([pair("language", draft.language)]))
}

/// Takes in what one does.
pub(super) fn what_read(shell: &Shell, given: &Fields, draft: &mut Draft) -> Result<(), Vec<Reason>> {
    let one = |reason| vec![reason];
    draft.language = given.parsed("language").map_err(one)?.unwrap_or(draft.language);
    (draft.title, draft.description) = text(given, draft.language);
    draft.translations = languages(shell, draft.language).filter_map(|language| translation(given, language)).collect();
    draft.activities = given.words("activities");
    draft.beneficiaries = given.words("beneficiaries");
    draft.domain = given.parsed("domain").map_err(one)?.ok_or_else(|| vec![Reason::new("blank").at("/domain")])?;
    Ok(())
}

/// The other languages of the city.
fn languages(shell: &Shell, own: Locale) -> impl Iterator<Item = Locale> {
    shell.ctx.tenant.config.locales.iter().copied().filter(move |locale| *locale != own)
}

/// Title and description in a language.
fn text(given: &Fields, language: Locale) -> (String, String) {
    let text = |name: &str| given.text(&format!("{name}-{language}")).trim().to_owned();
    (text("title"), text("description"))
}

fn translation(given: &Fields, language: Locale) -> Option<(Locale, Translation)> {
    let (title, description) = text(given, language);
    (!title.is_empty() || !description.is_empty()).then_some((language, Translation { title, description }))
}

/// The fields of what one does.
pub(super) fn what(shell: &Shell, given: &Fields, complaints: &Complaints) -> Sheet {
    let config = &shell.ctx.tenant.config;
    let own = given.parsed("language").ok().flatten().unwrap_or(shell.ctx.locale);
    let domain =
        |domain: &Domain| Choice::new(domain, shell.word("domain", domain), given.text("domain") == domain.word());
    let nothing = Choice::new("", shell.t("mission-choose"), given.text("domain").is_empty());
    let domains = std::iter::once(nothing).chain(config.taxonomy.domains.iter().map(domain)).collect();
    let words = |name: &str, set: &str, choices: Vec<Choice>| {
        let hint = shell.t(&format!("mission-{name}-hint"));
        Field::boxes(name, shell.t(&format!("mission-{set}")), choices).hint(hint)
    };
    let activities = choices(shell, given, "activities", "activity", &config.taxonomy.activities);
    let beneficiaries = choices(shell, given, "beneficiaries", "beneficiary", &config.taxonomy.beneficiaries);
    let [title, description] = written(shell, given, complaints, own, "");
    let mut fields = vec![
        title.hint(shell.t("mission-title-hint")),
        description.hint(shell.t("mission-description-hint")),
        Field::select("domain", shell.t("mission-domain"), domains).complaint(complaints, "/domain").required(),
        words("activities", "activity", activities).complaint(complaints, "/activities"),
        words("beneficiaries", "beneficiary", beneficiaries).complaint(complaints, "/beneficiaries"),
    ];
    if config.locales.len() > 1 {
        let language = |&locale: &Locale| Choice::new(locale, shell.t(&format!("language-{locale}")), locale == own);
        let choices = config.locales.iter().map(language).collect();
        let languages = Field::radios("language", shell.t("mission-language"), choices);
        fields.push(languages.hint(shell.t("mission-language-hint")).complaint(complaints, "/language"));
    }
    fields.extend(
        languages(shell, own)
            .flat_map(|language| written(shell, given, complaints, language, &format!("/translations/{language}"))),
    );
    Sheet { fields, ..Sheet::default() }
}

/// The fields of the text in one language, which stands under a pointer. Each language has its own, whichever of them is
/// the original: choosing another loses nothing.
fn written(shell: &Shell, given: &Fields, complaints: &Complaints, language: Locale, under: &str) -> [Field; 2] {
    let is_alone = shell.ctx.tenant.config.locales.len() == 1;
    let label = |key: &str| match is_alone {
        true => shell.t(key),
        false => shell.with(&format!("{key}-in"), "language", shell.t(&format!("language-{language}"))),
    };
    let names = (format!("title-{language}"), format!("description-{language}"));
    [
        Field::line(&names.0, label("mission-title"), given.text(&names.0))
            .complaint(complaints, &format!("{under}/title")),
        Field::text(&names.1, label("mission-description"), 8, given.text(&names.1))
            .complaint(complaints, &format!("{under}/description")),
    ]
}

/// Who may come and who receives them, as it stands in the form.
pub(super) fn who_filled(draft: &Draft) -> Fields {
    let ticks = [
        ("open_to_minors", draft.open_to_minors),
        ("accessible", draft.accessible),
        ("motivation_wanted", draft.motivation_wanted),
        ("waiting_list", draft.waiting_list),
    ];
    let ticks = ticks.into_iter().filter(|(_, is)| *is).map(|(name, _)| pair(name, "yes"));
    let prerequisites = draft.prerequisites.iter().map(|text| pair("prerequisite", text));
    let contact = &draft.contact;
    let contact =
        [("contact_name", &contact.name), ("contact_email", &contact.email), ("contact_phone", &contact.phone)];
    let contact = contact.into_iter().filter_map(|(name, value)| Some(pair(name, value.as_ref()?)));
    Fields::of(ticks.chain(prerequisites).chain(contact).chain([pair("acceptance", draft.acceptance)]))
}

/// Takes in who may come and who receives them.
pub(super) fn who_read(given: &Fields, draft: &mut Draft) -> Result<(), Vec<Reason>> {
    let lines = given.all("prerequisite").map(str::trim);
    draft.open_to_minors = given.has("open_to_minors");
    draft.accessible = given.has("accessible");
    draft.motivation_wanted = given.has("motivation_wanted");
    draft.waiting_list = given.has("waiting_list");
    draft.prerequisites = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    draft.acceptance = given.parsed("acceptance").map_err(|reason| vec![reason])?.unwrap_or(draft.acceptance);
    draft.contact = Contact {
        name: given.filled("contact_name"),
        email: given.filled("contact_email"),
        phone: given.filled("contact_phone"),
    };
    Ok(())
}

/// Boxes a volunteer may have to tick.
const PREREQUISITES: usize = 3;

/// The fields of who may come and who receives them.
pub(super) fn who(shell: &Shell, given: &Fields, complaints: &Complaints) -> Sheet {
    let tick = |name: &str| {
        let field = Field::tick(name, shell.t(&format!("mission-{}", name.replace('_', "-"))), given.has(name));
        field.complaint(complaints, &format!("/{name}"))
    };
    let prerequisite = |place: usize| {
        let value = given.all("prerequisite").nth(place).unwrap_or_default();
        let label = shell.with("mission-prerequisite", "number", place + 1);
        let field = Field::line("prerequisite", label, value).identified(&format!("prerequisite-{place}"));
        field.complaint(complaints, "/prerequisites")
    };
    let way = |way: &Acceptance| {
        Choice::new(way, shell.word("mission-acceptance", way), given.text("acceptance") == way.word())
    };
    let contact = |kind: &'static str, name: &str, pointer: &str| {
        let label = shell.t(&format!("mission-{}", name.replace('_', "-")));
        Field::typed(kind, name, label, given.text(name)).complaint(complaints, pointer)
    };
    let acceptance =
        Field::radios("acceptance", shell.t("mission-acceptance"), Acceptance::ALL.iter().map(way).collect());
    let before = [tick("open_to_minors"), tick("accessible"), acceptance.complaint(complaints, "/acceptance")];
    let between = [tick("waiting_list").hint(shell.t("mission-waiting-list-hint")), tick("motivation_wanted")];
    let after = [
        contact("text", "contact_name", "/contact/name").hint(shell.t("mission-contact-hint")),
        contact("email", "contact_email", "/contact/email"),
        contact("tel", "contact_phone", "/contact/phone"),
    ];
    let fields = before.into_iter().chain(between).chain((0..PREREQUISITES).map(prerequisite)).chain(after);
    Sheet { fields: fields.collect(), ..Sheet::default() }
}
