//! Jonaki's client. Everything that a shell can do is a method of [`Client`]; shells only draw and translate.
//!
//! The middle is sans-IO: [`Client::sync_request`] turns state into bytes, [`Client::sync_answer`] bytes into state;
//! [`Transport`] carries them. Clock and randomness come from a [`Host`].

mod client;
mod engine;
mod error;
mod exchange;
mod form;
mod host;
pub mod labels;
mod ledger;
mod letters;
mod profile;
mod report;
mod schema;
mod secrets;
pub mod text;
mod transport;
mod view;

pub use client::{
    Answer, Client, DirectoryImported, Disclosed, DraftId, FieldEdit, Given, GivenAnswers, NewAim,
    NewConsent, NewInvite, NewOrganisation, NewProgramme, NewReferral, NewRisk, NewTask, NotFor,
    ReferralPreview, Relation, StatusChange, StepKind, TeamPart, Triage,
};
pub use engine::{Budget, Patience, Round, SyncRequest, SyncStep};
pub use error::{Error, OpenFault, StateFault, WorkFault};
pub use exchange::{
    ExchangeError, ExportRequest, ExportSummary, ImportPlan, ImportRow, RowFault, RowOutcome, htcds_fields,
};
pub use form::standard::card_layout;
pub use form::{
    ChoiceView, FillingId, FoldedView, FormChange, FormSession, FormUpdate, Missing, Move, PageKind,
    PageView, QuestionKind, QuestionView, RepeatView, SummaryLine,
};
pub use host::{Host, SystemHost};
pub use jonaki_document::referral;
pub use jonaki_document::{ABSENT, FieldType, Layout, MapContent, Scalar};
pub use jonaki_exchange::htcds::HeaderVariant;
pub use jonaki_exchange::{Date, Language};
pub use jonaki_forms as forms;
pub use jonaki_protocol as protocol;
pub use jonaki_reference as reference;
pub use jonaki_services as services;
pub use report::Report;
pub use schema::Location;
pub use secrets::{SecretFault, SecretName, SecretStore};
pub use transport::{Lender, SyncSummary, Transport, sync};
pub use view::{
    Accessed, AimView, AlikeView, AnsweredForm, CaseQuery, CaseRow, CaseView, CaseWork, ClockView,
    Comparison, ConsentView, ContactView, ContradictionView, DeedView, DisclosedField, DueView, EventView,
    FieldView, FillingView, FlagView, FormView, InviteCreated, InvitePreview, LikenessSide, LikenessView,
    LinkView, LogView, MatchingView, MemberView, NoteView, OrganisationView, Queue, QueueFilter, QueuePart,
    QueueSection, ReceiptView, RecoverySheet, ReferralQuery, ReferralRow, ReferralView, RefusedView,
    RiskView, SearchHit, SeenBy, ServiceDetail, ServiceView, State, Status, StepView, TaskView, TeamView,
    Version, WaitingClosing, WaitingQuestion, WaitsFor,
};
