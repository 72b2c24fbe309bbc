import Emulator

/// What Wireshark needs to read the packets in an estate's tunnels.
extension Inquiry {
  /// The text of Wireshark's file `esp_sa`: a line for each security association; `nil` if there is none.
  package var wiresharkAssociations: String? {
    let lines = estate.wiresharkAssociations(seed: seed)
    return lines.isEmpty ? nil : lines.map { "\($0)\n" }.joined()
  }

  /// The same as remarks of a capture, so that it can be read wherever it goes.
  var keyRemarks: [String] {
    estate.wiresharkAssociations(seed: seed).map { "esp_sa \($0)" }
  }
}
