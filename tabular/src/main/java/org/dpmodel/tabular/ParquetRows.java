package org.dpmodel.tabular;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Properties;
import java.util.Set;

/**
 * Reads Parquet files by DuckDB through JDBC, in the order of their rows. DuckDB is referenced only in a URL, so only
 * users of such files need it.
 */
final class ParquetRows {
    private static final String DUCKDB = "jdbc:duckdb:";

    /** Characters of patterns that DuckDB would expand to several files. */
    private static final String PATTERN = ".*[*?\\[{].*";

    private static final Set<Integer> NESTED = Set.of(Types.ARRAY, Types.STRUCT, Types.OTHER, Types.JAVA_OBJECT);

    private ParquetRows() {}

    static Table read(Path file, TableSchema schema) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + " is not a file: pass a Parquet file");
        }
        if (file.toString().matches(PATTERN)) {
            throw new IOException(
                    file + " must have a name without * ? [ {, which would match several files: rename it");
        }
        try (Connection database = driver().connect(DUCKDB, new Properties())) {
            try (Statement settings = database.createStatement()) {
                // Nothing is fetched over the network, and only this file is read.
                settings.execute("SET autoinstall_known_extensions = false");
                settings.execute("SET preserve_insertion_order = true");
            }
            try (PreparedStatement query = database.prepareStatement("SELECT * FROM read_parquet(?)")) {
                query.setString(1, file.toString());
                try (ResultSet rows = query.executeQuery()) {
                    refuseNested(file, rows.getMetaData());
                    return Tables.jdbc(String.valueOf(file.getFileName()), rows, schema);
                }
            }
        } catch (SQLException e) {
            throw new IOException(
                    file + " cannot be read as Parquet (" + e.getMessage() + "): pass a Parquet file, or Tables.csv",
                    e);
        }
    }

    private static Driver driver() throws IOException {
        try {
            return DriverManager.getDriver(DUCKDB);
        } catch (SQLException e) {
            throw new IOException(
                    "Parquet files are read by DuckDB, whose driver is missing: add org.duckdb:duckdb_jdbc to the "
                            + "class path",
                    e);
        }
    }

    private static void refuseNested(Path file, ResultSetMetaData columns) throws SQLException {
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String type = columns.getColumnTypeName(i);
            if (NESTED.contains(columns.getColumnType(i)) && !type.startsWith("HUGEINT") && !type.startsWith("U")) {
                throw new TableException(file.getFileName() + ": the column " + columns.getColumnLabel(i)
                        + " must hold single values, found " + type + ": write it as columns of numbers or texts");
            }
        }
    }
}
