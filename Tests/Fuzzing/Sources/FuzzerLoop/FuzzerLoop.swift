/// libFuzzer's loop: calls the function with inputs that it invents.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ argumentCount: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// Calls `callback` with one invented input after the other, as the process' arguments say. It returns 0.
public func fuzz(_ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32) {
  var argumentCount = CommandLine.argc
  var arguments = CommandLine.unsafeArgv
  _ = runDriver(&argumentCount, &arguments, callback)
}

/// Ends the process, for libFuzzer to report the input, unless `holds`.
public func check(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { fatalError("differs from the oracle: \(what())") }
}
