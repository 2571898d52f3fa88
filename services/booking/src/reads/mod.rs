//! What people see: a booking as this viewer may see it, lists, and the operators' board.

mod agenda;
mod board;
mod booking;
mod cards;
mod completion;
mod dispute;
mod history;
mod job_record;
mod list;
mod matching;
mod matching_batch;
mod not_me;
mod offers;
mod parts;
mod plans;
mod preferences;
mod preview;
mod proposals;
mod reschedule;
mod slots;
mod state;
mod story;
mod warranty;

pub use agenda::{AgendaDayOut, AgendaRouteOut, AgendaVisitOut, agenda};
pub use board::{BoardFilter, BoardItemOut, board};
pub use booking::{BookingOut, Viewer, one};
pub use cards::{BookingCustomerOut, BookingProviderOut};
pub use completion::{CheckedItemOut, CompletionOut, of as completion_of, proof};
pub(crate) use dispute::said;
pub use dispute::{DisputeEvidenceOut, DisputeItemOut, DisputeOut, DisputeProposalOut, dispute_of};
pub use history::{HistoryStepOut, history_of};
pub use job_record::{job_record_of, signing_seed};
pub use list::{BookingItemOut, Mine, list};
pub use matching::{
    BookingAssignedOut, BookingMatchingOut, BookingWarningOut, OfferTraceOut, SearchGateOut,
    SearchOut, SearchOutcomeOut, SearchRoundOut, SearchTermOut, matching,
};
pub use matching_batch::SearchBatchOut;
pub use not_me::{NotMeReasonOut, ProviderSearchOut, searches_of};
pub use offers::{OfferOut, OfferStateOut, open_offers};
pub use parts::{
    BookingCancellationOut, BookingDisputeOut, BookingPlaceOut, BookingPriceOut, BookingSearchOut,
    BookingServiceOut, BookingTimesOut, PhotoOut, photos_of,
};
pub use plans::{PlanOut, PlanVisitOut};
pub use preferences::{BlockOut, FavouriteOut, blocks_of, favourites_of};
pub use preview::CancellationPreviewOut;
pub use proposals::{ChangeOrderOut, EstimateOut, ProposalLineOut};
pub use reschedule::RescheduleOut;
pub use slots::{SlotChoice, SlotDayOut, SlotHoldOut, SlotOut, SlotsOut};
pub use state::BookingStateOut;
pub use story::{BookingStoryOut, DropOutOut, story};
pub use warranty::WarrantyClaimOut;
