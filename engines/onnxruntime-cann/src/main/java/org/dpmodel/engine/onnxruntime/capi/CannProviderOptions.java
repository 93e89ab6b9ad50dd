package org.dpmodel.engine.onnxruntime.capi;

import java.util.Map;

/** Options of the CANN provider. Close them once they are appended. */
public final class CannProviderOptions extends CApiObject {
    private CannProviderOptions(CApi api) {
        super(api, api.create(CApiFunction.CREATE_CANN_PROVIDER_OPTIONS), CApiFunction.RELEASE_CANN_PROVIDER_OPTIONS);
    }

    /**
     * New options. Loads the provider, which initializes CANN, when the first are made.
     *
     * @param api functions of a core that has the CANN provider
     * @param values value by name
     * @return the options
     * @throws CApiException if the provider or CANN cannot be loaded, the device does not exist, or a name or value is
     *     unknown
     */
    public static CannProviderOptions create(CApi api, Map<String, String> values) {
        CannProviderOptions options = new CannProviderOptions(api);
        try (NativeTexts names = new NativeTexts(values.keySet());
                NativeTexts texts = new NativeTexts(values.values())) {
            api.call(
                    CApiFunction.UPDATE_CANN_PROVIDER_OPTIONS,
                    options.pointer(),
                    names.pointer(),
                    texts.pointer(),
                    (long) values.size());
            return options;
        } catch (CApiException e) {
            options.close();
            throw e;
        }
    }
}
