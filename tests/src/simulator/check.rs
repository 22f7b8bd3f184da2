//! What must hold once everything has come to rest.

use super::Failure;
use super::device::{Device, Sight, Standing};
use super::model::{Deed, Mark, canaries};
use super::rest::canonical;
use super::server::{Access, cell, each_cell};
use super::world::{World, setup};
use jonaki_core::State;
use jonaki_protocol::{CaseId, Code, Compartment, CompartmentSet, Principal, RecordId, Role};
use rusqlite::{Connection, OpenFlags};
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Failure>;

/// What was found when everything was at rest.
pub(super) struct Rest {
    pub(super) access: Access,
    pub(super) records: BTreeMap<RecordId, bool>,
    pub(super) sights: Vec<Sight>,
}

impl World {
    pub(super) fn check(&mut self) -> Checked {
        self.server.check()?;
        let rest = Rest {
            access: self.server.access()?,
            records: self.server.records()?,
            sights: self.devices.iter_mut().map(Device::sight).collect::<Result<_, _>>()?,
        };
        self.find_followers(&rest)?;
        self.check_devices()?;
        self.check_records(&rest)?;
        self.check_access(&rest)?;
        self.check_replicas(&rest)?;
        self.check_referrals(&rest)?;
        self.check_marks(&rest)?;
        self.check_secrets(&rest)?;
        self.check_replays()
    }

    /// Everybody who is served has said everything, holds the keys, has set nothing aside.
    fn check_devices(&self) -> Checked {
        for device in self.devices.iter().filter(|device| device.standing == Standing::Served) {
            let status = device.peer()?.status().map_err(|error| setup(&error))?;
            let wrong = match () {
                () if device.removed.is_some() => "is served though it was removed",
                () if status.unsent_items > 0 => "still has something unsent",
                () if status.quarantined > 0 => "has set something aside as broken",
                () if status.waiting_for_key => "still waits for its organisation's key",
                () => continue,
            };
            let detail = format!(
                "device {} {wrong}: {} unsent, set aside (author, kind, code): {:?}",
                device.number,
                status.unsent_items,
                self.set_aside(device)?
            );
            return Err(Failure::new("devices", detail));
        }
        let innocent = |device: &&Device| device.standing == Standing::Refused && device.removed.is_none();
        match self.devices.iter().find(innocent) {
            Some(device) => Err(Failure::new(
                "devices",
                format!("device {} is refused, nobody removed it", device.number),
            )),
            None => Ok(()),
        }
    }

    /// Every record is a report that somebody filed, once, or a referral.
    fn check_records(&self, rest: &Rest) -> Checked {
        for (record, erased) in &rest.records {
            if self.referral(*record).is_some() {
                continue;
            }
            let Some(case) = self.case(*record) else {
                return Err(Failure::new("records", format!("nobody filed {record}")));
            };
            if *erased && !case.erased {
                return Err(Failure::new("records", format!("nobody erased {record}")));
            }
        }
        Ok(())
    }

    /// What a device may see of a record.
    pub(super) fn may_see(&self, rest: &Rest, device: &Device, record: &RecordId) -> CompartmentSet {
        let own = |principal: &Principal| match principal {
            Principal::Everyone => false,
            Principal::Device(id) => *id == device.id,
            Principal::Organisation(id) => {
                *id == self.organisations[device.organisation] && device.role.reads_for_organisation()
            }
        };
        let erased = rest.records.get(record).copied().unwrap_or(true);
        let rows = rest.access.get(record).map(Vec::as_slice).unwrap_or_default();
        let rows = rows.iter().filter(|(principal, _)| !erased && own(principal));
        rows.fold(CompartmentSet::EMPTY, |set, (_, more)| set.union(*more))
    }

    /// The server's idea of who may read what follows from what people did.
    fn check_access(&self, rest: &Rest) -> Checked {
        let safety = CompartmentSet::EMPTY.with(Compartment::Safety);
        for (record, rows) in &rest.access {
            let Some(case) = self.case(*record) else { continue };
            for (principal, set) in rows {
                let granted = |organisation: usize| {
                    case.given.iter().any(|(_, to, set)| *to == organisation && set.is_some())
                };
                let fits = match principal {
                    Principal::Everyone => false,
                    Principal::Device(device) => {
                        let reporter = self
                            .devices
                            .iter()
                            .any(|known| known.id == *device && known.role == Role::Reporter);
                        *device == case.creator && (!reporter || set.without(safety) == *set)
                    }
                    Principal::Organisation(id) => {
                        let found = self.organisations.iter().position(|known| known == id);
                        found.is_some_and(|found| found == case.organisation || granted(found))
                    }
                };
                if !fits {
                    return Err(Failure::new(
                        "access",
                        format!("{principal:?} may read {set:?} of {record}"),
                    ));
                }
            }
            self.check_given(case, rows)?;
        }
        Ok(())
    }

    /// Where one device alone gave and took, its last word counts.
    fn check_given(&self, case: &super::model::Case, rows: &[(Principal, CompartmentSet)]) -> Checked {
        for (organisation, id) in self.organisations.iter().enumerate() {
            let given: Vec<_> = case.given.iter().filter(|(_, to, _)| *to == organisation).collect();
            let Some((by, _, last)) = given.last() else { continue };
            let alone = given.iter().all(|(other, _, _)| other == by);
            let lives: Vec<&Device> = self.devices.iter().filter(|device| device.id == *by).collect();
            let whole =
                lives.len() == 1 && lives.iter().all(|device| !device.went_back && device.removed.is_none());
            if !alone || !whole || case.erased {
                continue;
            }
            let found = rows.iter().find(|(principal, _)| *principal == Principal::Organisation(*id));
            let fits = match last {
                Some(set) => found.is_some_and(|(_, found)| set.without(*found).is_empty()),
                None => found.is_none(),
            };
            if !fits {
                let detail = format!("{} was given {last:?} of {}, has {found:?}", organisation, case.id);
                return Err(Failure::new("access", detail));
            }
        }
        Ok(())
    }

    /// Whoever may see a compartment sees the same; nobody sees another.
    fn check_replicas(&self, rest: &Rest) -> Checked {
        for case in &self.cases {
            for compartment in Compartment::ALL {
                let mut first: Option<(usize, String)> = None;
                for (device, sight) in self.devices.iter().zip(&rest.sights) {
                    if device.standing == Standing::Refused {
                        continue;
                    }
                    if compartment.is_sealed() && self.lost_keys(device) {
                        continue;
                    }
                    let may = self.may_see(rest, device, &case.id).contains(compartment);
                    let view = sight.cases.get(&case.id);
                    let shown = view.map(|view| canonical(view, compartment).to_string());
                    let empty = || r#"{"fields":[],"notes":[]}"#.to_owned();
                    let shown = match (shown, compartment) {
                        (None, Compartment::Card) => "none".to_owned(),
                        (None, _) => empty(),
                        (Some(shown), _) => shown,
                    };
                    let place = format!(
                        "device {}, {} of {}",
                        device.number,
                        compartment.name(),
                        case.id.short_code()
                    );
                    if !may {
                        if shown != "none" && shown != empty() {
                            return Err(Failure::new("disclosure", format!("{place} is shown: {shown}")));
                        }
                        continue;
                    }
                    match &first {
                        None => first = Some((device.number, shown)),
                        Some((_, other)) if *other == shown => {}
                        Some((number, other)) => {
                            let detail = format!("{place} shows {shown}, device {number} shows {other}");
                            return Err(Failure::new("replicas", detail));
                        }
                    }
                }
            }
        }
        self.check_states(rest)
    }

    /// A reporter's phone alone holds the keys of its cases, on purpose: one that was restored to before a report, or a copy
    /// of it, sees the card of that report and not what is sealed.
    pub(super) fn lost_keys(&self, device: &Device) -> bool {
        let lives = self.devices.iter().filter(|other| other.id == device.id).count();
        device.role == Role::Reporter && (device.went_back || lives > 1)
    }

    /// What reached the server is never shown as only saved.
    fn check_states(&self, rest: &Rest) -> Checked {
        for (device, sight) in self.devices.iter().zip(&rest.sights) {
            let served = device.standing == Standing::Served;
            let stuck = sight.cases.values().find(|view| served && view.row.state < State::Stored);
            if let Some(view) = stuck {
                let detail =
                    format!("device {} shows {} as {:?}", device.number, view.row.short_code, view.row.state);
                return Err(Failure::new("states", detail));
            }
        }
        Ok(())
    }

    /// Nothing that somebody was told is saved is gone.
    fn check_marks(&self, rest: &Rest) -> Checked {
        let erased: BTreeSet<CaseId> =
            self.cases.iter().filter(|case| case.erased).map(|case| case.id).collect();
        for mark in &self.marks {
            let case = self.referral(mark.case).map_or(mark.case, |referral| referral.case);
            if !mark.certain || mark.excused.is_some() || erased.contains(&case) {
                continue;
            }
            if !self.accounted(rest, mark, &mut BTreeSet::new())? {
                return Err(Failure::new("lost", format!("{mark:?}")));
            }
        }
        Ok(())
    }

    /// Whether a mark is shown, was overwritten by somebody who saw it, or is shown as refused.
    fn accounted(&self, rest: &Rest, mark: &Mark, visited: &mut BTreeSet<usize>) -> Result<bool, Failure> {
        if !visited.insert(mark.number) {
            return Ok(false);
        }
        let alone = mark.stored.is_none();
        let shown = self.devices.iter().zip(&rest.sights).any(|(device, sight)| {
            let counts = device.standing == Standing::Served || alone && device.id == mark.author;
            counts && mark.is_shown(sight)
        });
        if shown || self.is_refused(mark)? {
            return Ok(true);
        }
        for later in self.marks.iter().filter(|later| later.supersedes.contains(&mark.number)) {
            if self.accounted(rest, later, visited)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the author's device shows the mark among what the server refused.
    fn is_refused(&self, mark: &Mark) -> Result<bool, Failure> {
        for device in self.devices.iter().filter(|device| device.id == mark.author) {
            let refused = device.peer()?.refused().map_err(|error| setup(&error))?;
            let said = refused.iter().filter(|view| view.case == mark.case).any(|view| {
                view.fields.iter().any(|(name, value)| match (&mark.deed, value) {
                    (Deed::Field(field, _, wrote), Some(value)) => field == name && wrote == value,
                    (Deed::Note(text), Some(value)) => value.as_text() == Some(text),
                    (Deed::Event(kind) | Deed::Answer(kind), Some(value)) => value.as_text() == Some(kind),
                    (Deed::Remark(text) | Deed::Message(text), Some(value)) => value.as_text() == Some(text),
                    (Deed::Referred, _) => true,
                    (Deed::View, _) => name.starts_with("views"),
                    _ => false,
                })
            });
            if said {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// No sealed word on the server; on devices only those that they may read.
    fn check_secrets(&self, rest: &Rest) -> Checked {
        if self.server.holds(canaries(self.seed).as_bytes())? {
            return Err(Failure::new("secrets", "a sealed word is on the server"));
        }
        for device in &self.devices {
            for (number, table) in self.words_on(device)? {
                let Some(mark) = self.marks.get(number).filter(|mark| mark.certain) else { continue };
                let own = mark.author == device.id;
                let may = match device.standing {
                    Standing::Served => self.may_hold(rest, device, mark),
                    // What it copied before stays copied; nothing came after.
                    Standing::Refused => device
                        .refused_at
                        .is_none_or(|(step, lives)| mark.step <= step || lives != self.server.lives),
                };
                if !own && !may {
                    let told = self.who_was_told(rest, device, mark);
                    let detail =
                        format!("device {} holds in `{table}` a word of {mark:?}; {told}", device.number);
                    return Err(Failure::new("secrets", detail));
                }
            }
        }
        Ok(())
    }

    /// What a device has set aside, for a failure's text.
    #[allow(clippy::type_complexity, reason = "read once, for a message")]
    pub(super) fn set_aside(
        &self,
        device: &Device,
    ) -> Result<Vec<(Option<usize>, u8, &'static str)>, Failure> {
        let connection = opened(device)?;
        let sql = "SELECT device, kind, verdict FROM parcel_item JOIN parcel ON parcel.id = parcel
            WHERE state = 0 AND verdict != 0";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, u8>(1)?, row.get::<_, u16>(2)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (author, kind, code) = row?;
            let author = self.devices.iter().position(|device| device.id.as_bytes().as_slice() == author);
            found.push((author, kind, Code::from_number(code).map_or("?", Code::name)));
        }
        Ok(found)
    }

    /// Numbers of the marks whose words are in a device's opened database.
    fn words_on(&self, device: &Device) -> Result<BTreeMap<usize, String>, Failure> {
        let connection = opened(device)?;
        let start = canaries(self.seed);
        let mut found = BTreeMap::new();
        each_cell(&connection, &mut |table, value| {
            let bytes = cell(value);
            let mut rest = bytes.as_slice();
            while let Some(at) = rest.windows(start.len()).position(|window| window == start.as_bytes()) {
                rest = &rest[at + start.len()..];
                let digits: String = rest
                    .iter()
                    .take_while(|byte| byte.is_ascii_digit())
                    .map(|byte| char::from(*byte))
                    .collect();
                found.extend(digits.parse::<usize>().map(|number| (number, table.to_owned())));
            }
        })?;
        Ok(found)
    }

    /// At rest, requests that were answered before change nothing.
    fn check_replays(&mut self) -> Checked {
        let step = self.history.len().div_ceil(8).max(1);
        self.server.crash(None)?;
        let before = self.server.digest()?;
        let current = self.server.lives;
        let bodies: Vec<Vec<u8>> = self
            .history
            .iter()
            .step_by(step)
            .filter(|(_, life)| *life == Some(current))
            .map(|(body, _)| body.clone())
            .collect();
        for body in bodies {
            self.server.sync(&body)?;
            if self.server.digest()? != before {
                return Err(Failure::new("idempotent", "an old request changed the server at rest"));
            }
        }
        Ok(())
    }
}

/// A device's database, opened beside the device.
fn opened(device: &Device) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(device.disk.path(), flags)?;
    let key: String = device.key().iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))?;
    Ok(connection)
}
