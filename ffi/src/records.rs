//! What screens show: immutable records, one for each screen, shared by nothing else. None has `Debug`: most hold what people
//! wrote.

mod alike;
mod case;
mod device;
mod form;
mod queue;
mod referral;
mod report;
mod service;
mod work;

pub use alike::Alike;
pub use case::{
    CaseEvent, CaseField, CaseNote, CasePage, CaseRow, CaseScreen, FieldVersion, FieldWrite, Refusal,
    RefusedField, ReportState, SearchHit, Seen,
};
pub use device::{Invitation, Role, StateCount, SyncDone, SyncStatus, WhoAmI};
pub(crate) use form::all_helplines;
pub use form::{
    AnsweredForm, AnsweredLine, Choice, Filed, Folded, FormChange, FormChangeKind, FormDraft, FormInfo,
    FormScreen, FormUpdate, Helpline, MissingAnswer, PageKind, Question, QuestionKind, Repeat,
};
pub use queue::{QueuePart, QueueRow, QueueSection, Today, WaitingClosing, WaitingQuestion};
pub use referral::{
    DisclosedField, Disclosure, FieldGroup, NewReferral, ReferralAnswer, ReferralEvent, ReferralPage,
    ReferralPreview, ReferralQuery, ReferralRow, ReferralScreen, Urgency,
};
pub use report::{ReportPage, ReportRow, ReportScreen, WaitsFor};
pub use service::{
    Contact, Member, Organisation, ServiceFlag, ServiceProblem, ServiceQuery, ServiceRow, ServiceScreen,
};
pub use work::{
    Access, Aim, CaseClock, CaseLink, CaseWork, Closing, Consent, Deed, Disclosed, Due, Exclusion, Flag,
    NewAim, NewConsent, NewRisk, NewTask, NotFor, OpenQuestion, Relation, Risk, StatusChange, StepKind,
    TeamMember, TeamPart, Triage, WhoSaw, WorkStep, WorkTask,
};
