//! The simulated programme and its script.

use super::device::Device;
use super::disk::Tear;
use super::host::Clock;
use super::model::{Case, Deed, Mark, Referral};
use super::script::{Script, Step};
use super::server::Server;
use super::{Failure, Figures, Run};
use jonaki_core::{Client, Error, NewInvite, NewOrganisation, NewProgramme};
use jonaki_protocol::{CaseId, Code, OrganisationId, Role};
use std::path::PathBuf;
use tempfile::TempDir;

/// Everything that is simulated, and what must hold of it.
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) step: usize,
    /// Whether anybody is referred in the script.
    pub(super) refers: bool,
    pub(super) clock: Clock,
    pub(super) server: Server,
    pub(super) devices: Vec<Device>,
    pub(super) organisations: Vec<OrganisationId>,
    pub(super) cases: Vec<Case>,
    pub(super) marks: Vec<Mark>,
    pub(super) referrals: Vec<Referral>,
    /// Requests that are still under way.
    pub(super) late: Vec<Vec<u8>>,
    /// Requests that were processed: body, and whether the server took everything, in which of its lives.
    pub(super) history: Vec<(Vec<u8>, Option<u64>)>,
    /// The next write of a device is its last before a power failure.
    pub(super) torn: Option<u8>,
    pub(super) figures: Figures,
    // Dropped last: the folder of all files.
    root: TempDir,
}

/// How a user's action ended.
pub(super) enum Acted<T> {
    /// As the client said.
    Said(Result<T, Error>),
    /// The power failed during it; what the client would have said.
    Torn(Result<T, Error>),
}

/// Devices that every programme starts with: organisation, role.
const FIRST: [(usize, Role); 10] = [
    (0, Role::Admin),
    (1, Role::Admin),
    (0, Role::Coordinator),
    (0, Role::Reporter),
    (0, Role::Reporter),
    (0, Role::Reporter),
    (1, Role::Coordinator),
    (1, Role::Reporter),
    (2, Role::Admin),
    (2, Role::Provider),
];
/// Of those: where nobody is referred.
const WITHOUT_REFERRALS: usize = 8;

/// Plays a script to its end and checks everything.
pub(super) fn play(script: &Script, run: &mut Run) -> Result<(), Failure> {
    let mut world = World::found(script)?;
    for (index, step) in script.steps.iter().enumerate() {
        world.step = index + 1;
        world.clock.pass(1);
        let done = world.play(*step);
        let note = match &done {
            Ok(note) => note.clone(),
            Err(failure) => format!("FAILED {failure}"),
        };
        run.trace.push(format!("{index:3} {step}: {note}"));
        run.log.append(&mut world.server.log);
        run.log.push(format!("{index:3} {step}: {note}"));
        run.figures = world.figures;
        done.map_err(|failure| Failure { step: Some(index), ..failure })?;
    }
    world.step = script.steps.len() + 1;
    let done = world.rest(&mut run.trace).and_then(|()| world.check());
    run.log.append(&mut world.server.log);
    run.figures = world.count();
    run.digest = world.server.digest()?;
    done
}

impl World {
    fn found(script: &Script) -> Result<Self, Failure> {
        let seed = script.seed;
        let memory = PathBuf::from("/dev/shm");
        // Power failures are simulated; a disk that really syncs would only be slow.
        let root = if memory.is_dir() { TempDir::new_in(memory)? } else { TempDir::new()? };
        let clock = Clock::starting();
        let server = Server::new(seed, root.path(), &clock)?;
        let mut world = Self {
            seed,
            step: 0,
            refers: script.refers(),
            clock,
            server,
            devices: Vec::new(),
            organisations: Vec::new(),
            cases: Vec::new(),
            marks: Vec::new(),
            referrals: Vec::new(),
            late: Vec::new(),
            history: Vec::new(),
            torn: None,
            figures: Figures::default(),
            root,
        };
        let first = if script.refers() { &FIRST[..] } else { &FIRST[..WITHOUT_REFERRALS] };
        world.people(first)?;
        Ok(world)
    }

    /// The programme, its organisations, their first members; all synced once.
    fn people(&mut self, first: &[(usize, Role)]) -> Result<(), Failure> {
        let organisation = |name: &str| NewOrganisation {
            kind: "ngo".to_owned(),
            name_bn: format!("{name} সংস্থা"),
            name_en: name.to_owned(),
        };
        let mut founder = self.new_device()?;
        let new = NewProgramme { server_line: Server::line(), organisation: organisation("First") };
        let client = founder.client()?;
        client.found_programme(&new).map_err(|error| setup(&error))?;
        let mut others =
            vec![client.add_organisation(&organisation("Second")).map_err(|error| setup(&error))?];
        if first.len() > WITHOUT_REFERRALS {
            others.push(client.add_organisation(&organisation("Third")).map_err(|error| setup(&error))?);
        }
        let own = client.status().map_err(|error| setup(&error))?.organisation;
        founder.id = client.device().map_err(|error| setup(&error))?;
        founder.role = Role::Admin;
        self.organisations = vec![own.ok_or_else(|| Failure::new("setup", "no organisation"))?];
        self.organisations.append(&mut others);
        self.devices.push(founder);
        self.sync(0)?;
        for (organisation, role) in &first[1..] {
            let fits = |device: &Device| device.organisation == *organisation && device.role == Role::Admin;
            let admin = self.devices.iter().position(fits).unwrap_or(0);
            let number = self.join(admin, *organisation, *role)?.map_err(|error| setup(&error))?;
            self.sync(admin)?;
            self.sync(number)?;
        }
        (0..self.devices.len()).try_for_each(|device| self.sync(device).map(drop))?;
        self.server.backup(0)?;
        Ok(())
    }

    pub(super) fn root(&self) -> PathBuf {
        self.root.path().to_owned()
    }

    pub(super) fn new_device(&mut self) -> Result<Device, Failure> {
        Device::new(self.devices.len(), self.seed, self.root.path(), &self.clock)
    }

    /// Invites and enrols, both without a network; the new device's number.
    pub(super) fn join(
        &mut self,
        admin: usize,
        organisation: usize,
        role: Role,
    ) -> Result<Result<usize, Error>, Failure> {
        let invite = NewInvite { organisation: Some(self.organisations[organisation]), role };
        let link = match self.devices[admin].client()?.invite(invite) {
            Ok(created) => created.link,
            Err(error) => return Ok(Err(error)),
        };
        let mut device = self.new_device()?;
        if let Err(error) = device.client()?.enrol(&link) {
            return Ok(Err(error));
        }
        device.organisation = organisation;
        device.role = role;
        device.id = device.client()?.device().map_err(|error| setup(&error))?;
        let number = device.number;
        self.devices.push(device);
        Ok(Ok(number))
    }

    /// The device that a script's number means among those that fit.
    pub(super) fn pick(&self, number: u8, fits: impl Fn(&Device) -> bool) -> Option<usize> {
        let found: Vec<usize> = (0..self.devices.len()).filter(|at| fits(&self.devices[*at])).collect();
        found.get(usize::from(number) % found.len().max(1)).copied()
    }

    /// The case that a script's number means among those that a device shows, in the order of filing.
    pub(super) fn pick_case(&mut self, device: usize, number: u8) -> Result<Option<CaseId>, Failure> {
        let sight = self.devices[device].sight()?;
        let shown: Vec<CaseId> =
            self.cases.iter().map(|case| case.id).filter(|id| sight.cases.contains_key(id)).collect();
        Ok(shown.get(usize::from(number) % shown.len().max(1)).copied())
    }

    /// A user's action on a device; the power may fail during it.
    pub(super) fn act<T>(
        &mut self,
        device: usize,
        action: impl FnOnce(&mut Client) -> Result<T, Error>,
    ) -> Result<Acted<T>, Failure> {
        let from = self.devices[device].disk.log_length();
        let done = action(self.devices[device].client()?);
        if let Err(error @ (Error::Storage | Error::Open(_))) = &done {
            return Err(Failure::new("database", format!("device {device}: {error}")));
        }
        match self.torn.take() {
            None => Ok(Acted::Said(done)),
            Some(at) => {
                self.devices[device].crash(Some(Tear { from, at }))?;
                Ok(Acted::Torn(done))
            }
        }
    }

    /// Notes what a person was told is saved.
    pub(super) fn mark(&mut self, device: usize, case: CaseId, deed: Deed, supersedes: Vec<usize>) -> usize {
        let number = self.marks.len();
        let author = self.devices[device].id;
        let step = self.step;
        self.marks.push(Mark {
            number,
            step,
            device,
            author,
            case,
            deed,
            certain: true,
            stored: None,
            excused: None,
            supersedes,
        });
        number
    }

    /// After a power failure during an action: what was saved is what is there now.
    pub(super) fn look_again(&mut self, device: usize, marks: &[usize]) -> Result<bool, Failure> {
        let sight = self.devices[device].sight()?;
        let mut saved = false;
        for number in marks {
            let mark = &mut self.marks[*number];
            mark.certain = mark.is_shown(&sight);
            saved |= mark.certain;
        }
        Ok(saved)
    }

    fn play(&mut self, step: Step) -> Result<String, Failure> {
        match step {
            Step::Pass { seconds } => {
                self.clock.pass(i64::from(seconds));
                Ok(String::new())
            }
            Step::Skew { device, seconds } => Ok(self.skew(device, seconds)),
            Step::Report { device } => self.report(device),
            Step::Edit { device, case, field, width } => self.edit(device, case, field, width),
            Step::Note { device, case } => self.note(device, case),
            Step::Status { device, case, kind } => self.status(device, case, kind),
            Step::View { device, case } => self.view(device, case),
            Step::Resolve { device, case, choice } => self.resolve(device, case, choice),
            Step::Grant { device, case, organisation, set } => self.grant(device, case, organisation, set),
            Step::Withdraw { device, case, organisation } => self.withdraw(device, case, organisation),
            Step::Agree { device, case, days } => self.agree(device, case, days),
            Step::Disagree { device, case } => self.disagree(device, case),
            Step::Exclude { device, case, organisation } => self.exclude(device, case, organisation),
            Step::Refer { device, case, organisation, how } => self.refer(device, case, organisation, how),
            Step::Answer { device, referral, kind } => self.answer(device, referral, kind),
            Step::Recall { device, referral } => self.recall(device, referral),
            Step::Remark { device, referral } => self.remark(device, referral),
            Step::Look { device, referral } => self.look(device, referral),
            Step::Join { device, role } => self.join_step(device, role),
            Step::Remove { device, member } => self.remove(device, member),
            Step::Erase { device, case } => self.erase(device, case),
            Step::Ask { device, budget, fate } => self.ask(device, budget, fate),
            Step::Hear { device, fate } => self.hear_step(device, fate),
            Step::Sync { device } => self.sync_step(device),
            Step::Arrive { which } => self.arrive(which),
            Step::Replay { which } => self.replay(which),
            trouble => self.trouble(trouble),
        }
    }
}

pub(super) fn setup(error: &Error) -> Failure {
    Failure::new("setup", error.to_string())
}

/// How a client said no, for the trace.
pub(super) fn said(error: &Error) -> String {
    match error {
        Error::Refused(code) => format!("refused: {}", Code::name(*code)),
        other => other.code().to_owned(),
    }
}
