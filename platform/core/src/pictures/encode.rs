//! Pictures encoded anew: what somebody uploads is read within limits, turned upright, made small and written afresh, so that
//! nothing of the file itself – its metadata, its tricks – is ever shown to anybody.
//!
//! **Why JPEG and PNG:** a mission has a photograph, which every browser, mail program and site that shows a link reads as
//! JPEG; a logo has sharp edges and often no ground, which JPEG has not, and at 256 pixels a PNG is light enough that
//! WebP, which some of those readers do not know, would gain little.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

use super::{MAX_MEGAPIXELS, MAX_UPLOAD, MediaType};

/// What a mission's picture fits in.
const PHOTO: (u32, u32) = (1200, 800);
/// What a logo fits in.
const LOGO: (u32, u32) = (256, 256);
/// What a mission's picture fits in where it stands in a list.
const SMALL: (u32, u32) = (480, 320);

/// Longest side that is taken, pixels: a panorama. What is longer and thinner is no photograph, and stretched out would take
/// many times the room of its pixels.
const LONGEST: u32 = 16_000;
/// Most that reading a picture may take at once: what 40 megapixels have with eight bits a channel, and some room.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// How good a photograph is kept, of 100: what is lost nobody sees.
const QUALITY: u8 = 80;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A mission's.
    Photo,
    /// An association's.
    Logo,
}

/// Why what was uploaded is no picture that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    /// More bytes than are taken.
    #[error("too heavy")]
    TooHeavy,
    /// More pixels, or more memory for them, than are taken.
    #[error("too large")]
    TooLarge,
    /// Nothing at all.
    #[error("nothing was uploaded")]
    Missing,
    /// Not one of the formats that are read.
    #[error("not JPEG, PNG or WebP")]
    Format,
    /// One of them, and broken.
    #[error("damaged")]
    Damaged,
}

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Encoded {
    pub(super) media_type: MediaType,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
    /// As small as a list shows it; none for a logo.
    pub(super) small: Option<Vec<u8>>,
}

/// Encodes anew what somebody uploaded. It takes its time: not for the thread that serves others.
///
/// # Errors
/// If it is no picture, or a larger one than is taken.
pub(super) fn encode(upload: &[u8], purpose: Purpose) -> Result<Encoded, Unfit> {
    let (image, orientation) = read(upload)?;
    let fit = if purpose == Purpose::Photo { PHOTO } else { LOGO };
    // Made small first: what is turned then is little.
    let mut image = shrunk(image, if turns(orientation) { (fit.1, fit.0) } else { fit });
    image.apply_orientation(orientation);
    let (width, height) = (image.width(), image.height());
    match purpose {
        Purpose::Photo => {
            let image = DynamicImage::from(on_white(&image));
            let (bytes, small) = (jpeg(&image)?, jpeg(&shrunk(image, SMALL))?);
            Ok(Encoded { media_type: MediaType::Jpeg, width, height, bytes, small: Some(small) })
        }
        Purpose::Logo => Ok(Encoded { media_type: MediaType::Png, width, height, bytes: png(&image)?, small: None }),
    }
}

/// The size of a picture where it stands in a list.
pub(super) fn small_size(width: u32, height: u32) -> (u32, u32) {
    fitting((width, height), SMALL)
}

/// The first picture of the file, and how it must be turned to stand upright. Its size is looked at before its pixels are.
fn read(upload: &[u8]) -> Result<(DynamicImage, Orientation), Unfit> {
    if upload.is_empty() {
        return Err(Unfit::Missing);
    }
    if upload.len() > MAX_UPLOAD {
        return Err(Unfit::TooHeavy);
    }
    let mut reader = ImageReader::new(Cursor::new(upload)).with_guessed_format().map_err(|_| Unfit::Damaged)?;
    match reader.format() {
        Some(ImageFormat::Jpeg) if !is_whole_jpeg(upload) => return Err(Unfit::Damaged),
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) => {}
        _ => return Err(Unfit::Format),
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST), Some(LONGEST));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unfit)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_MEGAPIXELS * 1_000_000 || decoder.total_bytes() > MAX_MEMORY {
        return Err(Unfit::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(unfit)?;
    Ok((image, orientation))
}

fn unfit(error: ImageError) -> Unfit {
    match error {
        ImageError::Limits(_) => Unfit::TooLarge,
        ImageError::Unsupported(_) => Unfit::Format,
        _ => Unfit::Damaged,
    }
}

/// Whether a JPEG ends: its decoder would fill in grey for what an upload that broke off lacks.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    const SCAN: u8 = 0xDA;
    const END: u8 = 0xD9;
    let mut at = 2;
    // Segments say how long they are, up to the scan: a thumbnail within one does not count.
    while let Some(&[0xFF, marker]) = bytes.get(at..at + 2) {
        let length = match (marker, bytes.get(at + 2..at + 4)) {
            (0xFF, _) => {
                at += 1;
                continue;
            }
            (_, Some(&[high, low])) => usize::from(high) << 8 | usize::from(low),
            _ => return false,
        };
        at += 2 + length;
        if marker == SCAN {
            return bytes.get(at..).is_some_and(|rest| rest.windows(2).any(|pair| pair == [0xFF, END]));
        }
    }
    false
}

/// Whether width and height change places.
const fn turns(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

/// The largest size of the same shape that fits, never larger than it is.
fn fitting((width, height): (u32, u32), (most_width, most_height): (u32, u32)) -> (u32, u32) {
    if width <= most_width && height <= most_height {
        return (width, height);
    }
    let part = |side: u32, of: u32, whole: u32| {
        let scaled = (u64::from(side) * u64::from(of) + u64::from(whole) / 2) / u64::from(whole).max(1);
        u32::try_from(scaled).unwrap_or(of).max(1)
    };
    if u64::from(width) * u64::from(most_height) > u64::from(height) * u64::from(most_width) {
        (most_width, part(height, most_width, width).min(most_height))
    } else {
        (part(width, most_height, height).min(most_width), most_height)
    }
}

fn shrunk(image: DynamicImage, most: (u32, u32)) -> DynamicImage {
    let (width, height) = fitting((image.width(), image.height()), most);
    if (width, height) == (image.width(), image.height()) {
        return image;
    }
    // By whole blocks first where there are many: the fine filter would take seconds over a photograph.
    let near = (width.saturating_mul(3).min(image.width()), height.saturating_mul(3).min(image.height()));
    let image = if near == (image.width(), image.height()) { image } else { image.thumbnail_exact(near.0, near.1) };
    image.resize_exact(width, height, FilterType::CatmullRom)
}

/// Without transparency, which JPEG has not: as it looks on paper.
fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let source = image.to_rgba8();
    RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let [red, green, blue, alpha] = source.get_pixel(x, y).0;
        let over = |channel: u8| {
            let mixed = u16::from(channel) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
            u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

fn jpeg(image: &DynamicImage) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(image).map_err(unfit)?;
    Ok(bytes)
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, PngFilter::Adaptive);
    let image = if image.color().has_alpha() {
        DynamicImage::from(image.to_rgba8())
    } else {
        DynamicImage::from(image.to_rgb8())
    };
    image.write_with_encoder(encoder).map_err(unfit)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
