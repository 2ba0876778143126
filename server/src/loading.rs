//! Files that are being read or stored, each under an id that cannot be guessed: what the page that waits asks.
//!
//! In memory only, and few. A restart forgets them; what was not committed by then was not stored.

use std::{
    collections::VecDeque,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use import::{FileKind, Progress, Refusal, Report};
use tokio::sync::watch;

const MOST: usize = 8;

/// How the work on a file ended.
#[derive(Clone, Debug)]
pub enum Ended {
    /// Read and waiting for the second click, under this key.
    Read {
        /// What would happen.
        report: Report,
        /// Key of the waiting upload.
        key: String,
        /// Stored values would be replaced.
        replace: bool,
    },
    /// Stored.
    Stored(Report),
    /// Refused, with the reasons.
    Refused(Arc<Refusal>),
}

/// The work on one file.
#[derive(Debug)]
pub struct Job {
    /// What is in the file.
    pub kind: FileKind,
    /// Its name.
    pub file: String,
    /// The second click came: rows are stored, not only read. The key under which the file had waited for it.
    pub stored_from: Option<String>,
    /// When it began, epoch milliseconds.
    pub since: i64,
    state: watch::Sender<(Progress, Option<Arc<Ended>>)>,
}

impl Job {
    /// Are rows stored, not only read?
    pub fn storing(&self) -> bool {
        self.stored_from.is_some()
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.state.borrow().0
    }

    /// How it ended, if it has.
    pub fn ended(&self) -> Option<Arc<Ended>> {
        self.state.borrow().1.clone()
    }

    /// How it ended, waiting for that at most so long.
    pub async fn wait(&self, patience: Duration) -> Option<Arc<Ended>> {
        let mut state = self.state.subscribe();
        // at the end of patience nothing has ended, which is an answer too
        let _ = tokio::time::timeout(patience, state.wait_for(|s| s.1.is_some())).await;
        self.ended()
    }

    /// Takes note of how far it is.
    pub fn hear(&self, progress: Progress) {
        self.state.send_modify(|s| s.0 = progress);
    }

    /// Does the work in the background; whoever started it may leave.
    pub fn run(self: &Arc<Self>, work: impl Future<Output = Ended> + Send + 'static) {
        let job = Arc::clone(self);
        tokio::spawn(async move {
            let ended = tokio::spawn(work).await.unwrap_or_else(|_| {
                let why = Refusal::whole(&job.file, "the work broke off", "load it again");
                Ended::Refused(Arc::new(why))
            });
            job.state.send_modify(|s| s.1 = Some(Arc::new(ended)));
        });
    }
}

/// The files being worked on and those just done, newest last.
#[derive(Debug, Default)]
pub struct Loading(Mutex<VecDeque<(String, Arc<Job>)>>);

impl Loading {
    /// A new job under a new id; the oldest that has ended gives way. None where every place is still at work.
    pub fn start(
        &self,
        kind: FileKind,
        file: String,
        stored_from: Option<String>,
        since: i64,
    ) -> Option<(String, Arc<Job>)> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.len() >= MOST {
            let ended = jobs.iter().position(|(_, job)| job.ended().is_some())?;
            jobs.remove(ended);
        }
        let (state, _) = watch::channel((Progress::default(), None));
        let job = Arc::new(Job {
            kind,
            file,
            stored_from,
            since,
            state,
        });
        let id = crate::uploads::key();
        jobs.push_back((id.clone(), Arc::clone(&job)));
        Some((id, job))
    }

    /// The job with this id.
    pub fn find(&self, id: &str) -> Option<Arc<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter()
            .find(|(known, _)| known == id)
            .map(|(_, job)| Arc::clone(job))
    }

    /// The id of the job that stores the file which had waited under `key`.
    pub fn storing(&self, key: &str) -> Option<String> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter()
            .find(|(_, job)| job.stored_from.as_deref() == Some(key))
            .map(|(id, _)| id.clone())
    }

    /// All that are known, by id, newest first.
    pub fn all(&self) -> Vec<(String, Arc<Job>)> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter().rev().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(loading: &Loading) -> Option<(String, Arc<Job>)> {
        loading.start(FileKind::Areas, "a.csv".to_owned(), None, 0)
    }

    #[tokio::test]
    async fn what_works_keeps_its_place_and_what_has_ended_gives_way() {
        let loading = Loading::default();
        let jobs: Vec<_> = (0..MOST).map(|_| start(&loading).unwrap()).collect();
        assert!(start(&loading).is_none(), "all are at work");
        let (id, job) = &jobs[3];
        job.run(async { Ended::Refused(Arc::new(Refusal::whole("a.csv", "no", "no"))) });
        assert!(job.wait(Duration::MAX).await.is_some());
        assert!(start(&loading).is_some());
        assert!(loading.find(id).is_none(), "the one that had ended is forgotten");
        assert!(loading.find(&jobs[0].0).is_some());
    }

    #[tokio::test]
    async fn work_that_breaks_off_ends_as_a_refusal() {
        let (_, job) = start(&Loading::default()).unwrap();
        job.run(async { panic!("broken") });
        let ended = job.wait(Duration::MAX).await.unwrap();
        assert!(matches!(&*ended, Ended::Refused(why) if why.to_string().contains("a.csv")));
    }
}
