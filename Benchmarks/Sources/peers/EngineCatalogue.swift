import LongestPrefixMatch

/// Builds every engine for a table. What cannot be built, or answers wrongly, is named and left out.
struct EngineCatalogue {
  /// The engines of the JSON rows; others appear on the console alone.
  static let documented = [
    "vnetem", "vnetem-speed", "vnetem-avx2", "vnetem-portable", "dpdk-fib-2B-avx512",
    "dpdk-fib-4B-avx512", "dpdk-fib-2B-scalar", "dpdk-lpm-bulk", "dpdk-lpm-x4",
  ]

  private(set) var engines: [any Engine] = []
  /// What failed, as sentences.
  private(set) var failures: [String] = []
  private let verification: Verification
  private let table: TestTable
  private let options: Options

  init(_ table: TestTable, options: Options, hasDPDK: Bool) {
    self.table = table
    self.options = options
    verification = Verification(table)
    addTries()
    if hasDPDK { addDPDK() }
    report(
      "\(table.name.rawValue): \(engines.count) engines, each verified with \(verification.count) "
        + "keys against the oracle")
  }

  private mutating func addTries() {
    let usual = CompiledTrie(table.routes)
    let speed = CompiledTrie(table.routes, geometry: .speed)
    report("\(table.name.rawValue): vnetem: \(usual); vnetem-speed: \(speed)")
    add(TrieEngine(name: "vnetem", usual, .fastest, callSize: options.callSize))
    add(TrieEngine(name: "vnetem-speed", speed, .fastest, callSize: options.callSize))
    for kernel in [LookupKernel.avx2, .portable] {
      if LookupKernel.available.contains(kernel) {
        add(
          TrieEngine(name: "vnetem-\(kernel.rawValue)", usual, kernel, callSize: options.callSize))
      } else {
        fail("vnetem-\(kernel.rawValue)", "this processor does not run it")
      }
    }
    // The other shape of a small table, for comparison.
    for geometry in [TrieGeometry.small, .compact] where geometry != usual.geometry {
      if geometry == .small, table.name == .real { continue }
      let other = CompiledTrie(table.routes, geometry: geometry)
      report("\(table.name.rawValue): vnetem-\(geometry.rawValue): \(other)")
      add(
        TrieEngine(name: "vnetem-\(geometry.rawValue)", other, .fastest, callSize: options.callSize)
      )
    }
  }

  private mutating func addDPDK() {
    for bytes in [2, 4] {
      do throws(PeerError) {
        let start = seconds()
        let fib = try FIBEngine.FIB(table.routes, nextHopBytes: bytes)
        report(
          "\(table.name.rawValue): rte_fib \(bytes)B built in \(fixed(seconds() - start, 2)) s")
        addVector(fib, bytes)
        if bytes == 2 {
          add(
            try FIBEngine(
              name: "dpdk-fib-2B-scalar", fib, isVector: false, callSize: options.peerCallSize))
        }
      } catch {
        fail("dpdk-fib-\(bytes)B", error.reason)
      }
    }
    if table.name == .real, !options.buildsLargeLPM {
      report("real: rte_lpm left out, it builds for 40 s (--build-rte-lpm-real)")
      return
    }
    do throws(PeerError) {
      let lpm = try LPMEngine.Table(table.routes)
      add(LPMEngine(name: "dpdk-lpm-bulk", lpm, .bulk, callSize: options.peerCallSize))
      add(LPMEngine(name: "dpdk-lpm-x4", lpm, .x4, callSize: options.peerCallSize))
    } catch {
      fail("dpdk-lpm", error.reason)
    }
  }

  private mutating func addVector(_ fib: FIBEngine.FIB, _ bytes: Int) {
    let name = "dpdk-fib-\(bytes)B-avx512"
    do throws(PeerError) {
      add(try FIBEngine(name: name, fib, isVector: true, callSize: options.peerCallSize))
    } catch {
      fail(name, error.reason)
    }
  }

  private mutating func add(_ engine: any Engine) {
    do throws(PeerError) {
      try verification.check(engine)
      engines.append(engine)
    } catch {
      fail(engine.name, error.reason)
    }
  }

  private mutating func fail(_ name: String, _ reason: String) {
    let failure = "\(table.name.rawValue): \(name) FAILS: \(reason)"
    report(failure)
    failures.append(failure)
  }
}
