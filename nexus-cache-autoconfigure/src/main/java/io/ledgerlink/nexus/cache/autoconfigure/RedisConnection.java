package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connects the cache over the application's Redis.
 *
 * @param name the factory's bean, {@code null} for the main one
 */
record RedisConnection(@Nullable String name, ListableBeanFactory beans) implements RemoteConnection {

    private static final String PROPERTY = "nexus.cache.remote.connection-factory";

    @Override
    public boolean needsName() {
        return true;
    }

    @Override
    public void connect(NexusCacheBuilder builder) {
        RedisConnectionFactory factory = name == null ? theMainOne() : named(name);
        if (!(factory instanceof LettuceConnectionFactory)) {
            throw new CacheSetupException(
                    "The cache needs Lettuce, but the application's Redis connection factory is a "
                            + factory.getClass().getName() + ".",
                    "Remove spring.data.redis.client-type=jedis, and the dependency on Jedis if nothing else needs it;"
                            + " or define a LettuceConnectionFactory bean besides and name it in " + PROPERTY
                            + "; or set"
                            + " nexus.cache.remote.enabled=false, so that each instance keeps its results for itself.");
        }
        builder.redis(factory);
    }

    private RedisConnectionFactory theMainOne() {
        try {
            return beans.getBean(RedisConnectionFactory.class);
        } catch (NoUniqueBeanDefinitionException several) {
            throw new CacheSetupException(
                    "The application has several Redis connection factories (" + names()
                            + "), and none of them is the main one.",
                    "Name the one that the cache uses in " + PROPERTY + ", or mark one as @Primary.");
        }
    }

    private RedisConnectionFactory named(String bean) {
        if (!Arrays.asList(factories()).contains(bean)) {
            throw new InvalidConfigurationPropertyValueException(
                    PROPERTY,
                    bean,
                    "There is no RedisConnectionFactory bean of this name."
                            + PropertyText.suggestion(bean, List.of(factories())) + " There are: " + names() + ".");
        }
        return beans.getBean(bean, RedisConnectionFactory.class);
    }

    private String names() {
        return String.join(", ", factories());
    }

    private String[] factories() {
        return beans.getBeanNamesForType(RedisConnectionFactory.class);
    }
}
