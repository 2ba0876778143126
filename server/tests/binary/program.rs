//! The built binary: a command run to its end, and a server that is started, asked and killed.

use std::{
    io::{BufRead as _, BufReader, Lines, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

/// What a command left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// It did what it was told; its standard output.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.stdout
    }

    /// It refused with one sentence, nothing on standard output; the sentence.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (1, ""), "{self:?}");
        assert!(
            !self.stderr.trim().is_empty() && !self.stderr.contains("panicked"),
            "{self:?}"
        );
        self.stderr
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minxin"));
    for variable in ["LOG", "ZONE", "DATA", "DATABASE_URL", "MASTER_KEY"] {
        command.env_remove(format!("MINXIN_{variable}"));
    }
    command
}

fn minxin(data: &Path) -> Command {
    let mut command = program();
    command.arg("--data").arg(data);
    command
}

/// Runs a command in a data folder.
pub fn run(data: &Path, args: &[&str]) -> Ran {
    ran(minxin(data).args(args))
}

/// Runs a command that is told nothing of a data folder.
pub fn bare(args: &[&str]) -> Ran {
    ran(program().args(args))
}

/// The program in a shell where files may not grow past so many blocks of 512 bytes.
fn limited_program(blocks: u64, data: &Path) -> Command {
    let minxin = program();
    let mut shell = Command::new("sh");
    for (name, _) in minxin.get_envs() {
        shell.env_remove(name);
    }
    shell
        .args(["-c", &format!("ulimit -f {blocks}; exec \"$0\" \"$@\"")])
        .arg(minxin.get_program())
        .arg("--data")
        .arg(data);
    shell
}

/// Runs a command where files may not grow past so many blocks of 512 bytes.
pub fn limited(blocks: u64, data: &Path, args: &[&str]) -> Ran {
    ran(limited_program(blocks, data).args(args))
}

fn ran(command: &mut Command) -> Ran {
    let out = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        code: out.status.code().unwrap_or(-1),
        stdout: text(out.stdout),
        stderr: text(out.stderr),
    }
}

/// A file of the project, by its path from the root.
pub fn file(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    path.to_str().unwrap().to_owned()
}

/// A server on a free port of the loopback address.
pub struct Server {
    child: Child,
    pub at: SocketAddr,
}

impl Server {
    /// Starts `serve` or `demo` and waits until it says where it answers.
    pub fn start(data: &Path, command: &str) -> Self {
        Self::start_with(data, &[command])
    }

    /// The same with options.
    pub fn start_with(data: &Path, command: &[&str]) -> Self {
        Self::of(minxin(data), command)
    }

    /// The same where files may not grow past so many blocks of 512 bytes.
    pub fn start_limited(data: &Path, blocks: u64, command: &[&str]) -> Self {
        Self::of(limited_program(blocks, data), command)
    }

    /// Starts a command and kills it with SIGKILL as soon as it has said this, before it answers anybody.
    pub fn killed_at(data: &Path, command: &[&str], word: &str) {
        let (mut child, mut said) = Self::spawned(minxin(data), command);
        let until = said.by_ref().map(Result::unwrap).find(|l| l.contains(word));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(until.is_some(), "it ended without a word of {word}");
        let answered = said.map_while(Result::ok).any(|l| l.contains("Minxin answers"));
        assert!(!answered, "it was whole before it was killed at {word}");
    }

    fn spawned(mut program: Command, command: &[&str]) -> (Child, Lines<BufReader<ChildStderr>>) {
        let mut child = program
            .args(command)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        (child, said)
    }

    fn of(program: Command, command: &[&str]) -> Self {
        let (child, mut said) = Self::spawned(program, command);
        let line = said
            .by_ref()
            .map(Result::unwrap)
            .find_map(|l| l.strip_prefix("Minxin answers at http://").map(str::to_owned))
            .expect("the server ended before it answered");
        // whoever writes to a full pipe waits for ever
        std::thread::spawn(move || said.for_each(drop));
        Self {
            child,
            at: line.parse().unwrap(),
        }
    }

    /// What the process that was started has in its environment by now.
    #[cfg(target_os = "linux")]
    pub fn environment(&self) -> Vec<String> {
        let all = std::fs::read(format!("/proc/{}/environ", self.child.id())).unwrap();
        let each = all.split(|byte| *byte == 0);
        each.map(|one| String::from_utf8_lossy(one).into_owned())
            .collect()
    }

    /// SIGKILL, without a chance to tidy up.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection that is kept while both sides keep it.
pub struct Line(BufReader<TcpStream>);

impl Line {
    pub fn to(at: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(at)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// A page: everything that comes until the server closes the line.
    pub fn get(mut self, path: &str) -> std::io::Result<String> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
        self.0.get_mut().write_all(head.as_bytes())?;
        let mut all = Vec::new();
        self.0.read_to_end(&mut all)?;
        Ok(String::from_utf8_lossy(&all).into_owned())
    }

    /// Sends the fields of a plain form; everything that comes.
    pub fn post(mut self, path: &str, body: &str) -> std::io::Result<String> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.0.get_mut().write_all([&head, body].concat().as_bytes())?;
        let mut all = Vec::new();
        self.0.read_to_end(&mut all)?;
        Ok(String::from_utf8_lossy(&all).into_owned())
    }

    /// Sends answers; status and JSON of the reply.
    pub fn put(&mut self, wave: &str, id: &str, body: &str) -> std::io::Result<(u16, Value)> {
        let head = format!(
            "PUT /api/v1/waves/{wave}/submissions/{id} HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        self.0
            .get_mut()
            .write_all([head.as_bytes(), body.as_bytes()].concat().as_slice())?;
        let broken = |what: &str| std::io::Error::other(what.to_owned());
        let (mut status, mut length) = (0, None);
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(broken("the line went dead"));
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest[..3]
                    .parse()
                    .map_err(|_| broken("a status that is no number"))?;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse::<usize>().ok();
            }
        }
        let mut body = vec![0; length.ok_or_else(|| broken("a reply without a length"))?];
        self.0.read_exact(&mut body)?;
        Ok((status, serde_json::from_slice(&body)?))
    }
}
