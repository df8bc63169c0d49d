package io.asyncappend.spring.boot.accesslog.json;

/**
 * What an IP address is, as text without zone, port and brackets.
 */
final class IpAddress {

	private static final int GROUPS = 8;

	private IpAddress() {
	}

	static boolean is(String text) {
		return (text.indexOf(':') >= 0) ? isIpv6(text) : isIpv4(text);
	}

	private static boolean isIpv4(String text) {
		int dots = 0;
		int number = -1;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '.') {
				if (number < 0 || ++dots > 3) {
					return false;
				}
				number = -1;
			}
			else if (c < '0' || c > '9' || number == 0) {
				return false;
			}
			else {
				number = Math.max(0, number) * 10 + c - '0';
				if (number > 255) {
					return false;
				}
			}
		}
		return dots == 3 && number >= 0;
	}

	/** In the spelling of RFC 5952, which addresses of clients have. */
	private static boolean isIpv6(String text) {
		int gap = text.indexOf("::");
		if (gap < 0) {
			return groups(text) == GROUPS;
		}
		int before = groups(text.substring(0, gap));
		int after = groups(text.substring(gap + 2));
		return before >= 0 && after >= 0 && before + after < GROUPS;
	}

	/** How many groups there are, or -1 if something else is. */
	private static int groups(String text) {
		if (text.isEmpty()) {
			return 0;
		}
		int groups = 1;
		int digits = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == ':' && digits > 0) {
				groups++;
				digits = 0;
			}
			else if (c >= 0x80 || Character.digit(c, 16) < 0 || ++digits > 4) {
				return -1;
			}
		}
		return (digits > 0) ? groups : -1;
	}

}
