//! Which tenderlog this is: an answer can change with it though no fact did.

use std::sync::LazyLock;

use super::load::law_files;
use crate::law::law_texts;

static TOOL: LazyLock<String> = LazyLock::new(|| {
    let texts = law_texts().chain(law_files());
    let mut digest = Digest::START;
    for (name, text) in texts {
        digest = digest.with(name).with(text);
    }
    format!(
        "tenderlog {}, law {:08x}",
        env!("CARGO_PKG_VERSION"),
        digest.short()
    )
});

/// The name, the version, and a digest of the law that is built in: rules, figures and readings.
#[must_use]
pub fn tool() -> &'static str {
    &TOOL
}

/// The hash FNV-1a of 64 bits (Fowler, Noll, Vo): the same on every machine and in every version.
struct Digest(u64);

impl Digest {
    const START: Self = Self(0xcbf2_9ce4_8422_2325);

    fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// Takes in a text, whatever ends its lines, and its end.
    fn with(self, text: &str) -> Self {
        let bytes = text.bytes().filter(|byte| *byte != b'\r');
        bytes.chain([0]).fold(self, Self::byte)
    }

    /// Eight digits are enough to tell versions apart.
    fn short(&self) -> u64 {
        (self.0 ^ (self.0 >> 32)) & 0xffff_ffff
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_published_function() {
        let digest = |bytes: &[u8]| bytes.iter().copied().fold(Digest::START, Digest::byte).0;
        assert_eq!(digest(b"foobar"), 0x8594_4171_f739_67e8);
        let of = |texts: &[&str]| {
            texts
                .iter()
                .fold(Digest::START, |digest, text| digest.with(text))
                .0
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["a\r\n"]), of(&["a\n"]));
    }

    #[test]
    fn the_tool_is_named_by_its_version_and_its_law() {
        let (version, law) = tool()
            .strip_prefix("tenderlog ")
            .unwrap()
            .split_once(", law ")
            .unwrap();
        assert_eq!(version, env!("CARGO_PKG_VERSION"));
        assert!(
            law.len() == 8 && law.chars().all(|c| c.is_ascii_hexdigit()),
            "{law}"
        );
    }
}
