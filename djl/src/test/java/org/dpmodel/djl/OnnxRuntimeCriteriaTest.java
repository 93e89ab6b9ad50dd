package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our checkpoints are served by DJL's OnnxRuntime engine, found by DJL's own criteria. */
class OnnxRuntimeCriteriaTest {
    private static final int COUNT = 16;

    @TempDir
    Path directory;

    @Test
    void aCheckpointIsLoadedByCriteria() throws Exception {
        Path file = directory.resolve("lenet.onnx");
        Dataset dataset = Examples.dataset(COUNT, 10, 1, 28, 28);
        try (DPModel model = Examples.builder(DjlNetworks.trace(TestBlocks.leNet(), TestBlocks.DIGIT))
                .build()) {
            model.train(2, dataset, List.of());
            model.save(file);
            float[][] expected = model.predict(dataset);
            Criteria<NDList, NDList> criteria = Criteria.builder()
                    .setTypes(NDList.class, NDList.class)
                    .optEngine("OnnxRuntime")
                    .optModelPath(file)
                    .build();
            try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
                    Predictor<NDList, NDList> predictor = loaded.newPredictor();
                    NDManager manager = loaded.getNDManager().newSubManager()) {
                FloatBuffer images = FloatBuffer.allocate(COUNT * 28 * 28);
                for (int i = 0; i < COUNT; i++) {
                    dataset.copyFeatures(i, images);
                }
                NDArray input = manager.create(images.flip(), new Shape(COUNT, 1, 28, 28));
                float[] logits = predictor.predict(new NDList(input)).head().toFloatArray();
                for (int i = 0; i < COUNT; i++) {
                    assertArrayEquals(expected[i], Arrays.copyOfRange(logits, 10 * i, 10 * i + 10), 1e-5f);
                }
            }
        }
    }
}
