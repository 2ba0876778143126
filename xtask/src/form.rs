//! The form as a phone gets it on its first request: asked of the built server, so that it counts whatever the page is
//! made of – words, rules of style, and the data the script reads.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::site::{FORM, Size};
use crate::step::Outcome;
use crate::tools::Workspace;

/// Sizes of the demo's 14 items in a fresh data folder, plain, as gzip and as brotli.
pub fn size(workspace: &Workspace, binary: &Path) -> Outcome<Size> {
    let data = workspace.target.join("xtask/form-data");
    let fresh = || match std::fs::remove_dir_all(&data) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("cannot empty {}: {error}", data.display()))
        }
        _ => Ok(()),
    };
    fresh()?;
    let server = Server::start(binary, &data)?;
    let size = |coding: &str| server.body("/s/demo?lang=zh-Hans", coding).map(|body| body.len());
    let size = Size::of(FORM, size("identity")?, size("gzip")?, size("br")?);
    drop(server);
    fresh()?;
    Ok(size)
}

struct Server {
    child: Child,
    at: String,
}

impl Server {
    fn start(binary: &Path, data: &Path) -> Outcome<Self> {
        let mut child = Command::new(binary)
            .arg("--data")
            .arg(data)
            .args(["demo", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", binary.display()))?;
        let said = child.stderr.take().expect("its standard error is piped");
        let mut server = Self {
            child,
            at: String::new(),
        };
        let mut lines = BufReader::new(said).lines().map_while(Result::ok);
        server.at = lines
            .find_map(|line| line.strip_prefix("Minxin answers at http://").map(str::to_owned))
            .ok_or("the server ended before it answered")?;
        // whoever writes to a full pipe waits for ever
        std::thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }

    /// The body of a page in this coding, which the server must have used.
    fn body(&self, path: &str, coding: &str) -> Outcome<Vec<u8>> {
        // by HTTP/1.0 the body ends with the connection, in one piece
        let request = format!("GET {path} HTTP/1.0\r\nhost: 127.0.0.1\r\naccept-encoding: {coding}\r\n\r\n");
        let mut all = Vec::new();
        let got = TcpStream::connect(&self.at).and_then(|mut line| {
            line.write_all(request.as_bytes())?;
            line.read_to_end(&mut all)
        });
        got.map_err(|error| format!("{path} was not answered: {error}"))?;
        body_of(&all, coding).ok_or_else(|| {
            let head = String::from_utf8_lossy(&all[..all.len().min(300)]).into_owned();
            format!("{path} was not answered in {coding}: {head}")
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What follows the head of a 200 in this coding.
fn body_of(answer: &[u8], coding: &str) -> Option<Vec<u8>> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let coded = head
        .lines()
        .find_map(|line| line.strip_prefix("content-encoding:"))
        .map_or("identity", str::trim);
    let ok = head.split(' ').nth(1) == Some("200") && coded == coding;
    ok.then(|| answer[end + 4..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_counts_only_in_the_coding_that_was_asked_for() {
        let answer = b"HTTP/1.0 200 OK\r\ncontent-type: text/html\r\nContent-Encoding: br\r\n\r\nabc";
        assert_eq!(body_of(answer, "br").as_deref(), Some(&b"abc"[..]));
        assert_eq!(body_of(answer, "gzip"), None);
        assert_eq!(body_of(b"HTTP/1.0 404 Not Found\r\n\r\nabc", "identity"), None);
        let plain = b"HTTP/1.0 200 OK\r\n\r\n";
        assert_eq!(body_of(plain, "identity").as_deref(), Some(&b""[..]));
    }
}
