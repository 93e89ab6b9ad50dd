package org.dpmodel.tabular;

/**
 * A table split into two parts that share no row and no person.
 *
 * @param train what is trained on
 * @param test what is held out
 */
public record TableSplit(Table train, Table test) {}
