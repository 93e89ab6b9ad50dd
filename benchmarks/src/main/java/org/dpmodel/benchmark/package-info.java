/** JMH benchmarks of what surrounds a step graph: noise, optimizers, accountants, the step compiler, batches. */
package org.dpmodel.benchmark;
