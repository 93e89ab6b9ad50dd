/**
 * Tables of people: a schema of public facts, rows from CSV files, databases, arrays and records, and the preprocessing
 * with which a saved model accepts raw rows. Only each row's own numbers are computed from private data.
 */
package org.dpmodel.tabular;
