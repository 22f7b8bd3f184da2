//! What the network does with requests and answers.

use super::Failure;
use super::device::Standing;
use super::script::Fate;
use super::world::{Acted, World, said};
use jonaki_core::{Budget, Error, Round, SyncStep};
use jonaki_protocol::Code;
use jonaki_protocol::sync::{Refusal, Request, Response, SignedRequest, UnverifiedRequest};

type Done = Result<String, Failure>;

/// Rounds of one sync over a good link, at most.
const ROUNDS: usize = 60;

/// What a script's number of a budget means.
const BUDGETS: [Budget; 4] = [
    Budget { up: 1, down: 2_000 },
    Budget { up: 4_000, down: 16_000 },
    Budget { up: 16_000, down: 64_000 },
    Budget { up: 256 * 1024, down: 768 * 1024 },
];

/// How a sync over a good link ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Synced {
    /// Nothing is left.
    Done,
    /// The server said no.
    Refused(Code),
    /// The server's or the device's power failed.
    Broken,
}

impl World {
    /// The server's answer to a body.
    fn carry(&mut self, body: &[u8]) -> Result<Option<(u16, Vec<u8>)>, Failure> {
        self.figures.requests += 1;
        let answer = self.server.sync(body)?;
        let clean = answer.as_ref().is_some_and(|(status, answer)| *status == 200 && took_all(body, answer));
        self.history.push((body.to_vec(), clean.then_some(self.server.lives)));
        Ok(answer)
    }

    /// The next request of a device. Half of them rest on nothing: a late copy of one can still be read.
    fn request(&mut self, device: usize, budget: Budget) -> Result<Option<Vec<u8>>, Failure> {
        let body = self.made(device, budget)?;
        let rests = body.as_ref().is_some_and(|body| SignedRequest::from_body(body).is_err());
        if !rests || self.figures.requests.is_multiple_of(2) {
            return Ok(body);
        }
        let refusal = Refusal { code: Code::UnknownDictionary, time: self.clock.now(), retry_after: 0 };
        match self.hear(device, 400, &refusal.to_body())?.0 {
            Some(_) => self.made(device, budget),
            None => Ok(None),
        }
    }

    fn made(&mut self, device: usize, budget: Budget) -> Result<Option<Vec<u8>>, Failure> {
        match self.act(device, |client| client.sync_request(budget))? {
            Acted::Said(Ok(request)) => Ok(Some(request.body)),
            Acted::Said(Err(error)) => {
                let detail = format!("device {device} makes no request: {}", said(&error));
                Err(Failure::new("request", detail))
            }
            // The request may have left before the power failed, or not: here it did not.
            Acted::Torn(_) => Ok(None),
        }
    }

    pub(super) fn ask(&mut self, device: u8, budget: u8, fate: Fate) -> Done {
        let Some(device) = self.pick(device, |_| true) else { return Ok(String::new()) };
        let Some(body) = self.request(device, BUDGETS[usize::from(budget) % 4])? else {
            return Ok(format!("device {device}: power failed"));
        };
        self.devices[device].reply = None;
        let answer = match fate {
            Fate::Drop => None,
            Fate::Late => {
                self.late.push(body);
                None
            }
            Fate::Whole => self.carry(&body)?,
            Fate::Twice => {
                let answer = self.carry(&body)?;
                self.again(&body, "twice")?;
                answer
            }
            Fate::Cut(at) => {
                self.damaged(&body[..body.len() * usize::from(at) / 256])?;
                None
            }
            Fate::Flip(at) => {
                let mut flipped = body;
                let place = flipped.len() * usize::from(at) / 256;
                flipped[place] ^= 1 << (at % 8);
                self.damaged(&flipped)?;
                None
            }
        };
        let note = match &answer {
            Some((status, body)) => format!("device {device}: {status}, {} bytes", body.len()),
            None => format!("device {device}: no answer"),
        };
        self.devices[device].reply = answer;
        Ok(note)
    }

    /// Bytes that no device sent: nothing may change.
    fn damaged(&mut self, body: &[u8]) -> Result<(), Failure> {
        let before = self.server.digest()?;
        let Some((status, _)) = self.server.sync(body)? else { return Ok(()) };
        if status == 200 || self.server.digest()? != before {
            let detail = format!("damaged request answered with {status}");
            return Err(Failure::new("damaged", detail));
        }
        Ok(())
    }

    /// Sends a request again that the server took completely: nothing may change.
    fn again(&mut self, body: &[u8], how: &str) -> Result<(), Failure> {
        let clean =
            self.history.iter().any(|(known, life)| known == body && *life == Some(self.server.lives));
        let before = self.server.digest()?;
        let Some(_) = self.carry(body)? else { return Ok(()) };
        if clean && self.server.digest()? != before {
            return Err(Failure::new("idempotent", format!("a request sent {how} changed the server")));
        }
        Ok(())
    }

    pub(super) fn arrive(&mut self, which: u8) -> Done {
        if self.late.is_empty() {
            return Ok("nothing is under way".to_owned());
        }
        let body = self.late.remove(usize::from(which) % self.late.len());
        let answer = self.carry(&body)?;
        Ok(answer.map_or_else(|| "power failed".to_owned(), |(status, _)| status.to_string()))
    }

    /// Whoever recorded a request sends it again, perhaps after the server forgot the nonces.
    pub(super) fn replay(&mut self, which: u8) -> Done {
        if self.history.is_empty() {
            return Ok("no request yet".to_owned());
        }
        let body = self.history[usize::from(which) % self.history.len()].0.clone();
        if which.is_multiple_of(2) {
            self.server.crash(None)?;
        }
        self.again(&body, "again").map(|()| String::new())
    }

    pub(super) fn hear_step(&mut self, device: u8, fate: Fate) -> Done {
        let Some(device) = self.pick(device, |device| device.reply.is_some()) else {
            return Ok("nobody waits".to_owned());
        };
        let Some((status, body)) = self.devices[device].reply.take() else { return Ok(String::new()) };
        let note = match fate {
            Fate::Whole | Fate::Twice => return self.hear(device, status, &body).map(|heard| heard.1),
            Fate::Drop | Fate::Late => "lost".to_owned(),
            Fate::Cut(at) => {
                let cut = &body[..body.len() * usize::from(at) / 256];
                match self.devices[device].client()?.sync_answer(status, cut) {
                    Ok((step, _)) if status == 200 => {
                        return Err(Failure::new("damaged", format!("a cut answer was taken in: {step:?}")));
                    }
                    Ok(_) => "cut".to_owned(),
                    Err(error) => format!("cut: {}", said(&error)),
                }
            }
            Fate::Flip(at) => {
                // TLS would not let it through; whatever else happens, nothing panics.
                let mut flipped = body;
                let place = flipped.len() * usize::from(at) / 256;
                flipped[place] ^= 1 << (at % 8);
                let root = self.root();
                self.devices[device].try_on_copy(status, &flipped, &root)?;
                "flipped".to_owned()
            }
        };
        Ok(format!("device {device}: {note}"))
    }

    /// The device takes in an answer.
    fn hear(
        &mut self,
        device: usize,
        status: u16,
        body: &[u8],
    ) -> Result<(Option<SyncStep>, String), Failure> {
        let heard = self.act(device, |client| client.sync_answer(status, body))?;
        let (step, round): (SyncStep, Round) = match heard {
            Acted::Said(Ok(heard)) => heard,
            // An answer that was made before the device's life went on elsewhere.
            Acted::Said(Err(Error::Refused(Code::Fork | Code::Gap))) => {
                return Ok((None, format!("device {device}: fork")));
            }
            Acted::Said(Err(error)) => {
                let detail = format!("device {device} does not take in a whole answer: {}", said(&error));
                return Err(Failure::new("answer", detail));
            }
            Acted::Torn(_) => return Ok((None, format!("device {device}: power failed"))),
        };
        self.devices[device].standing = match step {
            SyncStep::Wait { code: Code::Revoked | Code::UnknownDevice | Code::InviteExpired, .. } => {
                Standing::Refused
            }
            _ => Standing::Served,
        };
        let now = (self.step, self.server.lives);
        let refused = self.devices[device].standing == Standing::Refused;
        let known = self.devices[device].refused_at.filter(|_| refused);
        self.devices[device].refused_at = refused.then(|| known.unwrap_or(now));
        self.acknowledged(device)?;
        self.server.log.push(format!("    device {device}: {step:?} {round:?}"));
        Ok((Some(step), format!("device {device}: {step:?} {round:?}")))
    }

    /// Notes what a device knows to be on the server.
    fn acknowledged(&mut self, device: usize) -> Result<(), Failure> {
        let status = self.devices[device].peer()?.status();
        let unsent = status.map_err(|error| super::world::setup(&error))?.unsent_items;
        if unsent == 0 && self.devices[device].standing == Standing::Served {
            let step = self.step;
            let own = self.marks.iter_mut().filter(|mark| mark.device == device && mark.stored.is_none());
            own.for_each(|mark| mark.stored = Some(step));
        }
        Ok(())
    }

    pub(super) fn sync_step(&mut self, device: u8) -> Done {
        let Some(device) = self.pick(device, |_| true) else { return Ok(String::new()) };
        let synced = self.sync(device)?;
        Ok(format!("device {device}: {synced:?}"))
    }

    /// A whole sync over a good link, with the rules before and after it, as [`jonaki_core::sync`] does.
    pub(super) fn sync(&mut self, device: usize) -> Result<Synced, Failure> {
        self.rules(device)?;
        let synced = self.exchange(device)?;
        let unsent = |status: jonaki_core::Status| status.unsent_items > 0;
        if synced == Synced::Done
            && self.rules(device)?
            && self.devices[device].peer()?.status().is_ok_and(unsent)
        {
            return self.exchange(device);
        }
        Ok(synced)
    }

    /// Runs the rules; whether there was anything to look at.
    fn rules(&mut self, device: usize) -> Result<bool, Failure> {
        if !self.refers || self.devices[device].id == jonaki_protocol::DeviceId::NOBODY {
            return Ok(false);
        }
        match self.act(device, jonaki_core::Client::run_rules)? {
            Acted::Said(Ok(looked)) | Acted::Torn(Ok(looked)) => Ok(looked > 0),
            Acted::Said(Err(error)) | Acted::Torn(Err(error)) => {
                Err(Failure::new("rules", format!("device {device}: {}", said(&error))))
            }
        }
    }

    fn exchange(&mut self, device: usize) -> Result<Synced, Failure> {
        self.devices[device].reply = None;
        for _ in 0..ROUNDS {
            self.clock.pass(1);
            let Some(body) = self.request(device, Budget::default())? else { return Ok(Synced::Broken) };
            let Some((status, body)) = self.carry(&body)? else { return Ok(Synced::Broken) };
            match self.hear(device, status, &body)?.0 {
                None => return Ok(Synced::Broken),
                Some(SyncStep::Done) => return Ok(Synced::Done),
                Some(SyncStep::More | SyncStep::RetryNow) => {}
                Some(SyncStep::Wait { code, .. }) => return Ok(Synced::Refused(code)),
            }
        }
        Err(Failure::new("endless", format!("device {device} is not done after {ROUNDS} rounds")))
    }
}

/// Whether a server took every batch of a request, with nothing left to wait.
fn took_all(body: &[u8], answer: &[u8]) -> bool {
    let Ok(UnverifiedRequest { claimed: Request { batches, offers, .. }, .. }) =
        UnverifiedRequest::from_body(body)
    else {
        return false;
    };
    let Ok(response) = Response::from_body(answer) else { return false };
    offers.is_empty() && response.refused.is_empty() && response.receipts.len() == batches.len()
}
