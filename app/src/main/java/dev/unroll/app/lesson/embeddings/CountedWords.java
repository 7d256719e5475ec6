package dev.unroll.app.lesson.embeddings;

import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/**
 * How often words stand with others.
 *
 * @param words the rows
 * @param others the columns
 * @param counts {@code [TOKEN, KEY]}
 */
record CountedWords(List<String> words, List<String> others, Tensor counts) {}
