//! A budget bounds how much is read for one record: a quote that is never closed would swallow the file into one cell.

use std::io::{self, Read};

/// A reader that gives at most so many bytes until it is told that a new record begins.
pub(crate) struct Budget<R> {
    inner: R,
    left: usize,
}

impl<R> Budget<R> {
    /// The most bytes of one record: a full row of long cells has far less.
    const RECORD_BYTES: usize = 8 << 20;

    pub(crate) fn new(inner: R) -> Self {
        Self { inner, left: Self::RECORD_BYTES }
    }

    /// A new record begins.
    pub(crate) fn renew(&mut self) {
        self.left = Self::RECORD_BYTES;
    }

    pub(crate) const fn inner(&self) -> &R {
        &self.inner
    }
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let most = Self::RECORD_BYTES;
            return Err(io::Error::other(format!(
                "a record has more than {most} bytes: is a quote left open?"
            )));
        }
        let length = buffer.len().min(self.left);
        let length = self.inner.read(&mut buffer[..length])?;
        self.left -= length;
        Ok(length)
    }
}
