//! The one task that writes.
//!
//! Writes queue here. The task takes up to 64 of them, or what comes within 5 ms, into one transaction; the disk
//! is waited for once, and every caller hears back only after COMMIT. A job that fails alone is undone alone; what
//! spoils the transaction (a full disk, a lock that does not yield, a failed commit) is told to everybody in it,
//! and nothing is tried again behind a caller's back.
//!
//! A large job with its own connection and transaction, such as the merge of an import, takes a turn alone.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::Synchronous;
use crate::error::{Error, Result};

/// At most so many jobs share a transaction.
const GROUP: usize = 64;
/// No job joins a transaction older than this.
const PATIENCE: Duration = Duration::from_millis(5);
/// Callers beyond so many wait before they queue.
const QUEUE: usize = 1024;

pub(super) type BoxFuture<'c, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'c>>;
type Work<T> = Box<dyn for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send>;

/// The way to the writing task.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Message>>>,
    task: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

enum Message {
    Grouped(Box<dyn Job>),
    Alone(BoxFuture<'static, ()>),
}

impl Writer {
    pub(super) fn start(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        synchronous: Synchronous,
    ) -> Self {
        let (sender, queue) = mpsc::channel(QUEUE);
        let task = Task {
            connection,
            options,
            synchronous,
            queue,
        };
        Self {
            queue: Mutex::new(Some(sender)),
            task: tokio::sync::Mutex::new(Some(tokio::spawn(task.run()))),
        }
    }

    /// Several statements that belong together.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.group(Box::new(work), true).await
    }

    /// Work that has changed nothing where it fails, unless it spoils the transaction: saves the savepoint.
    pub(super) async fn write_once<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.group(Box::new(work), false).await
    }

    /// Work on its own connection, while nobody else writes.
    pub(super) async fn alone<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let work = async move {
            let _caller_left = reply.send(work.await);
        };
        self.send(Message::Alone(Box::pin(work))).await?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Writes what is queued, then ends. Later writes are refused.
    pub(super) async fn close(&self) {
        drop(
            self.queue
                .lock()
                .expect("nobody panics while holding the queue")
                .take(),
        );
        if let Some(task) = self.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the writing task ended badly");
        }
    }

    async fn group<T: Send + 'static>(&self, work: Work<T>, savepoint: bool) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let job = Queued {
            work: Some(work),
            savepoint,
            done: None,
            reply,
        };
        self.send(Message::Grouped(Box::new(job))).await?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    async fn send(&self, message: Message) -> Result<()> {
        let queue = self
            .queue
            .lock()
            .expect("nobody panics while holding the queue")
            .clone();
        queue
            .ok_or_else(closed)?
            .send(message)
            .await
            .map_err(|_| closed())
    }
}

fn closed() -> Error {
    Error::Database(sqlx::Error::PoolClosed)
}

#[async_trait]
trait Job: Send {
    /// Does the work. An error returned here spoils the whole transaction; others are kept for the caller.
    async fn run(&mut self, connection: &mut SqliteConnection) -> Result<()>;
    /// Tells the caller, after COMMIT or after it failed.
    fn answer(self: Box<Self>, spoilt: Option<&Error>);
}

struct Queued<T> {
    work: Option<Work<T>>,
    savepoint: bool,
    done: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

#[async_trait]
impl<T: Send> Job for Queued<T> {
    async fn run(&mut self, connection: &mut SqliteConnection) -> Result<()> {
        let work = self.work.take().expect("a job runs once");
        if self.savepoint {
            sqlx::query("savepoint job").execute(&mut *connection).await?;
        }
        let done = work(&mut *connection).await;
        match done {
            Err(error) if error.spoils_the_transaction() => return Err(error),
            Err(_) if self.savepoint => {
                sqlx::query("rollback to job").execute(&mut *connection).await?;
            }
            _ => {}
        }
        if self.savepoint {
            sqlx::query("release job").execute(&mut *connection).await?;
        }
        self.done = Some(done);
        Ok(())
    }

    fn answer(self: Box<Self>, spoilt: Option<&Error>) {
        let done = match spoilt {
            Some(error) => Err(error.for_another()),
            None => self.done.unwrap_or_else(|| Err(closed())),
        };
        let _caller_left = self.reply.send(done);
    }
}

struct Task {
    connection: SqliteConnection,
    options: SqliteConnectOptions,
    synchronous: Synchronous,
    queue: mpsc::Receiver<Message>,
}

impl Task {
    async fn run(mut self) {
        let mut interrupted_by = None;
        loop {
            let message = match interrupted_by.take() {
                Some(message) => message,
                None => match self.queue.recv().await {
                    Some(message) => message,
                    None => break,
                },
            };
            match message {
                Message::Alone(work) => work.await,
                Message::Grouped(first) => interrupted_by = self.group(first).await,
            }
        }
        // closing the last connection also copies the write-ahead log back into the file
        if let Err(error) = self.connection.close().await {
            tracing::error!(%error, "the database did not close cleanly");
        }
    }

    /// One transaction. Returns a message that must wait for its end.
    async fn group(&mut self, first: Box<dyn Job>) -> Option<Message> {
        let mut jobs = Vec::new();
        let mut next = None;
        let outcome = self.transaction(first, &mut jobs, &mut next).await;
        if let Err(error) = &outcome {
            tracing::warn!(%error, jobs = jobs.len(), "a group of writes was undone");
            self.start_afresh().await;
        }
        for job in jobs {
            job.answer(outcome.as_ref().err());
        }
        next
    }

    async fn transaction(
        &mut self,
        first: Box<dyn Job>,
        jobs: &mut Vec<Box<dyn Job>>,
        next: &mut Option<Message>,
    ) -> Result<()> {
        let began = Instant::now();
        jobs.push(first);
        sqlx::query("begin immediate")
            .execute(&mut self.connection)
            .await?;
        let mut at = 0;
        while at < jobs.len() {
            jobs[at].run(&mut self.connection).await?;
            at += 1;
            if at < GROUP && began.elapsed() < PATIENCE {
                match self.queue.try_recv() {
                    Ok(Message::Grouped(job)) => jobs.push(job),
                    Ok(alone) => {
                        *next = Some(alone);
                        break;
                    }
                    Err(_) => break,
                }
            }
        }
        sqlx::query("commit").execute(&mut self.connection).await?;
        Ok(())
    }

    /// Leaves a failed transaction; where that fails too (it had ended by itself, or the connection is gone),
    /// takes a new connection.
    async fn start_afresh(&mut self) {
        if sqlx::query("rollback")
            .execute(&mut self.connection)
            .await
            .is_ok()
        {
            return;
        }
        match super::connect(&self.options, self.synchronous).await {
            Ok(fresh) => self.connection = fresh,
            Err(error) => tracing::error!(%error, "the database cannot be opened again"),
        }
    }
}
