// Runs a trained network with OpenVINO's C interface, which is loaded when the first network is opened: without set-up
// everything else still runs, and opening a network says what is missing.
#pragma once

#include <stddef.h>

typedef struct ParureNetwork *ParureNetwork;

/// Loads the library if it is not loaded yet, reads a network and compiles it for the processor in float32.
///
/// `runtime` is the folder of OpenVINO's libraries, `model` an .xml file with its .bin beside it; `threads` 0 lets
/// OpenVINO choose. Returns NULL on failure, with the reason in `message`.
ParureNetwork parureNetworkOpen(
    const char *runtime, const char *model, int threads, char *message, size_t messageSize);

void parureNetworkClose(ParureNetwork network);

/// Runs the network on one input of channels × height × width floats. Several threads may run one network.
///
/// `counts[k]` floats of output k are copied to `outputs[k]`. Returns 0, or else 1 with the reason in `message`, also
/// where an output holds another number of floats.
int parureNetworkRun(
    ParureNetwork network, const float *input, size_t channels, size_t height, size_t width, float *const *outputs,
    const size_t *counts, size_t outputCount, char *message, size_t messageSize);
