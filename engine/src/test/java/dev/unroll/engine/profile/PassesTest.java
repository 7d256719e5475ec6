package dev.unroll.engine.profile;

import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Models;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void ofEachOperationTheShortestTimeIsKept() {
        Repeats repeats = new Repeats();
        repeats.add(profile(3, 5));
        repeats.add(profile(1, 140)); // one operation was disturbed
        Profile kept = repeats.profile();
        assertThat(kept.work()).extracting(Work::seconds).containsExactly(1.0, 2.0);
        assertThat(kept.forwardDone()).isEqualTo(1);
        assertThat(kept.seconds()).isEqualTo(3);
        assertThat(kept.others())
                .as("what another core did in the middle of the second operation")
                .containsExactly(List.of(new Profile.Span(1.5, 2.5)));
    }

    @Test
    void aPassOfOtherOperationsIsNoRepeat() {
        Repeats repeats = new Repeats();
        repeats.add(profile(3, 5));
        Profile shorter = new Profile(profile(3, 5).work().subList(0, 1), 1, List.of());
        assertThatThrownBy(() -> repeats.add(shorter)).hasMessageContaining("1 operations is no repeat of one of 2");
    }

    @Test
    void theChainIsTheSameHoweverLongItsOperationsTook() {
        List<Integer> chains = new ArrayList<>();
        Passes.measure(
                models(),
                TEXT,
                false,
                .05,
                (_, now) -> chains.addAll(
                        now.profiles().stream().map(Profile::chain).toList()));
        List<Integer> once = Passes.of(models(), TEXT, false).profiles().stream()
                .map(Profile::chain)
                .toList();
        assertThat(chains).hasSizeGreaterThan(2).allMatch(once::contains);
        assertThat(chains.subList(chains.size() - 2, chains.size())).isEqualTo(once);
    }

    private static Profile profile(double forward, double seconds) {
        Work there = new Work("matmul", 0, false, 0, forward, 8, true);
        Work back = new Work("matmul", 0, true, forward, seconds, 8, true);
        double share = (seconds - forward) / 4;
        Profile.Span other = new Profile.Span(forward + share, forward + 3 * share);
        return new Profile(List.of(there, back), 1, List.of(List.of(other)));
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
