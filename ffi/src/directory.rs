//! Services, organisations, members, numbers to call.

use crate::changes::Area;
use crate::errors::DirectoryError;
use crate::ids::{CaseId, ServiceId, known};
use crate::records::{
    Helpline, Member, Organisation, ServiceProblem, ServiceQuery, ServiceRow, ServiceScreen, all_helplines,
};
use crate::session::clock;
use crate::shared::Shared;
use crate::words::{Coded, Organisations};
use jonaki_core::reference::places::{self, Level, Place};
use std::sync::Arc;

/// The directory of services.
#[derive(uniffi::Object)]
pub struct Directory {
    shared: Arc<Shared>,
}

impl Directory {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

#[uniffi::export]
impl Directory {
    /// The services that take who is described, the most useful first.
    ///
    /// # Errors
    /// [`DirectoryError::Field`] for a place that there is not; [`DirectoryError::NotFound`] for a case that is not here.
    pub fn find(&self, query: ServiceQuery) -> Result<Vec<ServiceRow>, DirectoryError> {
        let found = self.shared.read(|client| {
            let case = known(query.case.as_ref(), CaseId::known)?;
            client.find_services(&query.core(clock().0)?, case, query.limit as usize)
        })?;
        Ok(found.into_iter().map(ServiceRow::from).collect())
    }

    /// Everything that the directory says of a service.
    ///
    /// # Errors
    /// [`DirectoryError::NotFound`].
    pub fn one(&self, service: ServiceId) -> Result<ServiceScreen, DirectoryError> {
        Ok(self.shared.read(|client| client.service(service.known()?, clock()))?.into())
    }

    /// Says that something is wrong with a service, in one step; its owner sees it.
    ///
    /// # Errors
    /// [`DirectoryError::Refused`] for a reporter.
    pub fn flag(&self, service: ServiceId, problem: ServiceProblem) -> Result<(), DirectoryError> {
        let areas = [Area::Directory, Area::Sync];
        Ok(self.shared.write(&areas, |client| client.flag_service(service.known()?, problem.into()))?)
    }

    /// The organisations of the programme, by name.
    ///
    /// # Errors
    /// [`DirectoryError`].
    pub fn organisations(&self) -> Result<Vec<Organisation>, DirectoryError> {
        let known = self.shared.read(|client| client.organisations())?;
        Ok(known.into_iter().map(Organisation::from).collect())
    }

    /// The devices that this one knows of, ours first.
    ///
    /// # Errors
    /// [`DirectoryError`].
    pub fn members(&self) -> Result<Vec<Member>, DirectoryError> {
        let (members, organisations) =
            self.shared.read(|client| Ok((client.members()?, Organisations::of(client)?)))?;
        Ok(members.into_iter().map(|member| Member::of(member, &organisations)).collect())
    }
}

/// Divisions, or the districts or upazilas of a place that is named by its code.
#[uniffi::export]
pub fn places(within: Option<String>) -> Vec<Coded> {
    let found: Vec<Place> = match within {
        Some(code) => {
            Place::by_code(&code).into_iter().flat_map(|place| place.children().collect::<Vec<_>>()).collect()
        }
        None => places::all(Level::Division).collect(),
    };
    found.into_iter().map(|place| Coded::place(place, Place::name)).collect()
}

/// Places that fit what was typed, in either script and misspelt, the likeliest first; each with what it lies in.
#[uniffi::export]
pub fn find_places(text: String, limit: u32) -> Vec<Coded> {
    let found = places::search(&text, limit as usize);
    found.into_iter().map(|found| Coded::place(found.place, Place::path)).collect()
}

/// The numbers to call, the most urgent first: also before anybody has enrolled.
#[uniffi::export]
pub fn helplines() -> Vec<Helpline> {
    all_helplines()
}
