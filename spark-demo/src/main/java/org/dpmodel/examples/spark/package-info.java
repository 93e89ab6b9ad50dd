/** Programs for spark-submit, each in one file. */
package org.dpmodel.examples.spark;
