//! What people do.

use super::Failure;
use super::device::Device;
use super::model::{Case, Deed, FIELDS, Field, canary, versions};
use super::world::{Acted, World, said};
use jonaki_core::{FieldEdit, Report, Scalar, StatusChange};
use jonaki_protocol::{CaseId, Compartment, CompartmentSet, DeviceId, Principal, Role};

/// Fields that a report fills, by their place in [`FIELDS`].
const REPORTED: [usize; 4] = [0, 1, 2, 4];

type Done = Result<String, Failure>;

impl World {
    /// Ends an action whose marks were noted before it: takes them back where it was refused.
    pub(super) fn settle(&mut self, device: usize, first: usize, acted: Acted<()>) -> Done {
        let marks: Vec<usize> = (first..self.marks.len()).collect();
        match acted {
            Acted::Said(Ok(())) => {
                let sight = self.devices[device].sight()?;
                let lost = marks.iter().find(|number| !self.marks[**number].is_shown(&sight));
                match lost {
                    Some(number) => {
                        let detail = format!("saved and not shown: {:?}", self.marks[*number]);
                        Err(Failure::new("saved", detail))
                    }
                    None => Ok(format!("device {device}, marks {marks:?}")),
                }
            }
            Acted::Said(Err(error)) => {
                self.marks.truncate(first);
                Ok(format!("device {device}: {}", said(&error)))
            }
            Acted::Torn(Ok(())) => {
                let saved = self.look_again(device, &marks)?;
                Ok(format!("device {device}: power failed, saved: {saved}, marks {marks:?}"))
            }
            Acted::Torn(Err(error)) => {
                self.marks.truncate(first);
                Ok(format!("device {device}: power failed, {}", said(&error)))
            }
        }
    }

    pub(super) fn report(&mut self, device: u8) -> Done {
        let Some(device) = self.pick(device, |_| true) else { return Ok(String::new()) };
        let first = self.marks.len();
        let unknown = CaseId::from_bytes([0; 16]);
        for (at, field) in REPORTED.iter().map(|at| &FIELDS[*at]).enumerate() {
            let value = field.value(self.seed, first + at);
            self.mark(device, unknown, Deed::Field(field.name, field.compartment, value), Vec::new());
        }
        let text = |at: usize| match &self.marks[first + at].deed {
            Deed::Field(_, _, Scalar::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let report = Report {
            concern_types: vec!["child_labour".to_owned()],
            immediate_danger: Some(first.is_multiple_of(2)),
            district: Some("jashore".to_owned()),
            narrative: text(0),
            when_noticed: text(1),
            name_given: text(2),
            number_of_children: Some((first + 3) as i64 % 1_000),
            ..Report::default()
        };
        let acted = self.act(device, |client| client.report(&report))?;
        let (case, acted) = match acted {
            Acted::Said(done) => (done.clone().ok(), Acted::Said(done.map(drop))),
            Acted::Torn(done) => (done.clone().ok(), Acted::Torn(done.map(drop))),
        };
        if let Some(id) = case {
            self.marks[first..].iter_mut().for_each(|mark| mark.case = id);
            let Device { id: creator, organisation, .. } = self.devices[device];
            self.cases.push(Case { id, creator, organisation, given: Vec::new(), erased: false });
            self.figures.reports += 1;
        }
        let note = self.settle(device, first, acted)?;
        Ok(format!("{note}, case {}", case.map_or_else(String::new, |id| id.short_code())))
    }

    /// The marks whose values a device shows now for a field: what writing it supersedes.
    fn seen(&mut self, device: usize, case: CaseId, name: &str) -> Result<Vec<usize>, Failure> {
        let sight = self.devices[device].sight()?;
        let Some(view) = sight.cases.get(&case) else { return Ok(Vec::new()) };
        let shown = versions(view, name);
        let wrote = |mark: &&super::model::Mark| match &mark.deed {
            Deed::Field(field, _, value) => mark.case == case && *field == name && shown.contains(&value),
            _ => false,
        };
        Ok(self.marks.iter().filter(wrote).map(|mark| mark.number).collect())
    }

    pub(super) fn edit(&mut self, device: u8, case: u8, field: u8, width: u8) -> Done {
        let Some((device, case)) = self.whose(device, case, |_| true)? else { return nothing() };
        let first = self.marks.len();
        let mut edits = Vec::new();
        let fields = (0..usize::from(width)).map(|at| &FIELDS[(usize::from(field) + at) % FIELDS.len()]);
        let reporter = self.devices[device].role == Role::Reporter;
        let allowed =
            |field: &&Field| !reporter || field.compartment != Compartment::Safety && field.is_followed();
        for field in fields.filter(allowed) {
            let value = field.value(self.seed, self.marks.len());
            edits.push(FieldEdit { field: field.name.to_owned(), value: Some(value.clone()) });
            if field.is_followed() {
                let seen = self.seen(device, case, field.name)?;
                self.mark(device, case, Deed::Field(field.name, field.compartment, value), seen);
            }
        }
        let acted = self.act(device, |client| client.edit(case, &edits))?;
        let note = self.settle(device, first, acted)?;
        Ok(format!("{note}, case {}", case.short_code()))
    }

    pub(super) fn note(&mut self, device: u8, case: u8) -> Done {
        let Some((device, case)) = self.whose(device, case, |_| true)? else { return nothing() };
        let first = self.marks.len();
        let text = format!("{} ফোনে কথা", canary(self.seed, first));
        self.mark(device, case, Deed::Note(text.clone()), Vec::new());
        let acted = self.act(device, |client| client.add_note(case, &text))?;
        let note = self.settle(device, first, acted)?;
        Ok(format!("{note}, case {}", case.short_code()))
    }

    pub(super) fn status(&mut self, device: u8, case: u8, kind: u8) -> Done {
        let Some((device, case)) = self.whose(device, case, coordinates)? else { return nothing() };
        let first = self.marks.len();
        let (kind, change) = match kind % 7 {
            0 => ("screening", StatusChange::Screening),
            1 => ("opened", StatusChange::Opened),
            2 => ("on_hold", StatusChange::OnHold("safety".to_owned())),
            3 => ("closed", StatusChange::Closed("goals_met".to_owned())),
            4 => ("reopened", StatusChange::Reopened),
            5 => ("duplicate_of", StatusChange::DuplicateOf(self.cases[0].id)),
            _ => ("out_of_scope", StatusChange::OutOfScope),
        };
        self.mark(device, case, Deed::Event(kind), Vec::new());
        let acted = self.act(device, |client| client.set_status(case, &change))?;
        let note = self.settle(device, first, acted)?;
        Ok(format!("{note}, case {}", case.short_code()))
    }

    pub(super) fn view(&mut self, device: u8, case: u8) -> Done {
        let Some((device, case)) = self.whose(device, case, coordinates)? else { return nothing() };
        let first = self.marks.len();
        let (me, creator) = (self.devices[device].id, self.case(case).map(|case| case.creator));
        if creator != Some(me) {
            self.mark(device, case, Deed::View, Vec::new());
        }
        let acted = self.act(device, |client| client.case(case).map(drop))?;
        let note = self.settle(device, first, acted)?;
        Ok(format!("{note}, case {}", case.short_code()))
    }

    pub(super) fn resolve(&mut self, device: u8, case: u8, choice: u8) -> Done {
        let Some(device) = self.pick(device, |_| true) else { return nothing() };
        let sight = self.devices[device].sight()?;
        let open: Vec<_> = sight
            .cases
            .iter()
            .flat_map(|(id, view)| view.fields.iter().map(move |field| (*id, field)))
            .filter(|(_, field)| !field.others.is_empty())
            .collect();
        let Some((case, field)) = open.get(usize::from(case) % open.len().max(1)) else { return nothing() };
        let choice = usize::from(choice) % (field.others.len() + 1);
        let chosen = match choice {
            0 => &field.current.value,
            _ => &field.others[choice - 1].value,
        };
        let first = self.marks.len();
        if let Some(known) = FIELDS.iter().find(|known| known.name == field.field && known.is_followed()) {
            let seen = self.seen(device, *case, known.name)?;
            self.mark(device, *case, Deed::Field(known.name, known.compartment, chosen.clone()), seen);
        }
        let acted = self.act(device, |client| client.resolve(*case, &field.field, choice))?;
        let note = self.settle(device, first, acted)?;
        Ok(format!("{note}, case {} {}", case.short_code(), field.field))
    }

    pub(super) fn grant(&mut self, device: u8, case: u8, organisation: u8, set: u8) -> Done {
        let Some((device, case)) = self.whose(device, case, coordinates)? else { return nothing() };
        let Some(own) = self.case(case).map(|case| case.organisation) else { return nothing() };
        let organisation = other(own, organisation, self.organisations.len());
        let set = CompartmentSet::from_bits((set % 8).max(1) << 1).unwrap_or(CompartmentSet::EMPTY);
        let to = Principal::Organisation(self.organisations[organisation]);
        let acted = self.act(device, |client| client.grant(case, to, set))?;
        let by = self.devices[device].id;
        self.given(case, (by, organisation, Some(set)), acted, device)
    }

    pub(super) fn withdraw(&mut self, device: u8, case: u8, organisation: u8) -> Done {
        let Some((device, case)) = self.whose(device, case, coordinates)? else { return nothing() };
        let Some(own) = self.case(case).map(|case| case.organisation) else { return nothing() };
        let organisation = other(own, organisation, self.organisations.len());
        let from = Principal::Organisation(self.organisations[organisation]);
        let acted = self.act(device, |client| client.withdraw(case, from))?;
        let by = self.devices[device].id;
        self.given(case, (by, organisation, None), acted, device)
    }

    fn given(
        &mut self,
        case: CaseId,
        given: (DeviceId, usize, Option<CompartmentSet>),
        acted: Acted<()>,
        device: usize,
    ) -> Done {
        let (done, torn) = match acted {
            Acted::Said(done) => (done, false),
            Acted::Torn(done) => (done, true),
        };
        if let Some(known) = self.cases.iter_mut().find(|known| known.id == case)
            && done.is_ok()
        {
            known.given.push(given);
            if torn {
                // It may or may not have been saved: nothing is expected of this pair any more.
                known.given.push((DeviceId::NOBODY, given.1, None));
            }
        }
        let said = done.as_ref().map_or_else(said, |()| "ok".to_owned());
        Ok(format!("device {device}, case {}: {said}", case.short_code()))
    }

    pub(super) fn join_step(&mut self, device: u8, role: u8) -> Done {
        let Some(admin) = self.pick(device, administers) else { return nothing() };
        let roles = [
            Role::Reporter,
            Role::Reporter,
            Role::Coordinator,
            Role::Coordinator,
            Role::Provider,
            Role::Reporter,
            Role::Admin,
            Role::Coordinator,
        ];
        let role = roles[usize::from(role) % roles.len()];
        match self.join(admin, self.devices[admin].organisation, role)? {
            Ok(number) => Ok(format!("device {number}, {}, invited by {admin}", role.name())),
            Err(error) => Ok(format!("device {admin}: {}", said(&error))),
        }
    }

    /// The founder stays: without it nobody could see the programme's end.
    pub(super) fn remove(&mut self, device: u8, member: u8) -> Done {
        let Some(admin) = self.pick(device, administers) else { return nothing() };
        let organisation = self.devices[admin].organisation;
        let me = self.devices[admin].id;
        let fits = |device: &Device| {
            device.organisation == organisation
                && device.id != me
                && device.number > 0
                && device.removed.is_none()
        };
        let Some(member) = self.pick(member, fits) else { return nothing() };
        let id = self.devices[member].id;
        match self.act(admin, |client| client.remove_member(id))? {
            Acted::Said(Ok(())) | Acted::Torn(Ok(())) => {
                let members =
                    self.devices[admin].peer()?.members().map_err(|error| super::world::setup(&error))?;
                if members.iter().any(|member| member.device == id && member.active) {
                    return Ok(format!("device {member} by {admin}: power failed before it was saved"));
                }
                let step = self.step;
                let lives = self.devices.iter_mut().filter(|device| device.id == id);
                lives.for_each(|device| device.removed = Some(step));
                Ok(format!("device {member} by {admin}"))
            }
            Acted::Said(Err(error)) | Acted::Torn(Err(error)) => {
                Ok(format!("device {member} by {admin}: {}", said(&error)))
            }
        }
    }

    pub(super) fn erase(&mut self, device: u8, case: u8) -> Done {
        let Some((device, case)) = self.whose(device, case, administers)? else { return nothing() };
        let (Acted::Said(done) | Acted::Torn(done)) = self.act(device, |client| client.erase(case))?;
        if done.is_ok() {
            self.cases.iter_mut().filter(|known| known.id == case).for_each(|known| known.erased = true);
        }
        let said = done.as_ref().map_or_else(said, |()| "ok".to_owned());
        Ok(format!("device {device}, case {}: {said}", case.short_code()))
    }

    pub(super) fn case(&self, id: CaseId) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }

    pub(super) fn whose(
        &mut self,
        device: u8,
        case: u8,
        fits: impl Fn(&Device) -> bool,
    ) -> Result<Option<(usize, CaseId)>, Failure> {
        let Some(device) = self.pick(device, fits) else { return Ok(None) };
        Ok(self.pick_case(device, case)?.map(|case| (device, case)))
    }
}

pub(super) fn nothing() -> Done {
    Ok("nothing to do it to".to_owned())
}

pub(super) fn coordinates(device: &Device) -> bool {
    device.role.coordinates()
}

fn administers(device: &Device) -> bool {
    device.role == Role::Admin
}

/// One of the organisations that the case does not belong to.
pub(super) fn other(own: usize, number: u8, count: usize) -> usize {
    (own + 1 + usize::from(number) % (count - 1).max(1)) % count
}
