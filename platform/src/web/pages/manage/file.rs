//! The form of an association's file: its fields, and what is read of them.

use platform_core::associations::{AssociationKind, File};
use platform_core::refusals::Reason;

use crate::web::pages::field::{Choice, Field};
use crate::web::pages::form::{Complaints, Fields};
use crate::web::pages::shell::Shell;

/// A file as it stands in the form.
pub(super) fn filled(file: &File) -> Fields {
    let lines = [
        ("name", Some(&file.name)),
        ("rna", file.rna.as_ref()),
        ("siret", file.siret.as_ref()),
        ("description", Some(&file.description)),
        ("street", file.street.as_ref()),
        ("postcode", file.postcode.as_ref()),
        ("area", file.area.as_ref()),
        ("website", file.website.as_ref()),
        ("contact_email", file.contact_email.as_ref()),
        ("contact_phone", file.contact_phone.as_ref()),
    ];
    let lines = lines.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
    let kind = [("kind".to_owned(), file.kind.to_string())];
    let domains = file.domains.iter().map(|domain| ("domains".to_owned(), domain.to_string()));
    let beneficiaries = file.beneficiaries.iter().map(|who| ("beneficiaries".to_owned(), who.to_string()));
    Fields::of(lines.chain(kind).chain(domains).chain(beneficiaries))
}

/// What was filled in.
///
/// # Errors
/// If a choice without which there is no file was not made.
pub(super) fn read(given: &Fields) -> Result<File, Vec<Reason>> {
    let kind = given.parsed("kind").map_err(|reason| vec![reason])?;
    // People write numbers in groups.
    let number = |name: &str| given.filled(name).map(|text| text.split_whitespace().collect::<String>());
    Ok(File {
        name: given.text("name").trim().to_owned(),
        kind: kind.ok_or_else(|| vec![Reason::new("blank").at("/kind")])?,
        rna: number("rna").map(|rna| rna.to_uppercase()),
        siret: number("siret"),
        description: given.text("description").trim().to_owned(),
        domains: given.words("domains"),
        beneficiaries: given.words("beneficiaries"),
        street: given.filled("street"),
        postcode: given.filled("postcode"),
        area: given.filled("area"),
        website: given.filled("website"),
        contact_email: given.filled("contact_email"),
        contact_phone: given.filled("contact_phone"),
    })
}

/// The fields, with what is wrong beside each.
pub(super) fn fields(shell: &Shell, given: &Fields, complaints: &Complaints) -> Vec<Field> {
    let line = |name: &str| {
        let label = shell.t(&format!("file-{}", name.replace('_', "-")));
        Field::line(name, label, given.text(name)).complaint(complaints, &format!("/{name}"))
    };
    let taxonomy = &shell.ctx.tenant.config.taxonomy;
    let kinds = AssociationKind::ALL
        .iter()
        .map(|kind| Choice::new(kind, shell.word("association-kind", kind), given.text("kind") == kind.word()));
    let email = Field::typed("email", "contact_email", shell.t("file-contact-email"), given.text("contact_email"));
    let phone = Field::typed("tel", "contact_phone", shell.t("file-contact-phone"), given.text("contact_phone"));
    vec![
        line("name").autocomplete("organization").required(),
        Field::radios("kind", shell.t("file-kind"), kinds.collect()).complaint(complaints, "/kind").required(),
        Field::text("description", shell.t("file-description"), 6, given.text("description"))
            .hint(shell.t("file-description-hint"))
            .complaint(complaints, "/description")
            .required(),
        Field::boxes("domains", shell.t("file-domains"), choices(shell, given, "domains", "domain", &taxonomy.domains))
            .complaint(complaints, "/domains"),
        Field::boxes(
            "beneficiaries",
            shell.t("file-beneficiaries"),
            choices(shell, given, "beneficiaries", "beneficiary", &taxonomy.beneficiaries),
        )
        .complaint(complaints, "/beneficiaries"),
        line("street").autocomplete("address-line1"),
        line("postcode").autocomplete("postal-code"),
        Field::select("area", shell.t("file-area"), areas(shell, given.text("area"))).complaint(complaints, "/area"),
        line("website").hint(shell.t("file-website-hint")).autocomplete("url"),
        line("rna").hint(shell.t("file-rna-hint")),
        line("siret").hint(shell.t("file-siret-hint")),
        email.hint(shell.t("file-contact-hint")).autocomplete("email").complaint(complaints, "/contact_email"),
        phone.autocomplete("tel").complaint(complaints, "/contact_phone"),
    ]
}

/// The words of a set that the city offers, those ticked that were.
pub(super) fn choices<W: std::fmt::Display>(
    shell: &Shell,
    given: &Fields,
    name: &str,
    set: &str,
    words: &[W],
) -> Vec<Choice> {
    let is_ticked = |word: &str| given.all(name).any(|own| own == word);
    words.iter().map(|word| Choice::new(word, shell.word(set, word), is_ticked(&word.to_string()))).collect()
}

/// The city's areas to choose from, and none.
pub(super) fn areas(shell: &Shell, chosen: &str) -> Vec<Choice> {
    let config = &shell.ctx.tenant.config;
    let area =
        |area: &platform_core::tenancy::Area| Choice::new(&area.code, area.name(shell.ctx.locale), area.code == chosen);
    let none = Choice::new("", shell.t("manage-no-area"), chosen.is_empty());
    std::iter::once(none).chain(config.areas.iter().map(area)).collect()
}
