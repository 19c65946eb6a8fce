//! Suites in the making.
