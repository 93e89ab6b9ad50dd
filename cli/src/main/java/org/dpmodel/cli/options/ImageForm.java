package org.dpmodel.cli.options;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.data.ImageFolder;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * The form in which a network takes the images of a folder.
 *
 * @param channels 1 for gray images, 3 for color
 * @param height rows of an image
 * @param width columns of an image
 * @param channelsLast whether the channels of a pixel are adjacent, as in Keras
 * @param classes names of the classes' folders, in the order of the network's outputs
 */
public record ImageForm(int channels, int height, int width, boolean channelsLast, List<String> classes) {
    private static final int IMAGE_RANK = 4;
    private static final int LARGEST_SIDE = 1 << 14;
    private static final List<Long> CHANNELS = List.of(1L, 3L);

    /** Copies the list. */
    public ImageForm {
        classes = List.copyOf(classes);
    }

    /**
     * The form that a network takes.
     *
     * @param network the network
     * @param name a description for errors, for example {@code the network in model.onnx}
     * @param classes names of the classes, in the order of its outputs
     * @return the form
     * @throws GraphException if it does not take images, or does not have an output for each class
     */
    public static ImageForm of(NetworkGraph network, String name, List<String> classes) {
        List<ValueInfo> inputs = network.graph().inputs();
        Shape input = inputs.get(0).type().shape();
        if (inputs.size() > 1
                || inputs.get(0).type().dataType() != DataType.FLOAT
                || input.rank() != IMAGE_RANK
                || (!isImage(input, 1, 2) && !isImage(input, IMAGE_RANK - 1, 1))) {
            throw new GraphException(
                    name + " must take images [batch, channels, height, width] or [batch, height, width,"
                            + " channels] with 1 or 3 channels, found " + inputs
                            + ": pass a network of images by --network, and name sizes that its file leaves open by --input-shape");
        }
        Shape output = network.output().type().shape();
        if (output.rank() != 2 || output.dim(1) != classes.size()) {
            throw new GraphException(
                    name + " must have an output for each of the " + classes.size() + " classes "
                            + classes + ", [batch, " + classes.size() + "], found " + output
                            + ": correct --classes, choose another output by --output, or export it with a last layer of that size");
        }
        boolean last = !isImage(input, 1, 2);
        int rows = last ? 1 : 2;
        return new ImageForm(
                (int) input.dim(last ? IMAGE_RANK - 1 : 1),
                (int) input.dim(rows),
                (int) input.dim(rows + 1),
                last,
                classes);
    }

    private static boolean isImage(Shape shape, int channelAxis, int rowAxis) {
        return CHANNELS.contains(shape.dim(channelAxis))
                && isSide(shape.dim(rowAxis))
                && isSide(shape.dim(rowAxis + 1));
    }

    private static boolean isSide(long size) {
        return size >= 1 && size <= LARGEST_SIDE;
    }

    /**
     * Reads images.
     *
     * @param folder contains a folder for each class
     * @return the images, as the network takes them
     * @throws IOException if a folder is missing, or a file is not such an image
     */
    public Dataset read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is no folder: a folder of images holds train and test, and each of them a"
                    + " folder for each of the classes " + classes);
        }
        Dataset images =
                new Named(folder, ImageFolder.read(folder, channels, height, width, classes.toArray(String[]::new)));
        return channelsLast ? new ChannelsLast(images) : images;
    }

    /**
     * Reads images without classes.
     *
     * @param files PNG and JPEG files
     * @return the images, as the network takes them, in this order
     * @throws IOException if a file is not such an image
     */
    public Dataset readFiles(List<Path> files) throws IOException {
        Dataset images = ImageFolder.readFiles(files, channels, height, width);
        return channelsLast ? new ChannelsLast(images) : images;
    }

    /**
     * Names the images after the last two folders: many folders are called {@code train}, and ledgers identify data by
     * name.
     */
    private static final class Named extends ForwardingDataset {
        private final String name;

        Named(Path folder, Dataset images) {
            super(images);
            Path whole = folder.toAbsolutePath().normalize();
            Path parent = whole.getParent();
            name = (parent == null || parent.getFileName() == null ? "" : parent.getFileName() + " ") + images.name();
        }

        @Override
        public String name() {
            return name;
        }
    }

    /** Converts to adjacent channels of each pixel. */
    private static final class ChannelsLast extends ForwardingDataset {
        private final int channels;
        private final int pixels;
        private final long[] shape;

        ChannelsLast(Dataset images) {
            super(images);
            long[] inner = images.featureShape();
            channels = (int) inner[0];
            pixels = (int) (inner[1] * inner[2]);
            shape = new long[] {inner[1], inner[2], inner[0]};
        }

        @Override
        public long[] featureShape() {
            return shape.clone();
        }

        @Override
        public void copyFeatures(int index, FloatBuffer destination) {
            FloatBuffer planes = FloatBuffer.allocate(channels * pixels);
            super.copyFeatures(index, planes);
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int channel = 0; channel < channels; channel++) {
                    destination.put(planes.get(channel * pixels + pixel));
                }
            }
        }
    }
}
