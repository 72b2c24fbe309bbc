import Addressing
import CDataPlaneDevelopmentKit
import CProbes
import Glibc
import LongestPrefixMatch

func now() -> Double {
  var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t)
  return Double(t.tv_sec) * 1e9 + Double(t.tv_nsec)
}
func readFile(_ p: String) -> [UInt8] {
  let f = fopen(p, "r")!; fseek(f, 0, SEEK_END); let n = ftell(f); rewind(f)
  return [UInt8](unsafeUninitializedCapacity: n) { b, c in c = fread(b.baseAddress, 1, n, f); fclose(f) }
}
func experiment() {
  _ = probes_pin(); probes_prepare()
  print("dpdk", dpdk_start())
  let args = CommandLine.arguments
  let which = args.count > 1 ? args[1] : "real"
  var prefixes: [IPv4Prefix]
  let t0 = now()
  switch which {
  case "real": prefixes = try! PrefixList(readFile("/work/shared/data/rib-ipv4.txt.gz")).prefixes
  case "10k": prefixes = RouteGenerator.estate(count: 10_000, seed: 1)
  default: prefixes = RouteGenerator.estate(count: 1_000, seed: 1)
  }
  print("read", (now() - t0) / 1e6, "ms", prefixes.count)
  let routes = RouteGenerator.assign(nextHops: 100, to: prefixes, seed: 1)
  var engines: [(String, (UnsafePointer<UInt32>, Int) -> Void)] = []
  for g in TrieGeometry.allCases {
    var best = 1e12; var trie = CompiledTrie([])
    for _ in 0..<5 { let t = now(); trie = CompiledTrie(routes, geometry: g); best = min(best, now() - t) }
    print(trie, "build ms", best / 1e6)
    let tr = trie
    for k in LookupKernel.available.reversed() {
      engines.append(("\(g)-\(k)", { keys, n in
        withUnsafeTemporaryAllocation(of: NextHopIndex.self, capacity: 4096) { out in
          var s = 0
          while s < n {
            var results = MutableSpan(_unsafeElements: out)
            let buf = UnsafeBufferPointer(start: UnsafeRawPointer(keys + s).assumingMemoryBound(to: IPv4Address.self), count: 4096)
            tr.lookup(Span(_unsafeElements: buf), into: &results, using: k)
            s += 4096
          }
        }
      }))
    }
  }
  let fib = dpdk_fib_create(2, UInt32(prefixes.count))!
  let t1 = now()
  for r in routes { let rc = dpdk_fib_add(fib, r.prefix.address.rawValue, Int32(r.prefix.length), UInt64(r.nextHop.rawValue)); if rc != 0 { print("refused", r.prefix, rc) ; break} }
  print("fib build ms", (now() - t1) / 1e6, "avx512", dpdk_fib_choose(fib, 1))
  nonisolated(unsafe) let f = fib
  engines.append(("fib-avx512", { k, n in dpdk_fib_run(f, k, n) }))
  let n = 1 << 22
  for stream in KeyStream.allCases {
    let keys = stream.keys(count: n, prefixes: prefixes, seed: 2)
    keys.withUnsafeBufferPointer { kb in
      let kp = UnsafeRawPointer(kb.baseAddress!).assumingMemoryBound(to: UInt32.self)
      var rates = [[Double]](repeating: [], count: engines.count)
      for _ in 0..<9 {
        for (i, e) in engines.enumerated() {
          e.1(kp, 1 << 16)
          let t = now(); e.1(kp, n); rates[i].append(Double(n) / (now() - t) * 1e3)
        }
      }
      print(stream, "chase", probes_chase(), "loads", probes_loads())
      let ref = rates.last!.sorted()[4]
      for (i, e) in engines.enumerated() {
        let r = rates[i].sorted()
        print("  ", e.0, Int(r[4]), "[\(Int(r[0]))..\(Int(r[8]))]", "x", (r[4] / ref * 100).rounded() / 100, "best x", (r[8] / rates.last!.max()! * 100).rounded() / 100)
      }
    }
  }
}
experiment()
