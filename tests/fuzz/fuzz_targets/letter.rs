#![no_main]

jonaki_fuzz::target!(letter);
