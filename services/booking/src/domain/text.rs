//! Stages in words, for messages.

use contracts::booking::Stage;
use kernel::Localized;

/// Where a booking stands, as a clause.
#[must_use]
pub fn stage_text(stage: Stage) -> Localized {
    let (ar, en) = match stage {
        Stage::AwaitingPayment => ("الحجز ينتظر الدفع", "the booking awaits its payment"),
        Stage::Searching => ("نبحث عن فني", "we are looking for a technician"),
        Stage::Offered => ("الحجز معروض على الفنيين", "the booking is offered to technicians"),
        Stage::Assigned => ("الفني مؤكد ولم ينطلق بعد", "the technician has not set out yet"),
        Stage::EnRoute => ("الفني في الطريق", "the technician is on the way"),
        Stage::Arrived => ("الفني وصل ولم يبدأ العمل", "the work has not begun yet"),
        Stage::Inspecting => ("الفني يعاين العطل", "the technician is inspecting"),
        Stage::AwaitingApproval => {
            ("هناك عرض ينتظر موافقة العميل", "a proposal waits for the customer")
        }
        Stage::Working => ("العمل جارٍ", "the work is going on"),
        Stage::Paused => ("العمل متوقف مؤقتًا", "the work is paused"),
        Stage::Done | Stage::Settled => ("العمل انتهى", "the work has ended"),
        Stage::Closed => ("الحجز ملغى", "the booking is cancelled"),
        Stage::Open | Stage::UnderReview => ("الحجز محل نزاع", "the booking is disputed"),
    };
    Localized::new(ar, en)
}
