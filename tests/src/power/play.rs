//! Playing one deed.

use super::script::{Deed, Machine};
use super::site::{Memory, Site};
use crate::world::organisation;
use jonaki_core::protocol::{CaseId, Code, Compartment, CompartmentSet, DeviceId, Principal, Role};
use jonaki_core::{
    Budget, CaseQuery, Error, FieldEdit, NewInvite, NewProgramme, Report, Scalar, StatusChange, SyncStep,
};
use jonaki_server::operations::{begin_new_life, restore_database};
use jonaki_server::storage::SqliteStorage;
use rand_chacha::rand_core::Rng as _;

/// Rounds of a sync, at most.
pub(super) const ROUNDS: usize = 40;

impl Memory {
    fn case(&self, number: usize) -> Result<CaseId, Error> {
        self.cases.get(number).copied().ok_or(Error::NotFound)
    }

    fn device(&self, number: usize) -> Result<DeviceId, Error> {
        self.devices.get(number).copied().flatten().ok_or(Error::NotFound)
    }

    /// A text that stands nowhere else.
    fn text(&mut self) -> String {
        self.written += 1;
        format!("লেখা {}", self.written)
    }

    fn report(&mut self) -> Report {
        Report {
            concern_types: vec!["child_labour".to_owned()],
            division: Some("khulna".to_owned()),
            district: Some("jashore".to_owned()),
            narrative: Some(self.text()),
            name_given: Some("জরিনা পরীক্ষা".to_owned()),
            ..Report::default()
        }
    }
}

fn put<T>(list: &mut Vec<Option<T>>, at: usize, value: T) {
    while list.len() <= at {
        list.push(None);
    }
    list[at] = Some(value);
}

impl Site {
    /// Plays a deed.
    ///
    /// # Errors
    /// What its caller is told.
    pub(super) fn play(&mut self, deed: &Deed) -> Result<(), Error> {
        match deed {
            Deed::Open(device) => {
                self.close(Machine::Device(*device));
                self.open(Machine::Device(*device))
            }
            Deed::Close(device) => {
                self.close(Machine::Device(*device));
                Ok(())
            }
            Deed::Found
            | Deed::Invite(..)
            | Deed::InviteOther(_)
            | Deed::AddOrganisation
            | Deed::Remove(_) => self.administer(deed),
            Deed::Enrol(device) => {
                let link = self.memory.links.get(*device).cloned().flatten().ok_or(Error::NotFound)?;
                self.client(*device)?.enrol(&link)?;
                let id = self.client(*device)?.device()?;
                put(&mut self.memory.devices, *device, id);
                Ok(())
            }
            Deed::Draft(_) | Deed::DraftAgain(_) | Deed::DropDraft(_) | Deed::Submit(_) | Deed::Report(_) => {
                self.write(deed)
            }
            Deed::Sync(device) => self.sync(*device),
            Deed::Ask(_) | Deed::Serve(_) | Deed::Hear(_) => self.exchange(deed),
            Deed::Fill(device) => self.write(&Deed::Report(*device)),
            Deed::Backup => {
                let target = self.folder(Machine::Server).join("backup.db");
                self.service()?.backup(&target).map_err(|_| Error::Storage)
            }
            Deed::Restore => {
                let backup = self.folder(Machine::Server).join("backup.db");
                self.close(Machine::Server);
                let target = self.database(Machine::Server);
                let mut rng = self.seeds.stream();
                let restored = restore_database(&backup, &target, &mut |bytes| rng.fill_bytes(bytes));
                restored.map(drop).map_err(|_| Error::Storage)
            }
            Deed::Life => self.new_life(),
            _ => self.work(deed),
        }
    }

    /// What an administrator does.
    fn administer(&mut self, deed: &Deed) -> Result<(), Error> {
        match deed {
            Deed::Found => {
                let server_line = self.server_line()?;
                let new = NewProgramme { server_line, organisation: organisation("Alpha") };
                self.client(0)?.found_programme(&new)?;
                let id = self.client(0)?.device()?;
                put(&mut self.memory.devices, 0, id);
                Ok(())
            }
            Deed::Invite(role, slot) => {
                let link = self.client(0)?.invite(NewInvite { organisation: None, role: *role })?.link;
                put(&mut self.memory.links, *slot, link);
                Ok(())
            }
            Deed::InviteOther(slot) => {
                let organisation = self.memory.other;
                let link = self.client(0)?.invite(NewInvite { organisation, role: Role::Admin })?.link;
                put(&mut self.memory.links, *slot, link);
                Ok(())
            }
            Deed::AddOrganisation => {
                self.memory.other = Some(self.client(0)?.add_organisation(&organisation("Beta"))?);
                Ok(())
            }
            Deed::Remove(number) => {
                let device = self.memory.device(*number)?;
                self.client(0)?.remove_member(device)?;
                self.memory.removed.insert(*number);
                Ok(())
            }
            _ => Err(Error::NotFound),
        }
    }

    /// What a person writes who reports.
    fn write(&mut self, deed: &Deed) -> Result<(), Error> {
        let report = self.memory.report();
        match deed {
            Deed::Draft(device) => {
                self.memory.draft = Some(self.client(*device)?.save_draft(None, &report)?);
            }
            Deed::DraftAgain(device) => {
                let id = self.memory.draft;
                self.memory.draft = Some(self.client(*device)?.save_draft(id, &report)?);
            }
            Deed::DropDraft(device) => {
                let id = self.memory.draft.ok_or(Error::NotFound)?;
                self.client(*device)?.delete_draft(id)?;
            }
            Deed::Submit(device) => {
                let id = self.memory.draft.ok_or(Error::NotFound)?;
                let case = self.client(*device)?.submit_draft(id)?;
                self.memory.cases.push(case);
            }
            Deed::Report(device) => {
                let case = self.client(*device)?.report(&report)?;
                self.memory.cases.push(case);
            }
            _ => return Err(Error::NotFound),
        }
        Ok(())
    }

    /// What people do with a case.
    fn work(&mut self, deed: &Deed) -> Result<(), Error> {
        let text = self.memory.text();
        match deed {
            Deed::Note(device, case) => {
                let case = self.memory.case(*case)?;
                self.client(*device)?.add_note(case, &text)
            }
            Deed::Edit(device, case, field) => {
                let case = self.memory.case(*case)?;
                let edit = FieldEdit { field: (*field).to_owned(), value: Some(Scalar::from(text.as_str())) };
                self.client(*device)?.edit(case, &[edit])
            }
            Deed::Resolve(device, case, field) => {
                let case = self.memory.case(*case)?;
                self.client(*device)?.resolve(case, field, 1)
            }
            Deed::Screen(device, case) => {
                let case = self.memory.case(*case)?;
                self.client(*device)?.set_status(case, &StatusChange::Screening)
            }
            Deed::Look(device, case) => {
                let case = self.memory.case(*case)?;
                self.client(*device)?.case(case).map(drop)
            }
            Deed::Search(device) => self.client(*device)?.search("জরিনা", 5).map(drop),
            Deed::Grant(device, case) => {
                let (case, to) = (self.memory.case(*case)?, self.memory.other.ok_or(Error::NotFound)?);
                let set = CompartmentSet::EMPTY.with(Compartment::Card).with(Compartment::Account);
                self.client(*device)?.grant(case, Principal::Organisation(to), set)
            }
            Deed::Withdraw(device, case) => {
                let (case, from) = (self.memory.case(*case)?, self.memory.other.ok_or(Error::NotFound)?);
                self.client(*device)?.withdraw(case, Principal::Organisation(from))
            }
            Deed::Erase(case) => {
                let case = self.memory.case(*case)?;
                self.client(0)?.erase(case)
            }
            _ => Err(Error::NotFound),
        }
    }

    /// One third of a round of a sync.
    fn exchange(&mut self, deed: &Deed) -> Result<(), Error> {
        match deed {
            Deed::Ask(device) => {
                self.memory.request = self.client(*device)?.sync_request(Budget::default())?.body;
            }
            Deed::Serve(_) => {
                let (now, body) = (self.clock.now(), self.memory.request.clone());
                let answer = self.service()?.sync(now, &body);
                // A server that was started anew shares nothing with a device, which then asks again.
                if let Some(code) = answer.refusal.filter(|code| *code != Code::UnknownDictionary) {
                    return Err(Error::Refused(code));
                }
                self.memory.answer = (answer.status, answer.body);
            }
            Deed::Hear(device) => {
                let (status, body) = self.memory.answer.clone();
                let (step, _) = self.client(*device)?.sync_answer(status, &body)?;
                self.memory.done = step == SyncStep::Done;
                if let SyncStep::Wait { code, .. } = step {
                    return Err(Error::Refused(code));
                }
            }
            _ => return Err(Error::NotFound),
        }
        Ok(())
    }

    /// Rounds until nothing is left.
    pub(super) fn sync(&mut self, device: usize) -> Result<(), Error> {
        for _ in 0..ROUNDS {
            for deed in [Deed::Ask(device), Deed::Serve(device), Deed::Hear(device)] {
                self.exchange(&deed)?;
            }
            if self.memory.done {
                return Ok(());
            }
        }
        Err(Error::Refused(Code::Unavailable))
    }

    fn new_life(&mut self) -> Result<(), Error> {
        self.close(Machine::Server);
        let mut storage = SqliteStorage::open(&self.database(Machine::Server)).map_err(|_| Error::Storage)?;
        let mut rng = self.seeds.stream();
        begin_new_life(&mut storage, &mut |bytes| rng.fill_bytes(bytes)).map_err(|_| Error::Storage)?;
        drop(storage);
        Ok(())
    }

    /// The cases that a device lists.
    pub(super) fn listed(&mut self, device: usize) -> Result<Vec<CaseId>, Error> {
        let query = CaseQuery { limit: 10_000, ..CaseQuery::default() };
        Ok(self.client(device)?.cases(&query)?.into_iter().map(|row| row.id).collect())
    }
}
