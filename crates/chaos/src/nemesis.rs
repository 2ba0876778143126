//! What is done to the server: one life after the other, each with its trouble and its end.

use std::{
    collections::HashSet,
    io::Write as _,
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use crate::{
    checker::{self, Breach, When},
    county::WAVE,
    device::World,
    history::{Event, Promise},
    http::{Line, request},
    preload::{Libraries, Orders, Preload},
    program::{Program, Server},
    random::Random,
    stored,
};

/// Name of the database in a data folder.
pub const DATABASE: &str = "minxin.sqlite";
/// Longest that a server may need until answers are taken again.
const RECOVERY: Duration = Duration::from_secs(30);

/// One life of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Life {
    /// Ended by SIGKILL at any moment.
    Kill,
    /// Ended by a power cut: only what was fsynced is left.
    Cut,
    /// Stopped for some seconds, as a machine that swaps, then killed.
    Stop,
    /// Another process holds the database's lock for ten seconds.
    Lock,
    /// The disk fills up and is emptied again.
    Full,
    /// The clock is a year ahead: the wave has closed. Then it is right again.
    Ahead,
    /// The clock is a year behind: the wave has not opened. Then it is right again.
    Behind,
    /// SIGTERM while everybody sends, and somebody stalls in the middle of a body.
    Asked,
    /// A new key to seal to, a backup, more answers, the disk is lost, the backup is put back.
    Restore,
}

/// Lives in an order that is drawn: so many kills and cuts, and of each other trouble so many.
pub fn lives(random: &mut Random, kills: usize, cuts: usize, others: usize) -> Vec<Life> {
    let mut all = vec![Life::Kill; kills];
    all.extend(vec![Life::Cut; cuts]);
    for life in [
        Life::Stop,
        Life::Lock,
        Life::Full,
        Life::Ahead,
        Life::Behind,
        Life::Asked,
        Life::Restore,
    ] {
        all.extend(vec![life; others]);
    }
    random.shuffle(&mut all);
    all
}

/// Why a run does not go on.
#[derive(Debug)]
pub enum Stop {
    /// Rules are broken.
    Breaches(Vec<Breach>),
    /// Something else, in words.
    Unable(String),
}

impl From<String> for Stop {
    fn from(what: String) -> Self {
        Self::Unable(what)
    }
}

/// The one who does it.
pub struct Nemesis<'w> {
    /// What devices share.
    pub world: &'w World,
    /// The binary.
    pub program: &'w Program,
    /// What it is started with.
    pub libraries: &'w Libraries,
    /// A folder for everything: `data` is in it.
    pub folder: &'w Path,
    /// Ids that were stored before any device sent.
    pub before: &'w HashSet<String>,
    /// Its chance.
    pub random: Random,
    /// `synchronous=NORMAL` in lives that end by a power cut.
    pub careless: bool,
}

impl Nemesis<'_> {
    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// One life. What is left of it is judged when the next one begins.
    ///
    /// # Errors
    /// The server does not start or does not recover by itself, or what the life before it left breaks a rule.
    pub fn live(&mut self, life: Life) -> Result<(), Stop> {
        self.told(format!("life: {life:?}"));
        match life {
            Life::Kill => {
                let server = self.up(&Preload::None)?;
                self.pass(20, 900);
                self.kill(server);
            }
            Life::Cut => self.cut()?,
            Life::Stop => self.stop()?,
            Life::Lock => self.lock()?,
            Life::Full => self.full()?,
            Life::Ahead => self.clock(365)?,
            Life::Behind => self.clock(-365)?,
            Life::Asked => self.ask_to_end()?,
            Life::Restore => self.restore()?,
        }
        Ok(())
    }

    /// Starts a server on what is left and lets it recover; the judge looks at what it finds, then devices may reach it.
    ///
    /// # Errors
    /// It does not start, or something that was promised is gone.
    pub fn up(&self, preload: &Preload) -> Result<Server, Stop> {
        let server = self.program.serve(&self.data(), preload)?;
        let rows = stored::read(&self.data().join(DATABASE), WAVE)?;
        let look = |events: &[Event]| checker::check(events, &rows, self.before, When::Between);
        let breaches = self.world.history.with(look);
        if !breaches.is_empty() {
            return Err(Stop::Breaches(breaches));
        }
        self.open(&server);
        Ok(server)
    }

    fn open(&self, server: &Server) {
        *self
            .world
            .desk
            .write()
            .expect("nobody panics while holding a place") = Some(server.desk);
        *self.world.public.write().expect("as above") = Some(server.public);
    }

    fn close(&self) {
        *self.world.public.write().expect("as above") = None;
        *self.world.desk.write().expect("as above") = None;
    }

    /// Waits until no request is under way: what was answered is in the history then.
    fn settle(&self) {
        while self.world.flying.load(Ordering::SeqCst) > 0 {
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn told(&self, what: String) {
        self.world.history.add(Event::Trouble { is: what });
    }

    /// A while that is drawn, milliseconds.
    fn pass(&mut self, low: u64, high: u64) {
        thread::sleep(Duration::from_millis(self.random.between(low, high)));
    }

    fn kill(&self, server: Server) {
        server.kill();
        self.close();
    }

    fn cut(&mut self) -> Result<(), Stop> {
        let (live, image) = (self.data(), self.folder.join("image"));
        copy(&live, &image)?;
        let luck = self.random.percent(50).then(|| self.random.next());
        let server = self.up(&Preload::Power {
            library: self.libraries.power.clone(),
            live: live.clone(),
            image: image.clone(),
            luck,
            careless: self.careless,
        })?;
        self.pass(100, 1_200);
        self.kill(server);
        remove(&live)?;
        std::fs::rename(&image, &live).map_err(|e| format!("{}: {e}", image.display()))?;
        Ok(())
    }

    fn stop(&mut self) -> Result<(), Stop> {
        let server = self.up(&Preload::None)?;
        self.pass(100, 400);
        server.signal("STOP");
        self.pass(2_000, 5_000);
        server.signal("CONT");
        self.pass(100, 600);
        self.kill(server);
        Ok(())
    }

    fn lock(&mut self) -> Result<(), Stop> {
        let server = self.up(&Preload::None)?;
        self.pass(100, 400);
        stored::locked(&self.data().join(DATABASE), || {
            self.read_for(&server, Duration::from_secs(10))
        })?;
        self.until_stored("the lock was let go")?;
        self.kill(server);
        Ok(())
    }

    fn full(&mut self) -> Result<(), Stop> {
        let (orders, preload) = self.faults()?;
        let mut server = self.up(&preload)?;
        self.pass(200, 500);
        let io = |e: std::io::Error| e.to_string();
        orders.room(Some(self.random.below(20_000) as i64)).map_err(io)?;
        let began = Instant::now();
        while orders.refused().map_err(io)? == 0 {
            if began.elapsed() > RECOVERY {
                return Err("the disk did not fill up".to_owned().into());
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.world.history.add(Event::FullFrom);
        self.read_for(&server, Duration::from_secs(3));
        self.world.history.add(Event::FullUntil);
        orders.room(None).map_err(io)?;
        self.until_stored("there was room again")?;
        if !server.lives() {
            return Err("the server ended on a full disk".to_owned().into());
        }
        self.kill(server);
        Ok(())
    }

    fn clock(&mut self, days: i64) -> Result<(), Stop> {
        let (orders, preload) = self.faults()?;
        let server = self.up(&preload)?;
        let io = |e: std::io::Error| e.to_string();
        self.pass(200, 500);
        let database = self.data().join(DATABASE);
        let before = stored::folded(&database, WAVE)?;
        orders.days_off(days).map_err(io)?;
        self.told(format!("the clock is off by {days} days"));
        // a year ahead the wave has closed, and its tallies are made
        let began = Instant::now();
        while days > 0 && stored::folded(&database, WAVE)? == before {
            if began.elapsed() > RECOVERY {
                return Err("the wave closed and no tallies were made".to_owned().into());
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.pass(800, 1_500);
        orders.days_off(0).map_err(io)?;
        self.told("the clock is right".to_owned());
        self.until_stored("the clock was right again")?;
        self.kill(server);
        Ok(())
    }

    fn ask_to_end(&mut self) -> Result<(), Stop> {
        let server = self.up(&Preload::None)?;
        self.pass(200, 800);
        let stalled = stall(server.public).map_err(|e| e.to_string())?;
        let (code, after) = server.ask_to_end(3 * Duration::from_millis(checker::PATIENCE));
        self.close();
        drop(stalled);
        let after = after.as_millis() as u64;
        self.world.history.add(Event::Ended { code, after });
        Ok(())
    }

    fn restore(&mut self) -> Result<(), Stop> {
        let server = self.up(&Preload::None)?;
        self.pass(300, 900);
        let file = self.folder.join(format!("{:x}.backup", self.random.next()));
        let name = file.display().to_string();
        self.program
            .run(&self.data(), &Preload::None, &["keys", "new", WAVE])?;
        self.world.history.add(Event::BackupFrom);
        self.program
            .run(&self.data(), &Preload::None, &["backup", &name])?;
        self.pass(300, 900);
        self.kill(server);
        self.settle();
        remove(&self.data())?;
        self.program
            .run(&self.data(), &Preload::None, &["restore", &name])?;
        self.world.history.add(Event::Restored);
        self.world.restores.fetch_add(1, Ordering::SeqCst);
        std::fs::remove_file(&file).map_err(|e| format!("{name}: {e}"))?;
        Ok(())
    }

    fn faults(&self) -> Result<(Orders, Preload), String> {
        let orders = self.folder.join("orders");
        let preload = Preload::Faults {
            library: self.libraries.faults.clone(),
            folder: self.data(),
            orders: orders.clone(),
        };
        Ok((
            Orders::new(&orders).map_err(|e| format!("{}: {e}", orders.display()))?,
            preload,
        ))
    }

    /// What people read, again and again for so long.
    fn read_for(&self, server: &Server, long: Duration) {
        let began = Instant::now();
        let receipt = self.a_receipt();
        let mut line = Line::default();
        while began.elapsed() < long {
            for page in [
                "/healthz".to_owned(),
                format!("/s/{WAVE}"),
                format!("/check/{receipt}"),
            ] {
                let answer = line.ask(
                    server.public,
                    &request("GET", &page, "", &[]),
                    Duration::from_secs(5),
                );
                let status = answer.map_or(0, |a| a.status);
                // the receipt is somebody's
                let page = if page.starts_with("/check") {
                    "/check/…".to_owned()
                } else {
                    page
                };
                self.world.history.add(Event::Read { page, status });
            }
            thread::sleep(Duration::from_millis(200));
        }
    }

    /// A receipt that was given since the last restore.
    fn a_receipt(&self) -> String {
        let given = |e: &Event| match e {
            Event::Acknowledged {
                promise: Promise::Stored,
                receipt,
                ..
            } => receipt.clone(),
            _ => None,
        };
        self.world
            .history
            .with(|events| events.iter().rev().find_map(given))
            .unwrap_or_default()
    }

    /// Waits until an answer that was sent from now on is stored.
    fn until_stored(&self, since: &str) -> Result<(), Stop> {
        let (began, from) = (Instant::now(), self.world.history.now());
        let stored = |e: &Event| matches!(e, Event::Acknowledged { promise: Promise::Stored, since, .. } if *since >= from);
        while !self
            .world
            .history
            .with(|events| events[from..].iter().any(stored))
        {
            if began.elapsed() > RECOVERY {
                return Err(format!("{since}, and no answer was stored within {RECOVERY:?}").into());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

/// A connection on which half of a body has come, and nothing more.
fn stall(at: SocketAddr) -> std::io::Result<TcpStream> {
    let whole = request(
        "PUT",
        &format!("/api/v1/waves/{WAVE}/submissions/{}", "0".repeat(32)),
        "application/json",
        &[b' '; 64],
    );
    let mut stream = TcpStream::connect(at)?;
    stream.write_all(&whole[..whole.len() - 32])?;
    Ok(stream)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("{}: {e}", from.display());
    if to.exists() {
        remove(to)?;
    }
    std::fs::create_dir(to).map_err(failed)?;
    for entry in std::fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target).map_err(failed)?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), String> {
    std::fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}
