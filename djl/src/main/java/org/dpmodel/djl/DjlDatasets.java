package org.dpmodel.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.loading.ContextLoader;
import org.dpmodel.validation.Require;

/**
 * Adapts DJL datasets. The examples are read once, in order and one at a time, through the dataset's own transforms, and
 * copied into Java memory; the dataset and its engine are not used afterwards. Its sampler is not used either: private
 * training draws its own batches. A random transform is applied once, not again in each epoch.
 *
 * <p>One record is one unit of privacy; its number in the dataset is public, and so is the number of records. A
 * transform that uses other records (statistics of the dataset, for example) breaks the guarantee, and cannot be
 * detected here.
 */
public final class DjlDatasets {
    private DjlDatasets() {}

    /**
     * Examples of numbered classes; the targets are one-hot.
     *
     * @param dataset records of one array of features and one class number of any type
     * @param classes the number of classes, which must be known in advance, not from the data; at least 2
     * @return a copy of the data
     * @throws IllegalArgumentException if a record has another number of arrays or another shape than the first, a
     *     number is not finite, or a label is not a whole number in [0, classes)
     * @throws UncheckedIOException if the dataset cannot be read
     */
    public static Dataset of(RandomAccessDataset dataset, int classes) {
        Require.atLeast("classes", classes, 2, "pass the number of classes");
        Records records = read(dataset);
        return ArrayDataset.classification(
                records.name(), records.features(), records.featureShape(), records.labels(classes), classes);
    }

    /**
     * Examples whose labels are used as targets unchanged: vectors (for example one-hot), or real numbers to predict.
     *
     * @param dataset records of one array of features and one array of targets; a single number has shape {@code [1]}
     * @return a copy of the data
     * @throws IllegalArgumentException if a record has another number of arrays or another shape than the first, a
     *     number is not finite, or labels are whole numbers of an integer type: those are classes
     * @throws UncheckedIOException if the dataset cannot be read
     */
    public static Dataset of(RandomAccessDataset dataset) {
        Records records = read(dataset);
        records.requireTargets();
        return ArrayDataset.regression(
                records.name(), records.features(), records.featureShape(), records.targets(), records.targetShape());
    }

    private static Records read(RandomAccessDataset dataset) {
        try (NDManager manager = ContextLoader.seeing(DjlDatasets.class, NDManager::newBaseManager)) {
            return Records.read(dataset, manager);
        } catch (EngineException e) {
            throw new IllegalArgumentException(
                    "a DJL dataset needs a DJL engine for its arrays, but none could be started (" + e.getMessage()
                            + "): add one to the class path, for example ai.djl.pytorch:pytorch-engine",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TranslateException e) {
            throw new IllegalArgumentException(
                    "a transform of " + dataset.getClass().getSimpleName() + " failed: " + e.getMessage()
                            + "; repair it, without looking at single records",
                    e);
        }
    }
}
