package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.models.LeNet5;
import org.junit.jupiter.api.Test;

/**
 * The classes of ONNX files were generated for protobuf 3.25, which comes with this library; Spark's dependencies bring 4.33. Both may be
 * on the class path of a driver or an executor, in either order, and both give the same bytes.
 */
class ProtobufTest {
    private static final Path OLD = Path.of(System.getProperty("dpmodel.protobuf3"));

    /** Reads a network and writes it again, with the protobuf of its own class loader. */
    public static final class Copy implements UnaryOperator<byte[]> {
        @Override
        public byte[] apply(byte[] network) {
            return OnnxFormat.write(OnnxFormat.read(network));
        }
    }

    private static byte[] copied(byte[] network, List<String> classPath, String protobuf) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath) {
            urls.add(new File(entry).toURI().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            String found = loader.loadClass("com.google.protobuf.Message")
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath();
            assertTrue(found.contains("protobuf-java-" + protobuf), found);
            @SuppressWarnings("unchecked")
            UnaryOperator<byte[]> copy = (UnaryOperator<byte[]>)
                    loader.loadClass(Copy.class.getName()).getConstructor().newInstance();
            return copy.apply(network);
        }
    }

    @Test
    void networksHaveTheSameBytesWhicheverProtobufComesFirst() throws Exception {
        byte[] network =
                OnnxFormat.write(new OnnxModel(LeNet5.network(10).graph().graph(), 17, Map.of()));
        List<String> sparks = Arrays.asList(SparkCluster.classPath().split(File.pathSeparator));
        List<String> oursFirst = new ArrayList<>(sparks);
        oursFirst.add(0, OLD.toString());
        List<String> sparksFirst = new ArrayList<>(sparks);
        sparksFirst.add(OLD.toString());
        assertArrayEquals(network, copied(network, oursFirst, "3."));
        assertArrayEquals(network, copied(network, sparksFirst, "4."));
    }
}
