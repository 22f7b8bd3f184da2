//! The state of the device at a glance.

use super::Client;
use crate::Error;
use crate::ledger::{
    self, case_row, contradiction, intent, organisation_key, outbox, parcel, setting, view_due,
};
use crate::view::{State, Status};
use jonaki_protocol::{DeviceId, Timestamp, limits};

impl Client {
    /// Everything that a status screen shows.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn status(&self) -> Result<Status, Error> {
        let connection = self.connection();
        let mut counts = case_row::counts(connection)?;
        let drafts = ledger::draft::all(connection)?.len();
        if drafts > 0 {
            counts.insert(0, (State::Draft, drafts));
        }
        counts.sort_by_key(|(state, _)| *state);
        let me = self.me.as_deref();
        let profile = me.map(|me| &me.profile);
        let organisation = profile.map(|profile| profile.organisation);
        let record = me.and_then(|me| me.directory.organisation(&me.profile.organisation));
        Ok(Status {
            programme: profile.map(|profile| profile.programme()),
            device: profile.map(|profile| profile.device()),
            organisation,
            organisation_name: record.map(|record| (record.name_bn.clone(), record.name_en.clone())),
            role: profile.map(|profile| profile.role),
            server_url: profile.map(|profile| profile.url.clone()),
            counts,
            unsent_items: outbox::count(connection)? + view_due::count(connection)?,
            unsent_bytes: outbox::bytes(connection)?,
            refused: intent::refused(connection)?.len(),
            quarantined: parcel::quarantined(connection)?,
            last_contact: setting::get::<Timestamp>(connection, setting::LAST_CONTACT)?,
            waiting_for_key: self.waits_for_key()?,
            has_root: profile.is_some_and(|profile| profile.root_key.is_some()),
            removed: me.is_some_and(|me| {
                me.directory.member(&me.profile.device()).is_some_and(|member| !member.is_active())
            }),
            proofs: contradiction::count(connection, true)?,
            doubts: contradiction::count(connection, false)?,
            stopped: contradiction::stops(connection)?,
        })
    }

    /// This device's id.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn device(&self) -> Result<DeviceId, Error> {
        Ok(self.me()?.profile.device())
    }

    /// The server's address.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn server_url(&self) -> Result<String, Error> {
        Ok(self.me()?.profile.url.clone())
    }

    /// The size of the first frame of a sync, bytes: what the link carried last time.
    pub fn frame_bytes(&self) -> usize {
        let kept = setting::get::<u32>(self.connection(), setting::FRAME_BYTES).ok().flatten();
        let bytes = kept.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(limits::FRAME_BYTES_MIN * 2);
        bytes.clamp(limits::FRAME_BYTES_MIN, limits::FRAME_BYTES_MAX)
    }

    /// Remembers what size of frame the link carries.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn remember_frame_bytes(&mut self, bytes: usize) -> Result<(), Error> {
        self.act(|session| setting::set(session.tx, setting::FRAME_BYTES, &(bytes as u32)))
    }

    fn waits_for_key(&self) -> Result<bool, Error> {
        let Some(me) = &self.me else { return Ok(false) };
        if !me.profile.role.reads_for_organisation() {
            return Ok(false);
        }
        let organisation = me.profile.organisation;
        let newest = me.directory.current_epoch(&organisation).map(|epoch| epoch.number);
        let held = organisation_key::epochs(self.connection(), organisation)?.last().copied();
        Ok(held.is_none() || held < newest)
    }
}
