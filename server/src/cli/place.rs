//! Where a county's data lie: `--data DIR`, or `--database-url sqlite:FILE` for a file with another name.

use std::path::{Path, PathBuf};

/// The data folder and the database file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// The SQLite file.
    pub database: PathBuf,
}

impl Place {
    /// `minxin.sqlite` in a folder.
    pub fn folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            database: folder.join("minxin.sqlite"),
        }
    }

    /// Names of the files of the database that are there. A log that was left behind counts: the database would take
    /// over what is in it, whatever it was written for.
    pub fn database_files(&self) -> Vec<String> {
        let own = self.database.file_name().unwrap_or_default().to_string_lossy();
        ["", "-wal", "-shm", "-journal"]
            .into_iter()
            .map(|end| format!("{own}{end}"))
            .filter(|name| self.database.with_file_name(name).exists())
            .collect()
    }

    /// What a URL names: `sqlite:FILE`, `sqlite:///absolute/FILE` or `sqlite://FILE`; options after `?` are ours to
    /// choose and refused.
    ///
    /// # Errors
    /// Another database, no file, or options: a sentence with the remedy.
    pub fn url(url: &str) -> Result<Self, String> {
        let Some(path) = url.strip_prefix("sqlite:") else {
            let scheme = url.split(':').next().unwrap_or_default();
            return Err(format!(
                "--database-url: {scheme} is not a database that this build can use; write sqlite:FILE, or name a folder with --data"
            ));
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.contains('?') {
            return Err(
                "--database-url: options after ? are set by the program, so that no answer is lost; leave them out"
                    .to_owned(),
            );
        }
        if path.is_empty() || path.ends_with('/') || path.contains(":memory:") {
            return Err("--database-url: names no file; write sqlite:FILE".to_owned());
        }
        let database = PathBuf::from(path);
        let folder = match database.parent() {
            Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) => parent.to_owned(),
            None => PathBuf::from("."),
        };
        Ok(Self { folder, database })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file_and_its_folder() {
        for (url, folder, database) in [
            ("sqlite:county/a.sqlite", "county", "county/a.sqlite"),
            ("sqlite://county/a.sqlite", "county", "county/a.sqlite"),
            ("sqlite:///srv/a.sqlite", "/srv", "/srv/a.sqlite"),
            ("sqlite:a.sqlite", ".", "a.sqlite"),
        ] {
            let place = Place::url(url).unwrap();
            assert_eq!(place.folder, Path::new(folder), "{url}");
            assert_eq!(place.database, Path::new(database), "{url}");
        }
    }

    #[test]
    fn another_database_no_file_or_options_are_refused_with_a_remedy() {
        for (url, told) in [
            ("postgres://u:secret@h/db", "postgres is not a database"),
            ("sqlite:", "names no file"),
            ("sqlite::memory:", "names no file"),
            ("sqlite:a.sqlite?mode=ro", "options after ?"),
        ] {
            let why = Place::url(url).unwrap_err();
            assert!(why.contains(told), "{why}");
            assert!(!why.contains("secret"), "{why}");
        }
    }
}
