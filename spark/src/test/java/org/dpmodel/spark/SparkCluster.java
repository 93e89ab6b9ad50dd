package org.dpmodel.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;

/** Two executors in processes of their own, started once for all tests and ended with this process, and records for them. */
public final class SparkCluster {
    /** System property with another cluster, in processes of tests. */
    static final String MASTER = "dpmodel.test.master";

    static final int RECORDS = 240;

    public static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType)
            .add("x", DataTypes.createArrayType(DataTypes.FloatType))
            .add("y", DataTypes.IntegerType);

    private static SparkSession session;
    private static Path folder;

    private SparkCluster() {}

    public static synchronized SparkSession session() {
        if (session == null) {
            System.setProperty(MischiefEngine.FOLDER, folder().toString());
            session = SparkSession.builder()
                    .master(System.getProperty(MASTER, "local-cluster[2,1,1024]"))
                    .config("spark.home", System.getProperty("java.io.tmpdir"))
                    .config("spark.executor.extraClassPath", classPath())
                    .config(
                            "spark.executor.extraJavaOptions",
                            "-XX:TieredStopAtLevel=1 -D" + MischiefEngine.FOLDER + "=" + folder())
                    .config("spark.executorEnv.SPARK_SCALA_VERSION", "2.13")
                    .config("spark.executorEnv.SPARK_TESTING", "1")
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.ui.enabled", false)
                    .config("spark.sql.shuffle.partitions", 3)
                    .config("spark.speculation", true)
                    .config("spark.speculation.quantile", 0.5)
                    .getOrCreate();
        }
        return session;
    }

    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Where files tell executors what to do wrongly. */
    static synchronized Path folder() {
        if (folder == null) {
            try {
                folder = Files.createTempDirectory("dpmodel-mischief");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            folder.toFile().deleteOnExit();
        }
        return folder;
    }

    static void tell(String mischief) {
        try {
            Files.createFile(folder().resolve(mischief));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean hasHappened(String mischief) {
        return !Files.exists(folder().resolve(mischief));
    }

    static long id(int position) {
        return 1000L + 7L * position;
    }

    private static float[][] features() {
        Random random = new Random(6);
        float[][] features = new float[RECORDS][4];
        for (float[] record : features) {
            for (int j = 0; j < record.length; j++) {
                record[j] = (float) random.nextGaussian();
            }
        }
        return features;
    }

    private static int label(float... record) {
        return record[0] + record[1] > 0 ? 1 : 0;
    }

    /** The records, shuffled. */
    public static List<Row> rows() {
        float[][] features = features();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            List<Float> numbers = new ArrayList<>();
            for (float number : features[i]) {
                numbers.add(number);
            }
            rows.add(RowFactory.create(id(i), numbers, label(features[i])));
        }
        Collections.shuffle(rows, new Random(7));
        return rows;
    }

    /** The records in the order of their ids, on one machine. */
    static Dataset local() {
        float[][] features = features();
        int[] labels = new int[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            labels[i] = label(features[i]);
        }
        long[] ids = IntStream.range(0, RECORDS).mapToLong(SparkCluster::id).toArray();
        return ArrayDataset.classification("of Spark", features, new long[] {4}, labels, 2)
                .withIds(ExampleIds.numbered(ids));
    }
}
