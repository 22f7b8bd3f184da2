#![no_main]

jonaki_fuzz::target!(listing);
