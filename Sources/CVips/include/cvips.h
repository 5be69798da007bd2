// Fixed-argument wrappers of the libvips calls that Imaging needs: Swift cannot call C varargs.
//
// Images are opaque and counted: what a function returns belongs to the caller, who calls cv_release.
// A null image or a non-zero status means failure; cv_take_error says why.
#pragma once
#include <stddef.h>

typedef struct CVImage CVImage;

enum CVFormat { CVFormatJPEG, CVFormatPNG, CVFormatWebP, CVFormatTIFF, CVFormatHEIF };
enum CVSample { CVSample8 = 8, CVSample16 = 16, CVSampleFloat = 32, CVSampleOther = 0 };
enum CVSpace { CVSpaceGrey, CVSpaceRGB, CVSpaceCMYK, CVSpaceLinearRGB, CVSpaceOther };

// Starts libvips once: loaders that were not hardened against hostile files are blocked, nothing is cached
// (so no result outlives the bytes it was made of), warnings stay off the terminal.
int cv_start(void);

// Reads the header; pixels are decoded when asked for. The bytes must live as long as the image.
CVImage *cv_load(const void *bytes, size_t length, enum CVFormat format);
// Reads an OpenEXR file that the program itself brought along; never a user's file.
CVImage *cv_load_trusted_exr(const char *path);
void cv_release(CVImage *image);

int cv_width(CVImage *image);
int cv_height(CVImage *image);
int cv_bands(CVImage *image);
int cv_has_alpha(CVImage *image);
enum CVSample cv_sample(CVImage *image);
enum CVSpace cv_space(CVImage *image);
// EXIF orientation, 1 to 8.
int cv_orientation(CVImage *image);
// Metadata as text, to be freed with cv_free; null where there is none.
char *cv_text(CVImage *image, const char *name);
// The embedded ICC profile, owned by the image; null where there is none.
const void *cv_profile(CVImage *image, size_t *length);

// The image turned as its EXIF orientation says.
CVImage *cv_upright(CVImage *image);
// 16-bit samples out of any integer samples.
CVImage *cv_as_16_bit(CVImage *image);
// sRGB out of any colour space that libvips knows.
CVImage *cv_as_srgb(CVImage *image);
// Float XYZ, white at D65 by plain scaling from the profile connection space; alpha is kept as a fourth band.
CVImage *cv_as_xyz(CVImage *image);
// Interleaved float samples.
CVImage *cv_as_float(CVImage *image);

// Decodes everything; the samples are interleaved, to be freed with cv_free.
void *cv_pixels(CVImage *image, size_t *length);
void cv_free(void *memory);

// An image over samples that must live as long as it does; 1 to 4 bands of 8 or 16 bits.
CVImage *cv_wrap(const void *samples, size_t length, int width, int height, int bands, int bits);
// Attaches the built-in sRGB profile (colour) and, where not null, an XMP packet; call on wrapped images only.
int cv_tag(CVImage *image, int srgb_profile, const char *xmp);
// Encodes into memory to be freed with cv_free. Quality is 1 to 100; lossless is for WebP; AVIF instead of HEVC where
// av1 is set.
int cv_save(CVImage *image, enum CVFormat format, int quality, int lossless, int av1, void **bytes, size_t *length);

// The message of the last failure, to be freed with cv_free; the message is forgotten.
char *cv_take_error(void);
