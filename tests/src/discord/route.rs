//! The calls of Discord's API that are played.

use std::fmt::{self, Display};

use axum::http::Method;

/// A route of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// `GET /applications/@me`
    Me,
    /// `PATCH` of the same
    Settle,
    /// `PUT /applications/{id}/commands`
    Commands,
    /// `POST /webhooks/{id}/{token}`
    FollowUp,
    /// `GET /webhooks/{id}/{token}/messages/@original`, or with the identifier of a message
    Reread,
    /// `PATCH` of the same
    Edit,
    /// `DELETE` of the same
    Remove,
    /// `POST /users/@me/channels`
    OpenDm,
    /// `POST /channels/{id}/messages`
    Send,
}

/// A call's route, and what its path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Called {
    pub(super) route: Route,
    /// The application or the channel.
    pub(super) id: u64,
    /// Of an interaction.
    pub(super) token: String,
    /// `@original`, or the identifier of a message.
    pub(super) message: String,
}

impl Route {
    /// Whether one must say who one is; the token of an interaction in the path says it else.
    pub(super) fn needs_token(self) -> bool {
        matches!(self, Self::Me | Self::Settle | Self::Commands | Self::OpenDm | Self::Send)
    }
}

impl Called {
    /// Which call this is, if it is played at all.
    pub(super) fn read(method: &Method, path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix("/api/v10/")?.split('/').collect();
        let is = |wanted: Method| (*method == wanted).then_some(());
        let (route, id, token, message) = match parts[..] {
            ["applications", "@me"] => match *method {
                Method::GET => Some((Route::Me, "0", "", "")),
                Method::PATCH => Some((Route::Settle, "0", "", "")),
                _ => None,
            },
            ["applications", id, "commands"] => is(Method::PUT).map(|()| (Route::Commands, id, "", "")),
            ["webhooks", id, token] => is(Method::POST).map(|()| (Route::FollowUp, id, token, "")),
            ["webhooks", id, token, "messages", message] => {
                let route = match *method {
                    Method::GET => Route::Reread,
                    Method::PATCH => Route::Edit,
                    Method::DELETE => Route::Remove,
                    _ => return None,
                };
                Some((route, id, token, message))
            }
            ["users", "@me", "channels"] => is(Method::POST).map(|()| (Route::OpenDm, "0", "", "")),
            ["channels", id, "messages"] => is(Method::POST).map(|()| (Route::Send, id, "", "")),
            _ => None,
        }?;
        Some(Self { route, id: id.parse().ok()?, token: token.to_owned(), message: message.to_owned() })
    }

    /// What its limit counts apart.
    pub(super) fn apart(&self) -> String {
        format!("{}/{}", self.id, self.token)
    }
}

impl Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Me => "GET /applications/@me",
            Self::Settle => "PATCH /applications/@me",
            Self::Commands => "PUT /applications/{id}/commands",
            Self::FollowUp => "POST /webhooks/{id}/{token}",
            Self::Reread => "GET /webhooks/{id}/{token}/messages/{message}",
            Self::Edit => "PATCH /webhooks/{id}/{token}/messages/{message}",
            Self::Remove => "DELETE /webhooks/{id}/{token}/messages/{message}",
            Self::OpenDm => "POST /users/@me/channels",
            Self::Send => "POST /channels/{id}/messages",
        })
    }
}
