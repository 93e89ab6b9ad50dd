package org.dpmodel.spark;

import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Creates ids for datasets that have none. */
public final class RecordIds {
    private RecordIds() {}

    /**
     * Gives each row a random id, writes the rows out with it, and reads them again, so that id and row stay together: what
     * Spark assigns at each reading changes with files, their sizes and partitions.
     *
     * <p>Ids are random, of 122 bits from the secure generator, since the number of a row says how many rows are before it:
     * with one row more, the draws and partitions of all later ones would change.
     *
     * @param dataset rows without an id
     * @param column name of the id's column, which holds strings
     * @param path where to write them, as Parquet; must not exist
     * @return the rows as written, with the id
     */
    public static Dataset<Row> written(Dataset<Row> dataset, String column, String path) {
        UDF0<String> random = () -> UUID.randomUUID().toString();
        dataset.withColumn(
                        column,
                        functions
                                .udf(random, DataTypes.StringType)
                                .asNondeterministic()
                                .apply())
                .write()
                .parquet(path);
        return dataset.sparkSession().read().parquet(path);
    }
}
