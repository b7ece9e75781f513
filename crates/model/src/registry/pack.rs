//! The pack: compressed texts, one after the other, inside the program.

/// The texts; the index says where each is.
static PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/facts.pack"));

/// Where one text is in the pack.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) start: u32,
    pub(crate) packed: u32,
    pub(crate) length: u32,
}

impl Frame {
    /// The text, kept for the life of the process. Whoever asks keeps it too, so as to ask once.
    ///
    /// # Panics
    ///
    /// Where the pack is damaged, which a test of every frame would have shown.
    pub(crate) fn read(self) -> &'static str {
        let start = self.start as usize;
        let packed = &PACK[start..start + self.packed as usize];
        let bytes = match zstd::bulk::decompress(packed, self.length as usize) {
            Ok(bytes) => bytes,
            Err(error) => panic!("the pack of facts is damaged: {error}"),
        };
        match String::from_utf8(bytes) {
            Ok(text) => text.leak(),
            Err(error) => panic!("the pack of facts is damaged: {error}"),
        }
    }
}

/// Size of the pack in bytes.
pub(crate) fn length() -> usize {
    PACK.len()
}
