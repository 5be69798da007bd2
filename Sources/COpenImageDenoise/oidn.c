#include "oidn.h"
