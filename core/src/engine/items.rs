//! One item of a proven batch: by kind, into directory, keys or document.

use super::feed::Taken;
use super::settle::Aside;
use crate::Error;
use crate::client::Session;
use crate::ledger::parcel::Kept;
use crate::ledger::{self, case_row, keys, parcel};
use crate::view::{CaseRow, State};
use jonaki_document::Document;
use jonaki_document::referral::Header;
use jonaki_document::{AdmittedChange, verify_relayed, verify_sealed};
use jonaki_protocol::{
    Body, Change, Code, CompartmentSet, DeviceId, Digest, DocumentId, Freshness, KeySet, Sealed, Timestamp,
    seal,
};

impl Session<'_, '_> {
    /// Takes in an item; the code says why it is set aside ([`Code::Pending`]: until something else arrives).
    pub(super) fn item(&mut self, kept: &Kept) -> Taken {
        let body = match kept.item.parse() {
            Ok(body) => body,
            Err(code) => return Ok(Err(code)),
        };
        if let Some(record) = body.record()
            && !matches!(body, Body::Erase(_))
            && parcel::is_erased(self.tx, record)?
        {
            return Ok(Err(Code::Erased));
        }
        match &body {
            Body::Change(change) => {
                self.first_sight(change.document(), kept.author, kept.saved_at)?;
                Ok(self.change_of(change.document(), kept)?.map(drop).map_err(|aside| aside.code))
            }
            Body::Sealed(sealed) => {
                self.first_sight(sealed.document(), kept.author, kept.saved_at)?;
                Ok(self.change_of(sealed.document(), kept)?.map(drop).map_err(|aside| aside.code))
            }
            Body::KeySet(set) => self.key_set(set, kept),
            Body::Grant(grant) => self.grant_item(grant, kept),
            Body::Withdraw(withdraw) => self.withdraw_item(withdraw, kept),
            Body::Erase(erase) => self.erase_item(erase, kept),
            Body::Letter(letter) => self.letter_item(letter, kept),
            Body::Capsule(_) => {
                self.stirred.keys = true;
                Ok(Ok(()))
            }
            directory => self.directory_item(directory, kept),
        }
    }

    fn directory_item(&mut self, body: &Body, kept: &Kept) -> Taken {
        if let Body::Removal(removal) = body
            && self.me.directory.member(&removal.device).is_none()
        {
            // Certificates come with what their device signed: this one may yet come, and is to end then.
            return Ok(Err(Code::Pending));
        }
        let admitted = self.me_mut().directory.admit(&kept.author, body, kept.entry, Freshness::Claimed);
        let effect = match admitted {
            Ok(effect) => effect,
            Err(code) => return Ok(Err(code)),
        };
        let row = ledger::directory::Row { author: kept.author, entry: kept.entry, item: kept.item.clone() };
        ledger::directory::insert(self.tx, &row)?;
        self.keep_listing(&effect, body, &kept.item)?;
        self.keep_matching(&effect)?;
        self.keep_form(effect, body, &kept.item)?;
        self.stirred.members |= matches!(body, Body::Certificate(_));
        match body {
            Body::EpochWrap(wrap) => self.organisation_key(wrap),
            _ => Ok(Ok(())),
        }
    }

    fn key_set(&mut self, set: &KeySet, kept: &Kept) -> Taken {
        let Some((compartment, _)) = set.commitments.first() else { return Ok(Err(Code::KeySetRefused)) };
        let first = DocumentId { record: set.record, compartment: *compartment };
        self.first_sight(first, kept.author, kept.saved_at)?;
        let Some(row) = case_row::get(self.tx, set.record)? else { return Ok(Err(Code::NoAccess)) };
        let coordinates =
            self.me.directory.member(&kept.author).is_some_and(|member| member.role.coordinates());
        let access = self.me.has_access(self.tx, kept.author, set.record, row.creator)?;
        let mut named = set.commitments.iter().map(|(compartment, _)| *compartment);
        if named.clone().any(|compartment| compartment.is_of_referral() != row.referral) {
            return Ok(Err(Code::KeySetRefused));
        }
        let closed = named.any(|compartment| CompartmentSet::CLOSED_TO_REPORTERS.contains(compartment));
        let by_creator = kept.author == row.creator && set.epoch == 0 && !closed;
        let allowed = by_creator || coordinates && access;
        if !allowed {
            return Ok(Err(Code::KeySetRefused));
        }
        keys::insert_set(self.tx, set, kept.item.hash())?;
        self.stirred.records.insert(set.record);
        Ok(Ok(()))
    }

    /// Makes the row of a record that this device sees for the first time. Who signed the record's first item opened it.
    pub(super) fn first_sight(
        &mut self,
        document: DocumentId,
        author: DeviceId,
        saved_at: Timestamp,
    ) -> Result<(), Error> {
        let record = document.record;
        self.touched.insert(record);
        if case_row::get(self.tx, record)?.is_some() {
            return Ok(());
        }
        let row = CaseRow {
            id: record,
            short_code: record.short_code(),
            state: State::Stored,
            status: "new".to_owned(),
            urgency: None,
            immediate_danger: None,
            district: None,
            concern_types: Vec::new(),
            victim_age_band: None,
            saved_at,
            updated_at: saved_at,
            conflicts: 0,
            unread: true,
            mine: author == self.me.profile.device(),
        };
        let referral = document.compartment.is_of_referral();
        case_row::put(self.tx, &case_row::Kept { row, creator: author, referral })
    }

    /// Verifies a change of a document and applies it; the change's hash.
    pub(super) fn change_of(&mut self, id: DocumentId, kept: &Kept) -> Result<Result<Digest, Aside>, Error> {
        let mut document = self.document_or_new(id)?;
        let change = match self.verified(&document, kept)? {
            Ok(change) => change,
            Err(aside) => {
                // The next one may be for the same document: loading it again for each would be the dearest part.
                self.keep_in_memory(id, document);
                return Ok(Err(aside));
            }
        };
        if document.apply(&change).is_err() {
            return Ok(Err(Code::Shadow.into()));
        }
        self.stirred.records.insert(id.record);
        self.save_document(id, document)?;
        parcel::set_change(self.tx, (kept.parcel, kept.position), change.hash())?;
        if let Some(mut row) = case_row::get(self.tx, id.record)? {
            row.row.updated_at = row.row.updated_at.max(kept.saved_at);
            row.row.unread |= kept.author != self.me.profile.device();
            case_row::put(self.tx, &row)?;
        }
        Ok(Ok(change.hash()))
    }

    /// A kept change, opened where it is sealed, through the stages of admission.
    pub(super) fn verified(
        &mut self,
        document: &Document,
        kept: &Kept,
    ) -> Result<Result<AdmittedChange, Aside>, Error> {
        match kept.item.parse() {
            Ok(Body::Change(change)) if change.compartment.is_of_referral() => {
                Ok(self.verified_referral(document, &change, kept.author))
            }
            Ok(Body::Change(change)) => Ok(self.verified_open(document, &change, kept.author)),
            Ok(Body::Sealed(sealed)) => self.verified_sealed(document, &sealed, kept.author),
            Ok(_) => Ok(Err(Code::UnknownKind.into())),
            Err(code) => Ok(Err(code.into())),
        }
    }

    fn verified_open(
        &self,
        document: &Document,
        change: &Change,
        author: DeviceId,
    ) -> Result<AdmittedChange, Aside> {
        if change.compartment.is_sealed() {
            return Err(Code::Malformed.into());
        }
        verify_relayed(document, &change.change, author).map_err(Aside::from)
    }

    /// A change of a referral: what its author may do follows from the header and the directory, so nobody's word is taken.
    fn verified_referral(
        &self,
        document: &Document,
        change: &Change,
        author: DeviceId,
    ) -> Result<AdmittedChange, Aside> {
        let header = Header::of(document);
        let writer = self.me.party(author, header.as_ref());
        let admitted = verify_sealed(document, &change.change, &writer).map_err(Aside::from)?;
        if header.is_none() {
            let mut opened = document.clone();
            opened.apply(&admitted).map_err(|_| Code::Shadow)?;
            let from = Header::of(&opened).map(|header| header.from);
            let own = self.me.directory.member(&author).map(|member| member.organisation);
            if from.is_none() || from != own {
                return Err(Code::NotAllowed.into());
            }
        }
        Ok(admitted)
    }

    fn verified_sealed(
        &mut self,
        document: &Document,
        sealed: &Sealed,
        author: DeviceId,
    ) -> Result<Result<AdmittedChange, Aside>, Error> {
        let Some(row) = case_row::get(self.tx, sealed.record)? else { return Ok(Err(Code::NoAccess.into())) };
        let writer = self.writer_of(sealed.document(), author, row.creator)?;
        let programme = self.me.profile.programme();
        let mut outcome = Code::Pending;
        for key in keys::by_id(self.tx, sealed.document(), sealed.key)? {
            match seal::open(&programme, sealed, &key) {
                Ok(raw) => {
                    return Ok(verify_sealed(document, &raw, &writer).map_err(Aside::from));
                }
                Err(code) => outcome = code,
            }
        }
        Ok(Err(outcome.into()))
    }

    /// Brings the list up to date with what was taken in so far.
    pub(super) fn refresh_touched(&mut self) -> Result<(), Error> {
        for record in std::mem::take(&mut self.touched) {
            self.refresh(record)?;
        }
        Ok(())
    }
}
