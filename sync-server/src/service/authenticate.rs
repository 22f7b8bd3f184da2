//! Who asks: the signature on the request is the only proof, and it works once. What can be done before the lock is taken is
//! done before.

use super::gate::Ticket;
use super::{Inner, Programme, Service, Stop, budget, founding_hash};
use jonaki_protocol::invite::Claims;
use jonaki_protocol::sync::{Request, SignedRequest};
use jonaki_protocol::{
    Body, Certificate, Code, DeviceId, Directory, Freshness, ProgrammeId, SignPublic, Timestamp, limits,
};
use std::collections::{HashSet, VecDeque};

/// Records and certificates that a founder's first batch may rest on.
const FOUNDING_ITEMS: usize = 16;

/// Nonces of the devices that asked lately.
#[derive(Default)]
pub(super) struct Guard {
    nonces: HashSet<(DeviceId, u64)>,
    order: VecDeque<(Timestamp, DeviceId, u64)>,
}

/// A request whose signature fits the key that its device's id stands for. Whether that device is a member of the programme
/// is not known yet.
pub(super) struct SignedBy {
    pub(super) key: SignPublic,
    pub(super) request: Request,
    /// The certificate that it brings for itself, where the key was not known.
    certificate: Option<Certificate>,
}

impl SignedBy {
    pub(super) fn device(&self) -> DeviceId {
        self.key.device_id()
    }

    pub(super) fn programme(&self) -> ProgrammeId {
        self.request.programme
    }
}

impl Service {
    /// Everything about a request that needs no lock: unpacking, the device's account, the signature, parsing.
    pub(super) fn receive(&self, now: Timestamp, body: &[u8]) -> Result<(Ticket<'_>, SignedBy), Stop> {
        let signed = SignedRequest::from_body_beside(body, |tag| self.gate.shared(tag))?;
        let (device, bytes) = (signed.device, signed.len());
        self.gate.look(now, &device)?;
        let (mut ticket, signed_by) = match self.gate.key(&device) {
            Some((programme, key)) if signed.verify(&programme, &key).is_ok() => {
                let ticket = self.gate.enter(now, device)?;
                let request = signed.claims()?.claimed;
                if request.programme != programme {
                    return Err(Code::BadSignature.into());
                }
                (ticket, SignedBy { key, request, certificate: None })
            }
            _ => self.receive_stranger(now, signed)?,
        };
        ticket.charge(budget::REQUEST + budget::incoming(bytes));
        Ok((ticket, signed_by))
    }

    /// From a device that this process has not served yet, or not in this programme: its key is in the directory, or in the certificate that it brings.
    /// One at a time, so that strangers keep no more than one processor busy.
    fn receive_stranger(
        &self,
        now: Timestamp,
        signed: SignedRequest,
    ) -> Result<(Ticket<'_>, SignedBy), Stop> {
        let _one = self.strangers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let device = signed.device;
        let unverified = signed.claims()?;
        let programme = unverified.claimed.programme;
        let member = self.lock().member_key(programme, &device)?;
        let certificate = if member.is_none() { own_certificate(&unverified.claimed, device) } else { None };
        let claimed = |certificate: &Certificate| Claims::claimed(&certificate.certificate).ok();
        let key = match (member, certificate.as_ref().and_then(claimed)) {
            (Some(key), _) => key,
            (None, Some(claims)) => claims.sign,
            (None, None) => {
                let carried = self.lock().programmes.contains_key(&programme);
                let founds = unverified.claimed.founding.is_some();
                return Err(match (carried, founds) {
                    (true, _) => Code::UnknownDevice,
                    (false, true) => Code::FoundingRefused,
                    (false, false) => Code::UnknownProgramme,
                }
                .into());
            }
        };
        let (device, request) = unverified.verify(&key)?;
        let ticket = self.gate.enter(now, device)?;
        Ok((ticket, SignedBy { key, request, certificate }))
    }
}

/// The certificate that a device brings for itself in its first batch.
fn own_certificate(request: &Request, device: DeviceId) -> Option<Certificate> {
    let items = request.batches.first().into_iter().flat_map(|batch| batch.items.iter().flatten());
    items.filter(|item| item.kind == Certificate::KIND).find_map(|item| match item.parse() {
        Ok(Body::Certificate(certificate))
            if Claims::claimed(&certificate.certificate)
                .is_ok_and(|claims| claims.sign.device_id() == device) =>
        {
            Some(certificate)
        }
        _ => None,
    })
}

impl Guard {
    /// Refuses a request that came before. Times outside of the window are refused elsewhere, so older nonces can go.
    fn once(&mut self, now: Timestamp, device: DeviceId, nonce: u64) -> Result<(), Code> {
        let oldest = now.plus(-2 * limits::CLOCK_SKEW_SECONDS);
        while let Some((time, device, nonce)) = self.order.front().copied()
            && time < oldest
        {
            self.order.pop_front();
            self.nonces.remove(&(device, nonce));
        }
        if !self.nonces.insert((device, nonce)) {
            return Err(Code::Replayed);
        }
        self.order.push_back((now, device, nonce));
        Ok(())
    }
}

impl Inner {
    /// The key of a device that is or was a member.
    fn member_key(&mut self, programme: ProgrammeId, device: &DeviceId) -> Result<Option<SignPublic>, Stop> {
        self.read_again(programme)?;
        Ok(self
            .programmes
            .get(&programme)
            .and_then(|programme| Some(programme.directory.member(device)?.sign)))
    }

    /// Whether the device that signed may ask; founds its programme where that is what it asks.
    pub(super) fn verify(&mut self, now: Timestamp, signed: &SignedBy) -> Result<(), Stop> {
        let (id, device) = (signed.programme(), signed.device());
        self.read_again(id)?;
        // One that was founded without its first batch, because the server stopped in between, is founded still.
        let known = self.programmes.get_mut(&id).filter(|programme| programme.directory.record().is_some());
        if let Some(programme) = known {
            let freshness = programme.freshness(now);
            match programme.directory.member(&device) {
                Some(member) if member.is_active() && member.sign == signed.key => {}
                Some(_) => return Err(Code::Revoked.into()),
                None => {
                    let certificate = signed.certificate.as_ref().ok_or(Code::UnknownDevice)?;
                    let (found, member) = programme.directory.preview(certificate, freshness)?;
                    if found != device || member.sign != signed.key {
                        return Err(Code::UnknownDevice.into());
                    }
                }
            }
            return programme.admit_request(now, device, &signed.request);
        }
        self.found(now, signed)
    }

    fn found(&mut self, now: Timestamp, signed: &SignedBy) -> Result<(), Stop> {
        let id = signed.programme();
        let Some(founding) = &signed.request.founding else { return Err(Code::UnknownProgramme.into()) };
        founder(&founding.root, &self.identity.public(), signed, now)?;
        if let Some(programme) = self.programmes.get_mut(&id) {
            return programme.admit_request(now, signed.device(), &signed.request);
        }
        let mut programme = Programme::new(founding.root, None);
        programme.admit_request(now, signed.device(), &signed.request)?;
        let log = self.random_log();
        let mut used = false;
        self.storage.write(id, &mut |tx| {
            used = tx.found(&founding_hash(&founding.code), &founding.root, log)?;
            Ok(())
        })?;
        if !used {
            return Err(Code::FoundingRefused.into());
        }
        self.programmes.insert(id, programme);
        Ok(())
    }
}

impl Programme {
    /// How fresh a certificate must be now.
    pub(super) fn freshness(&self, now: Timestamp) -> Freshness {
        // For a month after a restore, invites that were valid after the backup may have been used in what was lost.
        const WINDOW: i64 = 30 * 24 * 3600;
        match self.backup_time {
            Some(backup) if now.0 - backup.0 <= WINDOW => Freshness::Since(backup),
            _ => Freshness::At(now),
        }
    }

    fn admit_request(&mut self, now: Timestamp, device: DeviceId, request: &Request) -> Result<(), Stop> {
        if request.time.0.abs_diff(now.0) > limits::CLOCK_SKEW_SECONDS.unsigned_abs() {
            return Err(Code::ClockSkew.into());
        }
        self.guard.once(now, device, request.nonce)?;
        Ok(())
    }
}

/// Whether the first batch of a device that founds a programme brings everything that its certificate rests on.
fn founder(root: &SignPublic, identity: &SignPublic, signed: &SignedBy, now: Timestamp) -> Result<(), Code> {
    if root.programme_id() != signed.programme() {
        return Err(Code::FoundingRefused);
    }
    let mut directory = Directory::new(*root);
    let first = signed.request.batches.first().ok_or(Code::FoundingRefused)?;
    let mut seen = 0;
    for item in first.items.iter().flatten() {
        if let body @ (Body::RootSigned(_) | Body::Certificate(_)) = item.parse()? {
            seen += 1;
            if seen > FOUNDING_ITEMS {
                return Err(Code::FoundingRefused);
            }
            directory.admit(&signed.device(), &body, 0, Freshness::At(now))?;
        }
    }
    let ours = directory.record().is_some_and(|record| record.server == *identity);
    let member = directory.member(&signed.device()).ok_or(Code::FoundingRefused)?;
    match (ours, member.sign == signed.key) {
        (true, true) => Ok(()),
        (true, false) => Err(Code::FoundingRefused),
        (false, _) => Err(Code::WrongServer),
    }
}
