package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.embedding.EmbeddingSpace;
import dev.unroll.engine.embedding.EmbeddingSpace.Neighbour;
import dev.unroll.engine.embedding.WordPlane;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Place;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WordMapTest {
    private static final List<String> WORDS = List.of("man", "woman", "king", "queen", "far");

    private static WordMap map(String word, String analogy) {
        Tensor vectors = Tensor.of(Shape.of(Axis.TOKEN, 5, Axis.UNIT, 2), 1, 0.1f, 1, 0.9f, 3, 0.3f, 3, 2.7f, -5, -5);
        EmbeddingSpace space = new EmbeddingSpace(new Vocabulary(WORDS), vectors);
        return WordMap.of(space, new WordPlane(), WORDS, word, analogy, false);
    }

    private static String symbol(NamedNumbers numbers, String name, int... token) {
        List<Integer> index = token.length == 0 ? List.of() : List.of(token[0]);
        List<Axis> axes = token.length == 0 ? List.of() : List.of(Axis.TOKEN);
        return String.valueOf(numbers.symbol(new Place(name, axes, index, Quantity.VALUE), WORDS::get));
    }

    @Test
    void cosinesAreNamedByTheirWords() {
        NamedNumbers numbers = new NamedNumbers();
        map(" king ", "man, woman, king").addTo(numbers);
        assertThat(symbol(numbers, "cosine")).isEqualTo("cos(‘king’)");
        assertThat(symbol(numbers, "nearest", 0)).isEqualTo("cos(‘king’, ‘man’)");
        assertThat(symbol(numbers, "analogy", 3)).isEqualTo("cos(b − a + c, ‘queen’)");
        assertThat(numbers.get("cosine").at(2)).as("of the word itself").isEqualTo(1);
        assertThat(numbers.get("nearest").at(2)).isEqualTo(-1);
    }

    @Test
    void anAnalogyIsAnsweredWhereItsWordsAreKnown() {
        assertThat(map("man", "man woman king").answers().getFirst().id()).isEqualTo(3);
        WordMap unknown = map("nobody", "man woman emperor");
        assertThat(unknown.analogy()).isEmpty();
        assertThat(unknown.word()).isZero();
        assertThat(unknown.nearest()).extracting(Neighbour::id).containsExactlyInAnyOrder(1, 2, 3, 4);
        NamedNumbers numbers = new NamedNumbers();
        unknown.addTo(numbers);
        assertThat(numbers.get("analogy")).isNull();
    }

    @Test
    void whatIsNoneOfTheWordsIsSaid() {
        WordMap map = map("man", "");
        assertThatThrownBy(() -> map.check("emperor")).isInstanceOf(SaidException.class);
        assertThatThrownBy(() -> map.checkAnalogy("man, woman")).isInstanceOf(SaidException.class);
        assertThatThrownBy(() -> map.checkAnalogy("man, woman, emperor")).isInstanceOf(SaidException.class);
        assertThatCode(() -> map.checkAnalogy(" ")).doesNotThrowAnyException();
        assertThatCode(() -> map.checkAnalogy("man, woman, king")).doesNotThrowAnyException();
    }
}
