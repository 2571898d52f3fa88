//! Which times can be kept?

use super::Terms;
use super::terms::Ask;
use crate::App;
use crate::commands::OrderError;
use crate::domain::slots::{Grid, Range};
use crate::reads::{SlotChoice, SlotDayOut, SlotOut, SlotsOut};
use crate::store::holds;
use crate::store::holidays::{self, Holiday};
use crate::store::slots::{self, Except};
use chassis::StoreError;
use chrono::{NaiveDate, TimeDelta};
use kernel::{BasisPoints, cairo};

/// The start times of some days that somebody can keep.
///
/// # Errors
/// As the catalog refuses a quote; when it or the database is away.
pub async fn run(
    app: &App,
    ask: Ask,
    from: Option<NaiveDate>,
    days: u32,
) -> Result<SlotsOut, OrderError> {
    let terms = Terms::of(app, ask).await?;
    let now = app.now();
    let grid = Grid::of(&Range {
        first: from.map_or(cairo::local_date(now), |day| day.max(cairo::local_date(now))),
        days,
        step_minutes: app.config.slots.step_minutes,
        zone: &terms.catalog.opening_hours,
        earliest: terms.earliest(app),
        latest: terms.catalog.latest_start,
        length: terms.job.length,
    });
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let span = grid.span(terms.job.length).unwrap_or((now, now));
    let hold = match ask.customer {
        Some(customer) => holds::of_customer(&mut db, customer).await?,
        None => None,
    };
    let except = Except { booking: None, hold };
    let workers = slots::workers(&mut db, &terms.wanted(app), &terms.job, span, except).await?;
    let (first, last) = (cairo::local_date(span.0), cairo::local_date(span.1));
    let named = holidays::between(&mut db, first, last).await?;
    drop(db);

    let mut counts = vec![0u8; grid.points.len()];
    for worker in &workers {
        let counted = std::cell::Cell::from_mut(counts.as_mut_slice()).as_slice_of_cells();
        let enough = |index: usize| counted[index].get() >= SlotChoice::ENOUGH;
        let count = |index: usize| counted[index].set(counted[index].get() + 1);
        worker.starts(&terms.job, &grid, now, enough, count);
    }
    Ok(shown(app, &terms, &grid, &counts, &named))
}

fn shown(app: &App, terms: &Terms, grid: &Grid, counts: &[u8], named: &[Holiday]) -> SlotsOut {
    let mut days: Vec<SlotDayOut> = grid
        .days
        .iter()
        .map(|day| SlotDayOut {
            date: day.date,
            holiday: named.iter().find(|h| h.day == day.date).map(|h| h.name.clone()),
            slots: Vec::new(),
        })
        .collect();
    let (surge, prices) = (terms.catalog.surge, &terms.catalog.prices);
    for (point, count) in grid.points.iter().zip(counts) {
        let Some(technicians) = SlotChoice::of(*count) else { continue };
        let price = prices.iter().find(|step| step.until.is_none_or(|until| point.at <= until));
        // A catalog of before tells the surge, but no prices.
        let felt = surge.filter(|surge| point.at <= surge.until).map(|surge| surge.share);
        let felt = price.map_or(felt, |step| Some(step.surge).filter(|share| share.get() > 0));
        days[point.day].slots.push(SlotOut {
            starts_at: point.at,
            local_time: point.local.format("%H:%M").to_string(),
            technicians,
            surge_basis_points: felt.map(BasisPoints::get),
            price: price.map(|step| step.total),
        });
    }
    SlotsOut {
        service_id: terms.ask.service,
        duration_minutes: terms.catalog.duration_minutes,
        days,
        as_of: app.now(),
        hold_minutes: hold_minutes(app),
    }
}

fn hold_minutes(app: &App) -> u32 {
    let seconds = TimeDelta::seconds(app.config.slots.hold_s.into());
    u32::try_from(seconds.num_minutes()).unwrap_or_default()
}
