//! The directory as a state machine: what it refuses leaves it as it was.

use crate::support::{Keys, NOW, ORGANISATION, OTHER_ORGANISATION, World};
use jonaki_protocol::directory::{OrganisationRecord, ProgrammeRecord, RootRecord};
use jonaki_protocol::{
    Body, Certificate, Code, DeviceId, Directory, Effect, Epoch, EpochWrap, Erase, Freshness, Holder,
    KemPrivate, KemPublic, Removal, Role, RootSigned, SignPrivate, Timestamp,
};

fn admit(directory: &mut Directory, author: &DeviceId, body: impl Into<Body>) -> Result<Effect, Code> {
    directory.admit(author, &body.into(), 7, Freshness::At(NOW))
}

/// Admits what must be refused, and checks that nothing changed.
fn refuse(directory: &mut Directory, author: &DeviceId, body: impl Into<Body>, code: Code) {
    let before = format!("{directory:?}");
    // In the entry after those that `admit` makes: what a removed device signed before stands.
    assert_eq!(directory.admit(author, &body.into(), 8, Freshness::At(NOW)), Err(code));
    assert_eq!(format!("{directory:?}"), before);
}

fn epoch(number: u32, seed: u8) -> Epoch {
    let public = KemPrivate::derive(&[seed; 32]).public();
    Epoch { organisation: ORGANISATION, number, public, history: Vec::new() }
}

#[test]
fn epochs_have_no_gaps_no_forks_and_only_admins_make_them() {
    let world = World::new();
    let mut directory = world.directory();
    let admin = world.admin.id();
    let coordinator = Keys::of(9);
    world.enrol(&mut directory, Role::Coordinator, 9, &coordinator);
    refuse(&mut directory, &admin, epoch(1, 1), Code::DirectoryRefused);
    refuse(&mut directory, &admin, epoch(u32::MAX, 1), Code::DirectoryRefused);
    for stranger in [coordinator.id(), world.other_admin.id(), DeviceId::NOBODY] {
        refuse(&mut directory, &stranger, epoch(0, 1), Code::NotAllowed);
    }
    assert_eq!(admit(&mut directory, &admin, epoch(0, 1)), Ok(Effect::NewEpoch(ORGANISATION, 0)));
    assert_eq!(admit(&mut directory, &admin, epoch(0, 1)), Ok(Effect::Nothing));
    refuse(&mut directory, &admin, epoch(0, 2), Code::DirectoryRefused);
    refuse(&mut directory, &admin, epoch(2, 2), Code::DirectoryRefused);
    assert_eq!(admit(&mut directory, &admin, epoch(1, 2)), Ok(Effect::NewEpoch(ORGANISATION, 1)));
    assert_eq!(directory.current_epoch(&ORGANISATION), Some(&epoch(1, 2)));
    assert_eq!(directory.epoch(&ORGANISATION, 0), Some(&epoch(0, 1)));
    assert_eq!(directory.epoch(&ORGANISATION, 2), None);
    assert_eq!(directory.current_epoch(&OTHER_ORGANISATION), None);
}

#[test]
fn only_an_admin_of_the_same_organisation_removes_and_removal_is_final() {
    let world = World::new();
    let mut directory = world.directory();
    let (keys, peer) = (Keys::of(9), Keys::of(10));
    world.enrol(&mut directory, Role::Reporter, 9, &keys);
    world.enrol(&mut directory, Role::Coordinator, 10, &peer);
    let removal = Removal { device: keys.id() };
    for author in [world.other_admin.id(), peer.id(), keys.id(), DeviceId::NOBODY] {
        refuse(&mut directory, &author, removal.clone(), Code::NotAllowed);
    }
    let unknown = Removal { device: DeviceId::from_bytes([9; 16]) };
    refuse(&mut directory, &world.admin.id(), unknown, Code::DirectoryRefused);
    assert_eq!(admit(&mut directory, &world.admin.id(), removal.clone()), Ok(Effect::Removed(keys.id())));
    assert_eq!(admit(&mut directory, &world.admin.id(), removal), Ok(Effect::Nothing));
    let member = directory.member(&keys.id()).expect("known for ever");
    assert!(!member.is_active());
    assert!(member.acted_rightly_at(7) && !member.acted_rightly_at(8));
    // With a new invite it stays removed; with its old certificate it stays removed.
    let again = world.certificate(Role::Reporter, 11, &keys);
    refuse(&mut directory, &keys.id(), again, Code::Revoked);
    let old = world.certificate(Role::Reporter, 9, &keys);
    assert_eq!(admit(&mut directory, &keys.id(), old.clone()), Ok(Effect::Nothing));
    let (_, shown) = directory.preview(&old, Freshness::At(NOW)).expect("known");
    assert!(!shown.is_active(), "a preview of the old certificate does not bring it back");
}

#[test]
fn a_removed_admin_can_do_nothing_more() {
    let world = World::new();
    let mut directory = world.directory();
    let second = Keys::of(9);
    world.enrol(&mut directory, Role::Admin, 9, &second);
    let pending = {
        let seed = crate::support::seed(50);
        let message = world.invite(Role::Reporter, &seed).sign(&world.programme(), &second.sign);
        let link = jonaki_protocol::InviteLink::new(
            world.root.public(),
            message,
            vec![world.organisation_record().to_item(), world.certificate(Role::Admin, 9, &second).to_item()],
            &seed,
        );
        let guest = Keys::of(50);
        let verified = link.verify(NOW, None).expect("good while it lasts");
        (guest.id(), verified.certify(&guest.sign.public(), &guest.kem.public(), NOW))
    };
    assert_eq!(admit(&mut directory, &world.admin.id(), epoch(0, 1)), Ok(Effect::NewEpoch(ORGANISATION, 0)));
    let removal = Removal { device: second.id() };
    assert_eq!(admit(&mut directory, &world.admin.id(), removal), Ok(Effect::Removed(second.id())));
    // A device that hears of the removal first takes in what the log has before it.
    let mut early = world.directory();
    world.enrol(&mut early, Role::Admin, 9, &second);
    let late = Removal { device: second.id() };
    assert_eq!(
        early.admit(&world.admin.id(), &late.into(), 9, Freshness::Claimed),
        Ok(Effect::Removed(second.id()))
    );
    assert_eq!(admit(&mut early, &second.id(), epoch(0, 1)), Ok(Effect::NewEpoch(ORGANISATION, 0)));
    refuse(&mut directory, &second.id(), epoch(1, 2), Code::NotAllowed);
    refuse(&mut directory, &second.id(), Removal { device: world.admin.id() }, Code::NotAllowed);
    refuse(&mut directory, &pending.0, pending.1, Code::IssuerRefused);
    let wrap = EpochWrap {
        organisation: ORGANISATION,
        number: 0,
        holder: Holder::Recovery,
        encapsulated: vec![0; 32],
        wrapped: vec![0; 48],
    };
    refuse(&mut directory, &second.id(), wrap, Code::NotAllowed);
    // An issuer whom the root names loses the right with the removal, too.
    assert_eq!(
        admit(&mut directory, &world.admin.id(), Removal { device: world.admin.id() }),
        Ok(Effect::Removed(world.admin.id()))
    );
    let invite =
        world.invite(Role::Admin, &crate::support::seed(60)).sign(&world.programme(), &world.admin.sign);
    assert_eq!(directory.verify_invite(&invite), Err(Code::IssuerRefused));
}

#[test]
fn wraps_come_from_readers_of_the_organisation_and_known_epochs() {
    let world = World::new();
    let mut directory = world.directory();
    let (reader, reporter) = (Keys::of(9), Keys::of(10));
    world.enrol(&mut directory, Role::Provider, 9, &reader);
    world.enrol(&mut directory, Role::Reporter, 10, &reporter);
    assert!(admit(&mut directory, &world.admin.id(), epoch(0, 1)).is_ok());
    let wrap = |number| EpochWrap {
        organisation: ORGANISATION,
        number,
        holder: Holder::Device(reader.id()),
        encapsulated: vec![0; 32],
        wrapped: vec![0; 48],
    };
    assert_eq!(admit(&mut directory, &reader.id(), wrap(0)), Ok(Effect::Nothing));
    refuse(&mut directory, &reader.id(), wrap(1), Code::NotAllowed);
    for author in [reporter.id(), world.other_admin.id(), DeviceId::NOBODY] {
        refuse(&mut directory, &author, wrap(0), Code::NotAllowed);
    }
}

fn programme_record(world: &World, root: &SignPrivate, time: Timestamp) -> ProgrammeRecord {
    let recovery = world.recovery.public();
    ProgrammeRecord { root: root.public(), server: world.admin.sign.public(), recovery, time }
}

#[test]
fn a_second_root_or_an_older_record_is_refused() {
    let world = World::new();
    let mut directory = world.directory();
    let nobody = DeviceId::NOBODY;
    let second = SignPrivate::from_seed(&[50; 32]);
    let foreign = RootRecord::Programme(programme_record(&world, &second, NOW.plus(1))).sign(&second);
    refuse(&mut directory, &nobody, foreign, Code::DirectoryRefused);
    // Signed by our root, but naming another.
    let other = RootRecord::Programme(programme_record(&world, &second, NOW.plus(1))).sign(&world.root);
    refuse(&mut directory, &nobody, other, Code::DirectoryRefused);
    for older in [NOW, NOW.plus(-1)] {
        let record = RootRecord::Programme(programme_record(&world, &world.root, older)).sign(&world.root);
        refuse(&mut directory, &nobody, record, Code::DirectoryRefused);
        let named = OrganisationRecord {
            name_en: "Other".to_owned(),
            time: older,
            ..world.organisation(ORGANISATION, &world.admin)
        };
        refuse(
            &mut directory,
            &nobody,
            RootRecord::Organisation(named).sign(&world.root),
            Code::DirectoryRefused,
        );
    }
    assert_eq!(admit(&mut directory, &nobody, world.programme_record()), Ok(Effect::Nothing));
    let newer = RootRecord::Programme(programme_record(&world, &world.root, NOW.plus(1))).sign(&world.root);
    assert_eq!(admit(&mut directory, &nobody, newer), Ok(Effect::Programme));
    refuse(&mut directory, &nobody, world.programme_record(), Code::DirectoryRefused);
    assert_eq!(directory.record().map(|record| record.server), Some(world.admin.sign.public()));
}

#[test]
fn what_is_no_directory_item_or_no_record_is_refused() {
    let world = World::new();
    let mut directory = world.directory();
    let admin = world.admin.id();
    refuse(&mut directory, &admin, Erase { record: crate::support::RECORD }, Code::DirectoryRefused);
    refuse(&mut directory, &admin, crate::samples::key_set(), Code::DirectoryRefused);
    for message in [Vec::new(), vec![0x80], world.programme_record().message[1..].to_vec()] {
        refuse(&mut directory, &admin, RootSigned { message }, Code::DirectoryRefused);
    }
    let empty = Certificate { certificate: Vec::new(), invite: Vec::new() };
    refuse(&mut directory, &admin, empty, Code::InviteAltered);
}

#[test]
fn a_restored_directory_is_the_same() {
    let world = World::new();
    let keys = Keys::of(9);
    let coordinator = Body::from(world.certificate(Role::Coordinator, 9, &keys));
    let steps: Vec<(DeviceId, Body)> = vec![
        (world.admin.id(), world.programme_record().into()),
        (world.admin.id(), world.organisation_record().into()),
        (world.admin.id(), world.certificate(Role::Admin, 100, &world.admin).into()),
        (world.admin.id(), epoch(0, 1).into()),
        (keys.id(), coordinator),
        (world.admin.id(), Removal { device: keys.id() }.into()),
        (world.admin.id(), epoch(1, 2).into()),
    ];
    let (mut live, mut restored) = (Directory::new(world.root.public()), Directory::new(world.root.public()));
    for (entry, (author, body)) in steps.iter().enumerate() {
        let effect = live.admit(author, body, entry as u64, Freshness::At(NOW));
        assert!(effect.is_ok());
        assert_eq!(restored.restore(author, body, entry as u64), effect);
        // A second time changes nothing.
        assert!(restored.restore(author, body, entry as u64).is_ok());
    }
    let members = |directory: &Directory| {
        let mut members: Vec<_> = directory.members().map(|(id, member)| (*id, member.clone())).collect();
        members.sort_by_key(|(id, _)| *id);
        members
    };
    assert_eq!(members(&live), members(&restored));
    assert_eq!(live.current_epoch(&ORGANISATION), restored.current_epoch(&ORGANISATION));
}

/// Whoever granted to it could send nothing any more: HPKE refuses such a key each time.
#[test]
fn a_key_that_nothing_can_be_sealed_to_enrols_nobody() {
    let world = World::new();
    let mut directory = world.directory();
    let keys = Keys::of(60);
    assert!(keys.kem.public().is_usable());
    let one = std::array::from_fn(|index| u8::from(index == 0));
    for small in [[0; 32], one].map(KemPublic::from_bytes) {
        assert!(!small.is_usable());
        let certificate = world.verified(Role::Reporter, 60).certify(&keys.sign.public(), &small, NOW);
        refuse(&mut directory, &keys.id(), certificate, Code::DirectoryRefused);
        let epoch = Epoch { organisation: ORGANISATION, number: 0, public: small, history: Vec::new() };
        refuse(&mut directory, &world.admin.id(), epoch, Code::DirectoryRefused);
    }
    admit(&mut directory, &keys.id(), world.certificate(Role::Reporter, 60, &keys)).expect("enrolled");
}
