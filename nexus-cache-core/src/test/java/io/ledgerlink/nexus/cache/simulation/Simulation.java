package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.CacheEvictor.Batch;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.simulation.Member.Circumstances;
import io.ledgerlink.nexus.cache.simulation.Member.Loading;
import io.ledgerlink.nexus.cache.simulation.Member.Unshared;
import io.ledgerlink.nexus.cache.transaction.Transactions.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: what happens next is drawn from the seed, one step after the other; in the end all is healed and looked at.
 *
 * <p>A run depends on its seed alone. It must hold throughout that no caller gets an exception or an answer that is older than
 * what its instance knows of evictions, of another question, or past its time, and that no load is made twice for want of
 * sharing; in the end, that every instance answers with what was last evicted for.
 */
final class Simulation {

    /** What came of a run; without a violation there is nothing to tell. */
    record Played(long seed, long steps, @Nullable String violation, List<String> told) {}

    private static final int ACTS = 15;
    private static final int MEMBERS = 3;
    private static final int MOST_ACTORS = 14;
    private static final int STEPS_TO_SETTLE = 100_000;
    private static final int SLOWEST_MILLIS = 3_000;

    /** Longer than a lost message, a lost subscription, or a server's lost memory may go unnoticed. */
    private static final Duration HEALING = Duration.ofSeconds(8);

    private static final Duration SETTLING_IN = Duration.ofSeconds(1);

    /** A call: who asks what, as which call, what stood when it began, and whether it wants a load again. */
    private record Asking(Member member, Question question, long call, Circumstances called, boolean again) {

        FetchOptions options() {
            return again ? FetchOptions.refresh() : FetchOptions.cached();
        }
    }

    private record Scopes(List<String> keys, Consumer<Batch> batch) {}

    private final long seed;
    private final World world;
    private final Weather weather;
    private final List<Question> questions;
    private final Truth truth;
    private final Server server;
    private final Commits commits = new Commits();
    private final boolean[] locked = new boolean[Question.ROWS];
    private final List<Member> members = new ArrayList<>();
    private final List<Member> leaving = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Runnable> moves = new ArrayList<>();
    private int born;
    private long calls;

    private Simulation(long seed, boolean telling, @Nullable Focus focus) {
        this.seed = seed;
        this.world = new World(seed, telling);
        this.weather = Weather.of(world, focus);
        this.questions = Question.some(weather.firstQuestion(), weather.questions());
        this.truth = new Truth(world, weather);
        this.server = new Server(world, truth);
        world.tell(weather.toString());
        for (int i = 0; i < MEMBERS; i++) {
            join();
        }
    }

    /** Plays a seed; {@code telling} makes the list of its steps, which costs time. */
    static Played play(long seed, boolean telling) {
        return play(seed, telling, null);
    }

    /** The same about one thing, which is given by its name: the copy of a deliberate bug has types of its own. */
    static Played play(long seed, boolean telling, @Nullable String focus) {
        return new Simulation(seed, telling, focus == null ? null : Focus.valueOf(focus)).play();
    }

    private Played play() {
        try {
            begin();
            for (int i = 0; i < weather.steps() && world.violation() == null; i++) {
                step();
            }
            if (world.violation() == null) {
                heal();
            }
            if (world.violation() == null) {
                lookAtAll();
            }
        } finally {
            List.copyOf(world.actors()).forEach(Actor::kill);
        }
        return new Played(seed, world.steps(), world.violation(), world.told());
    }

    /** The first instances come in peace. */
    private void begin() {
        world.calm(true);
        settle(world.nanos() + SETTLING_IN.toNanos());
        world.calm(false);
    }

    private void join() {
        Member member = new Member(world, server, truth, weather, "i" + ++born, commits);
        members.add(member);
        links.add(member.link());
        member.link().connect();
        member.link().subscribe();
    }

    private void step() {
        world.count();
        int dice = world.below(100);
        if (dice < ACTS) {
            act();
        } else if (world.below(1000) < weather.faults()) {
            fault();
        } else if (dice < ACTS + weather.pace() || !move()) {
            passTime();
        }
        world.actors().removeIf(Actor::over);
        buryClosed();
        if (world.chance(1)) {
            server.keepState();
        }
        links.removeIf(link -> link.closed() && link.idle());
    }

    private void passTime() {
        if (world.chance(weather.leaps())) {
            world.pass(1_000_000 + world.below(40_000_000));
        } else {
            world.pass(world.chance(80) ? world.below(20_000) : world.below(700_000));
        }
    }

    /** Lets one of all things that can happen next happen. */
    private boolean move() {
        moves.clear();
        boolean calm = world.isCalm();
        for (Link link : links) {
            if (link.stalled() && world.chance(weather.mending())) {
                moves.add(() -> link.stall(false));
            }
            if (link.hasCommands()) {
                moves.add(() -> link.carryOut(!calm && weather.anyOrder()));
            }
            if (link.hasReplies()) {
                moves.add(() -> link.deliverReply(!calm && weather.anyOrder()));
            }
            if (link.hasMail()) {
                moves.add(() -> link.deliverMail(calm ? Weather.CALM : weather));
            }
        }
        if (!server.up() && world.chance(weather.mending())) {
            moves.add(() -> server.setUp(true));
        }
        if (server.frozen() && world.chance(weather.mending())) {
            moves.add(() -> server.setFrozen(false));
        }
        for (Member member : members) {
            moves(member, calm);
        }
        for (Member member : leaving) {
            moves(member, calm);
        }
        for (Actor actor : world.actors()) {
            if (actor.ready(world.nanos())) {
                moves.add(() -> turn(actor));
            }
        }
        if (moves.isEmpty()) {
            return false;
        }
        moves.get(calm ? 0 : world.below(moves.size())).run();
        return true;
    }

    private void moves(Member member, boolean calm) {
        if (member.hasMessages()) {
            moves.add(member::hear);
        }
        if (member.hasStores()) {
            moves.add(member::store);
        }
        if (member.hasRefreshes()) {
            moves.add(member::refresh);
        }
        if (member.hasAsyncWork()) {
            moves.add(member::workAsync);
        }
        if (member.hasLoads()) {
            moves.add(member::load);
        }
        if (member.hasHousework()) {
            moves.add(member::keepHouse);
        }
        if (member.link().mayConnect() && (calm || world.chance(weather.mending()))) {
            moves.add(member.link()::connect);
        }
        if (member.link().maySubscribe() && (calm || world.chance(weather.mending()))) {
            moves.add(member.link()::subscribe);
        }
    }

    private void turn(Actor actor) {
        if (world.telling()) {
            world.tell(actor + " goes on");
        }
        actor.go();
    }

    private void act() {
        if (world.actors().size() >= MOST_ACTORS) {
            return;
        }
        Member member = world.oneOf(members);
        int dice = world.below(100);
        if (dice >= weather.evictions()) {
            Question question = asked();
            member.begin("calls " + question, () -> call(member, question));
        } else if (dice * 4 < weather.evictions() * 3 && world.chance(weather.puts())) {
            Question question = asked();
            member.begin("writes and puts " + question, () -> put(member, question));
        } else if (dice * 4 < weather.evictions() * 3) {
            int row = asked().row();
            Scopes scopes = covering(row);
            if (world.chance(weather.transactions())) {
                transact(member, row, scopes);
            } else {
                member.begin("writes row " + row + " and evicts " + scopes.keys, () -> {
                    awaitUnlocked(row);
                    truth.commit(row);
                    world.breathe(50);
                    evict(member, scopes);
                });
            }
        } else {
            Scopes scopes = covering(asked().row());
            member.begin("evicts " + scopes.keys, () -> evict(member, scopes));
        }
    }

    /** What is put is what was written, so nobody else may write the row before it is. */
    private void put(Member member, Question question) {
        awaitUnlocked(question.row());
        locked[question.row()] = true;
        try {
            truth.commit(question.row());
            String value = truth.load(question);
            world.breathe(50);
            Runnable returned = truth.evicting(member, List.of(question.queryScope()));
            member.cache().put(question.key(), String.class, value);
            truth.loaded(value);
            member.sign();
            returned.run();
            world.tell(member + " has put " + value);
        } catch (RuntimeException failure) {
            world.violated(member + " gets " + failure + " from putting " + question);
        } finally {
            locked[question.row()] = false;
        }
    }

    private void awaitUnlocked(int row) {
        Actor actor = Actor.current();
        if (actor != null && locked[row]) {
            actor.pause(() -> !locked[row], Actor.NEVER);
        }
    }

    private void transact(Member member, int row, Scopes scopes) {
        Outcome outcome = world.oneOf(List.of(Outcome.values()));
        boolean commits = outcome == Outcome.COMMITTED || (outcome == Outcome.UNKNOWN && world.chance(50));
        member.begin("transacts on row " + row + " and evicts " + scopes.keys, () -> {
            awaitUnlocked(row);
            locked[row] = true;
            try {
                transact(member, row, scopes, outcome, commits);
            } finally {
                locked[row] = false;
            }
        });
    }

    private void transact(Member member, int row, Scopes scopes, Outcome outcome, boolean commit) {
        Commits.Transaction transaction = commits.begin(row);
        Runnable returned = () -> {};
        try {
            world.breathe(50);
            member.cache().evictor().evict(scopes.batch);
            world.breathe(50);
            callInside(member, asked(), transaction);
            world.breathe(50);
            if (world.chance(10)) {
                transaction.rewind();
            }
        } catch (RuntimeException failure) {
            world.violated(member + " gets " + failure + " in a transaction");
        } finally {
            commits.leave();
        }
        if (commit) {
            truth.commit(row);
        }
        if (outcome != Outcome.ROLLED_BACK) {
            returned = truth.evicting(member, scopes.keys);
        }
        transaction.end(outcome);
        returned.run();
        world.tell(member + " has ended a transaction: " + outcome);
    }

    /** A transaction reads its own writes, and nobody else reads them before it is committed. */
    private void callInside(Member member, Question question, Commits.Transaction transaction) {
        CachedResult<String> answer = member.cache()
                .<String, RuntimeException>fetch(
                        question.key(),
                        String.class,
                        () -> truth.loadInside(question, transaction.row()),
                        FetchOptions.cached());
        if (question.row() == transaction.row()) {
            truth.checkOwnWrites(member, question, answer);
        }
    }

    /** Some questions are asked more often than others. */
    private Question asked() {
        return questions.get(Math.min(world.below(questions.size()), world.below(questions.size())));
    }

    private void call(Member member, Question question) {
        int required = truth.required(member, question);
        long calledAt = world.nanos();
        boolean again = world.chance(weather.refreshes());
        Asking asking = new Asking(member, question, ++calls, member.circumstances(question), again);
        member.asking(question).add(calledAt);
        unshareIf(again, asking);
        try {
            CachedResult<String> answer = world.chance(weather.async()) ? fetchAsync(asking) : fetch(asking);
            if (world.telling()) {
                world.tell(member + " is answered " + answer.status() + " " + answer.value() + " of " + question);
            }
            truth.check(member, question, answer, required, calledAt, server.clockBack());
            if (again) {
                truth.checkAnew(member, question, answer, calledAt);
            }
        } catch (SourceFailure failure) {
            world.tell(member + " is told that the source failed");
            truth.checkFailure(member, question, failure, required, calledAt);
        } catch (CacheLoadTimeoutException late) {
            world.tell(member + " is told that the load took too long");
            checkPatience(member, question, calledAt);
            unshareIf(true, asking);
        } catch (RuntimeException failure) {
            world.violated(member + " gets " + failure + " for " + question);
        } finally {
            member.asking(question).remove(calledAt);
            unshareIf(again, asking);
        }
    }

    /** A load that has been given up, or that another one again has overtaken, perhaps before its source was asked. */
    private void unshareIf(boolean so, Asking asking) {
        if (so) {
            asking.member.unshare(asking.question, new Unshared(calls, asking.call));
        }
    }

    /** Where failures are remembered one may be told at once that an earlier load took too long, and where the cache closes. */
    private void checkPatience(Member member, Question question, long calledAt) {
        Duration waited = Duration.ofNanos(world.nanos() - calledAt);
        Duration patience = weather.load().hardTimeout();
        boolean early = weather.backoff().isZero() && !leaving.contains(member) && waited.compareTo(patience) < 0;
        if (patience.isZero() || early) {
            world.violated(
                    member + " gives up " + question + " after " + waited + " though it may wait for " + patience);
        }
    }

    private CachedResult<String> fetch(Asking asking) {
        return asking.member
                .cache()
                .<String, RuntimeException>fetch(
                        asking.question.key(), String.class, () -> load(asking), asking.options());
    }

    private CachedResult<String> fetchAsync(Asking asking) {
        CompletableFuture<CachedResult<String>> answer = asking.member
                .cache()
                .fetchAsync(
                        asking.question.key(),
                        String.class,
                        () -> CompletableFuture.completedFuture(load(asking)),
                        asking.options());
        Actor actor = Actor.current();
        if (actor != null && !answer.isDone()) {
            actor.pause(answer::isDone, Actor.NEVER);
        }
        try {
            return answer.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    private String load(Asking asking) {
        Member member = asking.member;
        Question question = asking.question;
        boolean onlyOneAnew = asking.again && member.unshared(question).by() == asking.call;
        unshareIf(asking.again, asking);
        Loading load = new Loading(onlyOneAnew ? ++calls : asking.call, asking.called);
        checkShared(member, question, load);
        member.loading(question).add(load);
        try {
            world.breathe(60);
            if (!world.isCalm() && world.chance(weather.failingSources())) {
                throw new SourceFailure(question, truth.version(question.row()), world.nanos());
            }
            String value = truth.load(question);
            if (world.telling()) {
                world.tell(member + " reads " + value + " at the source");
            }
            world.breathe(60);
            takeLong();
            truth.loaded(value);
            member.sign();
            return value;
        } finally {
            member.loading(question).remove(load);
        }
    }

    private void takeLong() {
        Actor actor = Actor.current();
        if (actor != null && !world.isCalm() && world.chance(weather.slowSources())) {
            actor.pause(() -> false, world.nanos() + 1_000_000L * world.below(SLOWEST_MILLIS));
        }
    }

    private void checkShared(Member member, Question question, Loading load) {
        Circumstances now = member.circumstances(question);
        long unshared = member.unshared(question).upTo();
        if (load.call() > unshared
                && !leaving.contains(member)
                && !givenUp(member, question)
                && member.loading(question).stream()
                        .filter(other -> other.call() > unshared)
                        .anyMatch(other -> other.shouldBeOneWith(load, now))) {
            world.violated(member + " loads " + question + " though such a load is under way");
        }
    }

    /** Whether somebody's time is over who asks for it, or that of a refresh may be. */
    private boolean givenUp(Member member, Question question) {
        long patience = weather.load().hardTimeout().toNanos();
        long latest = world.nanos() - patience;
        return patience > 0
                && (member.firstRefresh() <= latest
                        || member.asking(question).stream().anyMatch(calledAt -> calledAt <= latest));
    }

    private void evict(Member member, Scopes scopes) {
        Runnable returned = truth.evicting(member, scopes.keys);
        try {
            member.cache().evictor().evict(scopes.batch);
            returned.run();
            world.tell(member + " has evicted " + scopes.keys);
        } catch (RuntimeException failure) {
            world.violated(member + " gets " + failure + " from evicting " + scopes.keys);
        }
    }

    /** Scopes that cover everything that is made of a row. */
    private Scopes covering(int row) {
        List<Question> made =
                Question.ALL.stream().filter(question -> question.row() == row).toList();
        int dice = world.below(100);
        if (dice < 4) {
            return new Scopes(List.of(Question.TEXT.allStamp()), Batch::all);
        }
        if (row == Question.SHARED_ROW) {
            Question question = made.get(0);
            if (dice < 15) {
                return new Scopes(List.of(question.scopes().get(1)), batch -> batch.cache(Question.SHARED_CACHE));
            }
            return dice < 50
                    ? new Scopes(List.of(question.scopes().get(3)), batch -> batch.shared(Question.SHARED_CACHE))
                    : new Scopes(List.of(question.scopes().get(2)), batch -> batch.query(question.key()));
        }
        String tenant = Question.TENANTS.get(row / Question.ACCOUNTS);
        if (dice < 10) {
            return new Scopes(scopes(made, 1), batch -> Question.CACHES.forEach(batch::cache));
        }
        if (dice < 20) {
            return new Scopes(scopes(made, 4), batch -> batch.tenant(tenant));
        }
        if (dice < 40) {
            return new Scopes(scopes(made, 3), batch -> Question.CACHES.forEach(cache -> batch.region(tenant, cache)));
        }
        if (dice < 70) {
            return new Scopes(scopes(made, 2), batch -> made.forEach(question -> batch.query(question.key())));
        }
        return new Scopes(scopes(made, 5), batch -> batch.tag(tenant, "account:" + row % Question.ACCOUNTS));
    }

    private static List<String> scopes(List<Question> questions, int which) {
        return questions.stream()
                .map(question -> question.scopes().get(which))
                .distinct()
                .toList();
    }

    private void fault() {
        if (weather.kinds().isEmpty()) {
            return;
        }
        Weather.Fault fault = world.oneOf(weather.kinds());
        Member member = world.oneOf(members);
        switch (fault) {
            case DISCONNECT -> member.link().disconnect();
            case UNSUBSCRIBE -> member.link().unsubscribe();
            case OUTAGE -> {
                world.tell("the server is away");
                server.setUp(false);
                cutOff();
            }
            case FREEZE -> {
                world.tell("the server is frozen");
                server.setFrozen(true);
            }
            case STALL -> member.link().stall(true);
            case FLUSH -> {
                world.tell("the server is flushed");
                server.flush();
            }
            case LOSE_KEYS -> server.loseKeys();
            case FAIL_OVER -> failOver(false, Link::disconnect);
            case FAIL_OVER_TO_A_LAGGING_CLOCK -> failOver(true, Link::disconnect);
            case FAIL_OVER_OF_ONE_NODE -> failOver(world.chance(50), Link::interrupt);
            case RESTART -> {
                server.restart(members.stream().filter(Member::ready).toList());
                cutOff();
                truth.forgive(members, server);
            }
            case DEATH -> {
                die(member);
                join();
            }
            case CLOSE -> close(member);
            case FORGET_SCOPES -> member.forgetScopes();
        }
    }

    /** What was under way is lost; the bus may run over another node. */
    private void failOver(boolean clockLags, Consumer<Link> loss) {
        server.failOver(clockLags);
        boolean busToo = world.chance(70);
        for (Member member : members) {
            loss.accept(member.link());
            if (busToo) {
                member.link().unsubscribe();
            }
        }
        truth.forgive(members, server);
    }

    private void cutOff() {
        for (Member member : members) {
            member.link().disconnect();
            member.link().unsubscribe();
        }
    }

    private void die(Member member) {
        world.tell(member + " dies");
        members.remove(member);
        member.die();
        server.gone(member);
        links.forEach(link -> link.gone(member.toString()));
        truth.died(member);
        truth.forgive(members, server);
    }

    /** Nobody calls an instance that is being closed. */
    private void close(Member member) {
        members.remove(member);
        leaving.add(member);
        server.gone(member);
        member.begin("closes", () -> {
            member.cache().close();
            world.tell(member + " is closed");
        });
        join();
    }

    private void buryClosed() {
        for (Member member : List.copyOf(leaving)) {
            if (member.idle()) {
                leaving.remove(member);
                die(member);
            }
        }
    }

    private void heal() {
        world.tell("All is healed");
        world.calm(true);
        server.setUp(true);
        server.setFrozen(false);
        links.forEach(link -> link.stall(false));
        settle(world.nanos() + HEALING.toNanos());
        buryClosed();
        for (Actor actor : world.actors()) {
            if (!actor.over()) {
                world.violated(actor + " never comes back");
            }
        }
    }

    /** Does all there is to do until a time. */
    private void settle(long until) {
        for (int i = 0; i < STEPS_TO_SETTLE; i++) {
            if (world.violation() != null) {
                return;
            }
            world.count();
            if (move()) {
                world.actors().removeIf(Actor::over);
            } else if (world.nanos() >= until) {
                return;
            } else {
                world.passUntil(Math.min(until, nextWake()));
            }
        }
        world.violated("There is no end of things to do");
    }

    private long nextWake() {
        long next = Actor.NEVER;
        for (Actor actor : world.actors()) {
            next = Math.min(next, actor.wakeAt());
        }
        for (Member member : members) {
            next = Math.min(next, member.beatAt());
        }
        return next;
    }

    /** One who has just come, and knows nothing, looks first. */
    private void lookAtAll() {
        join();
        // A lease whose holder was never told of it ends by the server's clock, which may have been set back.
        long leases = weather.fleet() ? server.clockBack().toNanos() : 0;
        settle(world.nanos() + SETTLING_IN.toNanos() + leases);
        List<Member> looking = new ArrayList<>(members);
        Collections.reverse(looking);
        for (Member member : looking) {
            for (Question question : questions) {
                int settled = truth.settled(question);
                if (settled == Truth.UNTOUCHED) {
                    continue;
                }
                member.begin("is asked for " + question, () -> look(member, question, settled));
            }
            settle(world.nanos() + (weather.fleet() ? Member.FLEET.longest().toNanos() : 0));
        }
    }

    private void look(Member member, Question question, int settled) {
        try {
            CachedResult<String> answer = member.cache()
                    .<String, RuntimeException>fetch(
                            question.key(), String.class, () -> truth.load(question), FetchOptions.cached());
            truth.checkQuestion(member, question, answer);
            int version = Integer.parseInt(String.valueOf(answer.value()).split("\\|")[1]);
            if (version < settled) {
                world.violated(member + " still answers " + question + " by " + answer.status() + " with version "
                        + version + " when all is healed, and version " + settled + " was evicted for");
            }
        } catch (RuntimeException failure) {
            world.violated(member + " gets " + failure + " for " + question + " when all is healed");
        }
    }
}
