//! At the command line: imports, refusals, exit codes, backups.

use std::{fs, net::TcpListener, path::Path};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use super::program::{Line, Server, bare, file, run};

/// A data folder with the demo county, through `import`.
pub fn lgbf() -> TempDir {
    let folder = tempdir().unwrap();
    for kind in ["areas", "population", "spending", "deflator", "scores"] {
        run(
            folder.path(),
            &["import", kind, &file(&format!("demo/lgbf/{kind}.csv"))],
        )
        .done();
    }
    folder
}

pub fn associate(data: &Path, options: &[&str]) -> Value {
    let text = run(data, &[&["associate", "--json"], options].concat()).done();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_same_file_twice_changes_nothing_and_says_so() {
    let folder = lgbf();
    let before = associate(folder.path(), &[]);
    for kind in ["areas", "population", "spending", "deflator", "scores"] {
        let said = run(
            folder.path(),
            &["import", kind, &file(&format!("demo/lgbf/{kind}.csv"))],
        )
        .done();
        let first = said.lines().next().unwrap();
        assert!(
            first.contains(" 0 added") && first.ends_with("nothing changed"),
            "{said}"
        );
    }
    assert_eq!(associate(folder.path(), &[]), before);
}

#[test]
fn a_database_url_names_the_file_in_place_of_the_folder() {
    let folder = lgbf();
    let url = format!("sqlite:{}", folder.path().join("minxin.sqlite").display());
    assert_eq!(
        bare(&["--database-url", &url, "export", "report"]).done(),
        run(folder.path(), &["report", "--json"]).done()
    );
    let other = bare(&["--database-url", "postgres://u:secret@localhost/m", "doctor"]);
    assert_eq!((other.code, other.stdout.as_str()), (2, ""), "{other:?}");
    assert!(
        other.stderr.contains("sqlite:FILE") && !other.stderr.contains("secret"),
        "{other:?}"
    );
    let both = run(folder.path(), &["--database-url", &url, "doctor"]);
    assert_eq!(both.code, 2, "{both:?}");
}

#[test]
fn a_dry_run_says_what_would_happen_and_stores_nothing() {
    let folder = tempdir().unwrap();
    let areas = file("demo/lgbf/areas.csv");
    let said = run(folder.path(), &["import", "areas", &areas, "--dry-run"]).done();
    assert!(
        said.contains("33 added") && said.contains("dry run, nothing stored"),
        "{said}"
    );
    let said = run(folder.path(), &["import", "areas", &areas]).done();
    assert!(said.contains("33 added"), "the dry run stored something: {said}");
}

#[test]
fn a_stored_key_with_another_value_is_refused_until_replace_is_given() {
    let folder = tempdir().unwrap();
    let (path, areas) = (folder.path().join("deflator.csv"), folder.path().join("data"));
    let write = |index: &str| fs::write(&path, format!("year,index\n2020,{index}\n")).unwrap();
    let import = |more: &[&str]| {
        run(
            &areas,
            &[&["import", "deflator", path.to_str().unwrap()], more].concat(),
        )
    };
    write("1.0");
    import(&[]).done();
    write("1.1");
    let why = import(&[]).refused();
    assert!(
        why.contains("deflator.csv: row 2") && why.contains("--replace"),
        "{why}"
    );
    assert!(import(&["--replace"]).done().contains("1 replaced"));
}

#[test]
fn a_file_with_one_bad_row_is_refused_whole_with_row_column_and_remedy() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("areas.csv");
    fs::write(&path, "code,name,level\nc,County,county\nt,Town,hamlet\n").unwrap();
    let data = folder.path().join("data");
    let why = run(&data, &["import", "areas", path.to_str().unwrap()]).refused();
    let line = why.lines().find(|l| l.contains("row 3")).unwrap();
    assert!(
        line.contains("areas.csv: row 3, column level: ") && line.contains("; "),
        "{why}"
    );
    fs::write(&path, "code,name,level\nc,County,county\n").unwrap();
    let said = run(&data, &["import", "areas", path.to_str().unwrap()]).done();
    assert!(
        said.contains("1 added"),
        "a row of the refused file was stored: {said}"
    );
}

#[test]
fn an_excluded_area_is_in_no_row_however_it_is_named() {
    let folder = lgbf();
    let everyone = associate(folder.path(), &[]);
    let by_name = associate(folder.path(), &["--exclude", "Shetland Islands"]);
    let by_code = associate(folder.path(), &["--exclude", "S12000027"]);
    assert_eq!(by_name, by_code);
    for rows in ["rows", "change"] {
        assert!(everyone[rows].as_array().unwrap().iter().all(|r| r["n"] == 32));
        assert!(
            by_name[rows].as_array().unwrap().iter().all(|r| r["n"] == 31),
            "{rows}"
        );
    }
    let two = associate(
        folder.path(),
        &["--exclude", "S12000027", "--exclude", "S12000013"],
    );
    assert!(two["rows"].as_array().unwrap().iter().all(|r| r["n"] == 30));
    let why = run(folder.path(), &["associate", "--json", "--exclude", "Atlantis"]).refused();
    assert!(why.contains("Atlantis") && why.contains("no such area"), "{why}");
}

#[test]
fn without_data_associate_is_refused_with_a_sentence() {
    let folder = tempdir().unwrap();
    let nowhere = folder.path().join("nothing-here");
    let why = run(&nowhere, &["associate", "--json"]).refused();
    assert!(
        why.contains("no data folder yet") && why.contains("minxin import"),
        "{why}"
    );
    assert!(!nowhere.exists(), "asking made a data folder");
}

#[test]
fn real_prices_with_a_missing_year_are_refused_and_the_year_is_named() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    for kind in ["areas", "population", "spending", "scores"] {
        run(&data, &["import", kind, &file(&format!("demo/lgbf/{kind}.csv"))]).done();
    }
    let cash = associate(&data, &[]);
    assert_eq!(cash["price"], "cash", "without an index the answer is in cash");
    let index = fs::read_to_string(file("demo/lgbf/deflator.csv")).unwrap();
    let path = folder.path().join("deflator.csv");
    let without: Vec<&str> = index.lines().filter(|l| !l.starts_with("2016")).collect();
    fs::write(&path, without.join("\n")).unwrap();
    run(&data, &["import", "deflator", path.to_str().unwrap()]).done();
    let why = run(&data, &["associate", "--json", "--price", "real"]).refused();
    assert!(why.contains("2016"), "{why}");
}

#[test]
fn exit_codes_are_0_for_done_1_for_refused_2_for_usage() {
    let folder = tempdir().unwrap();
    let code = |args: &[&str]| run(folder.path(), args).code;
    assert_eq!(code(&["--help"]), 0);
    assert_eq!(code(&["--version"]), 0);
    assert_eq!(code(&["import", "areas", "not-there.csv"]), 1);
    assert_eq!(code(&["doctor"]), 1);
    assert_eq!(code(&["wave", "close", "w"]), 1);
    assert_eq!(code(&["restore", "not-there.backup"]), 1);
    let why = run(folder.path(), &["import", "areas", file("demo").as_str()]).refused();
    assert!(why.contains("is not a file"), "{why}");
    for usage in [
        &[][..],
        &["sing"],
        &["import", "songs", "x.csv"],
        &["associate"],
        &["associate", "--json", "--window", "0"],
        &["associate", "--json", "--price", "gold"],
        &["serve", "--listen", "nowhere"],
        &["--zone", "Moon/Base", "doctor"],
        &["export", "responses", "--wave", "w"],
        &["export", "tallies", "--wave", "w", "--by", "shoe size"],
    ] {
        let ran = run(folder.path(), usage);
        assert_eq!(ran.code, 2, "{usage:?} {ran:?}");
        assert_eq!(ran.stdout, "", "{usage:?}: what went wrong belongs on stderr");
    }
}

#[test]
fn the_desk_is_not_served_to_other_machines() {
    let place = tempdir().unwrap();
    let data = place.path().join("data");
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:3000"] {
        for command in ["serve", "demo"] {
            let why = run(&data, &[command, "--listen", listen]).refused();
            assert!(why.contains("loopback") && why.contains("--public"), "{why}");
            assert!(!data.exists(), "{command} {listen} left something behind");
        }
    }
}

#[test]
fn an_address_that_is_taken_is_refused_before_anything_is_made() {
    let place = tempdir().unwrap();
    let data = place.path().join("data");
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = held.local_addr().unwrap().to_string();
    for command in [
        &["serve", "--listen", &taken][..],
        &["serve", "--listen", "127.0.0.1:0", "--public", &taken],
        &["serve", "--listen", "127.0.0.1:0", "--metrics", &taken],
        &["demo", "--listen", &taken],
    ] {
        let why = run(&data, command).refused();
        let option = command[command.len() - 2];
        assert!(
            why.starts_with(&format!("{option} {taken}: ")) && why.contains("choose another address"),
            "{why}"
        );
        assert!(!data.exists(), "{command:?} left something behind");
    }
}

#[test]
fn the_demo_refuses_a_folder_with_other_data_in_it() {
    let place = tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = place.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let instrument = serde_json::json!({
        "id": "own", "version": 1, "title": { "en": "Own" }, "languages": ["en"],
        "items": [{ "code": "Q", "text": { "en": "How are the roads?" }, "scale": "S5" }],
    });
    for (n, (kind, path)) in [
        ("areas", file("demo/kcmo-areas.csv")),
        ("deflator", write("deflator.csv", "year,index\n2020,1\n")),
        ("instrument", write("own.json", &instrument.to_string())),
    ]
    .into_iter()
    .enumerate()
    {
        let data = place.path().join(n.to_string());
        run(&data, &["import", kind, &path]).done();
        let before = run(&data, &["doctor"]).done();
        let why = run(&data, &["demo", "--listen", "127.0.0.1:0"]).refused();
        assert!(
            why.contains("holds other data") && why.contains("--data"),
            "{why}"
        );
        assert_eq!(run(&data, &["doctor"]).done(), before, "{kind}");
    }
}

#[test]
fn a_backup_restored_elsewhere_gives_the_same_answers() {
    let folder = lgbf();
    let place = tempdir().unwrap();
    let (backup, other) = (place.path().join("county.backup"), place.path().join("other"));
    let backup = backup.to_str().unwrap();
    run(folder.path(), &["backup", backup]).done();
    let why = run(folder.path(), &["backup", backup]).refused();
    assert!(why.contains("is there already"), "{why}");

    let said = run(&other, &["restore", backup, "--verify"]).done();
    assert!(said.contains("can be restored") && !other.exists(), "{said}");
    run(&other, &["restore", backup]).done();
    assert_eq!(associate(&other, &[]), associate(folder.path(), &[]));
    assert_eq!(
        run(&other, &["doctor"]).done(),
        run(folder.path(), &["doctor"]).done()
    );
    let why = run(&other, &["restore", backup]).refused();
    assert!(why.contains("holds data already"), "{why}");
}

#[test]
fn a_log_that_lies_in_the_folder_is_not_taken_into_what_is_restored() {
    let folder = lgbf();
    let place = tempdir().unwrap();
    let (backup, other) = (place.path().join("county.backup"), place.path().join("other"));
    let backup = backup.to_str().unwrap();
    run(folder.path(), &["backup", backup]).done();
    fs::create_dir(&other).unwrap();
    for left in ["minxin.sqlite-wal", "minxin.sqlite-shm", "minxin.sqlite-journal"] {
        let (file, away) = (other.join(left), place.path().join(left));
        fs::write(&file, "left behind").unwrap();
        let why = run(&other, &["restore", backup]).refused();
        assert!(
            why.contains(&format!("holds data already ({left})")) && why.contains("move these files away"),
            "{why}"
        );
        assert!(!other.join("minxin.sqlite").exists());
        assert_eq!(fs::read_to_string(&file).unwrap(), "left behind");
        fs::rename(file, away).unwrap();
    }
    run(&other, &["restore", backup]).done();
    assert_eq!(associate(&other, &[]), associate(folder.path(), &[]));
}

#[test]
fn a_file_that_is_no_backup_is_not_restored() {
    let place = tempdir().unwrap();
    let (fake, data) = (place.path().join("fake.backup"), place.path().join("data"));
    fs::write(&fake, "not a database at all, only words\n".repeat(100)).unwrap();
    let why = run(&data, &["restore", fake.to_str().unwrap()]).refused();
    assert!(why.contains("fake.backup"), "{why}");
    assert!(!data.join("minxin.sqlite").exists());
}

#[test]
fn a_backup_that_was_damaged_is_refused_with_what_is_wrong_and_changes_nothing() {
    let folder = lgbf();
    let place = tempdir().unwrap();
    let (good, bad, data) = (
        place.path().join("good.backup"),
        place.path().join("bad.backup"),
        place.path().join("data"),
    );
    run(folder.path(), &["backup", good.to_str().unwrap()]).done();
    let bytes = fs::read(&good).unwrap();
    let name = bytes.windows(8).position(|w| w == b"Shetland").unwrap();
    let mut flipped = bytes.clone();
    flipped[name] ^= 1;
    for (damage, told) in [
        (flipped, "its bytes are not those that were written"),
        (bytes[..bytes.len() - 1].to_vec(), "checksum"),
        (bytes[..bytes.len() / 2].to_vec(), "cannot be"),
        (Vec::new(), "no database"),
        (b"only words".to_vec(), "no database"),
    ] {
        fs::write(&bad, damage).unwrap();
        for more in [&["--verify"][..], &[]] {
            let why = run(&data, &[&["restore", bad.to_str().unwrap()], more].concat()).refused();
            assert!(
                why.contains("bad.backup") && why.contains(told) && why.contains("minxin backup"),
                "{told}: {why}"
            );
            assert!(!data.exists(), "{told}");
        }
    }
}

#[test]
fn a_backup_is_taken_while_the_server_takes_answers() {
    let place = tempdir().unwrap();
    let (data, other) = (place.path().join("data"), place.path().join("other"));
    let server = Server::start(&data, "demo");
    let (id, body) = (
        "0123456789abcdef0123456789abcdef",
        r#"{"version":1,"answers":{"S_ROADS":2}}"#,
    );
    let (status, first) = Line::to(server.at).unwrap().put("demo", id, body).unwrap();
    assert_eq!(status, 201);
    let backup = place.path().join("county.backup");
    run(&data, &["backup", backup.to_str().unwrap()]).done();
    drop(server);
    run(&other, &["restore", backup.to_str().unwrap()]).done();
    let server = Server::start(&other, "demo");
    let (status, again) = Line::to(server.at).unwrap().put("demo", id, body).unwrap();
    assert_eq!((status, &again["receipt"]), (200, &first["receipt"]));
}

#[test]
fn a_wave_closed_at_the_command_line_keeps_late_answers_apart() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path(), "demo");
    let mut line = Line::to(server.at).unwrap();
    let body = r#"{"version":1,"answers":{"S_ROADS":2}}"#;
    assert_eq!(line.put("demo", &"a".repeat(32), body).unwrap().0, 201);
    let said = run(folder.path(), &["wave", "close", "demo"]).done();
    assert!(
        said.contains("closed") && said.contains("1 answer counted"),
        "{said}"
    );
    // the server may believe for a second that the wave is open: ids of that second are counted, never refused
    let late = (0..200).find_map(|n| {
        let (status, reply) = line.put("demo", &format!("{n:032x}"), body).unwrap();
        assert!(status == 201 || status == 202, "{status} {reply}");
        if status == 201 {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        (status == 202).then_some(reply)
    });
    assert_eq!(late.expect("the wave never closed")["status"], "late");
    let (status, reply) = line.put("demo", &"a".repeat(32), body).unwrap();
    assert_eq!(
        (status, &reply["status"]),
        (200, &"duplicate".into()),
        "a resend after close gets its receipt"
    );
}

#[test]
fn single_responses_leave_only_with_the_flag_and_only_after_close() {
    let folder = tempdir().unwrap();
    drop(Server::start(folder.path(), "demo"));
    let ask = ["export", "responses", "--wave", "demo", "--county-internal"];
    let why = run(folder.path(), &ask).refused();
    assert!(why.contains("not closed"), "{why}");
    let why = run(folder.path(), &["export", "tallies", "--wave", "demo"]).refused();
    assert!(why.contains("not closed"), "{why}");
    run(folder.path(), &["wave", "close", "demo"]).done();
    assert_eq!(run(folder.path(), &ask).done(), "");
}

#[test]
fn what_residents_wrote_leaves_by_question_and_never_beside_an_answer() {
    let place = tempdir().unwrap();
    let data = place.path().join("data");
    let load = |kind: &str, name: &str, text: &str, more: &[&str]| {
        let path = place.path().join(name);
        fs::write(&path, text).unwrap();
        let import = ["import", kind, path.to_str().unwrap()];
        run(&data, &[&import[..], more].concat()).done();
    };
    let open = |code: &str| serde_json::json!({ "code": code, "text": { "en": code }, "scale": "TX200" });
    let rated = serde_json::json!({ "code": "Q", "text": { "en": "How are the roads?" }, "scale": "S5" });
    let instrument = serde_json::json!({
        "id": "own", "title": { "en": "Own" }, "languages": ["en"], "items": [rated, open("MANY"), open("FEW")],
    });
    let areas = "code,name,level,parent\nc,County,county,\n";
    load("areas", "areas.csv", areas, &[]);
    load("instrument", "own.json", &instrument.to_string(), &[]);
    let mut rows = "Q,MANY,FEW\n".to_owned();
    for n in 0..12 {
        let few = if n < 9 { format!("rare {n}") } else { String::new() };
        rows.push_str(&format!("{},lamp {:02},{few}\n", n % 5 + 1, 11 - n));
    }
    let made = ["--wave", "w", "--instrument", "own", "--year", "2024"];
    load("responses", "answers.csv", &rows, &made);

    let ran = run(
        &data,
        &["export", "responses", "--wave", "w", "--county-internal"],
    );
    assert!(ran.stderr.contains("fewer than 10 wrote"), "{ran:?}");
    let said = ran.done();
    let lines: Vec<Value> = said.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let (single, texts): (Vec<&Value>, Vec<&Value>) = lines.iter().partition(|l| l["answers"].is_object());
    assert_eq!(single.len(), 12);
    for one in single {
        let answers = one["answers"].as_object().unwrap();
        assert_eq!(answers.keys().collect::<Vec<_>>(), ["Q"], "{one}");
    }
    let lamps: Vec<String> = (0..12).map(|n| format!("lamp {n:02}")).collect();
    assert_eq!(
        texts,
        [&serde_json::json!({ "question": "MANY", "texts": lamps })]
    );
    assert!(!said.contains("rare"), "{said}");
}

#[test]
fn a_wave_that_has_closed_is_not_opened_again() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path(), "demo");
    drop(server);
    let list = run(folder.path(), &["wave", "list"]).done();
    let wave = list.split('\t').next().unwrap();
    let late = run(folder.path(), &["wave", "open", wave, "--until", "2001-01-01"]).refused();
    assert!(late.contains("--until 2001-01-01"), "{late}");
    let grace = run(folder.path(), &["wave", "close", wave, "--grace", "100000"]);
    assert_eq!(grace.code, 2, "{grace:?}");
    let closing = run(folder.path(), &["wave", "close", wave, "--grace", "2"]).done();
    assert!(closing.contains("is closing"), "{closing}");
    run(folder.path(), &["wave", "close", wave]).done();
    for options in [&["--until", "2099-01-01"][..], &[]] {
        let refused = run(folder.path(), &[&["wave", "open", wave], options].concat()).refused();
        assert!(refused.contains("cannot be opened again"), "{refused}");
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn a_server_holds_its_memory_in_one_arena_and_stays_the_process_that_was_started() {
    let folder = lgbf();
    let server = Server::start(folder.path(), "serve");
    let said = server.environment();
    assert!(said.iter().any(|one| one == "MALLOC_ARENA_MAX=1"), "{said:?}");
}
