package io.ledgerlink.nexus.cache.benchmarks;

import java.io.PrintStream;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The command {@code figures}: measures, prints one line for each target, and says by its status whether all passed. */
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
        boolean passed = true;
        for (Figure figure : figures) {
            if (wanted.isEmpty() || wanted.contains(figure.name())) {
                passed &= report(figure, effort);
            }
        }
        return passed ? PASSED : FAILED;
    }

    // A figure that cannot be measured fails, whatever its targets, and the others are measured all the same.
    private boolean report(Figure figure, Effort effort) {
        try {
            return report(figure.targets(), figure.measure(effort));
        } catch (Exception e) {
            err.println("Figure '" + figure.name() + "' could not be measured:");
            e.printStackTrace(err);
            report(figure.targets(), Collections.nCopies(figure.targets().size(), Double.NaN));
            return false;
        }
    }

    private boolean report(List<Target> targets, List<Double> values) {
        boolean passed = true;
        for (int i = 0; i < targets.size(); i++) {
            out.println(targets.get(i).line(values.get(i)));
            passed &= targets.get(i).allows(values.get(i));
        }
        return passed;
    }
}
