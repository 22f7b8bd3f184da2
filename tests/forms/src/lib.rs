//! Compares forms with ODK's reference engine (JavaRosa, over pyxform's output of the same workbook), in walks of
//! random answers. `tests/oracle/README.md` tells how the reference is run.

pub mod answers;
pub mod chance;
pub mod known;
pub mod lists;
pub mod oracle;
pub mod ours;
pub mod seen;
pub mod sheets;
pub mod walk;
