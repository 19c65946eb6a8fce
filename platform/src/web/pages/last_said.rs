//! The last messages of a thread, and the way to those before.

use platform_core::kinds::SignUpId;
use platform_core::messages::{self, Message};

use super::form::Fields;
use super::shell::{Shell, encoded};
use crate::web::error::Failure;
use crate::web::{Web, schemas};

/// Messages shown at once.
const SHOWN: u16 = 100;

/// Those that the address asks for, oldest first, and where the earlier ones are, on the page that is here.
pub(super) async fn last_said(
    web: &Web,
    shell: &Shell,
    thread: SignUpId,
    given: &Fields,
    here: &str,
) -> Result<(Vec<Message>, Option<String>), Failure> {
    let before = schemas::time_place(given.filled("before").as_deref())?.map(|(at, id)| (at, id.into()));
    let mut said = messages::list::last(&web.app, &shell.ctx, thread, before, SHOWN + 1).await?;
    let more = said.len() > usize::from(SHOWN);
    if more {
        said.remove(0);
    }
    let first = said.first().filter(|_| more);
    let earlier = first.and_then(|first| schemas::cursor(&(first.created_at, first.id.uuid())));
    let earlier = earlier.map(|cursor| shell.href(&format!("{here}?before={}#messages", encoded(&cursor))));
    Ok((said, earlier))
}
