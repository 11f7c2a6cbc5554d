package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import io.ledgerlink.nexus.cache.transaction.spring.ReactiveCacheEvictor;
import io.ledgerlink.nexus.cache.transaction.spring.ReactiveTransactions;
import io.ledgerlink.nexus.cache.transaction.spring.SpringTransactions;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/** Evictions wait for the commit, where the application has Spring's transactions. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(TransactionSynchronizationManager.class)
class TransactionsConfiguration {

    @Bean
    @ConditionalOnMissingBean(Transactions.class)
    SpringTransactions nexusCacheTransactions() {
        return new SpringTransactions();
    }

    /** The same for reactive transactions. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Mono.class)
    static class ReactiveConfiguration {

        @Bean
        @ConditionalOnMissingBean(ReactiveCacheEvictor.class)
        ReactiveTransactions nexusCacheReactiveEvictor(NexusCache cache) {
            return ReactiveTransactions.of(cache);
        }
    }
}
