//! What a form needs without a network: the service worker, the list of files that it keeps, and the script that starts
//! the resident's part in a document without an inline one.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use super::{
    Site,
    files::{files_below, read, relative},
    short_hash,
    smaller::minified,
};
use crate::step::Outcome;
use crate::tools::Workspace;

/// The worker as it is written by hand.
pub(super) const WORKER: &str = "app/src/resident/browser/worker.js";

/// The screens of a shared tablet, a script of their own: nobody else downloads it.
pub(super) const KIOSK: &str = "app/src/kiosk/kiosk.js";

/// The icons of those screens, for a tablet's home screen.
const ICONS: &str = "app/src/kiosk/icons";

/// Writes `sw.js`, `precache.json` and the starting script, which joins `files`; where the worker is. Nothing without
/// the resident's entry.
pub(super) fn put(
    workspace: &Workspace,
    site: &mut Site<'_>,
    files: &mut BTreeMap<String, String>,
) -> Outcome<Option<String>> {
    let Some(glue) = files
        .get("resident.js")
        .and_then(|path| path.strip_prefix("pkg/"))
    else {
        return Ok(None);
    };
    let start = format!("import init from \"./{glue}\";init();\n");
    let name = format!("pkg/offline.{}.js", short_hash(start.as_bytes()));
    files.insert("offline.js".to_owned(), site.put(&name, start.as_bytes())?);
    let screens = minified(workspace, site.mode, "kiosk", &read(&workspace.root.join(KIOSK))?)?;
    let name = format!("pkg/kiosk.{}.js", short_hash(&screens));
    files.insert("kiosk.js".to_owned(), site.put(&name, &screens)?);
    let icons = workspace.root.join(ICONS);
    for file in files_below(&icons)? {
        let (bytes, name) = (read(&file)?, relative(&file, &icons));
        let (stem, kind) = name
            .rsplit_once('.')
            .ok_or_else(|| format!("{ICONS}/{name}: an icon has an ending"))?;
        let path = site.put(&format!("pkg/kiosk.{stem}.{}.{kind}", short_hash(&bytes)), &bytes)?;
        files.insert(name, path);
    }
    let list =
        serde_json::to_string_pretty(&kept(site)?).map_err(|error| format!("precache.json: {error}"))?;
    site.put("precache.json", format!("{list}\n").as_bytes())?;
    let worker = minified(
        workspace,
        site.mode,
        "worker",
        &read(&workspace.root.join(WORKER))?,
    )?;
    site.put("sw.js", &worker).map(Some)
}

/// Address and hash of every file of the resident's part.
fn kept(site: &Site<'_>) -> Outcome<Vec<[String; 2]>> {
    let ours = |path: &String| {
        let name = path.strip_prefix("pkg/");
        name.is_some_and(|n| {
            ["resident.", "offline.", "kiosk."]
                .iter()
                .any(|part| n.starts_with(part))
        }) && !path.ends_with(".br")
            && !path.ends_with(".gz")
    };
    let paths = site.written.iter().map(|file| relative(file, site.dir));
    paths
        .filter(ours)
        .map(|path| {
            let hash = Sha256::digest(read(&site.dir.join(&path))?);
            Ok([format!("/{path}"), format!("sha256-{}", STANDARD.encode(hash))])
        })
        .collect()
}
