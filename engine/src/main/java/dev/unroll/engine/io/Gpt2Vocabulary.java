package dev.unroll.engine.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.engine.text.ByteLevelTokenizer;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.Gpt2Tokenizer;
import dev.unroll.engine.text.Merge;
import dev.unroll.engine.text.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens of a published GPT-2 checkpoint.
 *
 * @param tokenizer as {@code vocab.json} and {@code merges.txt} beside the weights say; GPT-2's own where there are none and the model has
 *     GPT-2's size, spare ids to a rounder one included; {@code null} where that is not known, so that only ids can be read
 * @param ends the tokens that end a text: those that {@code config.json} names, and else the tokenizer's
 */
public record Gpt2Vocabulary(@Nullable Tokenizer tokenizer, Set<Integer> ends) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final String VOCABULARY = "vocab.json";
    private static final String MERGES = "merges.txt";
    private static final String WHOLE = "tokenizer.json";

    /**
     * Reads what stands beside a model.
     *
     * @param path the folder, or a file in it
     * @param size how many ids the model has
     * @throws IOException if something is damaged or does not fit the model, in one sentence
     */
    public static Gpt2Vocabulary read(Path path, int size) throws IOException {
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        Tokenizer tokenizer = tokenizer(folder, size);
        Set<Integer> ends = new TreeSet<>();
        JsonNode named = Gpt2Checkpoint.json(folder.resolve(Gpt2Checkpoint.CONFIGURATION))
                .path("eos_token_id");
        for (JsonNode one : named.isArray() ? named : List.of(named))
            if (one.isInt() && one.asInt() >= 0 && one.asInt() < size) ends.add(one.asInt());
        if (ends.isEmpty() && tokenizer != null) tokenizer.endOfText().ifPresent(ends::add);
        return new Gpt2Vocabulary(tokenizer, Collections.unmodifiableSet(ends));
    }

    private static @Nullable Tokenizer tokenizer(Path folder, int size) throws IOException {
        Path vocabulary = folder.resolve(VOCABULARY);
        Path merges = folder.resolve(MERGES);
        if (Files.exists(vocabulary) || Files.exists(merges)) return published(vocabulary, merges, size);
        Path whole = folder.resolve(WHOLE);
        if (!isPadded(size) || Files.exists(whole) && !isGpt2s(Gpt2Checkpoint.json(whole))) return null;
        return new Gpt2Tokenizer(size);
    }

    /** Whether a size is GPT-2's, or that rounded up to a multiple of 8, 16 … 4096 as it is for the sake of speed. */
    private static boolean isPadded(int size) {
        if (size == Gpt2Tokenizer.SIZE) return true;
        for (int multiple = 8; multiple <= 4096; multiple *= 2)
            if (size == Math.ceilDiv(Gpt2Tokenizer.SIZE, multiple) * multiple) return true;
        return false;
    }

    /** Whether a {@code tokenizer.json} says what GPT-2's own does. */
    private static boolean isGpt2s(JsonNode whole) {
        JsonNode tokens = whole.path("model").path("vocab");
        if (tokens.size() != Gpt2Tokenizer.SIZE || !whole.path("normalizer").isEmpty()) return false;
        for (int id = 0; id < Gpt2Tokenizer.SIZE; id++)
            if (tokens.path(Gpt2Tokenizer.published(id)).asInt(-1) != id) return false;
        return true;
    }

    private static Tokenizer published(Path vocabulary, Path merges, int size) throws IOException {
        for (Path file : List.of(vocabulary, merges))
            if (!Files.exists(file)) throw new FileException(null, "file.vocabularyMissing", file, VOCABULARY, MERGES);
        List<String> tokens = tokens(vocabulary, size);
        List<Merge> learnt = merges(merges, Set.copyOf(tokens));
        return new ByteLevelTokenizer(tokens, learnt);
    }

    /** The tokens by their ids; the ids that the model has beside them are spare. */
    private static List<String> tokens(Path file, int size) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(Corpus.readText(file));
        } catch (JsonProcessingException e) {
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            throw new FormatException(file, twice ? "file.tokenTwice" : "file.noJson");
        }
        if (!json.isObject() || json.isEmpty()) throw new FormatException(file, "file.noVocabulary");
        String[] tokens = new String[size];
        Arrays.fill(tokens, "");
        for (var entry : json.properties()) {
            String token = entry.getKey();
            JsonNode id = entry.getValue();
            if (token.isEmpty() || !id.isInt() || id.asInt() < 0)
                throw new FormatException(file, "file.tokenNoId", FormatException.quote(token));
            if (id.asInt() >= size)
                throw new FormatException(file, "file.tokenBeyond", FormatException.quote(token), id.asInt(), size);
            if (!tokens[id.asInt()].isEmpty())
                throw new FormatException(
                        file,
                        "file.tokenIdTwice",
                        FormatException.quote(tokens[id.asInt()]),
                        FormatException.quote(token),
                        id.asInt());
            tokens[id.asInt()] = token;
        }
        return List.of(tokens);
    }

    /** @param tokens what the merges may make */
    private static List<Merge> merges(Path file, Set<String> tokens) throws IOException {
        List<Merge> merges = new ArrayList<>();
        List<String> lines = Corpus.readText(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || i == 0 && line.startsWith("#version")) continue;
            String[] parts = line.split(" ", -1);
            if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty())
                throw new FormatException(file, "file.noMerge", i + 1);
            Merge merge = new Merge(parts[0], parts[1], 0);
            if (!tokens.contains(merge.token()))
                throw new FormatException(file, "file.mergeUnknown", i + 1, FormatException.quote(merge.token()));
            merges.add(merge);
        }
        return merges;
    }
}
