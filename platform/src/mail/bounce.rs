//! Mails that came back: what a delivery status notification (RFC 3464) says of whom.

use mail_parser::{MessageParser, MimeHeaders as _};

use super::status::Status;

/// The addresses that a notification says take no mail, for good; none if it is no notification, or tells of a delay,
/// a delivery, or a failure that is not the address's.
#[must_use]
pub fn dead_addresses(mail: &[u8]) -> Option<Vec<String>> {
    let message = MessageParser::default().parse(mail)?;
    let is_status = |part: &&mail_parser::MessagePart| {
        part.content_type().is_some_and(|sort| {
            sort.c_type.eq_ignore_ascii_case("message")
                && sort.c_subtype.as_deref().is_some_and(|sub| {
                    sub.eq_ignore_ascii_case("delivery-status") || sub.eq_ignore_ascii_case("global-delivery-status")
                })
        })
    };
    let status = message.parts.iter().find(is_status)?;
    let text = String::from_utf8_lossy(status.contents()).replace("\r\n", "\n");
    // A group of fields for the message, then one for each recipient.
    let mut dead: Vec<_> = text.split("\n\n").filter_map(dead_address).collect();
    dead.dedup();
    Some(dead)
}

/// The address of a group of fields, if it is dead: the one we wrote to, where a server told it apart from the one it
/// was forwarded to.
fn dead_address(group: &str) -> Option<String> {
    let fields = unfolded(group);
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.split('(').next().unwrap_or_default().trim())
    };
    let status: Status = field("Status")?.split_whitespace().next()?.parse().ok()?;
    let failed = field("Action")?.eq_ignore_ascii_case("failed") && status.is_of_the_address_reported();
    let address = field("Original-Recipient").or_else(|| field("Final-Recipient"))?.split_once(';')?.1;
    let address = address.trim().trim_matches(['<', '>']);
    (failed && address.contains('@')).then(|| address.to_owned())
}

/// The fields of a group, each on one line (RFC 5322, section 2.2.3).
fn unfolded(group: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in group.lines() {
        match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => value.push_str(line),
            (false, _, Some((name, value))) => fields.push((name.trim().to_owned(), value.to_owned())),
            _ => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(groups: &str) -> String {
        format!(
            "From: MAILER-DAEMON@relay.example\r\nTo: bounces@paris.example\r\nSubject: Undelivered\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry: <a@b.example> does not exist.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n{groups}\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Bonjour\r\nTo: other@b.example\r\n\r\n--b--\r\n"
        )
    }

    #[test]
    fn only_what_failed_for_good_and_is_the_addresses_own_fault() {
        let group = |action: &str, status: &str| {
            report(&format!("Final-Recipient: rfc822; a@b.example\r\nAction: {action}\r\nStatus: {status}\r\n"))
        };
        for (action, status, dead) in [
            ("failed", "5.1.1", true),
            ("Failed", "5.1.1 (no such user)", true),
            ("failed", "5.0.0", true),
            ("failed", "5.4.4", true),
            ("failed", "5.2.1", true),
            ("failed", "5.2.2", false),
            ("failed", "5.7.1", false),
            ("failed", "4.4.1", false),
            ("delayed", "4.4.7", false),
            ("delayed", "5.1.1", false),
            ("delivered", "2.1.5", false),
            ("failed", "bad", false),
        ] {
            let expected = if dead { vec!["a@b.example".to_owned()] } else { Vec::new() };
            assert_eq!(dead_addresses(group(action, status).as_bytes()), Some(expected), "{action} {status}");
        }
    }

    #[test]
    fn each_recipient_has_its_own_word_and_the_address_we_wrote_to_counts() {
        let groups = "Original-Recipient: rfc822;Alias@B.example\r\nFinal-Recipient: rfc822; inner@c.example\r\n\
                      Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n  <inner@c.example>: no\r\n\r\n\
                      Final-Recipient: rfc822; fine@b.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n\
                      Final-Recipient: RFC822;\r\n <second@b.example>\r\nAction: failed\r\nStatus: 5.1.10\r\n";
        let found = dead_addresses(report(groups).as_bytes()).expect("a report");
        assert_eq!(found, ["Alias@B.example", "second@b.example"]);
        let unix = report(groups).replace("\r\n", "\n");
        assert_eq!(dead_addresses(unix.as_bytes()).expect("a report").len(), 2);
    }

    #[test]
    fn what_is_no_report_says_nothing() {
        for mail in ["", "nonsense", "Subject: I am on holiday\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n"] {
            assert_eq!(dead_addresses(mail.as_bytes()), None, "{mail}");
        }
    }
}
