//! The agreement language: parse, check, render, answer.
