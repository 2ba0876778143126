//! The built `minxin`: a command run to its end, and a server that is started, stopped, killed and asked to end.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::preload::Preload;

/// The binary, and where its words go.
#[derive(Clone)]
pub struct Program {
    /// The built binary.
    pub binary: PathBuf,
    /// Everything that servers and commands write to stderr.
    pub log: Arc<Mutex<File>>,
}

impl Program {
    fn command(&self, data: &Path, preload: &Preload) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .env_remove("MINXIN_ZONE")
            .env("MINXIN_LOG", "info")
            .arg("--data")
            .arg(data);
        // where a county keeps it: not in the folder that is lost and put back from a backup
        if let Some(folder) = data.parent() {
            command.env("MINXIN_MASTER_KEY", folder.join("master.key"));
        }
        preload.dress(&mut command);
        command
    }

    /// Runs a command to its end; what it wrote to stdout.
    ///
    /// # Errors
    /// What it refused with.
    pub fn run(&self, data: &Path, preload: &Preload, args: &[&str]) -> Result<String, String> {
        let out = self
            .command(data, preload)
            .args(args)
            .output()
            .map_err(|e| format!("{}: {e}", self.binary.display()))?;
        self.keep(&out.stderr);
        if out.status.success() {
            return String::from_utf8(out.stdout).map_err(|e| e.to_string());
        }
        Err(format!(
            "minxin {}: {}",
            args.join(" "),
            String::from_utf8_lossy(&out.stderr).trim()
        ))
    }

    /// Starts a server and waits until it says where it answers.
    ///
    /// # Errors
    /// It ended before; the log says why.
    pub fn serve(&self, data: &Path, preload: &Preload) -> Result<Server, String> {
        let mut child = self
            .command(data, preload)
            .args(["serve", "--listen", "127.0.0.1:0", "--public", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("{}: {e}", self.binary.display()))?;
        let mut said = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let (mut desk, mut public) = (None, None);
        while desk.is_none() || public.is_none() {
            let mut line = String::new();
            if said.read_line(&mut line).map_err(|e| e.to_string())? == 0 {
                let _ = child.kill();
                let _ = child.wait();
                return Err("the server ended before it answered; the log says why".to_owned());
            }
            self.keep(line.as_bytes());
            let at = |prefix| line.trim().strip_prefix(prefix)?.parse::<SocketAddr>().ok();
            desk = desk.or_else(|| at("Minxin answers at http://"));
            public = public.or_else(|| at("residents are served at http://"));
        }
        let own = self.clone();
        let reader = thread::spawn(move || {
            let mut line = Vec::new();
            while said.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
                own.keep(&line);
                line.clear();
            }
        });
        Ok(Server {
            child,
            reader: Some(reader),
            desk: desk.expect("the loop ends with both"),
            public: public.expect("the loop ends with both"),
        })
    }

    fn keep(&self, bytes: &[u8]) {
        let mut log = self.log.lock().expect("nobody panics while holding the log");
        log.write_all(bytes).expect("the log's disk has room");
    }
}

/// A running server.
pub struct Server {
    child: Child,
    reader: Option<JoinHandle<()>>,
    /// The desk's door.
    pub desk: SocketAddr,
    /// The residents' door.
    pub public: SocketAddr,
}

impl Server {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_none())
    }

    /// SIGKILL, without a chance to tidy up.
    pub fn kill(mut self) {
        self.end_now();
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("sh")
            .args(["-c", r#"kill -s "$0" "$1""#, name, &self.pid().to_string()])
            .status();
        assert!(sent.is_ok_and(|s| s.success()), "the shell can send {name}");
    }

    /// SIGTERM; its exit code and how long it took. Killed after `patience`.
    pub fn ask_to_end(mut self, patience: Duration) -> (Option<i32>, Duration) {
        let began = Instant::now();
        self.signal("TERM");
        let code = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break status.code(),
                Ok(None) if began.elapsed() < patience => thread::sleep(Duration::from_millis(10)),
                _ => break None,
            }
        };
        let after = began.elapsed();
        self.end_now();
        (code, after)
    }

    fn end_now(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end_now();
    }
}
