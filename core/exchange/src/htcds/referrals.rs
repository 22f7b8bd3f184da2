//! `referrals.csv`, the file beside: a referral in each line, where a row of the standard has room for two.

use super::export::Options;
use super::import::Problem;
use super::standard;
use crate::codes::{self, List};
use crate::record::{CaseRecord, Direction, Referral};
use crate::{Date, Value, cell};

/// The columns. `row` counts the rows of the main file from 1; `reason` is the code of the standard, `own_reason`
/// ours, which says more.
pub(crate) const COLUMNS: [&str; 15] = [
    "row",
    "direction",
    "kind",
    "from_organisation",
    "from_case_worker",
    "to_organisation",
    "to_case_worker",
    "service_types",
    "reason",
    "own_reason",
    "date",
    "details",
    "urgency",
    "progress",
    "access",
];

/// Further columns, with ids.
pub(crate) const IDS: [&str; 3] = ["jonaki_case_id", "jonaki_referral_id", "jonaki_person_id"];

pub(crate) fn header(with_ids: bool) -> impl Iterator<Item = &'static str> {
    COLUMNS.into_iter().chain(IDS.into_iter().filter(move |_| with_ids))
}

pub(crate) fn cells(
    row: u64,
    record: &CaseRecord,
    referral: &Referral,
    options: &Options<'_>,
) -> Vec<String> {
    let text = |value: &Value<String>| value.known().map(|text| cell::tidy(text)).unwrap_or_default();
    let named = |value: &Value<String>| if options.with_identity { text(value) } else { String::new() };
    let code = |value: &Value<String>| value.known().filter(|own| is_code(own)).cloned().unwrap_or_default();
    let services = referral.service_types.known().into_iter().flatten().filter(|own| is_code(own));
    let services: Vec<&str> = services.map(String::as_str).collect();
    let reason = referral.reason.known().and_then(|own| codes::htcds(List::ReferralReason, own));
    let mut cells = vec![
        row.to_string(),
        referral.direction.code().to_owned(),
        code(&referral.kind),
        text(&referral.from_org),
        named(&referral.from_user),
        text(&referral.to_org),
        named(&referral.to_user),
        services.join(";"),
        reason.unwrap_or_default().to_owned(),
        code(&referral.reason),
        referral.made_on.known().map(Date::to_string).unwrap_or_default(),
        named(&referral.details),
        code(&referral.urgency),
        code(&referral.progress),
        code(&referral.access),
    ];
    if options.with_ids {
        cells.extend([&record.case_id, &referral.referral_id, &referral.person_id].map(|id| cell::tidy(id)));
    }
    cells.iter().map(|text| cell::defuse(text)).collect()
}

/// Why a line cannot be taken: the column and what is wrong there.
type Wrong = (&'static str, Problem);

/// Reads a line: the row that it belongs to, and its referral. `get` gives the cell of a column of this name.
pub(crate) fn read(get: impl Fn(&str) -> String) -> Result<(u64, Referral), Wrong> {
    let text = |name: &str| Value::from(Some(get(name)).filter(|text| !text.is_empty()));
    let code = |name: &'static str| match text(name) {
        Value::Known(own) if !is_code(&own) => Err((name, Problem::UnknownCode)),
        shaped => Ok(shaped),
    };
    let row = get("row").parse().map_err(|_| ("row", Problem::NoSuchRow))?;
    let direction = Direction::ALL.into_iter().find(|direction| direction.code() == get("direction"));
    let referral = Referral {
        referral_id: get(IDS[1]),
        person_id: get(IDS[2]),
        direction: direction.ok_or(("direction", Problem::UnknownCode))?,
        kind: code("kind")?,
        from_org: text("from_organisation"),
        from_user: text("from_case_worker"),
        to_org: text("to_organisation"),
        to_user: text("to_case_worker"),
        service_types: services(&get("service_types"))?,
        reason: match code("own_reason")? {
            Value::Known(own) => Value::Known(own),
            _ => standard_reason(&get("reason"))?,
        },
        details: text("details"),
        urgency: code("urgency")?,
        made_on: day(&get("date"))?,
        progress: code("progress")?,
        access: code("access")?,
    };
    Ok((row, referral))
}

/// Whether a text has the shape of a code of ours. Which codes there are is for the caller to know.
fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn services(text: &str) -> Result<Value<Vec<String>>, Wrong> {
    let all: Vec<String> =
        text.split(';').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
    let shaped = all.iter().all(|one| is_code(one));
    if shaped {
        Ok((!all.is_empty()).then_some(all).into())
    } else {
        Err(("service_types", Problem::UnknownCode))
    }
}

fn day(text: &str) -> Result<Value<Date>, Wrong> {
    if text.is_empty() {
        return Ok(Value::NotAsked);
    }
    Date::parse(text).map(Value::Known).ok_or(("date", Problem::BadDate))
}

fn standard_reason(text: &str) -> Result<Value<String>, Wrong> {
    if text.is_empty() {
        return Ok(Value::NotAsked);
    }
    let code = standard::field("cas_ReasonForOutgoingReferral").and_then(|field| field.code(text));
    let own = code.and_then(|code| codes::own(List::ReferralReason, code));
    Ok(Value::Known(own.ok_or(("reason", Problem::UnknownCode))?.to_owned()))
}
