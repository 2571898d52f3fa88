//! One use case a file: begin, load, decide, save, append the event, commit.

mod error;
pub mod job_record;
pub mod journey;
pub mod load;
pub mod plans;
pub mod record;
pub mod slots;
pub mod time;

pub mod add_evidence;
pub mod answer_proposal;
pub mod arrive;
pub mod arrive_override;
pub mod cancel;
pub mod complete;
pub mod confirm_work;
pub mod decide_change_order;
pub mod decide_claim;
pub mod decide_estimate;
pub mod decide_reschedule;
pub mod dispute;
pub mod en_route;
mod end_dispute;
pub mod hold;
pub mod no_show;
pub mod operator_cancel;
pub mod pause;
pub mod pay;
pub mod photo;
pub mod propose_change_order;
pub mod propose_estimate;
pub mod propose_settlement;
pub mod release;
pub mod reschedule;
pub mod resolve_dispute;
pub mod resume;
pub mod review_dispute;
pub mod start;
pub mod tick;
pub mod warranty;
pub mod withdraw_change_order;
pub mod withdraw_estimate;

// Ordering: creation, the search, offers, assignment.
pub mod accept;
pub mod assign;
pub mod close_offer;
pub mod create;
pub mod decline;
pub mod load_offer;
pub mod offer;
mod offer_error;
pub mod order;
mod order_error;
pub mod prefer;
pub mod search;
pub mod search_again;
pub mod search_batch;
mod search_steps;
pub mod try_matching;

pub use error::{BookingError, SlotError};
pub use offer_error::OfferError;
pub use order_error::OrderError;
