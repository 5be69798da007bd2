// The part of the Open Image Denoise 2.5 C interface that Parure calls; the wheel carries no headers.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct OIDNDeviceImpl *OIDNDevice;
typedef struct OIDNFilterImpl *OIDNFilter;

typedef enum { OIDN_DEVICE_TYPE_DEFAULT = 0, OIDN_DEVICE_TYPE_CPU = 1 } OIDNDeviceType;
typedef enum { OIDN_ERROR_NONE = 0, OIDN_ERROR_CANCELLED = 6 } OIDNError;
typedef enum { OIDN_FORMAT_UNDEFINED = 0, OIDN_FORMAT_FLOAT = 1, OIDN_FORMAT_FLOAT3 = 3 } OIDNFormat;
typedef enum { OIDN_QUALITY_FAST = 4, OIDN_QUALITY_BALANCED = 5, OIDN_QUALITY_HIGH = 6 } OIDNQuality;

OIDNDevice oidnNewDevice(OIDNDeviceType type);
void oidnReleaseDevice(OIDNDevice device);
void oidnSetDeviceInt(OIDNDevice device, const char *name, int value);
void oidnSetDeviceBool(OIDNDevice device, const char *name, bool value);
void oidnCommitDevice(OIDNDevice device);
OIDNError oidnGetDeviceError(OIDNDevice device, const char **message);

OIDNFilter oidnNewFilter(OIDNDevice device, const char *type);
void oidnReleaseFilter(OIDNFilter filter);
void oidnSetSharedFilterImage(
    OIDNFilter filter, const char *name, void *pixels, OIDNFormat format, size_t width, size_t height,
    size_t byteOffset, size_t pixelByteStride, size_t rowByteStride);
void oidnSetFilterBool(OIDNFilter filter, const char *name, bool value);
void oidnSetFilterInt(OIDNFilter filter, const char *name, int value);
void oidnCommitFilter(OIDNFilter filter);
void oidnExecuteFilter(OIDNFilter filter);
