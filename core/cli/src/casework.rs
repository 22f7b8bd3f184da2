//! The work on a case: triage, questions, tasks, plan, risk, team, closing.

mod agree;

use crate::arguments::{OneTask, TaskCommand, WorkCommand};
use crate::codes;
use crate::commands::{Failure, usage};
use crate::matching;
use crate::output::Output;
use jonaki_core::protocol::{CaseId, EntryId};
use jonaki_core::{
    Client, NewAim, NewRisk, NewTask, QueueFilter, QueueSection, Relation, StepKind, TeamPart, Triage,
};

/// Runs a command about the work on a case.
pub(crate) fn run(client: &mut Client, command: &WorkCommand, out: &Output) -> Result<(), Failure> {
    match command {
        WorkCommand::Queue { limit, only, skip } => {
            let only = only.as_deref().map(section).transpose()?;
            out.queue(&client.queue(&QueueFilter { only, skip: *skip }, *limit)?)
        }
        WorkCommand::Due { limit } => out.due(&client.due(*limit)?),
        WorkCommand::Questions { case } => {
            let case = client.find_case(case)?;
            out.questions(&client.open_questions(case)?)
        }
        WorkCommand::Work { case } => {
            let case = client.find_case(case)?;
            let work = client.case_work(case)?;
            out.case_work(case, &work, &client.organisations()?)
        }
        WorkCommand::WhoSaw { case } => {
            let case = client.find_case(case)?;
            out.who_saw(&client.who_saw(case)?, &client.organisations()?)
        }
        WorkCommand::Rules => out.rules(client.run_rules()?),
        WorkCommand::Consent { command } => agree::consent(client, command, out),
        WorkCommand::Exclude { case, whom } => agree::exclude(client, case, whom, out),
        WorkCommand::Task { command } => task(client, command, out),
        WorkCommand::Close { case, reason, refuse } => close(client, case, reason.as_deref(), *refuse, out),
        adding @ (WorkCommand::Plan { .. }
        | WorkCommand::Risk { .. }
        | WorkCommand::Link { .. }
        | WorkCommand::Flag { .. }
        | WorkCommand::Team { .. }) => out.id(&add(client, adding)?.to_string()),
        writing => {
            write(client, writing)?;
            out.done()
        }
    }
}

fn section(typed: &str) -> Result<QueueSection, Failure> {
    let code = typed.trim().replace('-', "_");
    let found = QueueSection::ALL.iter().copied().find(|section| section.name() == code);
    found.ok_or_else(|| {
        let names: Vec<&str> = QueueSection::ALL.iter().map(|section| section.name()).collect();
        usage("only", &names.join(", "))
    })
}

/// What makes an entry; its id.
fn add(client: &mut Client, command: &WorkCommand) -> Result<EntryId, Failure> {
    Ok(match command {
        WorkCommand::Plan { case, goal, need, service, responsible, due } => {
            let case = client.find_case(case)?;
            let new = NewAim {
                goal: goal.clone(),
                need: need.clone(),
                service: codes::SERVICE.optional(service.as_deref())?,
                responsible: responsible.clone(),
                due: codes::optional_day(client, due.as_deref())?,
            };
            client.add_aim(case, &new)?
        }
        WorkCommand::Risk { case, level, until, individual, household, community } => {
            let case = client.find_case(case)?;
            let new = NewRisk {
                level: codes::RISK.check(level)?,
                until: codes::day(client, until)?,
                individual: individual.clone(),
                household: household.clone(),
                community: community.clone(),
            };
            client.assess_risk(case, &new)?
        }
        WorkCommand::Link { case, other, relation } => {
            let case = client.find_case(case)?;
            let other = matching::linked(client, case, other)?;
            client.link_case(case, other, relation_of(relation)?)?
        }
        WorkCommand::Flag { case, text, until } => {
            let case = client.find_case(case)?;
            let until = codes::optional_day(client, until.as_deref())?;
            client.add_flag(case, text, until.as_deref())?
        }
        WorkCommand::Team { case, device, part } => {
            let case = client.find_case(case)?;
            let part = part_of(part)?;
            let device = codes::device(client, device)?;
            client.add_to_team(case, device, part)?
        }
        _ => return Err(usage("command", "one that adds something")),
    })
}

fn relation_of(typed: &str) -> Result<Relation, Failure> {
    Ok(match codes::RELATION.check(typed)?.as_str() {
        "family" => Relation::Family,
        "same_event" => Relation::SameEvent,
        "same_child" => Relation::SameChild,
        _ => Relation::Other,
    })
}

fn part_of(typed: &str) -> Result<TeamPart, Failure> {
    Ok(match codes::PART.check(typed)?.as_str() {
        "supervisor" => TeamPart::Supervisor,
        "watcher" => TeamPart::Watcher,
        _ => TeamPart::Member,
    })
}

/// What writes and has nothing to tell but that it is saved.
fn write(client: &mut Client, command: &WorkCommand) -> Result<(), Failure> {
    match command {
        WorkCommand::Triage { case, decision, detail } => {
            let case = client.find_case(case)?;
            let triage = triage(client, decision, detail.as_deref())?;
            client.triage(case, &triage)?;
        }
        WorkCommand::Reply { case, question, text } => {
            let case = client.find_case(case)?;
            let open: Vec<EntryId> = client.open_questions(case)?.into_iter().map(|(id, _)| id).collect();
            client.answer_question(case, codes::entry(&open, question)?, text)?;
        }
        WorkCommand::Owner { case, device } => {
            let case = client.find_case(case)?;
            let device = codes::device(client, device)?;
            client.set_owner(case, device)?;
        }
        WorkCommand::Step { case, of, step, due, text } => {
            let case = client.find_case(case)?;
            let kind = step_kind(&codes::STEP.check(step)?);
            let due = codes::optional_day(client, due.as_deref())?;
            let of = codes::entry(&steppable(client, case)?, of)?;
            client.step(case, of, kind, due.as_deref(), text.as_deref())?;
        }
        WorkCommand::WorkNote { case, text } => {
            let case = client.find_case(case)?;
            client.add_work_note(case, text)?;
        }
        WorkCommand::NotReferred { case, reason } => {
            let case = client.find_case(case)?;
            client.not_referred(case, &codes::NOT_REFERRED.check(reason)?)?;
        }
        _ => return Err(usage("command", "one that writes something")),
    }
    Ok(())
}

fn triage(client: &Client, decision: &str, detail: Option<&str>) -> Result<Triage, Failure> {
    Ok(match codes::DECISION.check(decision)?.as_str() {
        "duplicate_of" => {
            let other = detail.ok_or_else(|| usage("detail", "the other case"))?;
            Triage::DuplicateOf(client.find_case(other)?)
        }
        "out_of_scope" => Triage::OutOfScope,
        "needs_info" => {
            Triage::NeedsInformation(detail.ok_or_else(|| usage("detail", "the question"))?.to_owned())
        }
        _ => Triage::Valid,
    })
}

fn close(
    client: &mut Client,
    case: &str,
    reason: Option<&str>,
    refuse: bool,
    out: &Output,
) -> Result<(), Failure> {
    let case = client.find_case(case)?;
    if refuse {
        client.refuse_closing(case)?;
        return out.done();
    }
    let closed = client.close_case(case, &codes::CLOSING.required(reason)?)?;
    out.closing(closed)
}

fn task(client: &mut Client, command: &TaskCommand, out: &Output) -> Result<(), Failure> {
    match command {
        TaskCommand::Add { case, kind, due, repeats, assigned, referral, text } => {
            let case = client.find_case(case)?;
            let new = NewTask {
                kind: codes::TASK.check(kind)?,
                due: codes::day(client, due)?,
                repeats: codes::REPEATS.optional(repeats.as_deref())?,
                assigned: assigned.as_deref().map(|typed| codes::device(client, typed)).transpose()?,
                referral: referral.as_deref().map(|typed| client.find_referral(typed)).transpose()?,
                text: text.clone(),
            };
            out.id(&client.add_task(case, &new)?.to_string())
        }
        TaskCommand::List { case } => {
            let case = client.find_case(case)?;
            out.tasks(&client.case_work(case)?.tasks)
        }
        TaskCommand::Done { task } => step_task(client, task, (StepKind::Done, None), out),
        TaskCommand::Cancel { task } => step_task(client, task, (StepKind::Cancelled, None), out),
        TaskCommand::Postpone { task, due } => {
            let due = codes::day(client, due)?;
            step_task(client, task, (StepKind::Postponed, Some(&due)), out)
        }
    }
}

fn step_task(
    client: &mut Client,
    task: &OneTask,
    (kind, due): (StepKind, Option<&str>),
    out: &Output,
) -> Result<(), Failure> {
    let case = client.find_case(&task.case)?;
    let listed: Vec<EntryId> = client.case_work(case)?.tasks.iter().map(|task| task.id).collect();
    client.step(case, codes::entry(&listed, &task.task)?, kind, due, task.text.as_deref())?;
    out.done()
}

/// Entries of which a step can be said.
fn steppable(client: &mut Client, case: CaseId) -> Result<Vec<EntryId>, Failure> {
    let work = client.case_work(case)?;
    let tasks = work.tasks.iter().map(|task| task.id);
    let others = work.plan.iter().map(|aim| aim.id).chain(work.links.iter().map(|link| link.id));
    let people = work.team.iter().map(|member| member.id).chain(work.flags.iter().map(|flag| flag.id));
    Ok(tasks.chain(others).chain(people).collect())
}

fn step_kind(code: &str) -> StepKind {
    match code {
        "not_found" => StepKind::NotFound,
        "postponed" => StepKind::Postponed,
        "cancelled" => StepKind::Cancelled,
        "removed" => StepKind::Removed,
        "reopened" => StepKind::Reopened,
        _ => StepKind::Done,
    }
}
