import Addressing
import LongestPrefixMatch
import TestSupport
import Testing

@testable import Capture

@Suite("Damaged captures")
struct DamagedCaptureTests {
  static let frame = SampleCapture.echo(timeToLive: 9)

  /// A capture and the ends of its records or blocks, of which some are packets.
  struct Sample {
    var bytes: [UInt8]
    var headerLength: Int
    /// Where each packet's record ends, ascending.
    var packetEnds: [Int]
    /// All places at which a shorter file would be whole.
    var wholeLengths: Set<Int>
  }

  static let classic: Sample = {
    var capture = CaptureBytes.classic()
    var ends: [Int] = []
    for length in [60, 46, 1, 46] {
      capture.record(Array((frame + frame)[..<length]))
      ends.append(capture.bytes.count)
    }
    return Sample(
      bytes: capture.bytes, headerLength: 24, packetEnds: ends, wholeLengths: Set(ends + [24]))
  }()

  static let pcapng: Sample = {
    var capture = CaptureBytes()
    var ends: [Int] = []
    var whole: [Int] = []
    capture.section()
    whole.append(capture.bytes.count)
    capture.interface(name: "a")
    whole.append(capture.bytes.count)
    for index in 0..<4 {
      if index == 2 {
        capture.simplePacket(frame)
      } else {
        capture.enhancedPacket(frame)
      }
      ends.append(capture.bytes.count)
      if index == 1 {
        whole.append(capture.bytes.count)
        capture.block(5) { $0.bytes = [UInt8](repeating: 0, count: 24) }
      }
      whole.append(capture.bytes.count)
    }
    return Sample(
      bytes: capture.bytes, headerLength: 4, packetEnds: ends, wholeLengths: Set(whole))
  }()

  @Test("A file cut at any byte gives what is whole, and then the number of the lost packet")
  func cuts() throws {
    for sample in [Self.classic, Self.pcapng] {
      let all = try CaptureReader.read(sample.bytes).packets
      for length in sample.headerLength...sample.bytes.count {
        let reader = try CaptureReader(Array(sample.bytes[..<length]), name: "cut")
        let (packets, failure) = reader.readAll()
        let frames = sample.packetEnds.count { $0 <= length }
        #expect(reader.tally.frameCount == frames)
        #expect(packets == Array(all.filter { $0.number <= frames }))
        if sample.wholeLengths.contains(length) {
          #expect(failure == nil, "cut at \(length)")
        } else {
          guard case .damaged("cut", frames + 1, let offset?, let what) = failure else {
            Issue.record("cut at \(length): \(String(describing: failure))")
            continue
          }
          #expect(offset == (sample.wholeLengths.filter { $0 < length }.max() ?? 0))
          #expect(what.hasPrefix("the file ends within"))
        }
      }
    }
  }

  @Test("A file cut within the header of the classic format is no capture", arguments: 0..<24)
  func cutHeader(length: Int) throws {
    let directory = try ExternalTool.temporaryDirectory()
    let path = "\(directory)/short"
    try FileBytes.write(Array(Self.classic.bytes[..<length]), to: path)
    defer { FileBytes.remove(directory) }
    #expect {
      _ = try CaptureReader(path: path)
    } throws: { error in
      guard case .notACapture(path, let reason)? = error as? CaptureError else { return false }
      return reason.contains(length < 4 ? "only got \(length)" : "truncated dump file")
    }
  }

  @Test("Noise in any byte neither crashes nor repeats packets")
  func noise() throws {
    var generator = SeededGenerator(seed: 4)
    for sample in [Self.classic, Self.pcapng] {
      for _ in 0..<3_000 {
        var bytes = sample.bytes
        for _ in 0...generator.below(4) {
          let position = sample.headerLength + generator.below(bytes.count - 4)
          if position < bytes.count {
            bytes[position] = UInt8(truncatingIfNeeded: generator.next())
          }
        }
        guard let reader = try? CaptureReader(bytes, name: "noise") else { continue }
        let (packets, _) = reader.readAll()
        #expect(packets.map(\.number) == packets.map(\.number).sorted())
        #expect(reader.tally.frameCount <= bytes.count / 12)
      }
    }
  }

  struct Fault: CustomTestStringConvertible, Sendable {
    var what: String
    var packet: Int
    var make: @Sendable () -> [UInt8]
    var testDescription: String { what }
  }

  static let faults: [Fault] = [
    Fault(what: "a packet of 4294967295 bytes is announced", packet: 2) {
      var capture = CaptureBytes.classic()
      capture.record(frame)
      capture.append(UInt64(0))
      capture.append(UInt32.max)
      capture.append(UInt32.max)
      return capture.bytes
    },
    Fault(what: "a block of 2 bytes is announced", packet: 1) {
      var capture = pcapngStart()
      capture.append(UInt32(6))
      capture.append(UInt32(2))
      capture.append(UInt32(2))
      return capture.bytes
    },
    Fault(what: "a block's length is 20 at its beginning and 24 at its end", packet: 1) {
      var capture = pcapngStart()
      capture.append(UInt32(6))
      capture.append(UInt32(20))
      capture.append(UInt64(0))
      capture.append(UInt32(24))
      return capture.bytes
    },
    Fault(what: "interface 3 was not described before", packet: 2) {
      var capture = pcapngStart()
      capture.enhancedPacket(frame)
      capture.enhancedPacket(frame, interface: 3)
      return capture.bytes
    },
    Fault(what: "interface 0 was not described before", packet: 1) {
      var capture = CaptureBytes()
      capture.section()
      capture.simplePacket(frame)
      return capture.bytes
    },
    Fault(what: "100 bytes of packet do not fit into their block", packet: 1) {
      var capture = pcapngStart()
      capture.block(6) { body in
        for value in [0, 0, 0, 100, 100] as [UInt32] { body.append(value) }
        body.bytes += [UInt8](repeating: 0, count: 96)
      }
      return capture.bytes
    },
    Fault(what: "the block of the packet is too short", packet: 1) {
      var capture = pcapngStart()
      capture.block(6) { $0.append(UInt32(0)) }
      return capture.bytes
    },
    Fault(what: "the description of an interface is too short", packet: 1) {
      var capture = CaptureBytes()
      capture.section()
      capture.block(1) { $0.append(UInt32(0)) }
      return capture.bytes
    },
    Fault(what: "a section is of version 2, which is not known", packet: 1) {
      var capture = CaptureBytes()
      capture.section(version: 2)
      return capture.bytes
    },
    Fault(what: "a section's byte order is not told", packet: 1) {
      var capture = CaptureBytes()
      capture.block(0x0A0D_0D0A) { $0.bytes = [UInt8](repeating: 0, count: 16) }
      return capture.bytes
    },
  ]

  @Test("What contradicts the format is told with the packet's number", arguments: faults)
  func contradictions(fault: Fault) throws {
    let failure = try CaptureReader.read(fault.make()).failure
    guard case .damaged("memory", let packet, _?, let what) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(what == fault.what)
    #expect(packet == fault.packet)
  }

  @Test("The message names file, packet and byte")
  func message() throws {
    var capture = CaptureBytes.classic()
    capture.record(Self.frame)
    capture.bytes += [1, 2, 3]
    let failure = try CaptureReader.read(capture.bytes).failure
    #expect(
      failure?.description == "the capture memory is damaged at packet 2 (byte 86): "
        + "the file ends within the header of the packet")
  }

  @Test("A file that is not there or begins like no capture is told as such")
  func unreadable() throws {
    #expect(
      throws: CaptureError.cannotRead(path: "/nonexistent/a", reason: "No such file or directory")
    ) { _ = try CaptureReader(path: "/nonexistent/a") }
    #expect(throws: CaptureError.cannotRead(path: "/", reason: "Is a directory")) {
      _ = try CaptureReader(path: "/")
    }
    #expect(throws: CaptureError.notACapture(path: "/dev/zero", reason: "unknown file format")) {
      _ = try CaptureReader(path: "/dev/zero")
    }
  }

  private static func pcapngStart() -> CaptureBytes {
    var capture = CaptureBytes()
    capture.section()
    capture.interface()
    return capture
  }
}
