//! What a booking is and which moves it can make: pure, no SQL, no clock, no HTTP.

mod actor;
mod booking;
mod cancellation;
mod completion;
mod confirmation;
mod dispute;
mod error;
mod error_text;
mod hours;
mod instant;
pub mod job_record;
mod journey;
mod no_show;
mod number;
pub mod paused;
mod pending;
pub mod plan;
mod price;
mod proposal;
mod reschedule;
mod rules;
pub mod slots;
mod state;
mod talk;
#[cfg(test)]
pub(crate) mod tests;
mod text;
mod verdict;
mod warranty;
pub mod way;
mod work;

pub use actor::{Actor, By, Side};
pub use booking::{
    Booking, DisputeRecord, NewBooking, OrderedService, Payment, PaymentStatus, Place, Window,
    Wishes, WorkConfirmed, WorkConfirmer,
};
pub use cancellation::{Consequence, Effect};
pub use completion::{Missing, Proof};
pub use dispute::Resolution;
pub use error::{Action, MoveError};
pub use hours::Hours;
pub use journey::{Journey, Trouble, TroubleKind};
pub use number::BookingNumber;
pub use pending::Unbinding;
pub use price::Price;
pub use proposal::{ProposedLine, ProposedWork};
pub use reschedule::Consent;
pub use rules::{Compensation, Fee, Matrix, Payer, Row, Rules, Versions};
pub use state::{
    Arrival, ArrivedBy, Bound, Cancelled, Doing, Ended, Pending, Resume, StartCode, State, Trail,
    Visit, Way,
};
pub use talk::{Answered, DisputeKind, OpenProposal, Talk, TalkState};
pub use text::stage_text;
pub use verdict::Rule;
pub use warranty::{Asked, Charge, ClaimState};
pub use work::{CodeTry, Position};
