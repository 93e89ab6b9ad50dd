/**
 * An engine that computes graphs by the reference interpreter, in double precision. An example for authors of engines.
 */
package com.example.interpreted;
