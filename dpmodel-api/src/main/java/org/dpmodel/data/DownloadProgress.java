package org.dpmodel.data;

import java.net.URI;

/** Receives the progress of a download, on the downloading thread. */
@FunctionalInterface
public interface DownloadProgress {
    /**
     * Some more bytes have come.
     *
     * @param file what is being fetched
     * @param received number of bytes received so far
     * @param total number of bytes to expect, or -1 if the server did not say
     */
    void received(URI file, long received, long total);

    /**
     * Reports nothing.
     *
     * @return a listener that does nothing
     */
    static DownloadProgress silent() {
        return (file, received, total) -> {};
    }
}
