//! `kill -9` while sixteen phones send: whatever was acknowledged is there afterwards, once.
//!
//! Ten rounds, fifty with `MINXIN_LONG=1`; `MINXIN_SEED` repeats the rounds of a run that printed it.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use super::program::{Line, Server, run};

const PHONES: u64 = 16;

/// One person's answers and the receipt, if it came back before the kill.
struct Sent {
    id: String,
    body: String,
    receipt: Option<String>,
}

/// Steele, Lea, Flood (2014), SplitMix64: enough to tell ids and moments apart.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

fn seed() -> u64 {
    if let Some(given) = std::env::var("MINXIN_SEED").ok().and_then(|s| s.parse().ok()) {
        return given;
    }
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes)
}

/// Sends one form after the other until the server is gone.
fn phone(server: std::net::SocketAddr, mut random: Random, stop: &AtomicBool) -> Vec<Sent> {
    let mut all = Vec::new();
    let Ok(mut line) = Line::to(server) else {
        return all;
    };
    while !stop.load(Ordering::Relaxed) {
        let id = format!("{:016x}{:016x}", random.next(), random.next());
        let answers = serde_json::json!({ "S_ROADS": 1 + random.next() % 5, "D_AGE": 1 + random.next() % 5 });
        let body = serde_json::json!({ "version": 1, "answers": answers }).to_string();
        let answer = line.put("demo", &id, &body);
        let cut = answer.is_err();
        let receipt = answer.ok().map(|(status, reply)| {
            assert_eq!((status, &reply["status"]), (201, &"stored".into()), "{reply}");
            reply["receipt"].as_str().unwrap().to_owned()
        });
        all.push(Sent { id, body, receipt });
        if cut {
            break;
        }
    }
    all
}

fn counted(data: &std::path::Path) -> usize {
    let waves = run(data, &["wave", "list"]).done();
    let demo = waves.lines().find(|l| l.starts_with("demo\t")).unwrap();
    demo.rsplit('\t')
        .next()
        .unwrap()
        .trim_end_matches(" answers")
        .parse()
        .unwrap()
}

#[test]
fn what_was_acknowledged_survives_kill_9_and_none_is_there_twice() {
    let seed = seed();
    eprintln!("MINXIN_SEED={seed} repeats this");
    let mut random = Random(seed);
    let rounds = if std::env::var_os("MINXIN_LONG").is_some() {
        50
    } else {
        10
    };
    let folder = tempfile::tempdir().unwrap();
    let mut before = 0;
    for round in 0..rounds {
        let mut server = Server::start(folder.path(), "demo");
        let stop = AtomicBool::new(false);
        let moment = Duration::from_micros(20_000 + random.next() % 1_200_000);
        let sent: Vec<Sent> = thread::scope(|scope| {
            let phones: Vec<_> = (0..PHONES)
                .map(|_| {
                    let (at, own, stop) = (server.at, Random(random.next()), &stop);
                    scope.spawn(move || phone(at, own, stop))
                })
                .collect();
            // the moment of the kill is what the test varies; nothing is awaited here
            thread::sleep(moment);
            server.kill();
            stop.store(true, Ordering::Relaxed);
            phones.into_iter().flat_map(|p| p.join().unwrap()).collect()
        });
        let acknowledged = sent.iter().filter(|s| s.receipt.is_some()).count();
        eprintln!(
            "round {round}: killed after {moment:?}, {} sent, {acknowledged} acknowledged",
            sent.len()
        );
        assert!(!sent.is_empty(), "nothing was sent before the kill");

        let server = Server::start(folder.path(), "demo");
        let mut line = Line::to(server.at).unwrap();
        for s in &sent {
            let (status, reply) = line.put("demo", &s.id, &s.body).unwrap();
            match &s.receipt {
                Some(receipt) => {
                    assert_eq!(status, 200, "{} was acknowledged and is gone: {reply}", s.id);
                    assert_eq!(
                        (reply["status"].as_str(), reply["receipt"].as_str()),
                        (Some("duplicate"), Some(&**receipt))
                    );
                }
                None => assert!(status == 200 || status == 201, "{status} {reply}"),
            }
        }
        before += sent.len();
        assert_eq!(
            counted(folder.path()),
            before,
            "each form once, no more and no less"
        );
    }
}
