package io.asyncappend.internal.writer;

import io.asyncappend.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Hours and days are those of the zone's clocks, when these are changed too. */
class PeriodsTest {

	@Provide
	Arbitrary<ZoneId> zones() {
		// Changes of an hour, of half an hour, at midnight, of a day, and none.
		return Arbitraries
			.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo",
					"Pacific/Apia", "America/St_Johns", "Asia/Kathmandu", "UTC", "Antarctica/Troll")
			.map(ZoneId::of);
	}

	/** Every second time near a change of clocks. */
	@Provide
	Arbitrary<Instant> moments() {
		return Arbitraries.longs().between(1_262_304_000L, 1_893_456_000L).map(Instant::ofEpochSecond);
	}

	@Property(tries = 3000)
	void theNextPeriodIsLaterAndSoon(@ForAll("zones") ZoneId zone, @ForAll("moments") Instant moment,
			@ForAll Rotation.Period period, @ForAll boolean nearChange) {
		Instant from = nearChange ? nearChange(zone, moment) : moment;
		Instant next = Periods.next(period, zone, from);
		assertThat(next).isAfter(from);
		assertThat(Duration.between(from, next))
			.isLessThanOrEqualTo((period == Rotation.Period.HOUR) ? Duration.ofHours(1) : Duration.ofHours(26));
		ZonedDateTime last = next.minusNanos(1).atZone(zone);
		ZonedDateTime first = from.atZone(zone);
		assertThat(last.toLocalDate()).isEqualTo(first.toLocalDate());
		if (period == Rotation.Period.DAY) {
			assertThat(Periods.text(period, zone, next)).isGreaterThan(Periods.text(period, zone, from));
		}
	}

	private static Instant nearChange(ZoneId zone, Instant moment) {
		var change = zone.getRules().nextTransition(moment);
		return (change == null) ? moment
				: change.getInstant().minusSeconds(7200).plusSeconds(Math.floorMod(moment.getEpochSecond(), 14_400));
	}

	@Example
	void theDayOfTheChangeHas25HoursAndTheHourIsThereTwice() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		assertThat(walk(Rotation.Period.HOUR, berlin, "2026-10-24T23:30:00Z", 4)).containsExactly(
				"2026-10-25T00:00:00Z 2026-10-25T02", "2026-10-25T01:00:00Z 2026-10-25T02",
				"2026-10-25T02:00:00Z 2026-10-25T03", "2026-10-25T03:00:00Z 2026-10-25T04");
		assertThat(walk(Rotation.Period.DAY, berlin, "2026-10-24T23:30:00Z", 2))
			.containsExactly("2026-10-25T23:00:00Z 2026-10-26", "2026-10-26T23:00:00Z 2026-10-27");
		assertThat(walk(Rotation.Period.HOUR, berlin, "2026-03-29T00:30:00Z", 2))
			.containsExactly("2026-03-29T01:00:00Z 2026-03-29T03", "2026-03-29T02:00:00Z 2026-03-29T04");
	}

	@Example
	void clocksThatChangeByHalfAnHour() {
		assertThat(walk(Rotation.Period.HOUR, ZoneId.of("Australia/Lord_Howe"), "2026-04-04T14:15:00Z", 3))
			.containsExactly("2026-04-04T15:00:00Z 2026-04-05T01", "2026-04-04T15:30:00Z 2026-04-05T02",
					"2026-04-04T16:30:00Z 2026-04-05T03");
	}

	private static List<String> walk(Rotation.Period period, ZoneId zone, String from, int steps) {
		List<String> names = new ArrayList<>();
		Instant moment = Instant.parse(from);
		for (int i = 0; i < steps; i++) {
			moment = Periods.next(period, zone, moment);
			names.add(moment + " " + Periods.text(period, zone, moment));
		}
		return names;
	}

}
