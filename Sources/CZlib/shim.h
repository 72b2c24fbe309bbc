#ifndef VNETEM_CZLIB_SHIM_H
#define VNETEM_CZLIB_SHIM_H

// zlib: unpacks gzip. Imported by RouteFiles/GzipInput.swift alone.
#include <zlib.h>

#endif
