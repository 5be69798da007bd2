#include "cvips.h"

#include <string.h>
#include <vips/vips.h>

static VipsImage *in(CVImage *image) { return (VipsImage *) image; }
static CVImage *out(int status, VipsImage *image) { return status == 0 ? (CVImage *) image : NULL; }

static void ignore(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {}

static gpointer start(gpointer unused) {
    if (vips_init("parure") != 0) return GINT_TO_POINTER(1);
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO, ignore, NULL);
    vips_block_untrusted_set(TRUE);
    // Only cv_load_trusted_exr calls it, and only for files that the program brought along.
    vips_operation_block_set("VipsForeignLoadOpenexr", FALSE);
    vips_cache_set_max(0);
    return NULL;
}

int cv_start(void) {
    static GOnce once = G_ONCE_INIT;
    return GPOINTER_TO_INT(g_once(&once, start, NULL));
}

CVImage *cv_load(const void *bytes, size_t length, enum CVFormat format) {
    VipsImage *image = NULL;
    void *b = (void *) bytes;
    int status = -1;
    switch (format) {
    case CVFormatJPEG:
        status = vips_jpegload_buffer(b, length, &image, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
        break;
    case CVFormatPNG:
        status = vips_pngload_buffer(b, length, &image, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
        break;
    case CVFormatWebP:
        status = vips_webpload_buffer(b, length, &image, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
        break;
    case CVFormatTIFF:
        status = vips_tiffload_buffer(b, length, &image, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
        break;
    case CVFormatHEIF:
        status = vips_heifload_buffer(b, length, &image, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
        break;
    }
    return out(status, image);
}

CVImage *cv_load_trusted_exr(const char *path) {
    VipsImage *image = NULL;
    return out(vips_openexrload(path, &image, NULL), image);
}

void cv_release(CVImage *image) {
    if (image) g_object_unref(image);
}

int cv_width(CVImage *image) { return vips_image_get_width(in(image)); }
int cv_height(CVImage *image) { return vips_image_get_height(in(image)); }
int cv_bands(CVImage *image) { return vips_image_get_bands(in(image)); }
int cv_has_alpha(CVImage *image) { return vips_image_hasalpha(in(image)); }

enum CVSample cv_sample(CVImage *image) {
    switch (vips_image_get_format(in(image))) {
    case VIPS_FORMAT_UCHAR: return CVSample8;
    case VIPS_FORMAT_USHORT: return CVSample16;
    case VIPS_FORMAT_FLOAT: return CVSampleFloat;
    default: return CVSampleOther;
    }
}

enum CVSpace cv_space(CVImage *image) {
    switch (vips_image_guess_interpretation(in(image))) {
    case VIPS_INTERPRETATION_B_W:
    case VIPS_INTERPRETATION_GREY16: return CVSpaceGrey;
    case VIPS_INTERPRETATION_sRGB:
    case VIPS_INTERPRETATION_RGB:
    case VIPS_INTERPRETATION_RGB16: return CVSpaceRGB;
    case VIPS_INTERPRETATION_CMYK: return CVSpaceCMYK;
    case VIPS_INTERPRETATION_scRGB: return CVSpaceLinearRGB;
    default: return CVSpaceOther;
    }
}

int cv_orientation(CVImage *image) { return vips_image_get_orientation(in(image)); }

char *cv_text(CVImage *image, const char *name) {
    char *text = NULL;
    if (!vips_image_get_typeof(in(image), name)) return NULL;
    return vips_image_get_as_string(in(image), name, &text) == 0 ? text : NULL;
}

const void *cv_profile(CVImage *image, size_t *length) {
    const void *bytes = NULL;
    *length = 0;
    if (!vips_image_get_typeof(in(image), VIPS_META_ICC_NAME)) return NULL;
    return vips_image_get_blob(in(image), VIPS_META_ICC_NAME, &bytes, length) == 0 ? bytes : NULL;
}

CVImage *cv_upright(CVImage *image) {
    VipsImage *result = NULL;
    return out(vips_autorot(in(image), &result, NULL), result);
}

CVImage *cv_as_16_bit(CVImage *image) {
    VipsImage *result = NULL;
    return out(vips_cast(in(image), &result, VIPS_FORMAT_USHORT, "shift", TRUE, NULL), result);
}

CVImage *cv_as_float(CVImage *image) {
    VipsImage *result = NULL;
    return out(vips_cast(in(image), &result, VIPS_FORMAT_FLOAT, NULL), result);
}

CVImage *cv_as_srgb(CVImage *image) {
    VipsImage *result = NULL;
    return out(vips_colourspace(in(image), &result, VIPS_INTERPRETATION_sRGB, NULL), result);
}

CVImage *cv_as_xyz(CVImage *image) {
    VipsImage *result = NULL;
    // The fallback serves CMYK files that carry no profile.
    int status = vips_icc_import(
        in(image), &result, "embedded", TRUE, "input_profile", cv_space(image) == CVSpaceCMYK ? "cmyk" : "srgb",
        "intent", VIPS_INTENT_RELATIVE, "pcs", VIPS_PCS_XYZ, NULL);
    return out(status, result);
}

void *cv_pixels(CVImage *image, size_t *length) { return vips_image_write_to_memory(in(image), length); }
void cv_free(void *memory) { g_free(memory); }

CVImage *cv_wrap(const void *samples, size_t length, int width, int height, int bands, int bits) {
    VipsImage *wrapped = vips_image_new_from_memory(
        samples, length, width, height, bands, bits == 16 ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR);
    if (!wrapped) return NULL;
    VipsInterpretation colour = bits == 16 ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
    VipsInterpretation grey = bits == 16 ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
    VipsImage *result = NULL;
    int status = vips_copy(wrapped, &result, "interpretation", bands < 3 ? grey : colour, NULL);
    g_object_unref(wrapped);
    return out(status, result);
}

int cv_tag(CVImage *image, int srgb_profile, const char *xmp) {
    if (srgb_profile) {
        VipsBlob *profile = NULL;
        if (vips_profile_load("srgb", &profile, NULL) != 0) return -1;
        size_t length = 0;
        const void *bytes = vips_blob_get(profile, &length);
        vips_image_set_blob_copy(in(image), VIPS_META_ICC_NAME, bytes, length);
        vips_area_unref((VipsArea *) profile);
    }
    if (xmp) vips_image_set_blob_copy(in(image), VIPS_META_XMP_NAME, xmp, strlen(xmp));
    return 0;
}

int cv_save(CVImage *image, enum CVFormat format, int quality, int lossless, int av1, void **bytes, size_t *length) {
    VipsImage *i = in(image);
    switch (format) {
    case CVFormatJPEG:
        // Colour detail is the product: no chroma subsampling from quality 90 up.
        return vips_jpegsave_buffer(
            i, bytes, length, "Q", quality, "optimize_coding", TRUE, "subsample_mode",
            quality >= 90 ? VIPS_FOREIGN_SUBSAMPLE_OFF : VIPS_FOREIGN_SUBSAMPLE_ON, NULL);
    case CVFormatPNG:
        return vips_pngsave_buffer(i, bytes, length, "compression", 6, NULL);
    case CVFormatWebP:
        return vips_webpsave_buffer(
            i, bytes, length, "Q", quality, "lossless", lossless, "smart_subsample", TRUE, NULL);
    case CVFormatTIFF:
        return vips_tiffsave_buffer(
            i, bytes, length, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, "predictor",
            VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL, NULL);
    case CVFormatHEIF:
        return vips_heifsave_buffer(
            i, bytes, length, "Q", quality, "compression",
            av1 ? VIPS_FOREIGN_HEIF_COMPRESSION_AV1 : VIPS_FOREIGN_HEIF_COMPRESSION_HEVC, NULL);
    }
    return -1;
}

char *cv_take_error(void) {
    char *message = g_strdup(vips_error_buffer());
    vips_error_clear();
    return message;
}
