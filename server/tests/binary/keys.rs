//! The master key: outside the database, outside every backup, and missed loudly.

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::tempdir;

use super::program::{Line, Server, run};

#[test]
fn a_rescue_file_is_taken_at_the_command_line_and_a_damaged_one_is_not() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    with_a_key(&data);
    let records = (0..250_u8)
        .map(|n| outbox::rescue::Rescued {
            wave: "demo".to_owned(),
            id: survey::SubmissionId([n; 16]),
            body: r#"{"version":1,"mode":"kiosk","answers":{}}"#.to_owned(),
        })
        .collect();
    let bytes = outbox::rescue::write(records).unwrap().remove(0);
    let file = folder.path().join("tablet.rsbox");
    let name = file.to_str().unwrap();
    fs::write(&file, &bytes).unwrap();
    let dry = run(&data, &["import", "rescue", name, "--dry-run"]).done();
    assert!(
        dry.contains("250 added") && dry.contains("dry run, nothing stored"),
        "{dry}"
    );
    let said = run(&data, &["import", "rescue", name]).done();
    assert!(said.contains("wave demo: 250 records: 250 stored"), "{said}");
    let again = run(&data, &["import", "rescue", name]).done();
    assert!(
        again.contains("250 unchanged") && again.contains("nothing changed"),
        "{again}"
    );
    fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    let why = run(&data, &["import", "rescue", name]).refused();
    assert!(
        why.contains("tablet.rsbox") && why.contains("is damaged"),
        "{why}"
    );
    let why = run(&data, &["import", "rescue", "not-there.rsbox"]).refused();
    assert!(why.contains("no such file"), "{why}");
}

/// The key that a form gives out.
fn offered(server: &Server) -> String {
    let page = Line::to(server.at)
        .unwrap()
        .get("/api/v1/waves/demo/key")
        .unwrap();
    let json: Value = serde_json::from_str(page.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    json["kid"].as_str().unwrap().to_owned()
}

/// A demo county that has given out a key.
fn with_a_key(data: &Path) -> String {
    let server = Server::start(data, "demo");
    offered(&server)
}

#[test]
fn a_master_key_is_made_for_its_owner_alone_and_is_in_no_backup() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let kid = with_a_key(&data);
    let file = data.join("master.key");
    let line = fs::read_to_string(&file).unwrap();
    assert!(line.starts_with("minxin-master-1 "));
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions()) & 0o777,
        0o600
    );
    let list = run(&data, &["keys", "list"]).done();
    assert!(
        list.contains(&format!("demo\t{kid}\t")) && list.contains("given to devices"),
        "{list}"
    );
    assert!(run(&data, &["doctor"]).done().contains("1 key, master key fits"));

    let backup = folder.path().join("county.backup");
    let backup = backup.to_str().unwrap();
    let made = run(&data, &["backup", backup]);
    assert!(made.stderr.contains("export-master"), "{made:?}");
    made.done();
    let bytes = fs::read(backup).unwrap();
    let digits = line.trim().rsplit(' ').next().unwrap();
    let raw: Vec<u8> = (0..32)
        .map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).unwrap())
        .collect();
    assert!(!bytes.windows(32).any(|w| w == raw) && !bytes.windows(64).any(|w| w == digits.as_bytes()));
    // verified elsewhere: it says what is missing there, and restores all the same
    let other = folder.path().join("other");
    let verified = run(&other, &["restore", backup, "--verify"]);
    assert!(
        verified.stderr.contains("holds 1 key") && verified.stderr.contains("master.key"),
        "{verified:?}"
    );
    verified.done();
    run(&other, &["restore", backup]).done();
    let why = run(&other, &["serve"]).refused();
    assert!(
        why.contains("the master key is missing") && why.contains("export-master"),
        "{why}"
    );

    let copy = folder.path().join("safe").join("copy.key");
    let copy = copy.to_str().unwrap();
    run(&data, &["keys", "export-master", copy]).done();
    let twice = run(&data, &["keys", "export-master", copy]).refused();
    assert!(twice.contains("is there already"), "{twice}");
    run(&other, &["keys", "import-master", copy]).done();
    assert_eq!(offered(&Server::start(&other, "serve")), kid);
}

#[test]
fn serving_is_refused_with_the_wrong_master_key_and_works_with_one_from_elsewhere() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let kid = with_a_key(&data);
    let (inside, outside) = (data.join("master.key"), folder.path().join("stick.key"));
    fs::rename(&inside, &outside).unwrap();
    let why = run(&data, &["serve"]).refused();
    assert!(why.contains("the master key is missing"), "{why}");
    assert!(!inside.exists(), "no new one in its place");
    assert!(
        run(&data, &["doctor"])
            .refused()
            .contains("the master key is missing")
    );
    let at = ["--master-key", outside.to_str().unwrap()];
    let server = Server::start_with(&data, &[&["serve"][..], &at].concat());
    assert_eq!(offered(&server), kid);
    drop(server);

    for (wrong, says) in [
        (
            format!("minxin-master-1 {}\n", "0".repeat(64)),
            "is not the master key",
        ),
        ("nonsense".to_owned(), "is not a master key"),
        (String::new(), "the file is empty"),
        ("minxin-master-1 01".to_owned(), "is not a master key"),
    ] {
        fs::write(&inside, wrong).unwrap();
        let why = run(&data, &["serve"]).refused();
        assert!(why.contains("master.key") && why.contains(says), "{why}");
        assert!(
            why.contains("export-master") && !why.contains("delete the file"),
            "{why}"
        );
    }
    let import = run(&data, &["keys", "import-master", inside.to_str().unwrap()]).refused();
    assert!(import.contains("is not a master key"), "{import}");
}

#[test]
fn an_empty_key_under_which_nothing_is_sealed_is_refused_and_may_be_deleted() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(&data).unwrap();
    let key = data.join("master.key");
    fs::write(&key, "").unwrap();
    let why = run(&data, &["serve"]).refused();
    assert!(
        why.contains("the file is empty") && why.contains("delete the file"),
        "{why}"
    );
    fs::remove_file(&key).unwrap();
    drop(Server::start(&data, "serve"));
    assert!(fs::read_to_string(&key).unwrap().starts_with("minxin-master-1 "));
}

#[test]
fn a_new_key_is_given_out_and_the_old_ones_stay_until_the_master_key_is_lost() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let first = with_a_key(&data);
    let said = run(&data, &["keys", "new", "demo"]).done();
    let list = run(&data, &["keys", "list"]).done();
    let lines: Vec<_> = list.lines().collect();
    assert_eq!(lines.len(), 2, "{list}");
    assert!(lines[0].contains("given to devices") && !lines[0].contains(&first));
    assert!(lines[1].contains(&first) && lines[1].contains("still opens"));
    assert!(said.contains(lines[0].split('\t').nth(1).unwrap()), "{said}");
    assert!(
        run(&data, &["keys", "new", "nowhere"])
            .refused()
            .contains("there is no wave nowhere")
    );
    let why = run(&data, &["keys", "start-over", "--master-is-lost"]).refused();
    assert!(why.contains("nothing is lost"), "{why}");
    fs::remove_file(data.join("master.key")).unwrap();
    assert_eq!(run(&data, &["keys", "start-over"]).code, 2, "it must be said");
    assert!(
        run(&data, &["keys", "start-over", "--master-is-lost"])
            .done()
            .contains("2 keys dropped")
    );
    assert_ne!(offered(&Server::start(&data, "serve")), first);
}
