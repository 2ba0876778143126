//! A file on the data page: a small one is there at once, a large one shows how far it is until it is there.

use std::{fmt::Write as _, time::Duration};

use axum::http::{Method, StatusCode, header};

use super::county::{Answer, County, county, get, impatient, send};

const ROWS: usize = 300_000;

/// Spending lines, each of a project of its own.
fn lines(rows: usize) -> String {
    let mut file = String::from("area,year,domain,amount,project\n");
    for n in 0..rows {
        writeln!(file, "v1,2025,roads,1.50,P{n}").unwrap();
    }
    file
}

async fn upload(county: &County, file: &str, more: &[(&str, &str)]) -> Answer {
    let body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nspending\r\n--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"big.csv\"\r\n\r\n{file}\r\n--x--\r\n"
    );
    let headers = [&[("content-type", "multipart/form-data; boundary=x")], more].concat();
    send(&county.desk, Method::POST, "/data", &headers, body).await
}

async fn store(county: &County, preview: &Answer) -> Answer {
    let at = preview.text.find("name=\"key\" value=\"").unwrap();
    let key = preview.text[at + 18..].split('"').next().unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    send(
        &county.desk,
        Method::POST,
        "/data/store",
        &form,
        format!("key={key}"),
    )
    .await
}

#[track_caller]
fn job(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let to = answer.headers[header::LOCATION].to_str().unwrap().to_owned();
    let id = to.strip_prefix("/data/jobs/").unwrap();
    assert!(
        id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()),
        "an id that cannot be guessed: {to}"
    );
    to
}

/// The page once the work is over, and whether a count of rows was seen on the way.
async fn over(county: &County, at: &str) -> (Answer, bool) {
    let mut counted = false;
    loop {
        let page = get(&county.desk, &format!("{at}?lang=en")).await;
        if !page.text.contains("id=\"working\"") {
            return (page, counted);
        }
        counted |= page.text.contains("rows read");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_shows_how_far_it_is_until_it_is_read_and_until_it_is_stored() {
    let county = impatient(Duration::ZERO).await;
    let at = job(&upload(&county, &lines(ROWS), &[]).await);
    let english = get(&county.desk, &format!("{at}?lang=en")).await;
    assert_eq!(english.status, StatusCode::OK);
    for part in [
        "Reading big.csv",
        "<progress",
        "role=\"status\"",
        "http-equiv=\"refresh\"",
        "nothing is stored yet",
    ] {
        assert!(english.text.contains(part), "{part}: {}", english.text);
    }
    let chinese = get(&county.desk, &format!("{at}?lang=zh-Hans")).await;
    assert!(chinese.text.contains("正在读取") && chinese.text.contains("<progress"));

    let (preview, counted) = over(&county, &at).await;
    assert!(counted, "rows were counted on the way");
    assert!(preview.text.contains("not stored yet") && preview.text.contains("300,000 rows read"));

    let at = job(&store(&county, &preview).await);
    let chinese = get(&county.desk, &format!("{at}?lang=zh-Hant")).await;
    assert!(chinese.text.contains("正在存入") && chinese.text.contains("一列也不存"));
    let (stored, _) = over(&county, &at).await;
    assert!(
        stored.text.contains("id=\"done\"") && stored.text.contains("300,000 added"),
        "{}",
        stored.text
    );
    assert!(!stored.text.contains("http-equiv=\"refresh\""), "it rests");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_with_a_bad_row_ends_on_the_page_that_names_the_row() {
    let county = impatient(Duration::ZERO).await;
    let file = lines(100_000) + "nowhere,2025,roads,1.50,P\n";
    let at = job(&upload(&county, &file, &[]).await);
    let (refused, _) = over(&county, &at).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"refused\"") && refused.text.contains("row 100002"));
    let loaded = county.store.loaded().await.unwrap();
    assert!(loaded.iter().all(|l| l.kind != "spending" || l.rows == 0));
}

#[tokio::test]
async fn a_small_file_is_there_at_once() {
    let county = county().await;
    let preview = upload(&county, &lines(2), &[]).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text.contains("id=\"look\""));
    let stored = store(&county, &preview).await;
    assert_eq!(stored.status, StatusCode::OK);
    assert!(stored.text.contains("id=\"done\""));
    let again = store(&county, &upload(&county, &lines(2), &[]).await).await;
    assert!(
        again.text.contains("<h2>这个文件里没有新的</h2>") && !again.text.contains("<h2>已存入</h2>"),
        "{}",
        again.text
    );
    let refused = upload(&county, "area\n", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_preview_is_told_in_the_readers_words_and_its_table_is_had_as_a_file() {
    let county = county().await;
    let zh = [("accept-language", "zh-CN,zh;q=0.9")];
    let preview = upload(&county, &lines(2), &zh).await;
    assert!(
        preview
            .text
            .contains("读到 2 行：将新增 2，不变 0，将替换 0；还没有存入")
            && preview.text.contains("已付 2025 年：2 条，合计 3.00"),
        "{}",
        preview.text
    );
    for kind in ["csv", "xlsx"] {
        let end = format!("&amp;table=preview&amp;as={kind}\"");
        let href = preview
            .text
            .split(&end)
            .next()
            .unwrap()
            .rsplit("href=\"")
            .next()
            .unwrap();
        assert!(href.starts_with("/data/jobs/"), "{href}");
        let path = format!("{href}&table=preview&as={kind}");
        let file = super::files::bytes(&county.desk, &path).await;
        if kind == "csv" {
            assert_eq!(
                String::from_utf8(file).unwrap(),
                "\u{feff}area,year,domain,amount,project\r\nv1,2025,roads,1.50,P0\r\nv1,2025,roads,1.50,P1\r\n"
            );
        }
    }
    store(&county, &preview).await;
    let other = lines(2).replace("1.50", "1.60");
    let refused = upload(&county, &other, &zh).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let main = refused.text.split("<main").nth(1).unwrap();
    assert!(
        main.contains("要以文件为准，请用“已有的数不同，以这个文件为准”再导入")
            && !main.contains("--replace"),
        "{main}"
    );
    assert!(
        main.contains("big.csv：第 2 行 amount 列：系统里是 1.50，这里是 1.60")
            && !main.contains("lang=\"en\""),
        "{main}"
    );
}

#[tokio::test]
async fn a_script_is_always_given_an_address() {
    let county = county().await;
    let at = job(&upload(&county, &lines(2), &[("prefer", "respond-async")]).await);
    let page = get(&county.desk, &at).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("id=\"look\""));
}

#[tokio::test]
async fn work_that_is_not_known_any_more_is_said_to_be_so() {
    let county = county().await;
    let at = format!("/data/jobs/{}", "0".repeat(32));
    for (lang, words) in [
        ("en", "not known any more"),
        ("zh-Hans", "找不到这个文件的进度了"),
        ("zh-Hant", "找不到這個檔案的進度了"),
    ] {
        let page = get(&county.desk, &format!("{at}?lang={lang}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(
            page.text.contains(words) && page.text.contains("name=\"file\""),
            "{lang}"
        );
    }
}

#[tokio::test]
async fn a_second_click_on_store_leads_to_the_page_of_the_first() {
    let county = county().await;
    let at = job(&upload(&county, &lines(2), &[("prefer", "respond-async")]).await);
    let preview = get(&county.desk, &at).await;
    let listed = get(&county.desk, "/data?lang=en").await;
    assert!(listed.text.contains("read, not stored yet") && listed.text.contains(&at));
    assert!(
        listed.text.contains("1 July 2026, 12:00"),
        "two files of one name are told apart: {}",
        listed.text
    );
    assert!(store(&county, &preview).await.text.contains("id=\"done\""));
    for again in [store(&county, &preview).await, get(&county.desk, &at).await] {
        let done = get(&county.desk, &format!("{}?lang=en", job(&again))).await;
        assert!(done.text.contains("id=\"done\"") && done.text.contains("2 added"));
    }
    let listed = get(&county.desk, "/data?lang=en").await;
    assert!(!listed.text.contains("id=\"at-work\""), "nothing is left to do");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_heard_out_and_refused() {
    let county = county().await;
    let large = "x".repeat(app::desk::data::MOST + 1);
    let refused = upload(&county, &large, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("64 MB") && refused.text.contains("minxin import"));
}
