package dev.unroll.engine.model;

/** Copies of models. */
final class Copies {
    private Copies() {}

    /** A model with the same weights that changes no more when this one is trained. */
    @SuppressWarnings("unchecked") // a kind and its configuration make a model of the same class
    static <M extends Model> M of(M model) {
        M copy = (M) Models.create(model.kind(), model.configuration(), 0);
        for (int i = 0; i < model.parameters().size(); i++) {
            copy.parameters().get(i).value().copyFrom(model.parameters().get(i).value());
        }
        return copy;
    }
}
