//! The run: a programme with everything that can go wrong in it, and afterwards the search.

use super::Failure;
use super::cast::Devices;
use super::forms::{Found, Searcher, Secret};
use super::secrets::{Canary, Case, halves, keys_of, seed_of};
use crate::process::{ServerProcess, files};
use crate::proxy::{self, Link};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::runtime::Runtime;

/// What a run looked at, and what it found.
#[derive(Debug)]
pub struct Report {
    /// Secrets, and the forms of all of them.
    pub secrets: usize,
    /// All forms.
    pub forms: usize,
    /// Places that were searched, and their bytes.
    pub places: BTreeMap<String, usize>,
    /// What was found, by place. Empty is good.
    pub found: BTreeMap<String, Vec<Found>>,
    /// Where a code that everybody may read was found, in which form: that the search finds what is there.
    pub control: BTreeMap<String, Vec<Found>>,
}

struct Stage {
    runtime: Runtime,
    folder: PathBuf,
    watched: PathBuf,
    link: Arc<Link>,
    server: ServerProcess,
    devices: Devices,
    canary: Canary,
    secrets: BTreeMap<Vec<u8>, String>,
    /// Metrics and answers to wrong requests.
    answers: Vec<(String, Vec<u8>)>,
}

/// Plays and searches. Everything random follows from the seed but the keys, which the programs make themselves.
///
/// # Errors
/// Where the stage itself breaks: a program that is not built, a command that does not do what it should.
pub fn run(seed: u64) -> Result<Report, Failure> {
    let folder = tempfile::Builder::new().prefix("jonaki-canaries-").tempdir()?;
    let mut stage = Stage::new(seed, folder.path())?;
    stage.programme()?;
    let cases = stage.reports()?;
    stage.work(&cases)?;
    stage.refusals(&cases)?;
    stage.strangers()?;
    stage.disaster(&cases)?;
    stage.keys()?;
    stage.search()
}

impl Stage {
    fn new(seed: u64, folder: &Path) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let link = Arc::new(Link::default());
        link.records.store(true, Ordering::SeqCst);
        let address = runtime.block_on(proxy::start(Arc::clone(&link)))?;
        let watched = folder.join("watched");
        std::fs::create_dir_all(&watched)?;
        let mut server = ServerProcess::new(folder.join("server"), &format!("http://{address}"))?;
        server.set("JONAKI_LOG", "debug");
        server.set("RUST_BACKTRACE", "full");
        server.set("TMPDIR", &watched.display().to_string());
        Ok(Self {
            runtime,
            devices: Devices::new(folder, &watched)?,
            folder: folder.to_owned(),
            watched,
            link,
            server,
            canary: Canary::new(seed),
            secrets: BTreeMap::new(),
            answers: Vec::new(),
        })
    }

    fn keep(&mut self, secrets: Vec<Secret>) {
        self.secrets.extend(secrets.into_iter().map(|secret| (secret.bytes, secret.name)));
    }

    /// Keys come and go: what is there now must not show later either.
    fn keys(&mut self) -> Result<(), Failure> {
        for entry in std::fs::read_dir(&self.devices.homes)? {
            let home = entry?.path();
            let keys = keys_of(&home)?;
            self.keep(keys);
        }
        Ok(())
    }

    fn up(&mut self) -> Result<SocketAddr, Failure> {
        let address = self.server.start()?;
        self.link.connect(Some(address));
        Ok(address)
    }

    fn sync(&self, names: &[&str]) -> Result<(), Failure> {
        for name in names {
            self.devices.expect(name, &["sync"])?;
        }
        Ok(())
    }

    fn invite(&mut self, role: &str, organisation: Option<&str>) -> Result<String, Failure> {
        let mut arguments = vec!["invite", "--role", role];
        arguments.extend(organisation.into_iter().flat_map(|id| ["--organisation", id]));
        let made = self.devices.expect("admin", &arguments)?;
        let link = made["link"].as_str().ok_or("an invite without a link")?.to_owned();
        self.keep(seed_of(&link)?);
        Ok(link)
    }

    fn programme(&mut self) -> Result<(), Failure> {
        let line = self.server.expect(&["init"])?;
        let identity = std::fs::read_to_string(self.server.data.join("identity.key"))?;
        self.keep(halves(
            "the server's identity key",
            &data_encoding::HEXLOWER.decode(identity.trim().as_bytes())?,
        ));
        let new = ["programme", "new", "--server", &line, "--name-bn", "পরীক্ষা", "--name-en", "Test"];
        let sheet = self.devices.expect("admin", &new)?;
        for (field, name) in [("root", "the root key's text"), ("recovery", "the recovery key's text")] {
            let text = sheet[field].as_str().ok_or("a sheet without keys")?;
            self.keep(vec![Secret { name: name.to_owned(), bytes: text.as_bytes().to_vec() }]);
        }
        self.up()?;
        self.sync(&["admin"])?;
        let new = ["organisation", "new", "--name-bn", "আশ্রয়", "--name-en", "Shelter"];
        let partner = self.devices.expect("admin", &new)?;
        let partner = partner["id"].as_str().ok_or("no organisation")?.to_owned();
        for (name, role, organisation) in [
            ("coordinator", "coordinator", None),
            ("teacher", "reporter", None),
            ("neighbour", "reporter", None),
            ("leaver", "coordinator", None),
            ("partner", "admin", Some(partner.as_str())),
        ] {
            let link = self.invite(role, organisation)?;
            self.sync(&["admin"])?;
            self.devices.expect(name, &["enrol", &link])?;
            self.keys()?;
            self.sync(&[name])?;
            if name == "neighbour" {
                // The same invite again.
                self.devices.expect("thief", &["enrol", &link])?;
                self.devices.refused("thief", &["sync"])?;
            }
        }
        self.sync(&["admin", "coordinator", "leaver", "partner"])
    }

    /// Files a report from a file that is taken away afterwards, as a person's own notes would be.
    fn report(&self, name: &str, case: &Case) -> Result<String, Failure> {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(serde_json::to_string(&case.0)?.as_bytes())?;
        let filed = self.devices.expect(name, &["report", &file.path().display().to_string()])?;
        Ok(filed["id"].as_str().ok_or("a report without an id")?.to_owned())
    }

    fn reports(&mut self) -> Result<Vec<String>, Failure> {
        let mut cases = Vec::new();
        for name in ["teacher", "neighbour", "teacher"] {
            let case = self.canary.case();
            cases.push(self.report(name, &case)?);
        }
        self.keys()?;
        self.link.lose_every.store(3, Ordering::SeqCst);
        self.sync(&["teacher", "neighbour"])?;
        self.link.lose_every.store(0, Ordering::SeqCst);
        self.sync(&["coordinator", "leaver"])?;
        Ok(cases)
    }

    /// A coordinator's work, two people at one case, access given and taken, somebody removed, a case erased.
    fn work(&mut self, cases: &[String]) -> Result<(), Failure> {
        let [first, second, third] = cases else { return Err("three cases".into()) };
        self.devices.expect("coordinator", &["show", first])?;
        let (note, one, other) = (
            self.canary.long("a note"),
            self.canary.bangla("an edited name"),
            self.canary.latin("an edited name"),
        );
        self.devices.expect("coordinator", &["note", first, &note])?;
        self.devices.expect("coordinator", &["edit", first, &format!("name_given={one}"), "urgency=high"])?;
        self.devices.expect("teacher", &["edit", first, &format!("name_given={other}")])?;
        for _ in 0..2 {
            self.sync(&["coordinator", "teacher"])?;
        }
        self.devices.expect("coordinator", &["resolve", first, "name_given", "1"])?;
        self.devices.expect("coordinator", &["search", &other])?;
        self.devices.expect("coordinator", &["mark", first, "opened"])?;
        let organisations = self.devices.expect("coordinator", &["organisations"])?;
        let rows = organisations.as_array().ok_or("no organisations")?;
        let shelter = rows.iter().find(|row| row["name_en"] == "Shelter").ok_or("no shelter")?;
        let shelter = format!("organisation:{}", shelter["id"].as_str().ok_or("no id")?);
        self.devices.expect("coordinator", &["grant", second, &shelter, "account", "identity"])?;
        self.sync(&["coordinator", "partner", "neighbour"])?;
        self.devices.expect("partner", &["show", second])?;
        self.keys()?;
        self.devices.expect("coordinator", &["withdraw", second, &shelter])?;
        let leaver = self.devices.expect("leaver", &["status"])?;
        self.devices.expect("admin", &["remove", leaver["device"].as_str().ok_or("no device")?])?;
        self.sync(&["admin", "coordinator", "partner", "teacher"])?;
        self.devices.refused("leaver", &["sync"])?;
        let safer = self.canary.long("a note after a removal");
        self.devices.expect("coordinator", &["note", first, &safer])?;
        self.devices.expect("admin", &["erase", third])?;
        self.keys()?;
        self.sync(&["admin", "coordinator", "teacher"])
    }

    /// What a person types wrong, and what the server says to what is no request.
    fn refusals(&mut self, cases: &[String]) -> Result<(), Failure> {
        let case = cases.first().ok_or("a case")?;
        let wrong = self.canary.latin("a value that a field does not take");
        self.devices.refused("teacher", &["edit", case, &format!("district={wrong}")])?;
        let mut report = self.canary.case();
        report.0.district = Some(wrong);
        if self.report("teacher", &report).is_ok() {
            return Err("a wrong district was taken".into());
        }
        let unknown = self.canary.bangla("what nobody has");
        self.devices.expect("teacher", &["search", &unknown])?;
        Ok(())
    }

    /// Strangers put secrets where logs and answers could repeat them.
    fn strangers(&mut self) -> Result<(), Failure> {
        let address = self.up_address()?;
        let name = self.canary.latin("what a stranger sends");
        let length = name.len();
        for request in [
            format!("GET /{name} HTTP/1.1\r\nHost: x\r\n"),
            format!("GET /v1/live?child={name} HTTP/1.1\r\nHost: {name}\r\nAuthorization: Jonaki {name}\r\n"),
            format!("{name} /v1/sync HTTP/1.1\r\nHost: x\r\n"),
            format!("POST /v1/sync HTTP/1.1\r\nHost: x\r\nX-Child: {name}\r\nContent-Length: {length}\r\n"),
            format!(
                "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: {}\r\nContent-Length: {length}\r\n",
                jonaki_protocol::sync::MEDIA_TYPE
            ),
        ] {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(format!("{request}Connection: close\r\n\r\n{name}").as_bytes())?;
            let mut answer = Vec::new();
            // A server that refuses early may reset.
            let _ = stream.read_to_end(&mut answer);
            self.answers.push(("the answer to a wrong request".to_owned(), answer));
        }
        let metrics = self.server.metrics().ok_or("no metrics")?;
        let mut stream = TcpStream::connect(metrics)?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
        let mut text = Vec::new();
        stream.read_to_end(&mut text)?;
        if !String::from_utf8_lossy(&text).contains("jonaki_sync_requests_total") {
            return Err("there are no metrics".into());
        }
        self.answers.push(("the metrics".to_owned(), text));
        Ok(())
    }

    fn up_address(&self) -> Result<SocketAddr, Failure> {
        self.link.upstream().ok_or_else(|| "the server is down".into())
    }

    /// A backup, a crash, a restore; a device's database damaged and salvaged.
    fn disaster(&mut self, cases: &[String]) -> Result<(), Failure> {
        let backup = self.folder.join("backups").join("yesterday.db");
        std::fs::create_dir_all(self.folder.join("backups"))?;
        self.server.expect(&["backup", &backup.display().to_string()])?;
        let case = self.canary.case();
        self.report("teacher", &case)?;
        self.keys()?;
        self.sync(&["teacher"])?;
        // With its log of writes as it lies there.
        self.server.kill()?;
        copy_all(&self.server.data, &self.folder.join("killed"))?;
        self.server.expect(&["restore", &backup.display().to_string()])?;
        self.server.expect(&["check"])?;
        self.up()?;
        for _ in 0..2 {
            self.sync(&["teacher", "coordinator", "admin"])?;
        }
        let home = self.devices.home("neighbour");
        damage(&home.join("jonaki.db"))?;
        self.devices.run("neighbour", &["show", cases.get(1).ok_or("a case")?])?;
        self.devices.run("neighbour", &["salvage"])?;
        // Once with its core left behind, where the system leaves any.
        if let Some(process) = self.server.process().and_then(|id| i32::try_from(id).ok())
            && let Some(process) = rustix::process::Pid::from_raw(process)
        {
            rustix::process::kill_process(process, rustix::process::Signal::ABORT)?;
        }
        self.server.kill()?;
        Ok(())
    }

    fn search(self) -> Result<Report, Failure> {
        let mut secrets = self.canary.secrets();
        secrets.extend(
            self.secrets.iter().map(|(bytes, name)| Secret { name: name.clone(), bytes: bytes.clone() }),
        );
        let searcher = Searcher::new(&secrets)?;
        let mut report = Report {
            secrets: secrets.len(),
            forms: searcher.forms(),
            places: BTreeMap::new(),
            found: BTreeMap::new(),
            control: BTreeMap::new(),
        };
        let control = Secret { name: "an open code".to_owned(), bytes: b"child_labour".to_vec() };
        let searchers = (searcher, Searcher::new(&[control])?);
        for (number, way) in self.link.recorded().into_iter().enumerate() {
            report.look(&searchers, format!("traffic {number}"), &way);
        }
        report.look(&searchers, "errors of the devices".to_owned(), &self.devices.errors());
        for (number, (place, answer)) in self.answers.iter().enumerate() {
            report.look(&searchers, format!("{place} {number}"), answer);
        }
        for path in files(&self.folder)? {
            let place = path.strip_prefix(&self.folder).unwrap_or(&path).display().to_string();
            // These two hold a key in clear, as the operator's and the terminal's guides say.
            if ["identity.key", "key"].iter().any(|name| path.file_name().is_some_and(|file| file == *name)) {
                continue;
            }
            report.look(&searchers, place, &std::fs::read(&path)?);
        }
        drop((self.runtime, self.watched));
        Ok(report)
    }
}

impl Report {
    fn look(&mut self, (secrets, control): &(Searcher, Searcher), place: String, bytes: &[u8]) {
        self.places.insert(place.clone(), bytes.len());
        for (searcher, found) in [(secrets, &mut self.found), (control, &mut self.control)] {
            let hits: Vec<Found> = searcher.search(bytes).into_iter().collect();
            if !hits.is_empty() {
                found.insert(place.clone(), hits);
            }
        }
    }
}

/// Overwrites pages in the middle of a file.
fn damage(path: &Path) -> Result<(), Failure> {
    let mut bytes = std::fs::read(path)?;
    let middle = bytes.len() / 2;
    for byte in bytes.iter_mut().skip(middle).take(8 * 1024) {
        *byte ^= 0x5a;
    }
    std::fs::write(path, bytes)?;
    Ok(())
}

fn copy_all(from: &Path, to: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(to)?;
    for path in files(from)? {
        std::fs::copy(&path, to.join(path.file_name().unwrap_or_default()))?;
    }
    Ok(())
}
