package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.journal.jdbc.JdbcEvictionJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * Makes the durable journal's table at start-up, where that is wanted.
 *
 * <p>A table that is there already is left as it is.
 */
final class JournalTable extends DataSourceScriptDatabaseInitializer {

    private static final String SCRIPTS = "classpath:io/ledgerlink/nexus/cache/journal/jdbc/schema-@@platform@@.sql";

    private final String table;

    private JournalTable(DataSource source, DatabaseInitializationSettings settings, String table) {
        super(source, settings);
        this.table = table;
    }

    static JournalTable in(DataSource source, NexusCacheProperties.Journal journal) {
        DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
        settings.setMode(
                switch (journal.initializeSchema()) {
                    case EMBEDDED -> DatabaseInitializationMode.EMBEDDED;
                    case ALWAYS -> DatabaseInitializationMode.ALWAYS;
                    case NEVER -> DatabaseInitializationMode.NEVER;
                });
        settings.setContinueOnError(true);
        if (settings.getMode() != DatabaseInitializationMode.NEVER) {
            settings.setSchemaLocations(new PlatformPlaceholderDatabaseDriverResolver().resolveAll(source, SCRIPTS));
        }
        return new JournalTable(source, settings, name(journal));
    }

    /** The table's name, if it is one. */
    static String name(NexusCacheProperties.Journal journal) {
        try {
            return JdbcEvictionJournal.requireName(journal.table());
        } catch (IllegalArgumentException refused) {
            throw CacheAssembly.invalid("journal.table", journal.table(), refused.getMessage() + ".");
        }
    }

    /** The scripts name the table as it is called by default. */
    @Override
    protected void runScripts(Scripts scripts) {
        List<Resource> named = new ArrayList<>();
        scripts.forEach(script -> named.add(named(script)));
        super.runScripts(new Scripts(named)
                .continueOnError(scripts.isContinueOnError())
                .separator(scripts.getSeparator())
                .encoding(scripts.getEncoding()));
    }

    private Resource named(Resource script) {
        try {
            String text = script.getContentAsString(StandardCharsets.UTF_8);
            return new ByteArrayResource(
                    text.replace(JdbcEvictionJournal.TABLE, table).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
