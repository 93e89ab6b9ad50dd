/**
 * Tables of people: a schema of public facts, rows from CSV files, databases, arrays and records, and the preprocessing that a
 * saved model takes raw rows with. Nothing here is computed from private data but each row's own numbers.
 */
package org.dpmodel.tabular;
