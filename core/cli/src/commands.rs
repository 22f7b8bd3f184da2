//! One function a command.

use crate::arguments::{Arguments, CheckpointCommand, Command, OrganisationCommand, ProgrammeCommand};
use crate::casework;
use crate::codes;
use crate::directory;
use crate::exchange;
use crate::form;
use crate::home::Home;
use crate::matching;
use crate::output::Output;
use crate::parse::{compartment_set, state_of};
use crate::referrals;
use jonaki_core::protocol::{CaseId, DeviceId, Role};
use jonaki_core::{
    CaseQuery, Client, Error, FieldEdit, NewInvite, NewOrganisation, NewProgramme, Report, Scalar,
    StatusChange, Transport,
};
use std::io::Read as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Cases that one transaction after a sync puts into the search index.
const INDEXED_AT_ONCE: usize = 200;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The core says no.
    Core(Error),
    /// Something typed is not what it should be.
    Usage(String),
    /// Something typed is none of these codes.
    Choice {
        /// What it should be, Bangla and English.
        what: [&'static str; 2],
        /// Each with what it means.
        choices: Vec<(String, [String; 2])>,
    },
    /// A file cannot be read or written.
    File(String),
    /// An export or import failed.
    Exchange(exchange::Fault),
    /// A table cannot be read as a directory of services.
    Directory(jonaki_core::services::Refused),
    /// Some lines of an import failed.
    Import(usize),
    /// A form has so many faults.
    Form(usize),
    /// The server's log does not verify, or the server was caught.
    Log,
}

impl Failure {
    pub(crate) fn exit_code(&self) -> u8 {
        if matches!(self, Self::Usage(_) | Self::Choice { .. }) { 2 } else { 1 }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let out = Output::new(arguments.lang, arguments.json);
    let home = Home::new(arguments.home.as_deref())?;
    if matches!(arguments.command, Command::Salvage) {
        return out.salvaged(&home.salvage()?);
    }
    if let Command::Form { command } = &arguments.command
        && let Some(done) = form::apart(command, &out)
    {
        return done;
    }
    let mut client = home.open()?;
    match &arguments.command {
        Command::Programme { command: ProgrammeCommand::New { server, kind, name_bn, name_en } } => {
            let organisation = new_organisation(kind, name_bn, name_en);
            let new = NewProgramme { server_line: server.clone(), organisation };
            out.recovery_sheet(&client.found_programme(&new)?)
        }
        Command::Organisation { command: OrganisationCommand::New { kind, name_bn, name_en } } => {
            out.id(&client.add_organisation(&new_organisation(kind, name_bn, name_en))?.to_string())
        }
        Command::Invite { role, organisation, no_qr } => {
            let role = Role::from_name(role)
                .ok_or_else(|| usage("role", "reporter, coordinator, provider, admin"))?;
            let organisation =
                organisation.as_deref().map(|typed| codes::organisation(&client, typed)).transpose()?;
            out.invite(&client.invite(NewInvite { organisation, role })?, !no_qr)
        }
        Command::Enrol { link, check } => {
            let preview = if *check { client.check_invite(link)? } else { client.enrol(link)? };
            out.enrolled(&preview, *check)
        }
        Command::Report { file } => out.id(&client.report(&parse_report(&read(file)?)?)?.to_string()),
        Command::Import { file } => import(&mut client, &read(file)?, &out),
        Command::Export { command } => exchange::export(&mut client, command, arguments.lang, &out),
        Command::ImportHtcds { file, apply } => exchange::import(&mut client, file, *apply, &out),
        Command::Form { command } => form::run(&mut client, command, arguments, &out),
        Command::Directory { command } => directory::run(&mut client, command, &out),
        Command::Sync => sync(client, &out),
        Command::Work(command) => casework::run(&mut client, command, &out),
        Command::Referral(command) => referrals::run(&mut client, command, &out),
        Command::Matching { command } => matching::run(&mut client, command, &out),
        Command::Checkpoint { command } => checkpoint(&mut client, command, &out),
        other => work(&mut client, other, &out),
    }
}

/// Commands about cases and members.
fn work(client: &mut Client, command: &Command, out: &Output) -> Result<(), Failure> {
    match command {
        Command::Edit { case, fields } => {
            let case = client.find_case(case)?;
            let edits = fields.iter().map(|text| field_edit(text)).collect::<Result<Vec<_>, _>>()?;
            client.edit(case, &edits)?;
        }
        Command::Resolve { case, field, choice } => {
            let case = client.find_case(case)?;
            client.resolve(case, field, *choice)?;
        }
        Command::Note { case, text } => {
            let case = client.find_case(case)?;
            client.add_note(case, text)?;
        }
        Command::Mark { case, step, detail } => {
            let change = status_change(client, step, detail.as_deref())?;
            let case = client.find_case(case)?;
            client.set_status(case, &change)?;
        }
        Command::Remove { member } => {
            let device = DeviceId::from_hex(member)
                .ok_or_else(|| usage("member", "a device id of `jonaki members`"))?;
            client.remove_member(device)?;
        }
        Command::Grant { case, to, compartments } => {
            let case = client.find_case(case)?;
            let to = codes::principal(client, to)?;
            client.grant(case, to, compartment_set(compartments)?)?;
        }
        Command::Withdraw { case, from } => {
            let case = client.find_case(case)?;
            let from = codes::principal(client, from)?;
            client.withdraw(case, from)?;
        }
        Command::Erase { case } => {
            let case = client.find_case(case)?;
            client.erase(case)?;
        }
        Command::Dismiss { id } => client.dismiss(*id)?,
        reading => return show(client, reading, out),
    }
    out.done()
}

/// Commands that only read.
fn show(client: &mut Client, command: &Command, out: &Output) -> Result<(), Failure> {
    match command {
        Command::Cases { state, limit } => {
            let state = state.as_deref().map(state_of).transpose()?;
            out.cases(&client.cases(&CaseQuery { limit: *limit, after: None, state, mine: false })?)
        }
        Command::Show { case } => {
            let case = client.find_case(case)?;
            out.case(&client.case(case)?)
        }
        Command::Conflicts => {
            let cases: Vec<CaseId> = client.conflicts()?;
            let rows =
                cases.iter().map(|case| Ok(client.peek(*case)?.row)).collect::<Result<Vec<_>, Error>>()?;
            out.cases(&rows)
        }
        Command::Search { text, limit } => out.hits(&client.search(text, *limit)?),
        Command::Status => out.status(&client.status()?),
        Command::VerifyLog => {
            let found = client.verify_log()?;
            out.log(&found)?;
            if found.is_good() { Ok(()) } else { Err(Failure::Log) }
        }
        Command::Members => out.members(&client.members()?),
        Command::Organisations => out.organisations(&client.organisations()?),
        Command::Refused => out.refused(&client.refused()?),
        _ => Ok(()),
    }
}

fn checkpoint(client: &mut Client, command: &CheckpointCommand, out: &Output) -> Result<(), Failure> {
    match command {
        CheckpointCommand::Export => out.text(&client.export_statements()?),
        CheckpointCommand::Compare { file } => {
            let found = client.compare_statements(&read(file)?)?;
            out.compared(&found)?;
            if found.proofs == 0 { Ok(()) } else { Err(Failure::Log) }
        }
        CheckpointCommand::Settle => {
            client.settle_contradictions()?;
            out.done()
        }
    }
}

fn sync(client: Client, out: &Output) -> Result<(), Failure> {
    let transport = Transport::new(&client.server_url()?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| Failure::Core(Error::Network))?;
    let client = Mutex::new(client);
    let summary = runtime.block_on(jonaki_core::sync(&client, &transport))?;
    out.synced(&summary)?;
    let mut client = client.into_inner().unwrap_or_else(PoisonError::into_inner);
    while client.catch_up(INDEXED_AT_ONCE)? {}
    Ok(())
}

fn import(client: &mut Client, text: &str, out: &Output) -> Result<(), Failure> {
    let mut failed = 0;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let filed = parse_report(line).and_then(|report| Ok(client.report(&report)?));
        failed += usize::from(filed.is_err());
        out.imported(number, &filed)?;
    }
    if failed == 0 { Ok(()) } else { Err(Failure::Import(failed)) }
}

pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    /// Far more than any import that a person makes.
    const MOST: u64 = 64 * 1024 * 1024;
    let failed = || Failure::File(file.display().to_string());
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().take(MOST).read_to_string(&mut text).map_err(|_| failed())?;
    } else {
        let opened = std::fs::File::open(file).map_err(|_| failed())?;
        opened.take(MOST).read_to_string(&mut text).map_err(|_| failed())?;
    }
    Ok(text)
}

/// JSON's own message names the field and place, never more of the text.
fn parse_report(text: &str) -> Result<Report, Failure> {
    // A list would be read as a report of which nothing is filled.
    if !text.trim_start().starts_with('{') {
        return Err(usage("report", "a JSON object with the fields of a report (line 1, column 1)"));
    }
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        usage("report", &format!("a JSON object with the fields of a report ({place})"))
    })
}

fn new_organisation(kind: &str, name_bn: &str, name_en: &str) -> NewOrganisation {
    NewOrganisation { kind: kind.to_owned(), name_bn: name_bn.to_owned(), name_en: name_en.to_owned() }
}

fn field_edit(text: &str) -> Result<FieldEdit, Failure> {
    let (field, value) = text.split_once('=').ok_or_else(|| usage("field", "FIELD=VALUE"))?;
    let value = match value {
        "" => None,
        "true" => Some(Scalar::Bool(true)),
        "false" => Some(Scalar::Bool(false)),
        text if field.starts_with("number_of_") => {
            let digits = jonaki_core::text::ascii_digits(text);
            Some(digits.parse().map_or_else(|_| Scalar::from(text), Scalar::Int))
        }
        text => Some(Scalar::from(text)),
    };
    Ok(FieldEdit { field: field.to_owned(), value })
}

fn status_change(client: &Client, step: &str, detail: Option<&str>) -> Result<StatusChange, Failure> {
    let reason = || detail.map(str::to_owned).ok_or_else(|| usage("detail", "a reason's code"));
    Ok(match step {
        "screening" => StatusChange::Screening,
        "opened" => StatusChange::Opened,
        "on_hold" => StatusChange::OnHold(reason()?),
        "closed" => StatusChange::Closed(reason()?),
        "reopened" => StatusChange::Reopened,
        "duplicate_of" => StatusChange::DuplicateOf(client.find_case(&reason()?)?),
        "out_of_scope" => StatusChange::OutOfScope,
        _ => {
            return Err(usage(
                "step",
                "screening, opened, on_hold, closed, reopened, duplicate_of, out_of_scope",
            ));
        }
    })
}

pub(crate) fn usage(what: &str, expected: &str) -> Failure {
    Failure::Usage(format!("{what}: expected {expected}"))
}
