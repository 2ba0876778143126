//! `keys list|new|export-master|import-master|start-over`: what devices seal answers to (docs/sealing.md).

use std::{io, path::PathBuf};

use app::words::plural;
use clap::{Args, Subcommand};

use super::{Context, Done, Refused};
use crate::keys::master::{self, Found};

/// Arguments of `keys`.
#[derive(Debug, Args)]
pub struct KeysCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All keys: wave, name of the key, day, whether devices are given it.
    List,
    /// Make a new key for a wave; devices are given it from now on, and all earlier ones still open.
    New {
        /// Wave.
        wave: String,
    },
    /// Copy the master key to a new file, for a safe place that is not beside the backups.
    ExportMaster {
        /// A file that is not there yet.
        file: PathBuf,
    },
    /// Put a copy of the master key in its place.
    ImportMaster {
        /// A file made by `export-master`.
        file: PathBuf,
    },
    /// Drop every key because the master key is lost for good. What is stored stays; answers that devices have sealed
    /// and not yet sent can never be opened again.
    StartOver {
        /// Say that you mean it.
        #[arg(long, required = true)]
        master_is_lost: bool,
    },
}

pub(super) async fn keys(context: Context, args: KeysCommand) -> Done {
    let store = context.existing().await?;
    let path = context.master_key();
    match args.what {
        What::List => {
            let mut out = String::new();
            let mut before = String::new();
            for key in store.seal_keys().await? {
                let word = if key.wave == before {
                    "still opens"
                } else {
                    "given to devices"
                };
                out.push_str(&format!("{}\t{}\t{}\t{word}\n", key.wave, key.kid, key.day));
                before = key.wave;
            }
            Ok(out)
        }
        What::New { wave } => {
            let keys = master::ready(&*store, &path).await.map_err(Refused)?;
            let day = context.zone.day(crate::clock::now());
            let made = keys
                .make(&*store, &wave, &day, false)
                .await
                .map_err(|e| match e {
                    crate::keys::Locked::Store(store::Error::Missing { .. }) => Refused(format!(
                        "there is no wave {wave}; `minxin wave list` shows what there is"
                    )),
                    e => Refused(e.to_string()),
                })?;
            let kid = made.map(|k| k.kid).unwrap_or_default();
            Ok(format!("wave {wave}: devices are given key {kid} from now on\n"))
        }
        What::ExportMaster { file } => {
            let Found::Fits(key) = master::find(&*store, &path).await.map_err(Refused)? else {
                return Err(Refused(format!(
                    "{}: there is no master key yet; it is made by `minxin serve`",
                    path.display()
                )));
            };
            put(&file, &key)?;
            Ok(format!(
                "{}: written; whoever has it and the data folder can open sealed answers\n",
                file.display()
            ))
        }
        What::ImportMaster { file } => {
            let key = master::read(&file).map_err(Refused)?.ok_or_else(|| {
                Refused(format!(
                    "{}: there is no such file; check the name",
                    file.display()
                ))
            })?;
            if let Some(canary) = store.seal_canary().await?
                && !key.fits(&canary)
            {
                return Err(Refused(format!(
                    "{}: is not the master key that the keys here were made under",
                    file.display()
                )));
            }
            put(&path, &key)?;
            Ok(format!("{}: written\n", path.display()))
        }
        What::StartOver { master_is_lost: _ } => {
            if matches!(master::find(&*store, &path).await, Ok(Found::Fits(_))) {
                return Err(Refused(format!(
                    "{}: the master key is there and fits; nothing is lost",
                    path.display()
                )));
            }
            if path.exists() {
                return Err(Refused(format!(
                    "{}: is another master key; move it away first",
                    path.display()
                )));
            }
            let gone = store.remove_seal_keys().await?;
            Ok(format!(
                "{} dropped; new ones are made when a form is next opened\n",
                plural(gone, "key", "keys")
            ))
        }
    }
}

fn put(file: &std::path::Path, key: &seal::Master) -> Result<(), Refused> {
    master::write(file, key).map_err(|e| {
        let name = file.display();
        Refused(match e.kind() {
            io::ErrorKind::AlreadyExists => format!("{name}: is there already; name a new file"),
            _ => format!("{name}: {e}"),
        })
    })
}
