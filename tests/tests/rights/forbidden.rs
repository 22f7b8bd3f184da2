//! What a hostile client may not do with a referral, or with a case that one could be made of: it skips every check of its own
//! and signs what it likes. Each with the code that it gets; nothing stored changes but the record of the refusal.

use super::cast::{
    ADMIN, COORDINATOR, Cast, HELPER, OUTSIDE_ADMIN, OUTSIDE_COORDINATOR, Opened, PROVIDER, RECEIVER,
    REPORTER, SENDER, SENDER_HELPER, grant,
};
use super::pairs::DAY;
use jonaki_core::protocol::{
    Change, Code, Compartment, EntryId, Erase, Item, OrganisationId, Recipient, RecordId, Withdraw,
};
use jonaki_document::referral::{FieldGroup, Header};
use jonaki_document::{Document, Edit, Scalar};
use jonaki_server::operations::check;
use jonaki_tests::catalogue::{Allowance, Tables};

/// A case with a consent, shown to the sender's organisation.
struct Stage<'a> {
    cast: &'a mut Cast,
    case: Opened,
    consent: EntryId,
}

impl Stage<'_> {
    /// A referral of the case as a peer would open it, its header changed at will.
    fn opening(&mut self, name: &str, change: impl FnOnce(&mut Header)) -> Item {
        let mut header = self.cast.header(self.case.record, self.consent);
        change(&mut header);
        self.cast.written(name, &header).1
    }

    fn referral(&mut self) -> Opened {
        self.cast.refer_one(&self.case, self.consent)
    }

    /// A referral that was taken back.
    fn recalled(&mut self) -> Opened {
        let mut one = self.referral();
        let item = self.cast.event(SENDER, &mut one, "recalled", &[]).1;
        self.cast.must_send(SENDER, vec![item]);
        one
    }

    /// An event on the card, admitted.
    fn on_card(&mut self, kind: &str, more: &[(&str, Scalar)]) -> EntryId {
        let (id, item) = self.cast.event(HELPER, &mut self.case, kind, more);
        self.cast.must_send(HELPER, vec![item]);
        id
    }

    /// An event of a referral that a peer tries.
    fn event(&mut self, name: &str, kind: &str) -> Item {
        let mut one = self.referral();
        self.cast.event(name, &mut one, kind, &[]).1
    }

    /// Keys of a record for an organisation; the capsule is there already.
    fn granted(&mut self, name: &str, one: &Opened, to: OrganisationId, part: Compartment) -> Item {
        let mut granter = self.cast.granter(name, to);
        grant(&mut granter, one, &[part])
    }

    /// Keys of a record for a device.
    fn granted_to(&mut self, name: &str, one: &Opened, to: &str, part: Compartment) -> Item {
        let (device, kem) = (self.cast.peer(to).id(), self.cast.peer(to).kem.public());
        let mut granter = self.cast.granter_for(name, Recipient::Device(device), &kem);
        grant(&mut granter, one, &[part])
    }
}

type Make = fn(&mut Stage<'_>) -> Item;
/// What is tried, by whom, with which answer.
type Row = (&'static str, &'static str, Code, Make);

const REFERRING: &[Row] = &[
    ("refer without consent", SENDER, Code::ConsentMissing, |stage| {
        stage.opening(SENDER, |header| header.consent = EntryId::from_bytes([9; 12]))
    }),
    ("refer on a consent that was withdrawn", SENDER, Code::ConsentEnded, |stage| {
        stage.on_card("consent_withdrawn", &[]);
        stage.opening(SENDER, |_| {})
    }),
    ("refer on one of two consents, the one that was withdrawn", SENDER, Code::ConsentEnded, |stage| {
        let of = Scalar::from(stage.consent.to_string());
        stage.cast.consent(&mut stage.case);
        stage.on_card("consent_withdrawn", &[("of", of)]);
        stage.opening(SENDER, |_| {})
    }),
    ("refer on a consent that ran out", SENDER, Code::ConsentEnded, |stage| {
        stage.cast.world.clock.pass(11 * DAY);
        stage.opening(SENDER, |_| {})
    }),
    ("refer on another basis that nobody approved", SENDER, Code::ApprovalMissing, |stage| {
        let hour = stage.cast.hour();
        let fields = [
            ("giver", "none".into()),
            ("basis", "vital_interests".into()),
            ("groups", Scalar::Int(super::pairs::groups().bits())),
            ("purpose", super::pairs::PURPOSE.into()),
            ("until", Scalar::Int(hour + DAY)),
        ];
        let basis = stage.on_card("consent_given", &fields);
        stage.opening(SENDER, |header| header.consent = basis)
    }),
    ("disclose more than was agreed", SENDER, Code::ConsentScope, |stage| {
        stage.opening(SENDER, |header| header.groups = header.groups.with(FieldGroup::Contact))
    }),
    ("refer for another purpose", SENDER, Code::ConsentScope, |stage| {
        stage.opening(SENDER, |header| header.purpose = "share_with_police".to_owned())
    }),
    ("refer to an organisation that is excluded", SENDER, Code::Excluded, |stage| {
        let to = Scalar::from(stage.cast.to.to_string());
        stage.on_card("not_for", &[("record", to)]);
        stage.opening(SENDER, |_| {})
    }),
    ("refer to a kind of organisations that is excluded", SENDER, Code::Excluded, |stage| {
        stage.on_card("not_for", &[("whom", "shelter".into())]);
        stage.opening(SENDER, |_| {})
    }),
    ("refer a case that is closed", SENDER, Code::CaseClosed, |stage| {
        stage.on_card("closed", &[("reason", "goals_met".into())]);
        stage.opening(SENDER, |_| {})
    }),
    ("refer as the reporter", REPORTER, Code::NotAllowed, |stage| {
        let home = stage.cast.home;
        stage.opening(REPORTER, |header| header.from = home)
    }),
    ("refer as a provider", PROVIDER, Code::NotAllowed, |stage| {
        let home = stage.cast.home;
        stage.opening(PROVIDER, |header| header.from = home)
    }),
    ("refer a case that one may not read", OUTSIDE_COORDINATOR, Code::NoAccess, |stage| {
        let other = stage.cast.other;
        stage.opening(OUTSIDE_COORDINATOR, |header| header.from = other)
    }),
    ("refer a case that there is not", SENDER, Code::NoAccess, |stage| {
        stage.opening(SENDER, |header| header.case = RecordId::from_bytes([8; 16]))
    }),
    ("refer a referral", SENDER, Code::NoAccess, |stage| {
        let record = stage.referral().record;
        stage.opening(SENDER, |header| header.case = record)
    }),
    ("refer a case that was erased", SENDER, Code::Erased, |stage| {
        let erase = Erase { record: stage.case.record }.to_item();
        stage.cast.must_send(ADMIN, vec![erase]);
        stage.opening(SENDER, |_| {})
    }),
    ("refer in another organisation's name", COORDINATOR, Code::NotAllowed, |stage| {
        stage.opening(COORDINATOR, |_| {})
    }),
    ("refer to an organisation that there is not", SENDER, Code::ReferralRefused, |stage| {
        stage.opening(SENDER, |header| header.to = OrganisationId::from_bytes([8; 16]))
    }),
    ("refer from a time to come", SENDER, Code::ReferralRefused, |stage| {
        stage.opening(SENDER, |header| {
            header.made += DAY;
            header.due += DAY;
            header.expires += DAY;
        })
    }),
    ("refer with half a header", SENDER, Code::ReferralRefused, |stage| {
        let header = stage.cast.header(stage.case.record, stage.consent);
        let edits: Vec<Edit> = header.edits().into_iter().take(5).collect();
        let mut one = stage.cast.unopened(SENDER);
        stage.cast.edited(SENDER, &mut one, &edits)
    }),
    ("go on with a referral that was never opened", SENDER, Code::ReferralRefused, |stage| {
        let header = stage.cast.header(stage.case.record, stage.consent);
        let (mut one, _) = stage.cast.written(SENDER, &header);
        stage.cast.event(SENDER, &mut one, "escalated", &[]).1
    }),
    ("give keys to a referral that was never opened", SENDER, Code::NotAllowed, |stage| {
        let one = stage.cast.unopened(SENDER);
        stage.cast.disclosure_keys(&one, 0)
    }),
    ("write the header anew", SENDER, Code::PolicyImmutable, |stage| {
        let mut one = stage.referral();
        let groups = Scalar::Int(jonaki_document::referral::FieldGroups::ALL.bits());
        stage.cast.edited(SENDER, &mut one, &[Edit::set("groups", groups)])
    }),
    ("write more into the header", SENDER, Code::ReferralRefused, |stage| {
        let mut one = stage.referral();
        stage.cast.edited(SENDER, &mut one, &[Edit::set("listing", "0a".repeat(16).as_str().into())])
    }),
    ("write another header beside the first", SENDER_HELPER, Code::ReferralRefused, |stage| {
        let first = stage.referral();
        let mut header = stage.cast.header(stage.case.record, stage.consent);
        header.groups = header.groups.with(FieldGroup::Story);
        let mut beside = stage.cast.unopened(SENDER_HELPER);
        beside.record = first.record;
        stage.cast.edited(SENDER_HELPER, &mut beside, &header.edits())
    }),
];

const ANSWERING: &[Row] = &[
    ("accept for another organisation", OUTSIDE_COORDINATOR, Code::Policy, |stage| {
        stage.event(OUTSIDE_COORDINATOR, "accepted")
    }),
    ("accept as the organisation of the case", ADMIN, Code::Policy, |stage| stage.event(ADMIN, "accepted")),
    ("accept as the reporter", REPORTER, Code::Policy, |stage| stage.event(REPORTER, "accepted")),
    ("accept as the sender", SENDER, Code::Policy, |stage| stage.event(SENDER, "accepted")),
    ("take back as the receiver", RECEIVER, Code::Policy, |stage| stage.event(RECEIVER, "recalled")),
    ("take back as the organisation of the case", COORDINATOR, Code::Policy, |stage| {
        stage.event(COORDINATOR, "recalled")
    }),
    ("accept after it expired", RECEIVER, Code::ReferralOver, |stage| {
        let mut one = stage.referral();
        stage.cast.world.clock.pass(4 * DAY);
        stage.cast.ask(RECEIVER, |_| {}).expect("it hears that it expired");
        stage.cast.event(RECEIVER, &mut one, "accepted", &[]).1
    }),
    ("write into a disclosure that one has nothing to do with", COORDINATOR, Code::NoAccess, |stage| {
        let one = stage.referral();
        stage.cast.note(COORDINATOR, &one, Compartment::Disclosure)
    }),
    ("take a referral from its receiver", SENDER, Code::NotAllowed, |stage| {
        let record = stage.referral().record;
        let (recipient, _) = stage.cast.epoch(stage.cast.to);
        Withdraw { record, recipient }.to_item()
    }),
    ("erase a referral as its receiver", RECEIVER, Code::NotAllowed, |stage| {
        Erase { record: stage.referral().record }.to_item()
    }),
];

const DISCLOSING: &[Row] = &[
    ("give the disclosure to a third organisation", SENDER, Code::GrantRefused, |stage| {
        let (one, other) = (stage.referral(), stage.cast.other);
        stage.granted(SENDER, &one, other, Compartment::Disclosure)
    }),
    ("give it on as the receiver", RECEIVER, Code::GrantRefused, |stage| {
        let (one, to) = (stage.referral(), stage.cast.to);
        stage.granted(RECEIVER, &one, to, Compartment::Disclosure)
    }),
    ("give it to one device of the receiver", SENDER, Code::GrantRefused, |stage| {
        let one = stage.referral();
        stage.granted_to(SENDER, &one, RECEIVER, Compartment::Disclosure)
    }),
    ("give it to the reporter", SENDER, Code::GrantRefused, |stage| {
        let one = stage.referral();
        stage.granted_to(SENDER, &one, REPORTER, Compartment::Disclosure)
    }),
    ("give it after the referral is over", SENDER, Code::ReferralOver, |stage| {
        let (one, to) = (stage.recalled(), stage.cast.to);
        stage.granted(SENDER, &one, to, Compartment::Disclosure)
    }),
    ("give it after the referral ran out", SENDER, Code::ReferralOver, |stage| {
        let (one, to) = (stage.referral(), stage.cast.to);
        stage.cast.world.clock.pass(4 * DAY);
        // What makes it over is not the attempt.
        stage.cast.ask(RECEIVER, |_| {}).expect("it hears that it expired");
        stage.granted(SENDER, &one, to, Compartment::Disclosure)
    }),
    ("make its keys as the receiver", RECEIVER, Code::KeySetRefused, |stage| {
        let one = stage.referral();
        stage.cast.disclosure_keys(&one, 1)
    }),
    ("make its keys as the organisation of the case", ADMIN, Code::KeySetRefused, |stage| {
        let one = stage.referral();
        stage.cast.disclosure_keys(&one, 1)
    }),
];

const MIXING: &[Row] = &[
    ("a card in a referral", SENDER, Code::NotAllowed, |stage| {
        let record = stage.referral().record;
        let actor = stage.cast.peers.get_mut(SENDER).expect("a peer").actor();
        let mut card = Document::new(Compartment::Card).expect("a document");
        let edit = [Edit::set("district", "khulna".into())];
        let change = card.edit(actor, &edit).expect("edited").expect("a change").bytes;
        Change { record, compartment: Compartment::Card, change }.to_item()
    }),
    ("an account in a referral", SENDER, Code::NotAllowed, |stage| {
        let one = stage.referral();
        stage.cast.note(SENDER, &one, Compartment::Account)
    }),
    ("keys of an account in a referral", SENDER, Code::NotAllowed, |stage| {
        let one = stage.referral();
        stage.cast.key_set(&one, 1, &[Compartment::Account])
    }),
    ("an account of a referral given away", SENDER, Code::GrantRefused, |stage| {
        let (one, to) = (stage.referral(), stage.cast.to);
        stage.granted(SENDER, &one, to, Compartment::Account)
    }),
    ("a referral in a case", HELPER, Code::NotAllowed, |stage| {
        let (mut header, home) = (stage.cast.header(stage.case.record, stage.consent), stage.cast.home);
        header.from = home;
        let mut one = stage.cast.unopened(HELPER);
        one.record = stage.case.record;
        stage.cast.edited(HELPER, &mut one, &header.edits())
    }),
    ("a disclosure in a case", HELPER, Code::NotAllowed, |stage| {
        stage.cast.item(HELPER, &stage.case, Compartment::Disclosure, vec![7; 64])
    }),
    ("keys of a disclosure in a case", HELPER, Code::NotAllowed, |stage| {
        stage.cast.disclosure_keys(&stage.case, 1)
    }),
    ("a disclosure of a case given away", HELPER, Code::GrantRefused, |stage| {
        let other = stage.cast.other;
        let mut granter = stage.cast.granter(HELPER, other);
        grant(&mut granter, &stage.case, &[Compartment::Disclosure])
    }),
    ("the safety plan to the reporter's device", HELPER, Code::GrantRefused, |stage| {
        stage.cast.open_closed(&[&stage.case]);
        let (device, kem) = (stage.cast.peer(REPORTER).id(), stage.cast.peer(REPORTER).kem.public());
        let mut granter = stage.cast.granter_for(HELPER, Recipient::Device(device), &kem);
        grant(&mut granter, &stage.case, &[Compartment::Safety])
    }),
    ("the work on the case to the reporter's device", HELPER, Code::GrantRefused, |stage| {
        stage.cast.open_closed(&[&stage.case]);
        let (device, kem) = (stage.cast.peer(REPORTER).id(), stage.cast.peer(REPORTER).kem.public());
        let mut granter = stage.cast.granter_for(HELPER, Recipient::Device(device), &kem);
        grant(&mut granter, &stage.case, &[Compartment::Work])
    }),
    ("keys of the work on the case, made by its reporter", REPORTER, Code::KeySetRefused, |stage| {
        stage.cast.key_set(&stage.case, 0, &[Compartment::Work])
    }),
    ("a note to the work on the case by its reporter", REPORTER, Code::NoAccess, |stage| {
        stage.cast.open_closed(&[&stage.case]);
        stage.cast.note(REPORTER, &stage.case, Compartment::Work)
    }),
    ("a case to an organisation that is excluded", HELPER, Code::Excluded, |stage| {
        let other = stage.cast.other;
        stage.on_card("not_for", &[("record", other.to_string().into())]);
        let mut granter = stage.cast.granter(HELPER, other);
        grant(&mut granter, &stage.case, &[Compartment::Account])
    }),
    ("a case to a device of an excluded organisation", REPORTER, Code::Excluded, |stage| {
        let other = stage.cast.other;
        stage.on_card("not_for", &[("record", other.to_string().into())]);
        let (device, kem) =
            (stage.cast.peer(OUTSIDE_ADMIN).id(), stage.cast.peer(OUTSIDE_ADMIN).kem.public());
        let mut granter = stage.cast.granter_for(REPORTER, Recipient::Device(device), &kem);
        grant(&mut granter, &stage.case, &[Compartment::Account])
    }),
];

/// What the record of a refusal leaves, and nothing else may.
fn refusal() -> Vec<Allowance> {
    vec![
        Allowance::added("server.batch", 1),
        Allowance::added("server.item", 1),
        Allowance::added("server.entry", 1),
        Allowance::changed("server.programme", 1),
        Allowance { table: "server.chain", gone: 1, new: 1 },
    ]
}

/// Plays rows; what differs from them.
fn play(seed: u64, rows: &[Row]) {
    let mut cast = Cast::new(seed);
    let mut wrong = Vec::new();
    for (what, who, code, make) in rows {
        cast.world.clock.pass(60);
        let (case, consent) = cast.agreed(1).pop().expect("a case");
        let item = make(&mut Stage { cast: &mut cast, case, consent });
        let before = Tables::of(&cast.world.server_path(), &[], &[]);
        let said = cast.send(who, vec![item]);
        if said != [Some(*code)] {
            wrong.push(format!("{what}: {said:?} instead of {code:?}"));
        }
        let after = Tables::of(&cast.world.server_path(), &[], &[]);
        if let Err(changed) = before.compare(&after, &refusal()) {
            wrong.push(format!("{what}: {changed}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} do not hold:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    let report = check(cast.world.service()).expect("the server can be checked");
    assert_eq!(report.faults, Vec::<String>::new());
}

#[test]
fn a_referral_is_opened_as_its_case_allows_and_in_no_other_way() {
    play(120, REFERRING);
}

#[test]
fn each_side_of_a_referral_says_its_own_and_nobody_else_anything() {
    play(121, ANSWERING);
}

#[test]
fn a_disclosure_goes_to_its_receiver_and_no_further() {
    play(122, DISCLOSING);
}

#[test]
fn cases_and_referrals_do_not_mix_and_what_is_closed_stays_closed() {
    play(123, MIXING);
}
