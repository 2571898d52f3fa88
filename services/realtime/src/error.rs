//! What can go wrong, as people are told.

use contracts::PortError;
use httpkit::auth::TokenError;
use kernel::{ErrorClass, Fault, Lang, Localized};
use serde_json::{Value, json};

/// Why a socket is refused something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RealtimeError {
    /// No token, or none that is good.
    #[error("not logged in")]
    Unauthenticated,
    /// The account is suspended or closed, or is something else now.
    #[error("the account is closed")]
    AccountClosed,
    /// Too many sockets of one account or address, or altogether.
    #[error("too many sockets")]
    TooManySockets,
    /// Too many rooms on one socket.
    #[error("too many rooms")]
    TooManyRooms,
    /// The room doesn't exist, or is not the person's.
    #[error("no such room")]
    NotFound,
    /// What was said can't be read.
    #[error("can't be read")]
    BadRequest,
    /// The client says too much.
    #[error("too many events")]
    TooMany,
    /// Something behind does not answer.
    #[error("a service is away")]
    Unavailable,
}

impl From<PortError> for RealtimeError {
    fn from(error: PortError) -> Self {
        match error {
            PortError::Unavailable => Self::Unavailable,
            PortError::NotFound | PortError::Refused { .. } => Self::NotFound,
        }
    }
}

impl From<TokenError> for RealtimeError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Bad(_) | TokenError::Expired | TokenError::Ended => Self::Unauthenticated,
            TokenError::NoKeys => Self::Unavailable,
        }
    }
}

impl Fault for RealtimeError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unauthenticated => ErrorClass::Unauthenticated,
            Self::AccountClosed => ErrorClass::Forbidden,
            Self::TooManySockets | Self::TooManyRooms | Self::TooMany => ErrorClass::TooMany,
            Self::NotFound => ErrorClass::NotFound,
            Self::BadRequest => ErrorClass::Malformed,
            Self::Unavailable => ErrorClass::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::AccountClosed => "realtime.account_closed",
            Self::TooManySockets => "realtime.too_many_sockets",
            Self::TooManyRooms => "realtime.too_many_rooms",
            Self::NotFound => "not_found",
            Self::BadRequest => "bad_request",
            Self::TooMany => "too_many_requests",
            Self::Unavailable => "unavailable",
        }
    }

    fn text(&self) -> Localized {
        let (ar, en) = match self {
            Self::Unauthenticated => ("سجّل الدخول من جديد للمتابعة.", "Log in again to go on."),
            Self::AccountClosed => (
                "حسابك غير مفعّل الآن. تواصل مع الدعم لمعرفة السبب.",
                "Your account is not active now. Contact support to learn why.",
            ),
            Self::TooManySockets => (
                "التطبيق مفتوح في أماكن كثيرة. أغلق بعض النوافذ ثم حاول مرة أخرى.",
                "The app is open in too many places. Close some windows and try again.",
            ),
            Self::TooManyRooms => (
                "تتابع عددًا كبيرًا في وقت واحد. أغلق بعض الشاشات ثم حاول مرة أخرى.",
                "You follow too many at once. Close some screens and try again.",
            ),
            Self::NotFound => {
                ("هذا غير موجود أو لا يخصك.", "It does not exist, or it is not yours.")
            }
            Self::BadRequest => (
                "لم نفهم الطلب. حدّث التطبيق ثم حاول مرة أخرى.",
                "The request could not be read. Update the app and try again.",
            ),
            Self::TooMany => (
                "محاولات كثيرة في وقت قصير. انتظر قليلًا ثم حاول مرة أخرى.",
                "Too many tries in a short time. Wait a little and try again.",
            ),
            Self::Unavailable => (
                "الخدمة غير متاحة الآن. حاول مرة أخرى بعد قليل.",
                "This is not available right now. Try again in a moment.",
            ),
        };
        Localized::new(ar, en)
    }
}

/// Why the server ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bye {
    /// The token ended and no new one came.
    TokenExpired,
    /// The account is suspended or closed, or is something else now.
    AccountClosed,
    /// The client says far too much.
    TooManyEvents,
    /// The client reads too slowly.
    TooSlow,
    /// Something that had to be told could not be had.
    Unavailable,
    /// The server stops.
    Restarting,
}

impl Bye {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::TokenExpired => "realtime.token_expired",
            Self::AccountClosed => "realtime.account_closed",
            Self::TooManyEvents => "realtime.too_many_events",
            Self::TooSlow => "realtime.too_slow",
            Self::Unavailable => "realtime.unavailable",
            Self::Restarting => "realtime.restarting",
        }
    }

    fn text(self) -> Localized {
        let (ar, en) = match self {
            Self::TokenExpired => (
                "انتهت الجلسة. نعيد الاتصال الآن، أو سجّل الدخول من جديد.",
                "Your session ended. Reconnecting, or log in again.",
            ),
            Self::AccountClosed => return RealtimeError::AccountClosed.text(),
            Self::TooManyEvents => return RealtimeError::TooMany.text(),
            Self::TooSlow => (
                "الاتصال بطيء. نعيد الاتصال لنعرض لك آخر المستجدات.",
                "The connection is slow. Reconnecting to show you the latest.",
            ),
            Self::Unavailable => return RealtimeError::Unavailable.text(),
            Self::Restarting => (
                "نحدّث الخدمة الآن. سيعود الاتصال خلال ثوانٍ.",
                "The service is being updated. The connection returns in seconds.",
            ),
        };
        Localized::new(ar, en)
    }

    /// What the client is told.
    pub fn body(self, lang: Lang, after_ms: u64) -> Value {
        let come_back = self != Self::AccountClosed;
        json!({
            "code": self.code(), "message": said(&self.text(), lang),
            "comeBack": come_back, "afterMs": after_ms,
        })
    }
}

/// The text in one language.
pub fn said(text: &Localized, lang: Lang) -> &str {
    match lang {
        Lang::Ar => &text.ar,
        Lang::En => &text.en,
    }
}

/// An error as clients get it: `{code, message}`.
pub fn body(error: &RealtimeError, lang: Lang) -> Value {
    json!({ "code": error.code(), "message": said(&error.text(), lang) })
}
