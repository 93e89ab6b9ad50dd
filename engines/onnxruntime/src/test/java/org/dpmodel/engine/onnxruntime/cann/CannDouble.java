package org.dpmodel.engine.onnxruntime.cann;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

final class CannDouble {
    private CannDouble() {}

    static Optional<Path> folder() {
        return Stream.of(System.getProperty(CannToolkit.PROPERTY), System.getenv(CannToolkit.ENVIRONMENT))
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .map(Path::of);
    }
}
