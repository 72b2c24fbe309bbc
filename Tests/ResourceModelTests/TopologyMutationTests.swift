import Addressing
import ResourceModel
import Testing

@Suite("Mutated topologies")
struct TopologyMutationTests {
  /// Texts that mean something somewhere, so that they pass one check and meet the next.
  private static let texts = [
    "", "*", "silent", "2018", "0.0.0.0/0", "255.255.255.255/32", "10.0.0.0/8", "10.1.0.4",
    "255.255.255.255", "0.0.0.0", "10.1.255.0/29", "10.1.255.0/32", "GatewaySubnet", "VNet1",
    "vm1-nic",
    "VNet1-to-VNet2", "VNet2-gateway", "vm1", "hub-vnet", "ExpressRoute1/primary",
    "location1-ce1/Te0.30",
    "location1", "[resourceId('Microsoft.Network/virtualNetworks', 'VNet1')]", "[x]", "/", "a/b/c",
    "Vpn", "ExpressRoute", "IPsec", "Vnet2Vnet", "true", "86400s", "0ns", "-1s", "65515", "-",
    "Microsoft.Network/virtualNetworks", "Microsoft.Network/connections",
  ]

  private func value(_ generator: inout SplitMix64) -> JSONValue {
    switch generator.next() % 12 {
    case 0: JSONValue(.null)
    case 1: JSONValue(.boolean(generator.next() % 2 == 0))
    case 2:
      JSONValue(
        .number(
          ["0", "-1", "1", "4294967295", "1e9", "99999999999999999999"][Int(generator.next() % 6)]))
    case 3: JSONValue(.array([]))
    case 4: JSONValue(.object([]))
    default: JSONValue(.string(Self.texts[Int(generator.next() % UInt64(Self.texts.count))]))
    }
  }

  /// Replaces, doubles or removes values here and there.
  private func mutate(_ tree: JSONValue, rate: UInt64, _ generator: inout SplitMix64) -> JSONValue {
    if generator.next() % rate == 0 { return value(&generator) }
    switch tree.content {
    case .array(let elements):
      var result: [JSONValue] = []
      for element in elements {
        let action = generator.next() % (rate * 2)
        if action == 0 { continue }
        result.append(mutate(element, rate: rate, &generator))
        if action == 1 { result.append(element) }
      }
      return JSONValue(.array(result))
    case .object(let members):
      var result: [JSONMember] = []
      for member in members where generator.next() % (rate * 2) != 0 {
        result.append(
          JSONMember(key: member.key, value: mutate(member.value, rate: rate, &generator)))
      }
      return JSONValue(.object(result))
    case .null, .boolean, .number, .string, .invalid: return tree
    }
  }

  @Test(
    "A topology with exchanged values loads or is refused, and never crashes",
    arguments: [(BundledTopology.vnetToVnet, 400), (BundledTopology.interop, 60)])
  func survivesExchangedValues(_ bundled: BundledTopology, _ rounds: Int) throws {
    let source = SourceText(file: "f", bytes: bundled.bytes)
    let tree = try #require(JSONDocument(parsing: source).value)
    var generator = SplitMix64(seed: 0xDA7A)
    for round in 0..<rounds {
      let rate: UInt64 = [20, 60, 200, 600][round % 4]
      let mutated = mutate(tree, rate: rate, &generator).strictJSON
      let result = TopologyLoader.load(bytes: Array(mutated.utf8), file: "f")
      #expect((result.topology == nil) == result.hasErrors)
      #expect(result.diagnostics.allSatisfy { $0.location.line == 1 && $0.length >= 1 })
    }
  }
}
