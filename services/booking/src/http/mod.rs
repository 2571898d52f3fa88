//! Endpoints, one a file.

mod admin;
mod fields;
pub mod life;
pub mod ordering;
pub mod scheduling;
pub mod trust;

mod arrive;
mod cancel;
mod cancellation_preview;
mod change_orders;
mod checklist;
mod complete;
mod confirm_work;
mod disputes;
mod en_route;
mod estimates;
mod get;
mod history;
mod job_record;
mod list;
mod no_show;
mod pause;
mod pay;
mod photos;
mod reschedule;
mod resume;
mod start;
mod viewer;
mod warranty;

// Ordering: creation, offers, assignment.
mod address;
mod create;
mod offers;
mod search_again;

// Matching: likes, blocks, and "why not me".
mod blocks;
mod favourites;
mod not_me;

// Scheduling: slots, holds, plans, technicians' days.
mod agenda;
mod plans;
mod slots;
