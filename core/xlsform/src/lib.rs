//! The compiler from XLSForm workbooks and CSV sheets to form definitions.
