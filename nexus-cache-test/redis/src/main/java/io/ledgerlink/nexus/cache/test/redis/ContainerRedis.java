package io.ledgerlink.nexus.cache.test.redis;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A Redis in a container that lives until the JVM ends. */
final class ContainerRedis {

    /** Environment variable that names the image. */
    static final String IMAGE_VARIABLE = "NEXUS_TEST_REDIS_IMAGE";

    private static final String DEFAULT_IMAGE = "redis:7.2-alpine";
    private static final int PORT = 6379;
    private static final long PULL_SECONDS = 60;

    private ContainerRedis() {}

    static SharedServer start(Map<String, String> environment) throws ContainerUnavailableException {
        if (!ContainerEngine.listens(environment)) {
            throw new ContainerUnavailableException("no container engine listens; set DOCKER_HOST if there is one");
        }
        String image = environment.getOrDefault(IMAGE_VARIABLE, DEFAULT_IMAGE);
        try {
            makePresent(image);
            return start(image);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerUnavailableException("interrupted", e);
        } catch (RuntimeException e) {
            throw new ContainerUnavailableException("a container of " + image + " did not start", e);
        }
    }

    private static void makePresent(String image) throws ContainerUnavailableException, InterruptedException {
        DockerClient client = DockerClientFactory.instance().client();
        if (!isPresent(client, image)) {
            pull(client, image);
        }
        if (!isPresent(client, image)) {
            throw new ContainerUnavailableException(
                    "the image " + image + " is neither here nor can it be pulled; name one in " + IMAGE_VARIABLE);
        }
    }

    // A pull fails in as many ways as there are engines; whether the image is there afterwards says enough.
    private static void pull(DockerClient client, String image) throws InterruptedException {
        try {
            client.pullImageCmd(image).start().awaitCompletion(PULL_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException failed) {
            System.out.println("Test Redis, could not pull " + image + ": " + failed.getMessage());
        }
    }

    private static boolean isPresent(DockerClient client, String image) {
        try {
            client.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException absent) {
            return false;
        }
    }

    // The wait for the port would run a shell in the container, which a small image need not have.
    @SuppressWarnings("resource")
    private static SharedServer start(String image) {
        GenericContainer<?> container = new GenericContainer<>(
                        DockerImageName.parse(image).asCompatibleSubstituteFor("redis"))
                .withCommand("redis-server", "--save", "", "--bind", "0.0.0.0", "--protected-mode", "no")
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1));
        container.start();
        String uri = "redis://" + container.getHost() + ":" + container.getMappedPort(PORT);
        return new SharedServer(uri, "container of " + image);
    }
}
