//! A mail as it travels: text and HTML, the date to keep, and the headers mail programs act on.

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use platform_core::ports::{CalendarFile, Mail, MailError};

use super::html;

/// Puts the message together. An address that cannot be one is refused for good.
pub(super) fn of(mail: &Mail) -> Result<Message, MailError> {
    let from: Mailbox = mail.from.parse().map_err(|_| MailError::Failed("the city's sender is malformed".into()))?;
    let to: Address = mail.to.parse().map_err(|_| MailError::Refused("it is no address".into()))?;
    let name = format!("<{}@{}>", mail.id, from.email.domain());
    let mut builder = Message::builder()
        .date_now()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(mail.subject.replace(char::is_control, " "))
        .message_id(Some(name))
        .raw_header(header("Content-Language", mail.locale.tag()))
        // Nobody answers a machine, and no machine does (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"));
    if let Some(link) = &mail.unsubscribe {
        builder = builder
            .raw_header(header("List-Unsubscribe", &format!("<{link}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let html = html::of(mail).map_err(|_| MailError::Failed("the template does not render".into()))?;
    // Of two forms of the same, programs show the last they understand.
    let forms = MultiPart::alternative_plain_html(mail.text.clone(), html);
    let whole = match &mail.calendar {
        Some(file) => MultiPart::mixed().multipart(forms).singlepart(calendar(file)?),
        None => forms,
    };
    builder.multipart(whole).map_err(|_| MailError::Failed("the message cannot be put together".into()))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The file of a date, to the byte as it was written: its lines end with CRLF, wherever it passes.
fn calendar(file: &CalendarFile) -> Result<SinglePart, MailError> {
    let unsound = |_| MailError::Failed("the date cannot be attached".into());
    let sort = format!("text/calendar; method={}; charset=utf-8", file.method);
    let sort = ContentType::parse(&sort).map_err(|_| MailError::Failed("the date has no sort".into()))?;
    let bytes = file.text.clone().into_bytes();
    let body = Body::new_with_encoding(bytes, ContentTransferEncoding::Base64).map_err(unsound)?;
    Ok(Attachment::new("mission.ics".into()).body(body, sort))
}
