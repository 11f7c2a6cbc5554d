package io.ledgerlink.nexus.cache.aspect;

import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.TimeZoneAwareLocaleContext;

/** Sees whether the thread's locale or time zone is read. */
final class LocaleWatch implements ContextWatch {

    /** Where a context that child threads inherit is kept; the holder itself does not tell whether one is. */
    private static final @Nullable ThreadLocal<?> INHERITED =
            HiddenThreadLocal.of(LocaleContextHolder.class, "inheritableLocaleContextHolder");

    private final LocaleContext before;
    private final boolean inherited;
    private final LocaleContext watched;
    private volatile boolean read;

    @SuppressWarnings("ReferenceEquality") // A plain context may be equal to one that is inherited.
    private LocaleWatch(LocaleContext before) {
        this.before = before;
        this.inherited = INHERITED != null && INHERITED.get() == before;
        this.watched = before instanceof TimeZoneAwareLocaleContext zoned ? new Zoned(zoned) : this::locale;
    }

    /** Where no locale is set everybody gets the process' own, and there is nothing to watch. */
    static ContextWatch begin() {
        LocaleContext before = LocaleContextHolder.getLocaleContext();
        if (before == null) {
            return ContextWatch.none();
        }
        LocaleWatch watch = new LocaleWatch(before);
        LocaleContextHolder.setLocaleContext(watch.watched, watch.inherited);
        return watch;
    }

    private @Nullable Locale locale() {
        read = true;
        return before.getLocale();
    }

    @Override
    public boolean wasRead() {
        return read;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Another context means the same as the one that was set here, or not.
    public void close() {
        if (LocaleContextHolder.getLocaleContext() == watched) {
            LocaleContextHolder.setLocaleContext(before, inherited);
        }
    }

    private final class Zoned implements TimeZoneAwareLocaleContext {

        private final TimeZoneAwareLocaleContext zoned;

        private Zoned(TimeZoneAwareLocaleContext zoned) {
            this.zoned = zoned;
        }

        @Override
        public @Nullable Locale getLocale() {
            return locale();
        }

        @Override
        public @Nullable TimeZone getTimeZone() {
            read = true;
            return zoned.getTimeZone();
        }
    }
}
