//! A server that lies: it holds the real identity key and an honest database, and changes what it answers. With it an
//! accomplice: a device that was enrolled rightly and signs whatever it is asked to.

mod accomplice;
mod lie;

pub use accomplice::Accomplice;
pub use lie::{Lie, signed_by, stripped};

use crate::world::{Device, World};
use jonaki_core::{Budget, Error, Round, SyncStep};
use jonaki_protocol::Code;
use jonaki_protocol::sync::Refusal;

/// One round in which the server's answer is changed on its way.
///
/// # Errors
/// What the client says of the answer.
pub fn lied_to(
    world: &mut World,
    device: &mut Device,
    lie: impl FnOnce(&mut Lie),
) -> Result<(SyncStep, Round), Error> {
    let request = World::whole_request(device, Budget::default())?;
    let answer = world.exchange(&request);
    if answer.status != 200 {
        return device.client().sync_answer(answer.status, &answer.body);
    }
    let mut changed = Lie::new(&request, &answer.body, world.server_key());
    lie(&mut changed);
    device.client().sync_answer(200, &changed.to_body())
}

/// One round in which the request is thrown away and refused with this code, at this time of the server's.
///
/// # Errors
/// What the client says of the answer.
pub fn refused(
    world: &World,
    device: &mut Device,
    code: Code,
    ahead: i64,
) -> Result<(SyncStep, Round), Error> {
    device.client().sync_request(Budget::default())?;
    let refusal = Refusal { code, time: world.clock.now().plus(ahead), retry_after: 0 };
    device.client().sync_answer(401, &refusal.to_body())
}

/// Syncs for as long as a patient driver would, each answer changed; how many rounds it took.
///
/// # Errors
/// What the client says of an answer; [`Code::Unavailable`] where the driver lost patience.
pub fn driven(world: &mut World, device: &mut Device, mut lie: impl FnMut(&mut Lie)) -> Result<u32, Error> {
    let mut patience = jonaki_core::Patience::default();
    for rounds in 1.. {
        // The server's rate limit is not what is looked for here.
        world.clock.pass(1);
        let (step, round) = lied_to(world, device, &mut lie)?;
        if step == SyncStep::Done {
            return Ok(rounds);
        }
        if let SyncStep::Wait { code, .. } = step {
            return Err(Error::Refused(code));
        }
        if !patience.goes_on(step, &round) {
            return Err(Error::Refused(Code::Unavailable));
        }
    }
    Ok(0)
}
