package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What really happened, and what may therefore be answered.
 *
 * <p>The source has rows whose versions only grow. An answer names its question, the version that was read, and its load.
 */
final class Truth {

    /** One scope of one eviction, with the versions that its caller had seen committed. */
    private static final class Stamping {

        private final String scope;
        private final int[] versions;
        private final Member by;
        private long stamp;
        private long order;
        private String head = "";
        private boolean lost;
        private boolean forgiven;

        private Stamping(String scope, int[] versions, Member by) {
            this.scope = scope;
            this.versions = versions;
            this.by = by;
        }
    }

    /** What an eviction's message says. */
    private record Said(List<String> scopes, int[] versions) {}

    private static final class Load {

        private final Question question;
        private final boolean own;
        private final long readAt;
        private long endedAt;

        private Load(Question question, boolean own, long readAt) {
            this.question = question;
            this.own = own;
            this.readAt = readAt;
            this.endedAt = readAt;
        }
    }

    /** The version that everything has at first. */
    static final int UNTOUCHED = 1;

    private final World world;
    private final Weather weather;
    private final int[] versions = new int[Question.ROWS];
    private final Map<String, Map<Long, int[]>> births = new HashMap<>();
    private final Map<String, Said> said = new HashMap<>();
    private final List<Stamping> stampings = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    private long carriedOut;

    Truth(World world, Weather weather) {
        this.world = world;
        this.weather = weather;
        Arrays.fill(versions, UNTOUCHED);
    }

    /** A change of a row is committed. */
    int commit(int row) {
        return ++versions[row];
    }

    int version(int row) {
        return versions[row];
    }

    /** The source is read; the answer says what was found. */
    String load(Question question) {
        return load(question, versions[question.row()], false);
    }

    /** The source is read in a transaction that has changed a row and not yet committed. */
    String loadInside(Question question, int changed) {
        return load(question, versions[question.row()] + (question.row() == changed ? 1 : 0), true);
    }

    private String load(Question question, int version, boolean own) {
        loads.add(new Load(question, own, world.nanos()));
        return question.number() + "|" + version + "|" + (loads.size() - 1);
    }

    /** An entry was stored, so its time begins again. */
    void stored(String value) {
        Load load = loads.get(Integer.parseInt(value.split("\\|")[2]));
        load.endedAt = Math.max(load.endedAt, world.nanos());
    }

    void loaded(String value) {
        stored(value);
    }

    long carriedOut() {
        return carriedOut;
    }

    /** An eviction of these scopes begins; what it says when it has returned. */
    Runnable evicting(Member by, Collection<String> scopes) {
        int[] seen = versions.clone();
        for (String scope : scopes) {
            stampings.add(new Stamping(scope, seen, by));
        }
        return () -> scopes.forEach(scope -> by.raiseFloors(scope, seen));
    }

    /** The server has stamped scopes, in a command of this instance whose message begins like that. */
    void evicted(Member by, List<String> scopes, long[] stamps, String head) {
        evicted(by, scopes, stamps, head, versions.clone());
    }

    /** The server has stamped a query and stored a value under that stamp: nothing newer than that value stands behind it. */
    void put(Member by, String scope, long stamp, String head, String value) {
        int[] seen = versions.clone();
        String[] parts = value.split("\\|");
        seen[loads.get(Integer.parseInt(parts[2])).question.row()] = Integer.parseInt(parts[1]);
        evicted(by, List.of(scope), new long[] {stamp}, head, seen);
        stored(value);
    }

    private void evicted(Member by, List<String> scopes, long[] stamps, String head, int[] seen) {
        carriedOut++;
        for (int i = 0; i < stamps.length; i++) {
            born(scopes.get(i), stamps[i], seen);
            for (Stamping stamping : stampings) {
                boolean covered =
                        stamping.scope.equals(scopes.get(i)) || scopes.get(i).equals(Question.TEXT.allStamp());
                if (stamping.by == by && stamping.order == 0 && covered) {
                    stamping.order = carriedOut;
                    stamping.stamp = stamps[i];
                    stamping.head = head;
                }
            }
        }
        said.put(head, new Said(scopes, seen));
    }

    /** A stamp is there: whatever is loaded under it was loaded after it came into being. */
    void born(String scope, long stamp) {
        born(scope, stamp, versions.clone());
    }

    private void born(String scope, long stamp, int[] seen) {
        births.computeIfAbsent(scope, unknown -> new HashMap<>()).putIfAbsent(stamp, seen);
    }

    /** An instance has taken in a message. */
    void heard(Member member, String text) {
        String[] words = text.split(" ", 5);
        if (words.length != 5) {
            return;
        }
        String head = String.join(" ", Arrays.asList(words).subList(0, 4));
        Said eviction = said.get(head);
        if (eviction == null) {
            return;
        }
        member.heard().add(head);
        // Its own says no more than that eviction knew when it began.
        if (!words[1].equals(member.toString())) {
            eviction.scopes.forEach(scope -> member.raiseFloors(scope, eviction.versions));
        }
    }

    /** What an answer must know at least, to a call that begins now. */
    int required(Member member, Question question) {
        int required = member.floor(question);
        for (String scope : question.scopes()) {
            long known = member.knownStamp(scope);
            int[] birth = births.getOrDefault(scope, Map.of()).get(known);
            if (birth != null) {
                required = Math.max(required, birth[question.row()]);
            }
        }
        return required;
    }

    private static String[] parts(CachedResult<String> answer) {
        return Objects.requireNonNull(answer.value()).split("\\|");
    }

    /** Whether an answer is one to that question, and not to another tenant's. */
    void checkQuestion(Member member, Question question, CachedResult<String> answer) {
        Load load = loads.get(Integer.parseInt(parts(answer)[2]));
        if (load.question != question) {
            world.violated(member + " answers " + question + " with " + load.question);
        }
        if (load.own) {
            world.violated(member + " answers " + question + " with what a transaction has read for itself");
        }
    }

    /** Whether an answer inside a transaction has its own, uncommitted change. */
    void checkOwnWrites(Member member, Question question, CachedResult<String> answer) {
        String[] parts = parts(answer);
        if (Integer.parseInt(parts[1]) != versions[question.row()] + 1) {
            world.violated(member + " does not read its own writes of " + question + " in a transaction");
        }
    }

    private Load loadOf(CachedResult<String> answer) {
        return loads.get(Integer.parseInt(parts(answer)[2]));
    }

    /** Whether an answer is one to that question, and no older than it may be. */
    void checkVersion(Member member, Question question, CachedResult<String> answer, int required) {
        checkQuestion(member, question, answer);
        int version = Integer.parseInt(parts(answer)[1]);
        if (version < required) {
            world.violated(member + " answers " + question + " by " + answer.status() + " with version " + version
                    + ", and knows of an eviction after version " + required);
        }
    }

    /** Whether an answer was loaded again for a call that wanted that. */
    void checkAnew(Member member, Question question, CachedResult<String> answer, long calledAt) {
        if (loadOf(answer).readAt < calledAt) {
            world.violated(member + " answers " + question + " by " + answer.status()
                    + " with what was read before the call that wanted a load again");
        }
    }

    /** Whether a call may be told of a failure: of its own load, of one that it shares, or of one that the source is spared for. */
    void checkFailure(Member member, Question question, SourceFailure failure, int required, long calledAt) {
        if (failure.question() != question) {
            world.violated(member + " answers " + question + " with a failure of " + failure.question());
        }
        if (failure.version() < required) {
            world.violated(member + " answers " + question + " with a failure at version " + failure.version()
                    + ", and knows of an eviction after version " + required);
        }
        if (calledAt - failure.at() > weather.backoff().toNanos()) {
            world.violated(member + " answers " + question + " with a failure of "
                    + Duration.ofNanos(calledAt - failure.at()) + " ago");
        }
    }

    void check(
            Member member,
            Question question,
            CachedResult<String> answer,
            int required,
            long calledAt,
            Duration clockBack) {
        checkVersion(member, question, answer, required);
        Load load = loadOf(answer);
        Duration maxUnconfirmed = weather.maxUnconfirmed();
        Duration staleFor = weather.staleFor(question);
        if (answer.status() == CacheStatus.STALE && staleFor.isZero()) {
            world.violated(member + " answers " + question + " by STALE, and its cache has no stale time");
        }
        long silent = calledAt - member.lastSign();
        boolean alone = answer.status() == CacheStatus.HIT_LOCAL && silent >= maxUnconfirmed.toNanos();
        if (alone && !maxUnconfirmed.isZero()) {
            world.violated(
                    member + " answers " + question + " by itself after a silence of " + Duration.ofNanos(silent));
        }
        Duration allowed = switch (answer.status()) {
            case HIT_LOCAL, HIT_REMOTE -> weather.ttl().plus(clockBack);
            case STALE -> weather.ttl().plus(staleFor).plus(clockBack);
            default -> Duration.ofNanos(Long.MAX_VALUE);
        };
        if (calledAt - load.endedAt > allowed.toNanos()) {
            world.violated(member + " answers " + question + " by " + answer.status() + " "
                    + Duration.ofNanos(calledAt - load.endedAt) + " after it was stored");
        }
    }

    /** What everybody must know when all is healed. */
    int settled(Question question) {
        int settled = UNTOUCHED;
        for (Stamping stamping : stampings) {
            if (!stamping.forgiven && question.scopes().contains(stamping.scope)) {
                settled = Math.max(settled, stamping.versions[question.row()]);
            }
        }
        return settled;
    }

    /** The server has an older state: what was carried out since is lost there. */
    void lostSince(long order) {
        for (Stamping stamping : stampings) {
            stamping.lost |= stamping.order > order;
        }
    }

    /** An instance is gone, and what it alone knew with it. */
    void died(Member member) {
        for (Stamping stamping : stampings) {
            stamping.forgiven |= stamping.by == member && stamping.order == 0;
        }
    }

    /** What the server has lost, and nobody who lives knows of, cannot be made good. */
    void forgive(Collection<Member> alive, Server server) {
        Set<String> known = new HashSet<>();
        alive.forEach(member -> known.addAll(member.heard()));
        for (Stamping stamping : stampings) {
            if (stamping.lost && !stamping.forgiven) {
                boolean remembered = alive.contains(stamping.by) || known.contains(stamping.head);
                stamping.forgiven = !remembered && !server.has(stamping.scope, stamping.stamp);
            }
        }
    }
}
