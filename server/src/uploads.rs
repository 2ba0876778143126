//! Files that were previewed and wait for the second click. In memory only, few, and not for long.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

const MOST: usize = 8;

/// A file read and not stored yet.
#[derive(Clone, Debug)]
pub struct Upload {
    /// What is to be done with it.
    pub request: import::Request,
}

/// A key that cannot be guessed.
pub fn key() -> String {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The files that wait, newest last.
#[derive(Debug, Default)]
pub struct Uploads(Mutex<VecDeque<(String, Arc<Upload>)>>);

impl Uploads {
    /// Keeps a file and gives the key to ask for it; the oldest gives way.
    pub fn keep(&self, upload: Upload) -> String {
        let key = key();
        if let Ok(mut waiting) = self.0.lock() {
            if waiting.len() >= MOST {
                waiting.pop_front();
            }
            waiting.push_back((key.clone(), Arc::new(upload)));
        }
        key
    }

    /// Puts back a file that could not be dealt with yet, under its key.
    pub fn put_back(&self, key: String, upload: Arc<Upload>) {
        if let Ok(mut waiting) = self.0.lock() {
            waiting.push_back((key, upload));
        }
    }

    /// Does a file wait under this key?
    pub fn holds(&self, key: &str) -> bool {
        self.0
            .lock()
            .is_ok_and(|waiting| waiting.iter().any(|(k, _)| k == key))
    }

    /// Takes a file out.
    pub fn take(&self, key: &str) -> Option<Arc<Upload>> {
        let mut waiting = self.0.lock().ok()?;
        let at = waiting.iter().position(|(k, _)| k == key)?;
        waiting.remove(at).map(|(_, upload)| upload)
    }
}
