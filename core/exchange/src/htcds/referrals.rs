//! `referrals.csv`, the file beside: a referral in each line, where a row of the standard has room for two.

use super::export::Options;
use super::import::Problem;
use super::standard;
use crate::codes::{CodeMap, List};
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
    let services = referral.service_types.known().map(|all| cell::tidy(&all.join(";"))).unwrap_or_default();
    let reason = referral.reason.known().and_then(|own| options.codes.htcds(List::ReferralReason, own));
    let mut cells = vec![
        row.to_string(),
        referral.direction.code().to_owned(),
        text(&referral.kind),
        text(&referral.from_org),
        named(&referral.from_user),
        text(&referral.to_org),
        named(&referral.to_user),
        services,
        reason.unwrap_or_default().to_owned(),
        text(&referral.reason),
        referral.made_on.known().map(Date::to_string).unwrap_or_default(),
        named(&referral.details),
        text(&referral.urgency),
        text(&referral.progress),
        text(&referral.access),
    ];
    if options.with_ids {
        cells.extend([&record.case_id, &referral.referral_id, &referral.person_id].map(|id| cell::tidy(id)));
    }
    cells.iter().map(|text| cell::defuse(text)).collect()
}

/// Reads a line: the row that it belongs to, and its referral. `get` gives the cell of a column of this name.
pub(crate) fn read(
    get: impl Fn(&str) -> String,
    codes: &dyn CodeMap,
) -> Result<(u64, Referral), (&'static str, Problem)> {
    let text = |name: &str| Value::from(Some(get(name)).filter(|text| !text.is_empty()));
    let row = get("row").parse().map_err(|_| ("row", Problem::NoSuchRow))?;
    let direction = Direction::ALL.into_iter().find(|direction| direction.code() == get("direction"));
    let services: Vec<String> = get("service_types").split(';').map(str::trim).map(str::to_owned).collect();
    let reason = match text("own_reason") {
        Value::Known(own) => Value::Known(own),
        _ => standard_reason(&get("reason"), codes).map_err(|problem| ("reason", problem))?,
    };
    let day = get("date");
    let made_on =
        if day.is_empty() { None } else { Some(Date::parse(&day).ok_or(("date", Problem::BadDate))?) };
    let referral = Referral {
        referral_id: get(IDS[1]),
        person_id: get(IDS[2]),
        direction: direction.ok_or(("direction", Problem::UnknownCode))?,
        kind: text("kind"),
        from_org: text("from_organisation"),
        from_user: text("from_case_worker"),
        to_org: text("to_organisation"),
        to_user: text("to_case_worker"),
        service_types: Some(services).filter(|all| all.iter().any(|one| !one.is_empty())).into(),
        reason,
        details: text("details"),
        urgency: text("urgency"),
        made_on: made_on.into(),
        progress: text("progress"),
        access: text("access"),
    };
    Ok((row, referral))
}

fn standard_reason(text: &str, codes: &dyn CodeMap) -> Result<Value<String>, Problem> {
    if text.is_empty() {
        return Ok(Value::NotAsked);
    }
    let code = standard::field("cas_ReasonForOutgoingReferral").and_then(|field| field.code(text));
    let own = code.and_then(|code| codes.own(List::ReferralReason, code)).ok_or(Problem::UnknownCode)?;
    Ok(Value::Known(own.to_owned()))
}
