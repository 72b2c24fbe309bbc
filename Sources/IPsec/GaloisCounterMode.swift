import CCrypto

/// AES-256-GCM with a 16-byte tag, the context made once: encrypts and decrypts in place, allocates nothing.
///
/// Source: NIST SP 800-38D; RFC 4106 for what ESP makes the nonce and the additional data of.
package final class GaloisCounterMode {
  /// In bytes: an AES-256 key.
  package static let keyLength = 32
  /// In bytes: the nonce's part that comes with the key (RFC 4106, 4).
  package static let saltLength = 4
  /// In bytes.
  package static let tagLength = 16

  private enum Direction {
    case encrypting
    case decrypting
  }

  private let context: OpaquePointer
  private let salt: UInt32
  private var direction: Direction?

  /// - Precondition: 32 bytes of key, then 4 of salt.
  package init(keyMaterial: [UInt8]) {
    precondition(
      keyMaterial.count == Self.keyLength + Self.saltLength, "32 bytes of key, 4 of salt")
    guard let context = EVP_CIPHER_CTX_new(),
      EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, keyMaterial, nil) == 1
    else { preconditionFailure("libcrypto has AES-256-GCM") }
    self.context = context
    salt = keyMaterial[Self.keyLength...].reduce(0) { $0 << 8 | UInt32($1) }
  }

  deinit {
    EVP_CIPHER_CTX_free(context)
  }

  /// Encrypts `text` in place and writes its tag.
  ///
  /// - Parameters:
  ///   - vector: never twice with one key: security rests on it.
  ///   - tag: room for 16 bytes.
  package func seal(
    _ text: UnsafeMutableRawBufferPointer, vector: UInt64, additional: UnsafeRawBufferPointer,
    tag: UnsafeMutableRawPointer
  ) {
    begin(.encrypting, vector)
    let isDone =
      update(nil, additional) && update(text.baseAddress, UnsafeRawBufferPointer(text))
      && finish() && control(EVP_CTRL_AEAD_GET_TAG, tag)
    precondition(isDone, "libcrypto encrypts what fits into memory")
  }

  /// Decrypts `text` in place. Returns whether the tag is right; if not, the text is of no use.
  ///
  /// - Parameter tag: 16 bytes.
  package func open(
    _ text: UnsafeMutableRawBufferPointer, vector: UInt64, additional: UnsafeRawBufferPointer,
    tag: UnsafeRawPointer
  ) -> Bool {
    begin(.decrypting, vector)
    let isRead =
      update(nil, additional) && update(text.baseAddress, UnsafeRawBufferPointer(text))
      && control(EVP_CTRL_AEAD_SET_TAG, UnsafeMutableRawPointer(mutating: tag))
    precondition(isRead, "libcrypto decrypts what fits into memory")
    return finish()
  }

  /// Sets the nonce: salt, then vector, both in network order.
  private func begin(_ direction: Direction, _ vector: UInt64) {
    withUnsafeTemporaryAllocation(byteCount: 12, alignment: 8) { nonce in
      nonce.storeBytes(of: salt.bigEndian, as: UInt32.self)
      nonce.storeBytes(of: vector.bigEndian, toByteOffset: 4, as: UInt64.self)
      let bytes = nonce.baseAddress?.assumingMemoryBound(to: UInt8.self)
      // The cipher and the key stay.
      let isSet =
        switch direction {
        case .encrypting: EVP_EncryptInit_ex(context, nil, nil, nil, bytes)
        case .decrypting: EVP_DecryptInit_ex(context, nil, nil, nil, bytes)
        }
      precondition(isSet == 1, "libcrypto takes a nonce of 12 bytes")
    }
    self.direction = direction
  }

  private func update(
    _ output: UnsafeMutableRawPointer?, _ input: UnsafeRawBufferPointer
  ) -> Bool {
    guard !input.isEmpty else { return true }
    var written: Int32 = 0
    let target = output?.assumingMemoryBound(to: UInt8.self)
    let source = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let count = Int32(input.count)
    return switch direction {
    case .encrypting: EVP_EncryptUpdate(context, target, &written, source, count) == 1
    case .decrypting: EVP_DecryptUpdate(context, target, &written, source, count) == 1
    case nil: false
    }
  }

  /// Counter mode leaves nothing for the end; decrypting, the tag is compared.
  private func finish() -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { rest in
      var written: Int32 = 0
      let bytes = rest.baseAddress?.assumingMemoryBound(to: UInt8.self)
      return switch direction {
      case .encrypting: EVP_EncryptFinal_ex(context, bytes, &written) == 1
      case .decrypting: EVP_DecryptFinal_ex(context, bytes, &written) == 1
      case nil: false
      }
    }
  }

  private func control(_ command: Int32, _ tag: UnsafeMutableRawPointer) -> Bool {
    EVP_CIPHER_CTX_ctrl(context, command, Int32(Self.tagLength), tag) == 1
  }
}
