package dev.unroll.engine.io;

import dev.unroll.engine.message.Translatable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class RecipeFileTest {
    private static final String GOOD = """
            {"title": "Letters", "data": {"text": "text.txt"}, "model": {"kind": "rnn", "hidden": 8},
             "optimizer": "adam", "learningRate": 0.02, "batch": 4, "length": 9, "steps": 100, "seed": 1}""";

    @TempDir
    private Path folder;

    private Path recipe(String json) throws IOException {
        Files.writeString(folder.resolve("text.txt"), "abcabc");
        return Files.writeString(folder.resolve("recipe.json"), json);
    }

    private static void use(Path recipe) throws IOException {
        RecipeFile file = RecipeFile.read(recipe);
        file.recipe();
        file.dataset(recipe);
    }

    @Test
    void whatIsThereIsRead() throws IOException {
        RecipeFile file = RecipeFile.read(recipe(GOOD));
        assertThat(file.model()).containsEntry("hidden", "8").containsEntry("kind", "rnn");
        assertThat(file.steps()).isEqualTo(100);
        assertThat(file.target()).isNull();
        assertThat(file.dataFile(folder.resolve("recipe.json"))).isEqualTo(folder.resolve("text.txt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"title\": \"Letters\", | | ‘title’ is missing",
                "\"steps\": 100, | | ‘steps’ is missing",
                "\"learningRate\": 0.02, | | ‘learningRate’ is missing",
                "\"kind\": \"rnn\", | | ‘model.kind’ is missing",
                "\"Letters\" | null | ‘title’ is null",
                "8 | null | ‘model.hidden’ is null",
                "100 | null | ‘steps’ is null",
                "100 | 2.5 | ‘steps’ is 2.5",
                "100 | \"many\" | ‘steps’ is \"many\"",
                "100 | -1 | its steps are -1",
                "0.02 | \"0.02\" | ‘learningRate’ is \"0.02\"",
                "0.02 | 1e999 | ‘learningRate’",
                "0.02 | -1 | learning rate",
                "\"batch\": 4 | \"batch\": 99999999999 | ‘batch’",
                "\"batch\": 4 | \"batch\": 0 | batch size",
                "\"seed\" | \"sead\" | ‘seed’ is missing",
                "\"seed\": 1 | \"seed\": 1, \"stepps\": 3 | unknown field ‘stepps’",
                "\"seed\": 1 | \"seed\": 1, \"seed\": 1 | twice at line 2",
                "\"seed\": 1 | \"seed\": 1, \"carryState\": 1 | ‘carryState’ is 1",
                "\"seed\": 1 | \"seed\": 1, \"target\": {} | neither ‘atLeast’ nor ‘atMost’",
                "\"seed\": 1 | \"seed\": 1, \"target\": {\"atleast\": 1} | ‘target.atleast’",
                "\"seed\": 1 | \"seed\": 1, \"schedule\": \"slow\" | ‘slow’",
                "\"seed\": 1 | \"seed\": NaN | line 2",
                "8 | [8] | ‘model.hidden’ is [8]",
                "hidden | hiden | ‘hiden’",
                "rnn | rnm | ‘rnm’",
                "adam | adaam | ‘adaam’",
                "\"text\": \"text.txt\" | | neither a text nor pairs nor a task",
                "\"text.txt\" | \"text.txt\", \"task\": \"recall\" | both ‘text’ and ‘task’",
                "\"text\": \"text.txt\" | \"task\": \"recall\" | ‘data.taskLength’ is missing",
                "text.txt | a\\u0000b | can be no file",
                "text.txt | none.txt | none.txt",
                "{\"text\": \"text.txt\"} | 7 | ‘data’ is 7",
            })
    void whatIsNotAsItShouldBeIsNamed(String good, String bad, String says) throws IOException {
        assertThat(GOOD).contains(good);
        Path recipe = recipe(GOOD.replace(good, bad == null ? "" : bad));
        assertRefused(recipe, says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[] | JSON object", "null | JSON object", "{ | line 1", "'' | JSON object"})
    void whatIsNoRecipeIsSaidToBeNone(String json, String says) throws IOException {
        assertRefused(recipe(json), says);
    }

    private static void assertRefused(Path recipe, String says) {
        Throwable e = catchThrowable(() -> use(recipe));
        assertThat(e).isInstanceOf(Translatable.class).hasMessageContaining(says);
        for (Locale language : new Locale[] {Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE})
            assertThat(((Translatable) e).message().in(language))
                    .doesNotContain("java", "com.fasterxml", "null.", "Exception")
                    .matches("(?s).*[.。]")
                    .doesNotContainPattern("\\R");
    }
}
