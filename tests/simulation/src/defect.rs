//! Faults that are planted on purpose, to see that the laws find them. They sit in the stage, where
//! the database, the bus and the commands' order of steps are; nothing of the product changes.

macro_rules! defects {
    ($($(#[$doc:meta])* $name:ident = $tag:literal;)+) => {
        /// A planted fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Defect { $($(#[$doc])* $name),+ }

        impl Defect {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name on the command line.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag),+ }
            }
        }
    };
}

defects! {
    /// An acceptance is saved whatever happened since it was read.
    AcceptWithoutSwap = "accept-without-swap";
    /// Nothing keeps two visits of one provider apart when they are saved.
    NoExclusion = "no-exclusion";
    /// The cursor of a subscriber is saved after its effects, and not with them.
    CursorApart = "cursor-apart";
    /// An event is written after the commit of its change, and is lost in a crash between the two.
    EventApart = "event-apart";
    /// The answer to a request is not kept under its key.
    KeyForgotten = "key-forgotten";
    /// The timer of an offer does not ask whether the offer was answered.
    BlindTimer = "blind-timer";
    /// Nobody puts the end of an offer on the schedule.
    TimerForgotten = "timer-forgotten";
    /// A customer's silence after an empty search is not put on the schedule.
    SilenceForgotten = "silence-forgotten";
    /// The end of the wait for money is not put on the schedule.
    PaymentWaitForgotten = "payment-wait-forgotten";
    /// Other offers stay open when one was accepted.
    OffersLeftOpen = "offers-left-open";
    /// The time of a provider that left stays reserved.
    TimeNotFreed = "time-not-freed";
    /// A provider has several instant offers before it.
    TwoInstantOffers = "two-instant-offers";
    /// The wallet is read without a lock and its balance is not guarded.
    WalletUnlocked = "wallet-unlocked";
    /// What was set aside for a cancelled booking stays aside.
    HoldForgotten = "hold-forgotten";
    /// The fee that is told is rounded up to the next pound.
    FeeRounded = "fee-rounded";
    /// A posting is a piastre short.
    PiastreShort = "piastre-short";
    /// Whoever is bound when a booking ends is blamed.
    AlwaysBlamed = "always-blamed";
    /// A move is not checked against the fee that the customer was shown.
    FeeNotShown = "fee-not-shown";
    /// A visit that is moved without the other side's consent keeps no fee. The product did this until
    /// a seed found it.
    FloorForgotten = "floor-forgotten";
    /// What a dispute held is not given free by its decision.
    DisputeStaysHeld = "dispute-stays-held";
}

#[cfg(test)]
mod tests {
    use super::Defect;

    #[test]
    fn names_are_distinct() {
        let mut tags: Vec<_> = Defect::ALL.iter().map(|defect| defect.tag()).collect();
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), Defect::ALL.len());
    }
}
