//! Real files that nobody made for us: published workbooks and printed accounts are refused clearly.

use std::path::{Path, PathBuf};

use import::{FileKind, Request, Source};

use crate::place::{NOW, Place};

/// The shared folder, if this machine has it.
pub fn shared(below: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder =
        std::env::var_os("MINXIN_SHARED").map_or_else(|| root.join("../shared"), |set| root.join(set));
    let path = folder.join("data").join(below);
    if !path.exists() {
        eprintln!("skipped: {below} is not on this machine");
        return None;
    }
    Some(path)
}

fn files(below: &str) -> Vec<PathBuf> {
    let Some(folder) = shared(below) else {
        return Vec::new();
    };
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    all.retain(|p| p.is_file());
    all.sort();
    all
}

#[tokio::test]
async fn published_files_of_other_shapes_are_refused_without_a_panic() {
    let place = Place::county().await;
    for path in ["messy_workbooks", "cn_finance", "xlsform/example_xls"]
        .into_iter()
        .flat_map(files)
    {
        for kind in [FileKind::Areas, FileKind::Spending] {
            let request = Request::new(kind, Source::Path(path.clone()), NOW, "2027-01-15");
            let said = place
                .run(request)
                .await
                .map(|r| r.to_string())
                .unwrap_err()
                .to_string();
            let name = path.display().to_string();
            assert!(
                said.lines().all(|l| l.starts_with(&name) && l.contains("; ")),
                "{said}"
            );
            assert!(!said.contains("cannot be read"), "{said}");
            if kind == FileKind::Spending {
                eprintln!("{}", said.lines().next().unwrap_or_default());
            }
        }
    }
}
