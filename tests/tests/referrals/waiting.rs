//! What waits is found by an index; it is what the events and the hour say, whatever happened and however late it is.

use super::{DAY, Stage, agreed, stage};
use jonaki_core::protocol::{CaseId, RecordId};
use jonaki_core::referral::{Access, FieldGroups, Progress, ReferralStatus};
use jonaki_core::{
    Answer, NewReferral, QueueFilter, ReferralQuery, ReferralRow, Report, StatusChange, Triage,
};
use jonaki_tests::world::Device;
use std::collections::BTreeMap;

/// A case with a referral to the shelter for each of these answers, in turn.
fn case(stage: &mut Stage, answers: &[&[Answer]]) -> (CaseId, Vec<RecordId>) {
    let client = stage.coordinator.client();
    let report = Report { concern_types: vec!["child_labour".to_owned()], ..Report::default() };
    let case = client.report(&report).expect("saved");
    client.triage(case, &Triage::Valid).expect("opened");
    let consent = client.give_consent(case, &agreed(&stage.world, FieldGroups::ALL)).expect("recorded");
    let mut made = Vec::new();
    for answers in answers {
        let ask = NewReferral { consent, ..stage.ask(stage.shelter.0) };
        let id = stage.coordinator.client().refer(case, &ask).expect("referred");
        stage.world.sync(&mut stage.coordinator).expect("synced");
        stage.world.sync(&mut stage.shelter.1).expect("synced");
        for answer in *answers {
            stage.shelter.1.client().answer_referral(id, answer, None).expect("answered");
        }
        made.push(id);
    }
    (case, made)
}

fn all(device: &mut Device, sent: bool) -> Vec<ReferralRow> {
    let query = ReferralQuery { sent, limit: 500, ..ReferralQuery::default() };
    let mut rows = device.client().referrals(&query).expect("the list");
    rows.sort_by_key(|row| (row.header.due, row.id));
    rows
}

fn ids(rows: &[ReferralRow], which: impl Fn(&ReferralStatus) -> bool) -> Vec<RecordId> {
    rows.iter().filter(|row| which(&row.status)).map(|row| row.id).collect()
}

/// What waits, found from every event of every referral.
fn by_hand(device: &mut Device, over: &[CaseId]) -> [Vec<RecordId>; 4] {
    let (sent, received) = (all(device, true), all(device, false));
    let helps = |status: &ReferralStatus| {
        status.is_open() || status.access == Access::Open && status.progress == Progress::Completed
    };
    let mut cases: BTreeMap<CaseId, Vec<&ReferralRow>> = BTreeMap::new();
    for row in sent.iter().filter(|row| !over.contains(&row.header.case)) {
        cases.entry(row.header.case).or_default().push(row);
    }
    let alone = cases.values().filter(|rows| !rows.iter().any(|row| helps(&row.status)));
    let mut alone: Vec<_> = alone.map(|rows| (rows[0].header.due, rows[0].id)).collect();
    alone.sort_unstable();
    let asked = |status: &ReferralStatus| {
        status.is_open() && status.progress == Progress::NeedsInfo && !status.info_given && !status.overdue
    };
    [
        ids(&sent, |status| status.is_open() && status.overdue),
        ids(&sent, asked),
        ids(&received, |status| status.is_open() && !status.progress.is_answered()),
        alone.into_iter().map(|(_, id)| id).collect(),
    ]
}

fn by_index(device: &mut Device) -> [Vec<RecordId>; 4] {
    let queue = device.client().queue(&QueueFilter::default(), 500).expect("what waits");
    [queue.overdue, queue.asked, queue.to_answer, queue.without_help].map(|part| {
        assert_eq!(part.count, part.rows.len());
        part.rows.iter().map(|row| row.id).collect()
    })
}

fn compare(stage: &mut Stage, over: &[CaseId]) -> usize {
    let mut seen = 0;
    for device in [&mut stage.coordinator, &mut stage.shelter.1] {
        let lists = by_index(device);
        assert_eq!(lists, by_hand(device, over));
        seen += lists.iter().map(Vec::len).sum::<usize>();
        let due = device.client().due(500).expect("due");
        let due = due.iter().filter(|due| due.referral.is_some()).count();
        let overdue = |sent| -> Vec<ReferralRow> { all(device, sent) };
        let late: usize =
            [true, false].map(overdue).iter().map(|rows| ids(rows, |status| status.overdue).len()).sum();
        assert_eq!(due, late);
    }
    seen
}

#[test]
fn what_waits_is_what_the_events_say_at_every_hour() {
    let mut stage = stage(92);
    let no = || Answer::Decline("no_capacity".to_owned());
    let ask = || Answer::NeedsInfo("বয়স কত?".to_owned());
    let done = || Answer::Completed("full".to_owned());
    let failed = || Answer::NotCompleted("no_show".to_owned());
    let mut made = Vec::new();
    for answers in [
        &[&[][..]][..],
        &[&[ask()]],
        &[&[ask(), Answer::Accept]],
        &[&[Answer::Accept]],
        &[&[no()]],
        &[&[no()], &[Answer::Accept, done()]],
        &[&[Answer::Accept, failed()], &[no()]],
        &[&[no()], &[]],
        &[&[ask()], &[no()]],
        &[&[], &[]],
    ] {
        made.push(case(&mut stage, answers));
    }
    stage.settle();
    let client = stage.coordinator.client();
    client.note_referral(made[8].1[0], "১২").expect("said");
    client.recall_referral(made[9].1[0], "safety").expect("recalled");
    client.withdraw_consent(made[9].0, None).expect("withdrawn");
    let over = made[4].0;
    client.set_status(over, &StatusChange::Closed("other".to_owned())).expect("closed");
    stage.world.sync(&mut stage.coordinator).expect("synced");
    let mut seen = Vec::new();
    for hours in [0, 12, 13, 24, 24, 3, 24] {
        stage.world.clock.pass(hours * 3600);
        seen.push(compare(&mut stage, &[over]));
    }
    assert!(seen.iter().all(|count| *count > 0) && seen.iter().max() > seen.iter().min(), "{seen:?}");
    // As a version that knew nothing of where referrals stand left it.
    for device in [&stage.coordinator, &stage.shelter.1] {
        device.write().execute("UPDATE referral SET standing = 9", []).expect("forgotten");
    }
    compare(&mut stage, &[over]);
    stage.settle();
    stage.world.clock.pass(DAY);
    compare(&mut stage, &[over]);
}
