package io.asyncappend.spring.boot.accesslog;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One spelling for each address.
 */
class AddressesTests {

	@ParameterizedTest
	@CsvSource({ "203.0.113.7, 203.0.113.7", "203.000.113.007, 203.0.113.7", "000.0.0.00, 0.0.0.0", "1.2.3, 1.2.3",
			"01.2.3.4.5, 01.2.3.4.5", "::1, ::1", "::, ::", "0:0:0:0:0:0:0:1, ::1",
			"2001:0DB8:0000:0000:0000:0000:0000:0001, 2001:db8::1", "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
			"2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", "2001:0:0:1:0:0:0:1, 2001:0:0:1::1", "1::, 1::",
			"1:0:0:0:0:0:0:0, 1::", "::ffff:203.0.113.7, 203.0.113.7", "::ffff:cb00:7107, 203.0.113.7",
			"[2001:DB8::1], 2001:db8::1", "[fe80::1%25eth0], fe80::1", "fe80::1%eth0, fe80::1", "1::2::3, 1::2::3",
			"1:2:3, 1:2:3", "name.example, name.example", "na:me::x, na:me::x", "unknown, unknown" })
	void oneSpelling(String spelled, String expected) {
		assertThat(Addresses.plain(spelled)).isEqualTo(expected);
	}

	/** Of each request. */
	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "10.0.0.5", "203.0.113.7", "0.0.0.0", "name.example" })
	void anAddressThatIsWellSpelledAllocatesNothing(String address) {
		ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		assertThat(Addresses.plain(address)).isSameAs(address);
		long before = threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < 1000; i++) {
			Addresses.plain(address);
		}
		// Less than an object each: the measurement itself may take some.
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 * 1000);
	}

	@ParameterizedTest
	@CsvSource({ "203.0.113.7, 203.0.113.7, -1", "203.0.113.7:4711, 203.0.113.7, 4711", "203.0.113.7:, 203.0.113.7, -1",
			"203.0.113.7:x, 203.0.113.7, -1", "203.0.113.7:65536, 203.0.113.7, -1",
			"203.0.113.7:65535, 203.0.113.7, 65535", "203.0.113.7:123456, 203.0.113.7, -1", "name:80, name, 80",
			"2001:db8::1, 2001:db8::1, -1", "[2001:db8::1], 2001:db8::1, -1", "[2001:db8::1]:4711, 2001:db8::1, 4711",
			"[fe80::1%25eth0]:4711, fe80::1, 4711", "[2001:db8::1, [2001:db8::1, -1", "_hidden, _hidden, -1",
			":80, :80, -1", "'', '', -1" })
	void whatAProxyTells(String told, String host, int port) {
		assertThat(Addresses.hostOf(told)).isEqualTo(host);
		assertThat(Addresses.portOf(told)).isEqualTo(port);
	}

	@Test
	void theSpellingOfSocketAddressesIsTheSame() throws Exception {
		assertThat(Addresses.host(new InetSocketAddress(InetAddress.getByName("::1"), 1))).isEqualTo("::1");
		assertThat(Addresses.host(new InetSocketAddress(InetAddress.getByName("203.0.113.7"), 1)))
			.isEqualTo("203.0.113.7");
		assertThat(Addresses.host(InetSocketAddress.createUnresolved("[2001:DB8::1]", 1))).isEqualTo("2001:db8::1");
		assertThat(Addresses.host(null)).isNull();
	}

	@Test
	void thePortOfTheProxyIsNotTheClients() {
		InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);
		assertThat(Addresses.clientPort(proxy, proxy)).isEqualTo(5000);
		assertThat(Addresses.clientPort(InetSocketAddress.createUnresolved("203.0.113.7", 5000), proxy)).isEqualTo(-1);
		assertThat(Addresses.clientPort(InetSocketAddress.createUnresolved("203.0.113.7", 4711), proxy))
			.isEqualTo(4711);
		assertThat(Addresses.client(InetSocketAddress.createUnresolved("", 5000), proxy)).isEqualTo("127.0.0.1");
	}

}
