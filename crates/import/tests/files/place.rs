//! A data folder with a county in it, and the shortest way to import into it.

use std::sync::Arc;

use import::{FileKind, Refusal, Report, Request, Source, run};
use store::{Store, sqlite::SqliteStore};
use tempfile::TempDir;

pub const NOW: i64 = 1_800_000_000_000;

pub const AREAS: &str = "code,name,level,parent,alias\n\
    C,Qing,county,,\n\
    T1,North,township,C,Bei|North\n\
    T2,South,township,Qing,Nan\n\
    T3,Twin,township,C,\n\
    T4,Twin,township,C,Nan\n\
    V1,Hill,village,North,\n";

pub struct Place {
    pub store: Arc<dyn Store>,
    pub folder: TempDir,
}

impl Place {
    /// An empty data folder.
    pub async fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        let store = SqliteStore::open(&folder.path().join("minxin.db")).await.unwrap();
        Self {
            store: Arc::new(store),
            folder,
        }
    }

    /// The county above, with its areas.
    pub async fn county() -> Self {
        let place = Self::empty().await;
        place.load(FileKind::Areas, AREAS).await;
        place
    }

    pub fn request(kind: FileKind, bytes: impl AsRef<[u8]>) -> Request {
        let end = if kind == FileKind::Instrument {
            "json"
        } else {
            "csv"
        };
        let name = format!("{}.{end}", kind.as_str());
        let source = Source::Bytes {
            name,
            bytes: bytes.as_ref().into(),
        };
        Request::new(kind, source, NOW, "2027-01-15")
    }

    pub async fn run(&self, request: Request) -> Result<Report, Refusal> {
        run(self.store.clone(), request, |_| {}).await
    }

    /// Imports what must be taken.
    pub async fn load(&self, kind: FileKind, bytes: impl AsRef<[u8]>) -> Report {
        self.run(Self::request(kind, bytes))
            .await
            .unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// Imports what must be refused; checks that nothing was stored, and gives the lines of the refusal.
    pub async fn refusal(&self, kind: FileKind, bytes: impl AsRef<[u8]>) -> String {
        self.refuses(Self::request(kind, bytes)).await
    }

    pub async fn refuses(&self, request: Request) -> String {
        let before = self.everything().await;
        let said = match self.run(request).await {
            Ok(report) => panic!("was taken: {report}"),
            Err(refusal) => {
                in_every_language(&refusal);
                refusal.to_string()
            }
        };
        assert_eq!(
            self.everything().await,
            before,
            "a refused file changed what is stored"
        );
        said
    }

    /// All that an import could change, in words.
    pub async fn everything(&self) -> String {
        let s = &self.store;
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            s.areas().await.unwrap(),
            s.own_domains().await.unwrap(),
            s.own_indicators().await.unwrap(),
            s.population().await.unwrap(),
            s.spending_totals().await.unwrap(),
            s.deflator().await.unwrap(),
            s.scores().await.unwrap(),
            s.indicators().await.unwrap(),
            s.waves().await.unwrap(),
            s.loaded().await.unwrap(),
        )
    }
}

/// The words of others, which are English: the system's, and those of who reads JSON.
const FOREIGN: [&str; 2] = ["cannot be read", "position"];

/// Whatever a file is refused for is told in Chinese too.
fn in_every_language(refusal: &import::Refusal) {
    for line in refusal.lines() {
        for lang in ["zh-Hans", "zh-Hant"] {
            let foreign = FOREIGN.iter().any(|f| line.to_string().contains(f));
            assert!(foreign || line.in_language(lang).is_some(), "{lang}: {line}");
        }
    }
}
