//! One run: a county, devices, lives of the server, and the judge.

use std::{
    collections::HashSet,
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    checker::{self, Breach, Rule, When},
    county::{self, WAVE},
    device::{Device, World},
    history::{Event, Promise, Recorder},
    nemesis::{DATABASE, Life, Nemesis, Stop, lives},
    preload::{Libraries, Orders, Preload},
    program::Program,
    proxy::{Fault, Proxy},
    random::Random,
    stored,
};

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Devices that send at once.
    pub devices: usize,
    /// Milliseconds that a device rests between two steps, on average.
    pub rest: u64,
    /// SIGKILLs.
    pub kills: usize,
    /// Power cuts.
    pub cuts: usize,
    /// Of each other trouble.
    pub others: usize,
}

/// What a run was.
#[derive(Debug)]
pub struct Figures {
    /// Lives of the server.
    pub lives: Vec<Life>,
    /// Answers that people finished.
    pub made: usize,
    /// Rows of answers in the end that came sealed.
    pub sealed: usize,
    /// Promises of each kind.
    pub promises: Vec<(Promise, usize)>,
    /// Requests that got no whole answer.
    pub lost: usize,
    /// 503 and 507.
    pub failed: usize,
    /// Rows of answers in the end.
    pub rows: usize,
    /// Rows in quarantine in the end.
    pub quarantine: usize,
    /// What the network did, and how often.
    pub network: Vec<(Fault, u64)>,
    /// How long it took.
    pub took: Duration,
}

/// Runs; everything it makes is in `folder`.
///
/// # Errors
/// The rules that were broken, or why it could not go on.
pub fn run(binary: &Path, folder: &Path, seed: u64, size: Size) -> Result<Figures, Stop> {
    let began = Instant::now();
    let mut random = Random::new(seed);
    let order = lives(&mut random, size.kills, size.cuts, size.others);
    let stage = Stage::set(binary, folder, size.rest)?;
    let proxy = stage.open_network(&mut random)?;
    let mut nemesis = stage.nemesis(&mut random, false);
    stage.with_devices(&mut random, size.devices, || {
        for life in &order {
            nemesis.live(*life)?;
        }
        // all is well now; whoever has something left brings it
        let mut server = nemesis.up(&Preload::None)?;
        stage.until_done(&mut server)?;
        let (code, after) = server.ask_to_end(Duration::from_millis(checker::PATIENCE));
        stage.world.history.add(Event::Ended {
            code,
            after: after.as_millis() as u64,
        });
        Ok(())
    })?;
    let rows = stage.judge()?;
    let figures = stage.figures(order, &rows, proxy.tally(), began.elapsed());
    if figures.sealed == 0 {
        return Err("no answer came sealed: this run tried half of what it should"
            .to_owned()
            .into());
    }
    Ok(figures)
}

/// The same with a server that does not wait for the disk and power that fails: the judge must find lost answers.
///
/// # Errors
/// Nothing was lost, so a run would not notice a broken promise; or something else was broken.
pub fn careless(binary: &Path, folder: &Path, seed: u64, size: Size) -> Result<usize, Stop> {
    let mut random = Random::new(seed);
    let stage = Stage::set(binary, folder, size.rest)?;
    let mut nemesis = stage.nemesis(&mut random, true);
    let found = stage.with_devices(&mut random, size.devices, || {
        for _ in 0..3 {
            nemesis.live(Life::Cut)?;
        }
        nemesis.up(&Preload::None).map(drop)
    });
    let nothing = || {
        Stop::Unable("power cuts lost nothing although the server did not wait for the disk: this run would not notice a broken promise".to_owned())
    };
    match found {
        Ok(()) => Err(nothing()),
        Err(Stop::Breaches(all)) if all.iter().all(|b| b.rule == Rule::Lost) => Ok(all.len()),
        Err(other) => Err(other),
    }
}

/// Everything a run stands on.
struct Stage {
    folder: PathBuf,
    program: Program,
    libraries: Libraries,
    before: HashSet<String>,
    world: World,
}

impl Stage {
    fn set(binary: &Path, folder: &Path, rest: u64) -> Result<Self, Stop> {
        let io = |e: std::io::Error| format!("{}: {e}", folder.display());
        let program = Program {
            binary: binary.to_owned(),
            log: Arc::new(Mutex::new(
                File::create_new(folder.join("server.log")).map_err(io)?,
            )),
        };
        let data = folder.join("data");
        county::prepare(&program, &data, folder)?;
        let rows = stored::read(&data.join(DATABASE), WAVE)?;
        Ok(Self {
            folder: folder.to_owned(),
            libraries: Libraries::build(folder)?,
            before: rows.submissions.into_iter().map(|k| k.id).collect(),
            program,
            world: World {
                history: Recorder::new(&folder.join("history.jsonl")).map_err(io)?,
                public: Arc::new(RwLock::new(None)),
                desk: Arc::new(RwLock::new(None)),
                proxy: RwLock::new(None),
                closing: AtomicBool::new(false),
                restores: AtomicU64::new(0),
                living: AtomicUsize::new(0),
                over: AtomicBool::new(false),
                flying: AtomicUsize::new(0),
                rest,
            },
        })
    }

    /// Half of the devices send through it; without it all of them have a good line.
    fn open_network(&self, random: &mut Random) -> Result<Proxy, Stop> {
        let proxy = Proxy::start(self.world.public.clone(), random.branch()).map_err(|e| e.to_string())?;
        *self.world.proxy.write().expect("nobody panics while holding it") = Some(proxy.at);
        Ok(proxy)
    }

    fn nemesis(&self, random: &mut Random, careless: bool) -> Nemesis<'_> {
        Nemesis {
            world: &self.world,
            program: &self.program,
            libraries: &self.libraries,
            folder: &self.folder,
            before: &self.before,
            random: random.branch(),
            careless,
        }
    }

    fn with_devices<T>(
        &self,
        random: &mut Random,
        devices: usize,
        work: impl FnOnce() -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        thread::scope(|scope| {
            for number in 0..devices {
                let device = Device::new(&self.world, random.branch(), number);
                scope.spawn(|| device.live());
            }
            let done = work();
            self.world.closing.store(true, Ordering::SeqCst);
            if done.is_err() {
                self.world.over.store(true, Ordering::SeqCst);
            }
            done
        })
    }

    fn until_done(&self, server: &mut crate::program::Server) -> Result<(), Stop> {
        self.world.closing.store(true, Ordering::SeqCst);
        let began = Instant::now();
        while self.world.living.load(Ordering::SeqCst) > 0 {
            if !server.lives() {
                return Err("the server ended by itself".to_owned().into());
            }
            if began.elapsed() > Duration::from_secs(60) {
                let judged = self.judge();
                return judged.and(Err("devices do not come to an end".to_owned().into()));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// The last look: rows, tallies at close, log.
    fn judge(&self) -> Result<stored::Stored, Stop> {
        let data = self.folder.join("data");
        let rows = stored::read(&data.join(DATABASE), WAVE)?;
        let history = &self.world.history;
        let mut breaches = history.with(|events| checker::check(events, &rows, &self.before, When::End));
        breaches.extend(self.close_by_date(&rows)?);
        let log = std::fs::read_to_string(self.folder.join("server.log")).map_err(|e| e.to_string())?;
        breaches.extend(history.with(|events| checker::log(&log, events)));
        if breaches.is_empty() {
            Ok(rows)
        } else {
            Err(Stop::Breaches(breaches))
        }
    }

    /// A year later the wave has closed by its date, as waves do; the tallies that the server makes then are counted anew.
    fn close_by_date(&self, rows: &stored::Stored) -> Result<Vec<Breach>, Stop> {
        let data = self.folder.join("data");
        let orders = self.folder.join("orders");
        let later = Preload::Faults {
            library: self.libraries.faults.clone(),
            folder: data.clone(),
            orders: orders.clone(),
        };
        let clock = Orders::new(&orders).map_err(|e| e.to_string())?;
        clock.days_off(365).map_err(|e| e.to_string())?;
        let before = stored::folded(&data.join(DATABASE), WAVE)?;
        let server = self.program.serve(&data, &later)?;
        // tallies that stay as they are for so long are told by what they say
        let began = Instant::now();
        while stored::folded(&data.join(DATABASE), WAVE)? == before
            && began.elapsed() < Duration::from_secs(15)
        {
            thread::sleep(Duration::from_millis(50));
        }
        server.ask_to_end(Duration::from_millis(checker::PATIENCE));
        let told = self.program.run(
            &data,
            &later,
            &["export", "tallies", "--wave", WAVE, "--by", "mode"],
        )?;
        let told = serde_json::from_str(&told).map_err(|e| format!("export tallies: {e}"))?;
        Ok(checker::tally(rows, &told))
    }

    fn figures(
        &self,
        lives: Vec<Life>,
        rows: &stored::Stored,
        network: Vec<(Fault, u64)>,
        took: Duration,
    ) -> Figures {
        let all = [
            Promise::Stored,
            Promise::Duplicate,
            Promise::Late,
            Promise::Quarantined,
            Promise::Had,
        ];
        self.world.history.with(|events| {
            let sealed: HashSet<(&str, &str)> = events.iter().filter_map(sealed).collect();
            let count = |like: &dyn Fn(&Event) -> bool| events.iter().filter(|e| like(e)).count();
            Figures {
                lives,
                made: count(&|e| matches!(e, Event::Made { .. })),
                sealed: rows
                    .submissions
                    .iter()
                    .filter(|row| sealed.contains(&(row.id.as_str(), row.hash.as_str())))
                    .count(),
                promises: all
                    .map(|p| {
                        (
                            p,
                            count(&|e| matches!(e, Event::Acknowledged { promise, .. } if *promise == p)),
                        )
                    })
                    .to_vec(),
                lost: count(&|e| matches!(e, Event::Lost { .. })),
                failed: count(&|e| matches!(e, Event::Failed { .. })),
                rows: rows.submissions.len(),
                quarantine: rows.quarantine.len(),
                network,
                took,
            }
        })
    }
}

/// Id and hash of bytes that were sealed.
fn sealed(event: &Event) -> Option<(&str, &str)> {
    match event {
        Event::Made {
            id,
            hash,
            sealed: true,
            ..
        } => Some((id, hash)),
        _ => None,
    }
}
