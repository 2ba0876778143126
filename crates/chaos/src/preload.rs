//! Two small C libraries that stand between the server and its system, made by the C compiler that the project needs
//! anyway: one forgets what was not fsynced, one bends the clock and fills the disk.

use std::{
    fs::File,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    process::Command,
};

/// What a process is started with.
#[derive(Clone, Debug)]
pub enum Preload {
    /// Nothing: the machine as it is.
    None,
    /// A disk that forgets what was not fsynced.
    Power {
        /// The library.
        library: PathBuf,
        /// The folder it watches.
        live: PathBuf,
        /// What a power cut would leave of it.
        image: PathBuf,
        /// Every second write, drawn by this seed, reaches the disk before it must.
        luck: Option<u64>,
        /// `synchronous=NORMAL` instead of FULL, which must be seen to lose answers.
        careless: bool,
    },
    /// A wrong clock and a full disk.
    Faults {
        /// The library.
        library: PathBuf,
        /// The folder whose disk it is.
        folder: PathBuf,
        /// Where it takes its orders.
        orders: PathBuf,
    },
}

impl Preload {
    /// Puts it into the environment of a command.
    pub fn dress(&self, command: &mut Command) {
        match self {
            Self::None => {}
            Self::Power {
                library,
                live,
                image,
                luck,
                careless,
            } => {
                command
                    .env("LD_PRELOAD", library)
                    .env("MINXIN_POWER_FOLDER", live)
                    .env("MINXIN_POWER_IMAGE", image);
                if let Some(seed) = luck {
                    command.env("MINXIN_POWER_LUCK", seed.to_string());
                }
                if *careless {
                    command.env("MINXIN_TEST_SYNCHRONOUS", "NORMAL");
                }
            }
            Self::Faults {
                library,
                folder,
                orders,
            } => {
                command
                    .env("LD_PRELOAD", library)
                    .env("MINXIN_FAULTS_FOLDER", folder)
                    .env("MINXIN_FAULTS_ORDERS", orders);
            }
        }
    }
}

/// The libraries, built.
#[derive(Clone, Debug)]
pub struct Libraries {
    /// See `crates/store/tests/power_loss/preload.c`.
    pub power: PathBuf,
    /// See `preload/faults.c`.
    pub faults: PathBuf,
}

impl Libraries {
    /// Compiles both into a folder.
    ///
    /// # Errors
    /// There is no C compiler, or it refuses.
    pub fn build(folder: &Path) -> Result<Self, String> {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        Ok(Self {
            power: build(
                &own.join("../store/tests/power_loss/preload.c"),
                folder,
                "power.so",
            )?,
            faults: build(&own.join("preload/faults.c"), folder, "faults.so")?,
        })
    }
}

fn build(source: &Path, folder: &Path, name: &str) -> Result<PathBuf, String> {
    let library = folder.join(name);
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-lpthread")
        .status()
        .map_err(|e| format!("cc: {e}; install a C compiler, as the README asks for"))?;
    if built.success() {
        Ok(library)
    } else {
        Err(format!("{} does not compile; see above", source.display()))
    }
}

/// The orders of a running `faults.c`, changed under its feet.
#[derive(Debug)]
pub struct Orders(File);

impl Orders {
    /// A clock that is right and a disk with room.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(path: &Path) -> std::io::Result<Self> {
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        let orders = Self(file);
        orders.give(0, 0)?;
        orders.give(1, -1)?;
        orders.give(2, 0)?;
        Ok(orders)
    }

    /// The wall clock is off by so many days.
    ///
    /// # Errors
    /// What the disk says.
    pub fn days_off(&self, days: i64) -> std::io::Result<()> {
        self.give(0, days * 86_400)
    }

    /// So many bytes still fit; none: there is room.
    ///
    /// # Errors
    /// What the disk says.
    pub fn room(&self, bytes: Option<i64>) -> std::io::Result<()> {
        self.give(1, bytes.unwrap_or(-1))
    }

    /// Writes refused so far.
    ///
    /// # Errors
    /// What the disk says.
    pub fn refused(&self) -> std::io::Result<i64> {
        let mut bytes = [0; 8];
        self.0.read_exact_at(&mut bytes, 16)?;
        Ok(i64::from_ne_bytes(bytes))
    }

    fn give(&self, order: u64, value: i64) -> std::io::Result<()> {
        self.0.write_all_at(&value.to_ne_bytes(), order * 8)
    }
}
