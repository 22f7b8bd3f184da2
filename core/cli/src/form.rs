//! `jonaki form`: compiling a form, publishing it, answering it.

mod ask;
mod file;

use crate::arguments::{Arguments, FormCommand};
use crate::commands::{Failure, read};
use crate::output::Output;
use jonaki_core::{Client, FormView, GivenAnswers};

/// Runs a command that needs no device; whether it was one.
pub(crate) fn apart(command: &FormCommand, out: &Output) -> Option<Result<(), Failure>> {
    match command {
        FormCommand::Compile { form, output } => Some(file::compile(form, output.as_deref(), out)),
        FormCommand::Check { form } => Some(file::check(form, out)),
        FormCommand::Workbook { form, output } => Some(file::workbook(form, output.as_deref(), out)),
        FormCommand::Show { form } => Some(file::show(form, out)),
        _ => None,
    }
}

/// Runs a command on a device.
pub(crate) fn run(
    client: &mut Client,
    command: &FormCommand,
    arguments: &Arguments,
    out: &Output,
) -> Result<(), Failure> {
    match command {
        FormCommand::Publish { form, everybody } => {
            let definition = file::definition(form, out)?;
            let view = client.publish_form(&definition, *everybody)?;
            out.form_published(&view)
        }
        FormCommand::List => out.forms(&client.forms()?),
        FormCommand::Drafts => out.fillings(&client.fillings()?),
        FormCommand::Discard { draft } => {
            client.discard_filling(*draft)?;
            out.done()
        }
        FormCommand::Answers { case } => {
            let case = client.find_case(case)?;
            out.answered(&client.case_answers(case, arguments.lang.tag())?)
        }
        FormCommand::Fill { .. } => fill(client, command, arguments, out),
        FormCommand::Compile { .. }
        | FormCommand::Workbook { .. }
        | FormCommand::Check { .. }
        | FormCommand::Show { .. } => Ok(()),
    }
}

/// Begins or goes on with a form, and answers it: from a file, or with the person.
fn fill(
    client: &mut Client,
    command: &FormCommand,
    arguments: &Arguments,
    out: &Output,
) -> Result<(), Failure> {
    let FormCommand::Fill { form, about, answers, draft } = command else { return Ok(()) };
    let mut open = match (draft, about) {
        (Some(draft), _) => client.open_filling(*draft)?,
        (None, None) => client.start_form(find(client, form.as_deref())?.hash, arguments.lang.tag())?,
        (None, Some(case)) => {
            let case = client.find_case(case)?;
            client.start_form_about(case, find(client, form.as_deref())?.hash, arguments.lang.tag())?
        }
    };
    if let Some(update) = client.form_update(&open)? {
        out.form_update(&update)?;
    }
    let Some(path) = answers else { return ask::ask(client, &mut open, out) };
    let given: GivenAnswers = serde_json::from_str(&read(path)?).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Failure::Usage(format!("answers: expected a JSON object of answers by question ({place})"))
    })?;
    let refused = client.answer_all(&mut open, &given)?;
    out.missing(&refused)?;
    out.missing(&open.missing())?;
    if !refused.is_empty() {
        return Err(Failure::Import(refused.len()));
    }
    out.id(&client.file_form(&mut open)?.to_string())
}

/// The form that a person names, or the standard one.
fn find(client: &Client, name: Option<&str>) -> Result<FormView, Failure> {
    let wanted = name.unwrap_or("child_trafficking_report");
    let found = client.forms()?.into_iter().find(|form| form.form == wanted);
    found.ok_or_else(|| Failure::Usage("form: expected an id of `jonaki form list`".to_owned()))
}
