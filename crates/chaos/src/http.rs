//! A device's side of HTTP/1.1: one request, one whole answer or none. Small, so that a cut in any byte shows.

use std::{
    io::{BufRead as _, BufReader, Error, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Seconds of `Retry-After`.
    pub retry_after: Option<u64>,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A connection that is kept while both sides keep it.
#[derive(Default)]
pub struct Line(Option<(SocketAddr, BufReader<TcpStream>)>);

impl Line {
    /// Asks; waits so long for every part of the answer.
    ///
    /// # Errors
    /// No answer, or not a whole one; the line is given up then.
    pub fn ask(&mut self, at: SocketAddr, request: &[u8], patience: Duration) -> std::io::Result<Answer> {
        let mut line = match self.0.take() {
            Some((known, line)) if known == at => line,
            _ => {
                let stream = TcpStream::connect_timeout(&at, patience)?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        line.get_ref().set_read_timeout(Some(patience))?;
        line.get_ref().set_write_timeout(Some(patience))?;
        line.get_mut().write_all(request)?;
        let (answer, keep) = read(&mut line)?;
        if keep {
            self.0 = Some((at, line));
        }
        Ok(answer)
    }
}

/// The bytes of a request.
pub fn request(method: &str, path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n").into_bytes();
    if method != "GET" {
        bytes.extend(format!("content-type: {kind}\r\ncontent-length: {}\r\n", body.len()).into_bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

fn read(line: &mut BufReader<TcpStream>) -> std::io::Result<(Answer, bool)> {
    let mut answer = Answer {
        status: 0,
        retry_after: None,
        body: Vec::new(),
    };
    let (mut length, mut chunked, mut keep) = (None, false, true);
    loop {
        let text = text_line(line)?;
        if text.is_empty() {
            break;
        }
        if answer.status == 0 {
            let status = text
                .strip_prefix("HTTP/1.1 ")
                .and_then(|rest| rest.get(..3)?.parse().ok());
            answer.status = status.ok_or_else(|| Error::other("not an answer"))?;
        } else if let Some((name, value)) = text.split_once(':') {
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse::<usize>().ok(),
                "retry-after" => answer.retry_after = value.parse().ok(),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "connection" => keep = !value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
    }
    if chunked {
        loop {
            let size = text_line(line)?;
            let size = usize::from_str_radix(&size, 16).map_err(Error::other)?;
            let mut chunk = vec![0; size];
            line.read_exact(&mut chunk)?;
            text_line(line)?;
            if size == 0 {
                break;
            }
            answer.body.extend(chunk);
        }
    } else if let Some(length) = length {
        answer.body = vec![0; length];
        line.read_exact(&mut answer.body)?;
    } else if !matches!(answer.status, 204 | 304) {
        return Err(Error::other("an answer without a length"));
    }
    Ok((answer, keep))
}

/// A line without its end; an error where the connection ends first.
fn text_line(line: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    line.read_line(&mut text)?;
    text.strip_suffix("\r\n")
        .map(str::to_owned)
        .ok_or_else(|| Error::other("the line went dead"))
}
