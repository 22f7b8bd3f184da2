//! Exports and imports.

use crate::arguments::{ExportCommand, Lang, To};
use crate::commands::Failure;
use crate::output::Output;
use crate::texts::pick;
use jonaki_core::{Client, ExchangeError, ExportRequest, HeaderVariant, RowOutcome};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Why an export or import failed.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The core says no.
    Exchange(ExchangeError),
    /// The file is there already.
    Exists(String),
}

impl Fault {
    pub(crate) fn text(&self, lang: Lang) -> String {
        let there = pick(
            lang,
            "ফাইলটি আগেই আছে; অন্য নাম দিন, বা --force লিখুন",
            "this file is there already; choose another name or add --force",
        );
        match self {
            Self::Exchange(error) => format!("{} ({})", error.help(lang.language()), error.code()),
            Self::Exists(name) => format!("{there}: {name}"),
        }
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        Self::Exchange(Fault::Exchange(error))
    }
}

pub(crate) fn export(
    client: &mut Client,
    command: &ExportCommand,
    lang: Lang,
    out: &Output,
) -> Result<(), Failure> {
    match command {
        ExportCommand::Htcds { to, with_identity, iom_header, ids, bom } => {
            let header = if *iom_header { HeaderVariant::IomWorkbook } else { HeaderVariant::Standard };
            let request = ExportRequest {
                header,
                with_identity: *with_identity,
                with_ids: *ids,
                byte_order_mark: *bom,
                ..ExportRequest::new(client.today()?)
            };
            let (mut main, mut beside) = (Target::new(to, &to.file)?, Target::new(to, &beside(&to.file))?);
            let summary = client.export_htcds(&request, &mut main.file)?;
            client.export_referrals(&request, &mut beside.file)?;
            beside.finish()?;
            main.finish()?;
            out.exported(&summary)
        }
        ExportCommand::Ctdc { to } => {
            let request = ExportRequest::new(client.today()?);
            let mut target = Target::new(to, &to.file)?;
            let summary = client.export_ctdc(&request, &mut target.file)?;
            target.finish()?;
            out.exported(&summary)
        }
        ExportCommand::Page { case, to, with_identity } => {
            let case = client.find_case(case)?;
            let page = client.case_page(case, lang.language(), *with_identity)?;
            let mut target = Target::new(to, &to.file)?;
            target.file.write_all(page.as_bytes()).map_err(|_| target.failed())?;
            target.finish()
        }
    }
}

/// Says row by row what a partner's file would become; with `apply` it does.
pub(crate) fn import(client: &mut Client, file: &Path, apply: bool, out: &Output) -> Result<(), Failure> {
    let opened = File::open(file).map_err(|_| Failure::File(file.display().to_string()))?;
    let plan = client.import_htcds(opened)?;
    out.import_plan(&plan, apply)?;
    let referrals = beside(file);
    if referrals.is_file() {
        out.referrals_not_read(&referrals)?;
    }
    let left =
        |row: &jonaki_core::ImportRow| matches!(row.outcome, RowOutcome::Refused | RowOutcome::TooLarge);
    let refused = plan.rows().filter(left).count();
    if apply {
        for case in client.apply_import(plan)? {
            out.filed(case)?;
        }
    }
    if refused == 0 { Ok(()) } else { Err(Failure::Import(refused)) }
}

/// `cases.csv` has its referrals in `cases.referrals.csv`.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(".referrals.csv");
    file.with_file_name(name)
}

/// A file that only its owner can read, and that is either whole or not there.
pub(crate) struct Target {
    pub(crate) file: BufWriter<File>,
    /// Where it is being written.
    at: PathBuf,
    /// What it is to be.
    to: PathBuf,
    done: bool,
}

impl Target {
    pub(crate) fn new(to: &To, path: &Path) -> Result<Self, Failure> {
        if !to.force && path.symlink_metadata().is_ok() {
            return Err(Failure::Exchange(Fault::Exists(path.display().to_string())));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let at = path.with_file_name(name);
        if to.force {
            // What an export that was killed left.
            let _ = fs::remove_file(&at);
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&at).map_err(|_| Failure::File(at.display().to_string()))?;
        Ok(Self { file: BufWriter::new(file), at, to: path.to_owned(), done: false })
    }

    pub(crate) fn failed(&self) -> Failure {
        Failure::File(self.to.display().to_string())
    }

    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let whole = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        whole.and_then(|()| fs::rename(&self.at, &self.to)).map_err(|_| self.failed())?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.at);
        }
    }
}
