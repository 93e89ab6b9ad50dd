package org.dpmodel.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.storage.StorageLevel;
import org.dpmodel.data.ExampleIds;
import scala.Tuple2;

/**
 * A Spark dataset in the form from which training draws: counted once, with a position for each record, the rank of its
 * id among all ids in ascending order, and a partition that follows from its id alone. Cached on the executors until it
 * is closed.
 *
 * <p>So what is drawn does not depend on files, partitions or executors, and an additional record moves no other one to
 * another partition: the sum changes in chunks of one partition (ADR 401).
 */
final class SparkRecords implements AutoCloseable {
    /** Ids are kept in pieces of so many records, since one array could not hold those of all. */
    private static final int PIECE = 1 << 20;

    private final JavaRDD<RecordBlock> blocks;
    private final RecordShape shape;
    private final String[] digests;
    private final int[] sizes;
    private final int[] partitionOf;
    private final ExampleIds ids;

    private SparkRecords(JavaRDD<RecordBlock> blocks, RecordShape shape, List<BlockSummary> summaries) {
        this.blocks = blocks;
        this.shape = shape;
        this.digests = new String[summaries.size()];
        this.sizes = new int[summaries.size()];
        for (BlockSummary summary : summaries) {
            digests[summary.partition()] = summary.digest();
            sizes[summary.partition()] = summary.positions().length;
        }
        int size = Arrays.stream(sizes).reduce(0, Math::addExact);
        this.partitionOf = new int[size];
        Arrays.fill(partitionOf, -1);
        List<byte[]> names = pieces(size);
        for (BlockSummary summary : summaries) {
            int[] positions = summary.positions();
            for (int i = 0; i < positions.length; i++) {
                int position = positions[i];
                if (position >= size || partitionOf[position] >= 0) {
                    throw new IllegalStateException("positions must be 0 to " + (size - 1) + ", each once, found "
                            + position + " again: Spark read other rows the second time; write the dataset out, and "
                            + "train on the written copy");
                }
                partitionOf[position] = summary.partition();
                System.arraycopy(
                        summary.ids(),
                        i * ExampleIds.DIGEST_BYTES,
                        names.get(position / PIECE),
                        position % PIECE * ExampleIds.DIGEST_BYTES,
                        ExampleIds.DIGEST_BYTES);
            }
        }
        this.ids = ExampleIds.ofDigests(names);
    }

    private static List<byte[]> pieces(int records) {
        List<byte[]> pieces = new ArrayList<>();
        for (int rest = records; rest > 0; rest -= PIECE) {
            pieces.add(new byte[Math.min(rest, PIECE) * ExampleIds.DIGEST_BYTES]);
        }
        return pieces;
    }

    /**
     * Reads, numbers and caches records.
     *
     * @throws IllegalArgumentException if a column is missing or of a wrong type, an id is repeated, or a record is
     *     invalid: of several, the first by id is named
     */
    static SparkRecords of(Dataset<Row> dataset, RecordColumns columns, RecordShape shape, int partitions) {
        columns.requireComplete();
        checkColumns(dataset, columns);
        RecordReader reader = new RecordReader(columns, shape);
        JavaRDD<Row> sorted = dataset.select(
                        columns.all().stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new))
                .orderBy(functions.col(columns.id()))
                .javaRDD();
        JavaPairRDD<Integer, RecordBlock.Placed> placed = sorted.map(reader::read)
                .zipWithIndex()
                .mapToPair(numbered -> new Tuple2<>(
                        numbered._1().partition(partitions),
                        new RecordBlock.Placed(Math.toIntExact(numbered._2()), numbered._1())));
        JavaRDD<RecordBlock> blocks = placed.partitionBy(new ByNumber(partitions))
                .values()
                .mapPartitions(records -> {
                    List<RecordBlock.Placed> all = new ArrayList<>();
                    records.forEachRemaining(all::add);
                    return List.of(RecordBlock.of(all, shape)).iterator();
                })
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Function2<Integer, java.util.Iterator<RecordBlock>, java.util.Iterator<BlockSummary>> summary =
                    (partition, block) ->
                            List.of(BlockSummary.of(partition, block.next())).iterator();
            List<BlockSummary> summaries =
                    blocks.mapPartitionsWithIndex(summary, true).collect();
            refuseFaults(summaries.stream());
            return new SparkRecords(blocks, shape, summaries);
        } catch (RuntimeException e) {
            blocks.unpersist();
            throw e;
        }
    }

    private static void checkColumns(Dataset<Row> dataset, RecordColumns columns) {
        List<String> found = Arrays.asList(dataset.columns());
        List<String> missing =
                columns.all().stream().filter(name -> !found.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the dataset must have the columns " + columns.all() + ", found " + found
                    + " without " + missing + ": name its columns in RecordColumns");
        }
        DataType type = dataset.schema().apply(columns.id()).dataType();
        if (!(type instanceof IntegralType) && !(type instanceof StringType)) {
            throw new IllegalArgumentException("the id " + columns.id() + " must be whole numbers or strings, found "
                    + type.simpleString() + ": cast it, such that equal ids stay equal and different ids stay "
                    + "different");
        }
        if (type instanceof StringType text && !text.isUTF8BinaryCollation()) {
            // Ids that are equal under the collation would be two units here, in an order that changes between runs.
            throw new IllegalArgumentException("the id " + columns.id()
                    + " must be compared byte by byte, found the collation "
                    + text.collationName() + ", which may treat different ids as equal: give different records "
                    + "different ids, and cast them to STRING COLLATE UTF8_BINARY");
        }
    }

    /** Refuses invalid records, naming the first one by position, whichever partition reported first. */
    static void refuseFaults(Stream<BlockSummary> summaries) {
        summaries
                .filter(summary -> summary.fault() != null)
                .min(Comparator.comparingInt(BlockSummary::faultPosition))
                .ifPresent(summary -> {
                    throw new IllegalArgumentException("record " + summary.faultPosition()
                            + " (counted from 0 in the order of ids): " + summary.fault());
                });
    }

    /** Divides drawn positions by partition, keeping their order. */
    int[][] byPartition(int... drawn) {
        int[] sizes = new int[partitions()];
        for (int position : drawn) {
            sizes[partitionOf[position]]++;
        }
        int[][] parts = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        Arrays.fill(sizes, 0);
        for (int position : drawn) {
            int partition = partitionOf[position];
            parts[partition][sizes[partition]++] = position;
        }
        return parts;
    }

    int partitions() {
        return blocks.getNumPartitions();
    }

    int size() {
        return partitionOf.length;
    }

    RecordShape shape() {
        return shape;
    }

    /** Ids by position. */
    ExampleIds ids() {
        return ids;
    }

    JavaRDD<RecordBlock> blocks() {
        return blocks;
    }

    /** Digest of each partition's records, in the order of their numbers. */
    String[] digests() {
        return digests.clone();
    }

    @Override
    public void close() {
        blocks.unpersist();
    }

    @Override
    public String toString() {
        return size() + " records in " + partitions() + " partitions of "
                + Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    /** Keys are partitions. */
    private static final class ByNumber extends Partitioner {
        private static final long serialVersionUID = 1;

        private final int partitions;

        ByNumber(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByNumber same && same.partitions == partitions;
        }

        @Override
        public int hashCode() {
            return partitions;
        }
    }
}
