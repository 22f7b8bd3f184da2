//! What a device sends by itself: the key to organisations that have none yet, and the fingerprints of its cases.

use crate::Error;
use crate::client::Session;
use crate::ledger::{case_row, letter};
use crate::letters::{Print, envelope, match_key};
use jonaki_document::referral::CaseTerms;
use jonaki_matching::{Born, Fingerprint, MatchKey, Person};
use jonaki_protocol::{
    CaseId, Compartment, DocumentId, Effect, OrganisationId, RecordId, Role, Timestamp, Topic,
};

/// Cases that one run looks at; the next one takes the rest.
const AT_ONCE: usize = 200;

/// Statuses of a case of which somebody has decided that it is one.
const NOT_YET: [&str; 4] = ["new", "screening", "out_of_scope", "duplicate_of"];

impl Session<'_, '_> {
    /// After the directory changed: prints and keys of another number say nothing any more.
    pub(crate) fn keep_matching(&mut self, effect: &Effect) -> Result<(), Error> {
        if *effect != Effect::Matching {
            return Ok(());
        }
        self.stirred.keys = true;
        let number = self.me.directory.matching().map_or(0, |matching| matching.number);
        letter::forget_prints(self.tx, number)
    }

    /// Gives the key on and sends fingerprints; whether there was anything to look at.
    pub(crate) fn share_matching(&mut self) -> Result<bool, Error> {
        let Some((comparing, number)) =
            self.me.directory.matching().and_then(|matching| Some((matching.organisation?, matching.number)))
        else {
            return Ok(false);
        };
        let own = self.me.profile.organisation;
        if comparing == own || !self.me.profile.role.coordinates() {
            return Ok(false);
        }
        let keys = letter::to(self.tx, Topic::MatchKey, own)?.into_iter();
        let Some(message) = keys.filter(|key| key.number == number).find_map(|key| key.message) else {
            return Ok(false);
        };
        if self.me.profile.role == Role::Admin {
            self.give_key_on((comparing, number), &message)?;
        }
        let Some(key) = match_key(&message) else { return Ok(false) };
        let cases = letter::unchecked(self.tx, number, AT_ONCE)?;
        for case in &cases {
            self.send_print(*case, &key, (comparing, number))?;
            letter::checked(self.tx, *case, number)?;
        }
        Ok(!cases.is_empty())
    }

    /// To organisations that this device does not know to have it; another administrator may do the same at once.
    fn give_key_on(
        &mut self,
        (comparing, number): (OrganisationId, u32),
        message: &zeroize::Zeroizing<Vec<u8>>,
    ) -> Result<(), Error> {
        let own = self.me.profile.organisation;
        let all: Vec<OrganisationId> =
            self.me.directory.organisations().map(|record| record.organisation).collect();
        for to in all.into_iter().filter(|to| *to != comparing && *to != own) {
            let sent = letter::get(self.tx, (Topic::MatchKey, RecordId::DIRECTORY), (own, to))?;
            if sent.is_none_or(|sent| sent.number != number) {
                self.write_letter(envelope(Topic::MatchKey, RecordId::DIRECTORY, number), to, message)?;
            }
        }
        Ok(())
    }

    /// Sends the print of a case, where it is a case of this organisation and has one that was not sent.
    fn send_print(
        &mut self,
        case: CaseId,
        key: &MatchKey,
        (comparing, number): (OrganisationId, u32),
    ) -> Result<(), Error> {
        let Some(row) = case_row::get(self.tx, case)? else { return Ok(()) };
        let own = self.me.profile.organisation;
        let keeper = self.me.directory.member(&row.creator).map(|member| member.organisation);
        let id = DocumentId { record: case, compartment: Compartment::Card };
        if keeper.is_some_and(|keeper| keeper != own) || NOT_YET.contains(&row.row.status.as_str()) {
            return Ok(());
        }
        let Some(card) = self.document(id)? else { return Ok(()) };
        let person = self.person(case, row.row.saved_at)?;
        // Without a name of the child two records are never said to be alike.
        if person.name_given.is_none() && person.name_nick.is_none() && person.name_family.is_none() {
            return Ok(());
        }
        let exclusions = CaseTerms::of(&card).exclusions.into_iter();
        let print = Print {
            fingerprint: Fingerprint::of(&person, key),
            exclusions: exclusions.map(|exclusion| (exclusion.organisation, exclusion.kind)).collect(),
        };
        let kind = self.kind_of(&comparing).unwrap_or_default();
        if print.excludes(comparing, &kind) {
            return Ok(());
        }
        let message = print.encode();
        let mark = key.mark(case.as_bytes(), &message);
        let sent = letter::get(self.tx, (Topic::Fingerprint, case), (own, comparing))?;
        if sent.is_some_and(|sent| sent.number == number && sent.mark == mark) {
            return Ok(());
        }
        let letter = jonaki_protocol::Letter { mark, ..envelope(Topic::Fingerprint, case, number) };
        self.write_letter(letter, comparing, &message).map(drop)
    }

    /// The child as the case describes it.
    fn person(&mut self, case: CaseId, saved_at: Timestamp) -> Result<Person, Error> {
        let year = crate::client::work::day(saved_at.0).get(..4).and_then(|year| year.parse().ok());
        let birth = self.text_of(case, Compartment::Identity, "birth_date")?;
        let birth = birth.and_then(|date| Born::year(date.get(..4)?.parse().ok()?));
        let band = self.text_of(case, Compartment::Card, "victim_age_band")?;
        let band = band.zip(year).and_then(|(band, year)| Born::from_band(&band, year));
        let mut name = |field| self.text_of(case, Compartment::Identity, field);
        let (name_given, name_nick) = (name("name_given")?, name("name_nick")?);
        let (name_family, father, mother) =
            (name("name_family")?, name("father_name")?, name("mother_name")?);
        Ok(Person {
            name_given,
            name_nick,
            name_family,
            father,
            mother,
            sex: self.text_of(case, Compartment::Card, "victim_sex")?,
            born: birth.or(band),
            district: self.text_of(case, Compartment::Card, "district")?,
            upazila: None,
        })
    }
}
