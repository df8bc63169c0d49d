package io.asyncappend.spring.boot;

/** For the test of the rule against cycles. */
final class PlantedCycle {

	PlantedCycleOther other;

}
