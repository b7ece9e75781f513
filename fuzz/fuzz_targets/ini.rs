//! Config files: any text is read or refused.
#![no_main]

use callboard_cli::configure::ini::ConfigFile;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(file) = ConfigFile::parse(text) {
        for (name, _) in file.profiles() {
            assert!(file.profile(&name).is_some());
        }
    }
});
