import Addressing

/// One flow of generated traffic: who sends what next.
///
/// TCP (RFC 9293): three packets open, the last three close, segments between go either way and acknowledge all that has
/// come, at most 32 KiB under way. ICMP: echo requests and their replies in turn. UDP: the first from the client, the
/// others either way.
struct TrafficFlow {
  enum Kind: UInt8 {
    case tcp = 6
    case udp = 17
    case icmp = 1
  }

  /// What a packet says beyond the flow's own.
  struct Segment {
    /// Whether the client sends it, who began the flow.
    var isFromClient: Bool
    /// Of the IPv4 packet, in bytes.
    var length: Int
    /// Of a TCP header (RFC 9293, 3.1).
    var flags: UInt8 = 0
    var sequence: UInt32 = 0
    var acknowledgment: UInt32 = 0
  }

  var kind: Kind
  /// Indices of endpoints.
  var client: Int32
  var server: Int32
  var clientPort: UInt16
  var serverPort: UInt16
  /// Packets that are still to come.
  var left: Int32
  private var sent: UInt32 = 0
  /// What each side sends next (TCP), and has acknowledged.
  private var clientNext: UInt32
  private var serverNext: UInt32
  private var clientAcknowledged: UInt32 = 0
  private var serverAcknowledged: UInt32 = 0
  /// Of the last echo request.
  private var lastLength: Int32 = 0

  private static let synchronize: UInt8 = 2
  private static let acknowledge: UInt8 = 16
  private static let push: UInt8 = 8
  private static let finish: UInt8 = 1
  private static let windowLimit: UInt32 = 32_768
  static let shortestTCP = 7

  init(
    _ kind: Kind, client: Int32, server: Int32, clientPort: UInt16, serverPort: UInt16,
    packets: Int, initialSequences: UInt64
  ) {
    self.kind = kind
    self.client = client
    self.server = server
    self.clientPort = clientPort
    self.serverPort = serverPort
    left = Int32(clamping: kind == .tcp ? max(packets, Self.shortestTCP) : packets)
    clientNext = UInt32(truncatingIfNeeded: initialSequences)
    serverNext = UInt32(truncatingIfNeeded: initialSequences >> 32)
  }

  /// The next packet, of about `length` bytes: openings and closings of TCP have 40.
  mutating func next(_ length: Int, _ generator: inout SplitMix64) -> Segment {
    defer {
      sent &+= 1
      left &-= 1
    }
    switch kind {
    case .udp:
      let isFromClient = sent == 0 || generator.next() & 1 == 0
      return Segment(isFromClient: isFromClient, length: length)
    case .icmp:
      let isRequest = sent & 1 == 0
      if isRequest { lastLength = Int32(truncatingIfNeeded: length) }
      return Segment(
        isFromClient: isRequest, length: Int(lastLength), sequence: sent >> 1)
    case .tcp: return tcp(length, &generator)
    }
  }

  private mutating func tcp(_ length: Int, _ generator: inout SplitMix64) -> Segment {
    switch (sent, left) {
    case (0, _): return control(fromClient: true, Self.synchronize)
    case (1, _): return control(fromClient: false, Self.synchronize | Self.acknowledge)
    case (2, _), (_, 1): return control(fromClient: true, Self.acknowledge)
    case (_, 3): return control(fromClient: true, Self.finish | Self.acknowledge)
    case (_, 2): return control(fromClient: false, Self.finish | Self.acknowledge)
    case (_, _): return data(length, &generator)
    }
  }

  /// A segment without data. What opens or closes takes one sequence number.
  private mutating func control(fromClient: Bool, _ flags: UInt8) -> Segment {
    let takesNumber = flags & (Self.synchronize | Self.finish) != 0
    return segment(fromClient, 40, flags, taking: takesNumber ? 1 : 0)
  }

  private mutating func data(_ length: Int, _ generator: inout SplitMix64) -> Segment {
    var isFromClient = generator.next() & 1 == 0
    var count = UInt32(truncatingIfNeeded: length - 40)
    if count == 0 {
      // A mere acknowledgment needs something to acknowledge; where neither side has it, there is a byte of data.
      if !hasNews(forClient: isFromClient) { isFromClient.toggle() }
      if !hasNews(forClient: isFromClient) { count = 1 }
    } else if underWay(fromClient: isFromClient) &+ count > Self.windowLimit {
      isFromClient.toggle()
    }
    let flags = count == 0 ? Self.acknowledge : Self.acknowledge | Self.push
    return segment(isFromClient, 40 + Int(count), flags, taking: count)
  }

  private mutating func segment(
    _ isFromClient: Bool, _ length: Int, _ flags: UInt8, taking count: UInt32
  ) -> Segment {
    var segment = Segment(isFromClient: isFromClient, length: length, flags: flags)
    let acknowledges = flags & Self.acknowledge != 0
    if isFromClient {
      segment.sequence = clientNext
      segment.acknowledgment = acknowledges ? serverNext : 0
      if acknowledges { clientAcknowledged = serverNext }
      clientNext &+= count
    } else {
      segment.sequence = serverNext
      segment.acknowledgment = acknowledges ? clientNext : 0
      if acknowledges { serverAcknowledged = clientNext }
      serverNext &+= count
    }
    return segment
  }

  /// Whether data has come that this side has not acknowledged.
  private func hasNews(forClient: Bool) -> Bool {
    forClient ? serverNext != clientAcknowledged : clientNext != serverAcknowledged
  }

  /// Bytes that this side sent and the other one has not acknowledged.
  private func underWay(fromClient: Bool) -> UInt32 {
    fromClient ? clientNext &- serverAcknowledged : serverNext &- clientAcknowledged
  }
}
