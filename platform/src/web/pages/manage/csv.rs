//! The sign-ups of a mission as a file for a spreadsheet: UTF-8 with its mark, `;` between cells (RFC 4180 otherwise).

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use csv::{Terminator, WriterBuilder};
use platform_core::kinds::MissionId;
use platform_core::missions::Mission;
use platform_core::refusals::Reason;
use platform_core::sign_ups;
use platform_core::sign_ups::read::{Listed, shown_name};

use super::{desk, own_mission};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::mission::Query;
use crate::web::pages::shell::Shell;

/// Rows read at once.
const ROWS: u16 = 1000;

/// What tells a spreadsheet that a file is UTF-8.
const MARK: &str = "\u{feff}";

/// The columns, by the keys of their names.
const COLUMNS: [&str; 8] =
    ["csv-name", "csv-email", "csv-when", "csv-state", "csv-motivation", "csv-reason", "csv-minutes", "csv-since"];

/// `GET /manage/missions/{id}/sign-ups.csv`
pub(super) async fn list(State(web): State<Web>, shell: Shell, Id(id): Id, query: Query) -> Result<Response, Failure> {
    let mission = own_mission(&web, &shell, id.into()).await?;
    let state = query.0.parsed("state").ok().flatten();
    let rows = all(&web, &shell, id.into(), state).await?;
    let text = written(&shell, &mission, &rows)
        .map_err(|error| Failure::http(StatusCode::INTERNAL_SERVER_ERROR, Reason::new("internal")).because(&error))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"sign-ups.csv\"")),
    ];
    Ok((headers, text).into_response())
}

/// Every sign-up, page after page.
async fn all(web: &Web, shell: &Shell, id: MissionId, state: Option<sign_ups::State>) -> Result<Vec<Listed>, Failure> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = sign_ups::read::of_mission(&web.app, &shell.ctx, id, state, after, ROWS).await?;
        let is_last = page.len() < usize::from(ROWS);
        after = page.last().map(|row| (row.sign_up.created_at, row.sign_up.id));
        rows.extend(page);
        if is_last {
            return Ok(rows);
        }
    }
}

fn written(shell: &Shell, mission: &Mission, rows: &[Listed]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut file =
        WriterBuilder::new().delimiter(b';').terminator(Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    file.write_record(COLUMNS.map(|key| shell.t(key)))?;
    for row in rows {
        file.write_record(cells(shell, mission, row).map(|cell| harmless(&cell)))?;
    }
    Ok(file.into_inner()?)
}

fn cells(shell: &Shell, mission: &Mission, row: &Listed) -> [String; 8] {
    let sign_up = &row.sign_up;
    [
        shown_name(&shell.ctx.tenant.texts, shell.ctx.locale, row.short_name.clone()),
        row.email.clone().unwrap_or_default(),
        desk::when(shell, mission, sign_up),
        shell.word("desk-state", sign_up.state),
        sign_up.motivation.clone().unwrap_or_default(),
        sign_up.reason.clone().unwrap_or_default(),
        sign_up.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        shell.when(sign_up.created_at),
    ]
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["", "a=b", "Camille T.", "1"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
