//! The artifacts of the lock, fetched with Maven and compared with their hashes.
//!
//! Maven mediates nothing here: the POMs of these libraries contradict each other (strict ranges, types left out), and a flat
//! list of exact versions is what can be read and checked.

use super::place::{Place, emptied, read, write};
use super::stamp::{hex, once};
use crate::steps::run;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

/// A line of the lock.
pub(super) struct Artifact {
    pub(super) purpose: String,
    group: String,
    name: String,
    pub(super) kind: String,
    classifier: Option<String>,
    version: String,
    hash: String,
    /// Where it was put.
    pub(super) file: PathBuf,
}

impl Artifact {
    /// Its name among others: group and name.
    pub(super) fn title(&self) -> String {
        format!("{}.{}", self.group, self.name)
    }

    fn item(&self) -> String {
        let classifier = self.classifier.as_ref().map(|name| format!("<classifier>{name}</classifier>"));
        format!(
            "<artifactItem><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version><type>{}</type>{}</artifactItem>",
            self.group,
            self.name,
            self.version,
            self.kind,
            classifier.unwrap_or_default()
        )
    }
}

/// The lock, with its files there.
pub(super) struct Lock {
    pub(super) artifacts: Vec<Artifact>,
    /// Stands for all of them where a step depends on them.
    pub(super) text: String,
}

impl Lock {
    /// The artifacts for these purposes, in the lock's order.
    pub(super) fn of<'a>(&'a self, purposes: &'a [&str]) -> impl Iterator<Item = &'a Artifact> {
        self.artifacts.iter().filter(|artifact| purposes.contains(&artifact.purpose.as_str()))
    }

    /// The file for a purpose that has one.
    pub(super) fn one(&self, purpose: &str) -> Result<PathBuf, String> {
        let found = self.of(&[purpose]).next().map(|artifact| artifact.file.clone());
        found.ok_or_else(|| format!("android-shell/lock.txt names nothing for `{purpose}`"))
    }
}

/// Reads the lock and fetches what is not there.
///
/// # Errors
/// A line that cannot be read; what Maven says; an artifact that is not the locked one.
pub(super) fn fetch(place: &Place) -> Result<Lock, String> {
    let text = read(&place.shell.join("lock.txt"))?;
    let folder = place.out.join("fetched");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let artifacts: Result<Vec<Artifact>, String> = lines.map(|line| artifact(line, &folder)).collect();
    let lock = Lock { artifacts: artifacts?, text };
    once(place, "fetched", &[], &lock.text, || {
        emptied(&folder)?;
        let pom = place.out.join("fetch.xml");
        write(&pom, &project(&lock))?;
        let mut maven = Command::new("mvn");
        maven.args(["--quiet", "--batch-mode", "--file"]).arg(&pom).arg(COPY);
        run("fetch what android-shell/lock.txt names", &mut maven)?;
        lock.artifacts.iter().try_for_each(verify)
    })?;
    Ok(lock)
}

fn artifact(line: &str, folder: &std::path::Path) -> Result<Artifact, String> {
    let bad = || {
        format!("android-shell/lock.txt: `{line}` is not `purpose group:name:type[:classifier]:version hash`")
    };
    let words: Vec<&str> = line.split(' ').collect();
    let [purpose, coordinates, hash] = words[..] else { return Err(bad()) };
    let parts: Vec<&str> = coordinates.split(':').collect();
    let (group, name, kind, classifier, version) = match parts[..] {
        [group, name, kind, version] => (group, name, kind, None, version),
        [group, name, kind, classifier, version] => (group, name, kind, Some(classifier), version),
        _ => return Err(bad()),
    };
    let end = classifier.map(|name| format!("-{name}")).unwrap_or_default();
    Ok(Artifact {
        purpose: purpose.to_owned(),
        group: group.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        classifier: classifier.map(str::to_owned),
        version: version.to_owned(),
        hash: hash.to_owned(),
        file: folder.join(format!("{group}.{name}-{version}{end}.{kind}")),
    })
}

fn project(lock: &Lock) -> String {
    let items: String = lock.artifacts.iter().map(Artifact::item).collect();
    format!(
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion><groupId>org.jonaki</groupId>\
         <artifactId>fetch</artifactId><version>1</version><packaging>pom</packaging><build><plugins><plugin>\
         <groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><configuration>\
         <outputDirectory>${{project.basedir}}/fetched</outputDirectory><prependGroupId>true</prependGroupId>\
         <artifactItems>{items}</artifactItems></configuration></plugin></plugins></build></project>\n"
    )
}

fn verify(artifact: &Artifact) -> Result<(), String> {
    let path = artifact.file.display();
    let bytes = fs::read(&artifact.file).map_err(|error| format!("{path}: {error}"))?;
    let found = hex(&Sha256::digest(&bytes));
    if found == artifact.hash {
        Ok(())
    } else {
        Err(format!("{path} is not what android-shell/lock.txt names: its SHA-256 is {found}"))
    }
}
