package dev.unroll.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tokenizers as texts under names, and back. */
final class TokenizerMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KIND = "tokenizer";
    private static final String VOCABULARY = "vocabulary";
    private static final String MERGES = "merges";
    private static final String SIZE = "vocabularySize";

    private TokenizerMetadata() {}

    static Map<String, String> write(Tokenizer tokenizer) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(KIND, tokenizer.kind());
        switch (tokenizer) {
            case CharacterTokenizer t ->
                texts.put(VOCABULARY, json(t.vocabulary().tokens()));
            case SpacedTokenizer t -> texts.put(VOCABULARY, json(t.vocabulary().tokens()));
            case WordTokenizer t -> texts.put(VOCABULARY, json(t.vocabulary().tokens()));
            case BytePairTokenizer t -> {
                texts.put(VOCABULARY, json(t.vocabulary().tokens()));
                texts.put(MERGES, merges(t.merges()));
            }
            case ByteLevelTokenizer t -> {
                texts.put(VOCABULARY, json(t.published()));
                texts.put(MERGES, merges(t.merges()));
            }
            case Gpt2Tokenizer t ->
                texts.put(SIZE, Integer.toString(t.vocabulary().size()));
        }
        return texts;
    }

    static Tokenizer read(Map<String, String> texts) {
        String kind = texts.getOrDefault(KIND, "");
        return switch (kind) {
            case CharacterTokenizer.KIND -> new CharacterTokenizer(vocabulary(texts));
            case WordTokenizer.KIND -> new WordTokenizer(vocabulary(texts));
            case SpacedTokenizer.KIND -> new SpacedTokenizer(vocabulary(texts));
            case BytePairTokenizer.KIND -> new BytePairTokenizer(vocabulary(texts), merges(texts));
            case ByteLevelTokenizer.KIND -> new ByteLevelTokenizer(tokens(texts), merges(texts));
            case Gpt2Tokenizer.KIND -> gpt2(texts.getOrDefault(SIZE, Integer.toString(Gpt2Tokenizer.SIZE)));
            default -> throw new IllegalArgumentException("There is no tokenizer ‘" + Vocabulary.display(kind) + "’.");
        };
    }

    private static Gpt2Tokenizer gpt2(String size) {
        try {
            return new Gpt2Tokenizer(Integer.parseInt(size));
        } catch (NumberFormatException e) {
            throw damaged(SIZE);
        }
    }

    private static Vocabulary vocabulary(Map<String, String> texts) {
        return new Vocabulary(tokens(texts));
    }

    private static List<String> tokens(Map<String, String> texts) {
        return parse(texts, VOCABULARY, new TypeReference<List<String>>() {});
    }

    private static String merges(List<Merge> merges) {
        return json(merges.stream()
                .map(m -> List.of(m.left(), m.right(), Long.toString(m.count())))
                .toList());
    }

    private static List<Merge> merges(Map<String, String> texts) {
        return parse(texts, MERGES, new TypeReference<List<List<String>>>() {}).stream()
                .map(TokenizerMetadata::merge)
                .toList();
    }

    private static Merge merge(List<String> parts) {
        if (parts.size() != 3 || parts.contains(null)) throw damaged(MERGES);
        try {
            return new Merge(parts.get(0), parts.get(1), Long.parseLong(parts.get(2)));
        } catch (NumberFormatException e) {
            throw damaged(MERGES);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Lists of texts are always JSON.", e);
        }
    }

    private static <T> List<T> parse(Map<String, String> texts, String key, TypeReference<List<T>> type) {
        try {
            List<T> list = JSON.readValue(texts.getOrDefault(key, ""), type);
            if (list != null && list.stream().allMatch(Objects::nonNull)) return list;
        } catch (JsonProcessingException e) {
            throw damaged(key);
        }
        throw damaged(key);
    }

    private static IllegalArgumentException damaged(String key) {
        return new IllegalArgumentException("The tokenizer's ‘" + key + "’ is missing or damaged.");
    }
}
