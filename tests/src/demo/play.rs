//! The play in eight acts.

mod refer;

use super::Failure;
use super::cast::Person;
use super::claims::{Claims, ensure, say};
use super::hostile::Cheat;
use super::scan::Canaries;
use super::server::{Server, files};
use crate::proxy::{self, Link};
use crate::reports::{SyntheticReport, complete};
use jonaki_core::protocol::{CaseId, Role};
use jonaki_core::{
    CaseQuery, CaseView, FieldEdit, NewInvite, NewOrganisation, NewProgramme, Scalar, State, StatusChange,
};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::runtime::Runtime;

struct Stage {
    runtime: Runtime,
    folder: PathBuf,
    link: Arc<Link>,
    server: Server,
    claims: Claims,
}

struct Cast {
    admin: Person,
    coordinator: Person,
    partner: Person,
    reporters: [Person; 3],
}

/// The reports that were filed, by case.
type Filed = BTreeMap<CaseId, Option<SyntheticReport>>;

const REPORTS: usize = 60;

/// Plays everything; whether every claim held. Leaves the server running until Ctrl-C unless `once`.
///
/// # Errors
/// Where the stage itself breaks: a port, a folder, a program that is not built.
pub fn play(once: bool) -> Result<bool, Failure> {
    let folder = tempfile::Builder::new().prefix("jonaki-demo-").tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let link = Arc::new(Link::default());
    let address = runtime.block_on(proxy::start(Arc::clone(&link)))?;
    let url = format!("http://{address}");
    let server = Server::new(folder.path().join("server"), url.clone())?;
    let path = folder.path().to_owned();
    let mut stage = Stage { runtime, folder: path, link, server, claims: Claims::default() };
    say("Jonaki: a report filed offline reaches a coordinator, and the child is referred to help.");
    say(&format!("Everything below runs on this machine, in {}.", stage.folder.display()));
    let mut cast = stage.programme()?;
    let filed = stage.offline(&cast)?;
    stage.arrival(&cast, &filed)?;
    stage.coordinator(&cast, &filed)?;
    stage.conflict(&cast, &filed)?;
    stage.cheat(&mut cast)?;
    stage.restore(&cast, &filed)?;
    stage.referrals(&cast)?;
    let held = stage.claims.summary();
    if !once {
        stage.farewell(&cast, &url)?;
    }
    Ok(held)
}

impl Stage {
    fn up(&mut self) -> Result<(), Failure> {
        let address = self.server.start()?;
        self.link.connect(Some(address));
        Ok(())
    }

    fn down(&mut self) -> Result<(), Failure> {
        self.link.connect(None);
        self.server.kill()
    }

    /// Act 1: a programme, its organisations and people.
    fn programme(&mut self) -> Result<Cast, Failure> {
        self.claims.chapter("1. An administrator makes a programme; people are invited and enrol.");
        let line = self.server.run(&["init"])?;
        let admin = Person::new(&self.folder, "admin")?;
        let own = organisation("ngo", "জোনাকি পরীক্ষা সংস্থা", "Jonaki Test Organisation");
        let sheet =
            admin.client().found_programme(&NewProgramme { server_line: line.clone(), organisation: own })?;
        say("  The recovery sheet, shown once, for the safe:");
        say(&format!(
            "    programme     {}\n    root key      {}\n    recovery key  {}",
            sheet.programme, sheet.root, sheet.recovery
        ));
        self.claims.prove("the sheet is shown once and a second programme is refused on this device", || {
            let organisation = organisation("ngo", "ক", "A");
            let again = admin.client().found_programme(&NewProgramme { server_line: line, organisation });
            ensure(again.is_err(), "a second programme was made")?;
            Ok("refused".to_owned())
        });
        self.up()?;
        admin.sync(&self.runtime)?;
        let partner_id =
            admin.client().add_organisation(&organisation("shelter", "আশ্রয় পরীক্ষা", "Test Shelter"))?;
        let invite = |by: &Person, role, organisation| -> Result<String, Failure> {
            Ok(by.client().invite(NewInvite { organisation, role })?.link)
        };
        let partner_link = invite(&admin, Role::Admin, Some(partner_id))?;
        let coordinator_link = invite(&admin, Role::Coordinator, None)?;
        admin.sync(&self.runtime)?;
        let partner = Person::new(&self.folder, "partner")?;
        partner.client().enrol(&partner_link)?;
        let coordinator = Person::new(&self.folder, "coordinator")?;
        coordinator.client().enrol(&coordinator_link)?;
        let mut links = Vec::new();
        for name in ["reporter-1", "reporter-2", "reporter-3"] {
            links.push((name, invite(&admin, Role::Reporter, None)?));
        }
        if let Some((name, link)) = links.first() {
            say(&format!("  The invite of {name}, as a QR code and as a link:"));
            let code = qrcode::QrCode::new(link.as_bytes())?;
            say(&code.render::<qrcode::render::unicode::Dense1x2>().quiet_zone(true).build());
            say(&format!("  {link}"));
        }
        self.down()?;
        let mut reporters = Vec::new();
        for (name, link) in &links {
            let person = Person::new(&self.folder, name)?;
            person.client().enrol(link)?;
            reporters.push(person);
        }
        let reporters: [Person; 3] = reporters.try_into().map_err(|_| "three reporters")?;
        let reused = links.first().map(|(_, link)| link.clone()).unwrap_or_default();
        self.up()?;
        for person in [&partner, &coordinator, &reporters[0], &reporters[1], &reporters[2]] {
            person.sync(&self.runtime)?;
        }
        let runtime = &self.runtime;
        let folder = &self.folder;
        self.claims.prove("an invite works once", || {
            let thief = Person::new(folder, "thief")?;
            thief.client().enrol(&reused)?;
            match thief.try_sync(runtime) {
                Err(error) if error.code() == "invite_used" => {
                    Ok(format!("the second use is refused as {}", error.code()))
                }
                other => Err(format!("the second use ended in {other:?}").into()),
            }
        });
        self.claims.prove("two organisations and six devices are enrolled, all keys at hand", || {
            let status = coordinator.client().status()?;
            ensure(!status.waiting_for_key, "the coordinator has no key")?;
            let organisations = coordinator.client().organisations()?;
            ensure(
                organisations.len() == 2 && organisations.iter().all(|one| one.epoch.is_some()),
                "an organisation lacks keys",
            )?;
            Ok(format!("{} organisations with keys", organisations.len()))
        });
        Ok(Cast { admin, coordinator, partner, reporters })
    }

    /// Act 2: reports while the server is down.
    fn offline(&mut self, cast: &Cast) -> Result<Filed, Failure> {
        self.claims.chapter("2. The server is down. Three reporters file 60 reports in Bangla and English; one phone dies in the middle of a save.");
        self.down()?;
        let mut filed = Filed::new();
        let killed = &cast.reporters[2];
        let survived = kill_while_saving(killed)?;
        self.claims.prove(
            "a device killed in the middle of a save loses nothing that it said was saved",
            || {
                let listed: Vec<CaseId> = list(killed)?.into_iter().map(|(id, _)| id).collect();
                ensure(survived.iter().all(|case| listed.contains(case)), "an acknowledged report is gone")?;
                ensure(listed.len() <= survived.len() + 1, "there is more than was saved")?;
                Ok(format!(
                    "{} acknowledged before SIGKILL, {} in the database",
                    survived.len(),
                    listed.len()
                ))
            },
        );
        for (case, _) in list(killed)? {
            filed.insert(case, None);
        }
        for (number, report) in (filed.len()..REPORTS).zip(complete()) {
            let case = report.file(&mut cast.reporters[number % 3].client())?;
            filed.insert(case, Some(report));
        }
        let runtime = &self.runtime;
        self.claims.prove("60 reports are saved, and the phones claim no more than that", || {
            let mut count = 0;
            for reporter in &cast.reporters {
                ensure(reporter.try_sync(runtime).is_err(), "a sync claimed success without a server")?;
                let states = list(reporter)?;
                ensure(
                    states.iter().all(|(_, state)| *state == State::Saved),
                    "a report claims to be more than saved",
                )?;
                count += states.len();
            }
            ensure(count == filed.len(), "the count does not fit")?;
            Ok(format!("{count} reports, all `saved`"))
        });
        Ok(filed)
    }

    /// Act 3: the server is back, over a link that loses replies.
    fn arrival(&mut self, cast: &Cast, filed: &Filed) -> Result<(), Failure> {
        self.claims
            .chapter("3. The server starts. The phones sync over a link that loses every third reply.");
        self.up()?;
        self.link.lose_every.store(3, Ordering::SeqCst);
        for reporter in &cast.reporters {
            reporter.sync(&self.runtime)?;
        }
        self.link.lose_every.store(0, Ordering::SeqCst);
        let lost = self.link.lost.load(Ordering::SeqCst);
        self.claims.prove("every report is stored, each with a receipt whose signature verifies", || {
            let mut receipts = 0;
            for reporter in &cast.reporters {
                for (case, state) in list(reporter)? {
                    ensure(state == State::Stored, "a report is not stored")?;
                    let view = reporter.client().peek(case)?;
                    receipts += usize::from(view.receipt.is_some());
                }
            }
            ensure(receipts == filed.len(), "a receipt is missing")?;
            ensure(lost > 0, "the link lost nothing")?;
            Ok(format!("{receipts} receipts verified, {lost} replies were lost on the way"))
        });
        let server = &self.server;
        self.claims.prove("nothing is there twice", || {
            let check: serde_json::Value = serde_json::from_str(&server.run(&["check"])?)?;
            ensure(check["records"] == filed.len(), "the server has another number of cases")?;
            Ok(format!("{} cases, {} items, log verified", check["records"], check["items"]))
        });
        Ok(())
    }

    /// Act 4: the coordinator's morning, and what the operator can see of it.
    fn coordinator(&mut self, cast: &Cast, filed: &Filed) -> Result<(), Failure> {
        self.claims.chapter("4. A coordinator reads the queue and opens a case.");
        cast.coordinator.sync(&self.runtime)?;
        let told = |report: &SyntheticReport| {
            report.text("narrative").is_some() && report.text("name_given").is_some()
        };
        let read = filed
            .iter()
            .find_map(|(case, report)| Some((case, report.as_ref().filter(|report| told(report))?)));
        let (case, report) = read.ok_or("no report")?;
        let runtime = &self.runtime;
        self.claims.prove(
            "the coordinator's queue has every case; name and account are in clear text",
            || {
                let queue = list(&cast.coordinator)?;
                ensure(queue.len() == filed.len(), "the queue is not complete")?;
                let view = cast.coordinator.client().case(*case)?;
                for field in ["name_given", "narrative"] {
                    ensure(text(&view, field).as_deref() == report.text(field), "name or account differs")?;
                }
                Ok(format!("{} cases; case {} reads as it was written", queue.len(), view.row.short_code))
            },
        );
        cast.coordinator.sync(runtime)?;
        self.claims.prove("the reporter sees `seen`, proven by the coordinator's signed view", || {
            let reporter = owner(cast, *case)?;
            reporter.sync(runtime)?;
            let view = reporter.client().peek(*case)?;
            ensure(view.row.state == State::Seen && !view.seen_by.is_empty(), "not seen")?;
            Ok(format!("seen by {} device", view.seen_by.len()))
        });
        self.claims.prove("the other organisation, which was granted nothing, has nothing", || {
            cast.partner.sync(runtime)?;
            ensure(list(&cast.partner)?.is_empty(), "it has a case")?;
            Ok("0 cases".to_owned())
        });
        self.operator(filed)
    }

    fn operator(&mut self, filed: &Filed) -> Result<(), Failure> {
        let backup = self.folder.join("operator.backup");
        self.server.run(&["backup", &backup.display().to_string()])?;
        let canaries = Canaries::new(filed.values().flatten().flat_map(SyntheticReport::secrets));
        let server = &self.server;
        self.claims.prove("no name, number or account is in the operator's files", || {
            let mut paths = files(&server.data)?;
            paths.extend([backup, server.log()]);
            let mut bytes = 0;
            for path in &paths {
                ensure(canaries.in_file(path)? == 0, "a name is in a file of the server")?;
                bytes += std::fs::metadata(path)?.len();
            }
            Ok(format!("{} forms searched in {} files, {bytes} bytes: none", canaries.len(), paths.len()))
        });
        self.claims.prove("nor in the server's memory, its mapped database included", || {
            let process = server.process().ok_or("the server is not running")?;
            match canaries.in_memory(process) {
                Some((0, bytes)) => Ok(format!("{bytes} bytes of memory searched: none")),
                Some((found, _)) => Err(format!("{found} found").into()),
                None => Ok("this system shows no process memory; the files were searched".to_owned()),
            }
        });
        Ok(())
    }

    /// Act 5: two people change one case while apart.
    fn conflict(&mut self, cast: &Cast, filed: &Filed) -> Result<(), Failure> {
        self.claims.chapter("5. A reporter and a coordinator change the same case while apart.");
        // Writing what is there already changes nothing: a case of which neither is told yet.
        let untold = |case: &&CaseId| {
            let told = cast.coordinator.client().peek(**case).ok().and_then(|view| text(&view, "phase"));
            !matches!(told.as_deref(), Some("escaped" | "rescued"))
        };
        let case = *filed.keys().find(untold).ok_or("no report")?;
        let reporter = owner(cast, case)?;
        let set = |field: &str, value: &str| FieldEdit {
            field: field.to_owned(),
            value: Some(Scalar::from(value)),
        };
        reporter
            .client()
            .edit(case, &[set("phase", "escaped"), set("safe_contact_how", "বিকেলে মায়ের ফোনে")])?;
        cast.coordinator.client().edit(case, &[set("phase", "rescued"), set("urgency", "high")])?;
        for _ in 0..2 {
            reporter.sync(&self.runtime)?;
            cast.coordinator.sync(&self.runtime)?;
        }
        self.claims.prove(
            "both see both versions of the same field, with author and time; the other fields merged",
            || {
                for person in [reporter, &cast.coordinator] {
                    let view = person.client().peek(case)?;
                    let phase = view.fields.iter().find(|field| field.field == "phase").ok_or("no phase")?;
                    ensure(phase.others.len() == 1, "one version is missing")?;
                    let authored = phase.current.time.is_some() && phase.others[0].time.is_some();
                    ensure(
                        authored && phase.current.author != phase.others[0].author,
                        "author or time is missing",
                    )?;
                    ensure(
                        text(&view, "urgency").as_deref() == Some("high"),
                        "the coordinator's field is lost",
                    )?;
                    ensure(text(&view, "safe_contact_how").is_some(), "the reporter's field is lost")?;
                }
                Ok("2 versions on both devices, 0 edits lost".to_owned())
            },
        );
        cast.coordinator.client().resolve(case, "phase", 1)?;
        cast.coordinator.client().set_status(case, &StatusChange::Opened)?;
        cast.coordinator.sync(&self.runtime)?;
        reporter.sync(&self.runtime)?;
        self.claims.prove("one settles it and both agree", || {
            let one = text(&reporter.client().peek(case)?, "phase");
            let other = text(&cast.coordinator.client().peek(case)?, "phase");
            ensure(one.is_some() && one == other, "they differ")?;
            ensure(cast.coordinator.client().conflicts()?.is_empty(), "a conflict is left")?;
            Ok(format!("phase = {}", one.unwrap_or_default()))
        });
        Ok(())
    }

    /// Act 6: an enrolled device that cheats.
    fn cheat(&mut self, cast: &mut Cast) -> Result<(), Failure> {
        self.claims.chapter("6. An enrolled but hostile device sends a change made to destroy a case.");
        let link = cast.admin.client().invite(NewInvite { organisation: None, role: Role::Reporter })?.link;
        let runtime = &self.runtime;
        self.claims.prove("plain automerge takes the change and never loads the case again; the server refuses it with a code", || {
            let outcome = Cheat::enrol(&link, runtime)?.attack(runtime)?;
            ensure(outcome.bricks_automerge, "plain automerge survived it")?;
            let code = outcome.refused.ok_or("the server took it")?;
            Ok(format!("refused as `{code}`"))
        });
        let server = &self.server;
        self.claims.prove("everybody else goes on", || {
            let report = complete().next().ok_or("no report")?;
            let case = report.file(&mut cast.reporters[0].client())?;
            cast.reporters[0].sync(runtime)?;
            cast.coordinator.sync(runtime)?;
            cast.coordinator.client().peek(case)?;
            server.run(&["check"])?;
            Ok("a new report went through, the log verifies".to_owned())
        });
        Ok(())
    }

    /// Act 7: the server is lost.
    fn restore(&mut self, cast: &Cast, filed: &Filed) -> Result<(), Failure> {
        self.claims.chapter("7. The server is lost and restored from yesterday's backup.");
        let backup = self.folder.join("yesterday.backup");
        self.server.run(&["backup", &backup.display().to_string()])?;
        let mut source = complete().skip(REPORTS);
        let mut later = Filed::new();
        for reporter in &cast.reporters {
            for _ in 0..3 {
                let report = source.next().ok_or("no report")?;
                later.insert(report.file(&mut reporter.client())?, Some(report));
            }
            reporter.sync(&self.runtime)?;
        }
        cast.coordinator.sync(&self.runtime)?;
        let noted = *filed.keys().next().ok_or("no report")?;
        cast.coordinator.client().add_note(noted, "সার্ভার হারানোর আগে লেখা টীকা")?;
        cast.coordinator.sync(&self.runtime)?;
        let expected: BTreeMap<CaseId, CaseView> = contents(&cast.coordinator)?;
        self.down()?;
        std::fs::remove_file(self.server.database())?;
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", self.server.database().display()));
        }
        self.server.run(&["restore", &backup.display().to_string()])?;
        let restored: serde_json::Value = serde_json::from_str(&self.server.run(&["check"])?)?;
        self.up()?;
        for _ in 0..2 {
            for person in cast.reporters.iter().chain([&cast.coordinator, &cast.admin]) {
                person.sync(&self.runtime)?;
            }
        }
        let link =
            cast.admin.client().invite(NewInvite { organisation: None, role: Role::Coordinator })?.link;
        cast.admin.sync(&self.runtime)?;
        let newcomer = Person::new(&self.folder, "second-coordinator")?;
        newcomer.client().enrol(&link)?;
        newcomer.sync(&self.runtime)?;
        let server = &self.server;
        self.claims.prove("the devices bring back what the backup misses; nothing is lost, nothing is double", || {
            let found = contents(&newcomer)?;
            ensure(found.len() == expected.len(), "the number of cases differs")?;
            for (case, before) in &expected {
                let after = found.get(case).ok_or("a case is lost")?;
                ensure(same(before, after), "a case came back different")?;
            }
            let check: serde_json::Value = serde_json::from_str(&server.run(&["check"])?)?;
            ensure(later.keys().all(|case| found.contains_key(case)), "a late report is lost")?;
            Ok(format!(
                "{} cases in the backup, {} after the devices synced, read by a new coordinator from the server alone",
                restored["records"], check["records"]
            ))
        });
        Ok(())
    }

    fn farewell(&mut self, cast: &Cast, url: &str) -> Result<(), Failure> {
        let home = cast.coordinator.home.display();
        say(&format!("\nThe server goes on at {url}. Try, in another terminal:"));
        for command in ["queue", "cases", "referrals --sent", "status", "search মা", "sync", "--lang bn cases"]
        {
            say(&format!("  cargo run -q -p jonaki-cli -- --home {home} {command}"));
        }
        say(&format!("  cargo run -q -p jonaki-cli -- --home {} cases", cast.reporters[0].home.display()));
        say("Ctrl-C stops the server and removes the folder.");
        self.runtime.block_on(async { tokio::signal::ctrl_c().await })?;
        self.server.kill()?;
        self.server.wait()
    }
}

fn organisation(kind: &str, name_bn: &str, name_en: &str) -> NewOrganisation {
    NewOrganisation { kind: kind.to_owned(), name_bn: name_bn.to_owned(), name_en: name_en.to_owned() }
}

fn list(person: &Person) -> Result<Vec<(CaseId, State)>, Failure> {
    let rows = person.client().cases(&CaseQuery { limit: 10_000, ..CaseQuery::default() })?;
    Ok(rows.into_iter().map(|row| (row.id, row.state)).collect())
}

fn contents(person: &Person) -> Result<BTreeMap<CaseId, CaseView>, Failure> {
    let ids = list(person)?;
    ids.into_iter().map(|(case, _)| Ok((case, person.client().peek(case)?))).collect()
}

/// Whether two devices show the same of a case, apart from what each knows of its own reading.
fn same(one: &CaseView, other: &CaseView) -> bool {
    let values = |view: &CaseView| -> Vec<_> {
        view.fields
            .iter()
            .map(|field| (field.field.clone(), field.current.value.clone(), field.current.author))
            .collect()
    };
    values(one) == values(other) && one.notes == other.notes && one.row.status == other.row.status
}

fn text(view: &CaseView, field: &str) -> Option<String> {
    let found = view.fields.iter().find(|known| known.field == field)?;
    found.current.value.as_text().map(str::to_owned)
}

fn owner(cast: &Cast, case: CaseId) -> Result<&Person, Failure> {
    let mut reporters = cast.reporters.iter();
    reporters.find(|person| person.client().peek(case).is_ok()).ok_or_else(|| "nobody filed this case".into())
}

/// Lets another process file reports with a device's database and kills it; what it had acknowledged.
fn kill_while_saving(person: &Person) -> Result<Vec<CaseId>, Failure> {
    person.lend(|home| {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--file-reports-in")
            .arg(home)
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("the child has no output")?;
        let mut lines = BufReader::new(out).lines();
        let mut saved = Vec::new();
        for line in lines.by_ref().take(5) {
            saved.extend(CaseId::from_hex(line?.trim()));
        }
        child.kill()?;
        child.wait()?;
        // What it had printed before the kill was acknowledged too.
        for line in lines.map_while(Result::ok) {
            saved.extend(CaseId::from_hex(line.trim()));
        }
        Ok(saved)
    })
}
