package io.ledgerlink.nexus.cache.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs figures or JMH from the command line. */
public final class Benchmarks {

    private static final String USAGE = """
            java -jar benchmarks.jar figures [NAME...] [--quick]   measures figures, all of them without a name;
                                                                   chaos takes %s
            java -jar benchmarks.jar scale [--quick]               works out what many instances cost
            java -jar benchmarks.jar jmh ARGS                      runs JMH, see jmh -h

            Figures: %s
            """;

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        List<String> rest = new ArrayList<>(Arrays.asList(args).subList(Math.min(1, args.length), args.length));
        ChaosOptions chaos = command.equals("figures") ? ChaosOptions.takeFrom(rest) : ChaosOptions.none();
        FiguresCommand figures = new FiguresCommand(Figures.present(chaos), System.out, System.err);
        switch (command) {
            case "figures" -> System.exit(figures.run(rest));
            case "scale" -> new Scale(rest.contains("--quick") ? Effort.QUICK : Effort.FULL, System.out).run();
            case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
            default -> {
                System.err.printf(USAGE, ChaosOptions.USAGE, String.join(", ", figures.names()));
                System.exit(FiguresCommand.MISUSED);
            }
        }
    }
}
