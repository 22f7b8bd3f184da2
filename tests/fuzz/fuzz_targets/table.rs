#![no_main]

jonaki_fuzz::target!(table);
