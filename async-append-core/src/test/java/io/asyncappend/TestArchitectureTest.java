package io.asyncappend;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** What the tests themselves keep to. */
@ArchTag("any-jdk")
@AnalyzeClasses(packages = "io.asyncappend", importOptions = ImportOption.OnlyIncludeTests.class)
class TestArchitectureTest {

	@ArchTest
	static final ArchRule NOBODY_SLEEPS = noClasses().should()
		.callMethodWhere(ArchitectureTest.named(Thread.class, "sleep"))
		.because("a test that sleeps is slow on a good day and wrong on a bad one");

}
