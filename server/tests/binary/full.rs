//! Files that may not grow (`ulimit -f`), for want of a disk that is full: a sentence, nothing half made, nothing lost.

use std::fs;

use tempfile::tempdir;

use super::{
    cli::lgbf,
    program::{Line, Server, file, limited, run},
};

#[test]
fn a_backup_that_finds_no_room_says_so_and_leaves_nothing() {
    let folder = lgbf();
    let place = tempdir().unwrap();
    let file = place.path().join("county.backup");
    for blocks in [100, 250, 500] {
        let why = limited(blocks, folder.path(), &["backup", file.to_str().unwrap()]).refused();
        assert!(
            why.contains("county.backup") && why.contains("free space"),
            "{blocks}: {why}"
        );
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "{blocks}");
    }
    run(folder.path(), &["backup", file.to_str().unwrap()]).done();
    let data = place.path().join("data");
    let why = limited(100, &data, &["restore", file.to_str().unwrap()]).refused();
    assert!(why.contains("make room"), "{why}");
    assert!(!data.exists());
}

#[test]
fn an_import_that_finds_no_room_is_refused_and_changes_nothing() {
    let folder = lgbf();
    let before = run(folder.path(), &["doctor"]).done();
    let place = tempdir().unwrap();
    let path = place.path().join("spending.csv");
    let lines: String = (0..20_000)
        .map(|n| format!("S12000027,2020,roads,{n},project {n}\n"))
        .collect();
    fs::write(&path, format!("area,year,domain,amount,project\n{lines}")).unwrap();
    let size = fs::metadata(folder.path().join("minxin.sqlite")).unwrap().len();
    let why = limited(
        size / 512 + 1,
        folder.path(),
        &["import", "spending", path.to_str().unwrap()],
    )
    .refused();
    assert!(why.contains("free space"), "{why}");
    assert_eq!(run(folder.path(), &["doctor"]).done(), before);
    let areas = file("demo/lgbf/areas.csv");
    assert!(
        run(folder.path(), &["import", "areas", &areas])
            .done()
            .contains("nothing changed")
    );
}

#[test]
fn a_server_without_room_says_when_to_come_back_and_keeps_what_it_took() {
    let folder = tempdir().unwrap();
    drop(Server::start(folder.path(), "demo"));
    // what the last one left in the log goes into the file
    run(folder.path(), &["doctor"]).done();
    let files = fs::read_dir(folder.path()).unwrap();
    let largest = files.map(|f| f.unwrap().metadata().unwrap().len()).max().unwrap();
    let id = |n: u32| format!("{n:032x}");
    let body = r#"{"version":1,"answers":{"S_ROADS":2}}"#;
    let server = Server::start_limited(folder.path(), largest / 512 + 200, &["serve"]);
    let mut line = Line::to(server.at).unwrap();
    let mut taken = 0;
    let refused = loop {
        let (status, reply) = line.put("demo", &id(taken), body).unwrap();
        if status != 201 {
            break (status, reply);
        }
        taken += 1;
        assert!(taken < 5_000, "the files grew past their limit");
    };
    assert!(taken > 0, "there was room for some");
    assert_eq!(
        (refused.0, &refused.1["reason"]),
        (507, &"full".into()),
        "{refused:?}"
    );
    let form = format!("id={}&version=1&lang=en&S_ROADS=2", id(taken));
    let page = Line::to(server.at).unwrap().post("/s/demo", &form).unwrap();
    assert!(
        page.starts_with("HTTP/1.1 507") && page.to_lowercase().contains("\r\nretry-after: 60\r\n"),
        "{page}"
    );
    assert!(page.contains("The server is full"), "{page}");
    let page = Line::to(server.at).unwrap().get("/healthz").unwrap();
    assert!(page.starts_with("HTTP/1.1 200"), "the server lives on: {page}");
    drop(server);
    let server = Server::start(folder.path(), "serve");
    let mut line = Line::to(server.at).unwrap();
    for n in 0..=taken {
        let (status, _) = line.put("demo", &id(n), body).unwrap();
        assert_eq!(status, if n < taken { 200 } else { 201 }, "{n} of {taken}");
    }
}
