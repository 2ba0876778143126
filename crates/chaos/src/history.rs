//! What happened, in order: every operation of every device, and what was done to the server. One JSON line an event;
//! the line's number is its moment, so no clock is trusted.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde::{Deserialize, Serialize};

/// A moment: the number of an event, from 0.
pub type Moment = usize;

/// What a device was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// Stored now.
    Stored,
    /// Stored after the grace period, kept apart.
    Late,
    /// These bytes were stored before.
    Duplicate,
    /// Other bytes are stored under the id; these are kept in quarantine.
    Quarantined,
    /// `:have` named it.
    Had,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Event {
    /// Somebody finished: from now on these bytes may be anywhere.
    Made {
        /// 32 hex digits.
        id: String,
        /// SHA-256 of the bytes, hex.
        hash: String,
        /// The answers in them.
        answers: serde_json::Value,
        /// The bytes are sealed to the wave's key.
        sealed: bool,
    },
    /// The server promised something about bytes.
    Acknowledged {
        /// 32 hex digits.
        id: String,
        /// Of the bytes it is about.
        hash: String,
        /// What.
        promise: Promise,
        /// As the server wrote it, where it did.
        receipt: Option<String>,
        /// When the request began.
        since: Moment,
    },
    /// The server did not take bytes as they are.
    Refused {
        /// 32 hex digits.
        id: String,
        /// HTTP status.
        status: u16,
        /// Machine code.
        reason: String,
    },
    /// The server said it cannot now.
    Failed {
        /// What was asked.
        request: String,
        /// HTTP status.
        status: u16,
        /// Seconds, where it said so.
        retry_after: Option<u64>,
    },
    /// No answer came, or not a whole one.
    Lost {
        /// What was asked.
        request: String,
    },
    /// A page for people while something was wrong.
    Read {
        /// Path.
        page: String,
        /// HTTP status; 0: no answer.
        status: u16,
    },
    /// Something was done to the server or the disk.
    Trouble {
        /// In words.
        is: String,
    },
    /// From here on nothing fits on the disk.
    FullFrom,
    /// Until here.
    FullUntil,
    /// A backup began: what was promised before is in it.
    BackupFrom,
    /// That backup was put in place of the data: what was promised since is gone until a device sends it again.
    Restored,
    /// A server was asked to end.
    Ended {
        /// Its exit code, unless it was killed.
        code: Option<i32>,
        /// Milliseconds until it had ended.
        after: u64,
    },
}

/// A history that is being written.
pub struct Recorder {
    path: PathBuf,
    inner: Mutex<Inner>,
}

struct Inner {
    file: BufWriter<File>,
    events: Vec<Event>,
}

impl Recorder {
    /// A new file.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(path: &Path) -> std::io::Result<Self> {
        let file = BufWriter::new(File::create_new(path)?);
        Ok(Self {
            path: path.to_owned(),
            inner: Mutex::new(Inner {
                file,
                events: Vec::new(),
            }),
        })
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds an event; its moment.
    pub fn add(&self, event: Event) -> Moment {
        let line = serde_json::to_string(&event).expect("an event is plain data");
        let mut inner = self
            .inner
            .lock()
            .expect("nobody panics while holding the history");
        writeln!(inner.file, "{line}").expect("the history's disk has room");
        inner.events.push(event);
        inner.events.len() - 1
    }

    /// The moment of the next event.
    pub fn now(&self) -> Moment {
        self.inner.lock().expect("as above").events.len()
    }

    /// Looks at everything so far; nothing is added meanwhile.
    pub fn with<T>(&self, look: impl FnOnce(&[Event]) -> T) -> T {
        let mut inner = self.inner.lock().expect("as above");
        inner.file.flush().expect("the history's disk has room");
        look(&inner.events)
    }
}

/// Reads a history.
///
/// # Errors
/// A line that is not an event.
pub fn read(path: &Path) -> std::io::Result<Vec<Event>> {
    BufReader::new(File::open(path)?)
        .lines()
        .map(|line| serde_json::from_str(&line?).map_err(std::io::Error::other))
        .collect()
}
