/**
 * The file of the write-ahead ledger and its records. {@code RunLedger} and {@code Charge}, one package up, ensure that
 * a record is on disk before the noise it pays for is drawn, so that a crash can lose work but never spent budget.
 */
package org.dpmodel.ledger;
