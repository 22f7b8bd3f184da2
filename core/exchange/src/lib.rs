//! HTCDS 2.0 and CTDC: cases as the rows that partners take, and back.
