package dev.unroll.app.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class CompareCommandTest {
    @TempDir
    private Path folder;

    private Path text = Path.of("");

    @BeforeEach
    void write() throws IOException {
        text = Files.writeString(folder.resolve("keys.txt"), "the keys, to the \"old\" cabinet in the hut by the sea");
    }

    private String run(int status, String... arguments) {
        StringWriter err = new StringWriter();
        int actual = UnrollCommand.commandLine(() -> 0)
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertThat(actual).as(err.toString()).isEqualTo(status);
        return err.toString();
    }

    private List<String> table(String name, String... arguments) throws IOException {
        Path out = folder.resolve(name);
        List<String> all = new ArrayList<>(List.of("compare", "--device", "cpu", "--out", out.toString()));
        all.addAll(List.of(arguments));
        run(0, all.toArray(String[]::new));
        return Files.readAllLines(out);
    }

    /** A row's cells; none of those looked at holds a comma. */
    private static List<String> row(List<String> table, String begins) {
        String row =
                table.stream().filter(line -> line.startsWith(begins)).findAny().orElseThrow();
        return List.of(row.replaceAll("\"(?:[^\"]|\"\")*\"", "_").split(",", -1));
    }

    @Test
    void aRowForEachModelStepAndPosition() throws IOException {
        List<String> table = table(
                "a.csv",
                "--models",
                "rnn,lstm",
                "--text",
                text.toString(),
                "--length",
                "12",
                "--steps",
                "4",
                "--at",
                "0,2,4",
                "--parameters",
                "900");
        assertThat(table.getFirst()).isEqualTo("model,parameters,step,t,token,loss,gradient,swap,g,accuracy");
        assertThat(table).hasSize(1 + 2 * 3 * 12);
        List<String> first = row(table, "rnn");
        assertThat(first).hasSize(10);
        assertThat(Integer.parseInt(first.get(1))).isBetween(850, 950);
        assertThat(Double.parseDouble(first.get(6))).isPositive();
        assertThat(table).anyMatch(line -> line.contains(",8,\",\","));
        assertThat(table.stream().filter(line -> line.startsWith("lstm") && line.contains(",2,")))
                .isNotEmpty();
    }

    @Test
    void theSeedDecidesTheTable() throws IOException {
        String[] arguments = {"--task", "recall:5", "--models", "gpt", "--steps", "3", "--parameters", "900", "--seed"};
        List<String> one = table("a.csv", with(arguments, "7"));
        assertThat(table("b.csv", with(arguments, "7"))).isEqualTo(one);
        assertThat(table("c.csv", with(arguments, "8"))).isNotEqualTo(one);
    }

    private static String[] with(String[] arguments, String last) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(last);
        return all.toArray(String[]::new);
    }

    @Test
    void aTaskHasAnAccuracyAndOneLoss() throws IOException {
        List<String> table = table("a.csv", "--task", "recall:5", "--models", "rnn", "--parameters", "900");
        assertThat(table).hasSize(1 + 7);
        assertThat(row(table, "rnn").get(5)).isEmpty();
        assertThat(Double.parseDouble(row(table, "rnn").getLast())).isBetween(0.0, 1.0);
        assertThat(table.getLast().split(",")[5]).isNotEmpty();
    }

    @Test
    void theGradientVanishesInOneAndNotInTheOther() throws IOException {
        List<String> table = table("a.csv", "--text", text.toString(), "--by", "memory");
        assertThat(g(table, "rnn")).isLessThan(1e-3);
        assertThat(g(table, "lstm")).isGreaterThan(.3);
        assertThat(g(table, "gpt")).isGreaterThan(.3);
    }

    private static double g(List<String> table, String model) {
        return Double.parseDouble(row(table, model).get(8));
    }

    @ParameterizedTest
    @CsvSource({
        "--models|mlp|--task|recall:5, There is no model ‘mlp’",
        "--task|recall, A task is a name and a length",
        "--task|nothing:5, nothing",
        "--text|no.txt, no.txt",
        "--task|recall:5|--loss-at|2, There is no loss at step 2",
        "--task|recall:5|--steps|-1, at least 0"
    })
    void whatCannotBeComparedIsSaidInOneSentence(String arguments, String says) {
        int status = arguments.startsWith("--text") ? 1 : 2; // a file, or an option
        List<String> all = new ArrayList<>(
                List.of("compare", "--out", folder.resolve("x.csv").toString()));
        all.addAll(List.of(arguments.split("\\|")));
        assertThat(run(status, all.toArray(String[]::new)).strip())
                .startsWith("unroll: ")
                .contains(says)
                .doesNotContain("\n");
    }

    @Test
    void whatIsReadIsNotWrittenOver() {
        String said = run(1, "compare", "--text", text.toString(), "--out", text.toString());
        assertThat(said).contains("it is the text to learn");
    }
}
