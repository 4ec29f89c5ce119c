// The functions are the library's own: see the header.
#include "CPostgreSQL.h"
