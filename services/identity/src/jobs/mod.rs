//! Forgetting what nobody needs any more, and work around one's data.

mod assemble_export;
mod erase_account;
mod forget_successors;
mod purge;

pub use assemble_export::{ASSEMBLE_EXPORT, AssembleExport, ForgetExport, bundle_key, keys_of};
pub use erase_account::{ERASE_ACCOUNT, EraseAccount};
pub use forget_successors::ForgetSuccessors;
pub use purge::Purge;
