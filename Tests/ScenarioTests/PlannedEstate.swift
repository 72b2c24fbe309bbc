import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing

/// A plan as the emulator runs it, and what was seen of its packets.
struct PlannedEstate {
  let plan: EstatePlan
  let estate: CompiledEstate
  private let emulation: Emulation
  private let endpoints: [String: Int]

  init(_ plan: EstatePlan) throws {
    let loaded = TopologyLoader.load(bytes: Array(plan.text.utf8), file: "plan.jsonc")
    let errors = loaded.diagnostics.filter { $0.severity == .error }.map(\.message)
    let topology = try #require(loaded.topology, "\(errors)")
    let estate = EstateCompiler(topology).compile()
    self.plan = plan
    self.estate = estate
    endpoints = Dictionary(
      estate.endpoints.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    emulation = Emulation(estate, resolve: { $0 }, recompile: { _ in estate })
    for endpoint in estate.endpoints.indices {
      emulation.keepDeliveries(false, at: endpoint)
    }
  }

  /// Sends a packet and lets its journey end. What was seen of it, and of what was sent because of it.
  func send(_ bytes: [UInt8], from machine: String) throws -> [PacketObservation] {
    let endpoint = try #require(endpoints[machine], "\(machine)")
    var seen: [PacketObservation] = []
    emulation.observer = { seen.append($0) }
    _ = emulation.send(bytes, from: endpoint)
    emulation.run(until: emulation.now + .seconds(3))
    emulation.observer = nil
    return seen
  }

  /// Where a device stands.
  enum Place: Hashable {
    case machine(String, network: Int)
    case vpnGateway(network: Int)
    case circuitGateway(network: Int)
    /// An enterprise edge, a router or a host of this site's circuit.
    case site(Int)
  }

  func place(_ device: DeviceID) throws -> Place {
    switch estate.roles[device.index] {
    case .networkInterface(let name):
      let machine = try #require(plan.machines.first { "\($0.name)-nic" == name })
      return .machine(machine.name, network: machine.network)
    case .gateway(let name, _):
      let octet = try #require(Int(name.dropFirst().prefix { $0 != "-" }))
      return name.hasSuffix("-er") ? .circuitGateway(network: octet) : .vpnGateway(network: octet)
    case .enterpriseEdge(let name, _), .microsoftEdge(let name, _), .router(let name):
      return .site(try #require(Int(name.drop { !$0.isNumber })))
    case .host(let name):
      return .site(try #require(Int(name.dropFirst().prefix { $0 != "-" })))
    }
  }

  func device(_ interface: InterfaceID) -> DeviceID {
    estate.tables.interfaces[interface.index].device
  }

  /// Whether the packet itself, not what was sent because of it, reached the machine.
  func reached(_ machine: String, _ seen: [PacketObservation]) throws -> Bool {
    try seen.contains {
      guard $0.packetID == seen[0].packetID, $0.verdict == .deliver, $0.direction == .inbound
      else { return false }
      guard case .machine(machine, _) = try place($0.device) else { return false }
      return true
    }
  }
}

extension EstatePlan {
  /// Machines that are no appliances.
  var plainMachines: [Machine] { machines.filter { !$0.isAppliance } }

  /// Seeded pairs of different plain machines; of small estates all.
  func pairs(_ count: Int, seed: UInt64) -> [(Machine, Machine)] {
    let machines = plainMachines
    if machines.count * machines.count <= count {
      return machines.flatMap { one in
        machines.compactMap { $0.name == one.name ? nil : (one, $0) }
      }
    }
    var generator = SeededGenerator(seed: seed)
    return (0..<count).compactMap { _ in
      let one = machines[generator.below(machines.count)]
      // Peers are few among many: every second pair is of peers, if there are any.
      let peers = self.peers(of: one.network).map(\.octet)
      let others = generator.below(2) == 0 ? machines.filter { peers.contains($0.network) } : []
      let among = others.isEmpty ? machines : others
      let other = among[generator.below(among.count)]
      return one.name == other.name ? nil : (one, other)
    }
  }
}
