package io.ledgerlink.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The sample: start it twice, on two ports, to see two instances share results and evictions. */
@SpringBootApplication
public class LedgerLinkApplication {

    public static void main(String[] args) {
        SpringApplication.run(LedgerLinkApplication.class, args);
    }
}
