package io.asyncappend.spring.boot.accesslog;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Addresses in the one spelling that all servers' lines have: IPv6 as RFC 5952 has it,
 * without brackets and zone, an IPv4 address in IPv6 as the former, and never a name that
 * would have to be looked up.
 */
public final class Addresses {

	private static final int GROUPS = 8;

	private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

	private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");

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
		InetAddress host = inet.getAddress();
		if (host instanceof Inet6Address) {
			return spell(host.getAddress());
		}
		return (host != null) ? host.getHostAddress() : plain(inet.getHostString());
	}

	/**
	 * A host in the one spelling.
	 * @param host an address or a name
	 * @return it in the one spelling, or as it is if it is neither
	 */
	public static @Nullable String plain(@Nullable String host) {
		if (host == null || host.indexOf(':') < 0) {
			return (host != null) ? withoutZeros(host) : null;
		}
		String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
		int zone = bare.indexOf('%');
		if (zone >= 0) {
			bare = bare.substring(0, zone);
		}
		byte[] address = address(bare);
		return (address != null) ? spell(address) : bare;
	}

	/**
	 * An address of IPv4 without leading zeros. Other text is returned unchanged; so is
	 * one that has none, as nearly all, without a look at the rest of it.
	 */
	private static String withoutZeros(String host) {
		return (hasLeadingZero(host) && IPV4.matcher(host).matches()) ? LEADING_ZEROS.matcher(host).replaceAll("")
				: host;
	}

	private static boolean hasLeadingZero(String host) {
		for (int i = 0; i < host.length() - 1; i++) {
			if (host.charAt(i) == '0' && (i == 0 || host.charAt(i - 1) == '.') && host.charAt(i + 1) != '.') {
				return true;
			}
		}
		return false;
	}

	/**
	 * The host of an authority, or of an address that a proxy reports.
	 * @param told an address or a name, with or without a port
	 * @return the host in the one spelling, or {@code null} if there is none
	 */
	public static @Nullable String hostOf(@Nullable String told) {
		if (told == null) {
			return null;
		}
		int colon = portAt(told);
		return plain((colon >= 0) ? told.substring(0, colon) : told);
	}

	/**
	 * The port of an address that a proxy reports.
	 * @param told an address or a name, with or without a port
	 * @return the port, or -1 if there is none
	 */
	public static int portOf(String told) {
		int colon = portAt(told);
		int digits = (colon >= 0) ? told.length() - colon - 1 : 0;
		if (digits < 1 || digits > 5 || !told.chars().skip(colon + 1).allMatch((c) -> c >= '0' && c <= '9')) {
			return -1;
		}
		int port = Integer.parseInt(told.substring(colon + 1));
		return (port <= 0xffff) ? port : -1;
	}

	/** Where the colon before a port is: behind a bracket, or the only one. */
	private static int portAt(String told) {
		int colon = told.lastIndexOf(':');
		return (colon > 0 && (told.charAt(colon - 1) == ']' || told.indexOf(':') == colon)) ? colon : -1;
	}

	/**
	 * The port of an address.
	 * @param address the address
	 * @return its port, or 0 if it has none
	 */
	public static int port(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress inet) ? inet.getPort() : 0;
	}

	/**
	 * The address of a client.
	 * @param client the address that a proxy tells, which may be empty, or that of the
	 * connection
	 * @param connection the address of the connection
	 * @return the host in the one spelling, or {@code null} if it is not known
	 */
	public static @Nullable String client(@Nullable SocketAddress client, @Nullable SocketAddress connection) {
		String host = host(client);
		return (host == null || host.isEmpty()) ? host(connection) : host;
	}

	/**
	 * The port of a client. Where a proxy reports the address without a port, servers
	 * have the port of the proxy beside it, which is not the client's.
	 * @param client the address that the proxy tells, or that of the connection
	 * @param connection the address of the connection
	 * @return the port, or -1 if it is not known
	 */
	public static int clientPort(@Nullable SocketAddress client, @Nullable SocketAddress connection) {
		int port = port(client);
		if (client == null || client.equals(connection) || port != port(connection)) {
			return port;
		}
		return Objects.equals(client(client, connection), host(connection)) ? port : -1;
	}

	/** The bytes of an address of IPv6, which is never looked up. */
	private static byte @Nullable [] address(String text) {
		if (!text.chars().allMatch((c) -> Character.digit(c, 16) >= 0 && c < 0x80 || c == ':' || c == '.')
				|| text.startsWith(".")) {
			return null;
		}
		try {
			return InetAddress.getByName(text).getAddress();
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static String spell(byte[] address) {
		if (address.length == 4) {
			return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
					+ (address[3] & 0xff);
		}
		int[] groups = new int[GROUPS];
		for (int i = 0; i < GROUPS; i++) {
			groups[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
		}
		if (isIpv4(groups)) {
			return spell(new byte[] { address[12], address[13], address[14], address[15] });
		}
		return spell(groups);
	}

	private static boolean isIpv4(int[] groups) {
		return (groups[0] | groups[1] | groups[2] | groups[3] | groups[4]) == 0 && groups[5] == 0xffff;
	}

	/** The first of the longest runs of zeros is left out, if it is longer than one. */
	private static String spell(int[] groups) {
		int start = -1;
		int length = 1;
		for (int i = 0; i < GROUPS; i++) {
			int end = i;
			while (end < GROUPS && groups[end] == 0) {
				end++;
			}
			if (end - i > length) {
				start = i;
				length = end - i;
			}
		}
		StringBuilder text = new StringBuilder(39);
		for (int i = 0; i < GROUPS; i++) {
			if (i == start) {
				text.append("::");
				i += length - 1;
			}
			else {
				if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
					text.append(':');
				}
				text.append(Integer.toHexString(groups[i]));
			}
		}
		return text.toString();
	}

}
