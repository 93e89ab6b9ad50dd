/** Finds engines, and anything else that is looked up by name, from every thread. */
package org.dpmodel.loading;
