/** An engine that computes graphs by the reference interpreter, in double precision. An example for writers of engines. */
package com.example.interpreted;
