//! Faults that take minutes, or a machine on which one may mount: `make soak`.

use std::time::Duration;

use nix::sys::signal::Signal;
use tests::afterwards::{Envelope, all_is_done, everybody_is_told_once, nothing_is_lost};
use tests::{Crowd, Manner, Postgres, Server, SmallDisk, SmtpSink, TestApp};
use uuid::Uuid;

/// Everybody's sign-up is there, and everybody was told once, under one name; answers how many mails came again.
async fn all_is_well(crowd: &Crowd, acknowledged: &[Uuid], sink: &SmtpSink) -> usize {
    let client = crowd.app.client("paris").await;
    all_is_done(&client).await;
    nothing_is_lost(&client, acknowledged).await;
    let rows: i64 = client.query_one("SELECT count(*) FROM sign_ups", &[]).await.expect("a count").get(0);
    assert_eq!(usize::try_from(rows), Ok(crowd.cookies.len()), "one each");
    let mails: Vec<_> = sink.received().iter().map(|mail| Envelope::of_message(mail)).collect();
    everybody_is_told_once(&client, &mails).await
}

/// Waits until so many jobs are leased.
async fn leased(crowd: &Crowd, count: i64) {
    let client = crowd.app.client("paris").await;
    for _ in 0..600 {
        let sql = "SELECT count(*) FROM jobs WHERE leased_until > now()";
        if client.query_one(sql, &[]).await.expect("a count").get::<_, i64>(0) >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no work was begun");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_frozen_with_its_leases_is_stood_in_for_and_tells_nobody_anew() {
    let crowd = Crowd::new(20, 30).await;
    let sink = SmtpSink::start().await;
    let (url, smtp) = (crowd.app.database.url().await, sink.url());
    let settings = [("SMTP_URL", smtp.as_str())];
    sink.behave(Manner::Silent);
    let frozen = Server::start(&url, &settings).await;
    let acknowledged = crowd.press_on(&[frozen.address]).finish().await;
    leased(&crowd, 4).await;
    frozen.signal(Signal::SIGSTOP);
    sink.behave(Manner::Taking);
    let other = Server::start(&url, &settings).await;
    let again = all_is_well(&crowd, &acknowledged, &sink).await;
    // It wakes in the middle of what the other has long done.
    frozen.signal(Signal::SIGCONT);
    tokio::time::sleep(Duration::from_secs(40)).await;
    let later = all_is_well(&crowd, &acknowledged, &sink).await;
    println!("mails that came again, under the same name: {again}, then {later}");
    drop(other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_killed_with_their_leases_leave_no_mail_behind() {
    let crowd = Crowd::new(40, 200).await;
    let sink = SmtpSink::start().await;
    let (url, smtp) = (crowd.app.database.url().await, sink.url());
    let settings = [("SMTP_URL", smtp.as_str())];
    let mut server = Server::start(&url, &settings).await;
    let address = server.address;
    let mut load = crowd.press_on(&[address]);
    for done in [20, 60, 120] {
        load.done(done).await;
        server.signal(Signal::SIGKILL);
        assert!(!server.ended_well().await);
        server = Server::start_at(address, &url, &settings).await;
    }
    let acknowledged = load.finish().await;
    let again = all_is_well(&crowd, &acknowledged, &sink).await;
    println!("mails that came again, under the same name: {again}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_slow_for_minutes_gets_each_mail_under_one_name_from_two_nodes() {
    let crowd = Crowd::new(20, 40).await;
    let sink = SmtpSink::start().await;
    let (url, smtp) = (crowd.app.database.url().await, sink.url());
    let settings = [("SMTP_URL", smtp.as_str())];
    let servers = [Server::start(&url, &settings).await, Server::start(&url, &settings).await];
    sink.behave(Manner::Silent);
    let acknowledged = crowd.press_on(&servers.each_ref().map(|server| server.address)).finish().await;
    // Longer than a client waits, then longer than a lease lasts, with a moment of breath between.
    for silence in [35, 70] {
        tokio::time::sleep(Duration::from_secs(silence)).await;
        sink.behave(Manner::Taking);
        tokio::time::sleep(Duration::from_millis(300)).await;
        sink.behave(Manner::Silent);
    }
    sink.behave(Manner::Taking);
    let again = all_is_well(&crowd, &acknowledged, &sink).await;
    println!("mails that came again, under the same name: {again}");
}

/// While there is no room, an answer is a promise that is kept or a fault of ours: the crowd fails on any other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_as_our_fault_and_is_got_over() {
    let Some(disk) = SmallDisk::mount(400) else { return };
    let (mut postgres, database) = Postgres::new_in(disk.folder()).await;
    let crowd = Crowd::of(TestApp::on(database, |_| {}).await.with_cities().await, 100, 1500).await;
    let sink = SmtpSink::start().await;
    let smtp = sink.url();
    let server = Server::start(&crowd.app.database.url().await, &[("SMTP_URL", smtp.as_str())]).await;
    let mut load = crowd.press_on(&[server.address]);
    load.done(100).await;
    disk.fill();
    load.fails(100).await;
    println!("on a full disk Postgres {}", if postgres.runs() { "refuses" } else { "gives up" });
    disk.empty();
    // If it could not even keep its log, it stops; then the machine's service manager starts it again.
    let manage = async {
        loop {
            if !postgres.runs() {
                postgres.start_again().await.expect("Postgres starts on what it left");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let acknowledged = tokio::select! {
        acknowledged = load.finish() => acknowledged,
        () = manage => return,
    };
    let again = all_is_well(&crowd, &acknowledged, &sink).await;
    println!("mails that came again, under the same name: {again}");
    drop(server);
    drop(postgres);
}
