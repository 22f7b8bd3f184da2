//! Crashes, restores, copies, wrong clocks.

use super::device::Standing;
use super::script::Step;
use super::world::World;
use super::{Failure, Figures};
use jonaki_protocol::Role;

type Done = Result<String, Failure>;

impl World {
    pub(super) fn skew(&mut self, device: u8, seconds: i32) -> String {
        let Some(device) = self.pick(device, |_| true) else { return String::new() };
        // An administrator whose clock is far ahead makes invites that live too long; the server refuses them until they do
        // not any more. That is not what is looked for here.
        let most = if self.devices[device].role == Role::Admin { 600 } else { i32::MAX };
        self.devices[device].skew.set(i64::from(seconds.clamp(-most, most)));
        format!("device {device}")
    }

    pub(super) fn trouble(&mut self, step: Step) -> Done {
        match step {
            Step::Crash { device } => {
                let Some(device) = self.pick(device, |_| true) else { return Ok(String::new()) };
                let before = self.devices[device].sight()?;
                self.devices[device].crash(None)?;
                if self.devices[device].sight()? != before {
                    let detail = format!("device {device} shows something else after a power failure");
                    return Err(Failure::new("saved", detail));
                }
                Ok(format!("device {device}"))
            }
            Step::Torn { at } => {
                self.torn = Some(at);
                Ok(String::new())
            }
            Step::Snapshot { device } => {
                let Some(device) = self.pick(device, |_| true) else { return Ok(String::new()) };
                self.devices[device].snapshot().map(|()| format!("device {device}"))
            }
            Step::Restore { device, which } => self.restore(device, which),
            Step::Clone { device } => self.copy(device),
            Step::Backup {} => self.server.backup(self.step).map(|()| String::new()),
            Step::Revert { which } => self.revert(which),
            Step::Fail {} => self.server.crash(None).map(|()| String::new()),
            Step::Break { at } => {
                self.server.breaks = Some(at);
                Ok(String::new())
            }
            other => Err(Failure::new("harness", format!("`{other}` is no trouble"))),
        }
    }

    fn restore(&mut self, device: u8, which: u8) -> Done {
        let fits = |device: &super::device::Device| !device.snapshots.is_empty();
        let Some(device) = self.pick(device, fits) else { return Ok("no snapshot".to_owned()) };
        self.devices[device].restore(usize::from(which))?;
        let excused = self.reassess("its device was restored to before it")?;
        Ok(format!("device {device}, lost with it: {excused:?}"))
    }

    fn copy(&mut self, device: u8) -> Done {
        let Some(device) = self.pick(device, |_| true) else { return Ok(String::new()) };
        let (number, root) = (self.devices.len(), self.root());
        let copy = self.devices[device].copy_as(number, &root)?;
        self.devices.push(copy);
        Ok(format!("device {device} as {number}"))
    }

    fn revert(&mut self, which: u8) -> Done {
        let backup = self.server.restore(usize::from(which))?;
        for mark in &mut self.marks {
            mark.stored = mark.stored.filter(|stored| *stored < backup.step);
        }
        let excused = self.reassess("the server and its device were restored to before it")?;
        Ok(format!("to step {}, lost with it: {excused:?}", backup.step))
    }

    /// Excuses what nobody holds any more: not the server, not any device that the server still serves.
    fn reassess(&mut self, why: &'static str) -> Result<Vec<usize>, Failure> {
        let held =
            |device: &&super::device::Device| device.removed.is_none() && device.standing == Standing::Served;
        let sights =
            self.devices.iter_mut().filter(|device| held(&&**device)).map(super::device::Device::sight);
        let sights = sights.collect::<Result<Vec<_>, _>>()?;
        let mut excused = Vec::new();
        for mark in self.marks.iter_mut().filter(|mark| mark.excused.is_none() && mark.stored.is_none()) {
            if !sights.iter().any(|sight| mark.is_shown(sight)) {
                mark.excused = Some(why);
                excused.push(mark.number);
            }
        }
        Ok(excused)
    }

    pub(super) fn count(&self) -> Figures {
        Figures {
            saved: self.marks.iter().filter(|mark| mark.certain).count(),
            excused: self.marks.iter().filter(|mark| mark.certain && mark.excused.is_some()).count(),
            ..self.figures
        }
    }
}
