/** How engines, and whatever else is found by its name, are found in every thread. */
package org.dpmodel.loading;
