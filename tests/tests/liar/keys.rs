//! Lies about keys: grants, key sets, sealed changes, wraps, with the help of a device that signs whatever it is asked to.

use super::{Team, report, set, shown};
use jonaki_core::protocol::grant::{Granter, wrap_epoch};
use jonaki_core::protocol::sync::News;
use jonaki_core::protocol::{
    Body, CaseKey, Compartment, CompartmentSet, DocumentId, Epoch, Grant, Holder, Item, KemPrivate, KeySet,
    Principal, Recipient, RecordId, Role, Sealed, SignedBatch, seal,
};
use jonaki_tests::liar::{Accomplice, lied_to};
use jonaki_tests::world::{Device, World};

/// A batch of an accomplice with its certificate.
fn with_certificate(accomplice: &mut Accomplice, team: &Team, items: Vec<Item>) -> SignedBatch {
    let items = [vec![accomplice.certificate.to_item()], items].concat();
    accomplice.signs(team.world.clock.now(), items)
}

/// Delivers a batch to the coordinator, beside the honest news.
fn deliver(team: &mut Team, batch: SignedBatch) {
    lied_to(&mut team.world, &mut team.coordinator, |lie| lie.add(&News::Batch(batch))).expect("heard");
}

/// The items of the batches that a device would send now.
fn leaving(device: &mut Device) -> Vec<Body> {
    let body = World::whole_request(device, jonaki_core::Budget::default()).expect("a request");
    let claimed = jonaki_core::protocol::sync::UnverifiedRequest::from_body(&body).expect("parsed").claimed;
    let items = claimed.batches.iter().flat_map(|batch| batch.items.iter().flatten());
    items.filter_map(|item| item.parse().ok()).collect()
}

/// A grant that nobody may give would have every later key of the case wrapped for a stranger.
#[test]
fn a_stranger_cannot_grant_itself_the_keys_that_are_made_later() {
    let mut team = Team::new(301);
    let case = team.case();
    let (mut stranger, gamma) = team.stranger(Role::Admin);
    let now = team.world.clock.now();
    // The stranger's organisation gets keys of its own, so that wrapping for it is possible.
    let own = KemPrivate::from_bytes(&[5; 32]).expect("a key");
    let epoch = Epoch { organisation: gamma, number: 0, public: own.public(), history: Vec::new() }.to_item();
    let founding = stranger.signs(now, vec![epoch]);
    assert_eq!(stranger.brings(&mut team.world, vec![founding]), 200);
    team.world.sync(&mut team.coordinator).expect("synced");

    let recipient = Recipient::Organisation(gamma, 0);
    let mut rng = team.world.seeds.stream();
    let mut granter =
        Granter::new(stranger.programme, recipient, &own.public(), &mut rng).expect("a recipient");
    let key = CaseKey::make(&mut rng);
    let parts = CompartmentSet::EMPTY.with(Compartment::Card).with(Compartment::Account);
    let grant = granter.grant(case, parts, &[&key]).expect("a grant");
    let batch = with_certificate(&mut stranger, &team, vec![granter.capsule().to_item(), grant.to_item()]);
    deliver(&mut team, batch);

    // A member is removed: the next edit makes new keys for everybody who reads the case.
    let leaver = team.insider(Role::Coordinator);
    team.world.sync(&mut team.founder).expect("synced");
    team.founder.client().remove_member(leaver.device()).expect("removed");
    team.world.sync(&mut team.founder).expect("synced");
    team.world.sync(&mut team.coordinator).expect("synced");
    team.coordinator.client().edit(case, &[set("narrative", "নতুন")]).expect("edited");
    let grants: Vec<Grant> = leaving(&mut team.coordinator)
        .into_iter()
        .filter_map(|body| match body {
            Body::Grant(grant) => Some(grant),
            _ => None,
        })
        .collect();
    assert!(!grants.is_empty(), "new keys are due");
    assert!(grants.iter().all(|grant| grant.recipient.principal() != Principal::Organisation(gamma)));
}

/// Whoever signs a withdrawal that it may not would cut others off from the keys that are made later.
#[test]
fn a_stranger_cannot_cut_the_reporter_off() {
    let mut team = Team::new(302);
    let case = team.case();
    let (mut stranger, _) = team.stranger(Role::Admin);
    team.world.sync(&mut team.coordinator).expect("synced");
    let device = team.reporter.client().device().expect("enrolled");
    let parts = CompartmentSet::EMPTY.with(Compartment::Account);
    let helper = team.insider(Role::Provider);
    team.world.sync(&mut team.coordinator).expect("synced");
    team.coordinator.client().grant(case, Principal::Device(helper.device()), parts).expect("granted");
    team.world.sync(&mut team.coordinator).expect("synced");
    let items = [device, helper.device()].map(|device| {
        jonaki_core::protocol::Withdraw { record: case, recipient: Recipient::Device(device) }.to_item()
    });
    let batch = with_certificate(&mut stranger, &team, items.to_vec());
    deliver(&mut team, batch);

    let leaver = team.insider(Role::Coordinator);
    team.world.sync(&mut team.founder).expect("synced");
    team.founder.client().remove_member(leaver.device()).expect("removed");
    team.world.sync(&mut team.founder).expect("synced");
    team.world.sync(&mut team.coordinator).expect("synced");
    team.coordinator.client().edit(case, &[set("narrative", "নতুন")]).expect("edited");
    let readers: Vec<Principal> = leaving(&mut team.coordinator)
        .iter()
        .filter_map(|body| match body {
            Body::Grant(grant) => Some(grant.recipient.principal()),
            _ => None,
        })
        .collect();
    assert!(readers.contains(&Principal::Device(helper.device())), "{readers:?}");
}

#[test]
fn the_safety_compartment_is_never_taken_by_a_reporters_device() {
    let mut team = Team::new(303);
    let case = team.case();
    let mut insider = team.insider(Role::Coordinator);
    let device = team.reporter.client().device().expect("enrolled");
    let member = team.coordinator.client().members().expect("members");
    assert!(member.iter().any(|member| member.device == device));
    team.world.sync(&mut team.coordinator).expect("synced");
    let now = team.world.clock.now();
    let mut rng = team.world.seeds.stream();
    let key = CaseKey::make(&mut rng);
    let commitment = key.commitment(&insider.programme, &case, Compartment::Safety);
    let set = KeySet { record: case, epoch: 1, commitments: vec![(Compartment::Safety, commitment)] };
    let recipient = Recipient::Device(device);
    let public = kem_of(&mut team, device);
    let mut granter = Granter::new(insider.programme, recipient, &public, &mut rng).expect("a recipient");
    let parts = CompartmentSet::EMPTY.with(Compartment::Card).with(Compartment::Safety);
    let grant = granter.grant(case, parts, &[&key]).expect("a grant");
    let document = DocumentId { record: case, compartment: Compartment::Safety };
    let change = safety_change(&insider);
    let sealed = seal::seal(&insider.programme, document, &key, &change, &mut rng).expect("sealed");
    let items = vec![set.to_item(), granter.capsule().to_item(), grant.to_item(), sealed.to_item()];
    let batch = insider.signs(now, [vec![insider.certificate.to_item()], items].concat());
    lied_to(&mut team.world, &mut team.reporter, |lie| lie.add(&News::Batch(batch))).expect("heard");
    assert_eq!(shown(&mut team.reporter, case, "shelter"), None);
    assert!(shown(&mut team.reporter, case, "name_given").is_some());
}

fn safety_change(insider: &Accomplice) -> Vec<u8> {
    use jonaki_document::{Document, Edit, Standing, Writer};
    let mut document = Document::new(Compartment::Safety).expect("a document");
    let writer = Writer { device: insider.device(), standing: Standing::CoordinatorWithAccess };
    let actor = jonaki_core::protocol::ActorId { device: insider.device(), incarnation: [1; 4] };
    let change = document.edit_as(&writer, actor, &[Edit::set("shelter", "ঘর".into())]).expect("edited");
    change.expect("a change").bytes
}

/// The receiving key of a device, from its certificate in the honest server's database.
fn kem_of(team: &mut Team, device: jonaki_core::protocol::DeviceId) -> jonaki_core::protocol::KemPublic {
    let mut found = None;
    team.world
        .service()
        .inspect(&mut |_, directory, _| {
            found = found.or(directory.member(&device).map(|member| member.kem));
            Ok(())
        })
        .expect("inspected");
    found.expect("a member")
}

/// What the coordinator is told of a fresh report, kept back by the server.
fn kept_back(team: &mut Team, name: &str) -> (jonaki_core::protocol::CaseId, Vec<SignedBatch>) {
    let case = team.reporter.client().report(&report(name)).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    let mut batches = Vec::new();
    lied_to(&mut team.world, &mut team.coordinator, |lie| {
        batches = lie.batches();
        lie.response.feed.clear();
    })
    .expect("heard");
    (case, batches)
}

/// Signed again by an accomplice under another record, sealed words do not open: the seal names its place.
#[test]
fn a_sealed_change_cannot_be_moved_to_another_case_or_compartment() {
    let mut team = Team::new(304);
    let case = team.case();
    let (_, batches) = kept_back(&mut team, "অন্য শিশু");
    let mut insider = team.insider(Role::Coordinator);
    let moved: Vec<Item> = batches
        .iter()
        .flat_map(|batch| batch.items.iter().flatten())
        .filter_map(|item| match item.parse() {
            Ok(Body::Sealed(sealed)) => Some(sealed),
            _ => None,
        })
        .flat_map(|sealed| {
            let elsewhere = Sealed { record: case, ..sealed.clone() };
            let other = if sealed.compartment == Compartment::Account {
                Compartment::Identity
            } else {
                Compartment::Account
            };
            [elsewhere.to_item(), Sealed { compartment: other, ..sealed }.to_item()]
        })
        .collect();
    assert!(!moved.is_empty());
    let batch = with_certificate(&mut insider, &team, moved);
    deliver(&mut team, batch);
    assert_eq!(shown(&mut team.coordinator, case, "name_given"), Some("জরিনা পরীক্ষা".into()));
    assert!(
        team.coordinator.client().search("অন্য", 5).expect("search").is_empty(),
        "nothing of the other case is here"
    );
}

/// A grant that was made for one case does not open another, and keys that no key set of the case names are refused.
#[test]
fn grants_of_other_cases_and_keys_that_nobody_committed_to_are_refused() {
    let mut team = Team::new(305);
    let (case, batches) = kept_back(&mut team, "শিশু");
    let mut insider = team.insider(Role::Coordinator);
    let ours = team.coordinator.client().status().expect("status").organisation.expect("enrolled");
    let public = epoch_of(&mut team, ours);
    let recipient = Recipient::Organisation(ours, 0);
    let mut rng = team.world.seeds.stream();
    let mut granter = Granter::new(insider.programme, recipient, &public, &mut rng).expect("a recipient");
    let key = CaseKey::make(&mut rng);
    let parts = CompartmentSet::EMPTY.with(Compartment::Card).with(Compartment::Identity);
    let invented = granter.grant(case, parts, &[&key]).expect("a grant");
    let elsewhere = granter.grant(RecordId::from_bytes([4; 16]), parts, &[&key]).expect("a grant");
    let moved = Grant { record: case, ..elsewhere };
    let items = vec![granter.capsule().to_item(), invented.to_item(), moved.to_item()];
    let forged = with_certificate(&mut insider, &team, items);
    let whole = batches.clone();
    lied_to(&mut team.world, &mut team.coordinator, |lie| {
        lie.withhold(|_| true);
        for batch in whole {
            lie.add(&News::Batch(batch));
        }
        lie.add(&News::Batch(forged));
    })
    .expect("heard");
    let status = team.coordinator.client().status().expect("status");
    assert_eq!(status.quarantined, 2, "both grants are set aside");
    assert_eq!(shown(&mut team.coordinator, case, "name_given"), Some("শিশু".into()));
}

fn epoch_of(
    team: &mut Team,
    organisation: jonaki_core::protocol::OrganisationId,
) -> jonaki_core::protocol::KemPublic {
    let mut found = None;
    team.world
        .service()
        .inspect(&mut |_, directory, _| {
            found = found.or(directory.current_epoch(&organisation).map(|epoch| epoch.public));
            Ok(())
        })
        .expect("inspected");
    found.expect("an epoch")
}

#[test]
fn key_sets_of_those_who_may_not_renew_are_refused() {
    let mut team = Team::new(306);
    let case = team.case();
    let (mut stranger, _) = team.stranger(Role::Admin);
    let mut insider = team.insider(Role::Reporter);
    team.world.sync(&mut team.coordinator).expect("synced");
    let mut rng = team.world.seeds.stream();
    for accomplice in [&mut stranger, &mut insider] {
        let key = CaseKey::make(&mut rng);
        let commitment = key.commitment(&accomplice.programme, &case, Compartment::Identity);
        let commitments = vec![(Compartment::Identity, commitment)];
        let set = KeySet { record: case, epoch: 9, commitments }.to_item();
        let batch = with_certificate(accomplice, &team, vec![set]);
        deliver(&mut team, batch);
    }
    assert_eq!(team.coordinator.client().status().expect("status").quarantined, 2);
    team.coordinator.client().edit(case, &[set("name_given", "পরে")]).expect("edited");
    team.world.sync(&mut team.coordinator).expect("synced");
    team.world.sync(&mut team.reporter).expect("synced");
    assert_eq!(shown(&mut team.reporter, case, "name_given"), Some("পরে".into()));
}

/// An insider that may not make keys for the organisation, and one that wraps another key than the directory names.
#[test]
fn organisation_keys_that_the_directory_does_not_name_are_refused() {
    let mut team = Team::new(307);
    let case = team.case();
    let mut insider = team.insider(Role::Coordinator);
    team.world.sync(&mut team.coordinator).expect("synced");
    let ours = team.coordinator.client().status().expect("status").organisation.expect("enrolled");
    let device = team.coordinator.client().device().expect("enrolled");
    let public = kem_of(&mut team, device);
    let mut rng = team.world.seeds.stream();
    let other = KemPrivate::make(&mut rng);
    let epoch = Epoch { organisation: ours, number: 1, public: other.public(), history: Vec::new() };
    let wrap = |number, rng: &mut _| {
        let holder = (Holder::Device(device), &public);
        wrap_epoch(&insider.programme, (ours, number), &other, holder, rng).expect("wrapped").to_item()
    };
    let items = vec![epoch.to_item(), wrap(1, &mut rng), wrap(0, &mut rng)];
    let batch = with_certificate(&mut insider, &team, items);
    deliver(&mut team, batch);
    assert_eq!(team.coordinator.client().status().expect("status").quarantined, 3);
    let views = team.coordinator.client().organisations().expect("a list");
    assert!(views.iter().any(|view| view.id == ours && view.epoch == Some(0)));
    team.coordinator.client().edit(case, &[set("name_given", "পরে")]).expect("edited");
    team.world.sync(&mut team.coordinator).expect("synced");
    team.world.sync(&mut team.founder).expect("synced");
    assert_eq!(shown(&mut team.founder, case, "name_given"), Some("পরে".into()));
}
