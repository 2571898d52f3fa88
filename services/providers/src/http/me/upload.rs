//! Reading the form with a document. The file's name and the type the sender claims are ignored:
//! what a file is, its content tells.

use crate::commands::upload_document::{MAX_BYTES, Upload};
use crate::domain::documents::{DocumentKind, DocumentSide};
use aws_lc_rs::digest::{Context, SHA256};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use httpkit::Problem;
use kernel::cairo::NaiveDate;
use kernel::{ErrorClass, Fields, Invalid, InvalidFields, Localized};

/// The longest value of a field that is not the file, in bytes.
const MAX_TEXT_BYTES: usize = 64;

/// The form as it came.
#[derive(Default)]
struct Form {
    kind: Option<String>,
    side: Option<String>,
    expires_on: Option<String>,
    file: Option<Bytes>,
}

/// A read form and the hash of what it says, for the idempotency key.
pub struct ReadUpload {
    /// What was sent.
    pub upload: Upload,
    /// SHA-256 over all fields.
    pub hash: [u8; 32],
}

/// Reads the form.
///
/// # Errors
/// `400` when it can't be read, `413` when the file is too large, `422` with every wrong field.
pub async fn read(mut multipart: Multipart) -> Result<ReadUpload, Problem> {
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        let slot = match name.as_str() {
            "kind" => &mut form.kind,
            "side" => &mut form.side,
            "expiresOn" => &mut form.expires_on,
            "file" if form.file.is_none() => {
                form.file = Some(bytes_of(field, MAX_BYTES).await?);
                continue;
            }
            _ => return Err(unknown(name)),
        };
        if slot.is_some() {
            return Err(unknown(name));
        }
        let bytes = bytes_of(field, MAX_TEXT_BYTES).await?;
        *slot = Some(String::from_utf8_lossy(&bytes).into_owned());
    }
    let hash = form.hash();
    Ok(ReadUpload { upload: form.parse()?, hash })
}

impl Form {
    fn hash(&self) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        let texts =
            [&self.kind, &self.side, &self.expires_on].map(|t| t.as_deref().unwrap_or("\0"));
        for part in
            texts.map(str::as_bytes).into_iter().chain([self.file.as_deref().unwrap_or(b"")])
        {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut hash = [0u8; 32];
        hash.copy_from_slice(context.finish().as_ref());
        hash
    }

    fn parse(self) -> Result<Upload, InvalidFields> {
        let mut fields = Fields::new();
        let kind = self.kind.ok_or_else(Invalid::required);
        let kind =
            fields.take("kind", kind.and_then(|k| DocumentKind::from_tag(&k).ok_or_else(not_one)));
        let side = match self.side.as_deref() {
            None | Some("") => Some(DocumentSide::Single),
            Some(tag) => fields.take("side", DocumentSide::from_tag(tag).ok_or_else(not_one)),
        };
        let expires_on = match self.expires_on.as_deref() {
            None | Some("") => Some(None),
            Some(text) => fields.take("expiresOn", date(text)).map(Some),
        };
        let file = fields.take("file", self.file.ok_or_else(Invalid::required));
        if let (Some(kind), Some(side)) = (kind, side) {
            fields.check(kind.has_side(side), "side", wrong_side);
        }
        match (kind, side, expires_on, file) {
            (Some(kind), Some(side), Some(expires_on), Some(bytes)) if kind.has_side(side) => {
                Ok(Upload { kind, side, expires_on, bytes })
            }
            _ => Err(fields.into_error()),
        }
    }
}

async fn bytes_of(mut field: Field<'_>, most: usize) -> Result<Bytes, Problem> {
    let mut all = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        if all.len() + chunk.len() > most {
            return Err(too_large());
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}

fn unreadable(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    tracing::debug!(%error, "unreadable form");
    malformed()
}

/// The request is not a readable form.
pub fn malformed() -> Problem {
    Problem::new(
        ErrorClass::Malformed,
        "providers.form_unreadable",
        Localized::new(
            "لا يمكن قراءة الملف المرسل: انقطع الإرسال أو أن صيغته غير صحيحة. حاول مرة أخرى.",
            "The upload can't be read: it ended early, or it is not multipart/form-data. Try again.",
        ),
    )
}

fn too_large() -> Problem {
    Problem::new(
        ErrorClass::TooLarge,
        "providers.file_too_large",
        Localized::new(
            "الملف أكبر من 10 ميجابايت. صغّر الصورة أو التقطها بجودة أقل.",
            "The file is larger than 10 MB. Make the picture smaller, or take it at a lower quality.",
        ),
    )
}

fn unknown(name: String) -> Problem {
    let invalid = Invalid::new(
        "unknown_field",
        "لا نعرف هذه الخانة، أو أنها مكررة. احذفها.",
        "We don't know this field, or it came twice. Remove it.",
    );
    let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    InvalidFields::one(name, invalid).into()
}

fn not_one() -> Invalid {
    Invalid::new(
        "unknown_value",
        "هذه القيمة ليست من القيم المسموحة. اختر واحدة من القائمة.",
        "This value is not one of those allowed. Choose one from the list.",
    )
}

fn wrong_side() -> Invalid {
    Invalid::new(
        "providers.document_side",
        "بطاقة الرقم القومي لها وجه (front) وظهر (back)، وباقي المستندات صفحة واحدة.",
        "A national ID card has a front and a back; everything else has a single side.",
    )
}

fn date(text: &str) -> Result<NaiveDate, Invalid> {
    text.parse().map_err(|_| {
        Invalid::new(
            "wrong_type",
            "اكتب التاريخ بهذا الشكل: 2027-05-31.",
            "Write the date like 2027-05-31.",
        )
    })
}
