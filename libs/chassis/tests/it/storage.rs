//! One suite for every place that files can be in.

use bytes::Bytes;
use chassis::storage::{S3Config, Storage, StorageError};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use kernel::{ErrorClass, Fault as _};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A server that speaks the S3 protocol, signatures included, over a folder of its own.
struct S3Server {
    _folder: TempDir,
    endpoint: String,
    task: JoinHandle<()>,
}

impl S3Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("files")).unwrap();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single("an-id", "a-secret"));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let service = service.clone();
                tokio::spawn(async move {
                    let http = auto::Builder::new(TokioExecutor::new());
                    let _ = http.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Self { _folder: folder, endpoint, task }
    }

    fn storage(&self, secret_key: &str) -> Storage {
        Storage::s3(S3Config {
            endpoint: Some(self.endpoint.clone()),
            region: "us-east-1".into(),
            bucket: "files".into(),
            access_key: "an-id".into(),
            secret_key: secret_key.into(),
            force_path_style: true,
        })
        .unwrap()
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What every store must do, whatever is behind it.
async fn behaves(storage: &Storage) {
    assert_eq!(storage.get("documents/a.jpg").await.unwrap(), None);
    storage.delete("documents/a.jpg").await.unwrap();

    let picture = Bytes::from_static(b"\xFF\xD8\xFF\0\r\n picture");
    storage.put("documents/a.jpg", "image/jpeg", picture.clone()).await.unwrap();
    let found = storage.get("documents/a.jpg").await.unwrap().unwrap();
    assert_eq!((found.content_type.as_str(), found.bytes), ("image/jpeg", picture));

    storage.put("documents/a.jpg", "application/pdf", "other".into()).await.unwrap();
    let found = storage.get("documents/a.jpg").await.unwrap().unwrap();
    assert_eq!((found.content_type.as_str(), &*found.bytes), ("application/pdf", &b"other"[..]));

    storage.put("documents/deep/b.png", "image/png", Bytes::new()).await.unwrap();
    storage.put("documents-2/c.png", "image/png", "c".into()).await.unwrap();
    assert!(storage.get("documents/deep/b.png").await.unwrap().unwrap().bytes.is_empty());
    let keys = async |prefix| {
        let found = storage.list(prefix).await.unwrap();
        found.into_iter().map(|info| (info.key, info.size)).collect::<Vec<_>>()
    };
    let a_and_b = [("documents/a.jpg".to_owned(), 5), ("documents/deep/b.png".to_owned(), 0)];
    assert_eq!(keys("documents").await, a_and_b);
    assert_eq!(keys("documents/").await, a_and_b);
    assert_eq!(keys("").await.len(), 3);
    assert!(keys("nowhere").await.is_empty());

    storage.delete("documents/a.jpg").await.unwrap();
    assert_eq!(storage.get("documents/a.jpg").await.unwrap(), None);
    assert_eq!(keys("documents").await.len(), 1);

    for key in ["../escape", "/etc/passwd", "a//b", ".types/a", ""] {
        let refused = storage.put(key, "image/png", "x".into()).await;
        assert!(matches!(refused, Err(StorageError::InvalidKey)), "{key}");
        assert!(matches!(storage.get(key).await, Err(StorageError::InvalidKey)), "{key}");
        assert!(matches!(storage.delete(key).await, Err(StorageError::InvalidKey)), "{key}");
    }
    let forged = storage.put("a", "image/png\r\nx-evil: 1", "x".into()).await;
    assert!(matches!(forged, Err(StorageError::InvalidContentType)));
}

#[tokio::test]
async fn files_in_memory_behave() {
    behaves(&Storage::memory()).await;
}

#[tokio::test]
async fn files_on_disk_behave() {
    let folder = tempfile::tempdir().unwrap();
    behaves(&Storage::disk(folder.path().join("new/folder")).unwrap()).await;
}

#[tokio::test]
async fn files_on_disk_are_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    Storage::disk(folder.path())
        .unwrap()
        .put("a/b.pdf", "application/pdf", "x".into())
        .await
        .unwrap();
    assert_eq!(std::fs::read(folder.path().join("a/b.pdf")).unwrap(), b"x");
    let found = Storage::disk(folder.path()).unwrap().get("a/b.pdf").await.unwrap().unwrap();
    assert_eq!(found.content_type, "application/pdf");
}

#[tokio::test]
async fn files_in_s3_behave() {
    let server = S3Server::start().await;
    behaves(&server.storage("a-secret")).await;
}

#[tokio::test]
async fn an_s3_that_refuses_us_is_unavailable() {
    let server = S3Server::start().await;
    let refused = server.storage("another-secret").put("a", "image/png", "x".into()).await;
    assert_eq!(refused.unwrap_err().class(), ErrorClass::Unavailable);
    let found = server.storage("another-secret").get("a").await;
    assert_eq!(found.unwrap_err().class(), ErrorClass::Unavailable);
}

#[tokio::test]
async fn an_s3_that_is_away_is_unavailable_before_people_give_up() {
    let server = S3Server::start().await;
    let storage = server.storage("a-secret");
    server.task.abort();
    let began = std::time::Instant::now();
    let error = storage.get("a").await.unwrap_err();
    assert_eq!((error.class(), error.code()), (ErrorClass::Unavailable, "storage.unavailable"));
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_says_where() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let refused = Storage::disk(folder.path().join("file/below")).unwrap_err();
    assert!(refused.to_string().contains("file/below"), "{refused}");
}

#[test]
fn the_secret_key_is_not_shown() {
    let config = S3Config {
        endpoint: None,
        region: "eu-south-1".into(),
        bucket: "files".into(),
        access_key: "an-id".into(),
        secret_key: "a-secret".into(),
        force_path_style: false,
    };
    assert!(!format!("{config:?}").contains("a-secret"));
    Storage::s3(config).unwrap();
}
