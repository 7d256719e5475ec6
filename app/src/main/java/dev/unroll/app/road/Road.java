package dev.unroll.app.road;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.RunSession;
import dev.unroll.app.lesson.attention.AttentionLesson;
import dev.unroll.app.lesson.bptt.BpttLesson;
import dev.unroll.app.lesson.compare.CompareLesson;
import dev.unroll.app.lesson.gpt.GptLesson;
import dev.unroll.app.lesson.intro.IntroLesson;
import dev.unroll.app.lesson.embeddings.EmbeddingsLesson;
import dev.unroll.app.lesson.lstm.LstmLesson;
import dev.unroll.app.lesson.mlp.MlpLesson;
import dev.unroll.app.lesson.rnn.RnnLesson;
import dev.unroll.app.lesson.seq2seq.Seq2SeqLesson;
import dev.unroll.app.lesson.sequential.SequentialLesson;
import dev.unroll.app.lesson.transformer.TransformerLesson;

import java.util.List;
import java.util.Optional;

/** The lessons in their order, and what stands beside them. */
public final class Road {
    /** Every station, whether built or not. */
    public static final List<Lesson> LESSONS = List.of(
            new Lesson("intro", 1, context -> new RunSession<>(context, new IntroLesson())),
            new Lesson("embeddings", 2, context -> new RunSession<>(context, new EmbeddingsLesson())),
            new Lesson("mlp", 3, context -> new RunSession<>(context, new MlpLesson())),
            new Lesson("rnn", 4, context -> new RunSession<>(context, new RnnLesson())),
            new Lesson("bptt", 5, context -> new RunSession<>(context, new BpttLesson())),
            new Lesson("lstm", 6, context -> new RunSession<>(context, new LstmLesson())),
            new Lesson("sequential", 7, context -> new RunSession<>(context, new SequentialLesson())),
            new Lesson("seq2seq", 8, context -> new RunSession<>(context, new Seq2SeqLesson())),
            new Lesson("attention", 9, context -> new RunSession<>(context, new AttentionLesson())),
            new Lesson("transformer", 10, context -> new RunSession<>(context, new TransformerLesson())),
            new Lesson("gpt", 11, context -> new RunSession<>(context, new GptLesson())),
            new Lesson("lab", 0, null),
            new Lesson("compare", 0, context -> new RunSession<>(context, new CompareLesson())));

    private Road() {}

    /** Adds what the lessons are called. */
    public static void name(Messages messages) {
        messages.add("dev.unroll.app.road.road");
    }

    /** The lesson of this id. */
    public static Optional<Lesson> find(String id) {
        return LESSONS.stream().filter(lesson -> lesson.id().equals(id)).findAny();
    }

    /** The lesson that the program begins with. */
    public static Lesson first() {
        return LESSONS.stream().filter(Lesson::available).findFirst().orElseThrow();
    }
}
