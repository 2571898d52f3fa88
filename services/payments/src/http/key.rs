//! The idempotency key where there has to be one.

/// What the OpenAPI document says of the header of a request that moves money by hand.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents the header, which is read with the body")]
pub struct KeyHeader {
    /// A key of your own for this request, 1 to 255 visible ASCII characters. Sent again with the
    /// same body, it gets the first answer again and no money moves twice.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    idempotency_key: String,
}
