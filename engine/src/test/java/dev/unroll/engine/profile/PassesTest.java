package dev.unroll.engine.profile;

import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Models;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class PassesTest {
    private static final int[] TEXT = {1, 3, 2, 0, 1};

    private static List<LanguageModel> models() {
        Map<String, String> rnn = Map.of("hidden", "4", "layers", "1", "vocabulary", "5");
        Map<String, String> gpt = Map.of("hidden", "4", "layers", "1", "heads", "2", "context", "8", "vocabulary", "5");
        return List.of((LanguageModel) Models.create("rnn", rnn, 1), (LanguageModel) Models.create("gpt", gpt, 1));
    }

    @Test
    void theLastTokenIsOnlyPredicted() {
        Passes learnt = Passes.of(models(), TEXT, false);
        assertThat(learnt.profiles())
                .hasSize(2)
                .allSatisfy(profile -> assertThat(profile.positions()).isEqualTo(4))
                .allSatisfy(profile -> assertThat(profile.work()).anyMatch(Work::backward));
        Passes written = Passes.of(models(), TEXT, true);
        assertThat(written.profiles())
                .allSatisfy(profile -> assertThat(profile.chain()).isEqualTo(4))
                .allSatisfy(profile -> assertThat(profile.work()).noneMatch(Work::backward));
    }

    @Test
    void ofEachModelTheQuickerPassIsKept() {
        Passes one = new Passes(List.of(profile(3, 5), profile(2, 2)));
        Passes other = new Passes(List.of(profile(1, 4), profile(6, 7)));
        Passes quicker = one.quicker(other);
        assertThat(quicker.profiles())
                .containsExactly(other.profiles().getFirst(), one.profiles().getLast());
        assertThat(quicker.longest()).isEqualTo(4);
        assertThat(quicker.longestForward()).isEqualTo(2);
    }

    private static Profile profile(double forward, double seconds) {
        Work there = new Work("matmul", 0, false, 0, forward, 8, true);
        Work back = new Work("matmul", 0, true, forward, seconds, 8, true);
        return new Profile(List.of(there, back), 1, List.of());
    }

    @Test
    void whatIsToldNeverBecomesSlowerAndEndsAtTheWhole() {
        List<Double> shares = new ArrayList<>();
        List<Passes> told = new ArrayList<>();
        Passes.measure(models(), TEXT, false, .05, (share, passes) -> {
            shares.add(share);
            told.add(passes);
        });
        assertThat(shares).isSorted().endsWith(1.0);
        for (int i = 1; i < told.size(); i++) {
            List<Profile> before = told.get(i - 1).profiles();
            List<Profile> after = told.get(i).profiles();
            for (int m = 0; m < 2; m++)
                assertThat(after.get(m).seconds())
                        .isLessThanOrEqualTo(before.get(m).seconds());
        }
    }
}
