//! A server with devices of several organisations around it, all of them the real program.

use crate::{jonaki, json};
use jonaki_server::config::Config;
use jonaki_server::http::{App, Serving, serve};
use jonaki_server::operations;
use serde_json::Value;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// A server, and the folders of the devices.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    // Dropped before the runtime: it stops the server.
    _stop: oneshot::Sender<()>,
    _runtime: Runtime,
}

impl Stage {
    /// A programme with a coordinator and a reporter, and two providers, each of an organisation of its own.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let config = Config { data_dir: folder.path().join("server"), url, ..Config::default() };
        operations::init(&config).expect("set up");
        let line = operations::server_line(&config).expect("a line").to_text();
        let app = App::new(Arc::new(operations::open(&config).expect("opens")), Duration::from_secs(60));
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = Box::pin(async {
            let _ = stopped.await;
        });
        let grace = Duration::from_millis(100);
        let serving = Serving { app, listener, metrics_listener: None, tls: None, grace };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        runtime.spawn(serve(serving, shutdown));
        let stage = Self { folder, _stop: stop, _runtime: runtime };
        let name = ["--name-bn", "জোনাকি পরীক্ষা", "--name-en", "Test Organisation"];
        stage.done("admin", &[&["programme", "new", "--server", &line], &name[..]].concat());
        stage.done("admin", &["sync"]);
        for (kind, bn, en) in
            [("shelter", "আশ্রয় পরীক্ষা", "Test Shelter"), ("health", "ক্লিনিক পরীক্ষা", "Test Clinic")]
        {
            stage.done("admin", &["organisation", "new", "--kind", kind, "--name-bn", bn, "--name-en", en]);
            stage.enrol("admin", kind, &["--role", "admin", "--organisation", en]);
        }
        stage.enrol("admin", "coordinator", &["--role", "coordinator"]);
        stage.enrol("admin", "reporter", &["--role", "reporter"]);
        stage.settle();
        stage
    }

    pub(crate) fn home(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn enrol(&self, by: &str, name: &str, invite: &[&str]) {
        let link =
            self.json(by, &[&["invite"], invite].concat())["link"].as_str().expect("a link").to_owned();
        self.done(by, &["sync"]);
        self.done(name, &["enrol", &link]);
        self.done(name, &["sync"]);
        self.done(by, &["sync"]);
    }

    /// Everybody syncs, twice.
    pub(crate) fn settle(&self) {
        for _ in 0..2 {
            for name in ["reporter", "coordinator", "shelter", "health", "admin", "coordinator"] {
                self.done(name, &["sync"]);
            }
        }
    }

    /// A command that succeeds; what it prints.
    pub(crate) fn done(&self, name: &str, arguments: &[&str]) -> String {
        let output = jonaki(&self.home(name), arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{name} {arguments:?}: {err}");
        out.into_owned()
    }

    /// A command that is refused: its exit code and what it says.
    pub(crate) fn refused(&self, name: &str, arguments: &[&str]) -> (Option<i32>, String) {
        let output = jonaki(&self.home(name), arguments);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    pub(crate) fn json(&self, name: &str, arguments: &[&str]) -> Value {
        json(&self.home(name), arguments)
    }

    pub(crate) fn report(&self, danger: bool) -> String {
        let file = self.folder.path().join("report.json");
        let report = format!(
            r#"{{"concern_types":["child_labour"],"division":"khulna","district":"jashore","immediate_danger":{danger},
            "narrative":"ইটভাটায় কাজ করে","name_given":"রূপা পরীক্ষা","father_name":"করিম পরীক্ষা"}}"#
        );
        std::fs::write(&file, report).expect("a file");
        id(&self.json("reporter", &["report", path(&file)]))
    }
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

pub(crate) fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}
