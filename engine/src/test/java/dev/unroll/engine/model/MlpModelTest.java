package dev.unroll.engine.model;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MlpModelTest {
    @ParameterizedTest
    @CsvSource({"1, 0, 4", "3, 0, 4", "2, 5, 7", "8, 1, 1"})
    void theCostOfAnotherWindowIsThatOfTheModelThatHasIt(int window, int embedding, int hidden) {
        MlpModel model = new MlpModel(6, window, embedding, hidden, 1);
        for (int other = 1; other <= 10; other++)
            assertThat(model.parameterCount(other))
                    .isEqualTo(new MlpModel(6, other, embedding, hidden, 1).parameterCount());
    }
}
