import Addressing
import DataPlane
import Foundation
import LongestPrefixMatch
import TestSupport
import Wire

/// libFuzzer's loop: calls the function with inputs that it invents.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ argumentCount: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// What one input is tried on: an estate with everything that a packet can meet.
///
/// An input is packets, one behind the other: where one comes in, how many seconds later, how many bytes it has, and
/// the bytes.
struct PacketFuzzer {
  struct Packet {
    var ingress: InterfaceID
    var at: EmulatedInstant
    var bytes: [UInt8]
  }

  let estate: RandomEstate

  func packets(_ input: UnsafeBufferPointer<UInt8>) -> [Packet] {
    var packets: [Packet] = []
    var start = 0
    var now = EmulatedInstant.start
    while start + 3 <= input.count, packets.count < PacketBatch.capacity {
      let end = min(start + 3 + Int(input[start + 2]), input.count)
      now = now + .seconds(Int64(input[start + 1]))
      packets.append(
        Packet(
          ingress: estate.ingresses[Int(input[start]) % estate.ingresses.count], at: now,
          bytes: Array(input[start + 3..<end])))
      start = end
    }
    return packets
  }

  /// Each packet alone, then those of one instant in batches by every kernel: verdicts, bytes and counts are the same.
  func run(_ input: UnsafeBufferPointer<UInt8>) {
    let packets = packets(input)
    guard !packets.isEmpty else { return }
    let tables = estate.tables
    var flows = FlowTable()
    var counters = ForwardingCounters(tables)
    var tracer = NoTracer()
    var outcomes: [(verdict: Verdict, bytes: [UInt8])] = []
    for packet in packets {
      var bytes = packet.bytes
      let verdict = bytes.withUnsafeMutableBytes {
        Pipeline.process(
          $0, at: packet.ingress, tables, flows: &flows, now: packet.at, counters: &counters,
          tracer: &tracer)
      }
      examine(packet, verdict, bytes)
      outcomes.append((verdict, bytes))
    }
    for kernel in LookupKernel.available {
      compare(packets, outcomes, kernel, counters)
    }
  }

  private func compare(
    _ packets: [Packet], _ outcomes: [(verdict: Verdict, bytes: [UInt8])], _ kernel: LookupKernel,
    _ alone: borrowing ForwardingCounters
  ) {
    var flows = FlowTable()
    var counters = ForwardingCounters(estate.tables)
    var batch = PacketBatch()
    var first = 0
    while first < packets.count {
      var end = first + 1
      while end < packets.count, packets[end].at == packets[first].at { end += 1 }
      // Memory of exactly the packet's size: what reads beyond it is noticed by the address sanitizer.
      let memory = packets[first..<end].map { packet in
        let bytes = UnsafeMutableRawBufferPointer.allocate(
          byteCount: packet.bytes.count, alignment: 1)
        bytes.copyBytes(from: packet.bytes)
        return bytes
      }
      defer { for bytes in memory { bytes.deallocate() } }
      batch.removeAll()
      for (index, bytes) in memory.enumerated() {
        batch.append(bytes, at: packets[first + index].ingress)
      }
      Pipeline.process(
        &batch, estate.tables, flows: &flows, now: packets[first].at, counters: &counters,
        using: kernel)
      for (index, bytes) in memory.enumerated() {
        let outcome = outcomes[first + index]
        check(batch.verdicts[index] == outcome.verdict, "the verdict by \(kernel)")
        check(bytes.elementsEqual(outcome.bytes), "the bytes by \(kernel)")
      }
      first = end
    }
    check(counters.received == alone.received, "what came in")
    check(counters.delivered == alone.delivered, "what was delivered")
    for reason in DropReason.allCases {
      check(counters.dropped(reason) == alone.dropped(reason), "what was dropped")
    }
  }

  /// What must hold of every packet, and what devices make of those that they drop or take.
  private func examine(_ packet: Packet, _ verdict: Verdict, _ bytes: [UInt8]) {
    check(bytes.count == packet.bytes.count, "the length")
    var copy = packet.bytes
    copy.withUnsafeMutableBytes { original in
      let isSound = (try? IPv4Packet(validating: original)) != nil
      switch verdict {
      case .forward:
        check(isSound, "a broken packet is not forwarded")
        let sum = UnsafeRawBufferPointer(rebasing: original[0..<(Int(original[0]) & 15) * 4])
        check(InternetChecksum.compute(sum) == 0, "the checksum before")
        bytes.withUnsafeBytes { sent in
          let header = UnsafeRawBufferPointer(rebasing: sent[0..<(Int(sent[0]) & 15) * 4])
          check(InternetChecksum.compute(header) == 0, "the checksum of what is sent on")
          check(sent[8] <= original[8], "the time to live does not grow")
          check(sent[12..<20].elementsEqual(original[12..<20]), "the addresses stay")
        }
      case .deliver: check(isSound, "a broken packet is not delivered")
      case .drop(let reason):
        let answer = ICMPErrors.answer(
          about: original, reason: reason, at: packet.ingress, estate.tables, identification: 7)
        if case .send(var error) = answer {
          check(
            error.withUnsafeMutableBytes { (try? IPv4Packet(validating: $0)) != nil }, "an error")
        }
      }
      if var reply = EchoResponder.reply(to: original, timeToLive: 64, identification: 7) {
        check(reply.withUnsafeMutableBytes { (try? IPv4Packet(validating: $0)) != nil }, "a reply")
      }
    }
  }

  private func check(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fatalError("differs from the oracle: \(what())") }
  }

  /// Inputs to begin with, as files of a folder: packets that mean something in the estate.
  func writeSeeds(to folder: String) {
    for seed in UInt64(1)...60 {
      var generator = SeededGenerator(seed: seed)
      var input: [UInt8] = []
      for _ in 0..<1 + seed % 20 {
        let ingress = UInt8(generator.next() % UInt64(min(estate.ingresses.count, 256)))
        let packet = estate.packet(&generator).prefix(255)
        input += [ingress, UInt8(generator.next() % 4) / 3, UInt8(packet.count)] + packet
      }
      _ = FileManager.default.createFile(atPath: "\(folder)/\(seed)", contents: Data(input))
    }
  }
}

let fuzzer = PacketFuzzer(estate: RandomEstate(seed: 3))
let folder = FileManager.default.temporaryDirectory
  .appending(path: "fuzz-packets-\(ProcessInfo.processInfo.processIdentifier)").path
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
fuzzer.writeSeeds(to: folder)
atexit { try? FileManager.default.removeItem(atPath: folder) }
// The folder of seeds is the last argument.
let texts = CommandLine.arguments + [folder]
var argumentCount = Int32(texts.count)
var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
let status = pointers.withUnsafeMutableBufferPointer { pointers in
  var arguments = pointers.baseAddress!
  return withUnsafeMutablePointer(to: &arguments) { arguments in
    runFuzzer(&argumentCount, arguments) { bytes, count in
      fuzzer.run(UnsafeBufferPointer(start: bytes, count: count))
      return 0
    }
  }
}
exit(status)
