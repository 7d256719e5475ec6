package dev.unroll.app.cli;

import dev.unroll.engine.embedding.EmbeddingSpace;
import dev.unroll.engine.embedding.Tsne;
import dev.unroll.engine.model.EmbeddingModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.text.Vocabulary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code unroll words}. */
@Command(
        name = "words",
        description = "Look at the words of a word2vec or GloVe model: neighbours, analogies, and places in the plane.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class WordsCommand implements Callable<Integer> {
    private static final int TSNE_STEPS = 500;
    private static final double PERPLEXITY = 15;

    /** How words are put into the plane. */
    enum Projection {
        PCA,
        TSNE
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "A word2vec or glove model.")
    private Path model = Path.of("");

    @ArgGroup(multiplicity = "1")
    private Question question = new Question();

    /** What is asked. */
    static final class Question {
        @Option(names = "--near", required = true, paramLabel = "WORD", description = "Which words are nearest?")
        private @Nullable String near;

        @Option(
                names = "--analogy",
                required = true,
                split = ",",
                paramLabel = "A,B,C",
                description = "A is to B as C is to what?")
        private @Nullable List<String> analogy;

        @Option(names = "--project", required = true, description = "Where do they all lie? ${COMPLETION-CANDIDATES}")
        private @Nullable Projection projection;
    }

    @Option(names = "--count", defaultValue = "10", description = "How many words are named.")
    private int count;

    @Override
    public Integer call() throws IOException {
        CommandException.requireAtLeast(1, "number of words", count);
        ModelFile file = ModelFile.read(model);
        if (!(file.model() instanceof EmbeddingModel embedding))
            throw CommandException.failure("The model " + model + " is of kind ‘"
                    + file.model().kind() + "’: vectors for words are looked at in word2vec and glove models.");
        Tokenizer tokenizer = file.knownTokenizer();
        EmbeddingSpace space = new EmbeddingSpace(tokenizer.vocabulary(), embedding.vectors());
        List<String> analogy = question.analogy;
        if (question.near != null) print(space, space.neighbours(id(space, question.near), count));
        else if (analogy != null) print(space, analogy(space, analogy));
        else project(space);
        return 0;
    }

    private List<EmbeddingSpace.Neighbour> analogy(EmbeddingSpace space, List<String> words) {
        if (words.size() != 3)
            throw CommandException.wrongOption("An analogy needs three words with commas between them, as in a,b,c.");
        return space.analogy(id(space, words.get(0)), id(space, words.get(1)), id(space, words.get(2)), count);
    }

    private static int id(EmbeddingSpace space, String word) {
        return space.vocabulary()
                .id(word)
                .orElseThrow(
                        () -> CommandException.failure("The model does not know ‘" + Vocabulary.display(word) + "’."));
    }

    private void print(EmbeddingSpace space, List<EmbeddingSpace.Neighbour> neighbours) {
        PrintWriter out = spec.commandLine().getOut();
        for (EmbeddingSpace.Neighbour n : neighbours)
            out.printf(Locale.ROOT, "%s\t%.4f%n", space.vocabulary().display(n.id()), n.cosine());
        out.flush();
    }

    private void project(EmbeddingSpace space) {
        Tensor points = question.projection == Projection.PCA ? space.principalComponents(2) : tsne(space);
        PrintWriter out = spec.commandLine().getOut();
        for (int i = 0; i < space.vocabulary().size(); i++)
            out.printf(
                    Locale.ROOT, "%s\t%.5f\t%.5f%n", space.vocabulary().display(i), points.get(i, 0), points.get(i, 1));
        out.flush();
    }

    private static Tensor tsne(EmbeddingSpace space) {
        Tsne tsne = new Tsne(space.vectors(), PERPLEXITY, 1);
        for (int i = 0; i < TSNE_STEPS; i++) tsne.step();
        return tsne.points();
    }
}
