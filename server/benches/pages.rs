//! Every page of the desk and the public results, on the drawn county with a million answers: time on the server against
//! 50 ms, of the first request after a start as well as the median of those after it, bytes on the wire against 100 KB,
//! beside `/healthz` in the same run. The county is drawn once and kept in the target folder.
//!
//! A server that starts makes ahead what pages ask for first; how long that takes is printed, the first time when nothing
//! is stored beside the tallies, then after a restart. First requests are those after it.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

type Anyhow<T> = Result<T, Box<dyn std::error::Error>>;

/// Answers of each of the two waves.
const ANSWERS: u32 = 500_000;
const MILLISECONDS: f64 = 50.0;
const BYTES: usize = 100_000;
/// Requests of a page after the first.
const TIMES: usize = 9;

fn main() -> Anyhow<()> {
    let binary = env!("CARGO_BIN_EXE_minxin");
    let data = county(binary)?;
    let report = Command::new(binary)
        .arg("--data")
        .arg(&data)
        .args(["report", "--json"])
        .output()?;
    let report: Value = serde_json::from_slice(&report.stdout)?;
    let mut paths = pages(&report)?;
    paths.extend(made_here(&Server::start(binary, &data)?, &data)?);
    let missed = missed(&paths)?;
    if !missed.is_empty() {
        return Err(format!("pages that nothing here asks for: {}", missed.join(", ")).into());
    }
    for what in ["the first start", "a restart"] {
        let server = Server::start(binary, &data)?;
        println!("made ahead after {what}: {:.1} s", server.made_ahead()?);
    }
    let server = Server::start(binary, &data)?;
    println!(
        "the first page, asked for at once after a start: {:.1} ms",
        server.get("/")?.0
    );
    server.made_ahead()?;
    println!(
        "{:<58} {:>9} {:>9} {:>9} {:>9}",
        "page", "first ms", "median ms", "bound ms", "br bytes"
    );
    let mut over = Vec::new();
    server.measure("/healthz", "(reference) ")?;
    for path in paths {
        let Measured { first, median, bytes } = server.measure(&path, "")?;
        for (what, milliseconds) in [("first", first), ("median", median)] {
            if milliseconds > MILLISECONDS {
                over.push(format!("{path}: {what} {milliseconds:.1} ms"));
            }
        }
        if bytes > BYTES {
            over.push(format!("{path}: {bytes} bytes"));
        }
    }
    server.measure("/healthz", "(reference) ")?;
    if over.is_empty() {
        println!("bounds: {MILLISECONDS} ms and {BYTES} bytes of brotli: all hold");
        Ok(())
    } else {
        Err(format!(
            "over the bounds of {MILLISECONDS} ms and {BYTES} bytes: {}",
            over.join("; ")
        )
        .into())
    }
}

/// The data folder of the county, drawn and imported if it is not there yet.
fn county(binary: &str) -> Anyhow<PathBuf> {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("county-{ANSWERS}"));
    let (files, data, whole) = (kept.join("files"), kept.join("data"), kept.join("whole"));
    if whole.exists() {
        return Ok(data);
    }
    if kept.exists() {
        fs::remove_dir_all(&kept)?;
    }
    fs::create_dir_all(&kept)?;
    let minxin = |args: &[&str]| -> Anyhow<()> {
        let mut command = Command::new(binary);
        let done = command
            .arg("--data")
            .arg(&data)
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if done.success() {
            Ok(())
        } else {
            Err(format!("minxin {} failed", args.join(" ")).into())
        }
    };
    let path = |name: &str| files.join(name).to_string_lossy().into_owned();
    minxin(&[
        "synth",
        "--out",
        &files.to_string_lossy(),
        "--responses",
        &ANSWERS.to_string(),
        "--waves",
        "2",
    ])?;
    for (kind, name) in [
        ("areas", "areas.csv"),
        ("population", "population.csv"),
        ("spending", "spending.csv"),
        ("deflator", "deflator.csv"),
        ("indicators", "indicators.csv"),
        ("instrument", "instrument.json"),
    ] {
        minxin(&["import", kind, &path(name)])?;
    }
    for file in fs::read_dir(&files)? {
        let name = file?.file_name().to_string_lossy().into_owned();
        let Some(wave) = name
            .strip_prefix("responses-")
            .and_then(|n| n.strip_suffix(".csv"))
        else {
            continue;
        };
        let started = Instant::now();
        let year = wave.trim_start_matches('w');
        minxin(&[
            "import",
            "responses",
            &path(&name),
            "--wave",
            wave,
            "--instrument",
            synth::INSTRUMENT,
            "--year",
            year,
        ])?;
        minxin(&["wave", "snapshot", wave])?;
        println!(
            "{ANSWERS} answers of {wave} imported and folded in {:.0} s",
            started.elapsed().as_secs_f64()
        );
    }
    fs::remove_dir_all(&files)?;
    fs::write(whole, "")?;
    Ok(data)
}

/// Every page: the general ones, and those of one township, one service and every measure.
fn pages(report: &Value) -> Anyhow<Vec<String>> {
    let cell = &report["verdicts"]["cells"][0];
    let (Some(area), Some(domain)) = (cell["place"]["area"].as_str(), cell["domain"].as_str()) else {
        return Err("the report has no cell".into());
    };
    let wave = report["wave"]["id"].as_str().ok_or("the report has no wave")?;
    let general = [
        "/",
        "/townships",
        "/standing",
        "/equations",
        "/balance",
        "/settings",
        "/method",
        "/data",
        "/surveys",
        "/surveys/new",
        "/surveys/rounds/new",
        "/association",
        "/spending",
        "/devices",
        "/kiosk",
        "/check",
        "/check/0000-0000-0000",
    ];
    let mut all: Vec<String> = general.map(str::to_owned).into();
    all.extend([
        format!("/townships?measure={domain}&scoring=top2"),
        format!("/townships/{area}"),
        format!("/townships/{area}/{domain}"),
        format!("/ledger/{domain}/{area}"),
        format!("/association/{domain}"),
        format!("/spending/{domain}"),
        format!("/surveys/{wave}"),
        format!("/surveys/{wave}/apart"),
        format!("/surveys/{wave}/poster"),
        format!("/surveys/{wave}/written"),
        format!("/surveys/{wave}/paper"),
        format!("/surveys/{wave}/paper/differences"),
        format!("/s/{wave}/done/0000-0000-0000"),
        format!("/results/{wave}"),
        format!("/s/{wave}"),
    ]);
    for by in ["age", "sex", "mode", "village"] {
        all.push(format!("/townships/{area}?item=S_ROADS&by={by}"));
    }
    for by in ["area", "age", "sex", "mode"] {
        all.push(format!("/surveys/{wave}/breakdown?by={by}&item=S_ROADS"));
    }
    // the form of the comparison names the wave that it shows
    let waves = report["waves"].as_array().ok_or("the report has no waves")?;
    let waves: Vec<&str> = waves.iter().filter_map(Value::as_str).collect();
    if waves.len() < 2 || !waves.contains(&wave) {
        return Err("the report does not name the two waves".into());
    }
    for wave in waves {
        all.push(format!("/townships?wave={wave}&measure={domain}"));
    }
    for kind in ["csv", "xlsx"] {
        all.push(format!("/townships?table=places&as={kind}"));
    }
    Ok(all)
}

/// Pages of a draft and of a round, which are made by the forms of the desk once and stay in the kept county.
fn made_here(server: &Server, data: &Path) -> Anyhow<Vec<String>> {
    let kept = data.with_extension("made");
    if !kept.exists() {
        let plan = "grace=3&asker=County&keep_years=3&publication=township&core=short&start=short\
            &title.zh-Hans=%E8%B0%83%E6%9F%A5&opens=2090-01-01&closes=2090-01-21";
        let form = server.text("/surveys/rounds/new")?;
        let area = form.split("name=\"area\"").nth(1).and_then(|rest| {
            let values = rest.split("value=\"").skip(1).filter_map(|v| v.split('"').next());
            values.filter(|v| !v.is_empty()).map(str::to_owned).next()
        });
        let area = area.ok_or("the form of a round offers no area")?;
        let made: Vec<String> = ["/surveys/rounds/new", "/surveys/new"]
            .iter()
            .map(|form| server.send(form, &format!("{plan}&area={area}")))
            .collect::<Anyhow<_>>()?;
        fs::write(&kept, made.join("\n"))?;
    }
    let made = fs::read_to_string(&kept)?;
    let mut paths: Vec<String> = made.lines().map(str::to_owned).collect();
    let draft = paths.last().cloned().ok_or("no draft was made")?;
    paths.extend(["preview", "settings", "publish"].map(|page| format!("{draft}/{page}")));
    Ok(paths)
}

/// Pages that are there for a moment only, or for paper that somebody has printed.
const ELSEWHERE: [&str; 3] = [
    "/data/jobs/{id}",
    "/surveys/{wave}/paper/stacks/{first}",
    "/surveys/{wave}/paper/type/{pass}",
];

/// Routes of pages, as the source of the server declares them, that none of these addresses asks for.
fn missed(paths: &[String]) -> Anyhow<Vec<String>> {
    let mut routes = Vec::new();
    declared(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut routes)?;
    if routes.len() < 30 {
        return Err("the routes of the server were not found".into());
    }
    let fits = |route: &str, path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
        route.len() == path.len() && route.iter().zip(&path).all(|(r, p)| r.starts_with('{') || r == p)
    };
    let holes = |route: &&String| route.matches('{').count();
    let asked: Vec<&String> = paths
        .iter()
        .filter_map(|path| routes.iter().filter(|r| fits(r, path)).min_by_key(holes))
        .collect();
    let rest = routes
        .iter()
        .filter(|r| !asked.contains(r) && !ELSEWHERE.contains(&r.as_str()));
    Ok(rest.cloned().collect())
}

/// Routes below a folder of sources that a browser may open as a page.
fn declared(folder: &Path, routes: &mut Vec<String>) -> Anyhow<()> {
    const NO_PAGES: [&str; 6] = ["/api/", "/pkg/", "/healthz", "/readyz", "/metrics", "/offline"];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            declared(&path, routes)?;
        } else if path.extension().is_some_and(|e| e == "rs") {
            for rest in fs::read_to_string(&path)?.split(".route(").skip(1) {
                let Some(route) = rest
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|r| r.split('"').next())
                else {
                    continue;
                };
                let handlers = rest.split([';']).next().unwrap_or_default();
                let gets = handlers
                    .split(".layer")
                    .next()
                    .is_some_and(|h| h.contains("get("));
                let page = !NO_PAGES.iter().any(|no| route.starts_with(no)) && !route.contains('.');
                if gets && page && !routes.iter().any(|r| r == route) {
                    routes.push(route.to_owned());
                }
            }
        }
    }
    Ok(())
}

struct Server {
    child: Child,
    at: String,
    /// Where the figures for whoever watches the machine are.
    metrics: String,
}

/// Milliseconds of the first request and the median of those after it; bytes on the wire.
struct Measured {
    first: f64,
    median: f64,
    bytes: usize,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(binary: &str, data: &Path) -> Anyhow<Self> {
        let mut command = Command::new(binary);
        command.arg("--data").arg(data).args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--metrics",
            "127.0.0.1:0",
        ]);
        let mut child = command.stderr(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stderr.take().ok_or("no stderr")?).lines();
        let mut said = |before: &str| -> Anyhow<String> {
            loop {
                let line = lines.next().ok_or("the server stopped")??;
                if let Some((_, after)) = line.split_once(before) {
                    return Ok(after.to_owned());
                }
            }
        };
        let metrics = said("figures are at http://")?;
        let at = said("answers at http://")?;
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            child,
            at,
            metrics: metrics.trim_end_matches("/metrics").to_owned(),
        })
    }

    /// Seconds until everything is made that pages ask for first.
    fn made_ahead(&self) -> Anyhow<f64> {
        let started = Instant::now();
        loop {
            let (answer, _) = request(&self.metrics, "/metrics")?;
            if String::from_utf8_lossy(&answer).contains("\nminxin_pages_ahead 1\n") {
                return Ok(started.elapsed().as_secs_f64());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Milliseconds until everything has come, and the bytes of the body as they came.
    fn get(&self, path: &str) -> Anyhow<(f64, usize)> {
        let (answer, milliseconds) = request(&self.at, path)?;
        let head = answer
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .ok_or("no head")?
            + 4;
        let status = answer.get(9..12).unwrap_or_default();
        // a closed wave's form says so, an index leads on, and of a receipt that nobody has it is said that it is unknown
        let unknown = status == b"404" && path.ends_with("/0000-0000-0000");
        if ![&b"200"[..], b"410", b"303"].contains(&status) && !unknown {
            return Err(format!("{path}: {}", String::from_utf8_lossy(&answer[..head])).into());
        }
        Ok((milliseconds, answer.len() - head))
    }

    /// A page as text.
    fn text(&self, path: &str) -> Anyhow<String> {
        let asked = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
        Ok(String::from_utf8_lossy(&exchange(&self.at, &asked)?).into_owned())
    }

    /// Sends a form of the desk; where it leads.
    fn send(&self, path: &str, body: &str) -> Anyhow<String> {
        let asked = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nsec-fetch-site: same-origin\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let answer = exchange(&self.at, &asked)?;
        let text = String::from_utf8_lossy(&answer);
        let location = text.lines().find_map(|line| line.strip_prefix("location: "));
        let there = location.ok_or_else(|| format!("{path} leads nowhere: {text}"))?;
        Ok(there.split('#').next().unwrap_or_default().to_owned())
    }

    fn measure(&self, path: &str, mark: &str) -> Anyhow<Measured> {
        let (first, bytes) = self.get(path)?;
        let mut all: Vec<f64> = (0..TIMES).map(|_| Ok(self.get(path)?.0)).collect::<Anyhow<_>>()?;
        all.sort_by(f64::total_cmp);
        let median = all[all.len() / 2];
        println!(
            "{:<58} {first:>9.1} {median:>9.1} {MILLISECONDS:>9.1} {bytes:>9}",
            format!("{mark}{path}")
        );
        Ok(Measured { first, median, bytes })
    }
}

/// The whole answer, and milliseconds until it has come.
fn request(at: &str, path: &str) -> Anyhow<(Vec<u8>, f64)> {
    let started = Instant::now();
    let answer = exchange(
        at,
        &format!(
            "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: br\r\nconnection: close\r\n\r\n"
        ),
    )?;
    Ok((answer, started.elapsed().as_secs_f64() * 1e3))
}

/// Everything that comes back.
fn exchange(at: &str, asked: &str) -> Anyhow<Vec<u8>> {
    let mut stream = TcpStream::connect(at)?;
    stream.write_all(asked.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}
