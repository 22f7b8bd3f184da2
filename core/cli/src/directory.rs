//! The directory of services: found, shown, imported, exported, said to be wrong.

use crate::arguments::{DirectoryCommand, Find, To};
use crate::codes::{self, Codes, takes};
use crate::commands::Failure;
use crate::exchange::Target;
use crate::home::clock;
use crate::output::Output;
use jonaki_core::Client;
use jonaki_core::services::{FlagKind, Query, Word, Words, template};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

/// One byte more than a table may have: the core says that it is too large.
const TABLE_MAX: u64 = (8 << 20) + 1;

const SEX: Codes = takes(["লিঙ্গ", "sex"], "sex", &[]);
const NEED: Codes = takes(["প্রয়োজন", "needs"], "service_needs", &[]);
const LANGUAGE: Codes = takes(["ভাষা", "language"], "languages", &[]);
const WRONG: Codes = takes(["কী ভুল", "what is wrong"], "service_flags", &[]);

/// Runs a command about the directory.
pub(crate) fn run(client: &mut Client, command: &DirectoryCommand, out: &Output) -> Result<(), Failure> {
    match command {
        DirectoryCommand::Find(wanted) => find(client, wanted, out),
        DirectoryCommand::Show { service } => {
            let service = client.find_service(service)?;
            out.service(&client.service(service, clock())?)
        }
        DirectoryCommand::Import { file, apply } => import(client, file, *apply, out),
        DirectoryCommand::Export { to, template: true, .. } => export(client, to, &template(), out),
        DirectoryCommand::Export { to, with_hidden: true, .. } => {
            export(client, to, &client.export_directory_with_hidden()?, out)
        }
        DirectoryCommand::Export { to, .. } => export(client, to, &client.export_directory()?, out),
        DirectoryCommand::Report { service, what } => {
            let code = WRONG.check(what)?;
            let kind = FlagKind::ALL.into_iter().find(|kind| kind.code() == code);
            let service = client.find_service(service)?;
            client.flag_service(service, kind.ok_or_else(|| WRONG.failure())?)?;
            out.done()
        }
    }
}

fn find(client: &mut Client, wanted: &Find, out: &Output) -> Result<(), Failure> {
    let now = clock().0;
    let mut query = Query::new(now);
    query.service_types = checked(&codes::SERVICE, &wanted.need)?;
    query.needs = checked(&NEED, &wanted.needs)?;
    query.languages = checked(&LANGUAGE, &wanted.language)?;
    query.place = wanted.near.as_deref().map(codes::place).transpose()?;
    query.sex = SEX.optional(wanted.sex.as_deref())?;
    query.age = wanted.age;
    query.open_at = wanted.open_now.then_some(now);
    query.only_open = wanted.open_now;
    query.with_inactive = wanted.inactive;
    query.text = (!wanted.words.is_empty()).then(|| wanted.words.join(" "));
    let case = wanted.case.as_deref().map(|typed| client.find_case(typed)).transpose()?;
    let found = client.find_services(&query, case, wanted.limit)?;
    out.services(query.place, &found)
}

fn checked(codes: &Codes, typed: &[String]) -> Result<Words, Failure> {
    let checked = typed.iter().map(|typed| codes.check(typed)).collect::<Result<Vec<_>, _>>()?;
    Ok(Words::new(checked.iter().filter_map(|code| Word::new(code))))
}

/// Says row by row what a table would change; with `apply` it does.
fn import(client: &mut Client, file: &Path, apply: bool, out: &Output) -> Result<(), Failure> {
    let failed = || Failure::File(file.display().to_string());
    let mut table = Vec::new();
    let opened = File::open(file).map_err(|_| failed())?;
    opened.take(TABLE_MAX).read_to_end(&mut table).map_err(|_| failed())?;
    let plan = client.plan_directory(&table).map_err(Failure::Directory)?;
    let planned = out.directory_plan(&plan);
    let done = if apply { Some(client.import_directory(plan)?) } else { None };
    out.directory_import(&planned, done.as_ref())?;
    if planned.faulty == 0 { Ok(()) } else { Err(Failure::Import(planned.faulty)) }
}

fn export(client: &Client, to: &To, table: &[u8], out: &Output) -> Result<(), Failure> {
    let services = client.plan_directory(table).map_err(Failure::Directory)?.rows().len();
    let mut target = Target::new(to, &to.file)?;
    target.file.write_all(table).map_err(|_| target.failed())?;
    target.finish()?;
    out.directory_exported(services)
}
