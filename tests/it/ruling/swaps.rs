//! Rules changed under load: every verdict is one of the rules in force while it was asked for, and no request fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use axum::http::Method;
use chrono::NaiveDate;
use serde_json::json;
use tests::Person;

use super::{HOSTILE, Scene};

const SWAPS: i64 = 200;
const PEOPLE: usize = 4;

/// Two components in turn: of an odd version everybody may come, of an even one who is 18. Somebody of 17 is told apart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_swaps_and_no_wrong_verdict() {
    let scene = Arc::new(Scene::new().await);
    scene.set(json!({ "minimum_age": 18 })).await.expect(200);
    scene.upload(&scene.admin, HOSTILE).await.expect(200);
    let (mission, slot) = scene.mission().await;
    // Version 3 is in force now; what is restored after it turns from one to the other.
    let (begun, done, over) =
        (Arc::new(AtomicI64::new(3)), Arc::new(AtomicI64::new(3)), Arc::new(AtomicBool::new(false)));
    let asked = Arc::new(AtomicUsize::new(0));
    let mut people = tokio::task::JoinSet::new();
    for number in 0..PEOPLE {
        let born = NaiveDate::from_ymd_opt(2008, 9, 1);
        let person = Person::made(&scene.app, "paris", &format!("seventeen-{number}"), None, born).await;
        let (scene, begun, done, over) = (Arc::clone(&scene), Arc::clone(&begun), Arc::clone(&done), Arc::clone(&over));
        let asked = Arc::clone(&asked);
        people.spawn(async move {
            let path = format!("/api/v1/missions/{mission}/can-sign-up?slot={slot}");
            while !over.load(Ordering::SeqCst) {
                let earliest = done.load(Ordering::SeqCst);
                let answer = person.get(&scene.app, &path).await.expect(200).body;
                let latest = begun.load(Ordering::SeqCst);
                let may = answer["may"].as_bool().expect("a verdict");
                let fits = (earliest..=latest).any(|version| may == (version % 2 == 1));
                assert!(fits, "between {earliest} and {latest} it said {answer}");
                asked.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    for swap in 0..SWAPS {
        begun.store(4 + swap, Ordering::SeqCst);
        let path = format!("/api/v1/rules/versions/{}/restore", 2 + swap % 2);
        let restored = scene.admin.call(&scene.app, Method::POST, &path, None).await.expect(200).body;
        assert_eq!(restored["rules_version"], 4 + swap);
        done.store(4 + swap, Ordering::SeqCst);
    }
    over.store(true, Ordering::SeqCst);
    while let Some(person) = people.join_next().await {
        person.expect("no wrong verdict");
    }
    assert!(asked.load(Ordering::SeqCst) > PEOPLE, "people asked meanwhile");
    assert_eq!(scene.version().await, 3 + SWAPS);
}
