package dev.unroll.app.cli;

import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.model.NGramModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ResumptionTest {
    @TempDir
    private Path folder;

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private CommandRun train(String out, String... arguments) {
        List<String> all = new ArrayList<>(List.of("train", "--out", at(out)));
        all.addAll(List.of(arguments));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private String gpt(String text) {
        train("m", "--text", text, "--model", "gpt", "--hidden", "8", "--steps", "2", "--length", "4", "--seed", "3")
                .succeeded();
        return at("m");
    }

    @ParameterizedTest
    @CsvSource({
        "--model=lstm, ‘--model gpt’",
        "--hidden=9, hidden=8",
        "--set=dropout=0.5, dropout=0",
        "--optimizer=sgd, ‘--optimizer ADAM’",
        "--batch=3, ‘--batch 16’",
        "--length=5, ‘--length 4’",
        "--seed=4, ‘--seed 3’",
        "--tokenizer=word, ‘--tokenizer character’",
        "--carry-state, ‘--carry-state false’"
    })
    void whatContradictsTheModelIsRefused(String option, String says) throws IOException {
        String text = file("text", "abcabcabc");
        train("again", "--text", text, "--resume", gpt(text), option).refused(2, says);
        assertThat(folder.resolve("again")).doesNotExist();
    }

    @Test
    void whatAgreesWithTheModelMayBeSaid() throws IOException {
        String text = file("text", "abcabcabc");
        train("again", "--text", text, "--resume", gpt(text), "--model", "gpt", "--hidden", "8", "--steps", "1")
                .succeeded();
        assertThat(Checkpoint.read(folder.resolve("again")).optimizer().steps()).isEqualTo(3);
    }

    @Test
    void ratesTakeEffect() throws IOException {
        String text = file("text", "abcabcabc");
        String model = gpt(text);
        train("kept", "--text", text, "--resume", model, "--steps", "1", "--lr", "0")
                .succeeded();
        train("moved", "--text", text, "--resume", model, "--steps", "1", "--lr", "0.5", "--clip-value", "2")
                .succeeded();
        Checkpoint before = Checkpoint.read(Path.of(model));
        Checkpoint kept = Checkpoint.read(folder.resolve("kept"));
        Checkpoint moved = Checkpoint.read(folder.resolve("moved"));
        assertThat(kept.keyframe().weights()).isDeepEqualTo(before.keyframe().weights());
        assertThat(moved.keyframe().weights()[0]).isNotEqualTo(before.keyframe().weights()[0]);
        assertThat(moved.recipe().settings().learningRate()).isEqualTo(0.5);
        assertThat(moved.recipe().settings().clipping()).hasToString("value:2.0");
    }

    @Test
    void bothVocabulariesOfATranslatorAreCompared() throws IOException {
        String pairs = file("pairs", "a b\tx\nb a\ty\n");
        train("m", "--pairs", pairs, "--model", "seq2seq", "--hidden", "4", "--steps", "1")
                .succeeded();
        String source = file("source", "a c\tx\nc a\ty\n");
        train("again", "--pairs", source, "--resume", at("m")).refused(1, "other source words");
        String target = file("target", "a b\tx\nb a\tz\n");
        train("again", "--pairs", target, "--resume", at("m")).refused(1, "other words");
        String text = file("text", "a b x y");
        train("again", "--text", text, "--resume", at("m")).refused(1, "trained on other");
        train("again", "--pairs", pairs, "--resume", at("m"), "--steps", "1").succeeded();
    }

    @Test
    void nGramsAreCountedOn() throws IOException {
        String first = file("first", "abcab");
        String second = file("second", "cabbage".replace("g", "c").replace("e", "a"));
        train("m", "--text", first, "--model", "ngram", "--set", "order=1").succeeded();
        train("on", "--text", second, "--resume", at("m")).succeeded();
        NGramModel counted = (NGramModel) Checkpoint.read(folder.resolve("on")).model();
        // a, b and c: 2 + 3, 2 + 2 and 1 + 2 times
        assertThat(counted.parameters().getLast().value().toArray()).containsExactly(5, 4, 3);
    }

    @Test
    void aWordModelGoesOnWithoutSayingSoAgain() throws IOException {
        String text = file("text", "the dog sees the cat and the cat sees the dog");
        for (String tokenizer : new String[] {"word", "bpe:5"}) {
            train("m", "--text", text, "--tokenizer", tokenizer, "--hidden", "4", "--steps", "1")
                    .succeeded();
            train("on", "--text", text, "--resume", at("m"), "--steps", "1").succeeded();
        }
    }

    @Test
    void whatARecipeSaysIsNotSaidBesideIt() throws IOException {
        file("text", "abcabcabc");
        String recipe = file("recipe", """
                {"title": "Letters", "data": {"text": "text"}, "model": {"kind": "rnn", "hidden": 4},
                 "optimizer": "adam", "learningRate": 0.02, "batch": 4, "length": 4, "steps": 1, "seed": 1}""");
        train("m", "--recipe", recipe, "--lr", "1").refused(2, "‘--lr’");
        train("m", "--recipe", recipe, "--clip", "1").refused(2, "‘--clip’");
        train("m", "--recipe", recipe).succeeded();
        train("on", "--recipe", recipe, "--resume", at("m")).succeeded();
        String other = file("other", Files.readString(Path.of(recipe)).replace("\"hidden\": 4", "\"hidden\": 5"));
        train("on", "--recipe", other, "--resume", at("m")).refused(1, "another recipe");
        train("m", "--text", at("text"), "--hidden", "4", "--set", "hidden=5").refused(2, "give it once");
    }
}
