//! Lies about who is who: certificates, invites, directory records, removals, and batches under another's name.

use super::{Team, cases, report, shown};
use jonaki_core::protocol::cose::{self, Purpose};
use jonaki_core::protocol::directory::{OrganisationRecord, ProgrammeRecord, RootRecord};
use jonaki_core::protocol::sync::News;
use jonaki_core::protocol::{
    Body, Certificate, Epoch, InviteLink, Item, KemPrivate, Removal, Role, RootSigned, SignPrivate,
    SignedBatch, Timestamp, encode,
};
use jonaki_tests::liar::{Accomplice, lied_to, signed_by, stripped};

/// What two devices know of everybody, for comparing before and after a lie.
fn known(team: &mut Team) -> (Vec<jonaki_core::MemberView>, Vec<jonaki_core::OrganisationView>) {
    let client = team.coordinator.client();
    (client.members().expect("members"), client.organisations().expect("organisations"))
}

/// Delivers batches to the coordinator beside the honest news; how many were set aside.
fn deliver(team: &mut Team, batches: Vec<SignedBatch>) -> usize {
    let (_, round) = lied_to(&mut team.world, &mut team.coordinator, |lie| {
        batches.into_iter().for_each(|batch| lie.add(&News::Batch(batch)));
    })
    .expect("heard");
    round.set_aside
}

#[test]
fn directory_records_that_the_root_did_not_sign_are_refused() {
    let mut team = Team::new(401);
    team.case();
    let mut insider = team.insider(Role::Admin);
    team.world.sync(&mut team.coordinator).expect("synced");
    let before = known(&mut team);
    let (server, other) = (team.world.server_key(), SignPrivate::from_seed(&[9; 32]));
    let ours = team.coordinator.client().status().expect("status").organisation.expect("enrolled");
    let kem = KemPrivate::from_bytes(&[9; 32]).expect("a key").public();
    let time = Timestamp(team.world.clock.now().0 + 100);
    let mut root = None;
    team.world
        .service()
        .inspect(&mut |_, directory, _| {
            root = Some(*directory.root());
            Ok(())
        })
        .expect("inspected");
    let root = root.expect("a programme");
    // Another recovery key: every organisation key would be wrapped to it.
    let programme = ProgrammeRecord { root, server: server.public(), recovery: kem, time };
    let organisation = OrganisationRecord {
        organisation: ours,
        kind: "ngo".to_owned(),
        name_bn: "অন্য".to_owned(),
        name_en: "Other".to_owned(),
        issuers: vec![insider.sign.public()],
        time,
    };
    let mut items: Vec<Item> = Vec::new();
    for record in [RootRecord::Programme(programme), RootRecord::Organisation(organisation)] {
        for key in [&server, &other, &insider.sign] {
            // Signed for the programme under its id, but not with the root.
            let honest = record.sign(key);
            let message = signed_by(&honest.message, Purpose::Directory, &insider.programme, key);
            let payload = cose::Signed::parse(&message).expect("a message").unverified_payload().to_vec();
            let kid = insider.programme;
            let message = cose::sign(Purpose::Directory, &kid, key, kid.as_bytes(), payload);
            items.push(RootSigned { message: stripped(&message) }.to_item());
            items.push(RootSigned { message }.to_item());
        }
    }
    let count = items.len();
    let batch = insider.signs(team.world.clock.now(), items);
    deliver(&mut team, vec![batch]);
    assert_eq!(known(&mut team), before);
    assert_eq!(team.coordinator.client().status().expect("status").quarantined, count);
}

/// The certificate as the server would have it: other keys, another role, another's invite.
#[test]
fn certificates_with_swapped_keys_or_a_better_role_are_refused() {
    let mut team = Team::new(402);
    team.case();
    let link = team.link(Role::Reporter);
    let now = team.world.clock.now();
    let mut victim = Accomplice::enrol(&link, 21, now);
    let mut thief = Accomplice::enrol(&team.link(Role::Reporter), 22, now);
    let before = known(&mut team);
    let programme = victim.programme;

    // The victim's certificate under the thief's batch, and the thief's keys signed with the thief's own key.
    let stolen = thief.signs(now, vec![victim.certificate.to_item()]);
    let forged = Certificate {
        certificate: signed_by(
            &victim.certificate.certificate,
            Purpose::Certificate,
            &programme,
            &thief.sign,
        ),
        invite: victim.certificate.invite.clone(),
    };
    // The invite says admin, signed by the thief in the place of the issuer.
    let verified = InviteLink::from_text(&link).expect("a link").verify(now, None).expect("an invite");
    let mut invite = verified.invite.clone();
    invite.role = Role::Admin;
    let issuer = cose::Signed::parse(&victim.certificate.invite).expect("a message").key_id().to_vec();
    let upgraded = Certificate {
        certificate: victim.certificate.certificate.clone(),
        invite: cose::sign(Purpose::Invite, &programme, &thief.sign, &issuer, encode(&invite)),
    };
    let bare = Certificate {
        certificate: stripped(&victim.certificate.certificate),
        invite: stripped(&victim.certificate.invite),
    };
    let batches = vec![
        stolen,
        victim.signs(now, vec![forged.to_item()]),
        victim.signs(now, vec![upgraded.to_item()]),
        victim.signs(now, vec![bare.to_item()]),
    ];
    assert_eq!(deliver(&mut team, batches), 4);
    assert_eq!(known(&mut team), before);
    // The right one is taken.
    let batch = victim.signs(now, vec![victim.certificate.to_item()]);
    assert_eq!(deliver(&mut team, vec![batch]), 0);
    assert_eq!(known(&mut team).0.len(), before.0.len() + 1);
}

#[test]
fn removals_and_keys_by_those_who_are_no_administrators_are_refused() {
    let mut team = Team::new(403);
    team.case();
    let mut insider = team.insider(Role::Coordinator);
    let (mut stranger, _) = team.stranger(Role::Admin);
    team.world.sync(&mut team.coordinator).expect("synced");
    let before = known(&mut team);
    let device = team.founder.client().device().expect("enrolled");
    let ours = team.coordinator.client().status().expect("status").organisation.expect("enrolled");
    let kem = KemPrivate::from_bytes(&[9; 32]).expect("a key").public();
    let now = team.world.clock.now();
    let items = vec![
        Removal { device }.to_item(),
        Epoch { organisation: ours, number: 1, public: kem, history: Vec::new() }.to_item(),
    ];
    let batches = vec![
        insider.signs(now, [vec![insider.certificate.to_item()], items.clone()].concat()),
        stranger.signs(now, [vec![stranger.certificate.to_item()], items].concat()),
    ];
    deliver(&mut team, batches);
    let mut after = known(&mut team);
    after.0.retain(|member| member.device != stranger.device());
    assert_eq!(after, before);
    assert!(!team.founder.client().status().expect("status").removed);
}

#[test]
fn a_batch_under_another_name_or_with_other_items_is_set_aside() {
    let mut team = Team::new(404);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    let second = team.reporter.client().report(&report("অন্য শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    let insider = team.insider(Role::Coordinator);
    let (_, round) = lied_to(&mut team.world, &mut team.coordinator, |lie| {
        let batches = lie.batches();
        let reports: Vec<&SignedBatch> = batches
            .iter()
            .filter(|batch| {
                batch.items.iter().flatten().any(|item| matches!(item.parse(), Ok(Body::Grant(_))))
            })
            .collect();
        assert_eq!(reports.len(), 2);
        let programme = lie.programme;
        let mut lies = Vec::new();
        // Items of the second under the header of the first, one item in the place of another, one left out.
        lies.push(SignedBatch { header: reports[0].header.clone(), ..reports[1].clone() });
        let mut mixed = reports[0].clone();
        mixed.items.swap(0, 1);
        lies.push(mixed);
        let mut short = reports[0].clone();
        short.items.pop();
        lies.push(short);
        let mut silent = reports[0].clone();
        silent.items[1] = None;
        lies.push(silent);
        // Without a signature, with another's, and under another's name.
        let header = stripped(&reports[0].header).into();
        lies.push(SignedBatch { header, ..reports[0].clone() });
        let header = signed_by(&reports[0].header, Purpose::Batch, &programme, &insider.sign).into();
        lies.push(SignedBatch { header, ..reports[0].clone() });
        let payload =
            cose::Signed::parse(&reports[0].header).expect("a header").unverified_payload().to_vec();
        let name = insider.device();
        let key = SignPrivate::from_seed(&[9; 32]);
        let header = cose::sign(Purpose::Batch, &programme, &key, name.as_bytes(), payload).into();
        lies.push(SignedBatch { header, ..reports[0].clone() });
        lie.response.feed.retain(|entry| match entry.news() {
            Ok(News::Batch(batch)) => !reports.iter().any(|report| report.header == batch.header),
            _ => true,
        });
        lies.into_iter().for_each(|batch| lie.add(&News::Batch(batch)));
    })
    .expect("heard");
    assert_eq!(round.set_aside, 7);
    assert_eq!(cases(&mut team.coordinator), 0);
    assert!(shown(&mut team.reporter, case, "name_given").is_some());
    assert!(shown(&mut team.reporter, second, "name_given").is_some());
}

/// What a device signed counts only with the certificate that leads to the root.
#[test]
fn without_its_certificate_a_device_is_not_believed() {
    let mut team = Team::new(405);
    let link = team.link(Role::Reporter);
    let mut fresh = team.world.device("fresh");
    fresh.client().enrol(&link).expect("enrolled");
    let case = fresh.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut fresh).expect("synced");
    let mut whole = Vec::new();
    let (_, round) = lied_to(&mut team.world, &mut team.coordinator, |lie| {
        whole = lie.batches();
        lie.withhold(|item| !matches!(item.parse(), Ok(Body::Certificate(_))));
    })
    .expect("heard");
    assert!(round.set_aside > 0);
    assert_eq!(cases(&mut team.coordinator), 0);
    assert_eq!(deliver(&mut team, whole), 0);
    assert!(shown(&mut team.coordinator, case, "name_given").is_some());
}

/// Withheld removals delay, and take effect when they come; until then the keys are as they were.
#[test]
fn a_withheld_removal_takes_effect_when_it_comes() {
    let mut team = Team::new(406);
    team.case();
    let leaver = team.insider(Role::Coordinator);
    team.world.sync(&mut team.coordinator).expect("synced");
    team.world.sync(&mut team.founder).expect("synced");
    team.founder.client().remove_member(leaver.device()).expect("removed");
    team.world.sync(&mut team.founder).expect("synced");
    let mut whole = Vec::new();
    lied_to(&mut team.world, &mut team.coordinator, |lie| {
        whole = lie.batches();
        lie.withhold(|item| item.kind != Removal::KIND);
    })
    .expect("heard");
    let active = |team: &mut Team| {
        let members = team.coordinator.client().members().expect("members");
        members.iter().any(|member| member.device == leaver.device() && member.active)
    };
    assert!(active(&mut team));
    assert_eq!(deliver(&mut team, whole), 0);
    assert!(!active(&mut team));
}
