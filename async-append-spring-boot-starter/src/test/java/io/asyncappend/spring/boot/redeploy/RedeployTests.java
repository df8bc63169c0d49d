package io.asyncappend.spring.boot.redeploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.spring.boot.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that ends in a JVM that goes on leaves nothing of ours: no thread, and
 * nothing that keeps its class loader.
 */
@Tag("jdk")
@Timeout(300)
class RedeployTests {

	@TempDir
	Path directory;

	@Test
	void applicationAndStarterAreCollectedThoughTheServerHasLogback() throws Exception {
		assertThat(run(Layout.STARTER_IN_THE_APPLICATION, "JETTY")).containsExactly("closed collected []",
				"closed collected []", "failed collected []");
	}

	@Test
	void applicationIsCollectedThoughTheStarterSharesItsFiles() throws Exception {
		assertThat(run(Layout.STARTER_IN_THE_PARENT, "TOMCAT")).containsExactly("closed collected []",
				"closed collected []", "failed collected []", "shared collected []", "last collected []");
		assertThat(this.directory.resolve("shared/app.log")).isNotEmptyFile();
	}

	private List<String> run(Layout layout, String server) throws IOException, InterruptedException {
		// Spring keeps classes in soft references.
		try (ChildJvm child = ChildJvm.startWith("-XX:SoftRefLRUPolicyMSPerMB=0", Redeployments.class, layout.name(),
				server, this.directory.toString())) {
			String output = child.readAll();
			List<String> results = output.lines()
				.filter((line) -> line.startsWith(Redeployments.RESULT))
				.map((line) -> line.substring(Redeployments.RESULT.length()))
				.toList();
			assertThat(results).as(output).isNotEmpty();
			assertThat(this.directory.resolve("closed/access.log")).isNotEmptyFile();
			assertThat(this.directory.resolve("closed/audit.log")).content().contains("ORDERED");
			assertThat(this.directory.resolve("closed/app.log")).content().contains("an error that is written");
			return results;
		}
	}

}
