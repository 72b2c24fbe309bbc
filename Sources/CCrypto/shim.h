#ifndef VNETEM_CCRYPTO_SHIM_H
#define VNETEM_CCRYPTO_SHIM_H

// libcrypto (OpenSSL 3): AES-GCM and HKDF. Imported by IPsec alone.
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#endif
