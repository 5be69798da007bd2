#include "inference.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "openvino/c/openvino.h"

// The functions that are called, each typed after its declaration in OpenVINO's own headers.
#define FUNCTIONS(_) \
    _(ov_get_error_info) _(ov_get_last_err_msg) _(ov_core_create) _(ov_core_free) _(ov_core_read_model) \
    _(ov_core_compile_model_props) _(ov_model_free) _(ov_compiled_model_free) _(ov_compiled_model_create_infer_request) \
    _(ov_infer_request_free) _(ov_infer_request_set_input_tensor_by_index) \
    _(ov_infer_request_get_output_tensor_by_index) _(ov_infer_request_infer) _(ov_tensor_create_from_host_ptr) \
    _(ov_tensor_free) _(ov_tensor_get_size) _(ov_tensor_get_element_type) _(ov_tensor_data)

#define DECLARE(name) static __typeof__(&name) call_##name;
FUNCTIONS(DECLARE)

// One core for the whole process; it owns the plugin and its threads.
static ov_core_t *core;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

struct ParureNetwork {
    ov_compiled_model_t *model;
};

static void say(char *message, size_t size, const char *what, const char *why) {
    snprintf(message, size, "%s: %s", what, why && *why ? why : "no reason given");
}

static void explain(char *message, size_t size, const char *what, ov_status_e status) {
    const char *detail = call_ov_get_last_err_msg();
    say(message, size, what, detail && *detail ? detail : call_ov_get_error_info(status));
}

static int load(const char *runtime, char *message, size_t size) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/libopenvino_c.so", runtime) >= (int)sizeof path) {
        say(message, size, "the inference library cannot be loaded", "its path is too long");
        return 0;
    }
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        say(message, size, "the inference library cannot be loaded", dlerror());
        return 0;
    }
#define RESOLVE(name) \
    call_##name = (__typeof__(&name))dlsym(library, #name); \
    if (!call_##name) { \
        say(message, size, "the inference library lacks a function", #name); \
        dlclose(library); \
        return 0; \
    }
    FUNCTIONS(RESOLVE)
    ov_status_e status = call_ov_core_create(&core);
    if (status != OK) {
        explain(message, size, "the inference library does not start", status);
        core = NULL;
        return 0;
    }
    return 1;
}

ParureNetwork parureNetworkOpen(const char *runtime, const char *path, int threads, char *message, size_t size) {
    pthread_mutex_lock(&loading);
    int ready = core || load(runtime, message, size);
    pthread_mutex_unlock(&loading);
    if (!ready) return NULL;

    ov_model_t *model = NULL;
    ov_status_e status = call_ov_core_read_model(core, path, NULL, &model);
    if (status != OK) {
        explain(message, size, "the network cannot be read", status);
        return NULL;
    }
    // Float32 whatever the processor could do in less: the same photo gives the same cutout everywhere.
    char count[16];
    snprintf(count, sizeof count, "%d", threads);
    const ov_property_t properties[] = {
        {"INFERENCE_PRECISION_HINT", "f32"}, {"PERFORMANCE_HINT", "LATENCY"}, {"INFERENCE_NUM_THREADS", count}};
    struct ParureNetwork *network = calloc(1, sizeof *network);
    status = call_ov_core_compile_model_props(core, model, "CPU", threads > 0 ? 3 : 2, properties, &network->model);
    call_ov_model_free(model);
    if (status != OK) {
        explain(message, size, "the network cannot be compiled", status);
        free(network);
        return NULL;
    }
    return network;
}

void parureNetworkClose(ParureNetwork network) {
    if (!network) return;
    call_ov_compiled_model_free(network->model);
    free(network);
}

static int copyOutput(ov_infer_request_t *request, size_t index, float *output, size_t count, char *message, size_t size) {
    ov_tensor_t *tensor = NULL;
    ov_status_e status = call_ov_infer_request_get_output_tensor_by_index(request, index, &tensor);
    if (status != OK) {
        explain(message, size, "the network lacks an output", status);
        return 0;
    }
    size_t held = 0;
    ov_element_type_e type = DYNAMIC;
    void *data = NULL;
    call_ov_tensor_get_size(tensor, &held);
    call_ov_tensor_get_element_type(tensor, &type);
    status = call_ov_tensor_data(tensor, &data);
    int fits = status == OK && type == F32 && held == count;
    if (fits) memcpy(output, data, count * sizeof(float));
    else snprintf(message, size, "output %zu of the network holds %zu values, not %zu floats", index, held, count);
    call_ov_tensor_free(tensor);
    return fits;
}

int parureNetworkRun(
    ParureNetwork network, const float *input, size_t channels, size_t height, size_t width, float *const *outputs,
    const size_t *counts, size_t outputCount, char *message, size_t size) {
    ov_infer_request_t *request = NULL;
    ov_tensor_t *tensor = NULL;
    int64_t dims[] = {1, (int64_t)channels, (int64_t)height, (int64_t)width};
    const ov_shape_t shape = {4, dims};
    int done = 0;
    ov_status_e status = call_ov_compiled_model_create_infer_request(network->model, &request);
    if (status == OK) status = call_ov_tensor_create_from_host_ptr(F32, shape, (void *)input, &tensor);
    if (status == OK) status = call_ov_infer_request_set_input_tensor_by_index(request, 0, tensor);
    if (status == OK) status = call_ov_infer_request_infer(request);
    if (status != OK) {
        explain(message, size, "the network does not run", status);
    } else {
        done = 1;
        for (size_t k = 0; done && k < outputCount; k++)
            done = copyOutput(request, k, outputs[k], counts[k], message, size);
    }
    if (tensor) call_ov_tensor_free(tensor);
    if (request) call_ov_infer_request_free(request);
    return done ? 0 : 1;
}
