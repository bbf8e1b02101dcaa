package dev.culvert.uitests.gallery;

import dev.culvert.proto.helper.v1.State;
import dev.culvert.uitests.Open;
import dev.culvert.uitests.script.ScriptedCluster;
import dev.culvert.uitests.script.ScriptedHelper;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.scene.Scene;

/**
 * A screen or a state of it.
 *
 * @param context that the window is about
 * @param cluster what the API server says; made anew for each window
 * @param state what the helper says
 * @param forms how it is shown
 * @param arrange what happens before the picture is taken
 * @param shown of which the picture is
 */
record View(
    String name,
    String context,
    Supplier<ScriptedCluster> cluster,
    State state,
    List<Form> forms,
    BiConsumer<Open, ScriptedHelper> arrange,
    Function<Open, Scene> shown) {

  /** Of the window. */
  View(
      String name,
      String context,
      Supplier<ScriptedCluster> cluster,
      State state,
      List<Form> forms,
      BiConsumer<Open, ScriptedHelper> arrange) {
    this(name, context, cluster, state, forms, arrange, Open::scene);
  }
}
