//! What every record must keep, whoever wrote it. Fields are named as the columns of the table.

use super::{Code, Hidden, Names, Organisation, Service, limits};
use crate::{Error, Id, Words, text};
use jonaki_reference::places::{Level, Place};

type Checked = Result<(), Error>;

fn field(field: &'static str, found: Result<(), Code>) -> Checked {
    found.map_err(|code| Error::Field { field, code })
}

fn ensure(fits: bool, name: &'static str, code: Code) -> Checked {
    if fits { Ok(()) } else { Err(Error::Field { field: name, code }) }
}

fn id(id: Id, name: &'static str) -> Checked {
    ensure(!id.is_zero(), name, Code::Required)
}

fn names(names: &Names, columns: [&'static str; 2]) -> Checked {
    field(columns[0], text::check(&names.bangla, limits::NAME_CHARS))?;
    field(columns[1], text::check(&names.english, limits::NAME_CHARS))
}

fn optional(found: Option<&String>, most: usize, name: &'static str) -> Checked {
    found.map_or(Ok(()), |found| field(name, text::check(found, most)))
}

fn count(words: &Words, most: usize, name: &'static str) -> Checked {
    ensure(words.len() <= most, name, Code::TooMany)
}

impl Organisation {
    /// Holds its texts against the limits.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn check(&self) -> Result<(), Error> {
        id(self.id, "organisation_code")?;
        names(&self.names, ["organisation_name_bn", "organisation_name_en"])
    }
}

impl Hidden {
    /// Holds it against the limits.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn check(&self) -> Result<(), Error> {
        id(self.service, "service_code")?;
        ensure(!self.is_empty(), "hidden_address", Code::Required)?;
        optional(self.address.as_ref(), limits::ADDRESS_CHARS, "hidden_address")?;
        ensure(self.position.is_none_or(super::Position::is_near), "hidden_latitude", Code::Position)
    }
}

impl Service {
    /// Holds it against the limits and its own sense.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn check(&self) -> Result<(), Error> {
        id(self.id, "service_code")?;
        id(self.organisation, "organisation_code")?;
        self.check_content()
    }

    /// All but the ids, which a draft out of a table does not have yet.
    pub(crate) fn check_content(&self) -> Checked {
        names(&self.names, ["service_name_bn", "service_name_en"])?;
        let audience = &self.audience;
        count(&audience.sexes, limits::CODES, "sexes")?;
        count(&audience.needs, limits::CODES, "needs")?;
        ensure(audience.age_max <= limits::AGE, "age_max", Code::Number)?;
        ensure(audience.age_min <= audience.age_max, "age_min", Code::AgeOrder)?;
        let place = self.place.as_ref().and_then(|code| Place::by_code(code.as_str()));
        ensure(place.is_none_or(|place| place.level() > Level::Division), "district", Code::UnknownPlace)?;
        count(&self.coverage, limits::PLACES, "coverage")?;
        count(&self.languages, limits::CODES, "languages")?;
        count(&self.via, limits::CODES, "accepts_via")?;
        count(&self.documents, limits::CODES, "documents")?;
        if let Some(capacity) = self.capacity {
            let known = capacity.total.is_some() || capacity.free.is_some();
            ensure(known, "capacity_as_of", Code::CapacityUndated)?;
            let above = capacity.free.zip(capacity.total).is_some_and(|(free, total)| free > total);
            ensure(!above, "capacity_free", Code::FreeAboveTotal)?;
        }
        ensure(self.contacts.len() <= limits::CONTACTS, "contact_4_phone", Code::TooMany)?;
        for contact in &self.contacts {
            optional(contact.label.as_ref(), limits::LABEL_CHARS, "contact_1_label")?;
        }
        optional(self.address.as_ref(), limits::ADDRESS_CHARS, "address")?;
        ensure(self.address.is_none() || !self.address_hidden, "address", Code::AddressShown)?;
        let by = self.verified.as_ref().and_then(|verified| verified.by.as_ref());
        optional(by, limits::LABEL_CHARS, "verified_by")
    }
}
