//! Text files come as UTF-8 with or without a mark, as GB18030 from older Chinese programs, or as UTF-16 from Excel's
//! "Unicode text"; all of them read as UTF-8 with plain line ends.

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8};
use std::io::{self, Read};

const CHUNK_BYTES: usize = 64 << 10;

/// The encoding a text file is in and its number of line ends, or none when it is in none of those known here.
///
/// `open` starts the file again for each guess; a file is in an encoding when all of it decodes.
pub(super) fn encoding_of(
    mut open: impl FnMut() -> io::Result<Box<dyn Read + Send>>,
) -> io::Result<Option<(&'static Encoding, u64)>> {
    let mut start = Vec::with_capacity(3);
    open()?.take(3).read_to_end(&mut start)?;
    if let Some((encoding, _)) = Encoding::for_bom(&start) {
        return Ok(lines_in(encoding, open()?)?.map(|lines| (encoding, lines)));
    }
    for encoding in [UTF_8, GB18030] {
        if let Some(lines) = lines_in(encoding, open()?)? {
            return Ok(Some((encoding, lines)));
        }
    }
    Ok(None)
}

/// The number of line ends in a file that decodes, or none when it does not.
fn lines_in(encoding: &'static Encoding, mut file: impl Read) -> io::Result<Option<u64>> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut bytes = vec![0; CHUNK_BYTES];
    let mut text = String::with_capacity(room_for(&decoder)?);
    let mut lines = 0;
    loop {
        let length = file.read(&mut bytes)?;
        let (_, _, wrong) = decoder.decode_to_string(&bytes[..length], &mut text, length == 0);
        if wrong {
            return Ok(None);
        }
        lines += text.matches('\n').count() as u64;
        text.clear();
        if length == 0 {
            return Ok(Some(lines));
        }
    }
}

fn room_for(decoder: &Decoder) -> io::Result<usize> {
    decoder.max_utf8_buffer_length(CHUNK_BYTES).ok_or_else(|| io::Error::other("chunk size overflows"))
}

/// A reader of UTF-8 text with `\n` line ends, the last line's included, over a file in any known encoding.
pub(super) struct PlainText<R> {
    file: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    decoded: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    after_return: bool,
    line_open: bool,
    ended: bool,
}

impl<R: Read> PlainText<R> {
    pub(super) fn new(encoding: &'static Encoding, file: R) -> io::Result<Self> {
        let decoder = encoding.new_decoder_with_bom_removal();
        let decoded = vec![0; room_for(&decoder)?];
        Ok(Self {
            file,
            decoder,
            bytes: vec![0; CHUNK_BYTES],
            decoded,
            ready: Vec::new(),
            given: 0,
            after_return: false,
            line_open: false,
            ended: false,
        })
    }

    /// Decodes the next chunk; `\r\n` and a lone `\r` become `\n`.
    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        let length = self.file.read(&mut self.bytes)?;
        self.ended = length == 0;
        let (_, _, written, _) =
            self.decoder.decode_to_utf8(&self.bytes[..length], &mut self.decoded, self.ended);
        for &byte in &self.decoded[..written] {
            match byte {
                b'\n' if self.after_return => {}
                b'\r' => self.ready.push(b'\n'),
                _ => self.ready.push(byte),
            }
            self.after_return = byte == b'\r';
        }
        if let Some(last) = self.ready.last() {
            self.line_open = *last != b'\n';
        }
        if self.ended && self.line_open {
            self.ready.push(b'\n');
        }
        Ok(())
    }
}

impl<R: Read> Read for PlainText<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let length = buffer.len().min(self.ready.len() - self.given);
        buffer[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}
