import Foundation
import FuzzerLoop

// fuzz-packets seeds DIRECTORY writes inputs to begin with; otherwise the arguments are libFuzzer's.
if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "seeds" {
  let directory = URL(filePath: CommandLine.arguments[2], directoryHint: .isDirectory)
  for number in UInt64(0)..<200 {
    try Data(PacketScript.seed(number, estates: PacketFuzzer.estates))
      .write(to: directory.appending(path: "\(number)"))
  }
  exit(0)
}

nonisolated(unsafe) let fuzzer = PacketFuzzer()
fuzz { bytes, count in
  fuzzer.run(UnsafeBufferPointer(start: bytes, count: count))
  return 0
}
