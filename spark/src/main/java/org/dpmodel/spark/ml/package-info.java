/** Estimators and models of Spark ML that train privately, for its pipelines. */
package org.dpmodel.spark.ml;
