//! The binary as a county runs it: start, idle memory, `associate`, and a responses file of a million rows.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::{
    fs,
    io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

type Anyhow<T> = Result<T, Box<dyn std::error::Error>>;
const ROWS: u64 = 1_000_000;

fn main() -> Anyhow<()> {
    let binary = env!("CARGO_BIN_EXE_minxin");
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let mut broken = Vec::new();
    let mut line = |what: &str, value: f64, unit: &str, bound: Option<f64>| {
        let verdict = match bound {
            Some(b) if value > b => {
                broken.push(what.to_owned());
                format!("bound {b} {unit}: BROKEN")
            }
            Some(b) => format!("bound {b} {unit}: holds"),
            None => String::new(),
        };
        println!("{what:<44} {value:>10.1} {unit:<6} {verdict}");
    };

    stop(serve(binary, &data, "demo")?.0)?;
    let (server, seconds, at) = serve(binary, &data, "serve")?;
    line("start to first answer", seconds * 1e3, "ms", Some(1_000.0));
    line(
        "resident memory when idle",
        settled(server.id())? / 1024.0,
        "MB",
        Some(40.0),
    );
    let pages: Vec<f64> = (0..20)
        .map(|_| fetch(&at, "/association/schools"))
        .collect::<Anyhow<_>>()?;
    line(
        "page /association/schools, median of 20",
        median(pages) * 1e3,
        "ms",
        Some(50.0),
    );
    line(
        "short form, HTML + CSS + data, brotli",
        compressed(&at, "/s/demo")? as f64,
        "bytes",
        Some(14_000.0),
    );
    stop(server)?;

    let runs: Vec<f64> = (0..11)
        .map(|_| {
            timed(
                Command::new(binary)
                    .arg("--data")
                    .arg(&data)
                    .args(["associate", "--json"]),
            )
        })
        .collect::<Anyhow<_>>()?;
    line(
        "associate --json, whole process, median of 11",
        median(runs) * 1e3,
        "ms",
        Some(50.0),
    );
    let reference: Vec<f64> = (0..11)
        .map(|_| timed(Command::new(binary).arg("--data").arg(&data).arg("doctor")))
        .collect::<Anyhow<_>>()?;
    line(
        "  reference: doctor, same process start",
        median(reference) * 1e3,
        "ms",
        None,
    );

    let file = folder.path().join("responses.csv");
    write_responses(&file)?;
    let started = Instant::now();
    let mut import = Command::new(binary)
        .arg("--data")
        .arg(&data)
        .args(["import", "responses"])
        .arg(&file)
        .args(["--wave", "bench", "--instrument", "demo-short", "--year", "2025"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let progress = BufReader::new(import.stderr.take().ok_or("no stderr")?);
    let pid = import.id();
    let mut peak = 0.0_f64;
    let mut said = 0;
    for text in progress.lines() {
        let text = text?;
        said += 1;
        peak = peak.max(kib(pid, "VmHWM:").unwrap_or(0.0));
        if said == 1 {
            println!("  progress reads: {text}");
        }
    }
    if !import.wait()?.success() {
        return Err("the import was refused".into());
    }
    let seconds = started.elapsed().as_secs_f64();
    line("a million responses imported", seconds, "s", None);
    line("  rows a second", ROWS as f64 / seconds, "rows/s", None);
    line("  peak memory of the import", peak / 1024.0, "MB", Some(400.0));
    line("  lines of progress", f64::from(said), "", None);
    if broken.is_empty() {
        Ok(())
    } else {
        Err(format!("over the bound: {}", broken.join(", ")).into())
    }
}

fn serve(binary: &str, data: &Path, command: &str) -> Anyhow<(Child, f64, String)> {
    let started = Instant::now();
    let mut child = Command::new(binary)
        .arg("--data")
        .arg(data)
        .args([command, "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stderr.take().ok_or("no stderr")?).lines();
    let at = loop {
        let line = lines.next().ok_or("the server stopped")??;
        if let Some((_, at)) = line.split_once("answers at http://") {
            break at.to_owned();
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    fetch(&at, "/healthz")?;
    Ok((child, started.elapsed().as_secs_f64(), at))
}

fn stop(mut child: Child) -> Anyhow<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}

fn fetch(at: &str, path: &str) -> Anyhow<f64> {
    let started = Instant::now();
    let mut stream = TcpStream::connect(at)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    if !answer.starts_with(b"HTTP/1.1 200") {
        return Err(format!(
            "{path}: {}",
            String::from_utf8_lossy(&answer[..answer.len().min(200)])
        )
        .into());
    }
    Ok(started.elapsed().as_secs_f64())
}

/// Bytes of a page's body as a browser gets it; every form has its styles in it.
fn compressed(at: &str, path: &str) -> Anyhow<usize> {
    let mut stream = TcpStream::connect(at)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: br\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let at = answer
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .ok_or("no answer")?;
    let head = String::from_utf8_lossy(&answer[..at]).to_lowercase();
    if !head.starts_with("http/1.1 200") || !head.contains("content-encoding: br") {
        return Err(format!("{path}: {head}").into());
    }
    Ok(answer.len() - at - 4)
}

fn timed(command: &mut Command) -> Anyhow<f64> {
    let started = Instant::now();
    if !command.stdout(Stdio::null()).status()?.success() {
        return Err("the command failed".into());
    }
    Ok(started.elapsed().as_secs_f64())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Resident memory once it has stayed the same for two seconds: what pages ask for first is made ahead by then.
fn settled(pid: u32) -> Anyhow<f64> {
    let mut seen = vec![kib(pid, "VmRSS:")?];
    for _ in 0..60 {
        std::thread::sleep(Duration::from_secs(1));
        seen.push(kib(pid, "VmRSS:")?);
        if let [.., first, second, third] = seen.as_slice()
            && first == second
            && second == third
        {
            return Ok(*third);
        }
    }
    Err("the memory of an idle server does not settle".into())
}

fn kib(pid: u32, field: &str) -> Anyhow<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find(|l| l.starts_with(field))
        .ok_or("no such field")?;
    Ok(line.split_whitespace().nth(1).ok_or("no value")?.parse()?)
}

fn write_responses(path: &Path) -> Anyhow<()> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    writeln!(
        out,
        "D_VILLAGE,Q_OVERALL,Q_HAPPY,S_ROADS,S_HEALTH,S_SCHOOLS,S_SANIT,G_TOWN,V_NEED,H_TRUST,D_AGE,D_SEX,COACH"
    )?;
    let areas: Vec<&str> = include_str!("../../demo/lgbf/areas.csv")
        .lines()
        .filter_map(|l| l.split(',').next())
        .filter(|c| c.starts_with("S12"))
        .collect();
    for i in 0..ROWS {
        let area = areas[(i % areas.len() as u64) as usize];
        let d = |k: u64| 1 + (i / k) % 5;
        writeln!(
            out,
            "{area},{},{},{},{},{},{},{},{},{},{},{},2",
            d(1),
            d(3),
            d(7),
            d(11),
            d(13),
            d(17),
            d(19),
            d(23),
            1 + i % 4,
            d(29),
            1 + i % 2
        )?;
    }
    Ok(out.flush()?)
}
