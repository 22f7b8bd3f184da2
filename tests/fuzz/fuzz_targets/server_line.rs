#![no_main]

jonaki_fuzz::target!(server_line);
