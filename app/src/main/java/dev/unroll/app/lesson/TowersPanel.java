package dev.unroll.app.lesson;

import dev.unroll.app.run.Position;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Towers;
import dev.unroll.engine.trace.Towers.Box;
import dev.unroll.viz.attention.TowerClock;
import dev.unroll.viz.attention.TransformerPicture;
import dev.unroll.viz.attention.TransformerPicture.Part;
import dev.unroll.viz.attention.TransformerPicture.Tower;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A sentence on its way through an encoder and a decoder, box by box and moment by moment. A click on a tile opens the arithmetic of the
 * number that is furthest from 0 in it. The view goes by {@code towers}.
 */
public final class TowersPanel {
    /** How many numbers the colours tell apart: a few of the last boxes are so large that of the others nothing would be seen. */
    private static final double NEARLY_ALL = .95;

    private final StageKit<?> kit;
    private final TransformerPicture picture = new TransformerPicture();
    private @Nullable Shown shown;
    private @Nullable Position position;

    /** What is shown. */
    private record Shown(TranslationReading reading, Towers towers, TowerClock clock) {}

    /** @param chosen is told whenever a tile of a box was clicked */
    public TowersPanel(StageKit<?> kit, Consumer<Box> chosen) {
        this.kit = kit;
        kit.bindParts("towers", picture, this::place, this::part);
        picture.titleProperty().bind(kit.messages().text("towers.title"));
        picture.emptyTextProperty().bind(kit.messages().text("towers.notYet"));
        Consumer<Part> explain = picture.onActivateProperty().get();
        picture.setOnActivate(part -> {
            explain.accept(part);
            if (shown != null) chosen.accept(box(shown, part));
        });
        kit.legend("towers.legend", picture.scaleProperty());
    }

    /** The picture. */
    public TransformerPicture node() {
        return picture;
    }

    private static Box box(Shown now, Part part) {
        return now.towers.tower(part.ofDecoder()).get(part.row());
    }

    private @Nullable Place place(Part part) {
        Shown now = shown;
        return now == null
                ? null
                : Operation.strongest(now.reading, box(now, part).name(), part.token());
    }

    private @Nullable Part part(Place place) {
        Shown now = shown;
        if (now == null) return null;
        for (Box box : now.towers.all())
            if (box.name().equals(place.name()))
                return new Part(box.ofDecoder(), box.row(), place.index().getFirst());
        return null;
    }

    /** Shows a sentence. */
    public void show(TranslationReading reading, Towers towers, TowerClock clock) {
        Shown now = new Shown(reading, towers, clock);
        shown = now;
        picture.scaleProperty()
                .set(ColorScale.signedForMost(
                        NEARLY_ALL,
                        now.towers.all().stream()
                                .map(box -> now.reading.trace().value(box.name()))
                                .toList()));
        TranslationTrace translation = now.reading.now();
        picture.encoderProperty()
                .set(new Tower(
                        kit.messages().get("towers.encoder"),
                        tiles(now, now.towers.encoder()),
                        translation.sources(),
                        List.of()));
        picture.decoderProperty()
                .set(new Tower(
                        kit.messages().get("towers.decoder"),
                        tiles(now, now.towers.decoder()),
                        translation.reads(),
                        translation.written()));
        if (position != null) stand(position);
    }

    private List<TransformerPicture.Box> tiles(Shown now, List<Box> boxes) {
        return boxes.stream()
                .map(box -> new TransformerPicture.Box(
                        box.kind(),
                        title(box),
                        "|x| " + Numbers.compact((float) box.meanLength(now.reading.trace())),
                        now.reading.trace().value(box.name()),
                        box.attends() ? box.meanWeights(now.reading.trace()) : null))
                .toList();
    }

    /** What a box is called. */
    public String title(Box box) {
        String name = kit.messages().get("towers.box." + box.kind().name().toLowerCase(Locale.ROOT));
        return box.layer() < 0 ? name : box.layer() + " · " + name;
    }

    /** Shows what is computed where the screen stands. */
    public void stand(Position at) {
        position = at;
        Shown now = shown;
        if (now == null) return;
        int moment = at.timeStep();
        picture.inputGivenProperty().set(!at.inPass() || now.clock.inputGiven(moment));
        picture.encoderComputedProperty().set(at.inPass() ? now.clock.encoder(moment) : null);
        picture.decoderComputedProperty().set(at.inPass() ? now.clock.decoder(moment) : null);
    }
}
