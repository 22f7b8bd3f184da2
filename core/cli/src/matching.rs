//! The same child in two organisations: who compares, what was found, whom to tell.

use crate::arguments::MatchingCommand;
use crate::codes;
use crate::commands::Failure;
use crate::output::Output;
use jonaki_core::protocol::CaseId;
use jonaki_core::{AlikeView, Client, Error, LikenessSide, LikenessView};

/// Pairs among which a typed one is looked for.
const PAIRS: usize = 10_000;

/// Runs a command about the same child in two organisations.
pub(crate) fn run(client: &mut Client, command: &MatchingCommand, out: &Output) -> Result<(), Failure> {
    match command {
        MatchingCommand::Status => out.matching(&client.matching()?, &client.organisations()?)?,
        MatchingCommand::By { organisation } => {
            let chosen = match organisation.as_str() {
                "nobody" => None,
                typed => Some(codes::organisation(client, typed)?),
            };
            client.set_comparing(chosen)?;
            out.done()?;
        }
        MatchingCommand::Renew => {
            let now = client.matching()?.organisation.ok_or(Error::NotFound)?;
            client.set_comparing(Some(now))?;
            out.done()?;
        }
        MatchingCommand::Pairs { limit } => {
            out.likenesses(&client.likenesses(*limit)?, &client.organisations()?)?;
        }
        MatchingCommand::Tell { one, other } => {
            let (one, other) = pair(client, one, other)?;
            out.told(client.tell_likeness(one, other)?)?;
        }
        MatchingCommand::Dismiss { one, other } => {
            let (one, other) = pair(client, one, other)?;
            client.dismiss_likeness(one, other)?;
            out.done()?;
        }
        MatchingCommand::Of { case } => {
            let case = client.find_case(case)?;
            out.alike(&client.alike(case)?, &client.organisations()?)?;
        }
    }
    Ok(())
}

/// The case that is to be linked: one that is here, or one that this device was only told of.
pub(crate) fn linked(client: &mut Client, case: CaseId, typed: &str) -> Result<CaseId, Failure> {
    match client.find_case(typed) {
        Err(Error::NotFound) => {
            let told = client.alike(case)?;
            let fits = |other: &&AlikeView| is_typed((other.other, &other.other_short_code), typed);
            Ok(told.iter().find(fits).ok_or(Error::NotFound)?.other)
        }
        found => Ok(found?),
    }
}

fn is_typed((case, short_code): (CaseId, &str), typed: &str) -> bool {
    let typed = typed.trim();
    short_code.eq_ignore_ascii_case(typed) || case.to_string() == typed.to_lowercase()
}

/// The pair that was typed: whoever compares has neither case.
fn pair(client: &mut Client, one: &str, other: &str) -> Result<(CaseId, CaseId), Failure> {
    let fits = |side: &LikenessSide, typed: &str| is_typed((side.case, &side.short_code), typed);
    let is = |pair: &&LikenessView| {
        fits(&pair.one, one) && fits(&pair.other, other) || fits(&pair.one, other) && fits(&pair.other, one)
    };
    let found = client.likenesses(PAIRS)?;
    let pair = found.iter().find(is).ok_or(Error::NotFound)?;
    Ok((pair.one.case, pair.other.case))
}
