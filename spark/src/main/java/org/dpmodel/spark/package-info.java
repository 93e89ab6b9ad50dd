/** Private training on Apache Spark: the data stays where it lies, and retries change no bit. */
package org.dpmodel.spark;
