/** Private training on Apache Spark: the data stays where it is, and retries change no bit. */
package org.dpmodel.spark;
