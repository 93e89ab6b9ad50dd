package org.dpmodel.djl;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import java.util.stream.IntStream;

/** Blocks as DJL's users write them. */
final class TestBlocks {
    static final Shape DIGIT = new Shape(1, 1, 28, 28);
    /** Of images for {@link #resNet}, whose steps are run for each row before the first one: 28 where all is tested in full. */
    static final long RESNET_SIDE = Boolean.getBoolean("dpmodel.full") ? 28 : 12;

    private TestBlocks() {}

    static Linear linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    static Conv2d conv(int filters, int kernel, int padding) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(padding, padding))
                .build();
    }

    /** LeNet-5 as DJL's documentation has it. */
    static SequentialBlock leNet() {
        return new SequentialBlock()
                .add(conv(6, 5, 2))
                .add(Activation.sigmoidBlock())
                .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(conv(16, 5, 0))
                .add(Activation::tanh)
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Blocks.batchFlattenBlock())
                .add(linear(120))
                .add(Activation.reluBlock())
                .add(linear(84))
                .add(Activation.reluBlock())
                .add(linear(10));
    }

    /** A residual network with a global pool, of operators that networks have. */
    static SequentialBlock residual() {
        ParallelBlock skip = new ParallelBlock(
                branches -> new NDList(NDArrays.add(
                        branches.get(0).singletonOrThrow(), branches.get(1).singletonOrThrow())),
                List.of(
                        new SequentialBlock()
                                .add(conv(4, 3, 1))
                                .add(Activation.reluBlock())
                                .add(conv(4, 3, 1)),
                        Blocks.identityBlock()));
        return new SequentialBlock()
                .add(conv(4, 3, 1))
                .add(skip)
                .add(Activation.reluBlock())
                .add(Pool.globalAvgPool2dBlock())
                .add(linear(10));
    }

    /** Convolutions along one axis, and dense layers on rows. */
    static Block sequence() {
        return new SequentialBlock()
                .add(Conv1d.builder()
                        .setFilters(5)
                        .setKernelShape(new Shape(3))
                        .optStride(new Shape(2))
                        .build())
                .add(Activation.tanhBlock())
                .addSingleton(array -> array.transpose(0, 2, 1))
                .add(linear(7))
                .add(Activation.reluBlock())
                .addSingleton(array -> array.swapAxes(1, 2))
                .add(Pool.maxPool1dBlock(new Shape(2), new Shape(2), new Shape(0), true))
                .add(Blocks.batchFlattenBlock())
                .add(linear(3))
                .addSingleton(array -> array.softmax(-1));
    }

    /** Twenty layers for images of {@link #RESNET_SIDE}, from the model zoo. */
    static Block resNet() {
        return ResNetV1.builder()
                .setImageShape(new Shape(3, RESNET_SIDE, RESNET_SIDE))
                .setNumLayers(20)
                .setOutSize(10)
                .build();
    }

    static Block layerNormalized() {
        return new SequentialBlock()
                .add(linear(6))
                .add(LayerNorm.builder().axis(2).build())
                .add(Activation.reluBlock())
                .add(linear(4))
                .add(LayerNorm.builder().build())
                .add(Blocks.batchFlattenBlock())
                .add(linear(3));
    }

    static SequentialBlock normalized() {
        return new SequentialBlock()
                .add(conv(6, 3, 1))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Pool.avgPool2dBlock(new Shape(4, 4), new Shape(4, 4)))
                .add(Blocks.batchFlattenBlock())
                .add(linear(10));
    }

    /** An embedding of words that are named by their ids. */
    static Block embedding(int words, int size) {
        List<String> names =
                IntStream.range(0, words).mapToObj(id -> "word" + id).toList();
        return TrainableWordEmbedding.builder()
                .setVocabulary(DefaultVocabulary.builder().add(names).build())
                .setEmbeddingSize(size)
                .optUnknownToken("word0")
                .build();
    }
}
