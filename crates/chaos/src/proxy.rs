//! A bad network between devices and the server: a TCP proxy that now and then does what networks do. One request a
//! connection; what happens to it is drawn.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use socket2::SockRef;

use crate::random::Random;

/// Longest a proxied connection waits for either side.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes a second of 2G.
const SLOW: u64 = 50_000 / 8;

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The server gets all of it, the device no answer.
    DropAnswer,
    /// The connection is reset in the middle of the body.
    ResetInBody,
    /// Some time passes before the server gets it.
    Delay,
    /// The server gets it twice.
    Twice,
    /// Both ways at the pace of 2G.
    Slow,
    /// The answer ends in the middle.
    CutAnswer,
}

/// All of them, for the tally at the end.
pub const FAULTS: [Fault; 7] = [
    Fault::None,
    Fault::DropAnswer,
    Fault::ResetInBody,
    Fault::Delay,
    Fault::Twice,
    Fault::Slow,
    Fault::CutAnswer,
];

/// Where the server answers now; none while it is down.
pub type Place = Arc<RwLock<Option<SocketAddr>>>;

/// A running proxy.
pub struct Proxy {
    /// Where devices reach it, whatever becomes of the server.
    pub at: SocketAddr,
    done: Arc<[AtomicU64; FAULTS.len()]>,
}

impl Proxy {
    /// Starts on a free port of the loopback address. It lives as long as the process.
    ///
    /// # Errors
    /// No port.
    pub fn start(server: Place, random: Random) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let at = listener.local_addr()?;
        let done: Arc<[AtomicU64; FAULTS.len()]> = Arc::default();
        let random = Mutex::new(random);
        let tally = done.clone();
        thread::spawn(move || {
            for device in listener.incoming().flatten() {
                let mut own = random.lock().unwrap_or_else(PoisonError::into_inner).branch();
                let at = *server.read().unwrap_or_else(PoisonError::into_inner);
                let (fault, tally) = (drawn(&mut own), tally.clone());
                thread::spawn(move || {
                    let Some(at) = at else { return };
                    if carry(device, at, fault, own).is_ok() {
                        tally[fault as usize].fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        Ok(Self { at, done })
    }

    /// How often each fault was done.
    pub fn tally(&self) -> Vec<(Fault, u64)> {
        FAULTS
            .iter()
            .map(|f| (*f, self.done[*f as usize].load(Ordering::Relaxed)))
            .collect()
    }
}

fn drawn(random: &mut Random) -> Fault {
    match random.below(100) {
        0..55 => Fault::None,
        55..67 => Fault::DropAnswer,
        67..75 => Fault::ResetInBody,
        75..81 => Fault::Delay,
        81..89 => Fault::Twice,
        89..92 => Fault::Slow,
        _ => Fault::CutAnswer,
    }
}

fn carry(device: TcpStream, at: SocketAddr, fault: Fault, mut random: Random) -> std::io::Result<()> {
    patient(&device)?;
    let (head, body) = read_request(&device)?;
    match fault {
        Fault::None => {
            let answer = asked(at, &head, &body)?;
            (&device).write_all(&answer)
        }
        Fault::DropAnswer => {
            asked(at, &head, &body)?;
            reset(&device)
        }
        Fault::ResetInBody => {
            let server = connect(at)?;
            (&server).write_all(&head)?;
            (&server).write_all(&body[..random.below(body.len() as u64 + 1) as usize])?;
            reset(&server)?;
            reset(&device)
        }
        Fault::Delay => {
            thread::sleep(Duration::from_millis(random.between(50, 1_500)));
            let answer = asked(at, &head, &body)?;
            (&device).write_all(&answer)
        }
        Fault::Twice => {
            let second = {
                let (head, body) = (head.clone(), body.clone());
                thread::spawn(move || asked(at, &head, &body))
            };
            let answer = asked(at, &head, &body)?;
            (&device).write_all(&answer)?;
            second.join().unwrap_or_else(|_| Ok(Vec::new())).map(drop)
        }
        Fault::Slow => {
            let server = connect(at)?;
            slowly(&server, &[head, body].concat())?;
            let mut answer = Vec::new();
            (&server).read_to_end(&mut answer)?;
            slowly(&device, &answer)
        }
        Fault::CutAnswer => {
            let answer = asked(at, &head, &body)?;
            (&device).write_all(&answer[..random.below(answer.len() as u64 + 1) as usize])?;
            device.shutdown(Shutdown::Both)
        }
    }
}

/// The whole answer of the server to a whole request.
fn asked(at: SocketAddr, head: &[u8], body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut server = connect(at)?;
    server.write_all(head)?;
    server.write_all(body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    Ok(answer)
}

fn slowly(to: &TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    for some in bytes.chunks((SLOW / 20) as usize) {
        let mut to = to;
        to.write_all(some)?;
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn connect(at: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&at, PATIENCE)?;
    patient(&stream)?;
    Ok(stream)
}

fn patient(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))
}

/// Ends a connection as a dead network does: the other side reads an error, not an end.
fn reset(stream: &TcpStream) -> std::io::Result<()> {
    SockRef::from(stream).set_linger(Some(Duration::ZERO))
}

/// Head, told to close the connection after the answer, and body of one request.
fn read_request(mut device: &TcpStream) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        match device.read(&mut buffer)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            n => bytes.extend(&buffer[..n]),
        }
    };
    let length = String::from_utf8_lossy(&bytes[..end])
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0);
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        match device.read(&mut buffer)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            n => body.extend(&buffer[..n]),
        }
    }
    bytes.truncate(end);
    bytes.extend(b"\r\nconnection: close\r\n\r\n");
    Ok((bytes, body))
}
