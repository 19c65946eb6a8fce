//! Pictures: a mission's, and an association's logo. Each is encoded anew, one a mission or association, shown to whom what
//! it stands for is shown.

mod encode;
mod logo;
mod mission;

use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use validator::Validate;

use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::associations;
use crate::db::pictures as sql;
use crate::fields;
use crate::kinds::{PictureId, words};
use crate::missions;
use crate::ports::new_id;
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::tenancy::Ctx;
use encode::{Encoded, Purpose, Unfit};
pub use logo::{remove_logo, set_logo};
pub use mission::{describe_mission, remove_mission, set_mission};

/// Largest upload, bytes: a photograph of a telephone.
pub const MAX_UPLOAD: usize = 4 * 1024 * 1024;
/// Most pixels, millions.
pub const MAX_MEGAPIXELS: u64 = 40;

/// Pictures read at once by this process: a photograph of 40 megapixels takes some 120 MB for a second or two, three times that
/// where it is a progressive one; what has more bits a pixel 256 MB at most.
static TURNS: Semaphore = Semaphore::const_new(2);

words! {
    /// How a picture is encoded.
    MediaType {
        /// A photograph.
        Jpeg = "image/jpeg",
        /// A logo.
        Png = "image/png",
    }
}

impl MediaType {
    /// How the name of such a file ends.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// What is told of a picture, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its id.
    pub id: PictureId,
    /// How it is encoded.
    pub media_type: MediaType,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What is on it, in words; empty: nothing that one would miss.
    pub alt: String,
    /// The beginning of the SHA-256 digest of its bytes, in hexadecimal.
    pub digest: String,
}

/// What ends the name of the small one.
const SMALL: &str = "-small";

impl Picture {
    /// Its address: another one with every change.
    #[must_use]
    pub fn path(&self) -> String {
        self.named("")
    }

    /// The address of the small one, for lists.
    #[must_use]
    pub fn small_path(&self) -> String {
        self.named(SMALL)
    }

    /// The size of the small one.
    #[must_use]
    pub fn small_size(&self) -> (u32, u32) {
        encode::small_size(self.width, self.height)
    }

    fn named(&self, size: &str) -> String {
        format!("/pictures/{}/{}{size}.{}", self.id, self.digest, self.media_type.extension())
    }
}

/// As much of a digest as stands in an address.
pub(crate) fn short(hash: &[u8]) -> String {
    hash.iter().take(8).fold(String::with_capacity(16), |text, byte| format!("{text}{byte:02x}"))
}

/// A picture that somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    id: PictureId,
    small: bool,
    /// How it is encoded.
    pub media_type: MediaType,
    /// Whether everybody may see it.
    pub is_public: bool,
}

/// Looks for the picture of an address. It exists for those for whom its mission or association does.
///
/// # Errors
/// [`Denied::NotFound`] if it does not exist for the asker, or not under this name any more.
pub async fn find(app: &App, ctx: &Ctx, id: PictureId, name: &str) -> Result<Shown, ReadError> {
    let (picture, of) = sql::find(&mut app.db.tenant(ctx).await?, id).await?.ok_or(Denied::NotFound)?;
    let is_public = match of {
        sql::Of::Mission(mission) => missions::read::get(app, ctx, mission).await?.mission.is_public(),
        sql::Of::Association(association) => {
            associations::read::get(app, ctx, association).await?.association.state.is_public()
        }
    };
    let stem = name.strip_suffix(picture.media_type.extension()).and_then(|stem| stem.strip_suffix('.'));
    let small = match stem.and_then(|stem| stem.strip_prefix(picture.digest.as_str())) {
        Some("") => false,
        Some(SMALL) => true,
        _ => return Err(Denied::NotFound.into()),
    };
    Ok(Shown { id, small, media_type: picture.media_type, is_public })
}

/// The bytes of a picture that was found.
///
/// # Errors
/// [`Denied::NotFound`] if it is gone meanwhile, or has no small one.
pub async fn bytes(app: &App, ctx: &Ctx, shown: &Shown) -> Result<Vec<u8>, ReadError> {
    let bytes = sql::bytes(&mut app.db.tenant(ctx).await?, shown.id, shown.small).await?;
    Ok(bytes.ok_or(Denied::NotFound)?)
}

/// What is said of a picture.
#[derive(Debug, Validate)]
struct Said {
    #[validate(length(max = 250), custom(function = "one_line"))]
    alt: String,
}

fn one_line(text: &str) -> Result<(), validator::ValidationError> {
    if text.is_empty() { Ok(()) } else { fields::line(text) }
}

/// The words for a picture, checked.
fn said(alt: &str) -> Result<String, EditError> {
    let said = Said { alt: alt.trim().to_owned() };
    fields::check(&said).map_err(EditError::Invalid)?;
    Ok(said.alt)
}

/// Encodes an upload anew, a few at a time, on a thread where it keeps nobody waiting.
async fn encoded(upload: Vec<u8>, purpose: Purpose) -> Result<Encoded, EditError> {
    // The semaphore is never closed; were it, reading without a turn is right.
    let turn = TURNS.acquire().await;
    let work = move || {
        // Held by the work itself: whoever asked may have gone.
        let _turn = turn;
        encode::encode(&upload, purpose)
    };
    // A decoder that panics has met a file nobody should have to mend.
    let encoded = tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a picture could not be read");
        Err(Unfit::Damaged)
    });
    encoded.map_err(|unfit| EditError::Invalid(vec![reason(unfit)]))
}

fn reason(unfit: Unfit) -> Reason {
    let reason = match unfit {
        Unfit::TooHeavy => too_heavy(),
        Unfit::TooLarge => Reason::new("picture_too_large").with("max", MAX_MEGAPIXELS),
        Unfit::Missing => Reason::new("picture_missing"),
        Unfit::Format => Reason::new("picture_format"),
        Unfit::Damaged => Reason::new("picture_damaged"),
    };
    reason.at("/file")
}

/// Why an upload is not even read: it has more bytes than are taken.
#[must_use]
pub fn too_heavy() -> Reason {
    Reason::new("picture_too_heavy").with("max", MAX_UPLOAD / (1024 * 1024)).at("/file")
}

/// What is written of an encoded picture.
fn row(app: &App, ctx: &Ctx, encoded: Encoded, alt: String) -> sql::NewPicture {
    sql::NewPicture {
        id: new_id(&*app.entropy, ctx.now).into(),
        media_type: encoded.media_type,
        width: i32::try_from(encoded.width).unwrap_or(i32::MAX),
        height: i32::try_from(encoded.height).unwrap_or(i32::MAX),
        alt,
        hash: Sha256::digest(&encoded.bytes).to_vec(),
        bytes: encoded.bytes,
        small: encoded.small,
        made_at: ctx.now,
    }
}

/// Where an upload is expected to be used: looked at before anything of a large body is read.
///
/// # Errors
/// If nobody is signed in who might act for an association.
pub fn may_upload(ctx: &Ctx) -> Result<(), Denied> {
    Volunteer::check(ctx, Scope::Manage).map(|_| ())
}
