//! The directory's state machine under any sequence of items, each signed rightly by the key that the fuzzer chose.

use super::Reached;
use super::input::Input;
use super::programme::{Keys, NOW, OURS, Programme, THEIRS, programme, seed};
use jonaki_protocol::directory::{MatchingRecord, OrganisationRecord, ProgrammeRecord, RootRecord};
use jonaki_protocol::grant::wrap_epoch;
use jonaki_protocol::{
    Body, Code, DeviceId, Digest, Directory, Effect, Epoch, Form, FormScope, FormVersion, Freshness, Holder,
    Invite, InviteLink, Item, KemPrivate, Listed, Listing, ListingFlag, Member, OrganisationId, RecordId,
    Removal, Role, Timestamp, VerifiedInvite,
};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const STEPS: usize = 20;
const ORGANISATIONS: [OrganisationId; 3] = [OURS, THEIRS, OrganisationId::from_bytes([0x0c; 16])];

/// All that a directory says.
#[derive(Clone, PartialEq, Debug)]
struct Said {
    record: Option<ProgrammeRecord>,
    organisations: BTreeMap<OrganisationId, OrganisationRecord>,
    members: BTreeMap<DeviceId, Member>,
    epochs: BTreeMap<OrganisationId, Vec<Epoch>>,
    forms: BTreeMap<(FormScope, String), BTreeMap<u32, Digest>>,
    listings: BTreeMap<RecordId, Listed>,
    flags: BTreeMap<(RecordId, DeviceId), u32>,
    matching: Option<MatchingRecord>,
}

impl Said {
    fn by(directory: &Directory) -> Self {
        let epochs = |id: &OrganisationId| {
            let known: Vec<Epoch> = (0..).map_while(|number| directory.epoch(id, number).cloned()).collect();
            assert_eq!(directory.current_epoch(id), known.last(), "epochs have no gap");
            for (number, epoch) in known.iter().enumerate() {
                assert!(epoch.number as usize == number && epoch.organisation == *id);
            }
            (*id, known)
        };
        Self {
            record: directory.record().cloned(),
            organisations: directory.organisations().map(|it| (it.organisation, it.clone())).collect(),
            members: directory.members().map(|(id, member)| (*id, member.clone())).collect(),
            epochs: ORGANISATIONS.iter().map(epochs).collect(),
            forms: directory
                .forms()
                .all()
                .map(|(scope, form, versions)| ((scope, form.to_owned()), versions.clone()))
                .collect(),
            listings: directory.listings().all().map(|(id, listed)| (*id, *listed)).collect(),
            flags: directory.listings().flags().map(|(of, said)| (*of, *said)).collect(),
            matching: directory.matching().cloned(),
        }
    }

    fn rightly(&self, device: &DeviceId, entry: u64) -> bool {
        self.members.get(device).is_none_or(|member| member.acted_rightly_at(entry))
    }

    fn is_admin(&self, device: &DeviceId, of: &OrganisationId, entry: u64) -> bool {
        let admin = |member: &Member| member.role == Role::Admin && member.organisation == *of;
        self.members.get(device).is_some_and(admin) && self.rightly(device, entry)
    }
}

fn devices() -> &'static [Keys] {
    static MADE: OnceLock<Vec<Keys>> = OnceLock::new();
    MADE.get_or_init(|| [4, 5, 6, 21, 22, 23].into_iter().map(Keys::of).collect())
}

/// A sequence of directory items: no member without a chain to the root, removals are final, epochs have no gaps, what is
/// refused changes nothing, and whoever follows the same log comes to the same directory.
pub fn directory(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let world = programme();
    let founded = !input.byte().is_multiple_of(4);
    let start = || if founded { world.directory() } else { Directory::new(world.root.public()) };
    // A server, a device that follows it, and one that reads what it stored.
    let (mut server, mut reader) = (start(), start());
    let mut log = Vec::new();
    for entry in 2..2 + STEPS as u64 {
        if input.is_empty() {
            break;
        }
        let (author, body) = step(&mut input, world);
        let before = Said::by(&server);
        let verdict = server.admit(&author, &body, entry, Freshness::At(NOW));
        let after = Said::by(&server);
        let Ok(effect) = verdict else {
            assert_eq!(before, after, "what is refused changes nothing");
            continue;
        };
        only(&before, &after, (author, entry), effect);
        let again = server.admit(&author, &body, entry, Freshness::At(NOW));
        assert!(again.is_err() || again == Ok(Effect::Nothing), "{again:?}");
        assert_eq!(Said::by(&server), after, "the same again changes nothing");
        let followed = reader.admit(&author, &body, entry, Freshness::Claimed);
        assert_eq!(followed, Ok(effect), "a device takes what the server admitted");
        assert_eq!(Said::by(&reader), after);
        log.push((author, body, entry));
    }
    let mut restored = start();
    for (author, body, entry) in &log {
        let again = restored.restore(author, body, *entry);
        assert!(again.is_ok(), "what was stored is read again: {again:?}");
    }
    assert_eq!(Said::by(&restored), Said::by(&server), "a restart reads the same directory");
    if log.is_empty() { Reached::Refused } else { Reached::Taken }
}

/// A device that joined: its record, which its invite and the chain above it allow.
fn enrolled(before: &Said, after: &Said, (author, entry): (DeviceId, u64), device: DeviceId) -> Member {
    let new = after.members[&device].clone();
    assert_eq!(new.sign.device_id(), device);
    assert!(new.is_active());
    if let Some(old) = before.members.get(&device) {
        assert!(old.is_active(), "a removal is final");
        assert!(old.organisation == new.organisation && old.kem == new.kem && old.sign == new.sign);
        assert_eq!(author, device, "nobody else changes the role of a device");
    } else {
        assert!(author == device || author == DeviceId::NOBODY);
    }
    let record = &before.organisations[&new.organisation];
    let named = record.issuers.iter().any(|key| key.device_id() == new.issuer);
    assert!(before.rightly(&new.issuer, entry), "invited by one who was removed before");
    assert!(named || before.is_admin(&new.issuer, &new.organisation, entry), "no chain to the root");
    new
}

/// Nothing but the effect happened, and its author was allowed to.
fn only(before: &Said, after: &Said, (author, entry): (DeviceId, u64), effect: Effect) {
    let mut expected = before.clone();
    match effect {
        Effect::Nothing => {}
        Effect::Programme => {
            assert!(
                before
                    .record
                    .as_ref()
                    .is_none_or(|old| Some(old.time) < after.record.as_ref().map(|it| it.time))
            );
            expected.record.clone_from(&after.record);
        }
        Effect::Organisation(id) => {
            let new = after.organisations[&id].clone();
            assert!(before.organisations.get(&id).is_none_or(|old| old.time < new.time));
            expected.organisations.insert(id, new);
        }
        Effect::Enrolled(device) => {
            expected.members.insert(device, enrolled(before, after, (author, entry), device));
        }
        Effect::Removed(device) => {
            let member = expected.members.get_mut(&device).expect("a member");
            assert!(member.is_active());
            assert!(before.is_admin(&author, &member.organisation, entry));
            member.removed_at = Some(entry);
        }
        Effect::NewEpoch(organisation, number) => {
            assert!(before.is_admin(&author, &organisation, entry));
            let epochs = expected.epochs.get_mut(&organisation).expect("an organisation");
            assert_eq!(epochs.len(), number as usize);
            epochs.push(after.epochs[&organisation][number as usize].clone());
        }
        Effect::Form(scope, hash) => {
            let fresh = |(key, number): &(&(FormScope, String), u32)| {
                key.0 == scope && !before.forms.get(*key).is_some_and(|known| known.contains_key(number))
            };
            let published = after
                .forms
                .iter()
                .flat_map(|(key, versions)| versions.keys().map(move |number| (key, *number)));
            let (key, number) = published.into_iter().find(fresh).expect("a new version");
            assert_eq!(after.forms[key][&number], hash);
            if let Some(organisation) = scope {
                let member = &before.members[&author];
                assert!(member.role.coordinates() && member.organisation == organisation);
                assert!(before.rightly(&author, entry));
            }
            expected.forms.entry(key.clone()).or_default().insert(number, hash);
        }
        Effect::Listing(service) => {
            let new = after.listings[&service];
            let old = before.listings.get(&service);
            assert!(old.is_none_or(|old| old.organisation == new.organisation && old.number < new.number));
            assert!(before.organisations.contains_key(&new.organisation));
            expected.listings.insert(service, new);
        }
        Effect::Flagged(service) => {
            let said = after.flags[&(service, author)];
            assert!(before.listings.contains_key(&service) && before.rightly(&author, entry));
            assert!(before.members[&author].role != Role::Reporter);
            assert!(before.flags.get(&(service, author)).is_none_or(|old| *old < said));
            expected.flags.insert((service, author), said);
        }
        Effect::Matching => {
            let new = after.matching.clone().expect("somebody compares");
            assert!(before.matching.as_ref().is_none_or(|old| old.number < new.number));
            assert!(new.organisation.is_none_or(|known| before.organisations.contains_key(&known)));
            expected.matching = Some(new);
        }
    }
    assert_eq!(*after, expected, "{effect:?} changed something else");
}

fn listing(input: &mut Input<'_>, world: &Programme) -> Body {
    let service = RecordId::from_bytes([1 + input.byte() % 3; 16]);
    let number = 1 + u32::from(input.byte() % 3);
    let organisation = ORGANISATIONS[input.below(3)];
    let listing = Listing { organisation, service, number, entry: Vec::new() };
    match input.byte() % 5 {
        4 => matching(organisation, number).sign(&world.root).into(),
        0 => RootRecord::Listing(listing).sign(&world.root).into(),
        1 => RootRecord::Listing(listing).sign(&world.admin.sign).into(),
        2 => ListingFlag { service, what: 1, number }.into(),
        _ => listing.into(),
    }
}

fn matching(organisation: OrganisationId, number: u32) -> RootRecord {
    let organisation = (number > 1).then_some(organisation);
    RootRecord::Matching(MatchingRecord { organisation, number, commitment: Digest::from_bytes([7; 32]) })
}

fn step(input: &mut Input<'_>, world: &Programme) -> (DeviceId, Body) {
    let devices = devices();
    let author = devices[input.below(devices.len())].id();
    let body = match input.byte() % 8 {
        0 => record(input, world),
        1 => organisation(input, world),
        2 | 3 => return certificate(input, world, author),
        4 => {
            let organisation = ORGANISATIONS[input.below(3)];
            let public = KemPrivate::derive(&[input.byte() % 4; 32]).public();
            Epoch { organisation, number: u32::from(input.byte() % 4), public, history: Vec::new() }.into()
        }
        5 => Removal { device: devices[input.below(devices.len())].id() }.into(),
        6 => {
            let (organisation, number) = (ORGANISATIONS[input.below(3)], u32::from(input.byte() % 4));
            let holder = (Holder::Recovery, &world.recovery.public());
            let rng = &mut super::programme::rng();
            let wrap = wrap_epoch(&world.id, (organisation, number), &world.epoch, holder, rng);
            wrap.expect("wrapped").into()
        }
        7 if input.byte().is_multiple_of(2) => form(input, world),
        7 => listing(input, world),
        _ => input.item().parse().unwrap_or_else(|_| Removal { device: author }.into()),
    };
    (author, body)
}

fn time(input: &mut Input<'_>) -> Timestamp {
    NOW.plus(i64::from(input.byte()) - 128)
}

fn record(input: &mut Input<'_>, world: &Programme) -> Body {
    let signer = if input.byte().is_multiple_of(4) { &world.admin.sign } else { &world.root };
    let root = if input.byte().is_multiple_of(4) { world.server.public() } else { world.root.public() };
    let server = devices()[input.below(4)].sign.public();
    let record = ProgrammeRecord { root, server, recovery: world.recovery.public(), time: time(input) };
    RootRecord::Programme(record).sign(signer).into()
}

fn form(input: &mut Input<'_>, world: &Programme) -> Body {
    let (scope, number) = (input.byte(), u32::from(input.byte() % 4));
    let version = FormVersion::new(["report", "visit"][input.below(2)], number, input.part());
    let version = version.unwrap_or_else(|_| FormVersion::new("report", 1, b"").expect("a version"));
    match scope % 4 {
        0 => RootRecord::Form(version).sign(&world.root).into(),
        1 => RootRecord::Form(version).sign(&world.admin.sign).into(),
        _ => Form { organisation: ORGANISATIONS[usize::from(scope) % 3], version }.into(),
    }
}

fn organisation(input: &mut Input<'_>, world: &Programme) -> Body {
    let signer = if input.byte().is_multiple_of(4) { &world.admin.sign } else { &world.root };
    let issuers = input.byte();
    let named = devices().iter().enumerate().filter(|(index, _)| issuers >> index & 1 == 1);
    let record = OrganisationRecord {
        organisation: ORGANISATIONS[input.below(3)],
        kind: "ngo".to_owned(),
        name_bn: "আলো".to_owned(),
        name_en: String::from_utf8_lossy(input.part()).into_owned() + "x",
        issuers: named.map(|(_, keys)| keys.sign.public()).collect(),
        time: time(input),
    };
    RootRecord::Organisation(record).sign(signer).into()
}

fn certificate(input: &mut Input<'_>, world: &Programme, author: DeviceId) -> (DeviceId, Body) {
    let devices = devices();
    let issuer = &devices[input.below(devices.len())];
    let device = &devices[input.below(devices.len())];
    let number = 64 + input.byte() % 8;
    let organisation = ORGANISATIONS[input.below(3)];
    let not_after = match input.byte() % 8 {
        0 => NOW.plus(-1),
        1 => Timestamp(i64::MAX),
        _ => NOW.plus(3600),
    };
    let role = Role::ALL[input.below(4)];
    let invite = Invite { not_after, ..world.invite(organisation, role, number) };
    let kem = if input.byte().is_multiple_of(8) { world.epoch.public() } else { device.kem.public() };
    let issued_at = time(input);
    let author = match input.byte() % 4 {
        0 => author,
        1 => DeviceId::NOBODY,
        _ => device.id(),
    };
    let message = invite.sign(&world.id, &issuer.sign);
    let body = certified(world, &invite, number, (issuer, message))
        .map(|verified| verified.certify(&device.sign.public(), &kem, issued_at))
        .map_or_else(|_| Removal { device: device.id() }.into(), Body::from);
    (author, body)
}

/// The invite as its holder has it: behind a link in which the root names this issuer.
fn certified(
    world: &Programme,
    invite: &Invite,
    number: u8,
    (issuer, message): (&Keys, Vec<u8>),
) -> Result<VerifiedInvite, Code> {
    let record = OrganisationRecord {
        organisation: invite.organisation,
        kind: "ngo".to_owned(),
        name_bn: "আলো".to_owned(),
        name_en: "Light".to_owned(),
        issuers: vec![issuer.sign.public()],
        time: NOW,
    };
    let chain: Vec<Item> = vec![RootRecord::Organisation(record).sign(&world.root).to_item()];
    let link = InviteLink::new(world.root.public(), message, chain, &seed(number));
    link.verify(Timestamp(i64::MIN), None)
}
