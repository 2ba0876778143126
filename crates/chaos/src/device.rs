//! A phone or tablet that keeps the contract: it sends the same bytes until they are acknowledged, waits as it is told,
//! asks what is stored where much may have arrived, and brings back what a restored server no longer has. Some of its
//! people are careless: they send once more, or other answers under the same id. Two in three of them seal what was
//! finished to the wave's key, as a page on https does; the others send it as it is.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        RwLock,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use outbox::wire::{Batch, BatchItem, BatchReply, Have, HaveReply, ItemStatus, MAX_IDS};
use seal::{Bound, PublicKey, Sealed};
use survey::{SubmissionId, submission::payload_hash};

use crate::{
    county::{self, WAVE},
    history::{Event, Moment, Promise, Recorder},
    http::{Answer, Line, request},
    proxy::Place,
    random::Random,
};

/// A second of the contract's waits takes so long here.
const SECOND: Duration = Duration::from_millis(25);
/// People come no more while so many records wait.
const MOST: usize = 60;
/// Of more records that may have arrived than this, the server is asked first.
const UNCERTAIN: usize = 3;

/// What devices share.
pub struct World {
    /// What happened.
    pub history: Recorder,
    /// The residents' door, while the server is up.
    pub public: Place,
    /// The desk's door, which takes answers too.
    pub desk: Place,
    /// The bad network before the residents' door.
    pub proxy: RwLock<Option<SocketAddr>>,
    /// Nobody starts a new interview.
    pub closing: AtomicBool,
    /// Rises with every restored backup.
    pub restores: AtomicU64,
    /// Devices that are not done yet.
    pub living: AtomicUsize,
    /// The run is given up: devices leave as they are.
    pub over: AtomicBool,
    /// Requests under way.
    pub flying: AtomicUsize,
    /// Milliseconds that a device rests between two steps, on average.
    pub rest: u64,
}

#[derive(Clone, Debug)]
struct Record {
    id: String,
    hash: String,
    body: String,
    /// Other bytes under an id that is stored already.
    other: bool,
    /// It may have arrived.
    uncertain: bool,
}

/// One device.
pub struct Device<'w> {
    world: &'w World,
    random: Random,
    line: Line,
    /// Sends through the bad network.
    far: bool,
    /// Asks and sends many at once.
    batches: bool,
    /// Sends nothing that is not sealed.
    seals: bool,
    /// What it seals to, once it was told.
    key: Option<PublicKey>,
    patience: Duration,
    ready: VecDeque<Record>,
    kept: Vec<Record>,
    failures: u32,
    restores: u64,
}

impl<'w> Device<'w> {
    /// A device with its own chance.
    pub fn new(world: &'w World, mut random: Random, number: usize) -> Self {
        world.living.fetch_add(1, Ordering::SeqCst);
        Self {
            world,
            line: Line::default(),
            far: number % 2 == 1,
            batches: number % 4 >= 2,
            seals: !number.is_multiple_of(3),
            key: None,
            patience: Duration::from_millis(random.between(1_500, 15_000)),
            ready: VecDeque::new(),
            kept: Vec::new(),
            failures: 0,
            restores: 0,
            random,
        }
    }

    /// Lives until nobody starts anew and everything is acknowledged.
    pub fn live(mut self) {
        while !self.done() {
            if self.was_restored() && !self.bring_back() {
                continue;
            }
            if !self.world.closing.load(Ordering::Relaxed) && self.ready.len() < MOST {
                self.people_finish();
            }
            self.send();
            // somebody who has something left goes on at once
            if self.ready.is_empty() {
                let rest = self.random.below(2 * self.world.rest + 1);
                thread::sleep(Duration::from_millis(rest));
            }
        }
        self.world.living.fetch_sub(1, Ordering::SeqCst);
    }

    fn done(&self) -> bool {
        let closing = self.world.closing.load(Ordering::Relaxed);
        self.world.over.load(Ordering::Relaxed) || closing && self.ready.is_empty() && !self.was_restored()
    }

    fn was_restored(&self) -> bool {
        self.world.restores.load(Ordering::Relaxed) != self.restores
    }

    fn people_finish(&mut self) {
        // a key may have been made anew; what was sealed to the one before must still open
        if self.seals && (self.key.is_none() || self.random.percent(5)) {
            self.ask_for_key();
        }
        if self.seals && self.key.is_none() {
            return; // nobody is asked with a device that was not prepared
        }
        for _ in 0..self.random.between(0, 4) {
            let id = format!("{:016x}{:016x}", self.random.next(), self.random.next());
            self.finish(id, false);
        }
        if self.random.percent(4) && !self.kept.is_empty() {
            let earlier = &self.kept[self.random.below(self.kept.len() as u64) as usize];
            match self.random.below(3) {
                0 => self.finish(earlier.id.clone(), true),
                1 => self.ready.push_back(Record {
                    uncertain: true,
                    ..earlier.clone()
                }),
                _ => self.five_times(&earlier.clone()),
            }
        }
    }

    /// What the server gives devices to seal to; the key it knows stays where no answer comes.
    fn ask_for_key(&mut self) {
        let path = format!("/api/v1/waves/{WAVE}/key");
        let mut line = std::mem::take(&mut self.line);
        let told = self.ask(&mut line, &request("GET", &path, "", &[]), |_, _, answer| {
            let point = URL_SAFE_NO_PAD.decode(answer.json()["key"].as_str()?).ok()?;
            PublicKey::read(&point).ok()
        });
        self.line = line;
        self.key = told.flatten().or(self.key.take());
    }

    fn finish(&mut self, id: String, other: bool) {
        let answers = county::answers(&mut self.random);
        let mode = if self.batches { "kiosk" } else { "web" };
        let open = county::body(&answers, mode);
        let body = match &self.key {
            Some(key) => {
                let bound = Bound {
                    wave: WAVE,
                    version: 1,
                    id: SubmissionId::parse(&id).expect("ids are drawn as 32 hex digits"),
                };
                let seed: Vec<u8> = (0..4).flat_map(|_| self.random.next().to_le_bytes()).collect();
                let seed = seed.try_into().expect("four times eight bytes");
                Sealed::seal(key, &bound, &open, seed).to_body()
            }
            None => open,
        };
        let hash = hex(&payload_hash(body.as_bytes()));
        self.world.history.add(Event::Made {
            id: id.clone(),
            hash: hash.clone(),
            answers,
            sealed: self.key.is_some(),
        });
        self.ready.push_back(Record {
            id,
            hash,
            body,
            other,
            uncertain: false,
        });
    }

    /// The same bytes on five connections at once.
    fn five_times(&self, record: &Record) {
        thread::scope(|scope| {
            for _ in 0..5 {
                scope.spawn(|| {
                    let mut line = Line::default();
                    let _ = self.ask(&mut line, &put(record), |device, since, answer| {
                        device.single(record, since, answer);
                    });
                });
            }
        });
    }

    /// What was acknowledged and is no longer there is ready again, first answers before other ones under the same id.
    /// False: the server did not say what it has.
    fn bring_back(&mut self) -> bool {
        let before = self.restores;
        self.restores = self.world.restores.load(Ordering::SeqCst);
        let mut missing: Vec<Record> = Vec::new();
        for some in self.kept.clone().chunks(MAX_IDS) {
            let Some(have) = self.have(some) else {
                self.restores = before;
                return false;
            };
            missing.extend(some.iter().filter(|r| r.other || !have.contains(&r.id)).cloned());
        }
        self.kept
            .retain(|k| !missing.iter().any(|m| (&m.id, &m.hash) == (&k.id, &k.hash)));
        self.ready.extend(missing);
        self.ready.make_contiguous().sort_by_key(|r| r.other);
        true
    }

    fn send(&mut self) {
        let uncertain: Vec<Record> = self
            .ready
            .iter()
            .filter(|r| r.uncertain && !r.other)
            .cloned()
            .collect();
        if self.batches && uncertain.len() > UNCERTAIN {
            let Some(have) = self.have(&uncertain) else { return };
            let there = |r: &Record| !r.other && have.contains(&r.id);
            self.kept.extend(self.ready.iter().filter(|r| there(r)).cloned());
            self.ready.retain(|r| !there(r));
            self.ready.iter_mut().for_each(|r| r.uncertain = false);
        }
        // other answers wait for the first ones, or they would be the first
        let first = self.ready.iter().take_while(|r| !r.other).count();
        if self.batches && first > 0 {
            let most = first.min(self.random.between(1, 25) as usize);
            self.batch(most);
        } else if let Some(record) = self.ready.pop_front() {
            self.put(record);
        }
    }

    fn put(&mut self, record: Record) {
        let mut line = std::mem::take(&mut self.line);
        let done = self.ask(&mut line, &put(&record), |device, since, answer| {
            device.single(&record, since, answer)
        });
        self.line = line;
        let taken = matches!(done, Some(Outcome::Taken));
        self.rest_after(done.map_or(Some(0), |d| d.wait()));
        if taken {
            self.kept.push(record);
        } else {
            self.again(record);
        }
    }

    /// Ready once more; other answers behind the first ones.
    fn again(&mut self, record: Record) {
        let record = Record {
            uncertain: true,
            ..record
        };
        if record.other {
            self.ready.push_back(record);
        } else {
            self.ready.push_front(record);
        }
    }

    fn batch(&mut self, most: usize) {
        let some: Vec<Record> = self.ready.drain(..most).collect();
        let items = some
            .iter()
            .map(|r| BatchItem {
                id: r.id.clone(),
                body: r.body.clone(),
            })
            .collect();
        let body = serde_json::to_vec(&Batch { items }).expect("a batch is plain data");
        let path = format!("/api/v1/waves/{WAVE}/submissions:batch");
        let mut line = std::mem::take(&mut self.line);
        let mut taken = vec![false; some.len()];
        let done = self.ask(
            &mut line,
            &request("POST", &path, "application/json", &body),
            |device, since, answer| device.many(&some, since, answer, &mut taken),
        );
        self.line = line;
        self.rest_after(done.map_or(Some(0), |d| d.wait()));
        for (record, taken) in some.into_iter().zip(taken) {
            if taken {
                self.kept.push(record);
            } else {
                self.again(record);
            }
        }
    }

    /// Which of these are stored; none where no answer came.
    fn have(&mut self, some: &[Record]) -> Option<Vec<String>> {
        let ids = some.iter().map(|r| r.id.clone()).collect();
        let hashes = some.iter().map(|r| r.hash.clone()).collect();
        let body = serde_json::to_vec(&Have { ids, hashes }).expect("a list is plain data");
        let path = format!("/api/v1/waves/{WAVE}/submissions:have");
        let mut line = std::mem::take(&mut self.line);
        let mut have = None;
        let done = self.ask(
            &mut line,
            &request("POST", &path, "application/json", &body),
            |device, since, answer| {
                if answer.status != 200 {
                    return device.not_taken("have", &some[0].id, answer);
                }
                let reply: HaveReply = serde_json::from_slice(&answer.body).unwrap_or_default();
                let found: Vec<String> = reply.have.into_iter().map(|h| h.id.to_lowercase()).collect();
                for record in some.iter().filter(|r| !r.other && found.contains(&r.id)) {
                    device.promised(&record.id, &record.hash, Promise::Had, None, since);
                }
                have = Some(found);
                Outcome::Taken
            },
        );
        self.line = line;
        self.rest_after(done.map_or(Some(0), |d| d.wait()));
        have
    }

    /// One request from the moment it leaves until what it brought is in the history. None where no server is there or no
    /// whole answer came.
    fn ask<T>(
        &self,
        line: &mut Line,
        bytes: &[u8],
        then: impl FnOnce(&Self, Moment, &Answer) -> T,
    ) -> Option<T> {
        let up = |place: &Place| *place.read().expect("nobody panics while holding a place");
        let at = match (self.far, self.batches) {
            _ if up(&self.world.public).is_none() => None,
            (true, _) => *self.world.proxy.read().expect("as above"),
            (false, true) => up(&self.world.desk),
            (false, false) => up(&self.world.public),
        }?;
        // counted before it is looked once more: whoever takes the server away waits for this one, or it is not sent
        self.world.flying.fetch_add(1, Ordering::SeqCst);
        if up(&self.world.public).is_none() || self.was_restored() {
            self.world.flying.fetch_sub(1, Ordering::SeqCst);
            return None;
        }
        let since = self.world.history.now();
        let done = match line.ask(at, bytes, self.patience) {
            Ok(answer) => Some(then(self, since, &answer)),
            Err(_) => {
                let first = bytes.split(|b| *b == b'\r').next().unwrap_or_default();
                let request = String::from_utf8_lossy(first).into_owned();
                self.world.history.add(Event::Lost { request });
                None
            }
        };
        self.world.flying.fetch_sub(1, Ordering::SeqCst);
        done
    }

    fn single(&self, record: &Record, since: Moment, answer: &Answer) -> Outcome {
        let reply = answer.json();
        let promise = match (answer.status, reply["status"].as_str()) {
            (201, Some("stored")) => Promise::Stored,
            (202, Some("late")) => Promise::Late,
            (200, Some("duplicate")) => Promise::Duplicate,
            (409, Some("quarantined")) => Promise::Quarantined,
            _ => return self.not_taken("put", &record.id, answer),
        };
        self.promised(
            &record.id,
            &record.hash,
            promise,
            reply["receipt"].as_str(),
            since,
        );
        Outcome::Taken
    }

    fn many(&self, some: &[Record], since: Moment, answer: &Answer, taken: &mut [bool]) -> Outcome {
        if answer.status != 200 {
            return self.not_taken("batch", &some[0].id, answer);
        }
        let reply: BatchReply = serde_json::from_slice(&answer.body).unwrap_or_default();
        for result in reply.results {
            let Some(at) = some.iter().position(|r| r.id.eq_ignore_ascii_case(&result.id)) else {
                continue;
            };
            let promise = match result.status {
                ItemStatus::Stored => Promise::Stored,
                ItemStatus::Late => Promise::Late,
                ItemStatus::Duplicate => Promise::Duplicate,
                ItemStatus::Quarantined => Promise::Quarantined,
                ItemStatus::Retry => continue,
                _ => {
                    let reason = result.reason.unwrap_or_default().into();
                    self.refused(&some[at].id, 422, &reason);
                    continue;
                }
            };
            taken[at] = true;
            self.promised(
                &some[at].id,
                &some[at].hash,
                promise,
                result.receipt.as_deref(),
                since,
            );
        }
        Outcome::Taken
    }

    fn promised(&self, id: &str, hash: &str, promise: Promise, receipt: Option<&str>, since: Moment) {
        self.world.history.add(Event::Acknowledged {
            id: id.to_owned(),
            hash: hash.to_owned(),
            promise,
            receipt: receipt.map(str::to_owned),
            since,
        });
    }

    fn refused(&self, id: &str, status: u16, reason: &serde_json::Value) -> Outcome {
        let reason = reason.as_str().unwrap_or_default().to_owned();
        self.world.history.add(Event::Refused {
            id: id.to_owned(),
            status,
            reason,
        });
        Outcome::Later(None)
    }

    fn not_taken(&self, request: &str, id: &str, answer: &Answer) -> Outcome {
        let Answer {
            status, retry_after, ..
        } = *answer;
        if (400..500).contains(&status) {
            return self.refused(id, status, &answer.json()["reason"]);
        }
        self.world.history.add(Event::Failed {
            request: request.to_owned(),
            status,
            retry_after,
        });
        Outcome::Later(retry_after)
    }

    /// Full jitter over a wait that doubles, on top of what the server asked for. `failed`: the seconds it asked for, none
    /// after a success.
    fn rest_after(&mut self, failed: Option<u64>) {
        let Some(asked) = failed else {
            self.failures = 0;
            return;
        };
        self.failures += 1;
        let most = SECOND * 2_u32.pow(self.failures.min(6));
        let jitter = Duration::from_millis(self.random.below(most.as_millis() as u64 + 1));
        thread::sleep(SECOND * asked as u32 + jitter);
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    Taken,
    Later(Option<u64>),
}

impl Outcome {
    fn wait(self) -> Option<u64> {
        match self {
            Self::Taken => None,
            Self::Later(asked) => Some(asked.unwrap_or(0)),
        }
    }
}

fn put(record: &Record) -> Vec<u8> {
    let path = format!("/api/v1/waves/{WAVE}/submissions/{}", record.id);
    request("PUT", &path, "application/json", record.body.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
