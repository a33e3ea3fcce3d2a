//! What is shown: reads that gather what one page or one answer needs, as far as the person may see it.

pub mod api;
