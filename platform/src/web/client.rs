//! The real address of a client, behind proxies that are trusted to say so.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

/// The client's address: the peer's, or, where the peer is a trusted proxy, the last in `X-Forwarded-For` that is not
/// one. What stands before that, the client may have made up.
pub(super) fn address(headers: &HeaderMap, extensions: &Extensions, trusted: &[IpNet]) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let peer = peer.ip().to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let hops = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let mut addresses: Vec<IpAddr> =
        hops.flat_map(|value| value.split(',')).map_while(|hop| hop.trim().parse().ok()).collect();
    while let Some(address) = addresses.pop() {
        let address = address.to_canonical();
        if !is_trusted(&address) {
            return Some(address);
        }
    }
    Some(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().expect("a network")];
        for (peer, forwarded, expected) in [
            ("203.0.113.9:1", "198.51.100.1", "203.0.113.9"),
            ("10.0.0.1:1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1:1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1:1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.1:1", "", "10.0.0.1"),
            ("[::ffff:10.0.0.1]:1", "198.51.100.1", "198.51.100.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().expect("a header"));
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().expect("an address")));
            let found = address(&headers, &extensions, &trusted).map(|a| a.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{peer} {forwarded}");
        }
    }
}
