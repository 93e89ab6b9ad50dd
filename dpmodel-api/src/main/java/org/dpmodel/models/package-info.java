/** Small networks that tutorials use. */
package org.dpmodel.models;
