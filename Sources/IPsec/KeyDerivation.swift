import CCrypto

/// HKDF with SHA-256 (RFC 5869), by libcrypto.
package enum KeyDerivation {
  /// `length` bytes that follow from the secret.
  ///
  /// - Parameters:
  ///   - length: 1...8160.
  ///   - secret: not empty.
  ///   - info: tells apart what is derived from one secret.
  package static func derive(
    _ length: Int, secret: [UInt8], salt: [UInt8], info: [UInt8]
  ) -> [UInt8] {
    precondition((1...255 * 32).contains(length), "HKDF-SHA256 gives 1 to 8160 bytes")
    guard let function = EVP_KDF_fetch(nil, "HKDF", nil) else {
      preconditionFailure("libcrypto has HKDF")
    }
    defer { EVP_KDF_free(function) }
    guard let context = EVP_KDF_CTX_new(function) else {
      preconditionFailure("libcrypto has memory for a context")
    }
    defer { EVP_KDF_CTX_free(context) }
    var digest = Array("SHA256".utf8CString)
    var secret = secret
    var salt = salt
    var info = info
    var result = [UInt8](repeating: 0, count: length)
    let status = digest.withUnsafeMutableBufferPointer { digest in
      secret.withUnsafeMutableBufferPointer { secret in
        salt.withUnsafeMutableBufferPointer { salt in
          info.withUnsafeMutableBufferPointer { info in
            var parameters = [
              OSSL_PARAM_construct_utf8_string(name("digest"), digest.baseAddress, 0),
              OSSL_PARAM_construct_octet_string(name("key"), secret.baseAddress, secret.count),
            ]
            // What is empty has no address, without which libcrypto takes no parameter.
            if !salt.isEmpty {
              parameters.append(
                OSSL_PARAM_construct_octet_string(name("salt"), salt.baseAddress, salt.count))
            }
            if !info.isEmpty {
              parameters.append(
                OSSL_PARAM_construct_octet_string(name("info"), info.baseAddress, info.count))
            }
            parameters.append(OSSL_PARAM_construct_end())
            return EVP_KDF_derive(context, &result, length, parameters)
          }
        }
      }
    }
    precondition(status == 1, "libcrypto derives keys with SHA-256")
    return result
  }

  /// A parameter keeps its name's address, which must stay.
  private static func name(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
