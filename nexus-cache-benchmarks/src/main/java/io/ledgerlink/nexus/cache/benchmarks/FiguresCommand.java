package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.benchmarks.Judged.Verdict;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The command {@code figures}: measures, prints one line for each target, and says by its status whether any failed. */
final class FiguresCommand {

    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;

    private static final String QUICK = "--quick";

    private final List<Figure> figures;
    private final PrintStream out;
    private final PrintStream err;

    FiguresCommand(List<Figure> figures, PrintStream out, PrintStream err) {
        this.figures = figures;
        this.out = out;
        this.err = err;
    }

    List<String> names() {
        return figures.stream().map(Figure::name).toList();
    }

    /** Runs the figures that are named, all without a name, and gives the process' exit status. */
    int run(List<String> arguments) {
        Set<String> wanted = new LinkedHashSet<>(arguments);
        Effort effort = wanted.remove(QUICK) ? Effort.QUICK : Effort.FULL;
        for (String name : wanted) {
            if (!names().contains(name)) {
                err.println("There is no figure '" + name + "'. Write one or more of: " + String.join(", ", names())
                        + ". The only option of all is " + QUICK + ".");
                return MISUSED;
            }
        }
        Patience patience = Patience.of(effort);
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        for (Figure figure : figures) {
            if (wanted.isEmpty() || wanted.contains(figure.name())) {
                for (Verdict verdict : report(figure, effort, patience)) {
                    counts.merge(verdict, 1, Integer::sum);
                }
            }
        }
        err.println("Figures: " + counts);
        return counts.containsKey(Verdict.FAIL) || counts.containsKey(Verdict.ERROR) ? FAILED : PASSED;
    }

    // A figure that cannot be measured fails, whatever its targets, and the others are measured all the same.
    private List<Verdict> report(Figure figure, Effort effort, Patience patience) {
        List<Judged> judged;
        try {
            judged = measure(figure, effort, patience);
        } catch (Exception e) {
            err.println("Figure '" + figure.name() + "' could not be measured:");
            e.printStackTrace(err);
            figure.targets().forEach(target -> out.println(target.line(Double.NaN, "fail")));
            return List.of(Verdict.FAIL);
        }
        judged.forEach(each -> out.println(each.line()));
        return judged.stream().map(Judged::verdict).toList();
    }

    /** Measures again while something is not known, as long as there is patience. */
    private List<Judged> measure(Figure figure, Effort effort, Patience patience) throws Exception {
        List<Target> targets = figure.targets();
        List<Measured> measured = patience.measure(figure, effort);
        List<Judged> judged = judge(targets, measured);
        for (int again = 1;
                judged.stream().anyMatch(FiguresCommand::isOpen) && patience.allows(figure, again);
                again++) {
            List<Measured> later = patience.measure(figure, effort);
            List<Measured> before = measured;
            measured = IntStream.range(0, targets.size())
                    .mapToObj(i -> targets.get(i).exact()
                            ? before.get(i)
                            : before.get(i).and(later.get(i)))
                    .toList();
            judged = judge(targets, measured);
        }
        return judged;
    }

    private static boolean isOpen(Judged judged) {
        return !judged.target().exact() && (judged.verdict() == Verdict.UNSURE || judged.verdict() == Verdict.ERROR);
    }

    private static List<Judged> judge(List<Target> targets, List<Measured> measured) {
        return IntStream.range(0, targets.size())
                .mapToObj(i -> new Judged(targets.get(i), measured.get(i)))
                .toList();
    }
}
