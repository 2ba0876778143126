//! The rules of the machine, one by one, with a store that works unless told otherwise and no network.

use outbox::{
    Asked, Effect, Event, Holds, Job, Moment, Outbox, Policy, Post, Reply, Sealed, Standing, Stored, Told,
    sim::disk::Disk,
    wire::{BatchReply, HaveItem, HaveReply, ItemResult, ItemStatus},
};
use survey::SubmissionId;

const MINUTE: u64 = 60_000;

/// One tab, its store and its sender's lock.
struct Phone {
    outbox: Outbox,
    disk: Disk,
    now: u64,
    severed: bool,
    posts: Vec<Post>,
    told: Vec<Told>,
}

impl Phone {
    fn open(policy: Policy, disk: Disk) -> Self {
        let mut phone = Self {
            outbox: Outbox::new(policy),
            disk,
            now: 1_000,
            severed: false,
            posts: Vec::new(),
            told: Vec::new(),
        };
        phone.tell(Event::Started);
        phone
    }

    fn tell(&mut self, event: Event) {
        let now = Moment {
            wall: self.now as i64,
            steady: Some(self.now),
            dice: 999,
        };
        for effect in self.outbox.handle(&now, event) {
            match effect {
                Effect::Store(n, job) => {
                    let outcome = match job {
                        _ if self.severed => Stored::Severed,
                        Job::Load => Stored::Loaded(Box::new(self.disk.index())),
                        Job::Commit(ops) => self.disk.commit(&ops),
                        Job::Reopen => Stored::Done,
                    };
                    self.tell(Event::Stored(n, outcome));
                }
                Effect::Post(post) => self.posts.push(post),
                Effect::AskLease => self.tell(Event::Lease(true)),
                Effect::AskEditor(id) => self.tell(Event::Editor(id, true)),
                Effect::Tell(told) => self.told.push(told),
                Effect::ReleaseLease | Effect::Announce { .. } => {}
            }
        }
    }

    fn answer(&mut self, n: u8) -> SubmissionId {
        let id = SubmissionId([n; 16]);
        self.tell(Event::Edit(id));
        self.tell(Event::Finalise(Sealed::new(
            id,
            "w".into(),
            format!("{{{n}}}"),
            None,
        )));
        id
    }

    /// Ids of the newest request.
    fn asked(&self) -> Vec<u8> {
        match &self.posts.last().expect("a request").what {
            Asked::Batch(items) => items.iter().map(|(id, _)| id.0[0]).collect(),
            Asked::Have(ids) => ids.iter().map(|id| id.0[0]).collect(),
        }
    }

    fn is_question(&self) -> bool {
        matches!(self.posts.last().expect("a request").what, Asked::Have(_))
    }

    fn reply(&mut self, reply: Reply) {
        let ticket = self.posts.last().expect("a request").ticket;
        self.tell(Event::Answered(ticket, reply));
    }

    fn status(&mut self, status: u16, retry_after: Option<u32>) {
        let reason = String::new();
        self.reply(Reply::Status {
            status,
            retry_after,
            reason,
        });
    }

    /// Every item of the newest batch gets this.
    fn results(&mut self, status: ItemStatus) {
        let results = self.asked().into_iter().map(|n| result(n, status)).collect();
        let backup_through = None;
        self.reply(Reply::Batch(BatchReply {
            results,
            backup_through,
        }));
    }

    fn have(&mut self, levels: &[(u8, u8)]) {
        let item = |(n, level): &(u8, u8)| had(*n, *level, false);
        self.have_items(levels.iter().map(item).collect());
    }

    fn have_items(&mut self, have: Vec<HaveItem>) {
        let backup_through = None;
        self.reply(Reply::Have(HaveReply { have, backup_through }));
    }

    fn wait(&mut self, time: u64) {
        self.now += time;
        self.tell(Event::Tick);
    }
}

fn had(n: u8, level: u8, late: bool) -> HaveItem {
    HaveItem {
        id: SubmissionId([n; 16]).hex(),
        level,
        late,
    }
}

fn result(n: u8, status: ItemStatus) -> ItemResult {
    let id = SubmissionId([n; 16]);
    ItemResult {
        id: id.hex(),
        receipt: Some(id.receipt().to_string()),
        status,
        reason: None,
        item: None,
    }
}

/// A store with so many finished answers that were never sent.
fn offline_with(policy: Policy, count: u8) -> Disk {
    let mut phone = Phone::open(policy, Disk::default());
    for n in 1..=count {
        phone.answer(n);
    }
    phone.disk
}

#[test]
fn a_phone_lets_go_of_what_is_stored_and_says_so() {
    let mut phone = Phone::open(Policy::phone(), Disk::default());
    let id = phone.answer(1);
    assert_eq!(phone.outbox.standing(id), Some(Standing::Saved));
    assert_eq!(phone.asked(), [1]);
    phone.results(ItemStatus::Stored);
    assert_eq!(phone.told, [Told::Saved(id), Told::Delivered { id, late: false }]);
    assert!(phone.disk.rows.is_empty());
    assert_eq!(phone.outbox.summary().delivered, 1);
}

#[test]
fn a_kiosk_keeps_the_copy_until_a_backup_has_it_and_sends_it_again_if_the_server_lost_it() {
    let mut kiosk = Phone::open(Policy::kiosk(), Disk::default());
    let id = kiosk.answer(1);
    kiosk.results(ItemStatus::Stored);
    assert_eq!(kiosk.outbox.standing(id), Some(Standing::Delivered));
    assert!(kiosk.is_question(), "it asks whether a backup has it");
    kiosk.have(&[(1, 1)]);
    assert!(kiosk.disk.rows.contains_key(&id));
    kiosk.wait(61 * MINUTE);
    assert!(kiosk.is_question());
    kiosk.have(&[]);
    assert!(!kiosk.is_question());
    assert_eq!(kiosk.asked(), [1], "an older backup was put back: sent again");
    kiosk.results(ItemStatus::Stored);
    kiosk.wait(61 * MINUTE);
    kiosk.have(&[(1, 2)]);
    assert!(kiosk.disk.rows.is_empty());
    assert_eq!(kiosk.outbox.summary().delivered, 1);
}

#[test]
fn a_copy_that_no_backup_is_known_to_hold_goes_after_thirty_days_of_the_devices_life() {
    let mut kiosk = Phone::open(Policy::kiosk(), Disk::default());
    kiosk.answer(1);
    kiosk.results(ItemStatus::Stored);
    kiosk.status(500, None);
    for _ in 0..29 {
        kiosk.wait(24 * 60 * MINUTE);
    }
    assert_eq!(kiosk.disk.rows.len(), 1);
    kiosk.wait(24 * 60 * MINUTE);
    assert!(kiosk.disk.rows.is_empty());
}

#[test]
fn who_comes_back_with_more_than_a_few_asks_before_sending() {
    let few = Phone::open(Policy::phone(), offline_with(Policy::phone(), 3));
    assert!(!few.is_question());
    let mut many = Phone::open(Policy::phone(), offline_with(Policy::phone(), 4));
    assert!(many.is_question());
    many.have(&[(1, 1), (2, 1), (3, 1)]);
    assert!(!many.is_question());
    assert_eq!(many.asked(), [4], "only what is missing");
}

#[test]
fn what_the_server_has_and_kept_apart_is_told_to_be_late() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 4));
    phone.have_items((1..=4).map(|n| had(n, 1, n == 2)).collect());
    let late = |n: u8| Told::Delivered {
        id: SubmissionId([n; 16]),
        late: n == 2,
    };
    assert_eq!(phone.told, (1..=4).map(late).collect::<Vec<_>>());
}

#[test]
fn one_refused_record_is_kept_and_the_others_arrive() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 3));
    let results = vec![
        result(1, ItemStatus::Stored),
        result(2, ItemStatus::Rejected),
        result(3, ItemStatus::Quarantined),
    ];
    let backup_through = None;
    phone.reply(Reply::Batch(BatchReply {
        results,
        backup_through,
    }));
    let summary = phone.outbox.summary();
    assert_eq!((summary.delivered, summary.attention, summary.saved), (1, 2, 0));
    assert_eq!(phone.disk.rows.len(), 2, "kept, with their bytes");
    phone.tell(Event::Again(SubmissionId([2; 16])));
    assert_eq!(phone.asked(), [2], "a person may try it again");
}

#[test]
fn what_was_withdrawn_is_let_go() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 1));
    phone.results(ItemStatus::Gone);
    assert!(phone.disk.rows.is_empty());
}

#[test]
fn a_question_who_is_sending_stops_the_queue_and_loses_nothing() {
    for status in [401, 403] {
        let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 2));
        phone.status(status, None);
        assert!(phone.outbox.summary().stopped);
        phone.tell(Event::Back);
        phone.wait(60 * MINUTE);
        assert_eq!(phone.posts.len(), 1);
        assert_eq!(phone.outbox.summary().saved, 2);
        phone.tell(Event::Tapped);
        assert_eq!(phone.posts.len(), 2);
    }
}

#[test]
fn a_survey_that_is_not_open_yet_is_tried_again_and_holds_up_no_other() {
    let mut phone = Phone::open(Policy::phone(), Disk::default());
    phone.answer(1);
    let not_open = || Reply::Status {
        status: 403,
        retry_after: None,
        reason: "not_open".into(),
    };
    phone.reply(not_open());
    assert!(!phone.outbox.summary().stopped);
    let other = SubmissionId([2; 16]);
    phone.tell(Event::Edit(other));
    phone.tell(Event::Finalise(Sealed::new(
        other,
        "other".into(),
        "{}".into(),
        None,
    )));
    phone.wait(5 * MINUTE);
    assert_eq!(phone.asked(), [2], "what was tried less goes first");
    phone.results(ItemStatus::Stored);
    phone.wait(5 * MINUTE);
    assert_eq!(phone.asked(), [1]);
    // nor where it is asked about first
    let mut many = Phone::open(Policy::phone(), offline_with(Policy::phone(), 4));
    assert!(many.is_question());
    many.reply(not_open());
    assert!(!many.is_question() && !many.outbox.summary().stopped);
    assert_eq!(many.asked().len(), 4);
}

#[test]
fn what_the_server_asks_for_is_waited_for_even_if_the_network_comes_back() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 1));
    phone.status(503, Some(600));
    phone.tell(Event::Back);
    phone.wait(9 * MINUTE);
    assert_eq!(phone.posts.len(), 1);
    phone.wait(2 * MINUTE);
    assert_eq!(phone.posts.len(), 2);
}

#[test]
fn a_network_that_comes_back_is_used_at_once() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 1));
    phone.reply(Reply::NoAnswer);
    assert_eq!(phone.posts.len(), 1);
    phone.tell(Event::Back);
    assert_eq!(phone.posts.len(), 2);
}

#[test]
fn a_request_that_fails_after_the_network_came_back_is_not_waited_for_long() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 1));
    for _ in 0..9 {
        phone.reply(Reply::NoAnswer);
        phone.wait(5 * MINUTE);
    }
    assert_eq!(
        phone.posts.len(),
        10,
        "one under way, and failures enough for minutes of waiting"
    );
    phone.tell(Event::Back);
    phone.reply(Reply::NoAnswer);
    phone.wait(2000);
    assert_eq!(phone.posts.len(), 11);
}

#[test]
fn a_sign_in_page_is_no_acknowledgement() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 1));
    phone.status(200, None);
    assert_eq!(phone.outbox.summary().saved, 1);
    let mut foreign = result(1, ItemStatus::Stored);
    foreign.receipt = Some("0000-0000-0000".into());
    phone.tell(Event::Tapped);
    phone.reply(Reply::Batch(BatchReply {
        results: vec![foreign],
        backup_through: None,
    }));
    assert_eq!(phone.outbox.summary().saved, 1);
}

#[test]
fn too_large_halves_the_batch_and_a_single_one_is_set_aside() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 2));
    phone.status(413, None);
    assert_eq!(phone.asked().len(), 1);
    phone.status(413, None);
    assert_eq!(phone.outbox.summary().attention, 1);
    assert_eq!(phone.asked(), [2]);
}

#[test]
fn a_batch_that_took_too_long_is_halved() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 100));
    phone.have(&[]);
    assert_eq!(phone.asked().len(), 100);
    phone.reply(Reply::TimedOut);
    phone.tell(Event::Tapped);
    assert!(phone.is_question(), "it may have arrived all the same");
    phone.have(&[]);
    assert_eq!(phone.asked().len(), 50);
}

#[test]
fn a_full_store_lets_the_interview_under_way_finish_and_no_other_begin() {
    let mut kiosk = Phone::open(Policy::kiosk(), Disk::default());
    assert!(kiosk.disk.ballast);
    kiosk.disk.full = true;
    kiosk.tell(Event::Room(1_000_000));
    assert!(!kiosk.outbox.may_begin());
    let id = kiosk.answer(1);
    assert_eq!(kiosk.told[0], Told::Saved(id));
    assert!(!kiosk.disk.ballast);
    kiosk.disk.full = false;
    kiosk.tell(Event::Room(1_000_000_000));
    assert!(kiosk.outbox.may_begin());
    assert!(kiosk.disk.ballast);
}

#[test]
fn a_browser_that_always_promises_plenty_is_believed_no_more_once_it_refused() {
    let mut kiosk = Phone::open(Policy::kiosk(), Disk::default());
    kiosk.tell(Event::Room(10 << 30));
    assert!(kiosk.outbox.may_begin());
    kiosk.disk.full = true;
    let id = kiosk.answer(1);
    assert_eq!(kiosk.told[0], Told::Saved(id));
    kiosk.tell(Event::Room(10 << 30));
    assert!(
        !kiosk.outbox.may_begin(),
        "the ballast has gone and found no place"
    );
    // another page of the same tablet finds out by itself
    let disk = std::mem::take(&mut kiosk.disk);
    let mut other = Phone::open(Policy::kiosk(), disk);
    other.tell(Event::Room(10 << 30));
    assert!(!other.outbox.may_begin());
    other.disk.full = false;
    other.wait(MINUTE);
    assert!(other.disk.ballast && other.outbox.may_begin());
}

#[test]
fn a_store_that_fails_three_times_is_said_to_and_the_answer_is_sent_from_memory() {
    let mut phone = Phone::open(Policy::phone(), Disk::default());
    phone.severed = true;
    let id = phone.answer(1);
    assert_eq!(phone.told, [Told::NotSaved(id)]);
    assert_eq!(phone.outbox.summary().unsaved, 1);
    assert_eq!(phone.outbox.in_memory().count(), 1);
    assert_eq!(phone.outbox.holds(), Holds::Open, "readable: for no file");
    assert_eq!(phone.asked(), [1]);
    let other = SubmissionId([2; 16]);
    phone.tell(Event::Edit(other));
    let sealed = "{\"suite\":1}".to_owned();
    phone.tell(Event::Finalise(Sealed::new(other, "w".into(), sealed, None)));
    assert_eq!(phone.outbox.holds(), Holds::Sealed);
    phone.severed = false;
    phone.wait(2 * MINUTE);
    assert_eq!(phone.outbox.holds(), Holds::Nothing);
    assert!(phone.told.contains(&Told::Saved(other)));
    phone.told.retain(|told| *told != Told::Saved(other));
    assert_eq!(phone.told.last(), Some(&Told::Saved(id)));
    assert!(phone.disk.rows.contains_key(&id));
}

#[test]
fn a_draft_that_another_tab_handed_over_stays_as_it_was_handed_over() {
    let mut first = Phone::open(Policy::phone(), Disk::default());
    let mut second = Phone::open(Policy::phone(), Disk::default());
    first.answer(1);
    second.disk = first.disk;
    let id = SubmissionId([1; 16]);
    second.tell(Event::Edit(id));
    second.tell(Event::Finalise(Sealed::new(id, "w".into(), "other".into(), None)));
    assert_eq!(second.told, [Told::HandedOver(id)]);
    assert_eq!(second.disk.rows[&id].body, "{1}");
}

#[test]
fn mended_answers_take_the_place_of_the_refused_ones() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 1));
    phone.results(ItemStatus::Rejected);
    let (old, new) = (SubmissionId([1; 16]), SubmissionId([2; 16]));
    phone.tell(Event::Edit(new));
    phone.tell(Event::Finalise(Sealed::new(
        new,
        "w".into(),
        "mended".into(),
        Some(old),
    )));
    assert_eq!(phone.disk.rows.keys().collect::<Vec<_>>(), [&new]);
    assert_eq!(phone.outbox.summary().attention, 0);
}

#[test]
fn an_emptied_store_is_told_of() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 2));
    phone.disk = Disk::default();
    phone.tell(Event::Changed { hurry: false });
    assert_eq!(phone.told, [Told::Emptied(2)]);
}

#[test]
fn a_tab_that_is_no_longer_the_sender_hears_no_answer() {
    let mut phone = Phone::open(Policy::phone(), offline_with(Policy::phone(), 1));
    let ticket = phone.posts[0].ticket;
    phone.severed = true;
    phone.tell(Event::Lease(false));
    let backup_through = None;
    let results = vec![result(1, ItemStatus::Stored)];
    phone.tell(Event::Answered(
        ticket,
        Reply::Batch(BatchReply {
            results,
            backup_through,
        }),
    ));
    assert_eq!(phone.outbox.summary().delivered, 0);
}
