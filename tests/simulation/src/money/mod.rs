//! What payments does when bookings' facts arrive (`services/payments/src/subscribers` and
//! `commands`), over the stage's tables. Every amount is `payments::domain`'s.

mod desk;

pub use desk::{pay_debt, pay_out, top_up};

use crate::bus::Event;
use crate::defect::Defect;
use crate::plan::Plan;
use crate::rows::{EntryRow, HeldRow, HoldRow, PaymentRow, SettledRow};
use crate::store::Tx;
use contracts::booking::{BookingCancelled, BookingFacts, DisputeDecided};
use contracts::payments::{
    PaymentAuthorised, PaymentFailed, PaymentRefunded, PaymentSettled, ProviderBalanceChanged,
};
use kernel::Money;
use kernel::ids::{BookingId, PaymentId, ProviderId, UserId};
use payments::domain::account::Account;
use payments::domain::closing::Closing;
use payments::domain::collect::{Collected, of_debt};
use payments::domain::debt::ProviderBalance;
use payments::domain::dispute::{GivenBack, ends_unsettled, held};
use payments::domain::fee::FeeSplit;
use payments::domain::payment::{Opening, Stage, opening};
use payments::domain::settling::payee;
use payments::domain::template::Template;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Applies a fact of booking.
///
/// # Errors
/// Why it is parked.
pub fn hear(tx: &mut Tx, plan: &Plan, event: &Event) -> Result<(), String> {
    match event {
        Event::BookingCreated(e) if tx.t.payments.get(e.booking.id).is_none() => {
            attempt(tx, &e.booking, e.prepay);
        }
        Event::PaymentRetried(e) if living(tx, e.booking.id).is_none() => {
            attempt(tx, &e.booking, e.prepay);
        }
        Event::PaymentMethodChanged(e) => instead(tx, &e.booking),
        Event::BookingCompleted(e) => settle(tx, plan, &e.booking)?,
        Event::BookingCancelled(e) => cancelled(tx, plan, e),
        Event::BookingDisputed(e) => disputed(tx, plan, &e.booking),
        Event::DisputeDecided(e) => decided(tx, plan, e)?,
        Event::CompensationDue(e) => {
            if let Some(template) = Template::compensation(e) {
                let key = format!("compensation:{}", e.booking.id);
                if post(tx, plan, &key, Some(e.booking.id), &template) {
                    collect_owed(tx, plan, e.booking.customer_id, &key, Some(e.booking.id));
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// A digest of a business key.
#[must_use]
pub fn digest(key: &str) -> u128 {
    let mut low = DefaultHasher::new();
    key.hash(&mut low);
    let mut high = DefaultHasher::new();
    (key, "again").hash(&mut high);
    (u128::from(high.finish()) << 64) | u128::from(low.finish())
}

/// Posts what a template says, once for a key. Answers whether it did.
pub fn post(
    tx: &mut Tx,
    plan: &Plan,
    key: &str,
    booking: Option<BookingId>,
    template: &Template,
) -> bool {
    let mut postings = template.postings();
    if postings.is_empty() {
        return false;
    }
    let entry = digest(key);
    tx.t.entries.lock(entry);
    if tx.t.entries.get(entry).is_some() {
        return false;
    }
    if tx.has(Defect::PiastreShort)
        && let Some(last) = postings.last_mut()
    {
        last.amount -= Money::piastres(1);
    }
    for posting in &postings {
        let balance = tx.balance(posting.account) + posting.amount;
        tx.t.balances.put(posting.account, balance);
    }
    let providers = postings.iter().filter_map(|posting| match posting.account {
        Account::Payable(provider) => Some(provider),
        _ => None,
    });
    for provider in providers.collect::<Vec<_>>() {
        tell_balance(tx, plan, provider);
    }
    tx.t.entries.put(entry, EntryRow { booking, template: template.name(), postings });
    true
}

/// A provider's money now, with what it earned since `reserved_from`.
pub fn money_of(tx: &Tx, provider: ProviderId, reserved_from: kernel::Instant) -> ProviderBalance {
    let balance = tx.balance(Account::Payable(provider));
    let disputes = tx.t.held.iter().flat_map(|(_, all)| all);
    let open = disputes.filter(|dispute| dispute.open && dispute.provider == Some(provider));
    let held = open.map(|dispute| dispute.held).sum();
    let jobs = tx.t.settled.iter().map(|(_, job)| job);
    let recent = jobs.filter(|job| job.provider == provider && job.at > reserved_from);
    let of = |job: &SettledRow| job.split.earnings + job.split.parts - job.collected.cash;
    let recent = recent.map(|job| of(job).max(Money::ZERO)).sum();
    ProviderBalance { balance, held, recent }
}

fn tell_balance(tx: &mut Tx, plan: &Plan, provider: ProviderId) {
    let now = money_of(tx, provider, tx.now);
    let debt = plan.limits.state(now.debt());
    tx.tell(ProviderBalanceChanged { provider_id: provider, balance: now.balance, debt });
}

fn living(tx: &Tx, id: BookingId) -> Option<PaymentRow> {
    let all = tx.t.payments.get(id)?;
    all.iter().find(|payment| payment.stage != Stage::Failed).copied()
}

fn add_payment(tx: &mut Tx, id: BookingId, amount: Money, stage: Stage) -> PaymentRow {
    let payment = PaymentRow { id: tx.id(), stage, amount, refunded: Money::ZERO };
    let mut all = tx.t.payments.get(id).cloned().unwrap_or_default();
    all.push(payment);
    tx.t.payments.put(id, all);
    payment
}

fn change_payment(tx: &mut Tx, id: BookingId, which: PaymentId, to: impl Fn(&mut PaymentRow)) {
    let mut all = tx.t.payments.get(id).cloned().unwrap_or_default();
    all.iter_mut().filter(|payment| payment.id == which).for_each(to);
    tx.t.payments.put(id, all);
}

/// What is free in a wallet, which is locked.
pub fn available(tx: &mut Tx, customer: UserId) -> Money {
    if !tx.has(Defect::WalletUnlocked) {
        tx.t.balances.lock(Account::Wallet(customer));
    }
    tx.balance(Account::Wallet(customer)) - tx.aside(customer)
}

fn end_hold(tx: &mut Tx, payment: PaymentId) -> Money {
    let Some(hold) = tx.t.holds.get(payment).copied().filter(|hold| hold.active) else {
        return Money::ZERO;
    };
    tx.t.holds.put(payment, HoldRow { active: false, ..hold });
    hold.amount
}

/// `commands/open_payment.rs`.
fn attempt(tx: &mut Tx, booking: &BookingFacts, prepay: Money) {
    let (id, customer_id, method) = (booking.id, booking.customer_id, booking.payment_method);
    let failed = |tx: &mut Tx, amount, code: &str| {
        let payment_id = add_payment(tx, id, amount, Stage::Failed).id;
        let code = code.to_owned();
        tx.tell(PaymentFailed { payment_id, booking_id: id, customer_id, method, amount, code });
    };
    match opening(method, prepay, booking.stage) {
        Opening::Due => {
            add_payment(tx, id, booking.settlement.total.max(Money::ZERO), Stage::Due);
        }
        Opening::NotAvailable => failed(tx, prepay, "payments.method_not_available"),
        Opening::Hold(amount) if available(tx, customer_id) < amount => {
            failed(tx, amount, "payments.wallet_too_low");
        }
        Opening::Hold(amount) => {
            let payment_id = add_payment(tx, id, amount, Stage::Authorised).id;
            let hold = HoldRow { customer: customer_id, amount, active: true };
            tx.t.holds.put(payment_id, hold);
            // The trigger that keeps what is aside changes the wallet's row.
            let wallet = Account::Wallet(customer_id);
            if !tx.has(Defect::WalletUnlocked) {
                let balance = tx.balance(wallet);
                tx.t.balances.put(wallet, balance);
            }
            tx.tell(PaymentAuthorised { payment_id, booking_id: id, customer_id, method, amount });
        }
    }
}

fn instead(tx: &mut Tx, booking: &BookingFacts) {
    if let Some(payment) = living(tx, booking.id) {
        if !matches!(payment.stage, Stage::Due | Stage::Authorised) {
            return;
        }
        end_hold(tx, payment.id);
        change_payment(tx, booking.id, payment.id, |payment| payment.stage = Stage::Failed);
    }
    let prepaid = booking.payment_method.is_prepaid();
    let prepay = if prepaid { booking.settlement.total } else { Money::ZERO };
    attempt(tx, booking, prepay);
}

/// `commands/settle_job.rs`.
fn settle(tx: &mut Tx, plan: &Plan, booking: &BookingFacts) -> Result<(), String> {
    let id = booking.id;
    if tx.t.settled.get(id).is_some() {
        return Ok(());
    }
    let provider = payee(booking).map_err(|error| error.to_string())?;
    let (customer, split) = (booking.customer_id, booking.settlement);
    let payment = match living(tx, id) {
        Some(payment) => payment,
        None => add_payment(tx, id, split.total, Stage::Due),
    };
    if payment.stage.is_closed() {
        return Err(format!("booking {id} was cancelled before it was completed"));
    }
    let before = available(tx, customer);
    let aside = end_hold(tx, payment.id);
    let method = booking.payment_method;
    let collected = Collected::of_job(method, split.total, before + aside);
    let row = SettledRow {
        payment: payment.id,
        customer,
        provider,
        method,
        split,
        collected,
        at: tx.now,
    };
    tx.t.settled.put(id, row);
    let template = Template::JobSettled { customer, provider, split, collected };
    post(tx, plan, &format!("settle:{id}"), Some(id), &template);
    change_payment(tx, id, payment.id, |payment| {
        (payment.stage, payment.amount) = (Stage::Settled, split.total);
    });
    tx.tell(PaymentSettled {
        payment_id: payment.id,
        booking_id: id,
        customer_id: customer,
        provider_id: Some(provider),
        method,
        amount: split.total,
        commission: split.commission,
        taxes: split.taxes,
    });
    Ok(())
}

fn cancelled(tx: &mut Tx, plan: &Plan, event: &BookingCancelled) {
    let bound = event.booking.provider_id.is_some();
    let fee = FeeSplit::of(event.fee, event.fee_to_provider, event.verdict, bound);
    close(tx, plan, &event.booking, &fee);
}

/// `commands/close_cancelled.rs`.
fn close(tx: &mut Tx, plan: &Plan, booking: &BookingFacts, fee: &FeeSplit) {
    let (id, customer) = (booking.id, booking.customer_id);
    if tx.t.settled.get(id).is_some() {
        return;
    }
    let payment = match living(tx, id) {
        Some(payment) if payment.stage.is_closed() => return,
        Some(payment) => payment,
        None if fee.total.is_zero() => return,
        None => add_payment(tx, id, fee.total, Stage::Due),
    };
    release_held(tx, id);
    let before = available(tx, customer);
    let released = match tx.has(Defect::HoldForgotten) {
        true => Money::ZERO,
        false => end_hold(tx, payment.id),
    };
    let Closing { collected, stage, back } = Closing::of(fee, before, released);
    if stage == Stage::Fee {
        let provider = booking.provider_id;
        let template = Template::FeeCharged { customer, provider, fee: *fee, collected };
        post(tx, plan, &format!("fee:{id}"), Some(id), &template);
    }
    change_payment(tx, id, payment.id, |payment| {
        payment.stage = stage;
        match stage {
            Stage::Fee => payment.amount = fee.total,
            Stage::Released => payment.refunded = released,
            _ => {}
        }
    });
    if back > Money::ZERO {
        refunded(tx, payment.id, id, customer, back);
    }
}

fn refunded(
    tx: &mut Tx,
    payment_id: PaymentId,
    booking_id: BookingId,
    customer_id: UserId,
    amount: Money,
) {
    tx.tell(PaymentRefunded { payment_id, booking_id, customer_id, amount });
}

/// Ends the open dispute; answers it.
fn release_held(tx: &mut Tx, id: BookingId) -> Option<HeldRow> {
    let mut all = tx.t.held.get(id).cloned()?;
    let open = all.iter_mut().find(|dispute| dispute.open)?;
    open.open = false;
    let was = *open;
    tx.t.held.put(id, all);
    Some(was)
}

/// `commands/hold_dispute.rs`.
fn disputed(tx: &mut Tx, plan: &Plan, booking: &BookingFacts) {
    let id = booking.id;
    let mut all = tx.t.held.get(id).cloned().unwrap_or_default();
    let Some(payment) = living(tx, id).filter(|payment| !payment.stage.is_closed()) else { return };
    if all.iter().any(|dispute| dispute.open) {
        return;
    }
    let job = tx.t.settled.get(id).copied();
    let provider = job.map(|job| job.provider).or(booking.provider_id);
    let amount = job.map_or(Money::ZERO, |job| held(&job.split, Money::ZERO));
    let no = all.len();
    all.push(HeldRow { provider, held: amount, open: true });
    tx.t.held.put(id, all);
    change_payment(tx, id, payment.id, |payment| payment.stage = Stage::Held);
    if let Some(provider) = provider {
        let template = Template::DisputeHeld { provider, amount };
        post(tx, plan, &format!("dispute_hold:{id}:{no}"), Some(id), &template);
    }
}

/// `commands/decide_dispute.rs`.
fn decided(tx: &mut Tx, plan: &Plan, event: &DisputeDecided) -> Result<(), String> {
    let booking = &event.booking;
    let id = booking.id;
    let no = tx.t.held.get(id).map_or(0, Vec::len);
    let Some(open) = release_held(tx, id) else { return Ok(()) };
    if tx.t.settled.get(id).is_none() {
        if ends_unsettled(event) {
            close(tx, plan, booking, &FeeSplit::default());
            return Ok(());
        }
        settle(tx, plan, booking)?;
    }
    let Some(job) = tx.t.settled.get(id).copied() else { return Ok(()) };
    if !tx.has(Defect::DisputeStaysHeld) {
        let provider = open.provider.unwrap_or(job.provider);
        let template = Template::DisputeReleased { provider, amount: open.held };
        post(tx, plan, &format!("dispute_release:{id}:{no}"), Some(id), &template);
    }
    let Some(payment) = living(tx, id) else { return Ok(()) };
    let GivenBack { refund, in_all, stage } =
        GivenBack::of(payment.refunded, event.refund, &job.split, Money::ZERO);
    change_payment(tx, id, payment.id, |payment| {
        (payment.stage, payment.refunded) = (stage, in_all);
    });
    if refund.total.is_zero() {
        return Ok(());
    }
    let (customer, provider) = (job.customer, job.provider);
    let template = Template::RefundedToWallet { customer, provider, refund };
    let key = format!("refund:{id}:{no}");
    post(tx, plan, &key, Some(id), &template);
    collect_owed(tx, plan, customer, &key, Some(id));
    refunded(tx, payment.id, id, customer, refund.total);
    Ok(())
}

/// `commands/collect_owed.rs`.
pub fn collect_owed(
    tx: &mut Tx,
    plan: &Plan,
    customer: UserId,
    cause: &str,
    booking: Option<BookingId>,
) {
    let free = available(tx, customer);
    let owed = -tx.balance(Account::Receivable(customer));
    if let Some(amount) = of_debt(owed, free) {
        let template = Template::ReceivableCollected { customer, amount };
        post(tx, plan, &format!("collect:{cause}"), booking, &template);
    }
}
