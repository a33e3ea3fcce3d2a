//! Limits bound what a file may cost before anything in it is believed.

use super::{grouped, unreadable};
use domain::{Refusal, words};
use std::io::{self, Read, Seek};

/// What a file may be at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The file as it is sent.
    pub file_bytes: u64,
    /// All it unpacks to.
    pub unpacked_bytes: u64,
    /// Unpacked size over packed size; real workbooks stay below 50, zip bombs are above 1 000.
    pub unpacked_ratio: u64,
    /// Rows with content.
    pub rows: u32,
    /// Columns.
    pub columns: usize,
    /// Bytes of one cell's text.
    pub cell_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 128 << 20,
            unpacked_bytes: 1 << 30,
            unpacked_ratio: 200,
            rows: 1_000_000,
            columns: 256,
            cell_bytes: 100_000,
        }
    }
}

impl Limits {
    /// Small files may be highly repetitive; the ratio counts only from this unpacked size on.
    const RATIO_FREE_BYTES: u64 = 4 << 20;

    pub(super) fn check_file(&self, name: &str, bytes: u64) -> Result<(), Refusal> {
        if bytes <= self.file_bytes {
            return Ok(());
        }
        let (found, most) = (grouped(bytes), grouped(self.file_bytes));
        let (found, most) = (found.zh, most.zh);
        Err(Refusal::invalid(
            "table.file_too_large",
            "file",
            words!(
                "文件“{name}”有 {found} 字节，超过上限 {most} 字节。请拆成几个文件分别导入。",
                "The file \"{name}\" has {found} bytes, above the limit of {most}. Split it and import the parts one by one."
            ),
        ))
    }

    pub(super) fn check_rows(&self, rows: u32) -> Result<(), Refusal> {
        if rows <= self.rows {
            return Ok(());
        }
        let most = grouped(self.rows.into()).zh;
        Err(Refusal::invalid(
            "table.too_many_rows",
            "file",
            words!(
                "文件超过 {most} 行。请拆成几个文件分别导入。",
                "The file has more than {most} rows. Split it and import the parts one by one."
            ),
        ))
    }

    pub(super) fn check_columns(&self, columns: usize, row: u32) -> Result<(), Refusal> {
        if columns <= self.columns {
            return Ok(());
        }
        let most = self.columns;
        Err(Refusal::invalid(
            "table.too_many_columns",
            "file",
            words!(
                "第 {row} 行超过 {most} 列。请删除多余的列后重试。",
                "Row {row} has more than {most} columns. Delete the surplus columns and retry."
            ),
        ))
    }

    pub(super) fn check_cell(&self, bytes: usize, row: u32) -> Result<(), Refusal> {
        if bytes <= self.cell_bytes {
            return Ok(());
        }
        let most = self.cell_bytes;
        Err(Refusal::invalid(
            "table.cell_too_long",
            "file",
            words!(
                "第 {row} 行有一个单元格超过 {most} 字节。请检查引号是否成对，或缩短内容。",
                "A cell in row {row} has more than {most} bytes. Check that quotes come in pairs, or shorten the text."
            ),
        ))
    }

    /// Reads `stream` to its end and refuses it when it unpacks to too much; `packed` is its size before.
    pub(super) fn check_unpacked(&self, name: &str, packed: u64, stream: impl Read) -> Result<u64, Refusal> {
        let by_ratio = packed.saturating_mul(self.unpacked_ratio).max(Self::RATIO_FREE_BYTES);
        let most = self.unpacked_bytes.min(by_ratio);
        let unpacked = io::copy(&mut stream.take(most + 1), &mut io::sink())
            .map_err(|error| unreadable(name, &error))?;
        if unpacked <= most {
            return Ok(unpacked);
        }
        let most = grouped(most).zh;
        Err(Refusal::invalid(
            "table.unpacks_too_large",
            "file",
            words!(
                "文件“{name}”解压后超过 {most} 字节，可能是压缩炸弹，已拒绝。请在 Excel 中重新保存，或拆成几个文件。",
                "The file \"{name}\" unpacks to more than {most} bytes and may be a zip bomb. Save it again in Excel, or split it."
            ),
        ))
    }

    /// Unpacks every part of a zip file once, counting: the sizes a zip file claims may be lies.
    pub(super) fn check_zip(&self, name: &str, packed: u64, stream: impl Read + Seek) -> Result<(), Refusal> {
        const PARTS_MAX: usize = 10_000;
        let mut archive = zip::ZipArchive::new(stream).map_err(|error| unreadable(name, &error))?;
        if archive.len() > PARTS_MAX {
            return Err(unreadable(name, &format_args!("{} > {PARTS_MAX} parts", archive.len())));
        }
        let mut rest = *self;
        for index in 0..archive.len() {
            let part = archive.by_index(index).map_err(|error| unreadable(name, &error))?;
            let unpacked = rest.check_unpacked(name, packed, part)?;
            rest.unpacked_bytes = rest.unpacked_bytes.saturating_sub(unpacked);
        }
        Ok(())
    }
}
