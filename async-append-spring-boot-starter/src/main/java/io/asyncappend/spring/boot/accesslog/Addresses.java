package io.asyncappend.spring.boot.accesslog;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Addresses of sockets in the one spelling that all servers' lines have: IPv6 without
 * brackets and zone, and never a name that would have to be looked up.
 */
public final class Addresses {

	private Addresses() {
	}

	/**
	 * The host of an address.
	 * @param address the address
	 * @return its host, or {@code null} if it has none
	 */
	public static @Nullable String host(@Nullable SocketAddress address) {
		if (!(address instanceof InetSocketAddress inet)) {
			return null;
		}
		return plain((inet.getAddress() != null) ? inet.getAddress().getHostAddress() : inet.getHostString());
	}

	/**
	 * An address without brackets and zone.
	 * @param host an address or a name
	 * @return it in the one spelling
	 */
	public static @Nullable String plain(@Nullable String host) {
		if (host == null || host.indexOf(':') < 0) {
			return host;
		}
		String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
		int zone = bare.indexOf('%');
		return (zone >= 0) ? bare.substring(0, zone) : bare;
	}

	/**
	 * The port of an address.
	 * @param address the address
	 * @return its port, or 0 if it has none
	 */
	public static int port(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress inet) ? inet.getPort() : 0;
	}

}
