//! Wrong configuration stops the start with a sentence that says which key and why.

use jonaki_server::config::Config;
use std::collections::HashMap;

fn load(file: Option<&str>, variables: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("server.toml");
    if let Some(text) = file {
        std::fs::write(&path, text).expect("a file");
    }
    let variables: HashMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::load(file.map(|_| path.as_path()), |name| variables.get(name).cloned())
        .map_err(|error| error.to_string())
}

#[test]
fn a_file_and_the_environment_are_read_in_this_order() {
    let file = "listen = \"127.0.0.1:1\"\nurl = \"https://a.example\"\nlog = \"warn\"\n";
    let config = load(Some(file), &[("JONAKI_LISTEN", "127.0.0.1:2")]).expect("valid");
    assert_eq!(config.listen.port(), 2);
    assert_eq!((config.url.as_str(), config.log.as_str()), ("https://a.example", "warn"));
    assert_eq!(load(None, &[]), Ok(Config::default()));
    let off = load(None, &[("JONAKI_METRICS_LISTEN", "")]).expect("valid");
    assert_eq!(off.metrics_address().map(|address| address.is_none()), Ok(true));
}

#[test]
fn what_is_wrong_is_named() {
    for (file, variables, expected) in [
        (Some("lisen = \"127.0.0.1:1\"\n"), vec![], "lisen"),
        (Some("listen = 7\n"), vec![], "server.toml"),
        (None, vec![("JONAKI_LISTEN", "everywhere")], "`listen`"),
        (None, vec![("JONAKI_URL", "ftp://x")], "`url`"),
        (None, vec![("JONAKI_LOG", "loud")], "`log`"),
        (None, vec![("JONAKI_REQUEST_SECONDS", "soon")], "`request_seconds`"),
        (None, vec![("JONAKI_REQUEST_SECONDS", "0")], "`request_seconds`"),
        (None, vec![("JONAKI_REQUEST_SECONDS", "3601")], "`request_seconds`"),
        (None, vec![("JONAKI_HEAD_SECONDS", "0")], "`head_seconds`"),
        (None, vec![("JONAKI_IDLE_SECONDS", "29")], "`idle_seconds`"),
        (None, vec![("JONAKI_IDLE_SECONDS", "86401")], "`idle_seconds`"),
        (None, vec![("JONAKI_SHUTDOWN_SECONDS", "-1")], "`shutdown_seconds`"),
        (None, vec![("JONAKI_CONNECTIONS", "15")], "`connections`"),
        (None, vec![("JONAKI_CONNECTIONS", "many")], "`connections`"),
        (None, vec![("JONAKI_CONNECTIONS", "1000001")], "`connections`"),
        (None, vec![("JONAKI_BUFFER_MEGABYTES", "3")], "`buffer_megabytes`"),
        (None, vec![("JONAKI_BUFFER_MEGABYTES", "65537")], "`buffer_megabytes`"),
        (None, vec![("JONAKI_TLS_KEY", "key.pem")], "`tls_key`"),
        (None, vec![("JONAKI_TLS_KEY", "no.pem"), ("JONAKI_TLS_CERTIFICATE", "no.pem")], "no such file"),
        (None, vec![("JONAKI_METRICS_LISTEN", "x")], "`metrics_listen`"),
    ] {
        let error = load(file, &variables).expect_err("must be refused");
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn bounds_are_what_the_keys_say() {
    let variables = [
        ("JONAKI_REQUEST_SECONDS", "7"),
        ("JONAKI_HEAD_SECONDS", "8"),
        ("JONAKI_IDLE_SECONDS", "9"),
        ("JONAKI_CONNECTIONS", "16"),
        ("JONAKI_BUFFER_MEGABYTES", "4"),
    ];
    let limits = load(None, &variables).expect("valid").limits();
    assert_eq!([limits.request, limits.head, limits.idle].map(|time| time.as_secs()), [7, 8, 9]);
    assert_eq!((limits.connections, limits.buffers), (16, 4 * 1024 * 1024));
    assert_eq!(Config::default().limits(), jonaki_server::http::Limits::default());
}
