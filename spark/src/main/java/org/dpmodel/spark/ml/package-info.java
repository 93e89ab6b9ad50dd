/** Spark ML estimators and models that train privately, for its pipelines. */
package org.dpmodel.spark.ml;
