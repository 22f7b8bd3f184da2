//! How long a sync goes on with a server that always says "more".

use super::{Round, SyncStep};

/// Counts the rounds of one sync that brought nothing, so that a server that lies cannot hold a device for ever. Whoever
/// drives [`crate::Client::sync_request`] keeps one for each sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patience {
    idle: u32,
    logs: u32,
}

impl Patience {
    /// Rounds of one sync that may bring nothing new: a device that reads its feeds again has that many.
    pub const IDLE_ROUNDS: u32 = 256;
    /// How often the log may become another one within one sync. A restore takes minutes.
    pub const NEW_LOGS: u32 = 3;

    /// Whether to go on after a round.
    pub fn goes_on(&mut self, step: SyncStep, round: &Round) -> bool {
        self.idle += u32::from(!round.advanced);
        self.logs += u32::from(round.new_log);
        matches!(step, SyncStep::More | SyncStep::RetryNow)
            && self.idle < Self::IDLE_ROUNDS
            && self.logs <= Self::NEW_LOGS
    }
}

#[cfg(test)]
mod tests {
    use super::{Patience, Round, SyncStep};

    #[test]
    fn a_server_that_always_says_more_is_left() {
        let mut patience = Patience::default();
        let rounds = (1..).find(|_| !patience.goes_on(SyncStep::More, &Round::default()));
        assert_eq!(rounds, Some(Patience::IDLE_ROUNDS));
    }

    #[test]
    fn rounds_that_bring_something_go_on() {
        let (mut patience, round) = (Patience::default(), Round { advanced: true, ..Round::default() });
        assert!((0..10 * Patience::IDLE_ROUNDS).all(|_| patience.goes_on(SyncStep::More, &round)));
        assert!(patience.goes_on(SyncStep::RetryNow, &round));
        assert!(!patience.goes_on(SyncStep::Done, &round));
    }

    #[test]
    fn a_server_that_always_has_another_log_is_left() {
        let round = Round { advanced: true, new_log: true, ..Round::default() };
        let mut patience = Patience::default();
        let rounds = (1..).find(|_| !patience.goes_on(SyncStep::More, &round));
        assert_eq!(rounds, Some(Patience::NEW_LOGS + 1));
    }
}
