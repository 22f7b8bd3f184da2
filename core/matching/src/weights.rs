//! What a field counts. Tuned on the tuning half of `tests/data/pairs.tsv`; explained in `docs/matching.md`.

/// Where a comparison without any evidence stands.
pub(crate) const BASE: i32 = 500;

/// From this score on a pair is shown.
pub(crate) const POSSIBLE: u16 = 594;

/// From this score on it is called very likely.
pub(crate) const SAME: u16 = 800;

/// Thousandths of the score for so many points: all that can speak for a pair together makes 987.
pub(crate) const SCALE: (i32, i32) = (3, 4);

/// Points for what two sets have in common, in thousandths: straight lines between these.
pub(crate) type Curve = &'static [(u16, i32)];

pub(crate) const CHILD: Curve = &[(100, -330), (180, -250), (260, -40), (350, 90), (600, 220), (850, 250)];
pub(crate) const FATHER: Curve = &[(100, -420), (170, -340), (260, -80), (340, 30), (500, 110), (800, 150)];
pub(crate) const MOTHER: Curve = &[(100, -420), (170, -340), (260, -80), (340, 30), (500, 110), (800, 150)];
pub(crate) const BORN: Curve = &[(50, -250), (150, 0), (300, 40)];

/// Equal, different.
pub(crate) const SEX: [i32; 2] = [0, -350];
/// Children are found far from home, so another district says little.
pub(crate) const DISTRICT: [i32; 2] = [20, -20];
pub(crate) const UPAZILA: [i32; 2] = [40, -10];

/// Names with less in common than this are different ones.
pub(crate) const OTHER_NAME: u16 = 250;
/// Taken off where nicknames agree and names do not.
pub(crate) const ONLY_NICK: i32 = 200;

/// Taken off where no parent's name can be compared: many children of a district bear the same name.
pub(crate) const NO_PARENT: i32 = 140;

/// The points of a curve.
pub(crate) fn at(curve: Curve, common: u16) -> i32 {
    let mut before = curve.first().copied().unwrap_or_default();
    for (next, points) in curve.iter().copied() {
        if common <= next {
            let (from, width) = (before.0, i32::from(next.saturating_sub(before.0)).max(1));
            let way = i32::from(common.max(from) - from);
            return before.1 + (points - before.1) * way / width;
        }
        before = (next, points);
    }
    before.1
}
