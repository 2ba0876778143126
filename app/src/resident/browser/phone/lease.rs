//! A lease in `localStorage`, for browsers without Web Locks; whose turn it is, `outbox::lease` says.

use std::{cell::RefCell, rc::Rc, time::Duration};

use leptos::prelude::set_timeout;

use ::outbox::lease::{Lease, RENEW, take};

use crate::resident::hands::platform::{dice, put_away, stored, take_away};

/// How long another page has to overwrite a lease that was free, milliseconds.
const SETTLE: u64 = 60;

/// A lease that this page holds or asks for.
#[derive(Clone)]
struct Kept {
    number: u64,
    held: bool,
    wanted: fn() -> bool,
    tell: Rc<dyn Fn(bool)>,
}

thread_local! {
    static ME: u64 = dice();
    /// By name; there are two or three.
    static KEPT: RefCell<Vec<(String, Kept)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a lease, or keeps asking for it, as long as it is wanted; tells of every change, and of a refusal.
pub fn keep(name: &str, wanted: fn() -> bool, tell: impl Fn(bool) + 'static) {
    if KEPT.with_borrow(|kept| at(kept, name).is_some()) {
        return;
    }
    let number = dice();
    let kept = Kept {
        number,
        held: false,
        wanted,
        tell: Rc::new(tell),
    };
    KEPT.with_borrow_mut(|all| all.push((name.to_owned(), kept)));
    look(name.to_owned(), number);
}

fn at(all: &[(String, Kept)], name: &str) -> Option<usize> {
    all.iter().position(|(own, _)| own == name)
}

/// Gives it back, also one that was written a moment ago and is not known to be ours yet.
pub fn give_back(name: &str) {
    let kept = KEPT.with_borrow_mut(|all| at(all, name).map(|at| all.swap_remove(at)));
    if kept.is_some() && mine(name) {
        take_away(name);
    }
}

/// The page is closed: nobody has to wait until its leases run out.
pub fn give_all_back() {
    let names: Vec<_> = KEPT.with_borrow(|all| all.iter().map(|(name, _)| name.clone()).collect());
    for name in names {
        give_back(&name);
    }
}

fn of(name: &str, number: u64) -> Option<Kept> {
    KEPT.with_borrow(|all| {
        at(all, name)
            .map(|at| &all[at].1)
            .filter(|k| k.number == number)
            .cloned()
    })
}

fn look(name: String, number: u64) {
    let Some(kept) = of(&name, number) else {
        return; // given back, perhaps asked for anew
    };
    if !(kept.wanted)() {
        return give_back(&name);
    }
    let Some(lease) = take(read(&name), ME.with(|me| *me), js_sys::Date::now() as i64) else {
        set(&name, false);
        (kept.tell)(false);
        return later(RENEW as u64, move || look(name, number));
    };
    put_away(
        &name,
        &[&lease.holder.to_string(), " ", &lease.until.to_string()].concat(),
    );
    if kept.held {
        later(RENEW as u64, move || look(name, number));
    } else {
        later(SETTLE, move || settle(name, number));
    }
}

/// Nobody wrote over it meanwhile: it is ours.
fn settle(name: String, number: u64) {
    if let Some(kept) = of(&name, number).filter(|_| mine(&name)) {
        set(&name, true);
        (kept.tell)(true);
    }
    later(RENEW as u64, move || look(name, number));
}

fn later(ms: u64, work: impl FnOnce() + 'static) {
    set_timeout(work, Duration::from_millis(ms));
}

fn set(name: &str, held: bool) {
    KEPT.with_borrow_mut(|all| {
        if let Some(at) = at(all, name) {
            all[at].1.held = held;
        }
    });
}

/// Does what is stored say that it is this page's turn?
fn mine(name: &str) -> bool {
    read(name).is_some_and(|lease| lease.holder == ME.with(|me| *me))
}

fn read(name: &str) -> Option<Lease> {
    let text = stored(name)?;
    let (holder, until) = text.split_once(' ')?;
    Some(Lease {
        holder: holder.parse().ok()?,
        until: until.parse().ok()?,
    })
}
