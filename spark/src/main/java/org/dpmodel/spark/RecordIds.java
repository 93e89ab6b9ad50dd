package org.dpmodel.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Creates ids for datasets that have none. */
public final class RecordIds {
    private RecordIds() {}

    /**
     * Gives each row a number, writes the rows out with it, and reads them again, so that number and row stay together:
     * numbers that Spark assigns at each reading change with files, their sizes and partitions.
     *
     * @param dataset rows without an id
     * @param column name of the id's column
     * @param path where to write them, as Parquet; must not exist
     * @return the rows as written, with the id
     */
    public static Dataset<Row> written(Dataset<Row> dataset, String column, String path) {
        dataset.withColumn(column, functions.monotonically_increasing_id())
                .write()
                .parquet(path);
        return dataset.sparkSession().read().parquet(path);
    }
}
