//! Mails on their way: what a mail program reads, and servers that refuse, dawdle, hang up and come back.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use platform::mail::{FileMailer, SmtpMailer};
use platform_core::ports::{CalendarFile, Mail, MailError, Mailer};
use platform_core::texts::Locale;
use serde_json::json;
use tests::{Manner, RealSmtp, Server, SmtpSink, TestApp, a_mission};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

fn a_mail(to: &str) -> Mail {
    Mail {
        id: "0b5a3c1e".into(),
        from: "Je m'engage à Paris <ne-pas-repondre@paris.example>".into(),
        to: to.into(),
        subject: "Été, « goûter » & <jeux>\r\nBcc: everybody@else.example".into(),
        text: "Bonjour Zoé,\n\nVenez <b>vite</b> :\nhttps://paris.example/sign-ups/1?a=b&c=d\n\n-- \nLa ville\n".into(),
        locale: Locale::Fr,
        unsubscribe: Some(format!("https://paris.example/api/v1/unsubscribe/{}?topic=suggestions", "x".repeat(43))),
        calendar: Some(CalendarFile { method: "PUBLISH", text: "BEGIN:VCALENDAR\r\nX:é\r\nEND:VCALENDAR\r\n".into() }),
        about: vec![Uuid::from_u128(1)],
    }
}

fn smtp(url: &str) -> SmtpMailer {
    SmtpMailer::new(&url.to_owned().into()).expect("a sound URL").patience(Duration::from_secs(1))
}

/// Checks what a mail program makes of [`a_mail`].
fn check(raw: &[u8], mail: &Mail) {
    let read = MessageParser::default().parse(raw).expect("a message");
    let header = |name: &'static str| read.header_raw(name).unwrap_or_default().trim().to_owned();
    assert_eq!(read.subject(), Some("Été, « goûter » & <jeux>  Bcc: everybody@else.example"));
    assert!(read.bcc().is_none(), "no header comes from a subject");
    assert_eq!(read.message_id(), Some(format!("{}@paris.example", mail.id).as_str()));
    let from = read.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!((from.name(), from.address()), (Some("Je m'engage à Paris"), Some("ne-pas-repondre@paris.example")));
    assert_eq!(read.to().and_then(|to| to.first()).and_then(|to| to.address()), Some(mail.to.as_str()));
    assert!(read.date().is_some());
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("Content-Language"), "fr");
    let link = header("List-Unsubscribe").replace(char::is_whitespace, "");
    assert_eq!(link, format!("<{}>", mail.unsubscribe.as_deref().unwrap_or_default()));
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let text = read.body_text(0).expect("text").replace("\r\n", "\n");
    assert_eq!(text.trim_end(), mail.text.trim_end());
    let html = read.body_html(0).expect("HTML");
    assert!(html.contains("<html lang=\"fr\">") && html.contains("&#60;b&#62;vite&#60;/b&#62;"), "{html}");
    assert!(html.contains("<a href=\"https://paris.example/sign-ups/1?a=b&#38;c=d\">"), "{html}");
    let date = date_in(&read).expect("a date");
    assert_eq!(date, ("PUBLISH".to_owned(), mail.calendar.as_ref().expect("a date").text.clone()));
}

/// The method and the text of the attached date.
fn date_in(read: &Message<'_>) -> Option<(String, String)> {
    let part = read.attachments().next()?;
    let sort = part.content_type()?;
    assert_eq!((sort.c_type.as_ref(), sort.c_subtype.as_deref()), ("text", Some("calendar")));
    assert_eq!(sort.attribute("charset"), Some("utf-8"));
    assert_eq!(part.attachment_name(), Some("mission.ics"));
    let text = String::from_utf8(part.contents().to_vec()).expect("UTF-8");
    Some((sort.attribute("method")?.to_owned(), text))
}

#[tokio::test]
async fn a_mail_program_finds_both_forms_the_date_and_its_headers() {
    let sink = SmtpSink::start().await;
    let mail = a_mail("zoe@exemple.example");
    smtp(&sink.url()).send(mail.clone()).await.expect("it is taken");
    let received = sink.received();
    check(received[0].as_bytes(), &mail);
    assert!(received[0].lines().all(|line| line.len() <= 998), "no line is longer than RFC 5322 allows");
    assert!(!received[0].contains("X-Jemengage"), "whom it is about stays here");
}

#[tokio::test]
async fn a_server_of_others_takes_it_too() {
    let Some(server) = RealSmtp::start().await else { return };
    let mail = a_mail("zoe@exemple.example");
    smtp(&format!("smtp://{}", server.address)).send(mail.clone()).await.expect("it is taken");
    check(&server.first_mail().await, &mail);
}

/// What is held against the address, and what is not; and no error ever names anybody.
#[tokio::test]
async fn only_a_word_about_the_address_is_held_against_it() {
    let sink = SmtpSink::start().await;
    let with_password = format!("smtp://me:secret@{}", sink.address);
    for (at, reply, refused) in [
        ("RCPT", "550 5.1.1 <victim@b.example>: no such person", true),
        ("RCPT", "550-5.1.1 <victim@b.example>\r\n550 5.1.1 no such person", true),
        ("RCPT", "550 5.1.10 null MX", true),
        ("RCPT", "550 5.2.1 disabled", true),
        ("RCPT", "550 victim@b.example unknown, or you are", false),
        ("RCPT", "552 5.2.2 victim's mailbox is full", false),
        ("RCPT", "554 5.7.1 victim@b.example: you are on a list", false),
        ("RCPT", "451 4.3.0 later, victim", false),
        ("RCPT", "450 4.1.1 victim@b.example: not yet", false),
        ("MAIL", "550 5.1.8 your domain does not exist", false),
        ("MAIL", "550 5.7.1 victim@b.example", false),
        ("DATA", "554 5.5.1 no", false),
        (".", "554 5.6.0 victim@b.example would not like it", false),
        ("AUTH", "535 5.7.8 victim@b.example", false),
        ("EHLO", "554 5.3.2 go away", false),
        ("RCPT", "what? victim@b.example", false),
    ] {
        sink.behave(Manner::Answering { at, reply, naming: String::new() });
        let error = smtp(&with_password).send(a_mail("victim@b.example")).await.expect_err(reply);
        assert_eq!(matches!(error, MailError::Refused(_)), refused, "{at} {reply}: {error}");
        assert!(!error.to_string().contains("victim"), "{error}");
    }
    assert!(sink.received().is_empty());
    for address in ["victim", "victim@", "victim@b.example, victim@c.example", "victim@b.example>\r\nDATA"] {
        let error = smtp(&sink.url()).send(a_mail(address)).await.expect_err(address);
        assert!(matches!(error, MailError::Refused(_)) && !error.to_string().contains("victim"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_is_silent_or_down_costs_nothing_but_time() {
    let sink = SmtpSink::start().await;
    let mailer = smtp(&sink.url());
    for manner in [Manner::Silent, Manner::Down] {
        sink.behave(manner.clone());
        let error = mailer.send(a_mail("zoe@exemple.example")).await.expect_err("no answer");
        assert!(matches!(error, MailError::Failed(_)), "{manner:?}: {error}");
        // Once it is back, nothing of the broken conversation is left over.
        sink.behave(Manner::Taking);
        let before = sink.received().len();
        for _ in 0..3 {
            mailer.send(a_mail("zoe@exemple.example")).await.expect("it is back");
        }
        assert_eq!(sink.received().len(), before + 3, "{manner:?}");
    }
    let nobody = smtp("smtp://127.0.0.1:1").send(a_mail("zoe@exemple.example")).await.expect_err("nobody listens");
    assert!(matches!(nobody, MailError::Failed(_)), "{nobody}");
}

async fn ask_for_a_link(app: &TestApp, email: &str) {
    app.call("paris", Method::POST, "/api/v1/magic-links", Some(json!({ "email": email }))).await.expect(202);
}

async fn unreachable(app: &TestApp, email: &str) -> bool {
    let client = app.client("paris").await;
    let sql = "SELECT unreachable_since IS NOT NULL FROM accounts WHERE email = $1";
    client.query_one(sql, &[&email]).await.expect("an account").get(0)
}

#[tokio::test]
async fn what_a_server_took_without_saying_so_comes_again_under_the_same_name() {
    let app = TestApp::new().await;
    let sink = SmtpSink::start().await;
    app.mails.through(Arc::new(smtp(&sink.url())));
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    sink.behave(Manner::HangingUpOnceTaken);
    app.work().await;
    let first = sink.received();
    assert!(!first.is_empty() && app.mails.all().is_empty(), "{association}");
    sink.behave(Manner::Taking);
    app.clock.advance(chrono::Duration::minutes(5));
    app.work().await;
    let names = |mails: &[String]| {
        let read = |mail: &String| {
            let read = MessageParser::default().parse(mail.as_bytes()).expect("a message");
            read.message_id().map(str::to_owned)
        };
        mails.iter().map(read).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(names(&sink.received()[first.len()..]), names(&first));
    app.clock.advance(chrono::Duration::hours(2));
    app.work().await;
    assert_eq!(sink.received().len(), 2 * first.len(), "and no third time");
}

#[tokio::test]
async fn an_address_refused_for_good_gets_no_more_until_its_person_comes_in() {
    let app = TestApp::new().await;
    let sink = SmtpSink::start().await;
    app.mails.through(Arc::new(smtp(&sink.url())));
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let (mission, slot) = manager.published_mission(&app, association, a_mission(3)).await;
    app.work().await;
    let before = sink.received().len();
    let gone = app.volunteer("paris", "gone").await;

    // For now: tried again, and what is kept of the failure names nobody.
    sink.behave(Manner::Answering { at: "RCPT", reply: "451 4.3.0 gone@paris.example: later", naming: "gone@".into() });
    gone.post(&app, &format!("/api/v1/missions/{mission}/sign-ups"), json!({ "slot": slot })).await.expect(201);
    app.work().await;
    let client = app.client("paris").await;
    let sql = "SELECT last_error FROM jobs WHERE last_error IS NOT NULL";
    let errors: Vec<String> = client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect();
    assert_eq!(errors, ["the mail could not be handed over: the server answered 451 4.3.0"]);
    assert_eq!(sink.received().len(), before + 1, "the manager is told all the same");

    // For good: marked, and the work is done with.
    sink.behave(Manner::refusing("gone@"));
    app.clock.advance(chrono::Duration::minutes(1));
    app.work().await;
    assert!(unreachable(&app, &gone.email).await);
    let left: i64 = client.query_one("SELECT count(*) FROM jobs", &[]).await.expect("a count").get(0);
    assert_eq!(left, 0);

    // The person asks for a link, uses it, and is written to again.
    sink.behave(Manner::Taking);
    ask_for_a_link(&app, &gone.email).await;
    app.work().await;
    come_in(&app, &gone.email).await;
    assert!(!unreachable(&app, &gone.email).await);
}

/// Uses the link in the last mail.
async fn come_in(app: &TestApp, email: &str) {
    let mail = app.mails.to(email).pop().expect("a mail");
    let token = mail.text.split("/enter/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link");
    let body = json!({ "token": token });
    let answer = app.call("paris", Method::POST, "/api/v1/sessions/by-link", Some(body)).await;
    assert!(answer.status.is_success(), "{:#}", answer.body);
}

#[tokio::test]
async fn mails_on_file_are_forgotten_with_their_people_also_by_another_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = FileMailer::new(folder.path().join("mail")).expect("a folder");
    let (zoe, max) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for (id, about) in [("a", vec![zoe]), ("b", vec![max]), ("c", vec![zoe, max]), ("d", vec![])] {
        let mail = Mail { id: id.into(), about, ..a_mail("zoe@exemple.example") };
        // Sent twice, it is one file.
        mailer.send(mail.clone()).await.expect("it is written");
        mailer.send(mail).await.expect("it is written");
    }
    let files = || {
        let entries = std::fs::read_dir(folder.path().join("mail")).expect("a folder");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("a file").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(files(), ["a.eml", "b.eml", "c.eml", "d.eml"]);
    check(
        &std::fs::read(folder.path().join("mail/a.eml")).expect("a mail"),
        &Mail { id: "a".into(), ..a_mail("zoe@exemple.example") },
    );
    drop(mailer);
    let mailer = FileMailer::new(folder.path().join("mail")).expect("a folder");
    mailer.forget(zoe).await.expect("it is forgotten");
    assert_eq!(files(), ["b.eml", "d.eml"]);
    mailer.forget(zoe).await.expect("nothing is left to forget");
    mailer.forget(max).await.expect("it is forgotten");
    assert_eq!(files(), ["d.eml"]);
}

async fn bounce(app: &TestApp, city: &str, mail: &str) -> (bool, String) {
    let mut command = Server::command(&app.database.url().await).await;
    command.args(["bounce", "--city", city]).env("RUST_LOG", "error");
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut stdin = child.stdin.take().expect("stdin");
    // Who refuses the city need not read on.
    let _ = stdin.write_all(mail.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.expect("it ends");
    (output.status.success(), String::from_utf8(output.stdout).expect("UTF-8"))
}

#[tokio::test]
async fn a_mail_server_reports_a_bounce_and_a_link_clears_it() {
    let app = TestApp::new().await;
    let zoe = app.volunteer("paris", "zoe").await;
    let report = |address: &str, action: &str, status: &str| {
        format!(
            "From: MAILER-DAEMON@relay.example\nSubject: Undelivered Mail\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
             --b\nContent-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\nSorry.\n\n\
             --b\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; relay.example\nArrival-Date: Wed,  4 Mar 2026 10:00:00 +0100 (CET)\n\n\
             Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n\
             Diagnostic-Code: smtp; 550 {status} no\n\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\n--b--\n"
        )
    };
    for (mail, said) in [
        (
            "Subject: Out of office\n\nBack on Monday.\n".to_owned(),
            "paris: no delivery status notification; nothing was changed\n",
        ),
        (report(&zoe.email, "delayed", "4.4.7"), "paris: no address failed for good; nothing was changed\n"),
        (report("nobody@paris.example", "failed", "5.1.1"), "paris: 0 of 1 addresses marked, 1 unknown here\n"),
    ] {
        assert_eq!(bounce(&app, "paris", &mail).await, (true, said.to_owned()));
        assert!(!unreachable(&app, &zoe.email).await);
    }
    let dead = report("ZOE@paris.example", "failed", "5.1.1");
    assert!(!bounce(&app, "atlantis", &dead).await.0);
    assert_eq!(
        bounce(&app, "paris", &dead).await,
        (true, "paris: 1 of 1 addresses marked, 0 unknown here\n".to_owned())
    );
    assert!(unreachable(&app, &zoe.email).await);
    ask_for_a_link(&app, &zoe.email).await;
    app.work().await;
    come_in(&app, &zoe.email).await;
    assert!(!unreachable(&app, &zoe.email).await);
}
