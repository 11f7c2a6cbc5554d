package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheProperties.JournalType;
import io.ledgerlink.nexus.cache.journal.EvictionJournal;
import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Puts the cache together as the configuration says. */
record CacheAssembly(
        NexusCacheProperties properties, @Nullable String application, PolicyLayers policies, CacheCodecs codecs) {

    private static final Logger log = LoggerFactory.getLogger(NexusCacheAutoConfiguration.class);

    static final String ALONE = "application";

    NexusCacheBuilder builder(
            ObjectProvider<RemoteConnection> remotes,
            ObjectProvider<Transactions> transactions,
            ObjectProvider<EvictionJournal> journals,
            ObjectProvider<NexusCacheBuilderCustomizer> customizers) {
        RemoteConnection remote = remotes.getIfAvailable();
        NexusCacheBuilder builder = NexusCacheBuilder.named(prefix(remote != null && remote.needsName()))
                .remoteTimeout(
                        longerThanZero("remote.timeout", properties.remote().timeout()))
                .startupTimeout(Duration.ZERO)
                .breaker(breaker(properties.remote().breaker()))
                .bus(bus(properties.bus()))
                .defaults(policies.defaults());
        policies.policies().forEach(builder::policy);
        policies.caches().forEach(builder::cache);
        codecs.apply(builder, policies);
        if (properties.bus().channel() != null) {
            builder.channel(notBlank("bus.channel", properties.bus().channel()));
        }
        if (remote != null) {
            remote.connect(builder);
            keep(journals, builder, remote.needsName());
        } else {
            refuseNamedFactory();
            log.info(
                    "No Redis is connected to the cache: each instance keeps results for itself, and hears of no other's"
                            + " evictions");
        }
        transactions.ifAvailable(builder::transactions);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder;
    }

    /** An instance that shares nothing has nothing to keep for others. */
    private void keep(ObjectProvider<EvictionJournal> journals, NexusCacheBuilder builder, boolean needed) {
        EvictionJournal journal = journals.getIfAvailable();
        if (journal != null) {
            Duration pollEvery =
                    longerThanZero("journal.poll-every", properties.journal().pollEvery());
            builder.journal(journal, pollEvery);
        } else if (needed && properties.journal().type() == JournalType.JDBC) {
            throw new CacheSetupException(
                    "nexus.cache.journal.type is jdbc, but Spring's JDBC support is not on the class path.",
                    "Add spring-boot-starter-jdbc, or set nexus.cache.journal.type=memory.");
        }
    }

    /** The name that keys begin with, where the application says one. */
    static @Nullable String name(NexusCacheProperties properties, @Nullable String application) {
        if (properties.prefix() != null) {
            return notBlank("prefix", properties.prefix());
        }
        return application != null && !application.isBlank() ? application : null;
    }

    private String prefix(boolean needed) {
        String name = name(properties, application);
        if (name != null) {
            return name;
        }
        if (needed) {
            throw new CacheSetupException(
                    "The cache shares a Redis and does not know under which name: neither nexus.cache.prefix nor"
                            + " spring.application.name is set. Two applications without a name would read each"
                            + " other's entries.",
                    "Set spring.application.name, or nexus.cache.prefix, to a name that no other application on this"
                            + " Redis has.");
        }
        return ALONE;
    }

    private void refuseNamedFactory() {
        String name = properties.remote().connectionFactory();
        if (name != null && properties.remote().enabled()) {
            throw invalid(
                    "remote.connection-factory", name, "The application has no RedisConnectionFactory bean at all.");
        }
    }

    private static BreakerSettings breaker(NexusCacheProperties.Breaker breaker) {
        within("remote.breaker.calls", breaker.calls(), 64);
        within("remote.breaker.failure-rate", breaker.failureRate(), 100);
        longerThanZero("remote.breaker.longest-pause", breaker.longestPause());
        if (breaker.slowAfter() != null) {
            longerThanZero("remote.breaker.slow-after", breaker.slowAfter());
        }
        return new BreakerSettings(breaker.calls(), breaker.failureRate(), breaker.slowAfter(), breaker.longestPause());
    }

    private static void within(String property, int number, int most) {
        if (number < 1 || number > most) {
            throw invalid(property, String.valueOf(number), "Write a number from 1 to " + most + ".");
        }
    }

    private static BusSettings bus(NexusCacheProperties.Bus bus) {
        longerThanZero("bus.heartbeat", bus.heartbeat());
        Duration twoBeats = bus.heartbeat().multipliedBy(2);
        longerThanTwoBeats("bus.gap", bus.gap(), twoBeats);
        longerThanTwoBeats("bus.timeout", bus.timeout(), twoBeats);
        return BusSettings.defaults().withRhythm(bus.heartbeat(), bus.gap(), bus.timeout());
    }

    private static void longerThanTwoBeats(String property, Duration duration, Duration twoBeats) {
        if (duration.compareTo(twoBeats) <= 0) {
            throw invalid(
                    property,
                    PropertyText.duration(duration),
                    "Two heartbeats take " + PropertyText.duration(twoBeats)
                            + ". Write a longer duration, or shorten nexus.cache.bus.heartbeat.");
        }
    }

    static Duration longerThanZero(String property, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw invalid(
                    property, PropertyText.duration(duration), "Write a duration longer than zero, such as 250ms.");
        }
        return duration;
    }

    static Duration notNegative(String property, Duration duration) {
        if (duration.isNegative()) {
            throw invalid(property, PropertyText.duration(duration), "Write a duration from 0s.");
        }
        return duration;
    }

    private static String notBlank(String property, String text) {
        if (text.isBlank()) {
            throw invalid(property, text, "It is blank. Write a name, or remove the property.");
        }
        return text;
    }

    static InvalidConfigurationPropertyValueException invalid(String property, String value, String reason) {
        return new InvalidConfigurationPropertyValueException("nexus.cache." + property, value, reason);
    }
}
