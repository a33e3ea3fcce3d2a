//! A client just big enough to measure with: HTTP/1.1 over one kept connection, with Content-Length or chunked answers.

use super::sentence;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// The longest answer that is read, in bytes.
const ANSWER_MAX: usize = 16 * 1024 * 1024;

/// One kept connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that name, in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

impl Client {
    pub async fn connect(host: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(host).await.map_err(sentence)?;
        stream.set_nodelay(true).map_err(sentence)?;
        Ok(Self { stream: BufReader::new(stream), host: host.to_owned() })
    }

    pub async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> Result<Answer, String> {
        let length = body.len();
        let host = &self.host;
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(text.as_bytes()).await.map_err(sentence)?;
        let mut line = String::new();
        self.stream.read_line(&mut line).await.map_err(sentence)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("no HTTP answer")?;
        let mut answer = Answer { status, headers: Vec::new(), body: Vec::new() };
        loop {
            line.clear();
            self.stream.read_line(&mut line).await.map_err(sentence)?;
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if let Some((name, value)) = text.split_once(':') {
                answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        if answer.header("transfer-encoding") == Some("chunked") {
            self.chunks(&mut answer.body).await?;
        } else {
            let length: usize = answer.header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
            answer.body.resize(length.min(ANSWER_MAX), 0);
            self.stream.read_exact(&mut answer.body).await.map_err(sentence)?;
        }
        Ok(answer)
    }

    async fn chunks(&mut self, body: &mut Vec<u8>) -> Result<(), String> {
        let mut line = String::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line).await.map_err(sentence)?;
            let size = usize::from_str_radix(line.trim(), 16).map_err(sentence)?;
            let start = body.len();
            if start + size > ANSWER_MAX {
                return Err("the answer is too long".into());
            }
            body.resize(start + size, 0);
            self.stream.read_exact(&mut body[start..]).await.map_err(sentence)?;
            line.clear();
            self.stream.read_line(&mut line).await.map_err(sentence)?;
            if size == 0 {
                return Ok(());
            }
        }
    }
}
