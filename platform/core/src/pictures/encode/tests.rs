use image::codecs::webp::WebPEncoder;
use image::{GrayImage, Rgb, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> DynamicImage {
    let colour = |x: u32| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    DynamicImage::from(RgbImage::from_fn(width, height, |x, _| colour(x)))
}

fn as_png(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_with_encoder(PngEncoder::new(&mut bytes)).expect("a PNG");
    bytes
}

fn as_jpeg(image: &DynamicImage) -> Vec<u8> {
    jpeg(image).expect("a JPEG")
}

fn as_webp(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_with_encoder(WebPEncoder::new_lossless(&mut bytes)).expect("a WebP");
    bytes
}

/// A chunk of a PNG, with its checksum (ISO 3309).
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body: Vec<u8> = kind.iter().chain(data).copied().collect();
    let crc = body.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    });
    let length = u32::try_from(data.len()).expect("a chunk");
    [&length.to_be_bytes()[..], &body, &(!crc).to_be_bytes()].concat()
}

/// A PNG that says it is so large, of these bits a channel, red, green, blue and alpha; with these chunks in it.
fn claiming(width: u32, height: u32, bits: u8, chunks: &[Vec<u8>]) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[bits, 6, 0, 0, 0]].concat();
    let chunks = chunks.concat();
    [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &head)[..], &chunks, &chunk(b"IEND", b"")].concat()
}

/// A JPEG with a note of its camera: how it was held, and a word.
fn noted(jpeg: &[u8], orientation: u8, word: &[u8; 12]) -> Vec<u8> {
    // TIFF, little-endian: one directory of two entries, the word behind it.
    let head = b"II\x2A\0\x08\0\0\0\x02\0";
    let description = b"\x0E\x01\x02\0\x0C\0\0\0\x26\0\0\0";
    let held = [0x12, 0x01, 0x03, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
    let note = [b"Exif\0\0", &head[..], description, &held, &[0; 4], word].concat();
    let length = u16::try_from(note.len() + 2).expect("a segment").to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &note, &jpeg[2..]].concat()
}

fn decoded(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).expect("a picture")
}

#[test]
fn what_is_taken_and_what_is_not() {
    let image = halves(60, 40);
    let (png, jpeg, webp) = (as_png(&image), as_jpeg(&image), as_webp(&image));
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let claiming = |width, height, bits| claiming(width, height, bits, &[chunk(b"IDAT", b"\x78\x9C")]);
    let table = [
        ("png", png.clone(), Ok((60, 40))),
        ("jpeg", jpeg.clone(), Ok((60, 40))),
        ("webp", webp.clone(), Ok((60, 40))),
        ("half a png", half(&png), Err(Unfit::Damaged)),
        ("half a jpeg", half(&jpeg), Err(Unfit::Damaged)),
        ("half a webp", half(&webp), Err(Unfit::Damaged)),
        ("the first bytes of a jpeg", jpeg[..3].to_vec(), Err(Unfit::Damaged)),
        ("nothing", Vec::new(), Err(Unfit::Missing)),
        ("text", b"Bonjour".to_vec(), Err(Unfit::Format)),
        ("gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), Err(Unfit::Format)),
        ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(), Err(Unfit::Format)),
        ("a page", b"<!doctype html><script>alert(1)</script>".to_vec(), Err(Unfit::Format)),
        ("a header that claims 60000 x 60000", claiming(60_000, 60_000, 8), Err(Unfit::TooLarge)),
        ("41 megapixels", claiming(8200, 5000, 8), Err(Unfit::TooLarge)),
        ("40 megapixels of 64 bits", claiming(8000, 5000, 16), Err(Unfit::TooLarge)),
        ("a thread of 40 megapixels", claiming(40_000_000, 1, 8), Err(Unfit::TooLarge)),
        ("a thread that stands", claiming(1, 16_001, 8), Err(Unfit::TooLarge)),
        ("no pixels", claiming(0, 0, 8), Err(Unfit::Damaged)),
        ("one byte too many", vec![0; MAX_UPLOAD + 1], Err(Unfit::TooHeavy)),
        ("5 MiB after a picture", [png, vec![0; 5 << 20]].concat(), Err(Unfit::TooHeavy)),
    ];
    for (what, bytes, expected) in table {
        for purpose in [Purpose::Photo, Purpose::Logo] {
            let found = encode(&bytes, purpose).map(|encoded| (encoded.width, encoded.height));
            assert_eq!(found, expected, "{what}, {purpose:?}");
        }
    }
}

#[test]
fn what_swells_when_it_is_unpacked_is_not_unpacked() {
    // 25 MB of nothing, packed into some kilobytes.
    let nothing = as_png(&DynamicImage::from(GrayImage::new(5000, 5000)));
    let at = nothing.windows(4).position(|kind| kind == b"IDAT").expect("pixels");
    let length = u32::from_be_bytes(nothing[at - 4..at].try_into().expect("a length"));
    let packed = &nothing[at + 4..at + 4 + usize::try_from(length).expect("a length")];
    // As the pixels of a picture of 8 x 8, and as the colour profile and a comment beside its pixels.
    let pixels = chunk(b"IDAT", packed);
    let profile = chunk(b"iCCP", &[b"p\0\0", packed].concat());
    let comment = chunk(b"zTXt", &[b"Comment\0\0", packed].concat());
    for chunks in [vec![pixels.clone()], vec![profile, comment, pixels]] {
        match encode(&claiming(8, 8, 8, &chunks), Purpose::Photo) {
            Ok(encoded) => assert_eq!((encoded.width, encoded.height), (8, 8)),
            Err(unfit) => assert!(matches!(unfit, Unfit::Damaged | Unfit::TooLarge), "{unfit}"),
        }
    }
}

#[test]
fn a_large_one_becomes_small_and_keeps_its_shape() {
    for (given, photo, small, logo) in [
        ((3000, 2000), (1200, 800), (480, 320), (256, 171)),
        ((2000, 3000), (533, 800), (213, 320), (171, 256)),
        ((5000, 50), (1200, 12), (480, 5), (256, 3)),
        ((16_000, 1), (1200, 1), (480, 1), (256, 1)),
        ((300, 200), (300, 200), (300, 200), (256, 171)),
        ((1, 1), (1, 1), (1, 1), (1, 1)),
    ] {
        let upload = as_png(&halves(given.0, given.1));
        let found = encode(&upload, Purpose::Photo).expect("a picture");
        assert_eq!((found.media_type, found.width, found.height), (MediaType::Jpeg, photo.0, photo.1), "{given:?}");
        let shown = decoded(&found.bytes);
        assert_eq!((shown.width(), shown.height()), photo);
        let shown = decoded(&found.small.expect("a small one"));
        assert_eq!((shown.width(), shown.height()), small);
        assert_eq!(small_size(photo.0, photo.1), small);
        let found = encode(&upload, Purpose::Logo).expect("a picture");
        assert_eq!((found.media_type, found.width, found.height), (MediaType::Png, logo.0, logo.1), "{given:?}");
        assert_eq!(found.small, None);
    }
}

#[test]
fn it_stands_upright_and_nothing_is_left_of_what_the_camera_noted() {
    let word = b"rue de Lape\0";
    for (orientation, size, red) in [
        (1, (60, 40), (10, 20)),
        (3, (60, 40), (50, 20)),
        // Held on its side: what was left is above, or below.
        (6, (40, 60), (20, 10)),
        (8, (40, 60), (20, 50)),
        // No such way to hold it.
        (77, (60, 40), (10, 20)),
    ] {
        let upload = noted(&as_jpeg(&halves(60, 40)), orientation, word);
        assert!(upload.windows(word.len()).any(|bytes| bytes == word));
        for purpose in [Purpose::Photo, Purpose::Logo] {
            let found = encode(&upload, purpose).expect("a picture");
            assert_eq!((found.width, found.height), size, "{orientation}");
            let pixel = decoded(&found.bytes).to_rgb8().get_pixel(red.0, red.1).0;
            assert!(pixel[0] > 180 && pixel[2] < 80, "{orientation}: {pixel:?}");
            for trace in [&word[..11], b"Exif", b"II\x2A\0"] {
                assert!(!found.bytes.windows(trace.len()).any(|bytes| bytes == trace), "{orientation}");
            }
        }
    }
}

#[test]
fn a_logo_keeps_its_transparency_and_a_photo_is_on_white() {
    let clear = DynamicImage::from(RgbaImage::from_pixel(20, 20, Rgba([10, 10, 10, 0])));
    for upload in [as_png(&clear), as_webp(&clear)] {
        let logo = encode(&upload, Purpose::Logo).expect("a logo");
        assert_eq!(decoded(&logo.bytes).to_rgba8().get_pixel(3, 3).0[3], 0);
        let photo = encode(&upload, Purpose::Photo).expect("a photo");
        let pixel = decoded(&photo.bytes).to_rgb8().get_pixel(3, 3).0;
        assert!(pixel.iter().all(|channel| *channel > 250), "{pixel:?}");
    }
}

#[test]
fn what_is_encoded_is_read_again_as_it_is() {
    let first = encode(&as_png(&halves(60, 40)), Purpose::Logo).expect("a logo");
    assert_eq!(encode(&first.bytes, Purpose::Logo).expect("a logo"), first);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_file_makes_it_panic(
        format in 0..3,
        length in 0usize..4000,
        wrong in prop::collection::vec((0usize..2000, any::<u8>()), 0..8),
    ) {
        let image = halves(24, 16);
        let mut bytes = match format { 0 => as_png(&image), 1 => as_jpeg(&image), _ => as_webp(&image) };
        bytes.truncate(length.max(8));
        for (at, byte) in wrong {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let _ = encode(&bytes, Purpose::Photo);
    }
}
